"""Rejected rows handed back as a workbook that can be mended and dropped again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from data.ingest import Reasons, Understanding, Workbook
from data.ingest.written import add_sheet, clean, write_text
from data.language import Translator
from data.problems import Issue
from pages.kit.upload.problems import issue_text

LISTED = ("column", "value", "why", "todo")
WIDTHS = {"A": 10, "B": 12, "C": 24, "D": 20, "E": 50, "F": 50}
WRONG = "FCEBE3"


@dataclass(frozen=True)
class Head:
    """How a sheet begins: the number of rows above its data, and where each column stands (header → position from
    0)."""

    rows: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)

    def position(self, column: str) -> int:
        """The position of a column; the first where a problem is about the whole row."""
        return self.columns.get(column, 0)


def head_of(found: Understanding) -> Head:
    """The head of a sheet as it was understood."""
    columns = found.wide.layout.columns if found.wide is not None else found.columns
    return Head(found.first_row - 1, {one.header: one.index for one in columns})


def rejected_workbook(
    book: Workbook,
    rejected: Iterable[tuple[str, int]],
    issues: Iterable[Issue],
    heads: Mapping[str, Head],
    t: Translator,
) -> bytes:
    """An xlsx with the rejected rows under the headers of their sheet, and a last sheet with the reasons.

    The headers stay exactly as they were, so that the mended file is recognised as the same survey: a reason stands in
    a note at its cell and in the last sheet (whose name keeps it from being read as data), never in a column of its
    own. ``heads`` says how each sheet begins. Every cell is written as text: a formula in the file stays a piece of
    text.
    """
    from openpyxl import Workbook as Written
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    written = Written()
    written.remove(written.active)
    reasons = Reasons(issues)
    listing: list[list[str]] = []
    for name, rows in _by_sheet(rejected).items():
        sheet, grid = add_sheet(written, name.lstrip("_") or t("upload.rejected.sheet")), book.sheet(name).grid
        head = heads.get(name, Head())
        # A table further down in its sheet begins here at the top.
        below = head.rows - grid.first_row + 1
        for number in range(1, below + 1):
            for column, value in enumerate(grid.row(number + grid.first_row - 1), start=1):
                write_text(sheet, number, column, value).font = Font(bold=True)
        sheet.freeze_panes = sheet.cell(row=below + 1, column=1)
        for here, row in enumerate(rows, start=below + 1):
            values = grid.row(row)
            for column, value in enumerate(values, start=1):
                write_text(sheet, here, column, value)
            for issue in reasons.of(name, row, partial(_cell, head, values)):
                why, todo = issue_text(t, issue), issue_text(t, issue, "todo")
                listing.append([str(here), str(row), issue.column, issue.value, why, todo])
                cell = sheet.cell(row=here, column=head.position(issue.column) + 1)
                cell.fill = PatternFill("solid", fgColor=WRONG)
                cell.comment = Comment(clean(f"{why}\n{todo}"), "Handover", height=90, width=320)
    listed = add_sheet(written, "_" + t("upload.rejected.why"))
    titles = [t("upload.rejected.row"), t("upload.rejected.in_file"), *(t(f"upload.issues.{name}") for name in LISTED)]
    for number, line in enumerate([titles, *listing], start=1):
        for column, value in enumerate(line, start=1):
            cell = write_text(listed, number, column, value)
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=column > len(LISTED))
    for column, width in WIDTHS.items():
        listed.column_dimensions[column].width = width
    stream = BytesIO()
    written.save(stream)
    return stream.getvalue()


def _cell(head: Head, values: list[str], column: str) -> str:
    """The text of a row under a header, '' where there is no such column."""
    return values[head.columns[column]] if column in head.columns else ""


def _by_sheet(rejected: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for sheet, row in sorted(set(rejected)):
        places[sheet].append(row)
    return places
