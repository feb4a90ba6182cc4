"""What the move costs: budget to forecast, earned value, cost per customer moved, and the range of the final cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cost.numbers.statements import CHANGES, COSTS, UNPLACED
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.metrics.versions import settle, versions_of
from analytics.periods import as_of_day
from analytics.reckoning import simulate
from analytics.schedule.numbers.plan import Plan
from analytics.schedule.numbers.progress import Units, compute_progress
from analytics.snapshot import once
from analytics.stats.earned_value import EarnedValue, EarningRule
from analytics.stats.estimates import ThreePoint, simulate_sum

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

RANGE = (0.92, 1.2)
"""Low and high shares of the forecast of a line that states no range."""
TRIALS, SEED, CORRELATION = 10_000, 42, 0.2
AMOUNTS = ("budget", "committed", "actual", "forecast", "low", "high", "earned")


@dataclass(frozen=True)
class Costs:
    """The cost sheet. ``lines`` one row a period, category, line, wave, branch and kind: the amounts, ``expected``
    (actual where there is one, else forecast, else budget). ``version`` is the newest one of the budget. ``unrated``
    counts lines in a currency without a rate, which are in no sum; ``elsewhere`` is the budget of the lines of no wave
    where single waves are looked at."""

    lines: pd.DataFrame
    changes: pd.DataFrame
    currency: str
    day: date
    version: str
    unrated: int
    elsewhere: float = 0.0
    elsewhere_lines: int = 0
    judge: Judge = USUAL

    @property
    def empty(self) -> bool:
        return self.lines.empty

    @cached_property
    def work(self) -> pd.DataFrame:
        """Everything but the contingency reserve."""
        return self.lines[self.lines["kind"] != "contingency"]

    @property
    def bac(self) -> float:
        """Budget at completion, without the reserve."""
        return float(self.work["budget"].sum())

    @property
    def budgeted(self) -> bool:
        """Whether there is a budget to compare with; credits that exceed it leave none."""
        return self.bac > 0

    @property
    def reserve(self) -> float:
        return float(self.lines.loc[self.lines["kind"] == "contingency", "budget"].sum())

    @property
    def forecast(self) -> float:
        """Actual of the past and forecast of the rest, line by line."""
        return float(self.work["expected"].sum())

    @property
    def actual(self) -> float:
        return float(self.work["actual"].sum())

    @property
    def spent(self) -> bool:
        """Whether nothing is left to be paid: every line of the sheet has its actual."""
        return not self.work.empty and bool(self.work["actual"].notna().all())

    @property
    def committed(self) -> float:
        return float(self.work["committed"].sum())

    @cached_property
    def monthly(self) -> bool:
        return bool((self.lines["period"].dt.day == 1).all())

    @cached_property
    def closed_on(self) -> date | None:
        """The last day of the last period with an actual, or the day looked at inside it: what is earned and planned is
        taken at the same day."""
        spent = self.work.loc[self.work["actual"].fillna(0) != 0, "period"]
        if spent.empty:
            return None
        return min(self.end_of(spent.max()), self.day)

    def end_of(self, period: pd.Timestamp) -> date:
        end = period + (pd.offsets.MonthEnd(0) if self.monthly else timedelta(days=6))
        return end.date()


@once
def load_costs(store: Store, scope: Scope, currency: str) -> Costs:
    """The cost sheet and the changes as of the scope. Of its filters only the waves are those of money: a wave has its
    own lines, and ``elsewhere`` says how much stands in lines of no wave."""
    day = as_of_day(scope)
    params = {"currency": currency, **scope.params("waves")}
    raw = store.read(COSTS, scope.rights, as_of=scope.as_of, params=params)
    changes = store.read(CHANGES, scope.rights, as_of=scope.as_of, params=params)
    for column in ("raised_on", "decided_on"):
        changes[column] = pd.to_datetime(changes[column])
    costs = replace(compute_costs(raw, changes, currency, day), judge=load_judge(store, scope))
    if not scope.waves:
        return costs
    loose = store.read(UNPLACED, scope.rights, as_of=scope.as_of, params={"currency": currency}).iloc[0]
    amount = 0.0 if pd.isna(loose["amount"]) else float(loose["amount"])
    return replace(costs, elsewhere=amount, elsewhere_lines=int(loose["lines"]))


def compute_costs(raw: pd.DataFrame, changes: pd.DataFrame, currency: str, day: date) -> Costs:
    """The cost sheet from the sums of the store. What is called spent or earned in a period after ``day`` has not been:
    it is expected."""
    lines = raw.reindex(columns=list(dict.fromkeys([*raw.columns, "line", "branch"])))
    lines["period"] = pd.to_datetime(lines["period"])
    for name in AMOUNTS:
        lines[name] = lines[name].astype("float64")
    known = versions_of(lines[lines["budget"].notna()])
    lines = settle(
        lines,
        place=("category", "line", "wave", "branch"),
        plans=("budget", "forecast", "low", "high"),
        facts=("actual", "committed", "earned"),
    )
    ahead = lines["period"] > pd.Timestamp(day)
    lines["forecast"] = lines["forecast"].fillna(lines["actual"].where(ahead))
    lines["actual"], lines["earned"] = lines["actual"].mask(ahead), lines["earned"].mask(ahead)
    by = ["period", "category", "line", "wave", "branch", "kind"]
    grouped = lines.groupby(by, dropna=False, sort=False)
    found = grouped[list(AMOUNTS)].sum(min_count=1).reset_index()
    for name in ("line", "wave", "branch"):
        found[name] = found[name].astype(object)
    # A cell with only an older budget is no line of the sheet as it stands.
    found = found[found[list(AMOUNTS)].notna().any(axis=1)]
    found["expected"] = found["actual"].fillna(found["forecast"]).fillna(found["budget"]).fillna(0.0)
    return Costs(
        found.reset_index(drop=True), changes, currency, day, known[-1] if known else "", int(raw["unrated"].sum())
    )


def compute_bridge(costs: Costs) -> pd.DataFrame:
    """From budget to forecast by category: category, budget, expected, change, spent (part of the change already
    paid)."""
    frame = costs.work.assign(past=costs.work["actual"].notna(), budget=costs.work["budget"].fillna(0.0))
    frame["change"] = frame["expected"] - frame["budget"]
    frame["spent"] = frame["change"].where(frame["past"], 0.0)
    found = frame.groupby("category", as_index=False)[["budget", "expected", "change", "spent"]].sum()
    return found.sort_values("change", ascending=False, ignore_index=True)


@dataclass(frozen=True)
class Part:
    """What carries most of an overrun or of a saving: its name, its amount and its ``share`` (0 to 1) of all that goes
    that way."""

    name: str
    amount: float
    share: float


def largest_part(frame: pd.DataFrame, *, over: bool, name: str = "category") -> Part | None:
    """The largest ``change`` of a frame above zero (``over``) or below it; ``None`` where nothing goes that way. Its
    share is of those that go the same way: what others save makes no part of an overrun larger."""
    sizes = (frame["change"] if over else -frame["change"]).astype("float64").clip(lower=0.0).fillna(0.0)
    whole = float(sizes.sum())
    if whole <= 0:
        return None
    at = int(sizes.to_numpy().argmax())
    size = float(sizes.iloc[at])
    return Part(str(frame[name].iloc[at]), size, size / whole)


def compute_periods(costs: Costs, by: Literal["period", "month", "quarter"] = "period") -> pd.DataFrame:
    """The amounts by period: period (its first day), budget, committed, actual, expected, past (expected of what has an
    actual, the certain part), due (the budget of what has one: a line that nobody has paid is no saving)."""
    paid = costs.work["actual"].notna()
    frame = costs.work.assign(past=costs.work["expected"].where(paid, 0.0), due=costs.work["budget"].where(paid, 0.0))
    if by != "period":
        frame["period"] = frame["period"].dt.to_period("Q" if by == "quarter" else "M").dt.to_timestamp()
    return frame.groupby("period", as_index=False)[["budget", "committed", "actual", "expected", "past", "due"]].sum(
        min_count=1
    )


@dataclass(frozen=True)
class Value:
    """Earned value at a day by a rule. ``trend`` one row a period: day, pv, ev, ac, planned_cost (the budget by its own
    timing), reachable (what would be earned had those who refused not been planned; all cumulated), cpi, spi."""

    now: EarnedValue
    trend: pd.DataFrame
    rule: str
    day: date


RULES = ("units", "waves", "percent", "50/50", "0/100")


def available_rules(costs: Costs, plan: Plan | None, units: Units | None) -> tuple[str, ...]:
    """The earning rules that the ledgers allow: ``stated`` where the cost sheet has its own earned value, ``waves``
    instead of ``units`` where nobody recorded who was moved."""
    found = ["stated"] if costs.work["earned"].notna().any() else []
    if units is not None and units.known and units.total and units.waves["base_on"].notna().any():
        found.append("units" if units.told else "waves")
    if plan is not None and not plan.empty and plan.tasks["base_finish"].notna().any() and plan.tasks["told"].any():
        found += ["percent", "50/50", "0/100"]
    return tuple(found)


def compute_value(costs: Costs, plan: Plan | None, units: Units | None, rule: str) -> Value | None:
    """Earned value at the end of the last closed period, planned value by the same measure; ``None`` before any cost.

    ``units``: BAC × customers transferred ÷ planned, planned by the waves' baseline dates; ``waves``: the same with all
    that were planned of a wave transferred at its cut-over. ``stated``: the sheet's own earned value against its
    time-phased budget. The other rules take the plan's tasks.
    """
    if costs.closed_on is None or not costs.budgeted:
        return None
    work, closed = costs.work, costs.closed_on
    periods = sorted(work.loc[work["actual"].notna(), "period"].unique())
    spent, budget = work.groupby("period")["actual"].sum(), work.groupby("period")["budget"].sum()
    points = []
    reachable: float | None = None
    for period in periods:
        stamp = pd.Timestamp(period)
        if stamp > pd.Timestamp(closed):
            break
        day = min(costs.end_of(stamp), closed)
        ac = float(spent[spent.index <= stamp].sum())
        if rule == "stated":
            upto = work[work["period"] <= stamp]
            pv, ev = float(upto["budget"].sum()), float(upto["earned"].sum())
        elif rule in ("units", "waves") and units is not None:
            pv = costs.bac * (units.planned_by(day) / units.total if units.total else 0.0)
            ev = costs.bac * units.earned_by(day)
            reachable = costs.bac * units.earned_by(day, reachable=True)
        else:
            shares = _plan_shares(plan, rule, day) if plan is not None else None
            if shares is None:
                return None
            pv, ev = costs.bac * shares[0], costs.bac * shares[1]
        points.append(
            {
                "day": pd.Timestamp(day),
                "pv": pv,
                "ev": ev,
                "ac": ac,
                "reachable": ev if reachable is None else reachable,
                "planned_cost": float(budget[budget.index <= stamp].sum()),
            }
        )
    trend = pd.DataFrame(points)
    trend["cpi"] = (trend["ev"] / trend["ac"]).where((trend["ac"] > 0) & ((trend["ev"] != 0) | (trend["pv"] != 0)))
    trend["spi"] = (trend["ev"] / trend["pv"]).where(trend["pv"] > 0)
    last = trend.iloc[-1]
    return Value(EarnedValue(costs.bac, float(last["pv"]), float(last["ev"]), float(last["ac"])), trend, rule, closed)


def _plan_shares(plan: Plan, rule: str, day: date) -> tuple[float, float] | None:
    """Planned and earned shares of the plan's work at a day; earlier days by the snapshots, as percent complete."""
    task_rule: EarningRule = "0/100" if rule == "0/100" else "50/50" if rule == "50/50" else "percent"
    progress = compute_progress(plan, task_rule)
    if progress is None:
        return None
    at = pd.Timestamp(day)
    planned = progress.planned[progress.planned["day"] <= at]["value"]
    earned = progress.earned[progress.earned["day"] <= at]["value"]
    return (float(planned.iloc[-1]) if len(planned) else 0.0, float(earned.iloc[-1]) if len(earned) else 0.0)


