"""What cells and the parts of a header say where no whole header is known: kinds of columns, each by instances of its
own."""

from __future__ import annotations

import pytest

from data.datasets import DATASETS
from data.ingest import understand
from data.ingest.levels import read_level
from data.ingest.platforms.meta import is_personal
from data.ingest.recognition.answers import meant
from data.ingest.recognition.meanings import meaning
from data.ingest.understanding import Understanding
from tests.data.ingest.tables import csv_book


def _found(text: str, dataset: str) -> Understanding:
    return understand(csv_book(text), dataset=dataset)


@pytest.mark.parametrize(
    ("header", "level"),
    [
        ("L (gross)", ("inherent", "likelihood")),
        ("I (gross)", ("inherent", "impact")),
        ("Net I", ("residual", "impact")),
        ("Residual sev.", ("residual", "impact")),
        ("Target prob.", ("target", "likelihood")),
        ("固有 L", ("inherent", "likelihood")),
        ("I", None),
        ("Net", None),
        ("Gross inflow", None),
    ],
)
def test_a_letter_beside_a_level_is_likelihood_or_impact(header: str, level: tuple[str, str] | None) -> None:
    assert read_level(header) == level


@pytest.mark.parametrize(
    ("header", "personal"),
    [
        ("MobilePhone", True),
        ("User Full Name", True),
        ("home_phone_2", True),
        ("LearnerLastName", True),
        ("E-Mail ID", True),
        ("CustomerDOB", True),
        ("Mobile No", True),
        ("Calls by phone", False),
        ("Branch phone", False),
        ("Mobile app", False),
        ("Emails sent", False),
        ("Task Name", False),
        ("Phone model", False),
        ("Course full name", False),
        ("Product family name", False),
    ],
)
def test_who_somebody_is_and_how_one_is_reached_in_any_spelling(header: str, personal: bool) -> None:
    assert is_personal(header) is personal


def test_a_name_under_who_raised_it_is_personal_and_none_of_the_few_choices() -> None:
    rows = ["T-1,Amy Ford,2026-11-02 09:00", "T-2,Brian Cole,2026-11-03 10:00", "T-3,Rose Tully,2026-11-04 11:00"]
    found = _found("\n".join(["Ticket no.,Requester,Created at", *rows]), "tickets")
    assert [(one.header, one.field, one.read_as) for one in found.columns][1] == (
        "Requester",
        None,
        "not_kept_personal",
    )
    assert all("•" in text for text in found.columns[1].samples)


@pytest.mark.parametrize(
    ("text", "dataset", "field", "value"),
    [
        ("Planned", "outages", "planned", True),
        ("Unplanned", "outages", "planned", False),
        ("Non-planned", "outages", "planned", False),
        ("非计划", "outages", "planned", False),
        ("Not required", "training", "required", False),
    ],
)
def test_a_cell_that_names_its_field_says_yes_and_one_that_denies_it_no(
    text: str, dataset: str, field: str, value: bool
) -> None:
    read = meant(text, DATASETS[dataset].by_name[field])
    assert (read.value, read.sure) == (value, True) if read else pytest.fail(text)


def test_the_members_number_is_found_by_the_root_of_its_word() -> None:
    assert "customer" in meaning("membership_no").concepts
    assert meaning("hardship").concepts == frozenset()


def test_stars_of_a_call_are_its_rating() -> None:
    rows = ["K1001,2026-11-02,4", "K1002,2026-11-03,5", "K1003,2026-11-04,2", "K1004,2026-11-05,4"]
    found = _found("\n".join(["户号,登记日期,客户打分", *rows]), "contacts")
    assert found.columns[2].field == "rating"


def test_amounts_and_days_under_headers_that_say_nothing_are_asked() -> None:
    rows = ["2026-09,Rent,100,95.5", "2026-10,Rent,110,104", "2026-11,Rent,120,99.5"]
    money = _found("\n".join(["Month,Benefit,Planned,Zorp", *rows]), "benefits")
    asked = [one.params["column"] for one in money.questions if one.code == "column"]
    assert asked == ["Zorp"]
    rows = ["C1,W1,Moved,2026-11-07", "C2,W1,Moved,2026-11-08", "C3,W1,Moved,2026-11-09"]
    moved = _found("\n".join(["Customer,Wave,Status,Zorp", *rows]), "transfers")
    assert [one.params["column"] for one in moved.questions if one.code == "column"] == ["Zorp"]


