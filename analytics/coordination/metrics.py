"""The metrics of coordination: counted from the list of actions, the hand-overs and the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.coordination.numbers.actions import load_coordination
from analytics.coordination.numbers.results import load_results
from analytics.metrics.ledger import LedgerMetric, overdue_of
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.safeguards.numbers.passports import OWN, count_of, share_of

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _on_time(store: Store, scope: Scope) -> Value:
    found = load_coordination(store, scope)
    held = found.of("done", "late", "overdue")
    held = held[held["due_on"].notna()]
    return share_of(int((held["state"] == "done").sum()), len(held))


def _overdue(store: Store, scope: Scope) -> Value:
    found = load_coordination(store, scope)
    still, whole = found.of("overdue", "open", "undated"), len(found.actions) - len(found.of("dropped"))
    return (
        overdue_of(len(found.of("overdue")), len(still), int(still["due_on"].notna().sum()), float(whole))
        if whole
        else Value()
    )


def _answer(store: Store, scope: Scope) -> Value:
    waited = load_coordination(store, scope).requests["waited"].dropna()
    return Value(float(waited.median()), n=len(waited)) if len(waited) else Value()


def _unowned(store: Store, scope: Scope) -> Value:
    found = load_coordination(store, scope)
    return count_of(len(found.unowned), len(found.decisions[found.decisions["state"] != "dropped"]))


def _unreceipted(store: Store, scope: Scope) -> Value:
    shared = load_coordination(store, scope).shared
    given = shared[shared["shared_on"].notna()]
    return count_of(int(given["receipt_on"].isna().sum()), len(given))


def _score(store: Store, scope: Scope) -> Value:
    found = load_results(store, scope)
    return (
        Value() if found.score is None else Value(found.score, n=len(found.measured), whole=float(len(found.targets)))
    )


for _passport, _count in (
    (
        Passport(
            "actions_on_time", "share", "up", (0, 1), None, (0.9, 0.75), ("actions",), OWN, digits=1, low=0, high=1
        ),
        _on_time,
    ),
    (Passport("actions_overdue", "count", "down", (0, 50), None, (0, None), ("actions",), OWN), _overdue),
    (Passport("answer_days", "days", "down", (0, 30), None, (7, 21), ("actions",), OWN, low=0), _answer),
    (Passport("decisions_unowned", "count", "down", (0, 10), None, (0, 0), ("actions",), OWN), _unowned),
    (Passport("shared_unreceipted", "count", "down", (0, 10), None, (0, None), ("shared",), OWN), _unreceipted),
    (
        Passport(
            "targets_score",
            "share",
            "up",
            (0, 1),
            None,
            None,
            ("targets",),
            OWN,
            digits=1,
            low=0,
            high=1,
            of_metrics=True,
        ),
        _score,
    ),
):
    register(LedgerMetric(_passport, _count))
