"""The metrics of risks: counted from the register, so that every change is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.amounts import Amount, fact
from analytics.metrics.ledger import LedgerMetric, overdue_of
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.risk.numbers.found import load_exposed, load_measures
from analytics.risk.numbers.indicators import load_indicators
from analytics.risk.numbers.register import load_register

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ISO = "ISO 31000:2018; GB/T 24353-2022"


def _above(store: Store, scope: Scope) -> Value:
    """Not known where none is above and not all are rated: the others may be."""
    found = load_register(store, scope)
    unknown = found.empty or (found.above.empty and len(found.unplaced) > 0)
    return (
        Value()
        if unknown
        else Value(
            float(len(found.above)),
            n=len(found.risks),
            whole=float(len(found.risks)),
            said=() if found.assessed is None else (fact("risk.tile.assessed", date=found.assessed),),
        )
    )


def _expected(store: Store, scope: Scope) -> Value:
    exposure = load_exposed(store, scope)
    return Value() if exposure.empty else Value(exposure.expected, n=len(exposure.lines), currency=exposure.currency)


def _p80(store: Store, scope: Scope) -> Value:
    exposure = load_exposed(store, scope)
    if exposure.empty:
        return Value()
    spread = tuple(
        fact(
            f"metric.risk_p80.p{round(100 * share)}",
            value=Amount(exposure.portfolio.percentile(share), "money", exposure.currency),
        )
        for share in (0.5, 0.95)
    )
    covers = (
        () if exposure.covered is None else (fact("metric.risk_p80.covers", share=Amount(exposure.covered, "share")),)
    )
    return Value(
        exposure.portfolio.percentile(0.8),
        n=len(exposure.lines),
        reference=exposure.contingency,
        currency=exposure.currency,
        said=(*spread, *covers),
    )


def _overdue(store: Store, scope: Scope) -> Value:
    found = load_measures(store, scope)
    if found.measures.empty:
        return Value()
    told = overdue_of(len(found.overdue), len(found.open), int(found.open["due_on"].notna().sum()))
    return replace(
        told,
        said=(fact("risk.tile.done", n=len(found.measures) - len(found.open), total=len(found.measures)), *told.said),
    )


def _red(store: Store, scope: Scope) -> Value:
    found = load_indicators(store, scope)
    return Value() if found.now.empty else Value(float(len(found.red)), n=len(found.now), whole=float(len(found.now)))


def _stale(store: Store, scope: Scope) -> Value:
    found = load_indicators(store, scope)
    return Value() if found.now.empty else Value(float(len(found.stale)), n=len(found.now), whole=float(len(found.now)))


for passport, count in (
    (Passport("risks_above_appetite", "count", "down", (0, 40), 0, (0, 0), ("risks",), ISO), _above),
    (
        Passport(
            "risk_exposure",
            "money",
            "down",
            (0, 5e7),
            None,
            None,
            ("risks",),
            "PMI, Standard for Risk Management (expected monetary value)",
        ),
        _expected,
    ),
    (
        Passport(
            "risk_p80",
            "money",
            "down",
            (0, 5e7),
            None,
            (0.0, 0.0),
            ("risks", "costs"),
            "PMI, Standard for Risk Management; Li (2000), one-factor Gaussian copula",
            relative=True,
        ),
        _p80,
    ),
    (Passport("treatments_overdue", "count", "down", (0, 40), 0, (0, 0), ("treatments", "risks"), ISO), _overdue),
    (
        Passport(
            "indicators_red",
            "count",
            "down",
            (0, 20),
            0,
            (0, 0),
            ("indicators",),
            "COSO, Developing Key Risk Indicators (2010)",
            companions=("indicators_stale",),
        ),
        _red,
    ),
    (
        Passport(
            "indicators_stale",
            "count",
            "down",
            (0, 20),
            0,
            (0, None),
            ("indicators",),
            "own definition: age of the last reading against its cadence",
        ),
        _stale,
    ),
):
    register(LedgerMetric(passport, count))
