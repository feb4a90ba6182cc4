"""Small files for tests, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from data.ingest import Understanding, Workbook, prepare, read_file, understand
from data.language import Translator
from data.store.batch import Prepared
from pages.kit.upload.rejected import head_of, rejected_workbook


def csv_book(text: str, *, encoding: str = "utf-8", name: str = "file.csv") -> Workbook:
    return read_file(name, text.encode(encoding))


def xlsx_bytes(
    sheets: dict[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = (), epoch_1904: bool = False
) -> bytes:
    """A workbook with these rows in these sheets."""
    from openpyxl import Workbook as Made
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made = Made()
    made.remove(made.active)
    if epoch_1904:
        made.epoch = CALENDAR_MAC_1904
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def xlsx_book(rows: Sequence[Sequence[Any]], *, name: str = "file.xlsx", **more: Any) -> Workbook:
    return read_file(name, xlsx_bytes({"Sheet1": rows}, **more))


def prepared(book: Workbook, dataset: str | None = None, **answers: str) -> Prepared:
    return prepare(book, understand(book, dataset=dataset), answers=answers)


def values(found: Prepared, column: str) -> list[Any]:
    return found.table.column(column).to_pylist()


def codes(found: Prepared) -> dict[str, int]:
    """How many cells or rows have each problem."""
    counts: dict[str, int] = {}
    for issue in found.issues:
        counts[issue.code] = counts.get(issue.code, 0) + issue.count
    return counts


def handed_back(book: Workbook, how: Understanding, found: Prepared, lang: str = "en") -> bytes:
    """The workbook of the rejected rows."""
    return rejected_workbook(book, found.rejected, found.issues, {how.sheet: head_of(how)}, Translator(lang))


def opened(content: bytes) -> list[list[list[Any]]]:
    """The values of a workbook, sheet by sheet."""
    return [
        [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
    ]
