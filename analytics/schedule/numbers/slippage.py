"""Where a slip comes from: followed back from the last task along what it waits for, and the task that carries most of
it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.schedule.numbers.plan import Plan
from data.ingest.predecessors import read_predecessors


def compute_slippage(now: pd.DataFrame, then_start: Any, then_finish: Any) -> pd.DataFrame:
    """Where the slip of the finish comes from: task, name, days; the days sum to the slip of the last task.

    From the last task back along the predecessor that ends latest: each task's own part is the growth of its length,
    the rest comes from what it waited for, in the end from a later start. ``then_*`` are the dates compared with, by
    task.
    """
    by_task: Any = now.set_index("task")
    known = [task for task in by_task.index if not pd.isna(then_finish.get(task, pd.NaT))]
    if not known:
        return pd.DataFrame(columns=["task", "name", "days"])
    # Of several that end the plan the one that starts first.
    ends = by_task.loc[known].sort_values(
        ["finish", "milestone", "start"], ascending=[False, False, True], kind="stable"
    )
    at = ends.index[0]
    parts: list[tuple[str, str, int]] = []
    seen: set[str] = set()
    while at not in seen:
        seen.add(at)
        row = by_task.loc[at]
        slip = (row["finish"] - then_finish[at]).days
        start_then = then_start.get(at, pd.NaT)
        later = 0 if pd.isna(start_then) else (row["start"] - start_then).days
        before = [
            one.task
            for one in read_predecessors(row["predecessors"])[0]
            if one.task in by_task.index and one.task in known
        ]
        if row["milestone"]:
            later = slip
        if not before:
            parts.append((at, row["name"], slip))
            break
        driver = max(before, key=lambda task: by_task.loc[task, "finish"])
        passed = (by_task.loc[driver, "finish"] - then_finish[driver]).days
        own, waited = slip - later, later - passed
        if own:
            parts.append((at, row["name"], own))
        if passed == 0 or (passed > 0) != (slip > 0) or (later == 0 and own):
            # The slip does not come from what was waited for.
            if later:
                parts.append((at, row["name"], later))
            break
        if waited:
            parts.append((at, row["name"], waited))
        at = driver
    frame = pd.DataFrame(parts, columns=["task", "name", "days"])
    summed = frame.groupby(["task", "name"], sort=False, as_index=False)["days"].sum()
    return summed[summed["days"] != 0].iloc[::-1].reset_index(drop=True)


@dataclass(frozen=True)
class Slipped:
    """The task that most days of a slip come from, and how many ``others`` that end with it are as late."""

    task: str
    name: str
    days: int
    others: int


def compute_most_slipped(plan: Plan, parts: pd.DataFrame, *, early: bool = False) -> Slipped | None:
    """Of the parts of a slip (see :func:`compute_slippage`) the one with most days, or with most gained (``early``): of
    several with as many the critical one, then that with the least float, then the one that starts first. ``None``
    where none goes that way."""
    sizes = -parts["days"] if early else parts["days"]
    found = parts[(sizes > 0) & (sizes == sizes.max())]
    if found.empty:
        return None
    tasks = plan.leaves.set_index("task")
    ordered = found.assign(
        critical=[not plan.is_critical(task) for task in found["task"]],
        room=[float(plan.floats.get(task, float("inf"))) for task in found["task"]],
        start=[tasks["start"].get(task, pd.NaT) for task in found["task"]],
    )
    row = ordered.sort_values(["critical", "room", "start", "task"], kind="stable").iloc[0]
    own = tasks.loc[row["task"]]
    alike = tasks[
        (tasks["finish"] == own["finish"]) & (tasks["late"] == own["late"]) & ~tasks["milestone"] & ~tasks["done"]
    ]
    # What waits for it is late because of it.
    waits = alike["predecessors"].map(lambda text: row["task"] in [one.task for one in read_predecessors(text)[0]])
    others = len(alike[~waits.astype(bool)].index.difference([row["task"]]))
    return Slipped(str(row["task"]), str(row["name"]), int(row["days"]), others)
