"""The plan of the demo programme: its tasks, weekly snapshots with the planted slips, and two baselines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.demo.delivery import Delivery, clean
from data.demo.plan import OPENING, SEED, loaded_at, waves_of
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_plan.json")
FIRST_SNAPSHOT = date(2026, 1, 4)
"""The Sunday of the first weekly plan."""
STEPS = {
    # step: days from the planned cut-over to start and finish, predecessors, task budget per customer
    "10": (-56, -35, "", 60),
    "15": (-50, -43, "", 10),
    "20": (-42, -10, "{w}-10SS+10d", 180),
    "30": (-35, -26, "", 240),
    "40": (-21, -8, "{w}-30FS+2d", 300),
    "50": (-21, -8, "{w}-10FS", 120),
    "60": (0, 0, "{w}-20;{w}-40FS+3d;{w}-50", 0),
    "70": (2, 30, "{w}-60", 140),
}
OPTIONAL = {"15": ("W7", "W8")}
"""Steps that only some waves have."""
FIXED = (
    # task, start, finish, milestone, predecessors, budget
    ("ARC-10", date(2026, 6, 1), date(2026, 7, 31), False, "", 400_000),
    ("ARC-20", date(2026, 8, 3), date(2026, 11, 27), False, "ARC-10", 2_600_000),
    ("ARC-30", date(2026, 11, 30), date(2027, 3, 12), False, "ARC-20", 1_400_000),
    ("END-10", date(2027, 3, 29), date(2027, 3, 29), True, "ARC-30FS+13d;W8-70SS+3w", 0),
)
NOISE_DAYS = 2
"""How far from its plan a task of a quiet programme may end."""
FOLLOWERS = {"40": ("60", "70"), "ARC-20": ("ARC-30", "END-10")}
"""What moves with a task that slips."""


@cache
def truth() -> dict[str, Any]:
    """What is planted in the plan and the money."""
    stated: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return stated


@dataclass(frozen=True)
class Task:
    """A task with its first planned days."""

    task: str
    wave: str | None
    step: str
    start: date
    finish: date
    milestone: bool
    predecessors: str
    budget: float


@cache
def tasks(quiet: bool = False) -> tuple[Task, ...]:
    """Every task of the story, in the order of the plan."""
    found = []
    for plan in waves_of(quiet):
        for step, (start, finish, before, unit) in STEPS.items():
            if plan.wave not in OPTIONAL.get(step, (plan.wave,)):
                continue
            zero = plan.plans[0][1]
            found.append(
                Task(
                    f"{plan.wave}-{step}",
                    plan.wave,
                    step,
                    zero + timedelta(days=start),
                    zero + timedelta(days=finish),
                    step == "60",
                    before.format(w=plan.wave),
                    float(unit * plan.customers),
                )
            )
    found += [
        Task(name, None, name, start, end, milestone, before, float(budget))
        for name, start, end, milestone, before, budget in FIXED
    ]
    return tuple(found)


def delay(task: Task, on: date, *, from_baseline: bool = False) -> int:
    """Calendar days that a task is late against its first plan as known on a day, or as the new baseline allows."""
    again = truth()["rebaseline"]
    own = task.task if task.wave is None else f"{task.wave}-40"
    days = 0
    if (task.task == again["task"] or task.task in FOLLOWERS[again["task"]]) and on >= date.fromisoformat(again["on"]):
        days += again["days"]
    if from_baseline:
        return days
    for slip in truth()["slips"]:
        source = slip["task"]
        followers = (
            {f"{source.split('-')[0]}-{step}" for step in FOLLOWERS["40"]}
            if source != "ARC-20"
            else set(FOLLOWERS["ARC-20"])
        )
        if task.task == source or (task.task in followers and own in (source, task.task)):
            days += max((late for known, late in slip["days"].items() if date.fromisoformat(known) <= on), default=0)
    return days


@cache
def noise(task: Task, seed: int) -> int:
    """Days by which a task of a quiet programme ends after its plan, or before it: none, one or two, as often late as
    early.

    Every task that waits for another has more than that in between, so that nothing of it is passed on.
    """
    rng = np.random.default_rng((seed, 61, *task.task.encode()))
    return 0 if task.milestone else int(rng.integers(-NOISE_DAYS, NOISE_DAYS + 1))


def quiet_dates(task: Task, on: date, seed: int) -> tuple[date, date]:
    """Start and finish in a quiet programme as known on a day: the plan until the task ends, or should have ended."""
    found = task.finish + timedelta(days=noise(task, seed))
    return task.start, found if on >= min(found, task.finish) else task.finish


def dates(task: Task, on: date, *, from_baseline: bool = False) -> tuple[date, date]:
    """Start and finish as known on a day. What slips in its making starts as planned; what waits for it starts
    later."""
    late = timedelta(days=delay(task, on, from_baseline=from_baseline))
    slips = {slip["task"] for slip in truth()["slips"]} | {truth()["rebaseline"]["task"]}
    return (task.start if task.task in slips else task.start + late), task.finish + late


def name_of(task: Task, words: Words, on: date, *, quiet: bool = False) -> str:
    edits = truth()["edits"]
    renamed = not quiet and task.task == edits["renamed"] and on >= date.fromisoformat(edits["on"])
    step = task.step.replace("-", "_").lower()
    label = words.t(f"demo.task.{step}.renamed") if renamed else words.t(f"demo.task.{step}")
    return words.t("demo.task.of_wave", wave=words.t.wave(task.wave), task=label) if task.wave else label


def there(task: Task, on: date, *, quiet: bool = False) -> bool:
    """Whether a task is in the snapshot of a day."""
    edits = truth()["edits"]
    if quiet:
        return bool(task.task != edits["added"])
    later = on >= date.fromisoformat(edits["on"])
    return not (task.task == edits["added"] and not later) and not (task.task == edits["removed"] and later)


def workdays(first: date, last: date) -> int:
    """Working days from one day to another, both counted, by the programme's calendar."""
    return int(np.busday_count(first, last + timedelta(days=1), holidays=days_off()))


