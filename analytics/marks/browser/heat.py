"""A map of values by two kinds of categories as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analytics.charts.steps import wrapped
from analytics.charts.template import blank

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Heat
    from data.language import Translator

DARK = 0.6
"""Share of the strongest value from which a cell is so dark that its number stands in the colour of the page."""
ROOM, NARROWEST = 48, 6
"""Letters of the names below a map in half a page, and the fewest of one."""
STROKES, INSET = 4, 0.94
"""Lines of a hatch to the middle of a cell, and the share of it that they take."""


def figure_heat(mark: Heat, palette: Palette, t: Translator, height: int) -> go.Figure:
    """The first row on top; every cell with its number."""
    figure, strongest = blank(palette, height, 16), top_of(mark)
    steps = len(palette.sequential) - 1
    figure.add_trace(
        go.Heatmap(
            z=[list(row) for row in mark.values],
            x=list(mark.across),
            y=list(mark.down),
            zmin=0,
            zmax=strongest,
            showscale=False,
            colorscale=[[at / steps, shade] for at, shade in enumerate(palette.sequential)],
            xgap=2,
            ygap=2,
            text=[[mark.unit.write(value, t) for value in row] for row in mark.values],
            hoverongaps=False,
            hovertemplate="%{y} · %{x}: <b>%{text}</b><extra></extra>",
            meta={"role": "heat", "name": mark.of},
        )
    )
    for down, row in zip(mark.down, mark.values, strict=True):
        for across, value in zip(mark.across, row, strict=True):
            if value is not None:
                tone = palette.page if value / strongest > DARK else palette.text
                figure.add_annotation(
                    x=across, y=down, showarrow=False, text=mark.unit.write(value, t), font={"size": 11, "color": tone}
                )
    hatch = "".join(
        hatch_path(column, row)
        for row in range(len(mark.down))
        for column in range(len(mark.across))
        if mark.is_waiting(row, column)
    )
    if hatch:
        figure.add_shape(
            type="path", path=hatch, line={"color": palette.faint, "width": 1}, name="waiting", layer="below"
        )
    figure.update_yaxes(showgrid=False, type="category", autorange="reversed")
    width = max(NARROWEST, ROOM // max(len(mark.across), 1))
    figure.update_xaxes(
        type="category",
        showline=False,
        ticks="",
        tickangle=0,
        tickmode="array",
        tickvals=list(mark.across),
        ticktext=[wrapped(name, width, 2) for name in mark.across],
    )
    return figure


def hatch_path(column: int, row: int) -> str:
    """Slanted lines over a cell of a map, by the places of its column and row on axes of categories."""
    lines = []
    for at in range(1, 2 * STROKES):
        over = at / STROKES
        (left, top), (right, bottom) = (max(0.0, over - 1), min(1.0, over)), (min(1.0, over), max(0.0, over - 1))
        ends = [(column + INSET * (x - 0.5), row + INSET * (0.5 - y)) for x, y in ((left, top), (right, bottom))]
        lines.append("M{:.3f},{:.3f}L{:.3f},{:.3f}".format(*ends[0], *ends[1]))
    return "".join(lines)


def top_of(mark: Heat) -> float:
    """The strongest value."""
    return max((value for row in mark.values for value in row if value is not None), default=0.0) or 1.0
