"""When it will be over: the simulated finish of the plan, and the forecast of customers moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.frames import rows
from analytics.reckoning import simulate
from analytics.schedule.numbers.plan import Plan, load_plan, remaining_days
from analytics.schedule.numbers.progress import Progress, Units, compute_progress, load_units
from analytics.snapshot import once
from analytics.stats.estimates import ThreePoint
from analytics.stats.simulation import Progress as Told
from analytics.stats.simulation import Simulation, idle_mostly, simulate_finish, simulate_throughput

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

USUAL = (0.9, 1.35)
"""Optimistic and pessimistic shares of the most likely duration where the plan states none."""
TRIALS, SEED, CORRELATION = 10_000, 42, 0.2


@dataclass(frozen=True)
class Outlook:
    """The simulated finish. ``tasks`` one row a task not done: task, name, criticality, driver, mean (working days)."""

    plan: Plan
    simulation: Simulation
    tasks: pd.DataFrame
    stated: float
    """Share of the remaining tasks that have three-point estimates of their own."""

    def day(self, share: float) -> date:
        """The finish not exceeded in ``share`` of the trials."""
        return self.plan.calendar.day(self.simulation.percentile(share))

    def chance_by(self, day: date) -> float:
        """The share of trials over by the end of a day."""
        return self.simulation.chance(float(self.plan.calendar.number(day + timedelta(days=1))))

    @cached_property
    def days(self) -> pd.Series:
        """The finish of each trial as a timestamp."""
        ends = self.plan.calendar.ends(self.simulation.finish)
        return pd.Series(pd.Timestamp(self.plan.calendar.start) + pd.to_timedelta(ends, unit="D"))


def compute_outlook(
    plan: Plan,
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    correlation: float = CORRELATION,
    progress: Told | None = None,
) -> Outlook:
    """Simulate the rest of the plan. Work done is certain; of work begun only the rest is not.

    Estimates are put in ascending order; a plan without them gets −10 % and +35 % around its durations.
    """
    network, calendar = plan.network, plan.calendar
    by_task = {row.task: row for row in rows(plan.leaves)}
    estimates, own, open_tasks = [], 0, []
    for activity in network.activities:
        row = by_task[activity.id]
        left = remaining_days(row, calendar, plan.status_on)
        certain = activity.duration - left
        if row.done or left <= 0:
            estimates.append(ThreePoint(activity.duration, activity.duration, activity.duration))
            continue
        open_tasks.append(activity.id)
        likely = row.most_likely if not pd.isna(row.most_likely) else row.duration
        stated = not pd.isna(row.optimistic) and not pd.isna(row.pessimistic) and not pd.isna(likely) and likely > 0
        low, high = (row.optimistic / likely, row.pessimistic / likely) if stated else USUAL
        own += bool(stated)
        ordered = sorted((certain + left * low, certain + left, certain + left * high))
        estimates.append(ThreePoint(*ordered))
    draw = partial(simulate_finish, trials=trials, seed=seed, correlation=correlation)
    found = simulate(draw, network, estimates, told=progress)
    at = {name: position for position, name in enumerate(found.ids)}
    tasks = pd.DataFrame(
        {
            "task": open_tasks,
            "name": [by_task[name].name for name in open_tasks],
            "criticality": [float(found.criticality[at[name]]) for name in open_tasks],
            "driver": [float(found.driver[at[name]]) for name in open_tasks],
            "mean": [float(found.mean[at[name]]) for name in open_tasks],
        }
    )
    # A correlation with the finish that only comes from what all tasks share is no influence of its own.
    tasks["driver"] = tasks["driver"].where(tasks["criticality"] > 0.01, 0.0)
    return Outlook(
        plan, found, tasks.sort_values(["driver"], ascending=False, ignore_index=True), own / max(len(open_tasks), 1)
    )


@once
def load_outlook(store: Store, scope: Scope) -> Outlook | None:
    """The simulation of the usual size; ``None`` where there is no plan or nothing in it is open."""
    plan = load_plan(store, scope)
    return None if plan.empty or bool(plan.leaves["done"].all()) else compute_outlook(plan)


SIZES = (str(TRIALS), "100000")
"""Trials that a reader can ask for, the usual number first."""


@once
def load_sized(store: Store, scope: Scope, trials: str) -> Outlook | None:
    """The simulation of a size; ``None`` as in :func:`load_outlook`."""
    usual = load_outlook(store, scope)
    return usual if usual is None or trials == SIZES[0] else compute_outlook(usual.plan, trials=int(trials))


@dataclass(frozen=True)
class Moves:
    """Customers of the waves, and the forecast of those still to be moved."""

    units: Units
    forecast: BurnUp | None


@once
def load_moves(store: Store, scope: Scope) -> Moves:
    units = load_units(store, scope, load_plan(store, scope))
    return Moves(units, compute_burn_up(units))


@dataclass(frozen=True)
class Work:
    """How much of the plan's work is planned and earned; ``None`` where it cannot be told."""

    plan: Plan
    progress: Progress | None


