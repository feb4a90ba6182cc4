"""A map of values by two kinds of categories as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analytics.charts.template import blank

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Heat
    from data.language import Translator

DARK = 0.6
"""Share of the strongest value from which a cell is so dark that its number stands in the colour of the page."""


def figure_heat(mark: Heat, palette: Palette, t: Translator, height: int) -> go.Figure:
    """The first row on top; every cell with its number."""
    figure, strongest = blank(palette, height, 16), top_of(mark)
    steps = len(palette.sequential) - 1
    figure.add_trace(
        go.Heatmap(
            z=[list(row) for row in mark.values], x=list(mark.across), y=list(mark.down), zmin=0, zmax=strongest, showscale=False,
            colorscale=[[at / steps, shade] for at, shade in enumerate(palette.sequential)], xgap=2, ygap=2,
            text=[[mark.unit.write(value, t) for value in row] for row in mark.values], hoverongaps=False,
            hovertemplate="%{y} · %{x}: <b>%{text}</b><extra></extra>", meta={"role": "heat", "name": mark.of},
        )
    )  # fmt: skip
    for down, row in zip(mark.down, mark.values, strict=True):
        for across, value in zip(mark.across, row, strict=True):
            if value is not None:
                tone = palette.page if value / strongest > DARK else palette.text
                figure.add_annotation(
                    x=across, y=down, showarrow=False, text=mark.unit.write(value, t), font={"size": 11, "color": tone}
                )
    figure.update_yaxes(showgrid=False, type="category", autorange="reversed")
    figure.update_xaxes(type="category", showline=False, ticks="")
    return figure


def top_of(mark: Heat) -> float:
    """The strongest value."""
    return max((value for row in mark.values for value in row if value is not None), default=0.0) or 1.0
