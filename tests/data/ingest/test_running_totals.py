"""Planned, earned and actual values that run up are stored as what each period added; those that do not stay as they
are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.ingest import Workbook, prepare, read_file, understand
from data.language import Translator
from data.problems import Issue
from tests.data.ingest.tables import codes, csv_book, values, xlsx_bytes

EN = "Month,Category,{}PV,{}EV,{}AC\n"
ZH = "月份,费用类别,{}计划价值,{}挣值,{}实际成本\n"
ROWS = (
    ("2026-06", "IT", 20, 18, 19.5),
    ("2026-07", "IT", 61, 55, 58),
    ("2026-08", "IT", 61, 60, 64),
    ("2026-06", "Staff", 7, 7, 8),
    ("2026-07", "Staff", 14, 13, 15),
    ("2026-08", "Staff", 30, 22, 24),
    ("2026-09", "IT", 90, 80, 85),
)
ADDED = {
    "budget": [20, 41, 0, 7, 7, 16, 29],
    "earned": [18, 37, 5, 7, 6, 9, 20],
    "actual": [19.5, 38.5, 6, 8, 7, 9, 21],
}
"""Reckoned by hand: each row less the one of the month before in its category. The last row of the file is IT's
fourth."""


def table(header: str) -> Workbook:
    return csv_book(header + "".join(",".join(map(str, row)) + "\n" for row in ROWS))


def amounts(book: Workbook, **answers: str) -> dict[str, list[Decimal | None]]:
    done = prepare(book, understand(book), answers=answers)
    return {name: values(done, name) for name in ADDED if any(one is not None for one in values(done, name))}


@pytest.mark.parametrize(
    "header",
    [EN.format(*["Cumulative "] * 3), EN.format("Cum. ", "Cum. ", "Actual to date "), ZH.format(*["累计"] * 3)],
    ids=["cumulative", "cum.", "累计"],
)
def test_what_is_headed_as_cumulative_is_taken_apart_and_said(header: str) -> None:
    book = table(header)
    done = prepare(book, understand(book))
    assert {name: values(done, name) for name in ADDED} == ADDED
    assert codes(done) == {"running_totals": 21}


@pytest.mark.parametrize("header", [EN.format("", "", ""), ZH.format("", "", "")], ids=["en", "zh"])
def test_what_never_falls_is_asked(header: str) -> None:
    book = table(header)
    how = understand(book)
    (asked,) = [one for one in how.questions if one.code == "running"]
    assert (asked.choices, asked.guess) == (("total", "increments", "year"), "total")
    assert amounts(book, running="total") == ADDED
    as_written = {name: [row[at + 2] for row in ROWS] for at, name in enumerate(ADDED)}
    assert amounts(book, running="increments") == as_written
    told = how.mapping.model_copy(update={"answers": {"running": "total"}})
    again = understand(book, remembered={told.fingerprint: prepare(book, how, answers={"running": "total"}).mapping})
    assert [one.id for one in again.questions] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Are the amounts in “PV · EV · AC” running totals?"),
        ("zh", "“PV · EV · AC”的金额是否为累计值？"),
    ],
)
def test_the_question_names_its_columns(lang: str, text: str) -> None:
    (asked,) = understand(table(EN.format("", "", ""))).questions
    assert asked.text(Translator(lang)) == text


def test_amounts_of_a_period_are_left_and_nothing_is_asked() -> None:
    book = csv_book(
        "Month,Category,Budget,Actual\n2026-06,IT,100,90\n2026-07,IT,80,85\n2026-08,IT,120,100\n2026-09,IT,60,90\n"
    )
    assert amounts(book) == {"budget": [100, 80, 120, 60], "actual": [90, 85, 100, 90]}
    few = csv_book("Month,Category,Budget\n2026-06,IT,100\n2026-07,IT,180\n2026-08,IT,200\n")
    assert (understand(few).questions, amounts(few)) == ((), {"budget": [100, 180, 200]})


def test_a_total_of_the_year_begins_again_and_a_gap_is_no_zero() -> None:
    book = csv_book(
        "Month,Category,Actual YTD\n2025-11,IT,100\n2025-12,IT,250\n2026-01,IT,40\n2026-02,IT,\n2026-03,IT,45\n"
    )
    assert amounts(book) == {"actual": [100, 150, 40, None, 5]}


def test_a_running_total_that_falls_is_asked_and_the_fall_is_kept() -> None:
    book = csv_book("Month,Category,Cumulative actual\n2026-06,IT,100\n2026-07,IT,250\n2026-08,IT,230\n")
    assert [(one.id, one.guess) for one in understand(book).questions] == [("running", "total")]
    assert amounts(book, running="total") == {"actual": [100, 150, -20]}


def test_a_title_alone_is_no_proof_but_a_reason_to_ask() -> None:
    rows = [
        ["项目费用累计情况表"],
        [],
        ["月份", "费用类别", "预算"],
        ["2026年6月", "科技", 100],
        ["2026年7月", "科技", 250],
    ]
    book = read_file("费用.xlsx", xlsx_bytes({"费用": rows}))
    assert [(one.id, one.guess) for one in understand(book).questions] == [("running", "total")]
    assert amounts(book, running="increments") == {"budget": [100, 250]}


def test_months_across_that_run_up_are_asked_where_earned_value_is_among_them() -> None:
    rows = [
        ["Category", "Measure", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026"],
        ["IT", "Budget", 20, 61, 61, 90],
        ["IT", "Actual", 19, 58, 64, 85],
    ]
    assert understand(read_file("plan.xlsx", xlsx_bytes({"Costs": rows}))).questions == ()
    book = read_file("costs.xlsx", xlsx_bytes({"Costs": [*rows, ["IT", "Earned value", 18, 55, 60, 80]]}))
    assert [one.id for one in understand(book).questions] == ["running"]
    assert amounts(book, running="total") == {
        "budget": [20, 41, 0, 29],
        "earned": [18, 37, 5, 20],
        "actual": [19, 39, 6, 21],
    }


def test_what_is_said_names_the_column() -> None:
    book = table(EN.format("Cumulative ", "", ""))
    done = prepare(book, understand(book), answers={"running": "increments"})
    found = [one for one in done.issues if one.code == "running_totals"]
    assert found == [Issue("running_totals", "warn", "file", None, "Cumulative PV", count=7, params={"of": "total"})]
