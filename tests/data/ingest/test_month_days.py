"""Cells that hold only the day of a month: their month is proposed from a title, a name or another column, and never
taken by itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.ingest import prepare, remap, understand
from data.ingest.questions import QuestionsOpen
from data.language import Translator
from data.problems import Refusal
from tests.data.ingest.tables import values, xlsx_book

DAYS = [["T1", "15日"], ["T2", "3"], ["T3", "21st"]]
HEAD = ["投诉编号", "投诉日期"]
OCTOBER = [datetime(2026, 10, 15), datetime(2026, 10, 3), datetime(2026, 10, 21)]


@pytest.mark.parametrize(
    ("title", "name", "source"),
    [
        ("客户投诉台账（2026年10月）", "表.xlsx", "title"),
        ("Complaints, October 2026", "表.xlsx", "title"),
        ("10月投诉台账", "表.xlsx", "title"),
        ("投诉台账", "投诉_202610.xlsx", "file"),
        ("投诉台账", "投诉 2026-10.xlsx", "file"),
        ("Complaints, as at 31 October 2026", "表.xlsx", "title"),
    ],
)
def test_the_month_of_a_title_or_a_name_is_proposed_with_its_source(title: str, name: str, source: str) -> None:
    book = xlsx_book([[title], HEAD, *DAYS], name=name)
    how = understand(book, dataset="complaints")
    asked = next(one for one in how.questions if one.code == "month")
    assert (asked.id, asked.guess, asked.params["source"], asked.proposed) == (
        "month.opened_at",
        "2026-10",
        source,
        True,
    )
    with pytest.raises(QuestionsOpen):
        prepare(book, how, answers={"wave": "none"})
    done = prepare(book, how, answers={"month.opened_at": "2026-10", "wave": "none"})
    assert values(done, "opened_at") == OCTOBER
    nine = prepare(book, how, answers={"month.opened_at": "2026年9月", "wave": "none"})
    assert values(nine, "opened_at")[0] == datetime(2026, 9, 15)
    again = understand(book, dataset="complaints", remembered={done.fingerprint: done.mapping})
    assert [one.id for one in again.questions if one.code == "month"] == ["month.opened_at"]


def test_the_month_that_another_column_says_in_each_row_is_proposed() -> None:
    rows = [["T1", "2026年9月", "15日"], ["T2", "2026年10月", "3"], ["T3", "2026-09", "31"]]
    book = xlsx_book([["投诉台账"], ["投诉编号", "月份", "投诉日期"], *rows])
    how = understand(book, dataset="complaints")
    asked = next(one for one in how.questions if one.code == "month")
    assert (asked.guess, asked.choices) == ("beside", ("beside", "none"))
    assert [asked.source_text(Translator(lang)) for lang in ("en", "zh")] == [
        "Read from the column: 月份",
        "取自列：月份",
    ]
    assert asked.choice_text("beside", Translator("en")) == "The month of “月份” in the same row"
    done = prepare(book, how, answers={"month.opened_at": "beside", "wave": "none"})
    assert values(done, "opened_at") == [datetime(2026, 9, 15), datetime(2026, 10, 3)]
    assert [(one.code, one.row, one.value) for one in done.issues if one.severity == "reject"] == [
        ("not_a_date", 5, "31")
    ]
    known = understand(book, dataset="complaints", remembered={done.fingerprint: done.mapping})
    assert values(prepare(book, known, answers={"wave": "none"}), "opened_at") == values(done, "opened_at")


def test_a_month_that_nothing_says_is_asked_without_a_proposal_and_may_be_none() -> None:
    book = xlsx_book([["培训台账：9月、10月"], ["Wave", "Planned cut-over"], ["W1", "15"], ["W2", "3"]])
    how = understand(book, dataset="waves")
    asked = next(one for one in how.questions if one.code == "month")
    assert (asked.guess, asked.choices) == ("", ("2026-11", "2026-10", "2026-09", "none"))
    assert values(prepare(book, how, answers={asked.id: "none"}), "planned_cutover_on") == [None, None]
    done = prepare(book, how, answers={asked.id: "2026-12"})
    assert values(done, "planned_cutover_on") == [date(2026, 12, 15), date(2026, 12, 3)]
    with pytest.raises(Refusal, match="answer_unknown"):
        prepare(book, how, answers={asked.id: "December"})


def test_a_column_that_a_person_says_is_of_days_is_asked_for_its_month() -> None:
    book = xlsx_book([["Waves, December 2026"], ["Wave", "Quill"], ["W1", "15"], ["W2", "3"]])
    how = remap(book, understand(book, dataset="waves"), {1: "planned_cutover_on"})
    assert [(one.id, one.guess) for one in how.questions if one.code == "month"] == [
        ("month.planned_cutover_on", "2026-12")
    ]
