"""The plan as it stands: what is late against the baseline, what changed since the snapshot before, what is
critical."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import natural, rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.schedule.numbers.statements import BASELINES, BUDGETED, MILESTONES, PLAN, PROGRAMME, SNAPSHOTS
from analytics.snapshot import once
from analytics.stats.network import Activity, CriticalPath, Link, Network, critical_path, make_network
from analytics.stats.workdays import Workdays
from data.ingest.predecessors import read_predecessors, task_id

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

CADENCE = 4
"""Days that must lie between two snapshots for the earlier one to be 'the one before'."""
PART_DAYS = 35
"""A part of the plan that was not sent for longer than this is over."""
REACH_YEARS = 6
TREND_DAYS = 250


@dataclass(frozen=True)
class Programme:
    """Target day of closing, country of the working calendar and currency, where the programme states them."""

    target: date | None
    calendar: str
    currency: str


@dataclass(frozen=True)
class Plan:
    """A plan by its status date.

    ``tasks`` has one row a task in the order of the file: task, name, wave, milestone, summary, start, finish (dates as
    known: actual, else forecast, else planned; never before the status date while not done), stated (the finish as the
    file has it: what moved between two snapshots is told by it), base_start, base_finish (baseline, else the plan's own
    planned dates), late (calendar days, null without baseline and where the day of the finish is not known), begun,
    done, dated (done on a known day), told (the file says how far it is), share, duration, optimistic, most_likely,
    pessimistic, predecessors, budget. ``before`` is the same of the snapshot before. ``baselines`` one row a version:
    version, approved_on, reason, finish; ``planned`` one row a task of each: version, task, start_on, finish_on.
    ``milestones`` one row a milestone and snapshot. ``snapshots`` one row a date: tasks, weight, earned (shares are by
    the same weights throughout).
    """

    day: date
    status_on: date
    programme: Programme
    tasks: pd.DataFrame
    before: pd.DataFrame
    before_on: date | None
    baseline: str
    baselines: pd.DataFrame
    milestones: pd.DataFrame
    snapshots: pd.DataFrame
    judge: Judge = USUAL
    planned: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def empty(self) -> bool:
        return self.tasks.empty

    @property
    def own(self) -> str:
        """What ends the key of a text that says what the plan is held against: ``.own`` where no baseline is loaded and
        the days planned in the plan itself, which it may have moved, stand in for one."""
        return "" if self.baseline else ".own"

    @cached_property
    def leaves(self) -> pd.DataFrame:
        """Tasks without tasks below them."""
        return self.tasks[~self.tasks["summary"]]

    @cached_property
    def due(self) -> pd.DataFrame:
        """Tasks that should be over by the status date: by their baseline, else by what the plan itself said."""
        by = self.leaves["base_finish"].fillna(self.leaves["stated"])
        return self.leaves[by < pd.Timestamp(self.status_on)]

    @property
    def overdue(self) -> pd.DataFrame:
        """Of them, those that are not done."""
        return self.due[~self.due["done"]]

    @property
    def untold(self) -> int:
        """Tasks of the baseline that should have begun and say nothing of how far they are: they count as not begun."""
        return int((~self.leaves["told"] & (self.leaves["base_start"] <= pd.Timestamp(self.status_on))).sum())

    @cached_property
    def last(self) -> Any:
        """The task that ends the plan: the latest finish, a milestone before others."""
        order = self.leaves.sort_values(["finish", "milestone"], ascending=[False, False])
        return order.iloc[0] if len(order) else None

    @property
    def finish(self) -> date:
        return self.leaves["finish"].max().date()

    @property
    def base_finish(self) -> date | None:
        found = self.leaves["base_finish"].max()
        return None if pd.isna(found) else found.date()

    @property
    def late(self) -> int | None:
        """Days that the finish lies after the baseline's; negative is early. ``None`` without a baseline, and where the
        task that ends the plan is done on a day that nobody states."""
        ends = self.leaves[self.leaves["finish"] == self.leaves["finish"].max()]
        unknown = bool((ends["done"] & ~ends["dated"]).all())
        return None if self.base_finish is None or unknown else (self.finish - self.base_finish).days

    @property
    def moved(self) -> int | None:
        """Days that the finish moved since the snapshot before."""
        if self.before.empty:
            return None
        return int((self.leaves["stated"].max() - self.before.loc[~self.before["summary"], "stated"].max()).days)

    @cached_property
    def calendar(self) -> Workdays:
        first = min(self.tasks["start"].min(), self.tasks["finish"].min()).date()
        return Workdays(first, self.status_on + timedelta(days=366 * REACH_YEARS), self.programme.calendar)

    @cached_property
    def network(self) -> Network:
        """The plan in working days from its first day.

        What is done stands where it was; what has begun keeps its start and works on from the status date; what has not
        begun follows its predecessors, but never starts before its baseline (appointments are not brought forward),
        nor, without predecessors, before its forecast start.
        """
        return make_network(_activity(row, self.calendar, self.status_on) for row in rows(self.leaves))

    @cached_property
    def path(self) -> CriticalPath:
        return critical_path(self.network)

    @cached_property
    def floats(self) -> pd.Series:
        """Total float in working days by task."""
        return self.path.frame.set_index("id")["total_float"]

    def is_critical(self, task: str) -> bool:
        return bool(self.floats.get(task, 1.0) <= 1e-6)


def remaining_days(row: Any, calendar: Workdays, status: date) -> float:
    """Working days of a task still to do at the status date, the most likely ones."""
    if row.done:
        return 0.0
    whole = _length(row, calendar)
    if not row.begun:
        return whole
    left = whole * (1 - row.share)
    # Where the manager's own date is later than the percentage says, the date holds.
    stated = calendar.number(row.finish.date() + timedelta(days=1)) - calendar.number(status + timedelta(days=1))
    return max(left if stated <= 0 else float(stated), 0.0)


def _length(row: Any, calendar: Workdays) -> float:
    if row.milestone:
        return 0.0
    for stated in (row.most_likely, row.duration):
        if not pd.isna(stated):
            return float(stated)
    return float(calendar.between(row.start.date(), row.finish.date()))


def _activity(row: Any, calendar: Workdays, status: date) -> Activity:
    now = float(calendar.number(status + timedelta(days=1)))
    end = float(calendar.number(row.finish.date() + timedelta(days=1)))
    if row.milestone and (row.done or not row.predecessors):
        return Activity(row.task, 0.0, (), end if row.done else max(now, end))
    start = float(calendar.number(row.start.date()))
    if row.done:
        return Activity(row.task, max(end - start, 0.0), (), start)
    left = remaining_days(row, calendar, status)
    if row.begun:
        return Activity(row.task, max(now - start, 0.0) + left, (), start)
    links = tuple(Link(one.task, one.relation, one.lag) for one in read_predecessors(row.predecessors)[0])
    if not links:
        return Activity(row.task, left, (), max(now, start))
    appointed = row.base_finish if row.milestone else row.base_start
    hold = now
    if not pd.isna(appointed):
        hold = max(now, float(calendar.number(appointed.date() + timedelta(days=1 if row.milestone else 0))))
    return Activity(row.task, left, links, hold)


@once
def load_programme(store: Store, scope: Scope) -> Programme:
    found = store.read(PROGRAMME, scope.rights, as_of=scope.as_of)
    if found.empty:
        return Programme(None, "", "CNY")
    row = found.iloc[0]
    target = None if pd.isna(row["target_close_on"]) else pd.Timestamp(row["target_close_on"]).date()
    calendar, currency = (str(row[name]) if not pd.isna(row[name]) else "" for name in ("calendar", "currency"))
    return Programme(target, calendar, currency or "CNY")


@once
def load_plan(store: Store, scope: Scope) -> Plan:
    """The plan as of the scope: latest snapshots, the ones before, baselines, milestone history. Of the filters only
    the waves are those of the plan; dates, branches and segments belong to answers and complaints."""
    day = as_of_day(scope)
    params = scope.params("waves")

    def read(query: Any, until: date, **more: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={"day": until, **params, **more})

    programme = load_programme(store, scope)
    baselines = _dates(read(BASELINES, day), "start_on", "finish_on", "approved_on")
    versions = _versions(baselines)
    current = versions["version"].iloc[-1] if len(versions) else ""
    known = read(BUDGETED, day).iloc[0]
    history = _dates(read(SNAPSHOTS, day, budgeted=bool(known["budgeted"])), "snapshot_on")
    snapshots = compute_snapshots(history)

    def plan_by(until: date) -> pd.DataFrame:
        """The tasks by a day, of the snapshots that still count then."""
        days = history.loc[history["snapshot_on"] <= pd.Timestamp(until), "snapshot_on"]
        newest = until if days.empty else days.max().date()
        return read(PLAN, newest, since=newest - timedelta(days=PART_DAYS))

    now = plan_by(day)
    if now.empty:
        nothing = compute_tasks(now, baselines[:0], day)
        return Plan(
            day,
            day,
            programme,
            nothing,
            nothing,
            None,
            current,
            versions,
            _dates(read(MILESTONES, day, since=None), "snapshot_on", "finish_on"),
            snapshots,
        )
    status = pd.Timestamp(now["snapshot_on"].max()).date()
    base = baselines[baselines["version"] == current]
    before = plan_by(status - timedelta(days=CADENCE))
    before_on = None if before.empty else pd.Timestamp(before["snapshot_on"].max()).date()
    milestones = read(MILESTONES, day, since=status - timedelta(days=TREND_DAYS))
    return Plan(
        day=day,
        status_on=status,
        programme=programme,
        tasks=compute_tasks(now, base, status),
        before=compute_tasks(before, base, before_on or status),
        before_on=before_on,
        baseline=current,
        baselines=versions,
        milestones=_dates(milestones, "snapshot_on", "finish_on"),
        snapshots=snapshots,
        judge=load_judge(store, scope),
        planned=baselines,
    )


def _dates(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    for column in columns:
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _versions(baselines: pd.DataFrame) -> pd.DataFrame:
    """The versions in the order of their approval: version, approved_on, reason, finish."""
    if baselines.empty:
        return pd.DataFrame(columns=["version", "approved_on", "reason", "finish"])
    found = baselines.groupby("version", sort=False).agg(
        approved_on=("approved_on", "max"), reason=("reason", "first"), finish=("finish_on", "max")
    )
    found = found.reset_index()
    order = {name: at for at, name in enumerate(sorted(found["version"], key=natural))}
    found["order"] = found["version"].map(order)
    found = found.sort_values(["approved_on", "order"], na_position="first", ignore_index=True)
    return found.drop(columns="order")


def compute_tasks(raw: pd.DataFrame, baseline: pd.DataFrame, status: date) -> pd.DataFrame:
    """Tasks of a snapshot with the dates that hold, and their baseline beside them (columns: see :class:`Plan`)."""
    found = _dates(raw.copy(), *(name for name in raw.columns if name.endswith("_on")))
    found["task"] = found["task"].map(task_id)
    found["name"] = found["name"].fillna(found["task"])
    found["milestone"] = found["milestone"].fillna(False).astype(bool)
    today = pd.Timestamp(status)
    dated = found["actual_finish_on"].notna() & (found["actual_finish_on"] <= today)
    complete = found["percent_complete"].astype("float64") >= 1
    # Complete without an actual finish: a forecast that has come to pass is the day; a plan alone does not tell it.
    told = complete & ~dated & (found["forecast_finish_on"] <= today)
    found["done"] = dated | complete
    found["dated"] = dated | told
    found["told"] = (
        found["percent_complete"].notna() | found["actual_start_on"].notna() | found["actual_finish_on"].notna()
    )
    finish = (
        found["actual_finish_on"].where(dated).fillna(found["forecast_finish_on"]).fillna(found["planned_finish_on"])
    )
    start = found["actual_start_on"].fillna(found["forecast_start_on"]).fillna(found["planned_start_on"])
    found["share"] = found["percent_complete"].astype("float64").fillna(0.0).where(~found["done"], 1.0)
    found["begun"] = (
        found["done"] | (found["actual_start_on"].notna() & (found["actual_start_on"] <= today)) | (found["share"] > 0)
    )
    found["stated"] = finish
    # What is not done by the status date ends on it at the earliest, whatever the plan still says.
    finish = finish.where(found["done"] | finish.isna() | (finish >= today), today)
    finish = finish.where(~found["done"] | (finish <= today), today)
    found["start"], found["finish"] = start.fillna(finish), finish.fillna(start)
    found["stated"] = found["stated"].fillna(found["finish"])
    found = found[found["finish"].notna()]
    planned = baseline.drop_duplicates("task", keep="last").set_index(
        baseline["task"].drop_duplicates(keep="last").map(task_id)
    )
    found["base_start"] = pd.to_datetime(found["task"].map(planned["start_on"].to_dict())).fillna(
        found["planned_start_on"]
    )
    found["base_finish"] = pd.to_datetime(found["task"].map(planned["finish_on"].to_dict())).fillna(
        found["planned_finish_on"]
    )
    found["late"] = (found["finish"] - found["base_finish"]).dt.days.where(found["dated"] | ~found["done"])
    found["summary"] = found["task"].isin(set(found["parent"].dropna().map(task_id)))
    for name in ("duration", "optimistic", "most_likely", "pessimistic", "budget"):
        found[name] = found[name].astype("float64")
    found["predecessors"] = found["predecessors"].fillna("")
    return found.drop_duplicates("task", keep="last").reset_index(drop=True)


MEASURES = ("weight", "earned", "begun", "done")


def compute_snapshots(raw: pd.DataFrame) -> pd.DataFrame:
    """One row a date over all parts, each part with its latest snapshot by then: snapshot_on, tasks, weight, earned,
    begun, done."""
    if raw.empty:
        return pd.DataFrame(columns=["snapshot_on", "tasks", *MEASURES])
    raw = raw.assign(part=raw["part"].fillna("·"))
    columns = ["tasks", *MEASURES]
    if raw["part"].nunique() > 1:
        wide = raw.pivot(index="snapshot_on", columns="part", values=columns).ffill()
        raw = pd.DataFrame({name: pd.DataFrame(wide[name]).sum(axis=1) for name in columns}).reset_index()
    return raw.astype({"tasks": int})[["snapshot_on", *columns]].reset_index(drop=True)


@dataclass(frozen=True)
class Difference:
    """What changed between two snapshots: frames with task, name and, where they moved, days (of the finish)."""

    added: pd.DataFrame
    removed: pd.DataFrame
    renamed: pd.DataFrame
    moved: pd.DataFrame

    @property
    def nothing(self) -> bool:
        return all(frame.empty for frame in (self.added, self.removed, self.renamed, self.moved))


def compute_difference(now: pd.DataFrame, before: pd.DataFrame) -> Difference:
    """Tasks added, removed, renamed (``was``) and moved (``days`` of the finish) since the snapshot before."""
    both = now.merge(before[["task", "name", "stated"]], on="task", suffixes=("", "_before"))
    days = (both["stated"] - both["stated_before"]).dt.days
    moved = both.assign(days=days)[(days != 0) & ~both["summary"]]
    return Difference(
        added=now.loc[~now["task"].isin(before["task"]), ["task", "name", "finish"]].reset_index(drop=True),
        removed=before.loc[~before["task"].isin(now["task"]), ["task", "name", "finish"]].reset_index(drop=True),
        renamed=both.loc[both["name"] != both["name_before"], ["task", "name", "name_before"]]
        .rename(columns={"name_before": "was"})
        .reset_index(drop=True),
        moved=moved.sort_values("days", key=lambda column: column.abs(), ascending=False)[
            ["task", "name", "days"]
        ].reset_index(drop=True),
    )
