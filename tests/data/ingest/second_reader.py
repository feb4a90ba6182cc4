"""The filled cells of a file as another library reads them, for comparing with ours cell by cell."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from data.ingest import Workbook

Cells = dict[tuple[int, int], str]
"""(row as Excel counts, column from 0) to the value in one form."""


class NoSecondReader(Exception):
    """The other library does not read this file, or there is none for its format."""


def form(value: Any) -> str:
    """A value in the form in which both readers agree: numbers to 12 digits, moments in ISO, text without blanks."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, time | timedelta):
        return "a time"
    for style in _STYLES:
        try:
            return form(datetime.strptime(str(value).strip(), style))  # noqa: DTZ007
        except ValueError:
            continue
    text = "".join(str(value).split()).replace("_x000D_", "")
    return "a time" if _CLOCK.fullmatch(text) else text


_STYLES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S.%f")
_CLOCK = re.compile(r"-?\d+:\d\d:\d\d(?:\.\d+)?")
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")


def _alike(mine: str, other: str) -> bool:
    if mine == other or "a time" in (mine, other) or _serial(mine, other):
        return True
    try:
        return math.isclose(float(mine), float(other), rel_tol=1e-9, abs_tol=1.1e-9)
    except ValueError:
        return False


def ours(book: Workbook) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for sheet in book.sheets:
        grid = sheet.grid
        cells: Cells = {}
        for at, column in enumerate(grid.columns):
            for row, text in enumerate(column.to_pylist(), start=1):
                if text is not None and text.strip():
                    cells[row, at + grid.first_column] = form(text)
        found[sheet.name] = cells
    return found


def _openpyxl(content: bytes) -> dict[str, Cells]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    found: dict[str, Cells] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        found[sheet.title] = {
            (cell.row, cell.column - 1): form(cell.value)
            for row in sheet.rows
            for cell in row
            if cell.value is not None and cell.data_type != "e" and str(cell.value).strip()
        }
    return found


def _calamine(content: bytes) -> dict[str, Cells]:
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(content))
    return {
        title: {
            (row, at): form(value)
            for row, values in enumerate(book.get_sheet_by_name(title).to_python(skip_empty_area=False), start=1)
            for at, value in enumerate(values)
            if str(value).strip()
        }
        for title in book.sheet_names
    }


def _pyxlsb(content: bytes) -> dict[str, Cells]:
    from pyxlsb import open_workbook

    found: dict[str, Cells] = {}
    with open_workbook(io.BytesIO(content)) as book:
        for title in book.sheets:
            with book.get_sheet(title) as sheet:
                found[title] = {
                    (cell.r + 1, cell.c): form(cell.v)
                    for row in sheet.rows(sparse=True)
                    for cell in row
                    if cell.v is not None and str(cell.v).strip()
                }
    return found


def _odf(content: bytes) -> dict[str, Cells]:
    import pandas as pd

    frames = pd.read_excel(io.BytesIO(content), engine="odf", header=None, sheet_name=None, keep_default_na=False)
    return {str(title): dict(_frame(frame)) for title, frame in frames.items()}


def _frame(frame: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row, values in enumerate(frame.itertuples(index=False), start=1):
        for at, value in enumerate(values):
            if value is not None and value == value and str(value).strip() and not str(value).startswith(_ERRORS):
                yield (row, at), form(value.to_pydatetime() if hasattr(value, "to_pydatetime") else value)


def _csv(content: bytes, encoding: str, delimiter: str) -> dict[str, Cells]:
    import pandas as pd

    frame = pd.read_csv(
        io.BytesIO(content),
        sep=delimiter,
        encoding=encoding,
        header=None,
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
        engine="python",
    )
    return {"": dict(_frame(frame))}


READERS: dict[str, Callable[[bytes], dict[str, Cells]]] = {
    "xlsx": _openpyxl,
    "xls": _calamine,
    "xlsb": _pyxlsb,
    "ods": _odf,
}


def differences(book: Workbook, content: bytes) -> tuple[int, list[str]]:
    """How many cells both readers hold, and where they differ. Raises ``NoSecondReader``."""
    try:
        if book.kind == "csv":
            theirs = _csv(content, book.encoding, book.delimiter)
        else:
            theirs = READERS[book.kind](content)
    except BaseException as error:  # noqa: BLE001 - whatever the other library cannot do is no verdict on ours
        raise NoSecondReader(f"{type(error).__name__}: {error}") from None
    read = ours(book)
    if book.kind == "csv":
        read = {"": next(iter(read.values()))}
    same, wrong = 0, []
    for title, cells in theirs.items():
        if title not in read:
            continue
        for place in sorted(cells.keys() | read[title].keys()):
            mine, other = read[title].get(place, ""), cells.get(place, "")
            if _alike(mine, other):
                same += 1
            elif mine or not other.startswith((*_ERRORS, "0x")):
                wrong.append(f"{title}!{place}: ours {mine!r}, theirs {other!r}")
    return same, wrong


def _serial(mine: str, other: str) -> bool:
    """A moment on one side and its serial on the other (pyxlsb does not know formats)."""
    try:
        number, moment = float(other), datetime.fromisoformat(mine)
    except ValueError:
        return False
    epochs = (datetime(1899, 12, 30), datetime(1904, 1, 1), datetime(1899, 12, 31))
    return any(abs((epoch + timedelta(days=number) - moment).total_seconds()) < 2 for epoch in epochs)
