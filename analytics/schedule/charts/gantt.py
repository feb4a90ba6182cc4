"""How late, and why? The remaining tasks over their baseline, the critical ones marked, days late at the right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import Exhibit, Gantt, Stretch, Upright

if TYPE_CHECKING:
    from analytics.marks.kinds import Tone
    from analytics.schedule.numbers import Plan
    from data.language import Translator

MOST = 12
TONES = {"bad": "bad", "watch": "watch"}
"""How the days are written that a task is late, by their verdict."""
BEFORE, BACK = 21, 120
"""Days before the day of the plan that the axis shows at least, and at most."""


def shown_tasks(plan: Plan, most: int = MOST) -> pd.DataFrame:
    """The remaining tasks that matter: critical and late ones first to be chosen, shown by start."""
    rest = plan.leaves[~plan.leaves["done"]].copy()
    rest["critical"] = rest["task"].map(plan.is_critical).astype(bool)  # of no tasks the map is text
    rest["weight"] = rest["critical"] * 1000 + rest["late"].fillna(0).abs()
    chosen = rest.sort_values(["weight", "start"], ascending=[False, True]).head(most)
    return chosen.sort_values(["start", "finish"]).reset_index(drop=True)


def days_late(late: Any, t: Translator) -> str:
    """``+18 d`` · ``0`` · ``–``."""
    if pd.isna(late):
        return "–"
    return t("schedule.days", days=t.number(int(late), sign=True)) if late else "0"


def chart_gantt(plan: Plan, t: Translator) -> Exhibit:
    """Which unfinished critical task is latest; done solid, forecast hatched, baseline outlined below, milestones as
    diamonds."""
    based = bool(plan.tasks["base_finish"].notna().any())
    subtitle = (
        t("schedule.gantt.subtitle", base=t(f"schedule.base{plan.own}")) if based else t("schedule.gantt.no_baseline")
    )
    tasks = shown_tasks(plan)
    if tasks.empty:
        return Exhibit.answer(t("schedule.gantt.empty"), subtitle)
    rest = plan.leaves[~plan.leaves["done"]]
    critical = tasks[tasks["critical"] & ~tasks["milestone"]]
    late = critical[critical["late"].fillna(0) > 0]
    if len(late):
        row = late.sort_values(["start", "finish"], kind="stable").iloc[0]
        title = t("schedule.gantt.critical", task=row["name"], n=int(row["late"]))
    elif len(critical):
        title = t(
            "schedule.gantt.on_time", task=critical.sort_values(["start", "finish"], kind="stable").iloc[0]["name"]
        )
    else:
        title = t("schedule.gantt.plain", n=len(rest))
    floats = plan.floats.reindex(rest["task"])
    note = [
        t("schedule.gantt.note", shown=len(tasks), n=len(rest)),
        t("schedule.gantt.critical_count", n=int((floats <= 1e-6).sum())),
        t("schedule.note.status", date=t.date(plan.status_on, year=True)),
    ]
    if plan.network.issues:
        note.append(t("schedule.note.issues", n=len(plan.network.issues)))
    today = pd.Timestamp(plan.status_on)
    first = min(tasks["start"].min(), tasks["base_start"].min(), today - timedelta(days=BEFORE))
    mark = Gantt(
        tuple(_stretch(row, today, plan, t) for row in rows(tasks)),
        Upright(plan.status_on, t("schedule.today"), focus=True),
        max(first, today - timedelta(days=BACK)).date(),
        plan.baseline or t("schedule.baseline.own"),
        t("schedule.diff.task"),
    )
    return Exhibit(title, subtitle, " · ".join(note), mark, key=t("schedule.gantt.key"))


def _stretch(row: Any, today: pd.Timestamp, plan: Plan, t: Translator) -> Stretch:
    """A task; how late it is has the verdict that the finish would have."""
    state = plan.judge.of("finish_slip", 0.0 if pd.isna(row.late) else float(row.late)).state
    end, tone = days_late(row.late, t), TONES.get(state, "prior")
    planned = None
    if not pd.isna(row.base_finish) and (row.milestone or not pd.isna(row.base_start)):
        begun = row.base_finish if pd.isna(row.base_start) else row.base_start
        planned = (begun.date(), row.base_finish.date())
    critical: Tone = "bad" if row.critical else "actual"
    return Stretch(
        ("◆ " if row.critical else "") + row.name,
        row.start.date(),
        row.finish.date(),
        min(today, row.finish).date() if row.begun and not row.milestone else None,
        planned,
        bool(row.milestone),
        critical,
        end,
        tone,  # type: ignore[arg-type]
        _hover(row, plan, t),
        row.task,
    )


def _hover(row: Any, plan: Plan, t: Translator) -> str:
    named = t(f"schedule.baseline{plan.own}")
    base = (
        ""
        if pd.isna(row.base_finish)
        else t("schedule.hover.baseline", base=named, date=t.date(row.base_finish, year=True))
    )
    lines = [
        f"<b>{row.name}</b>",
        t("schedule.hover.finish", date=t.date(row.finish, year=True), days=days_late(row.late, t)),
        base,
    ]
    return "<br>".join(line for line in lines if line)
