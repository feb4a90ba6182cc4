"""The metrics of the cut-over: counted from rehearsals, defects and confirmations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from analytics.cutover.numbers import load_cutover
from analytics.judging import load_judge
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.safeguards.numbers.passports import OWN, share_of

if TYPE_CHECKING:
    from datetime import date

    from analytics.cutover.numbers import Cutover
    from analytics.scope import Scope
    from data.store import Store


def not_before(found: Cutover, store: Store, scope: Scope) -> date | None:
    """The day from which what the cut-over needs has to be there, as its alerts have it; ``None`` where it is over or
    has no day."""
    if found.on is None or found.moved:
        return None
    return found.on - timedelta(days=load_judge(store, scope).days("cutover.soon_days"))


def _rehearsed(store: Store, scope: Scope) -> Value:
    found = load_cutover(store, scope)
    if found.rehearsed is None or not found.planned:
        return Value()
    most = min(found.rehearsed, found.planned)  # a rehearsal larger than the wave has rehearsed all of it, and no more
    due = not_before(found, store, scope)
    return Value(most / found.planned, n=found.planned, part=float(most), whole=float(found.planned), due=due)


def _covered(store: Store, scope: Scope) -> Value:
    """Of a wave: what all rehearsals of all waves covered together says nothing of any of them."""
    found = load_cutover(store, scope)
    if not found.wave:
        return Value()
    return replace(
        share_of(int(found.coverage["covered"].sum()), len(found.coverage)), due=not_before(found, store, scope)
    )


def _confirmed(store: Store, scope: Scope) -> Value:
    found = load_cutover(store, scope)
    asked = found.asked_of
    return replace(
        share_of(int((asked["state"] == "confirmed").sum()), len(asked)), due=not_before(found, store, scope)
    )


def _open(store: Store, scope: Scope) -> Value:
    known = load_cutover(store, scope).known
    return Value() if known is None else Value(float(known), n=known)


def _untold(store: Store, scope: Scope) -> Value:
    found = load_cutover(store, scope)
    if found.known is None or found.told is None:
        return Value()
    return Value(float(found.known - found.told), n=found.known, whole=float(found.known))


for _passport, _count in (
    (
        Passport(
            "cutover_rehearsed",
            "share",
            "up",
            (0, 1),
            None,
            (0.5, 0.1),
            ("rehearsals", "waves"),
            OWN,
            digits=1,
            low=0,
            high=1,
        ),
        _rehearsed,
    ),
    (
        Passport(
            "sites_covered", "share", "up", (0, 1), None, (1.0, 1.0), ("rehearsals",), OWN, digits=1, low=0, high=1
        ),
        _covered,
    ),
    (
        Passport(
            "suppliers_confirmed",
            "share",
            "up",
            (0, 1),
            None,
            (1.0, 1.0),
            ("confirmations",),
            OWN,
            digits=1,
            low=0,
            high=1,
        ),
        _confirmed,
    ),
    (
        Passport(
            "defects_untold", "count", "down", (0, 50), None, (0, 0), ("defects",), OWN, companions=("defects_open",)
        ),
        _untold,
    ),
    (Passport("defects_open", "count", "down", (0, 100), None, None, ("defects",), OWN), _open),
):
    register(LedgerMetric(_passport, _count))
