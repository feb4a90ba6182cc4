"""Writing texts of others into a workbook: as text and never as a formula, under names that Excel takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook as Written
    from openpyxl.worksheet.worksheet import Worksheet

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE = 31
_FORMULA = ("=", "+", "-", "@")


def clean(text: str) -> str:
    """The text without what no workbook can hold: control characters and halves of characters."""
    return _NOT_IN_XML.sub("", text)


def add_sheet(made: Written, name: str) -> Worksheet:
    """A sheet named as nearly like this as Excel allows."""
    # Excel refuses a file whose sheet name begins or ends with an apostrophe.
    title = _NOT_IN_TITLES.sub("-", clean(name))[:_LONGEST_TITLE].strip("'") or "-"
    taken = {other.lower() for other in made.sheetnames}
    own, number = title, 1
    while own.lower() in taken:
        number += 1
        own = f"{title[: _LONGEST_TITLE - len(str(number)) - 3]} ({number})"
    return made.create_sheet(own)


def write_text(sheet: Worksheet, row: int, column: int, text: str | None) -> Any:
    """The cell, written as text whatever it looks like."""
    cell = sheet.cell(row=row, column=column)
    if text:
        cell.value = clean(text)
        cell.data_type = "s"
        # Excel would otherwise take it for a formula as soon as somebody edits the cell.
        cell.quotePrefix = text.startswith(_FORMULA)
    return cell
