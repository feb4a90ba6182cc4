"""The metrics of plan and money, read off their ledgers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import analytics.satisfaction.numbers.scores  # noqa: F401  (the metrics of answers are shown first)
from analytics.amounts import Amount, Fact, Term, Waves, fact
from analytics.cost.numbers.costs import (
    Costs,
    available_rules,
    compute_unit_costs,
    compute_value,
    load_costs,
    load_range,
)
from analytics.cost.numbers.spend import SpendMetric
from analytics.cost_benefit.numbers.benefits import load_benefits
from analytics.cost_benefit.numbers.case import (
    Assumptions,
    Case,
    assumed,
    compute_odds,
    compute_returns,
    load_case,
    measured,
)
from analytics.metrics.ledger import Count, LedgerMetric
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Value
from analytics.schedule.numbers.outlook import compute_burn_up, load_outlook
from analytics.schedule.numbers.plan import Plan, load_plan, load_programme
from analytics.schedule.numbers.progress import compute_progress, load_units
from analytics.snapshot import once
from analytics.stats.earned_value import EarnedValue
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _plan_until(store: Store, scope: Scope) -> date | None:
    plan = load_plan(store, scope)
    return None if plan.empty else plan.status_on


def _costs_until(store: Store, scope: Scope) -> date | None:
    return load_costs(store, scope, load_programme(store, scope).currency).closed_on


def _plan_done(store: Store, scope: Scope) -> bool:
    return bool(load_plan(store, scope).leaves["done"].all())


def _all_spent(store: Store, scope: Scope) -> bool:
    return load_costs(store, scope, load_programme(store, scope).currency).spent


def _all_realised(store: Store, scope: Scope) -> bool:
    benefits = load_benefits(store, scope, load_programme(store, scope).currency)
    return _all_spent(store, scope) and bool(benefits.lines["realised"].notna().all())


def _all_moved(store: Store, scope: Scope) -> bool:
    waves = load_wave_dates(store, scope)
    return bool(len(waves) and waves["actual"].astype(bool).all())


def _slip(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    if plan.empty or plan.late is None:
        return Value()
    base = () if plan.base_finish is None else (fact("metric.finish_slip.planned", date=plan.base_finish),)
    finish = fact("metric.finish_slip.finish", date=plan.finish)
    return Value(float(plan.late), n=len(plan.leaves), said=(finish, *base, *_of_own(plan)))


def _of_own(plan: Plan) -> tuple[Fact, ...]:
    """Said where no baseline is loaded: the days planned in the plan itself stand in for one."""
    return () if plan.baseline else (fact("schedule.own"),)


def _likely(store: Store, scope: Scope) -> tuple[Fact, ...]:
    """The middle and the safe end of the simulated finish."""
    outlook = load_outlook(store, scope)
    if outlook is None:
        return ()
    days = {f"p{round(100 * share)}": outlook.day(share) for share in (0.5, 0.8)}
    return (fact("schedule.tile.finish.detail", **days, seed=str(outlook.simulation.seed)),)


def _spi_t(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    progress = None if plan.empty else compute_progress(plan)
    if progress is None or progress.schedule is None or progress.schedule.spi_t is None:
        return Value()
    now = progress.schedule
    passed = fact("metric.spi_t.earned", es=Amount(now.earned, "points"), at=Amount(now.time, "points"))
    spi = () if progress.spi is None else (fact("metric.cpi.spi", spi=Amount(progress.spi, "ratio")),)
    untold = fact("metric.spi_t.untold", n=plan.untold) if plan.untold else None
    return Value(now.spi_t, n=len(plan.leaves), said=(*(one for one in (passed, *spi, untold) if one), *_of_own(plan)))


def _moved(store: Store, scope: Scope) -> Value:
    units = load_units(store, scope, load_plan(store, scope))
    if not units.total or units.done is None:
        return Value()
    done, total = float(units.done), float(units.total)
    return Value(done, n=int(total), reference=float(units.planned_by(units.day)), part=done, whole=total)


def _pace(store: Store, scope: Scope) -> tuple[Fact, ...]:
    """When all who will be moved are, at the pace until now."""
    forecast = compute_burn_up(load_units(store, scope, load_plan(store, scope)))
    return () if forecast is None or forecast.p50 is None else (fact("schedule.tile.moved.pace", date=forecast.p50),)


def _rebaselined(store: Store, scope: Scope) -> Value:
    versions = load_plan(store, scope).baselines
    if versions.empty:
        return Value()
    last = versions.iloc[-1]
    said = [fact("metric.rebaselines.version", version=str(last["version"]))]
    if len(versions) > 1 and isinstance(last["reason"], str) and last["reason"].strip():
        said.append(fact("metric.rebaselines.reason", reason=last["reason"].strip()))
    return Value(float(len(versions) - 1), n=len(versions), said=tuple(said))


def _unexplained(store: Store, scope: Scope) -> Value:
    versions = load_plan(store, scope).baselines
    if versions.empty:
        return Value()
    reasons = versions["reason"].iloc[1:].fillna("").astype(str).str.strip()
    return Value(float((reasons == "").sum()), n=len(versions))


def _earned(store: Store, scope: Scope) -> tuple[Costs, EarnedValue | None, str]:
    """The costs, the value earned by the first rule that the ledgers allow, and that rule."""
    plan = load_plan(store, scope)
    costs, units = load_costs(store, scope, plan.programme.currency), load_units(store, scope, plan)
    rules = () if costs.empty else available_rules(costs, plan, units)
    value = compute_value(costs, plan, units, rules[0]) if rules else None
    return costs, None if value is None else value.now, "" if value is None else value.rule


def _cpi(store: Store, scope: Scope) -> Value:
    costs, now, rule = _earned(store, scope)
    if now is None or now.cpi is None:
        return Value()
    spi = () if now.spi is None else (fact("metric.cpi.spi", spi=Amount(now.spi, "ratio")),)
    eac = () if now.eac_cpi is None else (fact("metric.cpi.eac", eac=Amount(now.eac_cpi, "money", costs.currency)),)
    return Value(now.cpi, n=len(costs.lines), said=(*_earned_by(store, scope, rule), *spi, *eac))


def _earned_by(store: Store, scope: Scope, rule: str) -> tuple[Fact, ...]:
    """By what rule value was earned, and of which waves customers are counted as moved because the wave was cut
    over."""
    earned = fact("metric.cpi.rule", rule=Term((f"rule.{rule.replace('/', '_')}",)))
    waves = load_units(store, scope, load_plan(store, scope)).unheard_of if rule == "units" else ()
    return (earned, fact("metric.cpi.by_wave_day", n=len(waves), waves=Waves(waves))) if waves else (earned,)


def _tcpi(store: Store, scope: Scope) -> Value:
    costs, now, rule = _earned(store, scope)
    # Before anything was to be earned the money that is spent by plan makes the rest no harder.
    if now is None or now.tcpi_bac is None or (now.ev == 0 and now.pv == 0):
        return Value()
    eac = () if now.tcpi_eac is None else (fact("cost.tile.tcpi.detail", value=Amount(now.tcpi_eac, "ratio")),)
    return Value(now.tcpi_bac, n=len(costs.lines), said=(*_earned_by(store, scope, rule), *eac))


def _left(store: Store, scope: Scope) -> Value:
    costs, now, _ = _earned(store, scope)
    if now is None or not costs.bac:
        return Value()
    return Value(costs.bac - costs.actual, n=len(costs.lines), currency=costs.currency)


def _unit_cost(store: Store, scope: Scope) -> Value:
    plan = load_plan(store, scope)
    costs = load_costs(store, scope, plan.programme.currency)
    frame = compute_unit_costs(costs, load_units(store, scope, plan)).dropna(subset=["actual"])
    if frame.empty:
        return Value()
    n = int(frame["n"].sum())
    planned = float((frame["planned"] * frame["n"]).sum() / n)
    return Value(
        float((frame["actual"] * frame["n"]).sum() / n),
        n=n,
        reference=planned or None,
        currency=costs.currency,
        said=(fact("cost.tile.unit.detail", n=n, waves=len(frame)),),
    )


def _final_cost(store: Store, scope: Scope) -> Value:
    costs = load_costs(store, scope, load_plan(store, scope).programme.currency)
    if costs.empty:
        return Value()
    reference = costs.bac if costs.budgeted else None
    return Value(costs.forecast, n=len(costs.lines), reference=reference, currency=costs.currency)


def _covered(store: Store, scope: Scope) -> tuple[Fact, ...]:
    """The simulated final cost, and the chance that budget and reserve hold it."""
    currency = load_programme(store, scope).currency
    costs, found = load_costs(store, scope, currency), load_range(store, scope, currency)
    spread = (
        fact(f"metric.final_cost.p{round(100 * share)}", value=Amount(found.percentile(share), "money", currency))
        for share in (0.5, 0.8)
    )
    if not costs.budgeted:
        return tuple(spread)
    chance = Amount(found.chance_within(costs.bac + costs.reserve), "share")
    return (*spread, fact("metric.final_cost.covered", share=chance))


def _of_case(name: str) -> Count:
    def count(store: Store, scope: Scope) -> Value:
        # Benefits belong to the programme: what one wave is worth is not known.
        return Value() if scope.waves else load_case_values(store, scope).get(name, Value())

    return count


@once
def load_case_values(store: Store, scope: Scope) -> dict[str, Value]:
    """The metrics of the case under the assumptions of the scope, by id; none where there is no case."""
    case = load_case(store, scope)
    return {} if case is None else compute_case_values(case, assumed(case, scope))


def compute_case_values(case: Case, given: Assumptions) -> dict[str, Value]:
    """The metrics of a case under assumptions, by id."""
    found, odds = compute_returns(case, given), compute_odds(case, given)
    n, currency = case.lines, case.currency
    spread = tuple(
        fact(f"metric.npv.p{round(100 * share)}", value=Amount(odds.percentile(share), "money", currency))
        for share in (0.1, 0.5, 0.9)
    )
    planned = fact("metric.npv.planned", value=Amount(case.planned_npv, "money", currency))
    plain = () if found.payback is None else (fact("case.tile.plain_payback", years=Amount(found.payback, "points")),)
    modified = () if found.mirr is None else (fact("case.tile.mirr", value=Amount(found.mirr, "share")),)
    single = found.irr[0] if len(found.irr) == 1 else None
    several = (fact("case.tile.irr.several"),) if len(found.irr) > 1 else ()
    moved = () if given == measured(case) else (fact("case.tile.moved"),)
    roi = () if found.roi is None else (fact("case.tile.roi", value=Amount(found.roi, "share")),)
    return {
        "npv": Value(found.npv, n=n, currency=currency, said=(planned, *spread, *moved)),
        "npv_chance": Value(odds.positive, n=odds.trials),
        "bcr": Value(found.bcr, n=n, said=(*roi, *moved)),
        "payback": Value(found.discounted_payback, n=n, said=(*plain, *moved)),
        "irr": Value(single, n=n, reference=given.rate, said=(*modified, *several, *moved)),
    }


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
        ended=_plan_done,
        beside=_likely,
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
        ended=_plan_done,
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
        ended=_all_spent,
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
            companions=("budget_left",),
        ),
        _tcpi,
        until=_costs_until,
        ended=_all_spent,
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
        ended=_all_spent,
        beside=_covered,
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
            (0.02, 0.1),
            ("costs", "transfers", "waves"),
            "own definition: cost of the waves ÷ their customers moved",
            relative=True,
        ),
        _unit_cost,
        until=_costs_until,
        ended=_all_spent,
    )
)
DELAY = ("tasks",)
"""Without a plan the case knows of no delay, and of none that will come."""
register(
    LedgerMetric(
        Passport(
            "npv",
            "money",
            "up",
            (-5e7, 5e7),
            0.0,
            (0.0, 0.0),
            ("costs", "benefits", "departures", "tasks"),
            "Brealey, Myers & Allen, Principles of Corporate Finance; t = 0 undiscounted",
            companions=("npv_chance",),
        ),
        _of_case("npv"),
        until=_costs_until,
        ended=_all_realised,
        by_wave=False,
        adds=DELAY,
    )
)

CASE = ("costs", "benefits", "departures", "tasks")
FINANCE = "Brealey, Myers & Allen, Principles of Corporate Finance"
for _metric in (
    LedgerMetric(
        Passport(
            "npv_chance",
            "share",
            "up",
            (0, 1),
            None,
            (0.8, None),
            CASE,
            "Vose, Risk Analysis: trials in which the value is positive",
            low=0,
            high=1,
        ),
        _of_case("npv_chance"),
        False,
        _costs_until,
        ended=_all_realised,
        adds=DELAY,
    ),
    LedgerMetric(
        Passport("bcr", "ratio", "up", (0, 2.5), 1.0, (1.0, 1.0), CASE, FINANCE, digits=2, low=0),
        _of_case("bcr"),
        False,
        _costs_until,
        ended=_all_realised,
        adds=DELAY,
    ),
    LedgerMetric(
        Passport("payback", "years", "down", (0, 10), None, None, CASE, FINANCE, digits=1, low=0),
        _of_case("payback"),
        False,
        _costs_until,
        ended=_all_realised,
        adds=DELAY,
    ),
    LedgerMetric(
        Passport("irr", "share", "up", (-0.5, 1.0), None, (0.0, 0.0), CASE, FINANCE, digits=1, relative=True),
        _of_case("irr"),
        False,
        _costs_until,
        ended=_all_realised,
        adds=DELAY,
    ),
    LedgerMetric(
        Passport(
            "budget_left", "money", "up", (-1e7, 1e8), None, (None, 0.0), ("costs",), "own definition: budget − actual"
        ),
        _left,
        False,
        _costs_until,
        ended=_all_spent,
    ),
    LedgerMetric(
        Passport(
            "customers_moved",
            "count",
            "up",
            (0, 20_000),
            None,
            (0.01, 0.1),
            ("transfers", "waves", "customers"),
            "own definition: customers moved, held against those planned by the day",
            relative=True,
            people=True,
        ),
        _moved,
        beside=_pace,
        ended=_all_moved,
    ),
    LedgerMetric(
        Passport(
            "rebaselines",
            "count",
            "down",
            (0, 10),
            None,
            None,
            ("baselines",),
            "PMI, Practice Standard for Scheduling",
            companions=("rebaselines_unexplained",),
            whole=("waves",),
        ),
        _rebaselined,
        False,
    ),
    LedgerMetric(
        Passport(
            "rebaselines_unexplained",
            "count",
            "down",
            (0, 10),
            None,
            (0, None),
            ("baselines",),
            "own definition: baselines after the first without a reason",
        ),
        _unexplained,
        False,
    ),
):
    register(_metric)
register(SpendMetric())
