"""The metrics of the safeguards: counted from the ledgers of measures, tests, training and documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.amounts import fact
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.safeguards.numbers.continuity import load_continuity
from analytics.safeguards.numbers.documents import load_documents
from analytics.safeguards.numbers.protection import load_protection
from analytics.safeguards.numbers.training import load_training

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

OWN = "own definition: counted in the ledger"


def share_of(part: float, whole: float) -> Value:
    """A share of all that are counted, with its counts; nothing of nothing."""
    return Value(part / whole, n=int(whole), part=float(part), whole=float(whole)) if whole else Value()


def count_of(part: float, whole: float) -> Value:
    """How many of those that there are."""
    return Value(float(part), n=int(whole), whole=float(whole)) if whole else Value()


def _tests(store: Store, scope: Scope) -> Value:
    tests = load_protection(store, scope).tests
    return share_of(int(tests["passed"].sum()), int(tests["n"].sum()))


def _controls(store: Store, scope: Scope) -> Value:
    found = load_protection(store, scope)
    passed, n = int(found.tests["passed"].sum()), int(found.tests["n"].sum())
    said = (fact("metric.measures_overdue.tests", n=n, passed=passed),) if n else ()
    if len(found.controls) and (found.controls["state"] == "none").all():
        return Value(said=said)  # of no measure it is known whether it stands: none is not overdue
    return replace(count_of(len(found.overdue), len(found.controls)), said=said)


def _recovery(store: Store, scope: Scope) -> Value:
    waves = load_continuity(store, scope).waves
    passed, failed = int(waves["passed"].sum()), int((waves["failed"] + waves["overdue"]).sum())
    return share_of(passed, passed + failed)


def _trained(store: Store, scope: Scope) -> Value:
    coverage = load_training(store, scope).coverage
    return share_of(int(coverage["trained"].sum()), int(coverage["n"].sum()))


def _short(store: Store, scope: Scope) -> Value:
    found = load_training(store, scope)
    return count_of(len(found.short), len(found.coverage))


def _documents(store: Store, scope: Scope) -> Value:
    found = load_documents(store, scope)
    there = int(found.waves["there"].sum())
    return share_of(there, there + len(found.missing))


for _passport, _count in (
    (
        Passport(
            "measures_passed", "share", "up", (0, 1), None, None, ("control_tests",), OWN, digits=1, low=0, high=1
        ),
        _tests,
    ),
    (
        Passport("measures_overdue", "count", "down", (0, 20), None, (0, 0), ("controls", "control_tests"), OWN),
        _controls,
    ),
    (
        Passport(
            "recovery_passed",
            "share",
            "up",
            (0, 1),
            None,
            (1.0, 1.0),
            ("continuity_tests",),
            OWN,
            digits=1,
            low=0,
            high=1,
        ),
        _recovery,
    ),
    (
        Passport(
            "training_coverage",
            "share",
            "up",
            (0, 1),
            None,
            None,
            ("training",),
            OWN,
            digits=1,
            low=0,
            high=1,
            companions=("roles_short",),
        ),
        _trained,
    ),
    (Passport("roles_short", "count", "down", (0, 20), None, (0, 0), ("training",), OWN), _short),
    (
        Passport(
            "documents_there", "share", "up", (0, 1), None, (1.0, 1.0), ("documents",), OWN, digits=1, low=0, high=1
        ),
        _documents,
    ),
):
    register(LedgerMetric(_passport, _count, adds=("control_tests",) if _passport.id == "measures_overdue" else ()))
