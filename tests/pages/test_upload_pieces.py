"""The pieces of the upload that need no page: causes, the bar of rows, rejected rows, progress of a commit."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pyarrow as pa
import pytest

from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.problems import Issue, Refusal
from data.store import Counts, Prepared, Receipt, Roster, Source
from pages.kit.records.values import stored_text
from pages.kit.upload.columns import columns_frame
from pages.kit.upload.commit import start
from pages.kit.upload.html import issues_table, roster_match, rows_bar, steps
from pages.kit.upload.outcome import issues_title
from pages.kit.upload.problems import causes, issue_text, problem_text, refusal_text
from pages.kit.upload.rejected import head_of, rejected_workbook
from tests.data.ingest.tables import csv_book

EN, ZH = Translator("en"), Translator("zh")


def test_causes_are_grouped_and_the_worst_come_first() -> None:
    issues = [
        Issue("some_note", "ignore", "Data", 90),
        Issue("odd_date", "warn", "Data", 7, "C", "x", count=6),
        Issue("off_scale", "reject", "Data", 40, "F", "12"),
        Issue("off_scale", "reject", "Data", 20, "F", "11", count=3),
        Issue("no_date", "cell", "Data", 3, "C", "31/02/2026"),
        Issue("off_scale", "reject", "Data", 2, "G", "11"),
    ]
    found = causes(issues, EN)
    assert [(cause.code, cause.column, cause.row, cause.value, cause.count) for cause in found] == [
        ("off_scale", "F", 20, "11", 4),
        ("off_scale", "G", 2, "11", 1),
        ("no_date", "C", 3, "31/02/2026", 1),
        ("odd_date", "C", 7, "x", 6),
        ("some_note", "", 90, "", 1),
    ]
    assert [cause.state for cause in found] == ["bad", "bad", "watch", "watch", "none"]


def test_other_answers_say_what_was_ticked_and_what_was_not_asked() -> None:
    told = '{"Q1":["Waiting, queue","App"],"Q2":[],"Q3":"slow","_skipped":["Q4","Q5"]}'
    field = DATASETS["surveys"].by_name["answers"]
    assert stored_text(told, field, EN) == (
        "Q1: Waiting, queue ┋ App · Q2: none chosen · Q3: slow · not asked: Q4 and Q5"
    )
    assert "Q2: 未选任何项" in stored_text(told, field, ZH)


def test_a_stored_number_has_all_its_digits() -> None:
    fields = DATASETS["progress"].by_name
    assert stored_text(1_233_416.0, fields["still_open"], EN) == "1233416"
    assert [stored_text(value, fields["weeks"], EN) for value in (4.0, 4.5, 0.1 + 0.2, 12_345_678.5)] == [
        "4",
        "4.5",
        "0.3",
        "12345678.5",
    ]


@pytest.mark.parametrize(
    ("ignored", "title"), [(0, "2 cells read as not answered"), (3, "3 rows left out: they are not data")]
)
def test_cells_that_say_they_are_no_answer_are_not_called_rows_left_out(ignored: int, title: str) -> None:
    found = causes([Issue("no_answer", "ignore", "Data", 4, "Q", "N/A", count=2)], EN)
    view = SimpleNamespace(t=EN, lang="en")
    counts = Counts(read=9, new=9, updated=0, unchanged=0, rejected=0, ignored=ignored)
    assert issues_title(cast(Any, view), found, counts)[0] == title


def test_a_code_without_words_is_named_and_one_without_its_parameter_does_not_break() -> None:
    assert "zzz_code" in problem_text(EN, "zzz_code")
    said, todo = refusal_text(ZH, Refusal("page_not_open"))
    assert "…" in said
    assert todo == ZH("problem.page_not_open.todo")


def test_what_a_file_says_is_escaped() -> None:
    issue = Issue("x", "reject", "<b>", 1, "<i>col", "<script>alert(1)</script>")
    shown = str(issues_table(causes([issue], EN), EN, "label"))
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "&lt;script&gt;" in shown
    match = str(roster_match(Roster(2, 1, ("<img src=x>",)), EN))
    assert "<img" not in match


def test_the_bar_has_a_part_for_each_end_that_occurs() -> None:
    shown = str(rows_bar(Counts(1231, 402, 17, 799, 13, 0), EN))
    assert [shown.count(f"flex:{n} 0 3px") for n in (402, 17, 799, 13)] == [1, 1, 1, 1]
    assert "ho-rows-ignored" not in shown
    assert "799" in shown


def test_steps_say_where_the_reader_is() -> None:
    shown = str(steps(2, EN))
    assert shown.count('aria-current="step"') == 1
    assert shown.count("ho-step-done") == 2
    assert str(steps(3, EN, finished=True)).count("ho-step-done") == 4


def test_rejected_rows_come_back_under_their_own_headers_with_the_reason_beside_the_cell() -> None:
    book = read_file("list.csv", "客户编号,满意度(1-5)\nC1,6\nC2,5\nC3,=1+1\nC4,6\n".encode())
    sheet = book.sheets[0].name
    issues = [
        Issue("off_scale", "reject", sheet, 2, "满意度(1-5)", "6", count=2),
        Issue("not_a_number", "reject", sheet, 4, "满意度(1-5)", "=1+1"),
    ]
    content = rejected_workbook(
        book, [(sheet, 2), (sheet, 4), (sheet, 5)], issues, {sheet: head_of(understand(book))}, ZH
    )
    written = openpyxl.load_workbook(BytesIO(content))
    first, reasons = written.worksheets
    assert [[cell.value for cell in row] for row in first.iter_rows()] == [
        ["客户编号", "满意度(1-5)"],
        ["C1", "6"],
        ["C3", "=1+1"],
        ["C4", "6"],
    ]
    assert first["B3"].data_type == "s"
    assert [first[f"B{row}"].comment is None for row in (1, 2, 3, 4)] == [True, False, False, False]
    assert [row[1].value for row in reasons.iter_rows(min_row=2)] == ["2", "4", "5"]
    again = read_file("again.xlsx", content)
    assert again.sheets[0].grid.row(1) == ["客户编号", "满意度(1-5)"]


@pytest.mark.shared
def test_a_mended_workbook_is_the_same_survey_again(shared_dir: Path) -> None:
    """Three header rows, a required date missing: the row goes back, is mended, and joins the others."""
    content = (shared_dir / "formats/qualtrics_standard.csv").read_text("utf-8-sig").replace("2026-09-01 11:02:00", "?")
    book = read_file("q.csv", content.encode())
    found = understand(book)
    first = prepare(book, found)
    assert [row for _, row in first.rejected] == [5]
    back = rejected_workbook(book, first.rejected, first.issues, {found.sheet: head_of(found)}, EN)
    mended = openpyxl.load_workbook(BytesIO(back))
    sheet = mended.worksheets[0]
    wrong = [cell for cell in sheet[sheet.max_row] if cell.comment]
    assert {cell.value for cell in wrong} == {"?"}
    for cell in wrong:
        cell.value = "2026-09-01 11:02:00"
    stream = BytesIO()
    mended.save(stream)
    again = read_file("q-mended.xlsx", stream.getvalue())
    understood = understand(again)
    second = prepare(again, understood)
    assert understood.platform == found.platform
    assert understood.mapping.fingerprint == found.mapping.fingerprint
    assert second.table["survey"].to_pylist() == [first.table["survey"][0].as_py()]
    assert second.rejected == ()


class _Slow:
    """A store whose commit waits until it is told."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.withdrawn: list[str] = []

    def withdraw(self, batch_id, rights):
        self.withdrawn.append(batch_id)

    def commit(self, prepared, rights, *, known_at=None, progress=None):
        progress("rows", 0.5)
        self.go.wait(10)
        if prepared.dataset == "refused":
            raise Refusal("questions_open")
        moment = datetime.combine(date(2026, 11, 23), time(12))
        return Receipt("b1", 1, prepared.dataset, Counts(), (), moment, moment)


