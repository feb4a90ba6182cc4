"""One slide of a meeting: the finding as its title, one native chart, its note. 1280 × 720, always light."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from analytics.charts.palette import LIGHT
from analytics.marks import Exhibit
from analytics.marks.native import add_mark
from analytics.marks.native.chart import PIXEL
from analytics.marks.native.parts import add_rule, add_text, write
from analytics.marks.words import alt_of
from data.language import Translator

WIDTH, HEIGHT = 1280, 720
SIDE, TOP = 44, 24
CHART = (44.0, 186.0, 1192.0, 452.0)


@dataclass(frozen=True)
class Edges:
    """What stands at the edges: meeting and edition above, page below. All may be ''."""

    meeting: str = ""
    edition: str = ""
    page: str = ""
    source: str = ""


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
    if body is not None:
        add_mark(slide, body, CHART, t)
        _describe(slide, alt_of(exhibit, t))
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


def _describe(slide: Any, alt: str) -> None:
    """The alternative text of the chart or table that was drawn."""
    for shape in slide.shapes:
        if shape.has_chart or shape.has_table:
            shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Emu

    shape.left, shape.top, shape.width, shape.height = (
        Emu(round(value * PIXEL)) for value in (left, top, width, height)
    )