def test_the_only_words_that_class_a_list_of_costs_are_its_category() -> None:
    rows = ["2026-09,系统改造,30,26.5", "2026-10,系统改造,35,35.2", "2026-11,差旅,20,18"]
    alone = _found("\n".join(["月份,费用项目,预算,实际", *rows]), "costs")
    assert alone.columns[1].field == "category"
    beside = [row.replace(",", ",信息部,", 1) for row in rows]
    both = _found("\n".join(["月份,费用类别,费用项目,预算,实际", *beside]), "costs")
    assert [one.field for one in both.columns[1:3]] == ["category", "line"]


BOARD = """Issue Type,Issue key,Issue id,Summary,Epic Link,Sprint,Story Points,Due Date,Resolved
Epic,OAK-3,20110,Close the shop,,,,2026-12-18,
Story,OAK-7,20111,Tell the tenants,OAK-3,Oak 4,5,2026-11-13,2026-11-12
Story,OAK-8,20112,Move the safe,OAK-3,Oak 5,8,2026-11-27,
Bug,OAK-9,20113,Wrong key in the plan,OAK-3,Oak 5,2,2026-11-20,
"""


def test_a_board_of_sprints_is_a_plan_whose_points_are_no_days() -> None:
    found = understand(csv_book(BOARD))
    assert found.dataset == "tasks"
    fields = {one.header: one.field for one in found.columns}
    assert (fields["Sprint"], fields["Story Points"], fields["Epic Link"]) == (None, None, "parent")


def test_the_ids_that_others_are_named_by_are_the_key() -> None:
    """A parent is told by the key of its task: with the other ids of the same rows it would be lost."""
    fields = {one.header: one.field for one in _found(BOARD, "tasks").columns}
    assert (fields["Issue key"], fields["Issue id"]) == ("task", None)


def test_a_plain_end_beside_an_expected_one_is_not_taken_for_the_expected_one() -> None:
    rows = [
        "Q1,桌椅搬运,2026-11-02,2026-11-06,2026-11-05",
        "Q2,线路检查,2026-11-09,2026-11-20,",
        "Q3,点交,2026-11-23,2026-12-04,",
    ]
    fields = {
        one.header: one.field
        for one in _found("\n".join(["编号,名称,预计开始,预计结束,完成时间", *rows]), "tasks").columns
    }
    assert (fields["预计结束"], fields["完成时间"]) == ("forecast_finish_on", "actual_finish_on")
    alone = [row.rpartition(",")[0] for row in rows]
    fields = {
        one.header: one.field for one in _found("\n".join(["编号,名称,开始时间,完成时间", *alone]), "tasks").columns
    }
    assert fields["完成时间"] == "forecast_finish_on"


def test_codes_beside_the_names_of_what_is_spent_are_not_the_category() -> None:
    rows = ["2026-09,5501,保洁费,800", "2026-10,5501,保洁费,820", "2026-10,5507,搬运费,4000"]
    fields = {
        one.header: one.field for one in _found("\n".join(["期间,科目编码,科目名称,借方金额", *rows]), "costs").columns
    }
    assert (fields["科目编码"], fields["科目名称"]) == (None, "category")


def test_who_spends_does_not_class_what_is_spent() -> None:
    rows = ["2026-09,保洁,行政部,10,9", "2026-10,保洁,行政部,10,11", "2026-10,搬运,运营部,40,38"]
    fields = {
        one.header: one.field for one in _found("\n".join(["月份,费用项目,归口部门,预算,实际", *rows]), "costs").columns
    }
    assert (fields["费用项目"], fields["归口部门"]) == ("category", None)


def test_days_without_a_month_are_days_whose_month_is_asked() -> None:
    found = _found("投诉编号,受理日,补偿金额\nT1,3日,100\nT2,12日,0\nT3,17日,50\n", "complaints")
    assert found.columns[1].field == "opened_at"
    assert [one.code for one in found.questions if one.column == 1] == ["month"]


def test_a_column_that_no_other_field_is_likely_for_is_not_asked() -> None:
    """And one whose header says nothing is, though nothing else in the table reads as what it may be."""
    rows = [
        "D-1,Payroll,Paye,2026-08-12,410,2033-12-31",
        "D-2,Tenancy,Lets,2026-09-02,88,2030-12-31",
        "D-3,Parking,Gate,,31,2027-10-31",
    ]
    told = "\n".join(["ROPA ref.,Processing activity,System of record,DPIA completed,Data subjects,Keep until", *rows])
    found = _found(told, "assets")
    fields = {one.header: one.field for one in found.columns}
    assert (fields["Processing activity"], fields["DPIA completed"]) == ("title", "assessed_on")
    assert [one.params.get("column") for one in found.questions if one.code == "column"] == []
    silent = _found(told.replace("DPIA completed", "Zorp"), "assets")
    assert "Zorp" in [one.params.get("column") for one in silent.questions]
