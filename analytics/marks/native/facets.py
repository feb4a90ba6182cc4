"""Small multiples as native charts, one a facet, on one scale."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.facets import scale_of, span_of
from analytics.marks.native.lines import add_lines
from analytics.marks.native.parts import Box, add_text

if TYPE_CHECKING:
    from analytics.marks.kinds import Facets
    from data.language import Translator

HEAD, GAP = 24, 14


def add_facets(slide: Any, mark: Facets, box: Box, t: Translator) -> None:
    """In rows of as many columns as the browser has; the axes of all have the same ends."""
    left, top, width, height = box
    columns = max(1, min(mark.columns, len(mark.facets)))
    down = -(-len(mark.facets) // columns)
    bounds, span = scale_of(mark), span_of(mark)
    wide, high = width / columns, height / down
    for at, facet in enumerate(mark.facets):
        x, y = left + wide * (at % columns), top + high * (at // columns)
        tone = LIGHT.accent if facet.focus else LIGHT.text
        add_text(slide, (x + 8, y, wide - GAP, HEAD), f"{facet.name}  {facet.said}".rstrip(), 14, tone, t, bold=True)
        uprights = tuple(replace(one, name="") for one in facet.lines.uprights)
        lines = replace(facet.lines, bounds=bounds, uprights=uprights, events=None)
        add_lines(slide, lines, (x, y + HEAD, wide - GAP, high - HEAD), t, small=span)
