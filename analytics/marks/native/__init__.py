"""The slide's drawer: an editable chart or table of any mark, one function a kind. Always in light colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.grid import Grid
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
from analytics.marks.narrow import is_listed, listed
from analytics.marks.native.bars import add_bars
from analytics.marks.native.distribution import add_distribution
from analytics.marks.native.dots import add_dots
from analytics.marks.native.facets import add_facets
from analytics.marks.native.gantt import add_gantt
from analytics.marks.native.lines import add_lines
from analytics.marks.native.multiples import add_multiples
from analytics.marks.native.parts import Box, add_key
from analytics.marks.native.table import add_table, shades_of
from analytics.marks.native.tornado import add_tornado
from analytics.marks.native.waterfall import add_waterfall
from analytics.marks.words import key_of, table_of

if TYPE_CHECKING:
    from data.language import Translator


def add_mark(slide: Any, body: Mark | Grid, box: Box, t: Translator) -> None:
    """Draw ``body`` into ``box`` (pixels: left, top, width, height). A picture leaves as the table of its values."""
    if not isinstance(body, Grid) and is_listed(body):
        add_table(slide, listed(body, t), box, t)
        return
    match body:
        case Bars():
            add_bars(slide, body, box, t)
        case Dots():
            add_dots(slide, body, box, t)
        case Lines():
            add_lines(slide, body, box, t)
        case Multiples():
            add_multiples(slide, body, box, t)
        case Facets():
            add_facets(slide, body, box, t)
        case Heat():
            add_table(slide, table_of(body, t), box, t, shades_of(body))
        case Waterfall():
            add_waterfall(slide, body, box, t)
        case Distribution():
            add_distribution(slide, body, box, t)
        case Tornado():
            add_tornado(slide, body, box, t)
        case Gantt():
            add_gantt(slide, body, box, t)
        case Picture(native=drawn) if drawn is not None:
            drawn(slide, body.draw(LIGHT, 340), box, t)
        case Picture() | Grid():
            add_table(slide, table_of(body, t), box, t)
    if not isinstance(body, Grid):
        add_key(slide, key_of(body, t), box, t)
