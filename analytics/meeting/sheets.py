"""The pack as a workbook: the findings first, then a sheet a piece with its values as real cells, the definitions and
the loads."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from analytics.reports.sheet import fill, put

if TYPE_CHECKING:
    from analytics.meeting.pack import Pack
    from data.language import Translator

HEADS = 4
"""The row of the headers; above it stand the message, what is measured, and what it rests on."""


def pack_xlsx(pack: Pack, t: Translator) -> bytes:
    """The workbook; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    front, names = book.active, {""}
    front.title = _name(t("meeting.sheet.front"), names)
    lines = [
        pack.title,
        " · ".join(part for part in (pack.programme, pack.edition) if part),
        pack.as_of,
        t("meeting.head", head=pack.head),
        "",
    ]
    for number, line in enumerate(lines, 1):
        put(front.cell(row=number, column=1), line or None)
    front["A1"].font = Font(bold=True, size=14)
    at = len(lines)
    for number, leaf in enumerate(pack.leaves, 1):
        sheet = book.create_sheet(_name(f"{number} {leaf.place.replace(' · ', ' ')}", names))
        below = " · ".join(one for one in (leaf.exhibit.note, leaf.foot) if one)
        for row, words in enumerate((leaf.exhibit.title, leaf.exhibit.subtitle, below), 1):
            put(sheet.cell(row=row, column=1), words or None)
        sheet["A1"].font = Font(bold=True, size=12)
        fill(sheet, leaf.grid, HEADS)
        at += 1
        link = front.cell(row=at, column=1)
        put(link, leaf.place)
        link.hyperlink, link.style = f"#'{sheet.title}'!A1", "Hyperlink"
        put(front.cell(row=at, column=2), leaf.exhibit.title)
    for words in pack.omitted:
        at += 1
        put(front.cell(row=at, column=2), words)
    for row in range(len(lines) + 1, at + 1):
        front.cell(row=row, column=2).alignment = Alignment(wrap_text=True, vertical="top")
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 44, 110
    for key, grid in (("definitions", pack.definitions), ("sources", pack.sources), ("batches", pack.batches)):
        if grid is not None and grid.rows:
            fill(book.create_sheet(_name(t(f"meeting.sheet.{key}"), names)), grid, 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _name(words: str, taken: set[str]) -> str:
    """A name that a sheet may have, once in its book."""
    short = re.sub(r"[\[\]:*?/\\]", " ", words).strip("' ")[:31].strip()
    name, number = short, 2
    while name.lower() in taken:
        name, number = f"{short[:27]} {number}", number + 1
    taken.add(name.lower())
    return name
