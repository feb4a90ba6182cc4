"""Counts of progress with a column a state: read as a row a branch and state, with the day that stands around or beside
them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.ingest import prepare, understand
from data.language import Translator
from tests.data.ingest.tables import values, xlsx_book

ENGLISH = ["Branch", "Told", "Consented", "Moved", "Failed"]
COUNTS = [["Harbour", 20, 15, 80, 3], ["Riverside", 10, 5, 60, 1]]
WEEK = "Migration progress, week ending 13 November 2026"
READ = [
    ("Harbour", "told", 20),
    ("Harbour", "consented", 15),
    ("Harbour", "moved", 80),
    ("Harbour", "failed", 3),
    ("Riverside", "told", 10),
    ("Riverside", "consented", 5),
    ("Riverside", "moved", 60),
    ("Riverside", "failed", 1),
]


def counted(found: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(values(found, name) for name in ("branch", "state", "customers")), strict=True))


@pytest.mark.parametrize(
    ("above", "header", "name", "source"),
    [
        ([[WEEK]], ENGLISH, "file.xlsx", "title"),
        (
            [],
            ["Branch", "# Told", "Customers consented", "No. of customers moved", "Failed"],
            "progress 2026-11-13.xlsx",
            "file",
        ),
        (
            [["迁移进度统计（截至2026年11月13日）"]],
            ["支行", "已告知", "已同意户数", "已转移客户数", "转移失败"],
            "表.xlsx",
            "title",
        ),
    ],
)
def test_each_branch_and_state_is_a_row_and_the_day_is_proposed_with_its_source(
    above: list[Any], header: list[str], name: str, source: str
) -> None:
    book = xlsx_book([*above, header, *COUNTS], name=name)
    how = understand(book)
    assert how.dataset == "progress"
    assert [(one.id, one.guess, one.params["source"]) for one in how.questions] == [("day", "2026-11-13", source)]
    done = prepare(book, how, answers={"day": "2026-11-13"})
    assert (counted(done), set(values(done, "day")), done.issues) == (READ, {date(2026, 11, 13)}, ())


def test_the_day_is_that_of_the_column_of_weeks_and_totals_are_no_rows() -> None:
    rows = [
        ["Week ending", *ENGLISH, "Total"],
        ["2026-11-13", *COUNTS[0], 118],
        ["2026-11-20", *COUNTS[1], 76],
        ["Total", None, 30, 20, 140, 4, 194],
    ]
    book = xlsx_book(rows)
    how = understand(book)
    assert how.questions == ()
    done = prepare(book, how)
    assert counted(done) == READ
    assert values(done, "day") == [date(2026, 11, 13)] * 4 + [date(2026, 11, 20)] * 4
    assert done.ignored == {"totals_row": 4}


def test_states_that_may_hold_those_after_them_are_asked_about_and_taken_apart() -> None:
    rows = [
        ["Week ending", *ENGLISH],
        ["2026-11-13", "Harbour", 120, 100, 80, 3],
        ["2026-11-20", "Riverside", 90, 70, 60, None],
    ]
    book = xlsx_book(rows)
    how = understand(book)
    assert [one.text(Translator("en")) for one in how.questions] == [
        "Do the customers under “Consented” stand under “Told” too?"
    ]
    assert [one.text(Translator("zh")) for one in how.questions] == ["“Consented”中的客户是否也计入“Told”？"]
    apart = prepare(book, how, answers={"across_nested": "apart"})
    assert [number for _, _, number in counted(apart)] == [120, 100, 80, 3, 90, 70, 60]
    done = prepare(book, how, answers={"across_nested": "nested"})
    # How many failed at Riverside is not told: of its 70 that consented nobody knows how many wait.
    assert counted(done) == [
        ("Harbour", "told", 20),
        ("Harbour", "consented", 17),
        ("Harbour", "moved", 80),
        ("Harbour", "failed", 3),
        ("Riverside", "told", 20),
        ("Riverside", "consented", None),
        ("Riverside", "moved", 60),
    ]
    assert [(one.code, one.row, one.column, one.value) for one in done.issues] == [
        ("not_a_number", 3, "Consented", "70 − ?")
    ]
    again = understand(book, remembered={done.fingerprint: done.mapping})
    assert (again.questions, counted(prepare(book, again))) == ((), counted(done))
    other = xlsx_book([rows[0], ["2026-11-06", "Harbour", 20, 100, 80, 3]])
    known = understand(other, remembered={done.fingerprint: done.mapping})
    assert (known.questions, counted(prepare(other, known))[0]) == ((), ("Harbour", "told", 20))


@pytest.mark.parametrize("header", [["Branch", "Open", "Closed", "Remaining"], ["Branch", "Told", "Moved", "Budget"]])
def test_fewer_than_three_states_stand_as_they_are(header: list[str]) -> None:
    assert understand(xlsx_book([header, ["Harbour", 1, 2, 3]]), dataset="progress").wide is None
