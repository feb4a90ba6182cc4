"""Themes of complaints, silent customers and rare causes, drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.complaints import short
from analytics.charts.marks import add_upright, month_axis, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.steps import wrapped
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.complaint_text import Rare
from data.language import Translator

NAME = 26
"""Letters of a theme's name in one line, so that a phone has room for the dots beside it."""


def figure_themes(frame: pd.DataFrame, palette: Palette, t: Translator, height: int = 420) -> go.Figure:
    """A dot before and one after the cut-over for each theme, joined by a line; what changed is in colour."""
    figure = blank(palette, height, 96)
    shown = frame.iloc[::-1].assign(theme=[wrapped(_named(row, t), NAME, 2) for row in rows(frame.iloc[::-1])])
    for row in rows(shown):
        colour = palette.bad if row.changed > 0 else palette.good if row.changed < 0 else palette.prior
        figure.add_trace(
            go.Scatter(
                x=[row.share_before, row.share_after], y=[row.theme] * 2, mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={
                    "size": 10, "opacity": 1, "color": [palette.page, colour], "line": {"width": 1.6, "color": colour},
                },
                customdata=[[row.example]] * 2, hovertemplate="%{y}: %{x:.1%}<br>%{customdata[0]}<extra></extra>",
                meta={"role": "dot", "name": row.theme},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=row.theme, showarrow=False,
            text=f"{t.percent(row.share_before, 0)} → {t.percent(row.share_after, 0)}",
            font={"size": 11.5, "color": colour if row.changed else palette.muted},
        )  # fmt: skip
    high = float(frame[["share_before", "share_after"]].max().max()) or 1.0
    figure.update_xaxes(range=[-0.01, high * 1.05], tickformat=".0%", showgrid=True, gridcolor=palette.grid)
    figure.update_yaxes(showgrid=False, type="category")
    return figure


def _named(row: Any, t: Translator) -> str:
    """A found wording, behind the name of the declared theme that has its words."""
    if not row.declared:
        return str(row.theme)
    return t("complaints.themes.named", name=t(f"theme.{row.declared}"), theme=row.theme)


def describe_themes(frame: pd.DataFrame, t: Translator, *, cut: bool = True) -> Statement:
    """The theme that came up most after the cut-over; where none is known (``cut``), in the last 12 weeks."""
    kind = "" if cut else ".recent"
    subtitle = t(f"complaints.themes.subtitle{kind}")
    if frame.empty:
        return Statement.nothing(t("complaints.themes.empty"), subtitle)
    rose = frame[frame["changed"] > 0]
    if len(rose):
        row = rose.iloc[0]
        title = t(
            f"complaints.themes.rose{kind}", theme=_named(rows(rose)[0], t), before=t.percent(row["share_before"], 0),
            after=t.percent(row["share_after"], 0),
        )  # fmt: skip
    else:
        title = t(f"complaints.themes.level{kind}")
    note = t(
        "complaints.themes.note", before=int(frame["texts_before"].iloc[0]), after=int(frame["texts_after"].iloc[0])
    )
    return Statement(title, subtitle, note, t("complaints.themes.alt", finding=title))


def figure_rare(
    rare: Rare, kind: str, palette: Palette, t: Translator, height: int = 340, events: pd.DataFrame | None = None
) -> go.Figure:
    """Days (``t``) or customer-days in thousands (``g``) between complaints, with limits of the weeks before the first start.

    Where a change is claimed, those from its likeliest start until it was clear are in colour.
    """
    figure = blank(palette, height, 24)
    chart, column = (rare.times, "days") if kind == "t" else (rare.between, "customers")
    scale = 1.0 if kind == "t" else 1_000.0
    x = list(rare.gaps["day"])
    changed = pd.Series(False, index=rare.gaps.index)
    if rare.onset is not None and rare.seen is not None:
        changed = rare.gaps["day"].between(rare.onset, rare.seen)
    if chart is not None:
        for value in (chart.low, chart.centre, chart.high):
            figure.add_hline(y=value / scale, line={"color": palette.faint, "width": 1, "dash": "dot"})
    figure.add_trace(
        go.Scatter(
            x=x, y=numbers(rare.gaps[column] / scale), mode="lines+markers", line={"color": palette.actual, "width": 1},
            marker={"size": [7 if one else 4 for one in changed], "color": [palette.bad if one else palette.actual for one in changed], "opacity": 1},
            hovertemplate="%{x|%d.%m.%Y}: %{y:.1f}<extra></extra>",
            meta={"role": "line", "name": kind},
        )
    )  # fmt: skip
    figure.update_xaxes(**month_axis(x[0] - pd.Timedelta(days=3), x[-1] + pd.Timedelta(days=3), t, 6))
    high = float(rare.gaps[column].max()) / scale
    if chart is not None:
        high = max(high, chart.high / scale)
    # Most of a rare cause's points lie near zero: the events stand below it.
    low = -0.14 * high if events is not None and len(events) else 0.0
    figure.update_yaxes(range=[low, high * 1.04], zeroline=True, zerolinecolor=palette.line)
    ticks = nice_ticks(0, high)
    figure.update_yaxes(tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks])
    if rare.freeze is not None:
        add_upright(figure, rare.freeze, palette)
    if events is not None:
        add_annotations(figure, events, palette, t, low)
    return figure


def describe_rare(rare: Rare, cause: str, kind: str, t: Translator, events: pd.DataFrame | None = None) -> Statement:
    """Whether complaints of a rare cause come closer together than before the first start."""
    subtitle = t(f"complaints.rare.subtitle.{kind}", cause=short(cause, t) if cause else t("complaints.rare.all"))
    chart = rare.times if kind == "t" else rare.between
    if len(rare.gaps) < 2 or (kind == "g" and chart is None):
        return Statement.nothing(t("complaints.rare.empty"), subtitle)
    if rare.freeze is None and chart is not None:
        title = t("complaints.rare.whole", n=len(rare.gaps) + 1)
    elif rare.change is None or chart is None:
        title = t("complaints.rare.plain", n=len(rare.gaps) + 1)
    elif kind == "g":  # the finding stands above the other chart
        title = t("complaints.rare.also")
    elif rare.onset is None or rare.seen is None:
        title = t("complaints.rare.steady", before=t.number(rare.a_week, 1), since=t.number(rare.since, 1))
    else:
        title = t(
            f"complaints.rare.{'more' if rare.change.rose else 'fewer'}",
            before=t.number(rare.a_week, 1), since=t.number(rare.since, 1),
            onset=t.date(rare.onset, year=True), seen=t.date(rare.seen, year=True),
        )  # fmt: skip
    points = 0 if chart is None else chart.points
    note = t(
        "complaints.rare.note" if rare.freeze is not None else "complaints.rare.note.whole",
        n=points,
        rate=t.number(rare.a_week, 1),
    )
    if rare.onset is not None:
        note = f"{note} · {t('complaints.rare.marked')}"
    if events is not None and (
        marks := describe_annotations(events, t, rare.gaps["day"].min(), rare.gaps["day"].max())
    ):
        note = f"{note} · {marks}"
    return Statement(title, subtitle, note, t("complaints.rare.alt", finding=title))
