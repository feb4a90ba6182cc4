"""Whether it still pays: flows by month, present value and returns, what the assumptions do, and the chance that it
pays.

The first month is t = 0 and is not discounted; Excel's NPV() would discount it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cost.numbers.costs import Costs, load_costs
from analytics.cost_benefit.numbers.benefits import Benefits, load_benefits
from analytics.reckoning import simulate
from analytics.schedule.numbers.outlook import delay_range, load_outlook, weeks_late
from analytics.schedule.numbers.plan import load_plan
from analytics.schedule.numbers.progress import load_units
from analytics.snapshot import once
from analytics.stats.estimates import ThreePoint, quantiles
from analytics.stats.finance import benefit_cost_ratio, irr_all, mirr, monthly_rate, npv, payback, return_on_investment
from analytics.stats.worth import INPUTS, WEEKS_A_MONTH, Flows, shifted, simulate_worth

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

TRIALS, SEED, CORRELATION = 10_000, 42, 0.2


@dataclass(frozen=True)
class Assumptions:
    """What may be moved. ``rate`` a year · ``churn`` share lost within 12 weeks · ``retained`` and ``savings`` factors
    on the benefits still to come (savings, new business and others) · ``cost`` factor on the costs still to come ·
    ``delay`` weeks."""

    rate: float = 0.06
    churn: float = 0.03
    retained: float = 1.0
    savings: float = 1.0
    cost: float = 1.0
    delay: float = 0.0


@dataclass(frozen=True)
class Case:
    """The flows by month from the first: ``months`` (timestamps) and arrays of the same length. What is past is
    certain; ``*_rest`` may still change. ``base`` are the assumptions in which the sheets stand. ``running`` is the
    running cost of a week, ``customers`` those planned."""

    months: pd.DatetimeIndex
    cost_past: NDArray[np.float64]
    cost_rest: NDArray[np.float64]
    past: NDArray[np.float64]
    retained_rest: NDArray[np.float64]
    savings_rest: NDArray[np.float64]
    base: Assumptions
    running: float
    customers: float
    currency: str
    ranges: dict[str, ThreePoint]
    by_category: pd.DataFrame
    planned_npv: float
    lines: int = 0
    """Lines of cost and benefit behind it."""

    def flows(self, given: Assumptions) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Benefits and costs a month under assumptions, both positive."""
        kept = (1 - given.churn) / (1 - self.base.churn)
        later = given.delay - self.base.delay
        rest = shifted(
            self.retained_rest * given.retained * kept + self.savings_rest * given.savings, later / WEEKS_A_MONTH
        )
        costs = self.cost_past + self.cost_rest * given.cost
        costs = costs.copy()
        costs[self.sheets.last_cost] += self.running * later
        return self.past + rest, costs

    @property
    def sheets(self) -> Flows:
        """The flows and in what the sheets stand, as the simulation takes them."""
        return Flows(
            self.cost_past,
            self.cost_rest,
            self.past,
            self.retained_rest,
            self.savings_rest,
            self.base.churn,
            self.base.delay,
            self.running,
        )

    def npv(self, given: Assumptions) -> float:
        benefits, costs = self.flows(given)
        return npv(monthly_rate(given.rate), (benefits - costs).tolist())

    @property
    def week_of_delay(self) -> float:
        """What one more week of delay takes from the net present value."""
        return self.npv(self.base) - self.npv(replace(self.base, delay=self.base.delay + 1))

    @property
    def lost_customer(self) -> float:
        """What one more lost customer takes from the net present value: the retained revenue still to come."""
        if not self.customers:
            return 0.0
        return self.npv(self.base) - self.npv(replace(self.base, churn=self.base.churn + 1 / self.customers))


