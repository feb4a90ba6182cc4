"""A grid as a native table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.heat import DARK, top_of
from analytics.marks.native.chart import PIXEL, rgb
from analytics.marks.native.columns import paint
from analytics.marks.native.parts import LINE, Box, clipped, lines_of, wide, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.marks.grid import Grid
    from analytics.marks.kinds import Heat
    from data.language import Translator

Shades = list[list[tuple[str, str] | None]]
"""For each cell its colour and that of its text."""
HATCHED = ("", "")
"""The shade of a cell that cannot be known yet: blank and hatched."""
MOST, HEAD, ROW = 13, 30.0, 32.0
"""Rows that a slide has room for, and heights in pixels."""
DEEP, MORE = 3, 30.0
"""Lines that a cell may have, and what the line under a table needs."""
STATES = {"good": LIGHT.good, "watch": LIGHT.watch_text, "bad": LIGHT.bad}


def shades_of(mark: Heat) -> Shades:
    """The colours of the cells of a map, and of the numbers in them, or that they wait; the first column has the
    names."""
    strongest, steps = top_of(mark), len(LIGHT.sequential) - 1
    return [
        [
            None,
            *(
                HATCHED
                if mark.is_waiting(down, across)
                else None
                if value is None
                else (
                    LIGHT.sequential[round(value / strongest * steps)],
                    LIGHT.page if value / strongest > DARK else LIGHT.text,
                )
                for across, value in enumerate(row)
            ),
        ]
        for down, row in enumerate(mark.values)
    ]


def add_table(slide: Any, grid: Grid, box: Box, t: Translator, shades: Shades | None = None) -> None:
    """The first rows of a grid, as many as the box has room for, with what is left out said below; a state is its word
    in its colour, ``shades`` are those of cells. A cell that is too long for :data:`DEEP` lines ends in ``…``: the file
    has it whole."""
    from pptx.util import Emu

    left, top, width, height = box
    columns, small = len(grid.heads), 14 if len(grid.heads) <= 7 else 12
    widths = _widths(grid, small, width)
    line, inner = small * LINE[t.lang], [one - 12 for one in widths]
    heads = [clipped(head, inner[at], small - 1, DEEP) for at, head in enumerate(grid.heads)]
    first = max(HEAD, _deep(heads, inner, small - 1) * line + 9)
    for most in (DEEP, 2, 1, DEEP):  # shorter cells where that lets every row be shown
        texts = _clipped(grid, inner, small, most)
        heights = [max(ROW, _deep(words, inner, small) * line + 9) for words in texts]
        if len(grid.rows) <= MOST and first + sum(heights) <= height:
            break
    while len(heights) > 1 and first + sum(heights) + (MORE if len(heights) < len(grid.rows) else 0) > height:
        heights.pop()
    rows = grid.rows[: len(heights)]
    left_out = len(grid.rows) - len(rows)
    frame = slide.shapes.add_table(
        len(rows) + 1 + bool(left_out),
        columns,
        *(Emu(round(value * PIXEL)) for value in (left, top, width, first + sum(heights) + (MORE if left_out else 0))),
    )
    table = frame.table
    table.first_row, table.horz_banding = False, False
    table.rows[0].height = Emu(round(first * PIXEL))
    for at, one in enumerate(widths):
        table.columns[at].width = Emu(round(one * PIXEL))
    for at, head in enumerate(heads):
        _cell(table.cell(0, at), head, small - 1, LIGHT.muted, t, bold=True, right=grid.kinds[at] in ("number", "date"))
    for number, row in enumerate(rows):
        table.rows[number + 1].height = Emu(round(heights[number] * PIXEL))
        for at, cell in enumerate(row):
            kind = grid.kinds[at]
            tone = STATES.get(cell.state, LIGHT.text)
            bold, right = kind in ("head", "state"), kind in ("number", "date", "moment")
            shade = shades[number][at] if shades else None
            if shade == HATCHED:
                _cell(table.cell(number + 1, at), "", small, tone, t, bold=bold, right=right)
                paint(table.cell(number + 1, at), LIGHT.no_data, "hatched", edge=False)
                continue
            words = texts[number][at]
            _cell(table.cell(number + 1, at), words, small, shade[1] if shade else tone, t, bold=bold, right=right)
            if shade:
                table.cell(number + 1, at).fill.fore_color.rgb = rgb(shade[0][1:])
    if left_out:  # a row of the table: where letters are wider than estimated it moves down with the others
        last = len(rows) + 1
        table.rows[last].height = Emu(round(MORE * PIXEL))
        table.cell(last, 0).merge(table.cell(last, columns - 1))
        _cell(table.cell(last, 0), t("mark.more", n=left_out), 14, LIGHT.muted, t, bold=False, right=False)


def _clipped(grid: Grid, widths: Sequence[float], size: float, lines: int) -> list[list[str]]:
    """The words of the first rows, each in so many lines at most."""
    return [
        [clipped(cell.text.replace("\n", " · "), width, size, lines) for cell, width in zip(row, widths, strict=True)]
        for row in grid.rows[:MOST]
    ]


def _widths(grid: Grid, small: float, width: float) -> list[float]:
    """How wide the columns are, in pixels: by their longest text, so far as it does not crowd out the others, and no
    narrower than their longest word while there is room for that."""
    wanted, least = [], []
    for at, (head, kind) in enumerate(zip(grid.heads, grid.kinds, strict=True)):
        bold, limit = kind in ("head", "state"), 44.0 if kind == "prose" else 20.0
        texts = [row[at].text for row in grid.rows[:MOST]]
        whole = kind in ("date", "moment", "number", "state")
        words = (
            texts
            if whole
            else [word for text in texts for word in text.replace("\n", " ").split(" ") if word < "\u2e80"]
        )
        longest = max([wide(head, bold=True), *(wide(text, bold=bold) for text in texts)])
        widest = max(
            [3.5, *(wide(word, bold=True) for word in head.split(" ")), *(wide(word, bold=bold) for word in words)]
        )
        least.append(min(widest, limit) * small + 12)
        wanted.append(max(min(longest, limit) * small + 12, least[-1]))
    spare = width - sum(least)
    if sum(wanted) <= width or spare <= 0:
        given = wanted if spare > 0 else least
        return [one * width / sum(given) for one in given]
    share = spare / (sum(wanted) - sum(least))
    return [one + (want - one) * share for one, want in zip(least, wanted, strict=True)]


def _deep(texts: Sequence[str], widths: Sequence[float], size: float) -> int:
    """How many lines the deepest of a row's cells has."""
    return max(lines_of(text, width, size) for text, width in zip(texts, widths, strict=True))


def _cell(cell: Any, text: str, size: float, tone: str, t: Translator, *, bold: bool, right: bool) -> None:
    from pptx.util import Pt

    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(LIGHT.page[1:])
    write(cell.text_frame, text, size, tone, t, bold=bold, right=right)
    cell.margin_left = cell.margin_right = Pt(4)
    cell.margin_top = cell.margin_bottom = Pt(3)
