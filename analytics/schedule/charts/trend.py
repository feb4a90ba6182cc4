"""Does it keep slipping? Milestone trend analysis: report date across, forecast date up; a rising line slips."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, month_axis
from analytics.charts.palette import Palette
from analytics.charts.steps import wrapped
from analytics.charts.template import blank, push_apart
from analytics.frames import rows
from analytics.marks import Exhibit, Picture
from analytics.schedule.charts.gantt import days_late
from analytics.schedule.charts.trend_slide import add_milestones
from analytics.schedule.numbers import Plan
from data.language import Translator

OPEN, CLOSED = 5, 2
NAME = 24
"""Letters of a milestone's name that one line has room for beside the plot."""
COLUMNS = ["task", "name", "label", "done", "finish", "late", "moves", "last"]


def milestone_lines(plan: Plan) -> pd.DataFrame:
    """One row a milestone shown: task, name, label (its wave where it is the wave's only one), done, finish, late,
    moves (reports in a row in which it rose), last (days)."""
    history = plan.milestones
    if history.empty:
        return pd.DataFrame(columns=COLUMNS)
    base = plan.tasks.set_index("task")["base_finish"]
    found = []
    for task, line in history.groupby("task"):
        line = line.sort_values("snapshot_on")
        if line["snapshot_on"].iloc[-1] != history["snapshot_on"].max() and not bool(line["done"].iloc[-1]):
            continue
        steps = line["finish_on"].diff().dt.days.dropna().tolist()
        run = 0
        for step in reversed(steps):
            if step <= 0:
                break
            run += 1
        finish = line["finish_on"].iloc[-1]
        late = (finish - base.get(task, pd.NaT)).days if not pd.isna(base.get(task, pd.NaT)) else None
        wave = line["wave"].iloc[-1]
        own = history.loc[history["wave"] == wave, "task"].nunique() == 1
        name = str(line["name"].iloc[-1])
        label = str(wave) if own and not pd.isna(wave) else name
        moved = steps[-1] if steps else 0
        found.append((task, name, label, bool(line["done"].iloc[-1]), finish, late, run, moved))
    frame = pd.DataFrame(found, columns=COLUMNS)
    rest = frame[~frame["done"]].sort_values(["late", "finish"], ascending=[False, True]).head(OPEN)
    done = frame[frame["done"]].sort_values("finish").tail(CLOSED)
    return pd.concat([rest, done]).sort_values("finish").reset_index(drop=True)


def worst_line(lines: pd.DataFrame) -> str:
    """The milestone in focus: rising now, longest in a row, then latest."""
    open_ = lines[~lines["done"]]
    if open_.empty:
        return ""
    return str(
        open_.sort_values(["moves", "late", "finish"], ascending=[False, False, True], kind="stable").iloc[0]["task"]
    )


def said_at_end(row: Any, t: Translator, gap: str = " ") -> str:
    """What stands at the end of a milestone's line: its name, its date and the days it is late, if any."""
    if row.done:
        return t("schedule.trend.done", task=row.label)
    late = "" if row.late == 0 else f" {days_late(row.late, t)}"
    return f"{row.label}{gap}{t.date(row.finish)}{late}"