@once
def load_work(store: Store, scope: Scope) -> Work:
    plan = load_plan(store, scope)
    return Work(plan, None if plan.empty else compute_progress(plan))


def weeks_late(plan: Plan) -> float:
    """The slip of the finish against the baseline in weeks, never negative; none where it is not known."""
    return 0.0 if plan.empty else max(plan.late or 0, 0) / 7


def delay_range(outlook: Outlook) -> tuple[float, float]:
    """P10 and P90 of the slip against the baseline in weeks."""
    base = outlook.plan.base_finish or outlook.plan.finish
    low, high = (max((outlook.day(share) - base) / timedelta(days=7), 0.0) for share in (0.1, 0.9))
    return low, high


@dataclass(frozen=True)
class BurnUp:
    """Forecast of customers moved. ``bands`` one row a week from now: day, low (P10), middle, high (P90).

    ``method`` is ``weeks`` (past weeks resampled) or ``waves`` (the waves' dates with past delays and completion).
    ``p50`` and ``p80`` are the days on which all who will be moved are, ``None`` where they lie beyond the horizon.
    """

    bands: pd.DataFrame
    method: str
    p50: date | None
    p80: date | None
    expected: float


def compute_burn_up(units: Units, *, trials: int = 5_000, seed: int = SEED) -> BurnUp | None:
    """The forecast, or ``None`` before anybody was moved and where nobody is left to be."""
    known = units.moved.dropna(subset=["n"])
    if known.empty or not units.total or not units.done:
        return None
    if units.done >= units.total or bool((units.waves["cutover_on"] <= pd.Timestamp(units.day)).all()):
        return None
    start = known["week"].iloc[0]
    last = pd.Timestamp(units.day) - pd.Timedelta(days=units.day.weekday())
    weekly = (
        known.set_index("week")["n"]
        .reindex(pd.date_range(start, last, freq="7D"))
        .ffill()
        .diff()
        .fillna(known["n"].iloc[0])
    )
    if not idle_mostly(weekly.tolist()):
        return _by_weeks(units, weekly.tolist(), trials, seed)
    return _by_waves(units, trials, seed)


def _by_weeks(units: Units, weekly: list[float], trials: int, seed: int) -> BurnUp:
    draw = partial(simulate_throughput, trials=trials, seed=seed)
    found = simulate(draw, weekly, units.done or 0.0, units.total)
    bands = pd.DataFrame(found.bands, columns=["low", "middle", "high"])
    bands["day"] = [pd.Timestamp(units.day + timedelta(days=7 * week)) for week in range(len(bands))]
    ends = [found.percentile(share) for share in (0.5, 0.8)]
    days = [None if weeks is None else units.day + timedelta(days=7 * weeks) for weeks in ends]
    return BurnUp(bands, "weeks", days[0], days[1], units.total)


def _by_waves(units: Units, trials: int, seed: int) -> BurnUp:
    rng = np.random.default_rng(seed)
    past = units.waves[units.waves["cutover_on"].notna()]
    late = ((past["cutover_on"] - past["base_on"]).dt.days.clip(lower=0)).to_numpy(dtype=float)
    rates = (past["moved"] / past["planned"]).dropna().to_numpy(dtype=float)
    late = np.asarray(late if len(late) else [0.0], dtype=np.float64)
    rates = rates if len(rates) else np.ones(1)
    rest = units.waves[units.waves["cutover_on"].isna()]
    today = units.day.toordinal()
    horizon = int(max([(day.toordinal() - today) for day in rest["expected_on"].dropna()] or [0]) + late.max() + 14)
    days = np.arange(0, horizon + 7, 7)
    totals: NDArray[np.float64] = np.full((trials, len(days)), units.done or 0.0)
    ends = np.zeros(trials)
    expected = units.done or 0.0
    for wave in rows(rest.dropna(subset=["expected_on", "planned"])):
        due = max(wave.expected_on.toordinal() - today, 1)
        # A delay already in the forecast is not added again.
        known = max((wave.expected_on - wave.base_on).days, 0) if not pd.isna(wave.base_on) else 0
        when = np.asarray(due + np.maximum(rng.choice(late, trials) - known, 0.0), dtype=np.float64)
        moved = rng.choice(rates, trials) * wave.planned
        totals += np.where(days[None, :] >= when[:, None], moved[:, None], 0.0)
        ends = np.maximum(ends, when)
        expected += float(np.mean(rates)) * wave.planned
    low, middle, high = np.quantile(totals, (0.1, 0.5, 0.9), axis=0)
    bands = pd.DataFrame(
        {
            "day": [pd.Timestamp(units.day + timedelta(days=int(day))) for day in days],
            "low": low,
            "middle": middle,
            "high": high,
        }
    )
    p50, p80 = (units.day + timedelta(days=int(np.quantile(ends, share))) for share in (0.5, 0.8))
    return BurnUp(bands, "waves", p50, p80, expected)
