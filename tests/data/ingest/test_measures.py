"""What figures measure: shares and percents in one column, and lengths of time where a day is wanted."""

from __future__ import annotations

from datetime import date

import pytest

from data.ingest import Understanding, prepare, understand
from tests.data.ingest.tables import csv_book


def _plan(cells: list[str], header: str = "完成百分比") -> tuple[object, Understanding]:
    rows = "".join(f"T{n},任务{n},2026-10-0{n},2026-11-0{n},{cell}\n" for n, cell in enumerate(cells, start=1))
    book = csv_book(f"任务编号,任务名称,计划开始,计划完成,{header}\n{rows}")
    return book, understand(book, dataset="tasks")


@pytest.mark.parametrize(("answer", "right"), [("mixed", [0.8, 1.0, 1.0, 0.35]), ("percent", [0.008, 1.0, 0.01, 0.35])])
@pytest.mark.parametrize("header", ["完成百分比", "完成率（%）"])
def test_shares_and_percents_in_one_column_are_asked_about(header: str, answer: str, right: list[float]) -> None:
    book, how = _plan(["0.8", "100", "1", "35"], header)
    (asked,) = [one for one in how.questions if one.code == "both_ways"]
    assert (asked.choices, asked.params["example"]) == (("mixed", "percent"), "0.8")
    done = prepare(book, how, answers={asked.id: answer, "snapshot_on": "2026-11-20"})  # type: ignore[arg-type]
    assert done.table.column("percent_complete").to_pylist() == pytest.approx(right)


@pytest.mark.parametrize(
    "cells", [["0.5", "12.3", "34.1"], ["0.5", "0.8", "1"], ["50%", "0.8", "100"], ["0", "35", "100"]]
)
def test_a_column_that_tells_by_itself_is_not_asked_about(cells: list[str]) -> None:
    assert [one.code for one in _plan(cells)[1].questions if one.code in ("both_ways", "percents")] == []


@pytest.mark.parametrize(
    ("headers", "lengths", "title"),
    [
        ("文件编号,文件名称,形成日期,保管期限", ("30年", "10年", "18个月", "2年"), "zh"),
        ("Document no,Title,Finished on,Retention", ("30 years", "10 yrs", "18 months", "2 years"), "en"),
    ],
)
def test_how_long_a_document_is_kept_counts_from_the_day_that_is_said(
    headers: str, lengths: tuple[str, ...], title: str
) -> None:
    rows = "".join(f"D{n},{title} {n},2026-10-0{n},{cell}\n" for n, cell in enumerate(lengths, start=1))
    book = csv_book(f"{headers}\n{rows}")
    how = understand(book, dataset="documents")
    assert [(one.id, one.choices, one.guess) for one in how.questions] == [
        ("lasting.keep_until", ("finished_on", "none"), "finished_on")
    ]
    done = prepare(book, how, answers={"lasting.keep_until": "finished_on"})
    assert done.table.column("keep_until").to_pylist() == [
        date(2056, 10, 1),
        date(2036, 10, 2),
        date(2028, 4, 3),
        date(2028, 10, 4),
    ]
    left = prepare(book, how, answers={"lasting.keep_until": "none"})
    assert left.table.column("keep_until").null_count == len(lengths)


def test_for_ever_and_a_length_without_a_first_day_are_said() -> None:
    book = csv_book("文件编号,文件名称,形成日期,保管期限\nD1,a,2026-10-01,永久\nD2,b,,30年\nD3,c,2026-10-03,10年\n")
    done = prepare(book, understand(book, dataset="documents"), answers={"lasting.keep_until": "finished_on"})
    assert done.table.column("keep_until").to_pylist() == [None, None, date(2036, 10, 3)]
    assert {(one.code, one.column) for one in done.issues} == {
        ("not_a_date", "保管期限"),
        ("lasting_without_day", "保管期限"),
    }
