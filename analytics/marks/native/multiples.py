"""Small charts as native charts one below the other, each under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.native.lines import add_lines
from analytics.marks.native.parts import Box, add_text
from analytics.marks.words import bare

if TYPE_CHECKING:
    from analytics.marks.kinds import Multiples
    from data.language import Translator

NAME, KEY = 22, 26
"""Pixels of the name above a chart and of the key above all."""


def add_multiples(slide: Any, mark: Multiples, box: Box, t: Translator) -> None:
    """Two abreast where there are more than two, so that each is as wide as it is high enough to be read."""
    left, top, width, height = box
    columns = 1 if len(mark.panels) < 3 else 2
    lines = -(-len(mark.panels) // columns)
    wide, high = width / columns, (height - KEY) / max(lines, 1)
    for at, panel in enumerate(mark.panels):
        x, y = left + wide * (at % columns), top + KEY + high * (at // columns)
        add_text(
            slide,
            (x + 8, y, wide - 16, NAME),
            bare(panel.name),
            14,
            LIGHT.text,
            t,
            bold=True,
        )
        add_lines(slide, panel.lines, (x, y + NAME, wide, high - NAME), t)