@cache
def days_off() -> list[date]:
    import holidays

    return sorted(holidays.country_holidays("CN", years=range(2025, 2029)))


def snapshot(words: Words, on: date, *, seed: int = SEED, quiet: bool = False) -> pd.DataFrame:
    """The plan as somebody sent it on a day."""
    rows = []
    for task in tasks(quiet):
        if not there(task, on, quiet=quiet):
            continue
        planned = (task.start, task.finish) if quiet else dates(task, on, from_baseline=True)
        start, finish = quiet_dates(task, on, seed) if quiet else dates(task, on)
        begun, over = start <= on, finish <= on
        length = 0 if task.milestone else workdays(start, finish)
        passed = workdays(start, on) if begun else 0
        row: dict[str, object] = {
            "snapshot_on": pd.Timestamp(on),
            "task": task.task,
            "name": name_of(task, words, on, quiet=quiet),
            "wave": task.wave,
            "milestone": task.milestone,
            "planned_start_on": pd.Timestamp(planned[0]),
            "planned_finish_on": pd.Timestamp(planned[1]),
            "forecast_start_on": pd.Timestamp(start),
            "forecast_finish_on": pd.Timestamp(finish),
            "actual_start_on": pd.Timestamp(start) if begun else pd.NaT,
            "actual_finish_on": pd.Timestamp(finish) if over else pd.NaT,
            "duration": float(length),
            "optimistic": None if task.milestone else round(0.9 * length, 1),
            "most_likely": None if task.milestone else float(length),
            "pessimistic": None if task.milestone else round(1.35 * length, 1),
            "percent_complete": 1.0 if over else round(min(0.95, passed / max(length, 1)), 2) if begun else 0.0,
            "predecessors": task.predecessors or None,
            "budget": task.budget,
        }
        rows.append(row)
    return pd.DataFrame(rows)


def plans(words: Words, on: date, *, seed: int = SEED, quiet: bool = False) -> Iterator[Delivery]:
    """The snapshot of a Sunday."""
    if on >= FIRST_SNAPSHOT:
        yield clean(loaded_at(on), "tasks", words.file("tasks", on), snapshot(words, on, seed=seed, quiet=quiet))


def baseline(words: Words, version: str, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """A baseline as approved on a day."""
    rows = []
    for task in tasks(quiet):
        if task.task == truth()["edits"]["added"]:
            continue
        start, finish = (task.start, task.finish) if quiet else dates(task, on, from_baseline=True)
        rows.append(
            {
                "version": version,
                "task": task.task,
                "name": name_of(task, words, on, quiet=quiet),
                "wave": task.wave,
                "start_on": pd.Timestamp(start),
                "finish_on": pd.Timestamp(finish),
                "budget": task.budget,
                "approved_on": pd.Timestamp(on),
                "reason": words.t(f"demo.baseline.{version}"),
            }
        )
    return pd.DataFrame(rows)


def baselines(words: Words, on: date, before: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The first baseline at the opening, the second when it was approved; a quiet programme needs no second."""
    again = truth()["rebaseline"]
    second = () if quiet else ((again["version"], date.fromisoformat(again["on"])),)
    for version, approved in (("v1", OPENING), *second):
        if before < approved <= on or (version == "v1" and before <= OPENING < on):
            frame = baseline(words, version, approved, quiet=quiet)
            yield clean(loaded_at(on), "baselines", words.file("baselines", approved), frame)
