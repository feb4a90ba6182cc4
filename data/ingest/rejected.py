"""The rows that were refused, as they stood in the file, with the reason beside each: to correct and send again."""

from __future__ import annotations

import io

from data.ingest.platforms import detect
from data.ingest.words import issue_words
from data.ingest.workbook import Workbook
from data.language import Translator
from data.problems import Issue
from data.store.batch import Prepared, Preview, Receipt

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        page = made.create_sheet(name[:31])
        headers = [column.header for column in layout.columns]
        page.append([*headers, t("rejected.row"), t("rejected.why")])
        reasons = _reasons(outcome.issues, name, t)
        for row in sorted(set(rows)):
            cells = [_safe(text) for text in source.grid.row(row)]
            page.append([*cells, row, reasons.get(row) or reasons.get(None) or ""])
    if not made.sheetnames:
        made.create_sheet(t("rejected.none"))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _reasons(issues: tuple[Issue, ...], sheet: str, t: Translator) -> dict[int | None, str]:
    """Reasons by row; under ``None`` the reasons that hold for several rows, named once with their first row."""
    found: dict[int | None, list[str]] = {}
    for issue in issues:
        if issue.severity == "reject" and issue.sheet in ("", sheet):
            text, _ = issue_words(issue, t)
            found.setdefault(issue.row, []).append(text)
            if issue.count > 1:
                found.setdefault(None, []).append(text)
    return {row: "; ".join(dict.fromkeys(texts)) for row, texts in found.items()}


def _safe(text: str) -> str | None:
    """A cell that Excel would take for a formula is shown as text."""
    return (
        f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("+-").replace(".", "").isdigit() else text or None
    )
