"""The pack as a workbook: the findings first, then a sheet a piece with its values as real cells, the definitions and the loads."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from analytics.reports.table import neutral, written

if TYPE_CHECKING:
    from analytics.marks import Grid
    from analytics.meeting.pack import Pack
    from data.language import Translator

HEADS = 4
"""The row of the headers; above it stand the message, what is measured, and what it rests on."""
NARROW, BROAD = 8, 60


def pack_xlsx(pack: Pack, t: Translator) -> bytes:
    """The workbook; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    front, names = book.active, {""}
    front.title = _name(t("meeting.sheet.front"), names)
    lines = [pack.title, " · ".join(part for part in (pack.programme, pack.edition) if part), pack.as_of, t("meeting.head", head=pack.head), ""]  # fmt: skip
    for number, line in enumerate(lines, 1):
        _put(front.cell(row=number, column=1), line or None)
    front["A1"].font = Font(bold=True, size=14)
    at = len(lines)
    for number, leaf in enumerate(pack.leaves, 1):
        sheet = book.create_sheet(_name(f"{number} {leaf.place.replace(' · ', ' ')}", names))
        below = " · ".join(one for one in (leaf.exhibit.note, leaf.foot) if one)
        for row, words in enumerate((leaf.exhibit.title, leaf.exhibit.subtitle, below), 1):
            _put(sheet.cell(row=row, column=1), words or None)
        sheet["A1"].font = Font(bold=True, size=12)
        fill(sheet, leaf.grid, HEADS)
        at += 1
        link = front.cell(row=at, column=1)
        _put(link, leaf.place)
        link.hyperlink, link.style = f"#'{sheet.title}'!A1", "Hyperlink"
        _put(front.cell(row=at, column=2), leaf.exhibit.title)
    for words in pack.omitted:
        at += 1
        _put(front.cell(row=at, column=2), words)
    for row in range(len(lines) + 1, at + 1):
        front.cell(row=row, column=2).alignment = Alignment(wrap_text=True, vertical="top")
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 44, 110
    for key, grid in (("definitions", pack.definitions), ("sources", pack.sources), ("batches", pack.batches)):
        if grid is not None and grid.rows:
            fill(book.create_sheet(_name(t(f"meeting.sheet.{key}"), names)), grid, 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(sheet: Any, grid: Grid, top: int) -> None:
    """The headers in row ``top`` and the values below: numbers and days as such, what is not known as an empty cell."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, head in enumerate(grid.units or grid.heads, 1):
        _put(sheet.cell(row=top, column=place), head)
        sheet.cell(row=top, column=place).font = Font(bold=True)
        widest = max(
            [len(head), *(len(row[place - 1].text) * (2 if row[place - 1].text > "\u2e80" else 1) for row in grid.rows)]
        )
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widest + 2, NARROW), BROAD)
    for number, row in enumerate(grid.rows, top + 1):
        for place, cell in enumerate(row, 1):
            _put(sheet.cell(row=number, column=place), _value(cell.value, cell.text))
    sheet.freeze_panes = sheet.cell(row=top + 1, column=2)


def _value(value: Any, text: str) -> Any:
    """A cell of a sheet: days and numbers stay what they are; where there is no value, nothing but words that are some."""
    if value is None:
        return None if text in ("–", "") else text
    found = value if isinstance(value, str) or hasattr(value, "year") else written(value)
    return found if found != "" else None


def _put(cell: Any, value: Any) -> None:
    """Write a value; a text that a sheet could take for a formula is marked as text, and stays as it is."""
    cell.value = value
    if isinstance(value, str) and neutral(value) != value:
        cell.data_type, cell.quotePrefix = "s", True


def _name(words: str, taken: set[str]) -> str:
    """A name that a sheet may have, once in its book."""
    short = re.sub(r"[\[\]:*?/\\]", " ", words).strip("' ")[:31].strip()
    name, number = short, 2
    while name.lower() in taken:
        name, number = f"{short[:27]} {number}", number + 1
    taken.add(name.lower())
    return name
