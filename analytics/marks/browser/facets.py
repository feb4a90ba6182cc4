"""Small multiples as a Plotly figure: the same lines for each of several, on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from plotly.subplots import make_subplots

from analytics.charts.annotations import add_annotations
from analytics.charts.marks import add_upright, month_axis
from analytics.charts.template import blank, template
from analytics.marks.browser.lines import bounds_of, draw_line, ends_of
from analytics.marks.browser.parts import value_axis

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Facets
    from data.language import Translator

MONTHS = 3
"""Ticks of a small axis at most."""
PLOT_WIDTH = 460
"""Pixels of all pictures side by side in half a page."""
LONG = 16
"""Letters from which on a name and what is said beside it are written smaller: the next picture, or the edge, begins
there. A Han character is as wide as two."""


def figure_facets(mark: Facets, palette: Palette, t: Translator, height: int) -> go.Figure:
    """In the order of the facets, each with its name above, what is marked on its axis and what happened beside."""
    if not mark.facets:
        return blank(palette, height)
    columns = max(1, min(mark.columns, len(mark.facets)))
    lines = -(-len(mark.facets) // columns)
    figure = make_subplots(
        rows=lines,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.03,
        vertical_spacing=min(0.22, 0.34 / max(lines - 1, 1)) if lines > 1 else 0.1,
    )
    figure.update_layout(template=template(palette), height=height, margin={"t": 28, "b": 8, "l": 8, "r": 8})
    (low, high), (first, last) = scale_of(mark), span_of(mark)
    figure.update_xaxes(**month_axis(first, last, t, MONTHS))
    unit = mark.facets[0].lines.unit
    plot = (PLOT_WIDTH / columns, max((height - 60) / lines * 0.7, 40))
    figure.update_yaxes(**value_axis(low, high, unit, t, 4))
    for at, facet in enumerate(mark.facets):
        row, col, number = at // columns + 1, at % columns + 1, at + 1 if at else ""
        for line in facet.lines.series:
            draw_line(figure, facet.lines, line, palette, t, row=row, col=col)
        for upright in facet.lines.uprights:
            add_upright(
                figure, upright.x, palette, planned=upright.planned, xref=f"x{number}", yref=f"y{number} domain"
            )
        if facet.lines.events is not None:
            add_annotations(figure, facet.lines.events, palette, t, low, 5, plot, row=row, col=col)
        figure.add_annotation(
            x=0,
            xref=f"x{number} domain",
            y=1,
            yref=f"y{number} domain",
            xanchor="left",
            yanchor="bottom",
            yshift=4,
            showarrow=False,
            text=f"<b>{facet.name}</b> {facet.said}".rstrip(),
            font={
                "size": 12 if letters(facet.name + facet.said) <= LONG else 11,
                "color": palette.accent if facet.focus else palette.text,
            },
        )
    return figure


def letters(text: str) -> int:
    """How many letters wide a text is."""
    return sum(2 if ord(one) > 0x2E80 else 1 for one in text)


def scale_of(mark: Facets) -> tuple[float, float]:
    """The one range of the value axes."""
    found = [bounds_of(facet.lines) for facet in mark.facets]
    return min(low for low, _ in found), max(high for _, high in found)


def span_of(mark: Facets) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day of the one axis."""
    found = [ends_of(facet.lines) for facet in mark.facets]
    last = max(pd.Timestamp(last) for _, last in found)
    return min(pd.Timestamp(first) for first, _ in found), last + pd.Timedelta(days=7)
