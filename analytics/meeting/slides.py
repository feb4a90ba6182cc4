"""The pack as a presentation: native charts and tables that can be edited, each slide with its message as title and its
foot.

A company's own template gives background, logo and fonts; the slides of the product are laid on its layout that has a
title only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.marks import Cell, Exhibit, Grid
from analytics.marks.native.chart import PIXEL
from analytics.reports.slide import (
    HEIGHT,
    WIDTH,
    Edges,
    add_exhibit,
    name_presentation,
    new_presentation,
    saved,
    titled,
)
from data.problems import Refusal

if TYPE_CHECKING:
    from analytics.meeting.pack import Pack
    from data.language import Translator


def pack_pptx(pack: Pack, t: Translator, template: Path | None = None) -> bytes:
    """The presentation. Refusals: ``template_unreadable``, ``template_size`` for one that is not 13.33 × 7.5 inches."""
    from pptx.util import Emu

    presentation = new_presentation(pack.title, t) if template is None else opened(template)
    if template is None:
        presentation.slide_width, presentation.slide_height = Emu(WIDTH * PIXEL), Emu(HEIGHT * PIXEL)
    name_presentation(presentation, pack.title)
    shown = [
        (_contents(pack, t), "", pack.title),
        *((leaf.exhibit, leaf.foot, leaf.place) for leaf in pack.leaves),
        (_behind(pack, t), t("meeting.head", head=pack.head), t("meeting.behind")),
    ]
    for number, (exhibit, foot, place) in enumerate(shown, 1):
        meeting = " · ".join(part for part in (pack.programme, place) if part)
        page = t("meeting.page", n=number, of=t.number(len(shown)))
        add_exhibit(presentation, exhibit, t, Edges(meeting, pack.edition or pack.as_of, page, foot))
    if template is not None:
        _own_fonts(presentation)
    return saved(presentation)


def opened(template: Path) -> Any:
    """A company's template without the slides that it holds. Refusals: ``template_unreadable``, ``template_size``."""
    from pptx import Presentation
    from pptx.oxml.ns import qn

    try:
        presentation: Any = Presentation(str(template))
        layouts = titled(presentation)
    except Exception as error:
        raise Refusal("template_unreadable", where=str(template)) from error
    if not layouts:
        raise Refusal("template_unreadable", where=str(template))
    size = (presentation.slide_width or 0, presentation.slide_height or 0)
    if any(abs(own - wanted * PIXEL) > PIXEL for own, wanted in zip(size, (WIDTH, HEIGHT), strict=True)):
        inches = " × ".join(f"{one / 914400:.2f}" for one in size)
        raise Refusal("template_size", where=str(template), size=inches)
    listed = presentation.slides._sldIdLst
    for slide in list(listed):
        presentation.part.drop_rel(slide.get(qn("r:id")))
        listed.remove(slide)
    return presentation


def _own_fonts(presentation: Any) -> None:
    """Let every text stand in the fonts of the template."""
    from pptx.oxml.ns import qn

    for slide in presentation.slides:
        for tag, font in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea")):
            for found in slide._element.iter(qn(tag)):
                found.set("typeface", font)


def _contents(pack: Pack, t: Translator) -> Exhibit:
    """The first slide: each area with its finding and the page where it begins."""
    rows = tuple(
        (Cell(area, area), Cell(title, title), Cell(t.number(number + 1), number + 1))
        for area, title, number in pack.contents
    )
    heads = tuple(t(f"meeting.contents.{one}") for one in ("area", "finding", "page"))
    subtitle = " · ".join(part for part in (pack.programme, pack.as_of, pack.edition) if part)
    note = t("meeting.omitted.all", n=len(pack.omitted)) if pack.omitted else ""
    return Exhibit(pack.title, subtitle, note, Grid(heads, ("head", "prose", "number"), rows))


def _behind(pack: Pack, t: Translator) -> Exhibit:
    """The last slide: the loads behind the numbers."""
    return Exhibit(t("meeting.behind.title", n=len(pack.sources.rows)), pack.as_of, "", pack.sources)
