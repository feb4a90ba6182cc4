"""How far the work is: planned against earned by week, earned schedule, customers moved against plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.frames import rows
from analytics.metrics.schedule.plan import Plan
from analytics.metrics.schedule.statements import MOVED, WAVE_ROSTER, WAVE_UNITS, WAVES
from analytics.periods import as_of_day
from analytics.stats.earned_value import EarnedSchedule, EarningRule, earned_schedule, earned_share

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Progress:
    """``planned`` one row a week of the baseline: day (its Sunday), value (cumulated share, 0 to 1). ``earned`` one row a
    snapshot: day, value. ``schedule`` is the earned schedule in weeks; ``pv`` and ``ev`` shares now."""

    planned: pd.DataFrame
    earned: pd.DataFrame
    schedule: EarnedSchedule | None
    before: EarnedSchedule | None
    pv: float
    ev: float
    first: date

    @property
    def spi(self) -> float | None:
        return self.ev / self.pv if self.pv else None

    def day_at(self, weeks: float) -> date:
        """The day some weeks after the start of the plan."""
        return self.first + timedelta(days=round(7 * weeks))


def compute_weights(plan: Plan) -> pd.Series:
    """What each task weighs: its budget, else its working days, else one."""
    tasks = plan.leaves
    for name in ("budget", "duration"):
        if tasks[name].fillna(0).sum() > 0:
            return tasks[name].fillna(0.0)
    return (~tasks["milestone"]).astype("float64")


def compute_progress(plan: Plan, rule: EarningRule = "percent") -> Progress | None:
    """Planned and earned work of the plan by week, or ``None`` without a baseline to compare with.

    Planned work accrues evenly between the baseline start and finish of a task.
    """
    tasks = plan.leaves.assign(weight=compute_weights(plan))
    tasks = tasks[tasks["base_finish"].notna() & (tasks["weight"] > 0)]
    if tasks.empty:
        return None
    start = tasks["base_start"].fillna(tasks["base_finish"])
    first = start.min().date()
    weeks = -(-((tasks["base_finish"].max().date() - first).days + 1) // 7)
    ends = np.array([(first + timedelta(days=7 * week)).toordinal() for week in range(1, weeks + 1)], dtype=float)
    begin = start.map(lambda day: day.toordinal()).to_numpy(dtype=float)
    length = tasks["base_finish"].map(lambda day: day.toordinal()).to_numpy(dtype=float) + 1 - begin
    weight = tasks["weight"].to_numpy(dtype=float)
    total = weight.sum()

    def planned_by(moments: np.ndarray) -> np.ndarray:
        return np.clip((moments[:, None] - begin) / np.maximum(length, 1), 0, 1) @ weight / total

    curve = np.maximum.accumulate(planned_by(ends))
    shares = [earned_share(rule, share=row.share, started=row.begun, done=row.done) for row in rows(tasks)]
    ev = float(np.dot(shares, weight) / total)
    now = float(plan.status_on.toordinal() + 1)
    history = plan.snapshots[plan.snapshots["weight"] > 0]
    past = {
        "0/100": history["done"],
        "50/50": (history["begun"] + history["done"]) / 2,
    }.get(rule, history["earned"])
    earned = pd.DataFrame({"day": history["snapshot_on"], "value": past / history["weight"]})
    if len(earned):
        earned.loc[earned.index[-1], "value"] = ev
    passed = (now - first.toordinal()) / 7
    before = None
    if len(earned) > 1:
        then = earned.iloc[-2]
        time = (then["day"].toordinal() + 1 - first.toordinal()) / 7
        before = earned_schedule(curve.tolist(), float(then["value"]), time) if time > 0 else None
    return Progress(
        planned=pd.DataFrame({"day": [pd.Timestamp.fromordinal(int(end) - 1) for end in ends], "value": curve}),
        earned=earned.reset_index(drop=True),
        schedule=earned_schedule(curve.tolist(), ev, passed) if passed > 0 else None,
        before=before,
        pv=float(planned_by(np.array([now]))[0]),
        ev=ev,
        first=first,
    )


@dataclass(frozen=True)
class Units:
    """Customers moved. ``moved`` one row a week: week (Monday), n (cumulated). ``waves`` one row a wave: wave, planned,
    base_on (baseline cut-over), expected_on (forecast, else planned), cutover_on, moved, share (done; both null where the ledger is hidden or there is none)."""

    moved: pd.DataFrame
    waves: pd.DataFrame
    day: date

    @property
    def total(self) -> float:
        return float(self.waves["planned"].fillna(0).sum())

    @property
    def done(self) -> float:
        found = self.moved["n"].dropna()
        return float(found.iloc[-1]) if len(found) else 0.0

    def planned_by(self, day: date) -> float:
        due = self.waves["base_on"] <= pd.Timestamp(day)
        return float(self.waves.loc[due, "planned"].fillna(0).sum())

    def earned_by(self, day: date) -> float:
        """Share of the programme's customers that is done: by wave, moved ÷ (listed − refused − withdrawn).

        Who may not be moved any more is no work left. A wave without a ledger of customers counts from its cut-over.
        """
        if not self.total:
            return 0.0
        earned = 0.0
        for wave in rows(self.waves):
            over = not pd.isna(wave.cutover_on) and wave.cutover_on <= pd.Timestamp(day)
            share = 1.0 if over else 0.0
            if over and not pd.isna(wave.share):
                share = min(1.0, float(wave.share))
            earned += share * (0.0 if pd.isna(wave.planned) else float(wave.planned))
        return earned / self.total


def load_units(store: Store, scope: Scope, plan: Plan) -> Units:
    """Customers moved by week and by wave, with the baseline dates of the waves' cut-overs."""
    day = min(scope.end or as_of_day(scope), as_of_day(scope))
    params = {"day": day, "waves": list(scope.waves) or None}
    moved = store.read(MOVED, scope.rights, as_of=scope.as_of, params=params)
    waves = store.read(WAVES, scope.rights, as_of=scope.as_of, params=params)
    units = store.read(WAVE_UNITS, scope.rights, as_of=scope.as_of, params=params).set_index("wave")
    roster = store.read(WAVE_ROSTER, scope.rights, as_of=scope.as_of).set_index("wave")
    waves["planned"] = waves["planned"].astype("float64").fillna(waves["wave"].map(roster["n"].to_dict()))
    for column in ("moved", "share"):
        waves[column] = waves["wave"].map(units[column].to_dict()).astype("float64")
    for column in ("planned_cutover_on", "cutover_on"):
        waves[column] = pd.to_datetime(waves[column])
    moved["week"] = pd.to_datetime(moved["week"])
    stones = plan.tasks[plan.tasks["milestone"] & plan.tasks["wave"].notna()]
    single = stones.groupby("wave").filter(lambda group: len(group) == 1).set_index("wave")
    waves["base_on"] = pd.to_datetime(waves["wave"].map(single["base_finish"].to_dict())).fillna(
        waves["planned_cutover_on"]
    )
    waves["expected_on"] = pd.to_datetime(waves["wave"].map(single["finish"].to_dict())).fillna(
        waves["planned_cutover_on"]
    )
    return Units(moved, waves, day)
