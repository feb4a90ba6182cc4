"""How people lay out a sheet, in every variant: merged cells, headings over headings, totals, banners."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import Workbook, prepare, read_file, table_sheets, understand
from data.store.batch import Prepared
from tests.conftest import proving
from tests.data.ingest.tables import codes, csv_book, prepared, values

MANY = settings(max_examples=proving(15, 200), deadline=None)
DAY = {"snapshot_on": "2026-11-20"}


def merged_book(rows: Sequence[Sequence[Any]], merged: Sequence[str], name: str = "file.xlsx") -> Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    for area in merged:
        made.active.merge_cells(area)
    stream = io.BytesIO()
    made.save(stream)
    return read_file(name, stream.getvalue())


def snapshot(book: Workbook, dataset: str) -> Prepared:
    return prepare(book, understand(book, dataset=dataset), constants=DAY)


@MANY
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.sampled_from([0, 1, 2]), st.integers(0, 2))
def test_a_cell_merged_down_the_rows_holds_for_all_of_them(heights: list[int], at: int, titles: int) -> None:
    """Whichever column is merged, below any number of title rows; a cell that is only empty stays empty."""
    rows: list[list[Any]] = [["Costs of the move"]] * titles + [["Cost category", "Wave", "Branch", "Period", "Budget"]]
    wanted, areas = [], []
    for group, height in enumerate(heights):
        first = len(rows) + 1
        for step in range(height):
            own = ["K", "W1", "B1"]
            own[at] = f"G{group}" if step == 0 else ""
            rows.append([*own, date(2026, 1 + group, 1 + step), 100])
            wanted.append(f"G{group}")
        if height > 1:
            areas.append(f"{'ABC'[at]}{first}:{'ABC'[at]}{first + height - 1}")
    done = prepared(merged_book(rows, areas), "costs")
    assert (values(done, ("category", "wave", "branch")[at]), codes(done)) == (wanted, {})


def test_an_empty_cell_that_is_not_merged_stays_empty() -> None:
    rows = [
        ["Complaint number", "Received at", "Branch"],
        ["C1", "2026-11-02", "B1"],
        ["C2", "2026-11-03", ""],
        ["C3", "2026-11-03", ""],
    ]
    done = prepared(merged_book(rows, ["C2:C3"]), "complaints", wave="none")
    assert values(done, "branch") == ["B1", "B1", None]


LEVELS = {
    "inherent": ("Inherent", "Inherent risk", "Gross", "固有", "Before controls"),
    "residual": ("Residual", "Residual risk", "Net", "剩余", "After controls"),
    "target": ("Target", "目标"),
}
PAIRS = (("Likelihood", "Impact"), ("Probability", "Severity"), ("可能性", "影响程度"))
FIELDS = {"inherent": "{}_inherent", "residual": "{}", "target": "{}_target"}


@MANY
@given(
    st.data(),
    st.sampled_from(PAIRS),
    st.booleans(),
    st.permutations(["inherent", "residual", "target"]),
    st.integers(2, 3),
)
def test_a_level_of_a_risk_is_told_by_the_heading_above(
    data: st.DataObject, pair: tuple[str, str], score: bool, order: list[str], count: int
) -> None:
    order = order[:count] if "residual" in order[:count] else ["residual", *order[:1]]
    order = list(dict.fromkeys(order))
    under = [*pair, "Score"] if score else list(pair)
    upper, lower, row = ["Risk ID", "Risk description"], ["", ""], ["R1", "Data lost"]
    wanted: dict[str, str] = {}
    for at, level in enumerate(order):
        upper += [data.draw(st.sampled_from(LEVELS[level])), *[""] * (len(under) - 1)]
        lower += under
        row += [str(at + 1), str(at + 2), *(["9"] if score else [])]
        wanted |= {FIELDS[level].format("likelihood"): str(at + 1), FIELDS[level].format("impact"): str(at + 2)}
    done = snapshot(merged_book([upper, lower, row, ["R2", *row[1:]]], []), "risks")
    assert {name: values(done, name)[0] for name in wanted} == wanted


def test_residual_is_a_target_only_beside_what_is_current() -> None:
    text = "ref_id,name,inherent_impact,current_impact,residual_impact\nR.1,Data lost,5,4,2\n"
    done = snapshot(csv_book(text), "risks")
    assert [values(done, name) for name in ("impact_inherent", "impact", "impact_target")] == [["5"], ["4"], ["2"]]
    done = snapshot(csv_book("Risk ID,Likelihood,Impact,Residual likelihood,Residual impact\nR1,4,5,2,3\n"), "risks")
    assert [values(done, name) for name in ("likelihood_inherent", "likelihood", "likelihood_target")] == [
        ["4"],
        ["2"],
        [None],
    ]


@MANY
@given(
    st.sampled_from(
        [
            ("Plan", "Actual", "Start", "Finish"),
            ("Planned", "Actual", "Start", "Finish"),
            ("Baseline", "Actual", "Start", "Finish"),
            ("计划", "实际", "开始", "完成"),
            ("计划", "实际", "开始时间", "完成时间"),
        ]
    ),
    st.booleans(),
)
def test_dates_under_plan_and_under_actual_are_planned_and_actual(
    words: tuple[str, str, str, str], swapped: bool
) -> None:
    plan, actual, start, finish = words
    first, second = (actual, plan) if swapped else (plan, actual)
    rows = [
        ["ID", "Task name", first, "", second, ""],
        ["", "", start, finish, start, finish],
        ["T1", "Data", "2026-11-02", "2026-11-13", "2026-11-03", "2026-11-14"],
    ]
    done = snapshot(merged_book(rows, ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]), "tasks")
    found = [str(values(done, f"{kind}_{end}_on")[0]) for kind in ("planned", "actual") for end in ("start", "finish")]
    pairs = [["2026-11-02", "2026-11-13"], ["2026-11-03", "2026-11-14"]]
    assert found == [day for pair in (reversed(pairs) if swapped else pairs) for day in pair]


TOTALS = [
    "Total",
    "TOTAL",
    "Subtotal",
    "Grand total",
    "Total September",
    "Total for October",
    "Sum of W1",
    "Total: IT",
    "IT Total",
    "Total (2026)",
    "合计",
    "总计",
    "本月小计",
    "10月合计",
    "IT小计",
    "第一批合计",
    "小计：",
    "全年合计",
    "W1 subtotal",
    "Subtotal Staff",
    "2026年合计",
]
NO_TOTALS = [
    "Total rewards",
    "Sum insured",
    "Totalisator",
    "统计系统",
    "设计费",
    "会计服务",
    "合计算法",
    "Total station survey",
    "Subtotals engine",
]


@MANY
@given(st.sampled_from(TOTALS), st.integers(0, 3), st.integers(0, 4))
def test_a_total_is_left_out_wherever_it_stands(word: str, at: int, row: int) -> None:
    """In the first column or in that of the category, with the period beside it or without."""
    lines = [
        ["2026-09-01", "IT", "W1", "1000"],
        ["2026-09-01", "Staff", "W1", "500"],
        ["2026-10-01", "IT", "W1", "700"],
        ["2026-10-01", "Staff", "W1", "80"],
    ]
    total = ["2026-09-01", word, "W1", "1500"] if at % 2 else [word, "", "", "1500"]
    text = "\n".join(
        ",".join(line) for line in [["Period", "Cost category", "Wave", "Budget"], *lines[:row], total, *lines[row:]]
    )
    done = prepared(csv_book(text), "costs")
    assert (sum(values(done, "budget")), done.ignored) == (Decimal(2280), {"totals_row": 1})


@pytest.mark.parametrize("word", NO_TOTALS)
def test_a_name_with_such_a_word_in_it_is_a_name(word: str) -> None:
    done = prepared(csv_book(f"Period,Cost category,Budget\n2026-09-01,{word},5\n2026-09-01,IT,6\n"), "costs")
    assert (values(done, "category"), done.ignored) == ([word, "IT"], {})


def test_a_task_or_a_complaint_called_total_has_an_id_and_is_kept() -> None:
    done = snapshot(csv_book("ID,Task name,Start\n1,Total,2026-11-02\n2,Sum of W1,2026-11-03\n"), "tasks")
    assert (values(done, "name"), done.ignored) == (["Total", "Sum of W1"], {})


@MANY
@given(
    st.sampled_from(
        [
            "10月",
            "2026年10月",
            "一、准备阶段",
            "（二）系统阶段",
            "Phase 2 – Build",
            "第三阶段：切换",
            "IV. Closing",
            "October 2026",
        ]
    ),
    st.booleans(),
    st.integers(0, 1),
)
def test_a_heading_between_the_rows_is_left_out_and_counted(heading: str, merged: bool, at: int) -> None:
    rows = [
        ["投诉编号", "投诉日期", "投诉内容", "客户号"],
        ["T1", "2026-10-01", "a", "C1"],
        ["T2", "2026-10-02", "b", "C2"],
    ]
    rows.insert(1 + at, [heading, "", "", ""])
    done = prepared(merged_book(rows, [f"A{2 + at}:D{2 + at}"] if merged else []), "complaints")
    assert (values(done, "complaint"), done.ignored) == (["T1", "T2"], {"section_row": 1})


def test_a_banner_is_told_by_its_merged_cell_whatever_it_says() -> None:
    rows = [["投诉编号", "投诉日期", "投诉内容", "客户号"], ["华东区", "", "", ""], ["T1", "2026-10-01", "a", "C1"]]
    assert prepared(merged_book(rows, ["A2:D2"]), "complaints").ignored == {"section_row": 1}
    kept = prepared(
        merged_book([["Branch", "Address", "Manager"], ["B1", "", ""], ["B2", "Road 1", "Li"]], []), "branches"
    )
    assert (values(kept, "branch"), kept.ignored) == (["B1", "B2"], {})


def test_a_range_of_days_fills_its_first_and_its_last_day() -> None:
    text = "活动编号,活动名称,开始日期\nA1,迁移有礼,2026年10月20日-11月30日\nA2,老客户回馈,11.15-12.15\nA3,一日,2026-11-20\n"
    done = prepared(csv_book(text), "campaigns")
    days = [date(2026, 10, 20), date(2026, 11, 15), date(2026, 11, 20)]
    assert (values(done, "started_on"), codes(done)) == (days, {})
    assert values(done, "ended_on") == [date(2026, 11, 30), date(2026, 12, 15), None]


TWO_TABLES = [
    ["杭州分行撤并 网点及批次安排表"],
    [],
    ["一、网点清单"],
    ["网点", "地址", "负责人", "客户数"],
    ["营业部", "某路1号", "甲", 750],
    ["小计", "", "", 750],
    [],
    ["二、批次安排"],
    ["波次编号", "计划户数", "计划切换日", "说明"],
    ["第一批", 1000, "2026年10月17日", ""],
    ["合计", 1000],
]


def test_tables_that_titles_number_are_several_under_each_other_or_side_by_side() -> None:
    sheets = [sheet.name for sheet, _ in table_sheets(merged_book(TWO_TABLES, []))]
    assert sheets == ["Sheet!A1-D6", "Sheet!A8-D11"]
    upper = [
        ["Table 1: branches", "", "", "", "Table 2: waves", "", ""],
        ["Branch", "Address", "Manager", "", "Wave", "Planned", "Owner"],
    ]
    beside = merged_book([*upper, ["B1", "Road 1", "Li", "", "W1", 10, "Wu"]], [])
    assert [sheet.name for sheet, _ in table_sheets(beside)] == ["Sheet!A1-C3", "Sheet!E1-G3"]


@pytest.mark.parametrize("area", ["A9-D11", "A9:D11", "$A$9:$D$11", "a9:d11"])
def test_a_range_set_by_hand_is_read_with_its_first_row_as_headers(area: str) -> None:
    book = merged_book(TWO_TABLES, [])
    done = prepare(book, understand(book, sheet=f"Sheet!{area}", dataset="waves"))
    assert (values(done, "wave"), values(done, "planned_cutover_on")) == (["第一批"], [date(2026, 10, 17)])
