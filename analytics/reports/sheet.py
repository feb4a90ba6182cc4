"""A table as a sheet of a workbook: numbers and days stay what they are, and no cell runs as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.reports.table import neutral, written
from data.others import printable

if TYPE_CHECKING:
    from analytics.marks import Grid

NARROW, BROAD = 8, 60
"""The width of a column in letters."""


def fill(sheet: Any, grid: Grid, top: int) -> None:
    """The headers in row ``top`` and the values below: numbers and days as such, what is not known as an empty cell."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, head in enumerate(grid.units or grid.heads, 1):
        put(sheet.cell(row=top, column=place), head)
        sheet.cell(row=top, column=place).font = Font(bold=True)
        widest = max(
            [len(head), *(len(row[place - 1].text) * (2 if row[place - 1].text > "\u2e80" else 1) for row in grid.rows)]
        )
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widest + 2, NARROW), BROAD)
    for number, row in enumerate(grid.rows, top + 1):
        for place, cell in enumerate(row, 1):
            put(sheet.cell(row=number, column=place), _value(cell.value, cell.text))
    sheet.freeze_panes = sheet.cell(row=top + 1, column=2)


def _value(value: Any, text: str) -> Any:
    """A cell of a sheet: days and numbers stay what they are; where there is no value, nothing but words that are
    some."""
    if value is None:
        return None if text in ("–", "") else text
    found = value if isinstance(value, str) or hasattr(value, "year") else written(value)
    return found if found != "" else None


def put(cell: Any, value: Any) -> None:
    """Write a value; a text that a sheet could take for a formula is marked as text, and stays as it is but for
    what no workbook can hold."""
    cell.value = printable(value) if isinstance(value, str) else value
    if isinstance(value, str) and neutral(value) != value:
        cell.data_type, cell.quotePrefix = "s", True
