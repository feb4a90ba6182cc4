"""How far the work is: planned against earned by week, earned schedule, customers moved against plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.reach import load_loaded
from analytics.schedule.numbers.plan import Plan
from analytics.schedule.numbers.statements import MOVED, REACH, WAVE_ROSTER, WAVE_UNITS, WAVES
from analytics.stats.earned_value import EarnedSchedule, EarningRule, earned_schedule, earned_share
from data import clock

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Progress:
    """``planned`` one row a week of the baseline: day (its Sunday), value (cumulated share, 0 to 1). ``earned`` one row
    a snapshot: day, value, spi_t (null before the first whole week). ``schedule`` is the earned schedule in weeks;
    ``pv`` and ``ev`` shares now."""

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
    """Planned and earned work of the plan by week, or ``None`` without a baseline to compare with, or where the plan
    says of no task how far it is.

    Planned work accrues evenly between the baseline start and finish of a task. The clock stops when all is done, and
    earned schedule begins with the first whole period: before it there is nothing to compare.
    """
    tasks = plan.leaves.assign(weight=compute_weights(plan))
    tasks = tasks[tasks["base_finish"].notna() & (tasks["weight"] > 0)]
    if tasks.empty or not tasks["told"].any():
        return None
    start = tasks["base_start"].fillna(tasks["base_finish"])
    first = start.min().date()
    days = (tasks["base_finish"].max().date() - first).days + 1
    weeks = -(-days // 7)
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
    # All is done and nobody says since when: how long it took is not known.
    undated = bool(tasks["done"].all() and not tasks["dated"].all())
    over = tasks["finish"].max() if tasks["done"].all() and tasks["dated"].all() else None

    def schedule(day: pd.Timestamp, value: float) -> EarnedSchedule | None:
        end = day if over is None or value < 1 else min(day, over)
        time = (end.toordinal() + 1 - first.toordinal()) / 7
        if time < 1 and value < 1:
            return None
        return _to_the_day(earned_schedule(curve.tolist(), value, time), days / 7) if time > 0 else None

    earned["spi_t"] = [
        None if (found := schedule(row.day, float(row.value))) is None else found.spi_t for row in rows(earned)
    ]
    return Progress(
        planned=pd.DataFrame({"day": [pd.Timestamp.fromordinal(int(end) - 1) for end in ends], "value": curve}),
        earned=earned.reset_index(drop=True),
        schedule=None if undated else schedule(pd.Timestamp(plan.status_on), ev),
        before=schedule(earned["day"].iloc[-2], float(earned["value"].iloc[-2])) if len(earned) > 1 else None,
        pv=float(planned_by(np.array([now]))[0]),
        ev=ev,
        first=first,
    )


def _to_the_day(found: EarnedSchedule, length: float) -> EarnedSchedule:
    """An earned schedule whose last week is as long as what is planned of it: a plan of ``length`` weeks that ends on a
    Tuesday and is over on that day has earned them, not the rest of the week as well."""
    if found.done:
        return EarnedSchedule(length, found.time, length)
    full = found.duration - 1
    earned = found.earned if found.earned <= full else full + (found.earned - full) * (length - full)
    return EarnedSchedule(earned, found.time, length)


class _Course(NamedTuple):
    """Of a wave: the days on which its number is known, the number on each, and whether none of its rows has a day."""

    days: np.ndarray
    moved: np.ndarray
    undated: bool


@dataclass(frozen=True)
class Units:
    """Customers moved, as far as their ledger reaches: ``day``.

    ``moved`` one row a week: week (Monday), n (cumulated). ``waves`` one row a wave: wave, planned, base_on (baseline
    cut-over), expected_on (forecast, else planned), cutover_on, moved (null where the ledger is hidden or there is
    none), listed (customers in the ledger). ``by_day`` one row a wave and day on which its number changed: wave, day,
    moved (cumulated).
    """

    moved: pd.DataFrame
    waves: pd.DataFrame
    day: date
    by_day: pd.DataFrame
    told: bool = True
    """Whether transfers were ever loaded: else waves count by their own cut-over, whoever of their customers was
    moved."""

    @property
    def unheard_of(self) -> tuple[str, ...]:
        """Waves that count by their own cut-over, whoever of their customers was moved, though transfers of others are
        there."""
        over = self.waves["listed"].isna() & (self.waves["cutover_on"] <= pd.Timestamp(self.day))
        return tuple(self.waves.loc[over, "wave"].astype(str)) if self.told else ()

    @property
    def total(self) -> float:
        return float(self.waves["planned"].fillna(0).sum())

    @property
    def known(self) -> bool:
        """Whether anything says who has moved: a ledger of customers, or the actual cut-over of a wave."""
        return bool(len(self.moved) or self.waves["listed"].notna().any() or self.waves["cutover_on"].notna().any())

    @property
    def done(self) -> float | None:
        """Customers moved; ``None`` where no ledger of customers says so."""
        found = self.moved["n"].dropna()
        if len(found):
            return float(found.iloc[-1])
        return 0.0 if self.waves["listed"].notna().any() and not len(self.moved) else None

    def planned_by(self, day: date) -> float:
        due = self.waves["base_on"] <= pd.Timestamp(day)
        return float(self.waves.loc[due, "planned"].fillna(0).sum())

    def moved_by(self, wave: str, day: date) -> float | None:
        """Customers of a wave moved by the end of a day; ``None`` where its ledger is hidden or there is none."""
        course = self._courses.get(wave)
        if course is None or not len(course.moved):
            return 0.0 if course is not None and course.undated else None
        reached = np.flatnonzero(course.days <= np.datetime64(day))
        return float(course.moved[reached[-1]]) if len(reached) else 0.0

    @cached_property
    def _courses(self) -> dict[str, _Course]:
        """How the number of each wave came about: asked for every week of a plan."""
        return {
            str(wave): _Course(
                pd.to_datetime(own.loc[own["moved"].notna(), "day"]).to_numpy(),
                own["moved"].dropna().to_numpy(float),
                bool(own["dated"].eq(False).all()),
            )
            for wave, own in self.by_day.groupby("wave", sort=False)
        }

    def earned_by(self, day: date, *, reachable: bool = False) -> float:
        """Share of the planned customers who are transferred by the end of a day: customers transferred ÷ planned.

        Who refuses or withdraws is planned and not transferred: nothing is earned for them. A wave whose ledger is
        hidden, or that has none, counts from its own cut-over. ``reachable`` takes those who refused or withdrew out of
        what is to be transferred: what would be earned had they not been planned.
        """
        if not self.total:
            return 0.0
        earned = 0.0
        for wave in rows(self.waves):
            planned = 0.0 if pd.isna(wave.planned) else float(wave.planned)
            moved = self.moved_by(wave.wave, day)
            if moved is None:
                moved = planned if not pd.isna(wave.cutover_on) and wave.cutover_on <= pd.Timestamp(day) else 0.0
            elif reachable:
                own = self.by_day[self.by_day["wave"] == wave.wave].iloc[-1]
                moved *= planned / max(float(own["n"]) - float(own["gone"]), 1.0)
            earned += min(moved, planned)
        return earned / self.total


def load_units(store: Store, scope: Scope, plan: Plan) -> Units:
    """Customers moved by week and by wave, with the baseline dates of the waves' cut-overs. Of the filters only the
    waves are those of the plan; beyond the last file about transfers nothing is known of them."""
    day = min(as_of_day(scope), load_reach(store, scope, "transfers") or as_of_day(scope))
    params = {"day": day, **scope.params("waves")}
    moved = store.read(MOVED, scope.rights, as_of=scope.as_of, params=params)
    waves = store.read(WAVES, scope.rights, as_of=scope.as_of, params=params)
    units = store.read(WAVE_UNITS, scope.rights, as_of=scope.as_of, params={"day": day})
    roster = store.read(WAVE_ROSTER, scope.rights, as_of=scope.as_of).set_index("wave")
    units["dated"] = units["day"].notna()
    units["day"] = pd.to_datetime(units["day"])
    waves["planned"] = waves["planned"].astype("float64").fillna(waves["wave"].map(roster["n"].to_dict()))
    last = units.drop_duplicates("wave", keep="last").set_index("wave")
    for column in ("planned_cutover_on", "cutover_on"):
        waves[column] = pd.to_datetime(waves[column])
    waves["listed"] = waves["wave"].map(last["n"].to_dict()).astype("float64")
    waves.loc[waves["wave"].isin(last.index), "listed"] = waves["listed"].fillna(0.0)
    moved["week"] = pd.to_datetime(moved["week"])
    stones = plan.tasks[plan.tasks["milestone"] & plan.tasks["wave"].notna()]
    single = stones.groupby("wave").filter(lambda group: len(group) == 1).set_index("wave")
    waves["base_on"] = pd.to_datetime(waves["wave"].map(single["base_finish"].to_dict())).fillna(
        waves["planned_cutover_on"]
    )
    waves["expected_on"] = pd.to_datetime(waves["wave"].map(single["finish"].to_dict())).fillna(
        waves["planned_cutover_on"]
    )
    found = Units(moved, waves, day, units, "transfers" in load_loaded(store, scope))
    waves["moved"] = pd.array([found.moved_by(wave, day) for wave in waves["wave"]], dtype="Float64").astype("float64")
    return found


def load_reach(store: Store, scope: Scope, *datasets: str) -> date | None:
    """The day until which the data of ``datasets`` reach: the newest file of the one that is furthest behind; ``None``
    where one of them was never loaded."""
    found = store.read(REACH, scope.rights, as_of=scope.as_of).set_index("dataset")["known_at"]
    found = found[[scope.rights.may_see(str(name)) for name in found.index]]
    if not all(name in found.index for name in datasets):
        return None
    return min(clock.day_of(pd.Timestamp(found[name]).to_pydatetime()) for name in datasets)
