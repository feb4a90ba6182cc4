"""The metrics of care: counted from contacts and deals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.amounts import fact
from analytics.care.numbers.business import load_sold
from analytics.care.numbers.follow_up import FIRST, load_follow_up, load_touched
from analytics.care.numbers.service import load_service
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.reading import Value
from analytics.retention.by_wave import by_wave_day
from analytics.safeguards.numbers.passports import OWN, count_of, share_of

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _followed(store: Store, scope: Scope) -> Value:
    found = load_follow_up(store, scope)
    own = None if found is None else found.share(FIRST)
    if found is None or own is None:
        return Value()
    return replace(share_of(*own), said=by_wave_day(found.by_wave_day))


def _silent(store: Store, scope: Scope) -> Value:
    found = load_touched(store, scope)
    if found is None or not found.high:
        return Value()
    if found.early:
        return Value(why=fact("care.silent.early", days=found.days))
    return Value() if found.silent is None else count_of(found.silent, found.high)


def _share(store: Store, scope: Scope, part: str, of: str) -> Value:
    found = load_service(store, scope)
    hits, n = (0, 0) if found is None else found.counts(part, of)
    return share_of(hits, n) if n >= HIDDEN else Value()


def _first(store: Store, scope: Scope) -> Value:
    return _share(store, scope, "first", "told")


def _again(store: Store, scope: Scope) -> Value:
    return _share(store, scope, "again", "judged")


def _won(store: Store, scope: Scope, kind: str) -> Value:
    found = load_sold(store, scope)
    own = None if found is None else found.of(kind)
    return Value() if own is None or own.n is None else Value(float(own.n))


def _new(store: Store, scope: Scope) -> Value:
    return _won(store, scope, "new")


def _cross(store: Store, scope: Scope) -> Value:
    return _won(store, scope, "cross_sell")


for _passport, _count in (
    (
        Passport(
            "followed_7d",
            "share",
            "up",
            (0, 1),
            None,
            (0.9, 0.75),
            ("contacts", "transfers"),
            OWN,
            digits=1,
            low=0,
            high=1,
            people=True,
        ),
        _followed,
    ),
    (
        Passport(
            "high_value_silent",
            "count",
            "down",
            (0, 1_000),
            None,
            (0, None),
            ("contacts", "customers"),
            OWN,
            low=0,
            people=True,
        ),
        _silent,
    ),
    (
        Passport("first_contact", "share", "up", (0, 1), None, (0.7, 0.5), ("contacts",), OWN, digits=1, low=0, high=1),
        _first,
    ),
    (
        Passport(
            "repeat_contacts", "share", "down", (0, 1), None, (0.2, 0.4), ("contacts",), OWN, digits=1, low=0, high=1
        ),
        _again,
    ),
    (Passport("new_business", "count", "up", (0, 200), None, None, ("deals",), OWN, low=0), _new),
    (Passport("cross_sell", "count", "up", (0, 200), None, None, ("deals",), OWN, low=0), _cross),
):
    register(LedgerMetric(_passport, _count))
