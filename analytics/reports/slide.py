"""One slide of a meeting: the finding as its title, one native chart, its note. 1280 × 720, always light."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.charts.statement import Statement
from analytics.metrics.passport import Passport
from analytics.reports.measure import Measure
from analytics.reports.native import PIXEL, POINT, NativeChart, add_chart, compute_native
from analytics.reports.native_bars import as_number, kind_of
from analytics.reports.native_curves import add_curves
from analytics.reports.native_groups import add_groups, compute_groups
from analytics.reports.native_heat import add_heat, is_heat
from analytics.reports.native_time import add_bars, place_in
from data.language import Translator

WIDTH, HEIGHT = 1280, 720
SIDE, TOP = 44, 24
CHART = (44.0, 186.0, 1192.0, 452.0)
FORMATS = {"points": '+0;"\u2212"0;0', "share": "0%", "score": "0.0", "ratio": "0.0"}
"""Number formats of the value axis by the unit of the metric."""


@dataclass(frozen=True)
class Edges:
    """What stands at the edges: meeting and edition above, page below. All may be ''."""

    meeting: str = ""
    edition: str = ""
    page: str = ""
    source: str = ""


def slide_pptx(
    figure: go.Figure, statement: Statement, about: Passport | Measure, t: Translator, edges: Edges | None = None
) -> bytes:
    """A presentation of one slide. ``figure`` is drawn with the light palette, its traces become a native chart;
    ``about`` is the metric it shows, or the unit of a ledger's chart."""
    from pptx import Presentation
    from pptx.util import Emu

    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH * PIXEL), Emu(HEIGHT * PIXEL)
    add_slide(presentation, figure, statement, about, t, edges or Edges())
    presentation.core_properties.title = statement.title
    presentation.core_properties.author = t("product.name")
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def add_slide(
    presentation: Any, figure: go.Figure, statement: Statement, about: Passport | Measure, t: Translator, edges: Edges
) -> Any:
    """Append the slide of one figure to ``presentation`` and return it."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])  # title only
    title = slide.shapes.title
    _place(title, SIDE, 54, WIDTH - 2 * SIDE, 88)
    _write(title.text_frame, statement.title, 31, LIGHT.text, t, bold=True)
    _text(slide, (SIDE, TOP, 700, 22), edges.meeting, 14, LIGHT.muted, t)
    _text(slide, (WIDTH - SIDE - 480, TOP, 480, 22), edges.edition, 14, LIGHT.muted, t, right=True)
    _text(slide, (SIDE, 146, WIDTH - 2 * SIDE, 28), statement.subtitle, 17, LIGHT.muted, t)
    if isinstance(about, Measure):
        _ledger(slide, figure, about, t)
    else:
        _charts(slide, figure, about, t)
    _rule(slide, SIDE, 652, WIDTH - 2 * SIDE, 0, LIGHT.line)
    note = " · ".join(part for part in (statement.note, edges.source) if part)
    _text(slide, (SIDE, 658, WIDTH - 2 * SIDE - 140, 44), note, 13.5, LIGHT.muted, t)
    _text(slide, (WIDTH - SIDE - 130, 658, 130, 22), edges.page, 13.5, LIGHT.muted, t, right=True)
    slide.notes_slide.notes_text_frame.text = statement.alt
    return slide


def _charts(slide: Any, figure: go.Figure, passport: Passport, t: Translator) -> None:
    """One chart, or one for each small multiple at the place the figure gives it; groups and the heat map have their own."""
    if is_heat(figure):
        frame = add_heat(slide, figure, CHART)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
        return
    groups = compute_groups(figure)
    if groups is not None:
        add_groups(slide, groups, CHART, FORMATS[passport.unit], passport, t)
        slide.shapes[-1]._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
        return
    names = sorted({trace.xaxis or "x" for trace in figure.data if trace.meta}, key=lambda name: int(name[1:] or 1))
    left, top, width, height = CHART
    for name in names:
        native = compute_native(figure, t, name)
        if native is None:
            continue
        small = len(names) > 1
        across = figure.layout["xaxis" + name[1:]].domain or (0.0, 1.0)
        up = figure.layout["yaxis" + name[1:]].domain or (0.0, 1.0)
        box = (
            left + width * across[0],
            top + height * (1 - up[1]),
            width * (across[1] - across[0]),
            height * (up[1] - up[0]) + (24 if small else 0),
        )
        plot = add_chart(slide, native, box, FORMATS[passport.unit], t, small=small)
        slide.shapes[-1]._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
        _uprights(slide, figure, native, plot, name, t)


@dataclass(frozen=True)
class Across:
    """Where a value lies along the x axis of a native plot, 0 to 1."""

    first: float
    last: float

    def place(self, x: Any) -> float:
        return (as_number(x) - self.first) / (self.last - self.first)


def _ledger(slide: Any, figure: go.Figure, measure: Measure, t: Translator) -> None:
    """The chart of a ledger: bars or curves, with the days and values that the figure marks."""
    kind = kind_of(figure)
    plot = (add_curves if kind is None else add_bars)(slide, figure, CHART, measure, t)
    slide.shapes[-1]._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
    if kind in (None, "distribution", "gantt", "tornado"):
        first, last = place_in(figure)
        if kind == "gantt":
            last += (last - first) * 0.08
        if kind == "tornado":
            return
        _uprights(slide, figure, Across(first, last), plot, "x", t)


def _uprights(
    slide: Any,
    figure: go.Figure,
    native: NativeChart | Across,
    plot: tuple[float, float, float, float],
    name: str,
    t: Translator,
) -> None:
    """Cut-overs as lines across the plot, with what the figure writes above them."""
    left, top, width, height = plot
    for shape in figure.layout.shapes:
        if shape.type != "line" or shape.x0 != shape.x1 or (shape.xref or "x") != name:
            continue
        share = native.place(shape.x0)
        if 0 <= share <= 1:
            dotted = shape.line.dash == "dot"
            _rule(
                slide,
                left + width * share,
                top,
                0,
                height,
                shape.line.color,
                dotted=dotted,
                thick=shape.line.width or 1.0,
            )
    for note in figure.layout.annotations:
        text = str(note.text).replace("<b>", "").replace("</b>", "")
        across = note.xref or "x"
        if across == name and note.yanchor == "bottom" and "domain" in str(note.yref):
            share = native.place(note.x)
            if 0 <= share <= 1:
                box = (left + width * share - 70, top - 26 - 22 * (((note.yshift or 2) - 2) // 15), 140, 24)
                _text(slide, box, text, 16, note.font.color, t, bold="<b>" in note.text, middle=True)
        elif across == f"{name} domain":
            _text(slide, (left, top - 26, max(width, 160), 24), text, 14, note.font.color, t, bold=True)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Emu

    shape.left, shape.top, shape.width, shape.height = (
        Emu(round(value * PIXEL)) for value in (left, top, width, height)
    )


def _text(
    slide: Any,
    box: tuple[float, float, float, float],
    text: str,
    size: float,
    colour: str,
    t: Translator,
    *,
    bold: bool = False,
    right: bool = False,
    middle: bool = False,
) -> None:
    if not text:
        return
    from pptx.util import Emu

    shape = slide.shapes.add_textbox(*(Emu(round(value * PIXEL)) for value in box))
    _write(shape.text_frame, text, size, colour, t, bold=bold, right=right, middle=middle)


def _write(
    frame: Any,
    text: str,
    size: float,
    colour: str,
    t: Translator,
    *,
    bold: bool = False,
    right: bool = False,
    middle: bool = False,
) -> None:
    """Text without inner margins, in the fonts of the product (the Chinese one for Han)."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.CENTER if middle else PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.name = Pt(size * POINT), bold, "Inter"
        run.font.color.rgb = RGBColor.from_string(colour[1:])
        properties = run._r.get_or_add_rPr()
        properties.set("lang", "zh-CN" if t.lang == "zh" else "en-GB")
        latin = properties.find(qn("a:latin"))
        han = latin.makeelement(qn("a:ea"), {"typeface": "Microsoft YaHei"})
        latin.addnext(han)


def _rule(
    slide: Any,
    left: float,
    top: float,
    width: float,
    height: float,
    colour: str,
    *,
    dotted: bool = False,
    thick: float = 1.0,
) -> None:
    """A straight line from a place, ``width`` right and ``height`` down."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.util import Emu, Pt

    ends = (left, top, left + width, top + height)
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(round(value * PIXEL)) for value in ends))
    shape.line.color.rgb = RGBColor.from_string(colour[1:])
    shape.line.width = Pt(thick * POINT)
    if dotted:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
