"""A Gantt chart as a Plotly figure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, month_axis
from analytics.charts.template import blank
from analytics.marks.browser.parts import EDGE, HATCH, colour, room, wrap_names

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Gantt, Look, Stretch
    from data.language import Translator

DAY_MS = 86_400_000
AFTER = 6
"""Days after the last one that the axis shows."""


def figure_gantt(mark: Gantt, palette: Palette, t: Translator, height: int) -> go.Figure:
    """A line a task, the first on top. A bar ends with its last day."""
    figure = blank(palette, height, room([row.end for row in mark.rows], 40))
    if not mark.rows:
        return figure
    for at, row in enumerate(mark.rows):
        if row.stone:
            _stone(figure, at, row, palette)
            continue
        if row.planned:
            _bar(figure, at + 0.3, row, row.planned, 0.16, palette, "baseline")
        if row.until:
            _bar(figure, at - 0.08, row, (row.start, row.until), 0.42, palette, "done")
        rest = ahead_of(row)
        if rest:
            _bar(figure, at - 0.08, row, rest, 0.42, palette, "forecast")
    for at, row in enumerate(mark.rows):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=at,
            showarrow=False,
            text=row.end if row.end_tone == "prior" else f"<b>{row.end}</b>",
            font={"size": 12, "color": end_colour(palette, row)},
        )
    add_upright(figure, mark.today.x, palette, mark.today.name, focus=True)
    first, last = (pd.Timestamp(end) for end in span_of(mark))
    figure.update_xaxes(type="date", **month_axis(first, last, t, 4), showgrid=True, gridcolor=palette.grid)
    names = wrap_names([row.name for row in mark.rows], 30)
    figure.update_yaxes(
        range=[len(mark.rows) - 0.4, -0.6],
        showgrid=False,
        tickmode="array",
        tickvals=list(range(len(mark.rows))),
        ticktext=names["ticktext"],
        tickfont={"color": palette.text, "size": 11 if any("<br>" in name for name in names["ticktext"]) else 12},
    )
    figure.update_layout(barmode="overlay")
    return figure


def ahead_of(row: Stretch) -> tuple[date, date] | None:
    """The days of a task that are to come: after those that are done; none where it is over."""
    start = row.until + timedelta(days=1) if row.until else row.start
    return (start, row.finish) if row.finish >= start else None


def end_colour(palette: Palette, row: Stretch) -> str:
    tones = {"watch": palette.watch_text, "prior": palette.muted}
    return tones.get(row.end_tone, colour(palette, row.end_tone))


def span_of(mark: Gantt) -> tuple[date, date]:
    """The first and the last day of the axis."""
    last = max([row.finish for row in mark.rows] + [row.planned[1] for row in mark.rows if row.planned])
    return mark.since, last + timedelta(days=AFTER)


def _bar(
    figure: go.Figure, y: float, row: Stretch, days: tuple[date, date], width: float, palette: Palette, role: str
) -> None:
    edge = palette.prior if role == "baseline" else palette.actual if role == "done" else colour(palette, row.tone)
    look: Look = "outlined" if role == "baseline" else "solid" if role == "done" else "hatched"
    marker = {"color": edge if look == "solid" else palette.page, "line": {"color": edge, "width": EDGE}}
    if look == "hatched":
        marker["pattern"] = HATCH | {"fgcolor": edge, "bgcolor": palette.page}
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=[((days[1] - days[0]).days + 1) * DAY_MS],
            base=[days[0]],
            y=[y],
            width=width,
            marker=marker,
            customdata=[[row.id or row.name]],
            hovertext=[row.note or row.name],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "bar", "name": role},
        )
    )


def _stone(figure: go.Figure, at: int, row: Stretch, palette: Palette) -> None:
    if row.planned and row.planned[1] != row.finish:
        figure.add_trace(
            go.Scatter(
                x=[row.planned[1], row.finish],
                y=[at, at],
                mode="lines+markers",
                hoverinfo="skip",
                line={"color": palette.faint, "width": 1, "dash": "dot"},
                marker={"symbol": "diamond-open", "size": 11, "color": palette.prior, "opacity": 1},
                meta={"role": "baseline", "name": row.name},
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[row.finish],
            y=[at],
            mode="markers",
            marker={"symbol": "diamond", "size": 12, "color": colour(palette, row.tone), "opacity": 1},
            customdata=[[row.id or row.name]],
            hovertext=[row.note or row.name],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "dot", "name": row.name},
        )
    )
