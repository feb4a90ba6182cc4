"""What looks alike and is not: cells that do not read as the field that a header names, headers twice, counts of cases,
rows with nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.ingest import also_holds, understand
from data.ingest.questions import Question
from tests.data.ingest.tables import codes, csv_book, prepared, values, xlsx_book


def fields(text: str, dataset: str | None = None) -> dict[str, str | None]:
    return {one.header: one.field for one in understand(csv_book(text), dataset=dataset).columns}


def asked(text: str, dataset: str | None = None) -> dict[str, Question]:
    return {one.id: one for one in understand(csv_book(text), dataset=dataset).questions}


def lines(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Firm name,Reporting period,Product group,Complaints opened,Complaints closed,% upheld",
            'Ours plc,202{} H1,Loans,"4,7{}1",96{},4{}.5%',
        ),
        ("银行名称,季度,投诉量（件）,同比", '浙东银行,2026年第{}季度,"1,12{}",1.{}%'),
    ],
)
def test_counts_of_complaints_are_no_list_of_complaints(header: str, row: str) -> None:
    text = lines(header, *(row.replace("{}", str(n)) for n in (1, 2, 3, 4)))
    how = understand(csv_book(text))
    assert how.dataset == "market"
    assert {one.field for one in how.columns} >= {"firm", "period", "complaints"}


def test_a_list_of_cases_with_numbers_as_ids_stays_a_list() -> None:
    text = lines("Complaint ID,Opened,Customer,Category", *(f"5523{n},2026-11-0{n},K{n},Fees" for n in range(1, 8)))
    assert understand(csv_book(text)).dataset == "complaints"


def test_cells_that_are_no_days_are_not_taken_for_days_by_their_header() -> None:
    """*Delivered?* over Y and N is no day of delivery: it is asked, and left out unless somebody says what it is."""
    text = lines(
        "Customer,Letter type,Posted,Delivered?",
        *(f"K{n},Transfer notice,{n} Oct 2026,{'YN'[n % 2]}" for n in range(1, 9)),
    )
    questions = asked(text, "notices")
    assert questions["column.D"].guess == "-"
    assert fields(text, "notices")["Delivered?"] is None


def test_yes_and_no_are_no_measure_taken() -> None:
    text = lines(
        "Incident ref,Happened on,What happened,Resolved",
        *(f"INC-{n},2026-10-1{n},Cards failed,{('Yes', 'No')[n % 2]}" for n in range(1, 9)),
    )
    assert fields(text, "incidents")["Resolved"] is None


def test_open_and_closed_are_asked_before_they_become_remarks() -> None:
    text = lines(
        "Ref,Issue,Owner,Raised,Status",
        *(f"I{n},Vendor has not signed {n},J. Brown,2026-11-0{n},{('Open', 'Closed')[n % 2]}" for n in range(1, 8)),
    )
    assert "column.E" in asked(text, "actions")


def test_several_things_ticked_are_no_way_in_which_somebody_answered() -> None:
    rows = (f"{n},2026-11-0{n} 10:00,{n + 1},{('短信┋微信', '短信', '上门┋短信')[n % 3]}" for n in range(1, 9))
    text = lines("序号,提交时间,推荐意愿(0-10),您通过哪些方式得知搬迁（多选）", *rows)
    assert not [one for one in asked(text, "surveys").values() if one.column == 3]
    told = prepared(csv_book(text), "surveys", **{one: q.guess or "none" for one, q in asked(text, "surveys").items()})
    assert "上门┋短信" in values(told, "answers")[1]


@pytest.mark.parametrize(
    ("second", "is_asked"),
    [(lambda n: f"2026-11-0{n}", False), (lambda n: f"2026-11-1{n}", True), (lambda n: "", False)],
)
def test_a_header_twice_is_asked_where_its_cells_differ(second: object, is_asked: bool) -> None:
    rows = (f"T{n},K{n},2026-11-0{n},{second(n)},资费" for n in range(1, 9))  # type: ignore[operator]
    questions = asked(lines("投诉编号,客户编号,受理日期,受理日期,投诉类型", *rows), "complaints")
    assert ("column.D" in questions) == is_asked
    assert not is_asked or questions["column.D"].guess == "-"


def test_a_second_remark_is_left_out_by_name_and_not_asked() -> None:
    text = lines("编号,事项,责任人,备注,备注", *(f"A{n},办理{n},王伟,在办{n},转{n}科" for n in range(1, 9)))
    assert [one for one in asked(text, "actions") if one.startswith("column.")] == []
    found = understand(csv_book(text), dataset="actions")
    assert {one.header: one.read_as for one in found.columns}["备注 (2)"] == "not_kept_taken"


def test_what_customers_say_is_never_a_question() -> None:
    rows = (
        f"{n},2026-11-0{n} 9:00,{n},{('不想换银行', '理财到期怎么办', '为什么不早通知')[n % 3]}" for n in range(1, 9)
    )
    text = lines("编号,结束答题时间,2.您愿意把我行推荐给朋友吗（0最不愿意，10最愿意）,3.还有什么想说的", *rows)
    assert fields(text, "surveys")["3.还有什么想说的"] == "comment"
    assert [one for one in asked(text, "surveys").values() if one.column == 3] == []


def test_when_each_row_was_touched_is_no_day_of_the_whole_list() -> None:
    text = lines(
        "Key,Summary,Due date,Updated", *(f"MIG-{n},Step {n},2026-12-0{n},2026-11-0{n} 10:22" for n in range(1, 9))
    )
    assert fields(text, "tasks")["Updated"] is None
    assert "snapshot_on" in asked(text, "tasks")


def test_days_as_trackers_write_them() -> None:
    """The form that Jira exports by default."""
    text = lines("Ticket ID,Created,Title", "55231,02/Nov/26 9:12 AM,Login loop", "55240,10/Nov/26 4:31 PM,Blank page")
    done = prepared(csv_book(text), "tickets", wave="none")
    assert values(done, "opened_at") == [datetime(2026, 11, 2, 9, 12), datetime(2026, 11, 10, 16, 31)]


def test_a_shortened_word_first_says_how_sure_a_day_is() -> None:
    text = lines("Customer no,Wave,Sched. migration date", *(f"K{n},W1,2026-12-0{n}" for n in range(1, 8)))
    assert fields(text, "transfers")["Sched. migration date"] == "planned_on"


def test_a_row_without_anything_under_its_periods_is_named() -> None:
    rows = [
        ["费用科目", "费用明细", "2026年9月", "2026年10月"],
        ["人工", "加班", 10, 20],
        ["宣传", "展板", None, None],
        ["系统", "接口", 3, 4],
        ["合计", "", 13, 24],
        [],
        ["注：不含税"],
    ]
    done = prepared(xlsx_book(rows), "costs", across_cells="budget")
    assert done.ignored == {"totals_row": 2, "nothing_across": 1, "blank_row": 1, "note_row": 1}
    assert {one.code: one.row for one in done.issues if one.severity == "ignore"} == {
        "totals_row": 5,
        "nothing_across": 3,
        "blank_row": 6,
        "note_row": 7,
    }
    assert codes(done)["nothing_across"] == 1


def test_a_number_and_a_remark_make_no_list_another_one() -> None:
    text = lines("序号,客户号,所属网点,备注", *(f"{n},K000{n},营业部,已核对" for n in range(1, 9)))
    assert also_holds(understand(csv_book(text), dataset="customers")) == ()


@pytest.mark.parametrize("gap", [0, 1])
def test_notes_below_a_table_are_no_facts_of_its_first_column(gap: int) -> None:
    """A register of risks with its scale explained below: the numbers stay the keys, the notes are named as left
    out."""
    notes = ("Scale: 1 rare", "5 almost certain", "Updated by the PMO each Friday")
    text = lines(
        "Ref,Risk,Likelihood,Impact,Owner,Assessed on",
        *(f"R{n},Letters of branch {n} come late,{n % 5 + 1},3,Ann Lee,2026-11-0{n}" for n in range(1, 8)),
        *[",,,,,"] * gap,
        *(f"{note},,,,," for note in notes),
    )
    assert {name: fields(text)[name] for name in ("Ref", "Risk")} == {"Ref": "risk", "Risk": "name"}
    how = prepared(csv_book(text))
    assert values(how, "risk") == [f"R{n}" for n in range(1, 8)]
