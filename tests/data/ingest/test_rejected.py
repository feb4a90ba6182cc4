"""Refused rows come back with the reasons that are theirs."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.ingest import Reasons, read_file, understand
from data.ingest.words import issue_words
from data.ingest.written import clean
from data.language import Translator
from tests.data.ingest.tables import csv_book, handed_back, opened, prepared

FILE = csv_book(
    "客户编号,答卷时间,满意度\nC1,2026-09-01,5\nC2,,4\nC3,昨天,4\nC4,明天,2\nC5,昨天,3\nC6,N/A,3\n",
    name="answers.csv",
)


def test_each_row_has_its_own_reasons() -> None:
    found = prepared(FILE)
    assert [row for _, row in found.rejected] == [3, 4, 5, 6, 7]
    reasons = Reasons(found.issues)
    grid = FILE.sheets[0].grid
    headers = grid.row(1)
    of = {
        row: [
            (issue.code, issue.value)
            for issue in reasons.of("answers", row, dict(zip(headers, grid.row(row), strict=True)).__getitem__)
        ]
        for _, row in found.rejected
    }
    missing = ("required_missing", "")
    assert of == {
        3: [missing],
        4: [("not_a_date", "昨天")],
        5: [("not_a_date", "明天")],
        6: [("not_a_date", "昨天")],
        7: [missing],
    }


def test_a_refused_cell_is_told_once_and_as_the_reason_of_its_row() -> None:
    told = [(issue.code, issue.severity, issue.row, issue.value, issue.count) for issue in prepared(FILE).issues]
    assert told == [
        ("not_a_date", "reject", 4, "昨天", 2),
        ("not_a_date", "reject", 5, "明天", 1),
        ("required_missing", "reject", 3, "", 2),
    ]
    refused = prepared(FILE).issues[0]
    assert issue_words(refused, Translator("zh"))[1] == "请更正后重新上传该行；该字段必填，此行未入库。"


def test_they_are_in_the_language_of_the_reader() -> None:
    found = prepared(FILE)
    said = {}
    for lang in ("en", "zh"):
        rows, reasons = opened(handed_back(FILE, understand(FILE), found, lang))
        assert [row[0] for row in rows[1:]] == ["C2", "C3", "C4", "C5", "C6"]
        assert [row[1] for row in reasons[1:]] == ["3", "4", "5", "6", "7"]
        said[lang] = [row[4] for row in reasons[1:]]
        assert said[lang][0] == said[lang][4] != said[lang][1] == said[lang][3]
    assert all(one.isascii() or "昨天" in one or "明天" in one for one in said["en"])
    assert not any(one.isascii() for one in said["zh"])


@pytest.mark.parametrize("name", ["报告[1]", "a/b\\c:d*e?", "'quoted'", "x" * 300, "第一\x01波", "_"])
def test_any_file_with_any_cell_comes_back_as_text(name: str) -> None:
    cells = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(1)", "a\x01b\x1b", "<script>", "👍", "\u202ecba"]
    rows = "".join(f'C{at},{cell},"{cell}"\n' for at, cell in enumerate(cells))
    book = csv_book("客户编号,答卷时间,意见建议\n" + rows, name=f"{name}.csv")
    found = prepared(book, "surveys")
    assert len(found.rejected) == len(cells)
    content = handed_back(book, understand(book, dataset="surveys"), found)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    back = [list(row[1:3]) for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for row in back for cell in row} == {"s"}
    assert [[cell.value for cell in row] for row in back] == [[clean(cell)] * 2 for cell in cells]
    # Dropped again it is the same survey, and the same rows are refused for the same reasons.
    again = read_file("rejected.xlsx", content)
    asked = {one.id: one.choices[-1] for one in understand(again, dataset="surveys").questions}
    assert set(asked) <= {"wave"}  # the name of the sheet may look like that of a wave
    assert len(prepared(again, "surveys", **asked).rejected) == len(cells)
