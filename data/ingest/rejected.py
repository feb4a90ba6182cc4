"""The rows that were refused, as they stood in the file, with the reason beside each: to correct and send again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.ingest.platforms import detect
from data.ingest.reasons import Reasons
from data.ingest.words import issue_words
from data.ingest.workbook import Workbook
from data.ingest.written import add_sheet, write_text
from data.language import Translator
from data.store.batch import Prepared, Preview, Receipt

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def rejected_rows(book: Workbook, outcome: Prepared | Preview | Receipt, lang: str) -> bytes:
    """An .xlsx with a sheet for each sheet of the file that has refused rows: header, rows, reason. Made from memory."""
    from openpyxl import Workbook as Made

    t = Translator(lang)
    made = Made()
    made.remove(made.active)
    by_sheet: dict[str, list[int]] = {}
    for sheet, row in outcome.rejected:
        by_sheet.setdefault(sheet, []).append(row)
    for name, rows in by_sheet.items():
        source = book.sheet(name)
        layout = detect(source.grid) if source is not None and not source.is_empty else None
        if source is None or layout is None:
            continue
        page = add_sheet(made, name.lstrip("_") or t("upload.rejected.sheet"))
        headers = [column.header for column in layout.columns]
        _write(page, 1, [*headers, t("rejected.row"), t("rejected.why")])
        reasons = Reasons(outcome.issues)
        places = {column.header: column.index for column in layout.columns}
        for here, row in enumerate(sorted(set(rows)), start=2):
            texts = source.grid.row(row)
            cells = {header: texts[index] for header, index in places.items()}
            found = reasons.of(name, row, partial(_under, cells))
            why = [issue_words(issue, t)[0] for issue in found]
            _write(page, here, [*texts, row, "\n".join(dict.fromkeys(why))])
    if not made.sheetnames:
        made.create_sheet(t("rejected.none"))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _under(cells: dict[str, str], header: str) -> str:
    return cells.get(header, "")


def _write(page: Worksheet, row: int, cells: Sequence[str | int]) -> None:
    for column, cell in enumerate(cells, start=1):
        if isinstance(cell, str):
            write_text(page, row, column, cell)
        else:
            page.cell(row=row, column=column, value=cell)
