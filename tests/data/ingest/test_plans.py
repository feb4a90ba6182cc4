"""Plans and money as files write them, read, judged and kept."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, template, understand
from data.ingest.plans import indents, parents
from data.problems import Refusal
from data.store import Prepared, Receipt, Store
from data.store.query import Query

EVERYONE = local_rights("tester", "administrator")
PLAN = Query(name="test.plan", sql="select * from {tasks} order by snapshot_on, task", grain="open")
COSTS = Query(name="test.costs", sql="select * from {costs} order by category", grain="open")


def file(rows: list[list[Any]], name: str = "plan.csv") -> Any:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return read_file(name, text.getvalue().encode("utf-8-sig"))


def ready(rows: list[list[Any]], dataset: str, **constants: str | None) -> Prepared:
    book = file(rows)
    return prepare(book, understand(book, dataset=dataset), constants={"wave": None, **constants})


def kept(store: Store, rows: list[list[Any]], dataset: str, **constants: str | None) -> Receipt:
    return store.commit(ready(rows, dataset, **constants), EVERYONE)


MSP = [
    [
        "ID",
        "Task Name",
        "Duration",
        "Start",
        "Finish",
        "Predecessors",
        "Outline Level",
        "% Complete",
        "Milestone",
        "Baseline Start",
        "Baseline Finish",
        "Actual Start",
        "Actual Finish",
    ],
    [
        1,
        "Wave 6",
        "30 days",
        "2026-11-02",
        "2026-12-11",
        "",
        1,
        "40%",
        "No",
        "2026-11-02",
        "2026-12-04",
        "2026-11-02",
        "NA",
    ],
    [
        2,
        "Rehearsal 1",
        "5 days",
        "2026-11-02",
        "2026-11-06",
        "",
        2,
        "100%",
        "No",
        "2026-11-02",
        "2026-11-06",
        "2026-11-02",
        "2026-11-06",
    ],
    [
        3,
        "Rehearsal 2",
        "2 wks",
        "2026-11-09",
        "2026-11-20",
        "2FS+1d",
        2,
        "50%",
        "No",
        "2026-11-09",
        "2026-11-13",
        "2026-11-09",
        "NA",
    ],
    [
        4,
        "Cut-over",
        "0 days",
        "2026-12-11",
        "2026-12-11",
        "3;9FS",
        2,
        "0%",
        "Yes",
        "2026-12-04",
        "2026-12-04",
        "NA",
        "NA",
    ],
]


def test_a_plan_of_microsoft_project(store: Store) -> None:
    found = understand(file(MSP))
    assert found.dataset == "tasks"
    assert {column.header: column.field for column in found.columns} == {
        "ID": "task",
        "Task Name": "name",
        "Duration": "duration",
        "Start": "forecast_start_on",
        "Finish": "forecast_finish_on",
        "Predecessors": "predecessors",
        "Outline Level": "outline_level",
        "% Complete": "percent_complete",
        "Milestone": "milestone",
        "Baseline Start": "planned_start_on",
        "Baseline Finish": "planned_finish_on",
        "Actual Start": "actual_start_on",
        "Actual Finish": "actual_finish_on",
    }
    assert "snapshot_on" in {question.id for question in found.questions}
    receipt = kept(store, MSP, "tasks", snapshot_on="2026-11-15")
    assert (receipt.counts.new, receipt.counts.rejected) == (4, 0)
    assert [(issue.code, issue.row, issue.value) for issue in receipt.issues] == [("predecessor_missing", 5, "9")]
    rows = store.read(PLAN, EVERYONE).set_index("task")
    assert rows["duration"].to_dict() == {"1": 30, "2": 5, "3": 10, "4": 0}
    assert rows["percent_complete"].to_dict() == {"1": 0.4, "2": 1.0, "3": 0.5, "4": 0.0}
    assert rows["parent"].fillna("").to_dict() == {"1": "", "2": "1", "3": "1", "4": "1"}
    assert rows["milestone"].tolist() == [False, False, False, True]


def test_a_gantt_sheet_in_chinese(store: Store) -> None:
    rows = [
        ["编号", "任务名称", "计划开始", "计划完成", "预计完成", "实际完成", "完成率", "前置任务", "工期"],
        ["W6-1", "数据演练", "2026年11月2日", "2026年11月6日", "2026年11月10日", "", "80", "", "5个工作日"],
        ["W6-2", "切换", "2026年12月5日", "2026年12月5日", "2026年12月12日", "", "0", "W6-1FS+2天", "0"],
    ]
    receipt = kept(store, rows, "tasks", snapshot_on="2026-11-08")
    assert receipt.counts.new == 2
    found = store.read(PLAN, EVERYONE).set_index("task")
    assert found.loc["W6-1", "percent_complete"] == 0.8
    assert found.loc["W6-1", "duration"] == 5
    assert found.loc["W6-2", "forecast_finish_on"].date() == date(2026, 12, 12)
    assert found.loc["W6-2", "predecessors"] == "W6-1FS+2天"


def test_what_is_wrong_in_a_plan_is_reported_on_its_row_and_the_rest_is_kept(store: Store) -> None:
    rows = [
        ["Task id", "Task", "Start", "Finish", "% complete", "Predecessors"],
        ["A", "fine", "2026-11-02", "2026-11-06", "50%", ""],
        ["B", "backwards", "2026-11-09", "2026-11-03", "0%", "A"],
        ["C", "too much", "2026-11-09", "2026-11-13", "130%", "A"],
        ["D", "waits for nobody", "2026-11-09", "2026-11-13", "0%", "Q"],
        ["E", "circle", "2026-11-09", "2026-11-13", "0%", "F"],
        ["F", "circle", "2026-11-09", "2026-11-13", "0%", "E"],
        ["G", "vague", "2026-11-09", "2026-11-13", "0%", "A FS+soon"],
    ]
    receipt = kept(store, rows, "tasks", snapshot_on="2026-11-08")
    assert receipt.counts.new == 7
    assert sorted((issue.code, issue.row) for issue in receipt.issues) == [
        ("finish_before_start", 3),
        ("out_of_range", 4),
        ("predecessor_missing", 5),
        ("predecessor_unread", 8),
        ("schedule_cycle", 6),
    ]
    found = store.read(PLAN, EVERYONE).set_index("task")
    assert found["percent_complete"].isna().to_dict() == {name: name == "C" for name in "ABCDEFG"}


def test_outlines_from_indented_names() -> None:
    assert indents(["Wave 6", "  Rehearsal", "  Cut-over", "Wave 7"]) == [1, 2, 2, 1]
    assert indents(["Wave 6", "Rehearsal"]) is None
    assert parents(["1", "2", "3", "4", "5"], [1, 2, 3, 2, None]) == [None, "1", "2", "1", None]
    prepared = ready([["id", "task name"], ["1", "Wave 6"], ["2", "　Rehearsal"]], "tasks", snapshot_on="2026-11-08")
    assert prepared.table["parent"].to_pylist() == [None, "1"]
    assert prepared.table["name"].to_pylist() == ["Wave 6", "Rehearsal"]


def snapshot(finish: str) -> list[list[Any]]:
    return [["Task id", "Task", "Forecast finish"], ["M1", "Close", finish]]


def test_last_week_is_not_overwritten_and_parts_stand_side_by_side(store: Store) -> None:
    kept(store, snapshot("2026-12-01"), "tasks", snapshot_on="2026-11-08", part="W1")
    kept(store, snapshot("2026-12-20"), "tasks", snapshot_on="2026-11-08", part="W2")
    kept(store, snapshot("2026-12-09"), "tasks", snapshot_on="2026-11-15", part="W1")
    rows = store.read(PLAN, EVERYONE)
    told = [
        (row.snapshot_on.date().isoformat(), row.part, row.forecast_finish_on.date().isoformat())
        for row in rows.itertuples()
    ]
    assert sorted(told) == [
        ("2026-11-08", "W1", "2026-12-01"),
        ("2026-11-08", "W2", "2026-12-20"),
        ("2026-11-15", "W1", "2026-12-09"),
    ]


def test_amounts_with_units_brackets_and_currencies(store: Store, shared_dir: Path) -> None:
    """Known answers: expected.json beside the file."""
    book = read_file("cost_wan.csv", (shared_dir / "formats/cost_wan.csv").read_bytes())
    found = understand(book)
    assert found.dataset == "costs"
    prepared = prepare(book, found, constants={"wave": None})
    assert prepared.table["budget"].to_pylist() == [Decimal("12005000.00"), Decimal("800000.00")]
    assert prepared.table["actual"].to_pylist() == [Decimal("-352000.00"), Decimal("1234000.00")]
    assert prepared.table["period"].to_pylist() == [date(2026, 9, 1)] * 2
    assert "units_mixed" in {issue.code for issue in prepared.issues}
    assert store.commit(prepared, EVERYONE).counts.new == 2


def test_amounts_whose_unit_is_open_are_asked_about() -> None:
    rows = [["Month", "Category", "Budget"], ["2026-09", "Migration", "1.2万"], ["2026-09", "Legal", "80"]]
    book = file(rows, "costs.csv")
    found = understand(book, dataset="costs")
    question = next(question for question in found.questions if question.code == "units")
    assert (question.id, question.params["example"]) == ("units.budget", "80")
    with pytest.raises(Refusal, match="questions_open"):
        prepare(book, found, constants={"wave": None})
    prepared = prepare(book, found, constants={"wave": None}, answers={"units.budget": "10000"})
    assert prepared.table["budget"].to_pylist() == [Decimal("12000.00"), Decimal("800000.00")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.2万", 12_000),
        ("0.03亿", 3_000_000),
        ("15k", 15_000),
        ("2.5m", 2_500_000),
        ("(35.20)", -35.2),
        ("−12", -12),
        ("$3,794,700", 3_794_700),
    ],
)
def test_ways_to_write_an_amount(text: str, amount: float) -> None:
    prepared = ready([["Month", "Category", "Budget"], ["2026-09", "Migration", text]], "costs")
    assert float(prepared.table["budget"][0].as_py()) == amount


def test_money_spent_before_it_was_committed_is_reported(store: Store) -> None:
    rows = [
        ["Month", "Category", "Actual", "Committed on", "Paid on"],
        ["2026-09", "Migration", "100", "2026-10-05", "2026-09-20"],
        ["2026-09", "Legal", "100", "2026-09-05", "2026-09-20"],
    ]
    receipt = kept(store, rows, "costs")
    assert [(issue.code, issue.row) for issue in receipt.issues] == [("actual_before_commitment", 2)]
    assert store.read(COSTS, EVERYONE)["actual"].tolist() == [100, 100]


@pytest.mark.parametrize("dataset", ["tasks", "baselines", "costs", "benefits", "changes"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_templates_are_recognised_as_what_they_are(dataset: str, lang: str) -> None:
    """A template with one row filled in is that dataset, and every column its own field."""
    workbook = openpyxl.load_workbook(io.BytesIO(template(dataset, lang)))
    sheet = workbook.worksheets[0]
    filled = {"date": "2026-11-22", "boolean": "yes", "text": "W6", "decimal": "12.5", "number": "0.5", "integer": "1"}
    for at, field in enumerate(DATASETS[dataset].fields, 1):
        value = field.choices[0].en if field.choices else filled[field.type]
        sheet.cell(sheet.max_row if at > 1 else sheet.max_row + 1, at, value)
    out = io.BytesIO()
    workbook.save(out)
    found = understand(read_file("filled.xlsx", out.getvalue()))
    assert found.dataset == dataset
    assert [column.field for column in found.columns] == [field.name for field in DATASETS[dataset].fields]
