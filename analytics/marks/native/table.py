"""A grid as a native table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.heat import DARK, top_of
from analytics.marks.native.chart import PIXEL, rgb
from analytics.marks.native.columns import paint
from analytics.marks.native.parts import Box, add_text, write

if TYPE_CHECKING:
    from analytics.marks.grid import Grid
    from analytics.marks.kinds import Heat
    from data.language import Translator

Shades = list[list[tuple[str, str] | None]]
"""For each cell its colour and that of its text."""
HATCHED = ("", "")
"""The shade of a cell that cannot be known yet: blank and hatched."""
MOST, HEAD, ROW = 13, 30.0, 32.0
"""Rows that a slide has room for, and heights in pixels."""
STATES = {"good": LIGHT.good, "watch": LIGHT.watch_text, "bad": LIGHT.bad}


def shades_of(mark: Heat) -> Shades:
    """The colours of the cells of a map, and of the numbers in them, or that they wait; the first column has the names."""
    strongest, steps = top_of(mark), len(LIGHT.sequential) - 1
    return [
        [None, *(HATCHED if mark.is_waiting(down, across) else None if value is None else (LIGHT.sequential[round(value / strongest * steps)], LIGHT.page if value / strongest > DARK else LIGHT.text) for across, value in enumerate(row))]
        for down, row in enumerate(mark.values)
    ]  # fmt: skip


def add_table(slide: Any, grid: Grid, box: Box, t: Translator, shades: Shades | None = None) -> None:
    """The first rows of a grid with what is left out said below; a state is its word in its colour, ``shades`` are those of cells."""
    from pptx.util import Emu

    left, top, width, _ = box
    rows, columns = grid.rows[:MOST], len(grid.heads)
    frame = slide.shapes.add_table(
        len(rows) + 1, columns, *(Emu(round(value * PIXEL)) for value in (left, top, width, HEAD + ROW * len(rows)))
    )
    table = frame.table
    table.first_row, table.horz_banding = False, False
    longest = [
        max([len(head), *(len(row[at].text) * (2 if row[at].text > "\u2e80" else 1) for row in rows)])
        for at, head in enumerate(grid.heads)
    ]
    shares = [min(max(one, 6), 34) for one in longest]
    for at, share in enumerate(shares):
        table.columns[at].width = Emu(round(width * share / sum(shares) * PIXEL))
    small = 14 if columns <= 7 else 12
    for at, head in enumerate(grid.heads):
        _cell(table.cell(0, at), head, small - 1, LIGHT.muted, t, bold=True, right=grid.kinds[at] in ("number", "date"))
    for number, row in enumerate(rows):
        table.rows[number + 1].height = Emu(round(ROW * PIXEL))
        for at, cell in enumerate(row):
            kind = grid.kinds[at]
            tone = STATES.get(cell.state, LIGHT.text)
            bold, right = kind in ("head", "state"), kind in ("number", "date", "moment")
            shade = shades[number][at] if shades else None
            if shade == HATCHED:
                _cell(table.cell(number + 1, at), "", small, tone, t, bold=bold, right=right)
                paint(table.cell(number + 1, at), LIGHT.no_data, "hatched", edge=False)
                continue
            _cell(table.cell(number + 1, at), cell.text, small, shade[1] if shade else tone, t, bold=bold, right=right)
            if shade:
                table.cell(number + 1, at).fill.fore_color.rgb = rgb(shade[0][1:])
    if len(grid.rows) > MOST:
        more = t("mark.more", n=len(grid.rows) - MOST)
        add_text(slide, (left, top + HEAD + ROW * MOST + 4, width, 22), more, 14, LIGHT.muted, t)


def _cell(cell: Any, text: str, size: float, tone: str, t: Translator, *, bold: bool, right: bool) -> None:
    from pptx.util import Pt

    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(LIGHT.page[1:])
    write(cell.text_frame, text.replace("\n", " · "), size, tone, t, bold=bold, right=right)
    cell.margin_left = cell.margin_right = Pt(4)
    cell.margin_top = cell.margin_bottom = Pt(3)
