"""The browser's drawer: a Plotly figure of any mark, one function a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.marks.browser.bars import figure_bars
from analytics.marks.browser.distribution import figure_distribution
from analytics.marks.browser.dots import figure_dots
from analytics.marks.browser.facets import figure_facets
from analytics.marks.browser.gantt import figure_gantt
from analytics.marks.browser.heat import figure_heat
from analytics.marks.browser.lines import figure_lines
from analytics.marks.browser.multiples import figure_multiples
from analytics.marks.browser.tornado import figure_tornado
from analytics.marks.browser.waterfall import figure_waterfall
from analytics.marks.kinds import (
    Bars,
    Distribution,
    Dots,
    Facets,
    Gantt,
    Heat,
    Lines,
    Mark,
    Multiples,
    Picture,
    Tornado,
    Waterfall,
)

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.charts.palette import Palette
    from data.language import Translator


def figure_of(mark: Mark, palette: Palette, t: Translator, height: int) -> go.Figure:
    """The figure of a mark. ``customdata`` of what can be chosen is the id of its category or series."""
    match mark:
        case Bars():
            return figure_bars(mark, palette, t, height)
        case Dots():
            return figure_dots(mark, palette, t, height)
        case Lines():
            return figure_lines(mark, palette, t, height)
        case Multiples():
            return figure_multiples(mark, palette, t)
        case Facets():
            return figure_facets(mark, palette, t, height)
        case Heat():
            return figure_heat(mark, palette, t, height)
        case Waterfall():
            return figure_waterfall(mark, palette, t, height)
        case Distribution():
            return figure_distribution(mark, palette, t, height)
        case Tornado():
            return figure_tornado(mark, palette, t, height)
        case Gantt():
            return figure_gantt(mark, palette, t, height)
        case Picture():
            return mark.draw(palette, height)