def _prepared(dataset: str) -> Prepared:
    return Prepared(dataset, Source("a.csv"), pa.table({}))


def test_a_commit_goes_on_while_nobody_looks() -> None:
    store = _Slow()
    job = start(cast(Any, store), [_prepared("surveys")], local_rights("u", "manager"), None)
    told = next(job.beats())
    assert told == ("rows", 0.5)
    store.go.set()
    assert [one.batch_id for one in job.future.result(timeout=10)] == ["b1"]
    assert list(job.beats()) == []


def test_what_the_store_refuses_reaches_the_page() -> None:
    store = _Slow()
    store.go.set()
    job = start(cast(Any, store), [_prepared("refused")], local_rights("u", "manager"), None)
    with pytest.raises(Refusal) as refused:
        job.future.result(timeout=10)
    assert refused.value.code == "questions_open"


def test_sheets_of_one_pass_are_all_kept_or_none() -> None:
    store = _Slow()
    store.go.set()
    sheets = [_prepared("surveys"), _prepared("costs"), _prepared("refused")]
    job = start(cast(Any, store), sheets, local_rights("u", "manager"), None)
    with pytest.raises(Refusal):
        job.future.result(timeout=10)
    assert store.withdrawn == ["b1", "b1"]


def test_a_text_names_the_field_by_its_label_in_the_language_of_the_reader() -> None:
    told = {"field_en": "Wave", "field_zh": "批次", "filled": 3}
    issue = Issue("constant_beside_column", "warn", "Sheet1", None, "第几批", params=told)
    assert [label in issue_text(t, issue) for t, label in ((EN, "“Wave”"), (ZH, "批次"))] == [True, True]
    assert "…" not in issue_text(EN, issue) + issue_text(ZH, issue)


def test_certainty_is_told_in_whole_percents() -> None:
    book = csv_book("编号,投诉日期,是否投诉成立\nC1,2026-09-01,是\nC2,2026-09-02,否\n")
    frame = columns_frame(understand(book, dataset="complaints"), Translator("zh"))
    told = [f"{one:.6%}" for one in frame["certainty"].dropna()]
    assert len(told) == 3
    assert [one for one in told if not one.endswith(".000000%")] == []


@pytest.mark.parametrize(("t", "name"), [(EN, "Of which in use"), (ZH, "其中使用中")])
def test_a_rule_that_points_at_a_field_calls_it_by_its_name(t: Translator, name: str) -> None:
    issues = [
        Issue("progress_more_in_use", "warn", "Data", 2, "in_use"),
        Issue("no_date", "cell", "Data", 3, "Status at"),
    ]
    assert [cause.column for cause in causes(issues, t, "progress")] == ["Status at", name]
