"""One slide of a meeting: the finding as its title, one native chart, its note. 1280 × 720, always light."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from analytics.charts.palette import LIGHT
from analytics.marks import Exhibit
from analytics.marks.native import add_mark
from analytics.marks.native.chart import PIXEL
from analytics.marks.native.parts import LINE, Box, add_rule, add_text, fitting, lines_of, write
from analytics.marks.words import alt_of
from data.language import Translator
from data.others import one_line, printable

WIDTH, HEIGHT = 1280, 720
SIDE, TOP = 44, 24
CHART = (44.0, 186.0, 1192.0, 452.0)
TITLES = (31, 28, 25, 22, 20, 18, 16)
"""Sizes of a title, the usual one first."""
_CHOSEN: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""The layout that each presentation has its slides on: to choose it, all its layouts are read."""
FOOT = 44.0
"""Height of the note that a slide has without crowding its chart, in pixels."""


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
    name_presentation(presentation, title)
    presentation.core_properties.author = t("product.name")
    return presentation


def name_presentation(presentation: Any, title: str) -> None:
    """Its title among its properties, which may not be longer than 255 letters and is written as it is."""
    presentation.core_properties.title = one_line(title)[:255]


def saved(presentation: Any) -> bytes:
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def add_exhibit(presentation: Any, exhibit: Exhibit, t: Translator, edges: Edges) -> Any:
    """Append the slide of a chart or table to ``presentation`` and return it."""
    note = exhibit.empty if exhibit.body is None else exhibit.note
    slide, box = add_frame(presentation, (exhibit.title, exhibit.subtitle, note, alt_of(exhibit, t)), t, edges)
    body = exhibit.body
    if body is not None:
        add_mark(slide, body, box, t)
        _describe(slide, alt_of(exhibit, t))
    return slide


def add_frame(presentation: Any, words: tuple[str, str, str, str], t: Translator, edges: Edges) -> tuple[Any, Box]:
    """A slide with title, subtitle, note and, in its notes, the alternative text; and the box that is left for what it
    shows.

    Words are as large as the design says where they have room, else smaller; a long note takes its room from the chart.
    """
    title_words, subtitle, note, alt = words
    width = WIDTH - 2 * SIDE
    slide = presentation.slides.add_slide(title_only(presentation))
    title = slide.shapes.title
    _place(title, SIDE, 54, width, 88)
    write(
        title.text_frame, title_words, fitting(title_words, width, 88, TITLES, t, bold=True), LIGHT.text, t, bold=True
    )
    add_text(slide, (SIDE, TOP, 700, 22), edges.meeting, 14, LIGHT.muted, t)
    add_text(slide, (WIDTH - SIDE - 480, TOP, 480, 22), edges.edition, 14, LIGHT.muted, t, right=True)
    size = fitting(subtitle, width, 28, (17, 15, 14), t)
    size = size if lines_of(subtitle, width, size) == 1 else fitting(subtitle, width, 38, (13, 12, 11), t)
    add_text(slide, (SIDE, 146, width, 38 if size < 14 else 28), subtitle, size, LIGHT.muted, t)
    below, room = " · ".join(part for part in (note, edges.source) if part), width - 140
    small = fitting(below, room, FOOT, (13.5, 12), t)
    deep = lines_of(below, room, small) * small * LINE[t.lang] if below else 0.0
    if deep > FOOT:
        small = fitting(below, room, 3 * FOOT, (12, 11, 10), t)
        deep = min(lines_of(below, room, small) * small * LINE[t.lang], 3 * FOOT)
    foot = HEIGHT - 18 - max(deep, FOOT)
    add_rule(slide, (SIDE, foot - 6, width, 0), LIGHT.line)
    add_text(slide, (SIDE, foot, room, max(deep, FOOT)), below, small, LIGHT.muted, t)
    add_text(slide, (WIDTH - SIDE - 130, foot, 130, 22), edges.page, 13.5, LIGHT.muted, t, right=True)
    slide.notes_slide.notes_text_frame.text = alt
    return slide, (CHART[0], CHART[1], CHART[2], foot - 20 - CHART[1])


def title_only(presentation: Any) -> Any:
    """The layout that has a title and the least beside it: in a company's template it is not where the usual one has
    it."""
    part = presentation.part
    if part not in _CHOSEN:
        _CHOSEN[part] = min(titled(presentation), key=lambda layout: len(layout.placeholders))
    return _CHOSEN[part]


def titled(presentation: Any) -> list[Any]:
    """The layouts on which a title can stand."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    layouts = presentation.slide_layouts
    return [layout for layout in layouts if any(one.placeholder_format.type in kinds for one in layout.placeholders)]


def _describe(slide: Any, alt: str) -> None:
    """The alternative text of the chart or table that was drawn."""
    for shape in slide.shapes:
        if shape.has_chart or shape.has_table:
            shape._element.nvGraphicFramePr.cNvPr.set("descr", printable(alt))


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Emu

    shape.left, shape.top, shape.width, shape.height = (
        Emu(round(value * PIXEL)) for value in (left, top, width, height)
    )