def compute_case(
    costs: Costs,
    benefits: Benefits,
    *,
    delay: float = 0.0,
    delay_range: tuple[float, float] | None = None,
    customers: float = 0.0,
    rate: float = 0.06,
) -> Case | None:
    """The case of the sheets. ``delay`` is the slip of the plan in weeks, already feeding running cost; ``delay_range``
    its simulated P10 and P90. ``None`` without benefits or costs."""
    if costs.empty or benefits.empty:
        return None
    first = min(costs.work["period"].min(), benefits.lines["period"].min()).to_period("M")
    last = max(costs.work["period"].max(), benefits.lines["period"].max()).to_period("M")
    months = pd.period_range(first, last, freq="M")

    def by_month(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
        sums = frame.groupby(frame["period"].dt.to_period("M"))[column].sum()
        return sums.reindex(months, fill_value=0.0).to_numpy(dtype=float)

    work, lines = costs.work, benefits.lines
    known, realised = work["actual"].notna(), lines["realised"].notna()
    retained = lines["kind"] == "retained_revenue"
    churn = benefits.churn if benefits.churn is not None else Assumptions.churn
    base = Assumptions(rate=rate, churn=churn, delay=0.0)
    running_lines = work[work["kind"] == "running"]
    monthly = running_lines.groupby(running_lines["period"].dt.to_period("M"))["expected"].sum()
    running = float(monthly.mean()) / WEEKS_A_MONTH if len(monthly) else 0.0
    rest = lines[retained & ~realised]
    planned = by_month(lines.assign(planned=lines["planned"].fillna(0.0)), "planned") - by_month(
        work.assign(budget=work["budget"].fillna(0.0)), "budget"
    )
    case = Case(
        months=pd.DatetimeIndex(months.to_timestamp()),
        cost_past=by_month(work[known], "expected"),
        cost_rest=by_month(work[~known], "expected"),
        past=by_month(lines[realised], "expected"),
        retained_rest=by_month(rest, "expected"),
        savings_rest=by_month(lines[~retained & ~realised], "expected"),
        base=base,
        running=running,
        customers=customers,
        currency=costs.currency,
        ranges={},
        by_category=_by_category(costs, benefits, months),
        planned_npv=npv(monthly_rate(rate), planned.tolist()),
        lines=len(costs.lines) + len(benefits.lines),
    )
    # The sheets know nothing of the slip: from here on it is part of the case.
    measured = replace(base, delay=delay)
    return replace(case, base=base, ranges=_ranges(costs, benefits, measured, delay_range))


@once
def load_case(store: Store, scope: Scope) -> Case | None:
    """The case of the whole programme from all its ledgers, the one that page, metric and alert share: costs and
    benefits, the slip of the plan with its simulated range, the customers planned. Benefits belong to no single wave,
    so there is no case of one."""
    whole = scope.but(waves=(), assumed=())
    plan = load_plan(store, whole)
    currency = plan.programme.currency
    costs, benefits = load_costs(store, whole, currency), load_benefits(store, whole, currency)
    if costs.empty or benefits.empty:
        return None
    outlook = load_outlook(store, whole)
    return compute_case(
        costs,
        benefits,
        delay=weeks_late(plan),
        delay_range=None if outlook is None else delay_range(outlook),
        customers=load_units(store, whole, plan).total,
    )


def _by_category(costs: Costs, benefits: Benefits, months: pd.PeriodIndex) -> pd.DataFrame:
    """Every line of cost and benefit by month: name, kind benefit|cost, index of the month, amount."""
    first = months[0]
    parts = []
    for frame, name, kind in ((benefits.lines, "benefit", "benefit"), (costs.work, "category", "cost")):
        at = (frame["period"].dt.to_period("M") - first).map(lambda distance: distance.n)
        parts.append(pd.DataFrame({"name": frame[name], "kind": kind, "at": at, "amount": frame["expected"]}))
    return pd.concat(parts, ignore_index=True)


def _spread(frame: pd.DataFrame, usual: tuple[float, float]) -> tuple[float, float]:
    """Low and high of a sum as factors of it; ``usual`` where lines state none."""
    stated = frame["low"].notna() & frame["high"].notna()
    total = float(frame["expected"].sum())
    if not total:
        return (1.0, 1.0)
    low = frame["low"].where(stated, frame["expected"] * usual[0]).sum() / total
    high = frame["high"].where(stated, frame["expected"] * usual[1]).sum() / total
    return (min(float(low), 1.0), max(float(high), 1.0))


def _ranges(
    costs: Costs, benefits: Benefits, base: Assumptions, delay: tuple[float, float] | None
) -> dict[str, ThreePoint]:
    """Three points of each input around its base."""
    lines = benefits.lines[benefits.lines["realised"].isna()]
    retained = _spread(lines[lines["kind"] == "retained_revenue"], (0.85, 1.1))
    savings = _spread(lines[lines["kind"] != "retained_revenue"], (0.8, 1.1))
    cost = _spread(costs.work[costs.work["actual"].isna()], (0.92, 1.2))
    low, high = delay if delay is not None else (base.delay, base.delay + 4)
    return {
        "churn": ThreePoint(base.churn * 0.6, base.churn, max(base.churn * 2, 0.02)),
        "retained": ThreePoint(retained[0], 1.0, retained[1]),
        "savings": ThreePoint(savings[0], 1.0, savings[1]),
        "delay": ThreePoint(min(low, base.delay), base.delay, max(high, base.delay)),
        "cost": ThreePoint(cost[0], 1.0, cost[1]),
        "rate": ThreePoint(max(base.rate - 0.02, 0.0), base.rate, base.rate + 0.02),
    }


def measured(case: Case) -> Assumptions:
    """The assumptions as measured: the base with the slip of the plan."""
    return replace(case.base, delay=case.ranges["delay"].mode)


def assumed(case: Case, scope: Scope) -> Assumptions:
    """What is measured, with what the scope puts in its place."""
    return replace(measured(case), **dict(scope.assumed))


@dataclass(frozen=True)
class Returns:
    """The results under one set of assumptions; rates are a year, times in years. ``irr`` lists every root."""

    npv: float
    irr: tuple[float, ...]
    mirr: float | None
    bcr: float | None
    payback: float | None
    discounted_payback: float | None
    roi: float | None


def compute_returns(case: Case, given: Assumptions) -> Returns:
    """Everything the flows say under assumptions."""
    benefits, costs = case.flows(given)
    flows = (benefits - costs).tolist()
    rate = monthly_rate(given.rate)

    def yearly(monthly: float) -> float:
        return float((1 + monthly) ** 12 - 1)

    modified = mirr(flows, rate, rate)
    times = [payback(flows), payback(flows, rate)]
    return Returns(
        npv=npv(rate, flows),
        irr=tuple(yearly(root) for root in irr_all(flows)),
        mirr=None if modified is None else yearly(modified),
        bcr=benefit_cost_ratio(rate, benefits.tolist(), costs.tolist()),
        payback=None if times[0] is None else times[0] / 12,
        discounted_payback=None if times[1] is None else times[1] / 12,
        roi=return_on_investment(benefits.tolist(), costs.tolist()),
    )


def compute_waterfall(case: Case, given: Assumptions) -> pd.DataFrame:
    """From benefits to net present value: name, kind benefit|cost|delay|assumption, value (present, signed)."""
    rate = monthly_rate(given.rate)
    lines = case.by_category.assign(value=case.by_category["amount"] / (1 + rate) ** case.by_category["at"])
    found = lines.groupby(["kind", "name"], as_index=False)["value"].sum()
    found["value"] = found["value"].where(found["kind"] == "benefit", -found["value"])
    order = pd.concat(
        [
            found[found["kind"] == "benefit"].sort_values("value", ascending=False),
            found[found["kind"] == "cost"].sort_values("value"),
        ]
    )
    rows: list[dict[str, Any]] = order[["name", "kind", "value"]].to_dict("records")
    sheets = case.npv(replace(case.base, rate=given.rate))
    late = case.npv(replace(case.base, rate=given.rate, delay=given.delay)) - sheets
    if abs(late) > 0.5:
        rows.append({"name": "", "kind": "delay", "value": late})
    other = case.npv(given) - sheets - late
    if abs(other) > 0.5:
        rows.append({"name": "", "kind": "assumption", "value": other})
    return pd.DataFrame(rows, columns=["name", "kind", "value"])


@dataclass(frozen=True)
class Odds:
    """The simulated net present value: ``values`` one a trial. ``tornado`` one row an input, widest first: input,
    low_input, high_input (its P10 and P90), low, high (the net present value there)."""

    values: NDArray[np.float64]
    tornado: pd.DataFrame
    trials: int
    seed: int
    correlation: float

    @property
    def positive(self) -> float:
        """P(NPV > 0)."""
        return float(np.mean(self.values > 0))

    def percentile(self, share: float) -> float:
        return float(np.quantile(self.values, share))


def compute_odds(
    case: Case, given: Assumptions, *, trials: int = TRIALS, seed: int = SEED, correlation: float = CORRELATION
) -> Odds:
    """Draw all inputs together, correlated, and each alone at its P10 and P90."""
    ranges = {name: _around(case.ranges[name], getattr(given, name)) for name in INPUTS}
    rows = []
    for name in INPUTS:
        low_input, high_input = quantiles(ranges[name], [0.1, 0.9])
        if high_input - low_input < 1e-9:
            continue
        low, high = (case.npv(replace(given, **{name: value})) for value in (low_input, high_input))
        rows.append({"input": name, "low_input": low_input, "high_input": high_input, "low": low, "high": high})
    tornado = pd.DataFrame(rows, columns=["input", "low_input", "high_input", "low", "high"])
    tornado = tornado.loc[(tornado["high"] - tornado["low"]).abs().sort_values(ascending=False).index].reset_index(
        drop=True
    )
    values = simulate(simulate_worth, case.sheets, ranges, trials, seed, correlation)
    return Odds(values, tornado, trials, seed, correlation)


def _around(points: ThreePoint, mode: float) -> ThreePoint:
    """The same distances around a moved most likely value."""
    return ThreePoint(mode - (points.mode - points.low), mode, mode + (points.high - points.mode))


@dataclass(frozen=True)
class Pays:
    """The case under the assumptions of the scope: its simulated value, and ``base``, its value as the inputs stand."""

    case: Case
    given: Assumptions
    odds: Odds
    base: float


@once
def load_pays(store: Store, scope: Scope) -> Pays | None:
    """The case with what is assumed; ``None`` without costs or benefits."""
    case = load_case(store, scope)
    if case is None:
        return None
    given = assumed(case, scope)
    return Pays(case, given, compute_odds(case, given), case.npv(given))


def compute_shortfall(benefits: Benefits) -> pd.DataFrame:
    """Realised against planned by benefit, of the months realised: benefit, planned, realised, change, share."""
    done = benefits.lines[benefits.lines["realised"].notna()]
    found = done.groupby("benefit", as_index=False)[["planned", "realised"]].sum()
    found["change"] = found["realised"] - found["planned"]
    found["share"] = found["change"] / found["planned"].where(found["planned"] != 0)
    return found.sort_values("change", ignore_index=True)