def compute_unit_costs(costs: Costs, units: Units) -> pd.DataFrame:
    """Cost per customer by wave, of lines that belong to a wave: wave, planned (budget ÷ planned customers), actual
    (actual or forecast ÷ customers moved, null before the cut-over), n (customers moved)."""
    own = costs.work[costs.work["wave"].notna()].groupby("wave")[["budget", "expected"]].sum()
    found = []
    for wave in rows(units.waves):
        if wave.wave not in own.index or not wave.planned or pd.isna(wave.planned):
            continue
        over = not pd.isna(wave.cutover_on) and not pd.isna(wave.moved) and wave.moved > 0
        found.append(
            {
                "wave": wave.wave,
                "planned": float(own.loc[wave.wave, "budget"]) / float(wave.planned),
                "actual": float(own.loc[wave.wave, "expected"]) / float(wave.moved) if over else np.nan,
                "n": int(wave.moved) if over else 0,
            }
        )
    return pd.DataFrame(found, columns=["wave", "planned", "actual", "n"])


@dataclass(frozen=True)
class Range:
    """The simulated final cost: ``totals`` one value a trial; ``stated`` share of the money left with a range of its
    own."""

    totals: NDArray[np.float64]
    stated: float
    trials: int
    seed: int
    correlation: float

    def percentile(self, share: float) -> float:
        return float(np.quantile(self.totals, share))

    def chance_within(self, limit: float) -> float:
        """The share of trials that cost no more than ``limit``."""
        return float(np.mean(self.totals <= limit))


@once
def load_range(store: Store, scope: Scope, currency: str) -> Range:
    """The simulated final cost of the cost sheet."""
    return compute_range(load_costs(store, scope, currency))


def compute_range(costs: Costs, *, trials: int = TRIALS, seed: int = SEED, correlation: float = CORRELATION) -> Range:
    """Actual cost and the correlated, triangular rest by category and wave."""
    rest = costs.work[costs.work["actual"].isna()].copy()
    stated = rest["low"].notna() & rest["high"].notna()
    money = rest["expected"]
    rest["low"] = rest["low"].where(stated, money * RANGE[0])
    rest["high"] = rest["high"].where(stated, money * RANGE[1])
    grouped = rest.assign(wave=rest["wave"].fillna("")).groupby(["category", "wave"])[["low", "expected", "high"]].sum()
    estimates = [ThreePoint(*sorted((row.low, row.expected, row.high))) for row in rows(grouped)]
    totals = np.full(trials, costs.actual)
    if estimates:
        totals = totals + simulate(simulate_sum, estimates, trials, seed, correlation)
    total = float(money.sum())
    return Range(totals, float(money[stated].sum()) / total if total else 1.0, trials, seed, correlation)
