"""Whether the finish day was kept by planning shorter what has not begun: a plan made backwards from its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.frames import rows
from analytics.schedule.numbers.plan import Plan
from analytics.stats.workdays import Workdays
from data.ingest.predecessors import task_id


@dataclass(frozen=True)
class Shortened:
    """A baseline beside the plan as it is now. ``frame``: one row a task that has not begun and is planned shorter than in ``version`` –
    task, name, was, now and days (working days, the last how much shorter) – the most shortened first. ``base``: the finish of that
    version. ``moved``: days that the plan ends after it."""

    version: str
    base: date
    moved: int
    frame: pd.DataFrame

    @property
    def held(self) -> bool:
        return self.moved <= 0

    @property
    def days(self) -> int:
        return int(self.frame["days"].sum())


def compute_shortened(plan: Plan) -> tuple[Shortened, ...]:
    """The plan held against each baseline that has a finish, in the order of their approval; none without a plan or a baseline: then it is
    not known what was planned first."""
    if plan.empty:
        return ()
    return tuple(
        Shortened(
            str(row.version),
            row.finish.date(),
            (plan.finish - row.finish.date()).days,
            _shorter(plan, plan.planned[plan.planned["version"] == row.version]),
        )
        for row in rows(plan.baselines.dropna(subset=["finish"]))
    )


def find_kept(found: tuple[Shortened, ...]) -> Shortened | None:
    """The first baseline whose finish the plan still keeps."""
    return next((one for one in found if one.held), None)


def _shorter(plan: Plan, planned: pd.DataFrame) -> pd.DataFrame:
    """See :attr:`Shortened.frame`. A task that only lies across more holidays than before has fewer working days and is no shorter:
    what is counted as shorter is so in days of the calendar too."""
    then: dict[str, Any] = {task_id(row.task): row for row in rows(planned.dropna(subset=["start_on", "finish_on"]))}
    lines = []
    for row in rows(plan.leaves[~plan.leaves["begun"] & ~plan.leaves["milestone"]]):
        if row.task not in then or pd.isna(row.start) or pd.isna(row.stated):
            continue
        first = then[row.task]
        was, now = (first.start_on.date(), first.finish_on.date()), (row.start.date(), row.stated.date())
        days = [
            Workdays(min(was[0], now[0]), max(was[1], now[1]) + timedelta(days=1), plan.programme.calendar).between(
                *one
            )
            for one in (was, now)
        ]
        if days[1] < days[0] and now[1] - now[0] < was[1] - was[0]:
            lines.append((row.task, row.name, days[0], days[1], days[0] - days[1]))
    frame = pd.DataFrame(lines, columns=["task", "name", "was", "now", "days"])
    return frame.sort_values("days", ascending=False, kind="stable", ignore_index=True)
