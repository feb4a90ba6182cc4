"""A date that is kept by planning shorter what has not begun, as a reader of Schedule is told of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from analytics.marks import Grid
from analytics.schedule.alerts import evaluate
from analytics.schedule.area import headline
from analytics.schedule.charts.changes import table_shortened
from analytics.schedule.numbers import load_plan
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")
SCOPE = Scope(ADMIN, as_of=datetime(2026, 11, 29, 18))
FIRST = {
    "A": ("11-02", "11-06"),
    "B": ("11-09", "11-13"),
    "C": ("11-16", "11-27"),
    "D": ("11-30", "12-11"),
    "E": ("11-16", "11-20"),
    "F": ("09-28", "10-02"),
}
"""Weekdays: C and D ten each, A, B and E five."""


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def baseline(store: Store, version: str, approved: date, **changed: tuple[str, str]) -> None:
    load(
        store,
        "baselines",
        [
            {
                "version": version,
                "task": task,
                "name": f"Task {task}",
                "start_on": day(start),
                "finish_on": day(finish),
                "approved_on": approved,
                "reason": "board",
            }
            for task, (start, finish) in (FIRST | changed).items()
        ],
        datetime(approved.year, approved.month, approved.day, 12),
    )


def plan(store: Store, on: date, **changed: tuple[str, str]) -> None:
    """A is done, B has begun; the days planned in the plan itself are those that it has now: it forgets what was
    planned first."""
    told: dict[str, dict[str, Any]] = {
        "A": {"actual_start_on": day("11-02"), "actual_finish_on": day("11-06"), "percent_complete": 1.0},
        "B": {"actual_start_on": day("11-09"), "percent_complete": 0.5},
    }
    load(
        store,
        "tasks",
        [
            {
                "snapshot_on": on,
                "task": task,
                "name": f"Task {task}",
                "planned_start_on": day(start),
                "planned_finish_on": day(finish),
                "forecast_start_on": day(start),
                "forecast_finish_on": day(finish),
                "percent_complete": 0.0,
                **told.get(task, {}),
            }
            for task, (start, finish) in (FIRST | changed).items()
        ],
        datetime(on.year, on.month, on.day, 12),
    )


def warned(store: Store, t: Translator = EN) -> list[str]:
    return [
        one.sentence(t).replace("\xa0", " ")
        for one in evaluate(store, ADMIN, SCOPE.as_of)
        if one.code == "date_kept_short"
    ]


def said(store: Store, t: Translator) -> tuple[str, list[list[str]]]:
    exhibit = table_shortened(load_plan(store, SCOPE), t)
    lines = exhibit.body.rows if isinstance(exhibit.body, Grid) else ()
    return exhibit.title.replace("\xa0", " "), [[cell.text.replace("\xa0", " ") for cell in row] for row in lines]


def test_a_date_kept_by_shorter_durations_is_told_with_its_tasks(store: Store, today: None) -> None:
    """B slips by a week. C loses five of its ten days and E two of its five: the plan still ends on 11 December. F
    moved and is as long as before."""
    tight = {"B": ("11-09", "11-20"), "C": ("11-23", "11-27"), "E": ("11-23", "11-25"), "F": ("12-07", "12-11")}
    plan(store, day("11-15"), **tight)
    assert said(store, EN) == ("Whether a date was kept by planning shorter is not known: no baseline is loaded", [])
    assert "planned shorter" not in headline(store, SCOPE, EN)
    baseline(store, "v1", day("11-01"))
    title, lines = said(store, EN)
    assert (
        title
        == "The plan still ends by 11 Dec 2026, as baseline v1 does, with 2 tasks not begun planned shorter: 7 working"
        " days in all"
    )
    assert lines == [["kept with shorter tasks", "v1", "11 Dec 2026", "0 d", "2", "7", "Task C 10 → 5, Task E 5 → 3"]]
    assert "; the date is kept with 2 tasks not begun planned shorter, 7 working days in all" in headline(
        store, SCOPE, EN
    )
    assert "；完工日保持不变，但2项未开始的任务工期被压缩，共7个工作日" in headline(store, SCOPE, ZH)
    assert said(store, ZH)[0].startswith("计划仍按基准v1在2026年12月11日前完工，但2项未开始的任务工期被压缩")
    told = (
        "keeps its finish of 11 Dec 2026 with 2 tasks not begun planned shorter: 7 of the 30 working days of baseline"
        " v1 are gone"
    )
    assert warned(store) == [f"The programme {told}"]
    assert warned(store, ZH) == [
        "整个项目完工日保持2026年12月11日不变，但2项未开始的任务工期被压缩：基准v1的30个工作日减少7个"
    ]
    load(store, "settings", [{"setting": "alert.shortened", "value": "25%"}])
    assert warned(store) == []
    late = tight | {"D": ("11-30", "12-18")}
    plan(store, day("11-22"), **late)
    first = ["later, and tasks shorter", "v1", "11 Dec 2026", "+7 d", "2", "7", "Task C 10 → 5, Task E 5 → 3"]
    told = (
        "The plan ends 7 days after 11 Dec 2026 of baseline v1, and tasks not begun are planned shorter than in it all"
        " the same: 2, by 7 working days"
    )
    assert said(store, EN) == (told, [first])
    assert "planned shorter" not in headline(store, SCOPE, EN)
    # A new baseline with the later date keeps it, and was made with the shorter tasks: it is the first that tells.
    baseline(store, "v2", day("11-23"), **late)
    assert said(store, EN) == (told, [first, ["kept", "v2", "18 Dec 2026", "0 d", "0", "0", "–"]])
    # As long as planned at first, and a week later.
    plan(store, day("11-23"), C=("11-23", "12-04"), D=("11-30", "12-18"), E=("11-23", "11-27"), B=("11-09", "11-20"))
    assert (
        said(store, EN)[0]
        == "The plan still ends by 18 Dec 2026, as baseline v2 does, and no task not begun was planned shorter for it"
    )
