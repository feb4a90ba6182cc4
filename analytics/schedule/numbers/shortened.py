"""Whether a finish day was kept by planning shorter what has not begun: a plan made backwards from its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.schedule.numbers.plan import Plan
from analytics.stats.workdays import Workdays
from data.ingest.predecessors import task_id

if TYPE_CHECKING:
    from analytics.judging import Judge


@dataclass(frozen=True)
class Shortened:
    """A baseline beside the plan as it is now. ``frame``: one row a task that has not begun and is planned shorter than
    in ``version`` – task, name, was, now and days (working days, the last how much shorter) – the most shortened first.
    ``base``: the finish of that version. ``moved``: days that the plan ends after it. ``planned``: working days that it
    gave to all that has not begun."""

    version: str
    base: date
    moved: int
    frame: pd.DataFrame
    planned: int = 0

    @property
    def held(self) -> bool:
        return self.moved <= 0

    @property
    def days(self) -> int:
        return int(self.frame["days"].sum())


def compute_shortened(plan: Plan, wave: str = "") -> tuple[Shortened, ...]:
    """The plan, or the tasks of a ``wave``, held against each baseline that has a finish, in the order of their
    approval; none without a plan or a baseline: then it is not known what was planned first."""
    own = plan.leaves[plan.leaves["wave"] == wave] if wave else plan.leaves
    if own.empty:
        return ()
    ends, found = own["finish"].max().date(), []
    for row in rows(plan.baselines.dropna(subset=["finish"])):
        planned = plan.planned[plan.planned["version"] == row.version]
        finish = planned.loc[planned["task"].map(task_id).isin(own["task"]), "finish_on"].max() if wave else row.finish
        if not pd.isna(finish):
            frame, days = _shorter(own, planned, plan.programme.calendar)
            found.append(Shortened(str(row.version), finish.date(), (ends - finish.date()).days, frame, days))
    return tuple(found)


def compute_kept_short(plan: Plan, judge: Judge, wave: str = "") -> Shortened | None:
    """The first baseline whose finish the plan (of a ``wave``, its tasks) still keeps, where it is kept by planning
    shorter: what has not begun lost more than ``alert.shortened`` of its working days. ``None`` where it is not, or
    nothing is known of it."""
    kept = find_kept(compute_shortened(plan, wave))
    cut = kept.days / kept.planned if kept is not None and kept.planned else 0.0
    return kept if judge.beyond("alert.shortened", cut) else None


def find_kept(found: tuple[Shortened, ...]) -> Shortened | None:
    """The first baseline whose finish the plan still keeps."""
    return next((one for one in found if one.held), None)


def _shorter(own: pd.DataFrame, planned: pd.DataFrame, country: str) -> tuple[pd.DataFrame, int]:
    """See :attr:`Shortened.frame` and :attr:`Shortened.planned`. A task that only lies across more holidays than before
    has fewer working days and is no shorter: what is counted as shorter is so in days of the calendar too."""
    then: dict[str, Any] = {task_id(row.task): row for row in rows(planned.dropna(subset=["start_on", "finish_on"]))}
    left = own[~own["begun"] & ~own["milestone"] & own["task"].isin(list(then))].dropna(subset=["start", "stated"])
    firsts = [then[task] for task in left["task"]]
    every = [*left["start"], *left["stated"], *(day for first in firsts for day in (first.start_on, first.finish_on))]
    lines, whole = [], 0
    if every:
        calendar = Workdays(min(every).date(), max(every).date() + timedelta(days=1), country)
    for row, first in zip(rows(left), firsts, strict=True):
        was, now = (first.start_on.date(), first.finish_on.date()), (row.start.date(), row.stated.date())
        days = [calendar.between(*span) for span in (was, now)]
        whole += days[0]
        if days[1] < days[0] and now[1] - now[0] < was[1] - was[0]:
            lines.append((row.task, row.name, days[0], days[1], days[0] - days[1]))
    frame = pd.DataFrame(lines, columns=["task", "name", "was", "now", "days"])
    return frame.sort_values("days", ascending=False, kind="stable", ignore_index=True), whole
