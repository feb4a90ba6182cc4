"""Reading .xls (Excel 97 to 2003, and the older ones without a container).

The faster library takes the numbers of a chart that lies on a sheet for cells of the sheet, and misreads some texts; a
sheet of this format has at most 65,536 rows, so that the careful one is fast enough.
"""

from __future__ import annotations

import io
import os
from datetime import timedelta
from functools import partial
from typing import Any

from data.ingest.cells import grid_of_rows, text_of
from data.ingest.spreadsheet import merged_in, read_spreadsheet, with_drawn
from data.ingest.workbook import Grid, Merged, Sheet, Workbook, digest
from data.problems import Refusal


def read_excel97(name: str, content: bytes) -> Workbook:
    """The workbook. Raises ``Refusal``: encrypted_file, unreadable_file, charts_only, empty_file."""
    import xlrd

    try:
        with open(os.devnull, "w") as nowhere:
            book = xlrd.open_workbook(file_contents=content, logfile=nowhere, on_demand=False)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Refusal("encrypted_file", where=name) from None
        return read_spreadsheet(name, content, "xls")
    except Exception:  # noqa: BLE001 - a damaged file breaks the library anywhere; the other one may still read it
        return read_spreadsheet(name, content, "xls")
    sheets = tuple(
        Sheet(sheet.name, sheet.visibility != 0, partial(_load, name, content, book, sheet)) for sheet in book.sheets()
    )
    if not sheets:
        raise Refusal("charts_only", where=name)
    found = Workbook(name, digest(content), "xls", sheets)
    if all(sheet.is_empty for sheet in found.visible):
        raise Refusal("empty_file", where=name)
    return found


def _load(name: str, content: bytes, book: Any, sheet: Any) -> Grid:
    try:
        rows: list[list[str | None]] = []
        errors: list[tuple[int, int, str]] = []
        for row in range(sheet.nrows):
            cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            rows.append([_text(book, kind, value, row, at, errors) for at, (kind, value) in enumerate(cells)])
    except Exception as error:  # noqa: BLE001
        raise Refusal("unreadable_sheet", where=f"{name} / {sheet.name}", detail=str(error)[:200]) from None
    return with_drawn(grid_of_rows(rows, errors), _merged(content, sheet.name), {})


def _merged(content: bytes, title: str) -> tuple[Merged, ...]:
    """The careful library tells what is merged only where it reads all formats too, which breaks on some files."""
    import python_calamine

    try:
        return merged_in(python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name(title))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 - a panic of that reader: the cells were read by the other one
        return ()


def _text(book: Any, kind: int, value: Any, row: int, at: int, errors: list[tuple[int, int, str]]) -> str | None:
    import xlrd

    if kind == xlrd.XL_CELL_ERROR:
        errors.append((row + 1, at, xlrd.error_text_from_code.get(value, "#ERROR")))
        return None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(value))
    if kind == xlrd.XL_CELL_DATE:
        if value < 1:  # a time of day
            return text_of(timedelta(days=value))
        try:
            return text_of(xlrd.xldate_as_datetime(value, book.datemode))
        except (ValueError, OverflowError):
            return text_of(value)
    return text_of(value)
