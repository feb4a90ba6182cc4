"""The metrics of the move: counted from the roster with its ledgers, or from counts where there are no rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.amounts import fact
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.move.numbers.counts import load_counts
from analytics.move.numbers.places import Places, load_places, unheard_of
from analytics.move.numbers.reconciliation import load_reconciled
from analytics.reach import load_loaded
from analytics.safeguards.numbers.passports import OWN, count_of
from data.language import People

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _still(store: Store, scope: Scope) -> Value:
    """Customers still to be moved, of all that there are."""
    places = load_places(store, scope)
    if places.n and not places.unrecorded:
        return _beside(count_of(places.still, places.n), places)
    last = load_counts(store, scope).last
    if last is None or last.left is None:
        return Value()
    return Value(float(last.left), n=last.whole, whole=None if last.whole is None else float(last.whole))


def _primary(store: Store, scope: Scope) -> Value:
    """Of those still to be moved with a known use: whose primary account it is, and how many use it at all."""
    counts = load_counts(store, scope)
    watched = counts.watched
    if watched is None or watched.prime is None:
        return Value()
    said = () if watched.used is None else (fact("move.tile.used", n=People(watched.used)),)
    base = watched.base
    return Value(float(watched.prime), n=base, whole=None if base is None else float(base), said=said)


def _behind(store: Store, scope: Scope) -> Value:
    """Customers who were not moved though their wave is over, or who are in no plan, of those still to be moved; not
    known before any transfer was loaded."""
    if "transfers" not in load_loaded(store, scope):
        return Value()
    places = load_places(store, scope)
    if not places.n or (places.unsure and not places.behind):
        return Value()
    said = (fact("move.tile.unsure", n=places.unsure),) if places.unsure else ()
    return _beside(Value(float(places.behind), n=places.still, whole=float(places.still), said=said), places)


def _beside(value: Value, places: Places) -> Value:
    """The value, and of which waves it says nothing."""
    return (
        replace(value, said=(*value.said, unheard_of(places.unheard_of)))
        if places.unheard_of and value.known
        else value
    )


def _open(store: Store, scope: Scope) -> Value:
    """Lines of the reconciliation with something unexplained, of those that say what was found on both sides."""
    found = load_reconciled(store, scope)
    return count_of(len(found.open), int(found.told["unexplained"].notna().sum()))


PEOPLE = ("customers", "transfers", "notices", "departures", "waves")
for _metric in (
    LedgerMetric(
        Passport(
            "still_to_move",
            "count",
            "down",
            (0, 20_000),
            None,
            None,
            (*PEOPLE, "progress"),
            OWN,
            owner="manager",
            people=True,
        ),
        _still,
        either=("progress",),
    ),
    LedgerMetric(
        Passport(
            "still_primary",
            "count",
            "down",
            (0, 5_000),
            None,
            None,
            (*PEOPLE, "progress"),
            OWN,
            owner="manager",
            people=True,
        ),
        _primary,
        either=("progress",),
    ),
    LedgerMetric(
        Passport(
            "left_behind",
            "count",
            "down",
            (0, 2_000),
            None,
            (0, None),
            PEOPLE,
            OWN,
            low=0,
            owner="manager",
            people=True,
        ),
        _behind,
    ),
    LedgerMetric(
        Passport(
            "differences_open",
            "count",
            "down",
            (0, 20),
            None,
            (0, 0),
            ("reconciliation", "waves"),
            OWN,
            low=0,
            owner="manager",
            whole=("branches", "segments"),
        ),
        _open,
    ),
):
    register(_metric)
