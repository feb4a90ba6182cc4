"""The metrics of closing: counted from the ledgers, so that every change is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.amounts import Amount, fact
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.closing.numbers.steps import DONE, load_closing
from analytics.metrics.ledger import LedgerMetric, overdue_of
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.safeguards.numbers.passports import OWN, count_of, share_of
from data.store.suppression import MIN_GROUP, SUPPRESSED

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _done(store: Store, scope: Scope) -> Value:
    found = load_closing(store, scope)
    return share_of(len(found.of(*DONE)), len(found.asked))


def _overdue(store: Store, scope: Scope) -> Value:
    found = load_closing(store, scope)
    late, undated = len(found.of("overdue")), len(found.of("open"))
    still = late + undated + len(found.of("due"))
    return overdue_of(late, still, still - undated, float(len(found.asked))) if len(found.asked) else Value()


def _contradicted(store: Store, scope: Scope) -> Value:
    found = load_closing(store, scope)
    return count_of(len(found.contradicted), len(found.asked))


def _alive(store: Store, scope: Scope) -> Value:
    frame = load_standing(store, scope).frame
    ended = frame[frame["registered_on"].notna()]
    alive = ended["alive"].map(len) > 0
    unsure = int((~alive & ~ended["sure"].astype(bool)).sum())
    if unsure and not alive.any():
        return Value()
    said = (fact("metric.closed_standing.unsure", n=unsure),) if unsure else ()
    return replace(count_of(int(alive.sum()), len(ended)), said=said)


def _settled(store: Store, scope: Scope) -> Value:
    found = load_prepaid(store, scope)
    held = found.total("held")
    if not held:
        return Value()
    still = found.total("open")
    if still is None:
        return Value(note=SUPPRESSED)
    done = held - still
    amounts = {name: Amount(value, "money", found.currency) for name, value in (("done", done), ("held", held))}
    said = [fact("metric.prepaid_settled.of", **amounts)]
    few = found.foreign < MIN_GROUP and not scope.rights.row_level
    if found.foreign:
        said.append(
            fact("metric.prepaid_settled.foreign.few")
            if few
            else fact("metric.prepaid_settled.foreign", n=found.foreign)
        )
    return Value(done / held, n=int(found.total("n") or 0), said=tuple(said))


STEPS = ("closing", "obligations", "evidence", "waves")
MONEY = ("prepaid", "customers", "transfers")
for _passport, _count in (
    (
        Passport(
            "closing_done", "share", "up", (0, 1), None, None, STEPS, OWN, digits=0, low=0, high=1, owner="compliance"
        ),
        _done,
    ),
    (Passport("closing_overdue", "count", "down", (0, 20), None, (0, 0), STEPS, OWN, owner="compliance"), _overdue),
    (
        Passport("closing_contradicted", "count", "down", (0, 20), None, (0, 0), STEPS, OWN, owner="compliance"),
        _contradicted,
    ),
    (
        Passport(
            "closed_standing",
            "count",
            "down",
            (0, 12),
            None,
            (0, 0),
            ("closing", "customers", "transfers", "departures", "complaints", "prepaid"),
            OWN,
            owner="compliance",
        ),
        _alive,
    ),
    (
        Passport(
            "prepaid_settled",
            "share",
            "up",
            (0, 1),
            None,
            None,
            MONEY,
            OWN,
            digits=1,
            low=0,
            high=1,
            owner="compliance",
        ),
        _settled,
    ),
):
    register(LedgerMetric(_passport, _count, by_wave=False))