def figure_milestones(plan: Plan, t: Translator, palette: Palette, height: int = 380) -> go.Figure:
    """One line a milestone; the diagonal is the day of the report: what meets it is done. ``customdata`` [task,
    date]."""
    lines = milestone_lines(plan)
    figure = blank(palette, height, 166)
    if lines.empty:
        return figure
    history = plan.milestones[plan.milestones["task"].isin(lines["task"])]
    first, last = history["snapshot_on"].min(), history["snapshot_on"].max()
    low = min(history["finish_on"].min(), last) - pd.Timedelta(days=12)
    high = max(history["finish_on"].max(), last) + pd.Timedelta(days=14)
    begin = max(low, first)
    figure.add_trace(
        go.Scatter(
            x=[begin, last, last],
            y=[begin, last, low],
            mode="lines",
            line={"color": palette.line, "width": 1},
            fill="toself",
            fillcolor=palette.alpha(palette.prior, 0.12),
            hoverinfo="skip",
            meta={"role": "diagonal", "name": "done"},
        )
    )
    focus = worst_line(lines)
    for row in rows(lines):
        line = history[history["task"] == row.task].sort_values("snapshot_on")
        in_focus = row.task == focus and row.moves > 0
        colour = palette.bad if in_focus else palette.prior if row.done else palette.actual
        figure.add_trace(
            go.Scatter(
                x=line["snapshot_on"],
                y=line["finish_on"],
                mode="lines+markers",
                line={"color": colour, "width": 2.6 if in_focus else 1.6},
                marker={"size": 4, "color": colour, "opacity": 1},
                customdata=[[row.task, day.date().isoformat()] for day in line["snapshot_on"]],
                hovertext=[
                    f"<b>{row.name}</b><br>{t.date(point.snapshot_on)} → {t.date(point.finish_on, year=True)}"
                    for point in rows(line)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "line", "name": row.task, "label": said_at_end(row, t)},
            )
        )
    least = (high - low).total_seconds() * 15 / max(height - 60, 1)
    places = push_apart([point.timestamp() for point in lines["finish"]], least, low.timestamp(), high.timestamp())
    for row, place in zip(rows(lines), places, strict=True):
        in_focus = row.task == focus and row.moves > 0
        said = said_at_end(row._replace(label=wrapped(row.label, NAME, 2)), t, " " if len(row.label) <= 4 else "<br>")
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=pd.Timestamp(place, unit="s"),
            yref="y",
            showarrow=False,
            align="left",
            text=f"<b>{said}</b>" if in_focus else said,
            font={"size": 11.5, "color": palette.bad if in_focus else palette.muted if row.done else palette.text},
        )
    for version in rows(plan.baselines.iloc[1:]):
        if not pd.isna(version.approved_on) and first <= version.approved_on <= last:
            add_upright(
                figure, version.approved_on, palette, t("schedule.rebaseline", version=version.version), planned=True
            )
    figure.update_xaxes(**month_axis(first, last, t, 3))
    axis = month_axis(low, high, t, 6)
    figure.update_yaxes(
        range=[low, high],
        tickmode="array",
        tickvals=axis["tickvals"],
        ticktext=[_one_line(text, t) for text in axis["ticktext"]],
    )
    return figure


def _one_line(text: str, t: Translator) -> str:
    """A tick of the time axis with its year beside the month."""
    month, _, year = text.partition("<br>")
    return month if not year else t("schedule.trend.tick", month=month, year=year)


def chart_milestones(plan: Plan, t: Translator) -> Exhibit:
    """What slips, and for how many reports in a row."""
    subtitle, lines = t("schedule.trend.subtitle"), milestone_lines(plan)
    reports = plan.milestones["snapshot_on"].nunique() if len(plan.milestones) else 0
    if lines.empty or reports < 2:
        return Exhibit.nothing(t("schedule.trend.empty"), subtitle)
    focus = lines[lines["task"] == worst_line(lines)]
    row = focus.iloc[0] if len(focus) else None
    if row is not None and row["moves"] >= 2:
        title = t("schedule.trend.again", task=row["name"], n=int(row["moves"]))
    elif row is not None and row["moves"] == 1:
        title = t("schedule.trend.once", task=row["name"], n=int(row["last"]))
    else:
        title = t("schedule.trend.steady")
    note = t(
        "schedule.trend.note",
        n=reports,
        first=t.date(plan.milestones["snapshot_on"].min()),
        last=t.date(plan.status_on, year=True),
    )
    shown = plan.milestones[plan.milestones["task"].isin(lines["task"])].sort_values(["task", "snapshot_on"])
    heads = {
        "name": t("schedule.diff.task"),
        "snapshot_on": t("schedule.trend.report"),
        "finish_on": t("schedule.versions.finish"),
    }
    frame = shown[list(heads)].rename(columns=heads)
    return Exhibit(title, subtitle, note, Picture(partial(figure_milestones, plan, t), frame, add_milestones))
