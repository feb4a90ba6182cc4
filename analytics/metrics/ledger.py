"""Metrics counted from the ledgers of plan and money: no sample, so no interval; every change is a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

import analytics.metrics.satisfaction  # noqa: F401  (the metrics of answers are shown first)
from analytics.judging import load_judge
from analytics.metrics.money.case import load_case, measured
from analytics.metrics.money.costs import available_rules, compute_unit_costs, compute_value, load_costs
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Reading, Value
from analytics.metrics.schedule.plan import load_plan, load_programme
from analytics.metrics.schedule.progress import compute_progress, load_units
from analytics.periods import Period, as_of_day, moment
from analytics.reach import reached
from data.problems import Refusal

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Count = Callable[["Store", "Scope"], Value]
Until = Callable[["Store", "Scope"], "date | None"]
COLUMNS = ("value", "low", "high", "n", "note")


@dataclass(frozen=True)
class LedgerMetric:
    """A metric that is read off the ledgers as of a moment; ``by`` may be ``wave`` where the ledger has waves. ``until`` tells
    the day up to which its data reach."""

    passport: Passport
    count: Count
    by_wave: bool = True
    until: Until | None = None

    def __post_init__(self) -> None:
        """What is counted was not drawn: no interval, and never too few."""
        object.__setattr__(self, "passport", replace(self.passport, sampled=False))

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """One row, or one a wave; the shared columns of every metric, ``low`` and ``high`` null."""
        allowed = ("wave",) if self.by_wave else ()
        unknown = [name for name in by if name not in allowed]
        if unknown:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed=", ".join(allowed))
        cells: list[tuple[dict[str, str], Value]] = []
        if by:
            waves = load_units(store, scope, load_plan(store, scope)).waves["wave"]
            cells = [({"wave": wave}, self.count(store, scope.but(waves=(wave,)))) for wave in sorted(waves)]
        else:
            cells = [({}, self.count(store, scope))]
        found = [
            {**place, "value": value.value, "low": None, "high": None, "n": value.n, "note": ""}
            for place, value in cells
            if value.known
        ]
        return pd.DataFrame(found, columns=[*by, *COLUMNS])

    def now(self, store: Store, scope: Scope) -> Reading:
        """The value now and as it was known a week before, and until when its data reach."""
        return reached(store, scope, self._counted(store, scope))

    def _counted(self, store: Store, scope: Scope) -> Reading:
        day = as_of_day(scope)
        period = Period(day - timedelta(days=6), day)
        value = self.count(store, scope)
        before = self.count(store, replace(scope, as_of=moment(scope) - timedelta(days=7)))
        reading = partial(
            Reading,
            self.passport,
            period,
            value,
            before,
            target=load_judge(store, scope).limits(self.passport, value.reference).target,
            until=None if self.until is None else self.until(store, scope),
        )
        if value.value is None:
            return reading("nothing", missing=self.passport.datasets[0])
        if before.value is None:
            return reading("no_previous")
        return reading("counted", value.value - before.value)


def _plan_until(store: Store, scope: Scope) -> date | None:
    plan = load_plan(store, scope)
    return None if plan.empty else plan.status_on


def _costs_until(store: Store, scope: Scope) -> date | None:
    return load_costs(store, scope, load_programme(store, scope).currency).closed_on


def _slip(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    return Value() if plan.empty or plan.late is None else Value(float(plan.late), n=len(plan.leaves))


def _spi_t(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    progress = None if plan.empty else compute_progress(plan)
    if progress is None or progress.schedule is None or progress.schedule.spi_t is None:
        return Value()
    return Value(progress.schedule.spi_t, n=len(plan.leaves))


def _cpi(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    costs, units = load_costs(store, scope, plan.programme.currency), load_units(store, scope, plan)
    rules = () if costs.empty else available_rules(costs, plan, units)
    value = compute_value(costs, plan, units, rules[0]) if rules else None
    return Value() if value is None or value.now.cpi is None else Value(value.now.cpi, n=len(costs.lines))


def _tcpi(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    costs, units = load_costs(store, scope, plan.programme.currency), load_units(store, scope, plan)
    rules = () if costs.empty else available_rules(costs, plan, units)
    value = compute_value(costs, plan, units, rules[0]) if rules else None
    return Value() if value is None or value.now.tcpi_bac is None else Value(value.now.tcpi_bac, n=len(costs.lines))


def _unit_cost(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    costs = load_costs(store, scope, plan.programme.currency)
    frame = compute_unit_costs(costs, load_units(store, scope, plan)).dropna(subset=["actual"])
    if frame.empty:
        return Value()
    n = int(frame["n"].sum())
    return Value(float((frame["actual"] * frame["n"]).sum() / n), n=n, currency=costs.currency)


def _final_cost(store: Store, scope: Scope) -> Value:
    costs = load_costs(store, scope, load_plan(store, scope).programme.currency)
    return (
        Value()
        if costs.empty
        else Value(
            costs.forecast, n=len(costs.lines), reference=costs.bac if costs.budgeted else None, currency=costs.currency
        )
    )


def _npv(store: Store, scope: Scope) -> Value:
    if scope.waves:
        return Value()  # benefits belong to the programme: what one wave is worth is not known
    case = load_case(store, scope)
    return Value() if case is None else Value(case.npv(measured(case)), n=case.lines, currency=case.currency)


register(
    LedgerMetric(
        Passport(
            "finish_slip",
            "days",
            "down",
            (-30, 90),
            0,
            (0, 7),
            ("tasks", "baselines"),
            "PMI, Practice Standard for Scheduling",
            signed=True,
        ),
        _slip,
        until=_plan_until,
    )
)
register(
    LedgerMetric(
        Passport(
            "spi_t",
            "ratio",
            "up",
            (0.7, 1.15),
            1.0,
            (0.95, 0.85),
            ("tasks", "baselines"),
            "Lipke & Henderson (2006), Earned Schedule",
            digits=2,
        ),
        _spi_t,
        until=_plan_until,
    )
)
register(
    LedgerMetric(
        Passport(
            "cpi",
            "ratio",
            "up",
            (0.6, 1.3),
            1.0,
            (0.95, 0.9),
            ("costs", "transfers", "waves", "tasks"),
            "PMI, Practice Standard for Earned Value Management",
            digits=2,
        ),
        _cpi,
        until=_costs_until,
        by_wave=False,
    )
)
register(
    LedgerMetric(
        Passport(
            "tcpi",
            "ratio",
            "down",
            (0.7, 1.5),
            1.0,
            (1.02, 1.1),
            ("costs", "transfers", "waves", "tasks"),
            "PMI, Practice Standard for Earned Value Management: (BAC − EV) ÷ (BAC − AC)",
            digits=2,
        ),
        _tcpi,
        until=_costs_until,
        by_wave=False,
    )
)
register(
    LedgerMetric(
        Passport(
            "final_cost",
            "money",
            "down",
            (0, 1e8),
            None,
            (0.05, 0.1),
            ("costs",),
            "PMI, Practice Standard for Earned Value Management (bottom-up EAC)",
            relative=True,
        ),
        _final_cost,
        until=_costs_until,
    )
)
register(
    LedgerMetric(
        Passport(
            "unit_cost",
            "money",
            "down",
            (0, 5_000),
            None,
            None,
            ("costs", "transfers", "waves"),
            "own definition: cost of the waves ÷ their customers moved",
        ),
        _unit_cost,
        until=_costs_until,
    )
)
register(
    LedgerMetric(
        Passport(
            "npv",
            "money",
            "up",
            (-5e7, 5e7),
            0.0,
            None,
            ("costs", "benefits", "departures", "tasks"),
            "Brealey, Myers & Allen, Principles of Corporate Finance; t = 0 undiscounted",
        ),
        _npv,
        until=_costs_until,
        by_wave=False,
    )
)
