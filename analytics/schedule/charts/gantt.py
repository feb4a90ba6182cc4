"""How late, and why? The remaining tasks over their baseline, the critical ones marked, days late at the right."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, month_axis
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.steps import wrapped
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.schedule.numbers import Plan
from data.language import Translator

MOST = 12
DAY_MS = 86_400_000
NAME_WIDTH, NAME_LINES = 30, 2
"""How much of a task's name a line has room for, and how many lines a row; the whole is in the hover."""


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


def figure_gantt(plan: Plan, palette: Palette, t: Translator, height: int = 380) -> go.Figure:
    """Done solid, forecast hatched, baseline outlined below; milestones as diamonds. ``customdata`` is the task id."""
    tasks = shown_tasks(plan)
    figure = blank(palette, height, 64)
    if tasks.empty:
        return figure
    today = pd.Timestamp(plan.status_on)
    for at, row in enumerate(rows(tasks)):
        colour = palette.bad if row.critical else palette.actual
        said = _hover(row, t)
        if row.milestone:
            _milestone(figure, at, row, colour, palette, said)
            continue
        if not pd.isna(row.base_start) and not pd.isna(row.base_finish):
            _bar(
                figure,
                at + 0.3,
                row.base_start,
                row.base_finish,
                0.16,
                palette.page,
                palette.prior,
                "baseline",
                row,
                said,
            )
        if row.begun:
            _bar(
                figure,
                at - 0.08,
                row.start,
                min(today, row.finish),
                0.42,
                palette.actual,
                palette.actual,
                "done",
                row,
                said,
            )
        begin = max(row.start, today) if row.begun else row.start
        if row.finish >= begin:
            _bar(figure, at - 0.08, begin, row.finish, 0.42, palette.page, colour, "forecast", row, said, hatched=True)
    for at, row in enumerate(rows(tasks)):
        late = row.late if not pd.isna(row.late) else 0
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=at, showarrow=False, text=f"<b>{days_late(row.late, t)}</b>" if late else days_late(row.late, t),
            font={"size": 12, "color": palette.bad if late > 7 else palette.watch_text if late > 0 else palette.muted},
        )  # fmt: skip
    first = min(tasks["start"].min(), tasks["base_start"].min(), today - pd.Timedelta(days=21))
    first = max(first, today - pd.Timedelta(days=120))
    last = max(tasks["finish"].max(), tasks["base_finish"].max()) + pd.Timedelta(days=6)
    add_upright(figure, today, palette, t("schedule.today"), focus=True)
    figure.update_xaxes(type="date", **month_axis(first, last, t, 4), showgrid=True, gridcolor=palette.grid)
    names = [("◆ " if row.critical else "") + wrapped(row.name, NAME_WIDTH, NAME_LINES) for row in rows(tasks)]
    figure.update_yaxes(
        range=[len(tasks) - 0.4, -0.6],
        tickvals=list(range(len(tasks))),
        ticktext=names,
        showgrid=False,
        tickfont={"color": palette.text, "size": 11 if any("<br>" in name for name in names) else 12},
    )
    figure.update_layout(barmode="overlay")
    return figure


def _bar(
    figure: go.Figure,
    y: float,
    start: Any,
    finish: Any,
    width: float,
    fill: str,
    line: str,
    role: str,
    row: Any,
    said: str,
    *,
    hatched: bool = False,
) -> None:
    marker: dict[str, Any] = {"color": fill, "line": {"color": line, "width": 1.2}}
    if hatched:
        marker["pattern"] = {"shape": "/", "size": 6, "solidity": 0.3, "fgcolor": line, "bgcolor": fill}
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=[((finish - start).days + 1) * DAY_MS],
            base=[start],
            y=[y],
            width=width,
            marker=marker,
            customdata=[[row.task]],
            hovertemplate=said + "<extra></extra>",
            meta={"role": role, "name": row.task},
        )
    )


def _milestone(figure: go.Figure, at: int, row: Any, colour: str, palette: Palette, said: str) -> None:
    if not pd.isna(row.base_finish) and row.base_finish != row.finish:
        figure.add_trace(
            go.Scatter(
                x=[row.base_finish, row.finish],
                y=[at, at],
                mode="lines+markers",
                line={"color": palette.faint, "width": 1, "dash": "dot"},
                marker={"symbol": "diamond-open", "size": 11, "color": palette.prior, "opacity": 1},
                hoverinfo="skip",
                meta={"role": "baseline", "name": row.task},
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[row.finish],
            y=[at],
            mode="markers",
            marker={"symbol": "diamond", "size": 12, "color": colour, "opacity": 1},
            customdata=[[row.task]],
            hovertemplate=said + "<extra></extra>",
            meta={"role": "milestone", "name": row.task},
        )
    )


def _hover(row: Any, t: Translator) -> str:
    base = "" if pd.isna(row.base_finish) else t("schedule.hover.baseline", date=t.date(row.base_finish, year=True))
    lines = [
        f"<b>{row.name}</b>",
        t("schedule.hover.finish", date=t.date(row.finish, year=True), days=days_late(row.late, t)),
        base,
    ]
    return "<br>".join(line for line in lines if line)


def describe_gantt(plan: Plan, t: Translator) -> Statement:
    """The words of the Gantt chart: which unfinished critical task is latest."""
    tasks = shown_tasks(plan)
    if tasks.empty:
        return Statement.nothing(t("schedule.gantt.empty"))
    rest = plan.leaves[~plan.leaves["done"]]
    critical = tasks[tasks["critical"] & ~tasks["milestone"]]
    late = critical[critical["late"].fillna(0) > 0]
    if len(late):
        row = late.sort_values("start").iloc[0]
        title = t("schedule.gantt.critical", task=row["name"], n=int(row["late"]))
    elif len(critical):
        title = t("schedule.gantt.on_time", task=critical.sort_values("start").iloc[0]["name"])
    else:
        title = t("schedule.gantt.plain", n=len(rest))
    subtitle = (
        t("schedule.gantt.subtitle") if plan.tasks["base_finish"].notna().any() else t("schedule.gantt.no_baseline")
    )
    floats = plan.floats.reindex(rest["task"])
    note = [
        t("schedule.gantt.note", shown=len(tasks), n=len(rest)),
        t("schedule.gantt.critical_count", n=int((floats <= 1e-6).sum())),
        t("schedule.note.status", date=t.date(plan.status_on, year=True)),
    ]
    if plan.network.issues:
        note.append(t("schedule.note.issues", n=len(plan.network.issues)))
    return Statement(title, subtitle, " · ".join(note), t("schedule.gantt.alt", n=len(tasks), finding=title))
