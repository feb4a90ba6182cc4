"""Sheets with months, weeks or waves across: recognised, read as a row a period, and known again next month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from data.ingest import (
    AS_IT_STANDS,
    Crosstab,
    HeaderChange,
    Spread,
    Understanding,
    Wide,
    Workbook,
    prepare,
    read_file,
    remap,
    understand,
    unpivot,
)
from data.ingest.periods import Kind, Period, read_period
from data.store.batch import Prepared
from tests.conftest import ROOT
from tests.data.ingest.tables import handed_back, opened, values, xlsx_bytes

Rows = list[list[Any]]


def book_of(rows: Rows, name: str = "costs.xlsx", sheet: str = "Sheet1") -> Workbook:
    return read_file(name, xlsx_bytes({sheet: rows}))


def read(book: Workbook, answers: dict[str, str] | None = None, **how: Any) -> tuple[Understanding, Prepared]:
    found = understand(book, **how)
    return found, prepare(book, found, answers=answers or {})


def cells(done: Prepared, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(values(done, name) for name in ("period", "category", *names)), strict=True))


MONTHS: Rows = [["类别", "2026年1月", "2026年2月", "2026年3月"], ["系统", 1, 2, 3], ["沟通", 4, None, 6]]
BUDGET = "成本预算.xlsx"


@pytest.mark.parametrize(
    ("text", "kind", "number", "year"),
    [
        ("2026年9月", "month", 9, 2026),
        ("9月", "month", 9, None),
        ("十二月", "month", 12, None),
        ("Sep-26", "month", 9, 2026),
        ("September 2026", "month", 9, 2026),
        ("2026/9", "month", 9, 2026),
        ("202609", "month", 9, 2026),
        ("2026Q3", "quarter", 3, 2026),
        ("第3季度", "quarter", 3, None),
        ("2026年第一季度", "quarter", 1, 2026),
        ("第36周", "week", 36, None),
        ("Wk 12", "week", 12, None),
        ("2026-W36", "week", 36, 2026),
        ("2026年", "year", 0, 2026),
    ],
)
def test_a_header_names_a_period(text: str, kind: str, number: int, year: int | None) -> None:
    found = read_period(text)
    assert found == Period(cast(Kind, kind), number, year)


@pytest.mark.parametrize(
    "text", ["满意度", "Q1", "12", "Mayor", "3月计划", "Total", "W3 comments", "13月", "2026-02-30"]
)
def test_other_headers_name_none(text: str) -> None:
    assert read_period(text) is None


def test_months_across_become_one_row_a_cell_and_empty_cells_none() -> None:
    found, done = read(book_of(MONTHS, BUDGET))
    assert isinstance(found.wide, Wide)
    assert found.wide.across.headers == ["2026年1月", "2026年2月", "2026年3月"]
    assert cells(done, "budget") == [
        (date(2026, 1, 1), "系统", 1),
        (date(2026, 2, 1), "系统", 2),
        (date(2026, 3, 1), "系统", 3),
        (date(2026, 1, 1), "沟通", 4),
        (date(2026, 3, 1), "沟通", 6),
    ]
    assert values(done, "_row") == [2, 2, 2, 3, 3]


def test_titles_units_totals_and_notes_are_understood() -> None:
    rows: Rows = [
        ["2026年成本预算表"],
        ["单位：万元"],
        ["类别", *(f"{month}月" for month in range(1, 13)), "合计"],
        ["系统", *range(1, 13), 78],
        ["合计", *range(1, 13), 78],
        ["注：不含税"],
    ]
    found, done = read(book_of(rows, "表.xlsx"), dataset="costs")
    assert not found.questions
    assert values(done, "budget") == [Decimal(10_000 * month) for month in range(1, 13)]
    assert values(done, "period")[-1] == date(2026, 12, 1)
    assert done.ignored == {"totals_row": 12, "note_row": 1}


def test_a_column_left_out_of_a_sheet_read_across_has_no_row_that_is_not_the_files() -> None:
    title: Rows = [["费用预算执行表"], ["单位：万元"], ["类别", "执行率", "2026年8月", "2026年9月"]]
    _, done = read(book_of([*title, ["系统", 0.85, 42, 66], ["人员", 0.5, 18, 18], ["场地", 0.77, 9, 8]], BUDGET))
    assert [(one.row, one.column) for one in done.issues if one.code == "columns_unknown"] == [(None, "执行率")]


GROUPED: Rows = [
    ["类别", "2026年1月", None, "2026年2月", None],
    [None, "预算", "实际", "预算", "实际"],
    ["系统", 1, 2, 3, None],
]
MEASURES_ABOVE: Rows = [
    ["Category", "Budget", None, "Actual", None],
    [None, "Jan-26", "Feb-26", "Jan-26", "Feb-26"],
    ["系统", 1, 3, 2, None],
]
IN_ONE: Rows = [["类别", "2026年1月预算", "2026年1月实际", "2026年2月预算", "2026年2月实际"], ["系统", 1, 2, 3, None]]
IN_ROWS: Rows = [["类别", "类型", "2026-01", "2026-02"], ["系统", "预算", 1, 3], [None, "实际", 2, None]]


@pytest.mark.parametrize("rows", [GROUPED, MEASURES_ABOVE, IN_ONE, IN_ROWS])
def test_plan_and_actual_stand_side_by_side_however_the_sheet_says_it(rows: Rows) -> None:
    _, done = read(book_of(rows))
    assert cells(done, "budget", "actual") == [(date(2026, 1, 1), "系统", 1, 2), (date(2026, 2, 1), "系统", 3, None)]


def test_a_merged_label_is_that_of_the_rows_beside_it() -> None:
    rows: Rows = [
        ["类别", "明细", "类型", "2026-01", "2026-02"],
        ["系统", "数据", "预算", 1, 2],
        [None, None, "实际", 3, 4],
        [None, "接口", "预算", 5, 6],
        ["沟通", None, "预算", 7, 8],
    ]
    _, done = read(book_of(rows))
    assert cells(done, "line", "budget", "actual")[::2] == [
        (date(2026, 1, 1), "系统", "数据", 1, 3),
        (date(2026, 1, 1), "系统", "接口", 5, None),
        (date(2026, 1, 1), "沟通", None, 7, None),
    ]


def test_months_without_a_year_are_asked_and_turn_over_with_it() -> None:
    book = book_of([["类别", "11月", "12月", "1月"], ["系统", 1, 2, 3]], BUDGET)
    found = understand(book)
    assert [question.id for question in found.questions] == ["across_year"]
    done = prepare(book, found, answers={"across_year": "2025"})
    assert values(done, "period") == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_what_the_amounts_are_is_asked_where_nothing_says_it() -> None:
    book = book_of(MONTHS, "成本.xlsx")
    found = understand(book, dataset="costs")
    assert [question.id for question in found.questions] == ["across_cells"]
    done = prepare(book, found, answers={"across_cells": "actual"})
    assert values(done, "actual") == [1, 2, 3, 4, 6]
    known = {done.fingerprint: done.mapping}
    assert understand(book, remembered=known).questions == ()


def test_weeks_are_asked_for_their_first_day_and_waves_are_waves() -> None:
    book = book_of([["类别", "第1周", "第2周", "第3周"], ["系统", 1, 2, 3]], BUDGET)
    done = prepare(book, understand(book), answers={"across_first": "2026-01-05"})
    assert values(done, "period") == [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]
    book = book_of([["类别", "W1", "W2", "W3"], ["系统", 1, 2, 3]], BUDGET)
    done = prepare(book, understand(book), answers={"period": "2026-01-01"})
    assert values(done, "wave") == ["W1", "W2", "W3"]


def test_a_bad_cell_is_named_by_its_own_row_and_header_and_its_row_handed_back() -> None:
    rows: Rows = [["客户编号", "2026-01", "2026-02", "2026-03"], ["C1", 1, "?", 3], ["C2", "?", 5, 6]]
    book = book_of(rows, "收入.xlsx")
    _, done = read(book)
    told = [(issue.code, issue.row, issue.column, issue.value) for issue in done.issues]
    assert sorted(told) == [("not_a_number", 2, "2026-02", "?"), ("not_a_number", 3, "2026-01", "?")]
    assert done.rejected == (("Sheet1", 2), ("Sheet1", 3))
    back, reasons = opened(handed_back(book, understand(book), done))
    assert back == [rows[0], ["C1", "1", "?", "3"], ["C2", "?", "5", "6"]]
    assert [line[1:4] for line in reasons[1:]] == [["2", "2026-02", "?"], ["3", "2026-01", "?"]]


def test_an_error_of_a_formula_is_named_where_it_stands() -> None:
    _, done = read(book_of([["类别", "2026-01", "2026-02"], ["系统", 1, "#DIV/0!"]], BUDGET))
    assert [(i.code, i.row, i.column) for i in done.issues if i.severity == "cell"] in (
        [("formula_error", 2, "2026-02")],
        [("not_a_number", 2, "2026-02")],
    )


def test_next_month_is_known_again_and_the_new_column_named() -> None:
    _, first = read(book_of(MONTHS, BUDGET))
    rows = [[*line, extra] for line, extra in zip(MONTHS, ["2026年4月", 7, 8], strict=True)]
    later = book_of(rows, "成本预算 4月.xlsx")
    found, done = read(later, remembered={first.fingerprint: first.mapping})
    assert isinstance(found.change, HeaderChange)
    assert (found.change.new, found.change.gone) == (("2026年4月",), ())
    assert done.fingerprint == first.fingerprint
    assert done.table.num_rows == first.table.num_rows + 2
    assert [(i.code, i.column) for i in done.issues] == [("column_new", "2026年4月")]
    again, _ = read(later, remembered={done.fingerprint: done.mapping})
    assert (again.change, again.remembered) == (None, True)


def test_the_year_of_the_last_file_says_nothing_about_this_one() -> None:
    book = book_of([["类别", "1月", "2月", "3月"], ["系统", 1, 2, 3]], BUDGET)
    done = prepare(book, understand(book), answers={"across_year": "2025"})
    again = understand(book, remembered={done.fingerprint: done.mapping})
    assert [question.id for question in again.questions] == ["across_year"]


def test_the_reader_may_leave_a_column_or_read_the_sheet_as_it_stands_and_both_are_remembered() -> None:
    book = book_of(MONTHS, BUDGET)
    found = understand(book)
    assert isinstance(found.wide, Wide)
    less = found.wide.spreading(["2026年1月", "2026年2月"], "month")
    _, done = read(book, spread=less)
    assert values(done, "budget") == [1, 2, 4]
    again = understand(book, remembered={done.fingerprint: done.mapping})
    assert prepare(book, again).table.num_rows == 3
    plain = understand(book, spread=AS_IT_STANDS, dataset="costs")
    assert (plain.wide, [one.header for one in plain.columns]) == (None, MONTHS[0])
    assert isinstance(plain.may_spread, Spread)
    assert understand(book, remembered={plain.mapping.fingerprint: plain.mapping.to_json()}).wide is None


def test_names_of_branches_across_are_spread_by_hand() -> None:
    book = book_of([["类别", "2026-01", "2026-02"], ["系统", 1, 2]], BUDGET)
    found = understand(book)
    assert isinstance(found.wide, Wide)
    how = found.wide.spreading(["2026-01", "2026-02"], "text")
    found = understand(book, spread=how)
    at = next(one.index for one in found.columns if one.header == "列名")
    done = prepare(book, remap(book, found, {at: "line"}), answers={"period": "2026-01-01"})
    assert values(done, "line") == ["2026-01", "2026-02"]


@pytest.mark.parametrize(
    "rows",
    [
        [["客户编号", "Q1", "Q2", "Q3", "Q4"], ["C1", 5, 4, 3, 2]],
        [["客户编号", "W1", "W2", "W3"], ["C1", "是", "否", "否"]],
        [["客户编号", "月份", "金额"], ["C1", "2026-01", 3]],
    ],
)
def test_other_sheets_are_read_as_they_stand(rows: Rows) -> None:
    found = understand(book_of(rows), dataset="surveys")
    assert (found.wide, found.may_spread) == (None, None)


@pytest.mark.shared
def test_a_sheet_of_a_public_workbook_reads_as_its_mapping_file_does(shared_dir: Path) -> None:
    path = shared_dir / "real/evm_vertex42/vuquang01dl_earned-value-management.xlsx"
    book = read_file(path.name, path.read_bytes())
    how = Crosstab.model_validate_json((ROOT / "tests/data/ingest/mappings/evm_vertex42.json").read_text("utf-8"))
    by_file = unpivot(book, how.model_copy(update={"blocks": [how.blocks[2]]}))
    wanted = prepare(by_file, understand(by_file, dataset="costs"), constants={"wave": None})
    found = understand(book, sheet="AC", dataset="costs")
    assert isinstance(found.wide, Wide)
    assert len(found.wide.across.headers) == 12
    at = {one.header: one.index for one in found.columns}
    found = remap(book, found, {at["WBS"]: None, at["Task Name"]: "category"})
    done = prepare(book, found, answers={"across_first": "2026-01-05"})
    tasks = [line for line in cells(done, "actual") if str(line[1]).startswith("Task")]
    assert sorted(tasks) == sorted(cells(wanted, "actual"))


def test_a_column_under_a_month_is_left_by_the_name_of_both() -> None:
    found = understand(book_of(GROUPED))
    assert isinstance(found.wide, Wide)
    assert list(found.wide.columns) == [
        "类别",
        "2026年1月 · 预算",
        "2026年1月 · 实际",
        "2026年2月 · 预算",
        "2026年2月 · 实际",
    ]
    less = found.wide.spreading([name for name in found.wide.columns if "预算" in name], "month")
    _, done = read(book_of(GROUPED), spread=less)
    assert cells(done, "budget", "actual") == [(date(2026, 1, 1), "系统", 1, None), (date(2026, 2, 1), "系统", 3, None)]


def test_an_amount_beside_the_periods_is_not_counted_once_a_period() -> None:
    rows: Rows = [["类别", "预算", "2026-01", "2026-02"], ["系统", 30, 1, 2]]
    found, done = read(book_of(rows, "实际成本.xlsx"))
    assert {one.header: one.read_as for one in found.columns}["预算"] == "not_kept_repeated"
    assert cells(done, "budget", "actual") == [(date(2026, 1, 1), "系统", None, 1), (date(2026, 2, 1), "系统", None, 2)]


def test_a_row_of_data_with_two_days_and_a_word_that_comes_twice_is_no_header() -> None:
    text = "person,topic,required,due on,trained on,passed,wave\nE1,Privacy,yes,2026-11-01,2026-10-10,yes,W1\n"
    done = understand(read_file("training.csv", text.encode()), dataset="training")
    assert [column.header for column in done.mapping.columns] == text.split("\n")[0].split(",")
