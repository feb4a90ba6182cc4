"""One slide of a meeting: the finding as its title, one native chart, its note. 1280 × 720, always light."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.charts.statement import Statement
from analytics.marks import Exhibit, Picture
from analytics.marks.native import add_mark
from analytics.marks.native.parts import add_rule, add_text, write
from analytics.marks.words import alt_of
from analytics.metrics.passport import Passport
from analytics.reports.measure import Measure
from analytics.reports.native import PIXEL, NativeChart, add_chart, compute_native
from analytics.reports.native_bars import as_number
from analytics.reports.native_curves import add_curves
from analytics.reports.native_groups import add_groups, compute_groups
from analytics.reports.native_heat import add_heat, is_heat
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
    presentation = new_presentation(statement.title, t)
    add_slide(presentation, figure, statement, about, t, edges or Edges())
    return saved(presentation)


def exhibit_pptx(exhibit: Exhibit, t: Translator, edges: Edges | None = None) -> bytes:
    """A presentation of one slide: the finding, the chart or table of the exhibit native, its note."""
    presentation = new_presentation(exhibit.title, t)
    add_exhibit(presentation, exhibit, t, edges or Edges())
    return saved(presentation)


def new_presentation(title: str, t: Translator) -> Any:
    """An empty presentation of the size of the product."""
    from pptx import Presentation
    from pptx.util import Emu

    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH * PIXEL), Emu(HEIGHT * PIXEL)
    presentation.core_properties.title = title
    presentation.core_properties.author = t("product.name")
    return presentation


def saved(presentation: Any) -> bytes:
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def add_exhibit(presentation: Any, exhibit: Exhibit, t: Translator, edges: Edges) -> Any:
    """Append the slide of a chart or table to ``presentation`` and return it."""
    note = exhibit.empty if exhibit.body is None else exhibit.note
    slide = _frame(presentation, (exhibit.title, exhibit.subtitle, note, alt_of(exhibit, t)), t, edges)
    body = exhibit.body
    if isinstance(body, Picture) and body.measure is not None:
        _draw(slide, body.draw(LIGHT, 340), body.measure, t)
    elif body is not None:
        add_mark(slide, body, CHART, t)
        _describe(slide, alt_of(exhibit, t))
    return slide


def add_slide(
    presentation: Any, figure: go.Figure, statement: Statement, about: Passport | Measure, t: Translator, edges: Edges
) -> Any:
    """Append the slide of one figure to ``presentation`` and return it."""
    slide = _frame(presentation, (statement.title, statement.subtitle, statement.note, statement.alt), t, edges)
    _draw(slide, figure, about, t)
    return slide


def _frame(presentation: Any, words: tuple[str, str, str, str], t: Translator, edges: Edges) -> Any:
    """A slide with title, subtitle, note and, in its notes, the alternative text."""
    title_words, subtitle, note, alt = words
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])  # title only
    title = slide.shapes.title
    _place(title, SIDE, 54, WIDTH - 2 * SIDE, 88)
    write(title.text_frame, title_words, 31, LIGHT.text, t, bold=True)
    add_text(slide, (SIDE, TOP, 700, 22), edges.meeting, 14, LIGHT.muted, t)
    add_text(slide, (WIDTH - SIDE - 480, TOP, 480, 22), edges.edition, 14, LIGHT.muted, t, right=True)
    add_text(slide, (SIDE, 146, WIDTH - 2 * SIDE, 28), subtitle, 17, LIGHT.muted, t)
    add_rule(slide, (SIDE, 652, WIDTH - 2 * SIDE, 0), LIGHT.line)
    below = " · ".join(part for part in (note, edges.source) if part)
    add_text(slide, (SIDE, 658, WIDTH - 2 * SIDE - 140, 44), below, 13.5, LIGHT.muted, t)
    add_text(slide, (WIDTH - SIDE - 130, 658, 130, 22), edges.page, 13.5, LIGHT.muted, t, right=True)
    slide.notes_slide.notes_text_frame.text = alt
    return slide


def _draw(slide: Any, figure: go.Figure, about: Passport | Measure, t: Translator) -> None:
    if isinstance(about, Measure):
        _ledger(slide, figure, about, t)
    else:
        _charts(slide, figure, about, t)


def _describe(slide: Any, alt: str) -> None:
    """The alternative text of the chart or table that was drawn."""
    for shape in slide.shapes:
        if shape.has_chart or shape.has_table:
            shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)


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
    """The curves of a ledger, with the days that the figure marks."""
    plot = add_curves(slide, figure, CHART, measure, t)
    slide.shapes[-1]._element.nvGraphicFramePr.cNvPr.set("descr", slide.shapes.title.text_frame.text)
    first, last = (as_number(bound) for bound in figure.layout.xaxis.range)
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
            upright = (left + width * share, top, 0, height)
            add_rule(slide, upright, shape.line.color, dotted=dotted, thick=shape.line.width or 1.0)
    for note in figure.layout.annotations:
        text = str(note.text).replace("<b>", "").replace("</b>", "")
        across = note.xref or "x"
        if across == name and note.yanchor == "bottom" and "domain" in str(note.yref):
            share = native.place(note.x)
            if 0 <= share <= 1:
                box = (left + width * share - 70, top - 26 - 22 * (((note.yshift or 2) - 2) // 15), 140, 24)
                add_text(slide, box, text, 16, note.font.color, t, bold="<b>" in note.text, middle=True)
        elif across == f"{name} domain":
            add_text(slide, (left, top - 26, max(width, 160), 24), text, 14, note.font.color, t, bold=True)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Emu

    shape.left, shape.top, shape.width, shape.height = (
        Emu(round(value * PIXEL)) for value in (left, top, width, height)
    )
