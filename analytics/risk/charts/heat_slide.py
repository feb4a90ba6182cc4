"""The heat map as native shapes: a table of levels, the appetite line, arrows and named marks, all of which can be
edited."""

from __future__ import annotations

import re
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.marks.native.chart import PIXEL, POINT, rgb
from analytics.marks.native.parts import Box, plain
from analytics.risk.charts.heat import APPETITE, APPETITE_OF, ARROW, AXIS, CELL, COUNT, LEVEL
from data.language import Translator

TAGS = re.compile(r"<[^<>]+>")
LEFT, BOTTOM, ABOVE = 130.0, 44.0, 26.0
"""Pixels kept for the names of likelihood and impact and for what stands above."""
SHAPES = {"square": "RECTANGLE", "star": "STAR_5_POINT", "triangle-up": "ISOSCELES_TRIANGLE", "circle": "OVAL"}


def add_heat(slide: Any, figure: go.Figure, box: Box, t: Translator) -> None:
    """Draw ``figure`` into ``box`` (pixels)."""
    columns = list(figure.layout.xaxis.tickvals)
    lines = list(figure.layout.yaxis.tickvals)
    left, top, width, height = box[0] + LEFT, box[1] + ABOVE, box[2] - LEFT, box[3] - BOTTOM - ABOVE

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - 0.5) / len(columns) * width, top + (len(lines) + 0.5 - y) / len(lines) * height

    _table(slide, figure, (left, top, width, height), len(lines), len(columns))
    for value, text in zip(lines, figure.layout.yaxis.ticktext, strict=True):
        _, middle = at(1, float(value))
        _label(slide, (box[0], middle - 12, LEFT - 12, 24), text, 16, LIGHT.text, "right")
    for value, text in zip(columns, figure.layout.xaxis.ticktext, strict=True):
        middle, _ = at(float(value), 1)
        _label(slide, (middle - 80, top + height + 8, 160, 24), text, 16, LIGHT.text, "center")
    for note in figure.layout.annotations:
        if note.name == AXIS:
            side = "left" if note.x == 0 else "right"
            _label(slide, (left, top - 26, width, 22), note.text, 15, LIGHT.muted, side)
        elif note.name in (COUNT, LEVEL, APPETITE, APPETITE_OF) and note.text:
            x, y = at(float(note.x), float(note.y))
            across = x - 150 if note.xanchor == "right" else x
            up = y - 20 if note.yanchor == "bottom" else y + 2
            _label(slide, (across, up, 150, 20), note.text, 14, LIGHT.text, note.xanchor, bold="<b>" in note.text)
    for shape in figure.layout.shapes:
        if shape.name in (APPETITE, APPETITE_OF):
            own = shape.name == APPETITE_OF
            _line(slide, at(shape.x0, shape.y0), at(shape.x1, shape.y1), LIGHT.text, 2 if own else 3, dotted=own)
    for note in figure.layout.annotations:
        if note.name == ARROW:
            _line(
                slide,
                at(float(note.ax), float(note.ay)),
                at(float(note.x), float(note.y)),
                note.arrowcolor,
                2.25,
                arrow=True,
            )
    for trace in figure.data:
        role = trace.meta["role"] if trace.meta else ""
        if role in ("from", "risk"):
            _marks(slide, trace, at, hollow=role == "from")


def _table(slide: Any, figure: go.Figure, box: tuple[float, float, float, float], lines: int, columns: int) -> Any:
    """The cells as a table without style, each in the colour of its level."""
    from pptx.util import Emu

    frame = slide.shapes.add_table(lines, columns, *(Emu(round(value * PIXEL)) for value in box))
    table = frame.table
    table.first_row = table.horz_banding = False
    for shape in figure.layout.shapes:
        if shape.name == CELL:
            cell = table.cell(round(lines - shape.y1 + 0.5), round(shape.x0 - 0.5))
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(str(shape.fillcolor)[1:])
    for row in table.rows:
        row.height = Emu(round(box[3] / lines * PIXEL))
    return frame


def _marks(slide: Any, trace: Any, at: Any, *, hollow: bool) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Emu, Pt

    count = len(trace.x)
    symbols = [trace.marker.symbol] * count if isinstance(trace.marker.symbol, str) else list(trace.marker.symbol)
    colours = list(trace.marker.line.color) if hollow else list(trace.marker.color)
    size = 13.0 if hollow else 18.0
    for number in range(count):
        x, y = at(float(trace.x[number]), float(trace.y[number]))
        place = (x - size / 2, y - size / 2, size, size)
        kind = getattr(MSO_SHAPE, SHAPES.get(symbols[number], "OVAL"))
        mark = slide.shapes.add_shape(kind, *(Emu(round(value * PIXEL)) for value in place))
        mark.shadow.inherit = False
        mark.fill.solid()
        mark.fill.fore_color.rgb = rgb((LIGHT.page if hollow else colours[number])[1:])
        mark.line.color.rgb = rgb((colours[number] if hollow else LIGHT.page)[1:])
        mark.line.width = Pt(1.5 * POINT)
        if not hollow:
            left = "left" in trace.textposition[number]
            across = x - size / 2 - 114 if left else x + size / 2 + 4
            side = "right" if left else "left"
            _label(slide, (across, y - 11, 110, 22), trace.text[number], 16, LIGHT.text, side, bold=True)


def _line(
    slide: Any,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float,
    *,
    arrow: bool = False,
    dotted: bool = False,
) -> None:
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls
    from pptx.util import Emu, Pt

    ends = (*start, *end)
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(round(value * PIXEL)) for value in ends))
    shape.line.color.rgb = rgb(colour[1:])
    shape.line.width = Pt(width * POINT)
    if dotted:
        from pptx.enum.dml import MSO_LINE

        shape.line.dash_style = MSO_LINE.ROUND_DOT
    if arrow:
        shape.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))
    plain(shape)


def _label(
    slide: Any,
    box: tuple[float, float, float, float],
    text: str,
    size: float,
    colour: str,
    side: str,
    *,
    bold: bool = False,
) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Emu, Pt

    shape = slide.shapes.add_textbox(*(Emu(round(value * PIXEL)) for value in box))
    words = shape.text_frame
    words.margin_left = words.margin_right = words.margin_top = words.margin_bottom = 0
    words.word_wrap = True
    words.text = TAGS.sub("", str(text).replace("<br>", " "))
    paragraph = words.paragraphs[0]
    paragraph.alignment = {"right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}.get(side, PP_ALIGN.LEFT)
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.name = Pt(size * POINT), bold, "Inter"
        run.font.color.rgb = rgb(colour[1:])
