"""Rows that are of no use are a question first, customers are found by the roster, and words that were refused say
which are taken."""

from __future__ import annotations

from datetime import date

import pytest

from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.ingest.around import Programme
from data.ingest.predecessors import working_days
from data.ingest.values import seconds
from data.ingest.words import issue_words
from data.language import Translator
from pages.kit.navigation import BY_NAME
from pages.kit.upload.end import PAGE_OF
from tests.data.ingest.tables import csv_book, values, xlsx_bytes

SCORES = "客户编号,答卷时间,甲\n" + "".join(f"C{n},2026-09-{n:02},{1 + n % 5}\n" for n in range(1, 13))
COSTS = "月份,费用类别,乙\n2026-09,系统,1200.50\n2026-10,系统,900\n2026-11,人员,455.20\n"


@pytest.mark.parametrize(
    ("file", "dataset", "field", "right"),
    [
        (SCORES, "surveys", "csat", [1 + n % 5 for n in range(1, 13)]),
        (COSTS, "costs", "actual", [1200.5, 900, 455.2]),
    ],
)
def test_rows_without_a_score_or_an_amount_are_a_question_first(
    file: str, dataset: str, field: str, right: list[float]
) -> None:
    """The column that looks like one is asked about, with nothing chosen; said to be it, its numbers are there."""
    book = csv_book(file)
    found = understand(book, dataset=dataset)
    asked = [one for one in found.questions if one.code == "column"]
    assert [(one.id, one.guess) for one in asked] == [("column.C", "")]
    done = prepare(book, found, answers={"column.C": field})
    assert [float(value) for value in values(done, field)] == right


def test_rows_that_stay_without_a_score_are_said() -> None:
    book = csv_book("客户编号,答卷时间,您的建议\nC1,2026-09-01,慢\nC2,2026-09-02,快\n")
    done = prepare(book, understand(book, dataset="surveys"))
    assert [(one.code, one.severity, one.count) for one in done.issues if one.code == "no_score"] == [
        ("no_score", "warn", 2)
    ]


@pytest.mark.parametrize("header", ["请输入账单右上角的号码", "联系电话", "Ref on the bill"])
def test_customers_are_found_by_the_roster_whatever_their_column_is_called(header: str) -> None:
    ids = [f"1391000{n:04}" for n in range(12)]
    rows = "".join(f"{one},2026-09-{n:02},5\n" for n, one in enumerate(ids, start=1))
    book = csv_book(f"{header},答卷时间,满意度(1-5)\n{rows}")
    found = understand(book, dataset="surveys", programme=Programme(customers=frozenset(ids)))
    assert {one.header: one.field for one in found.columns}[header] == "customer"
    assert values(prepare(book, found), "customer") == ids
    alone = understand(book, dataset="surveys")
    assert {one.header: one.field for one in alone.columns}[header] != "customer"


@pytest.mark.parametrize(("lang", "words"), [("en", "moved"), ("zh", "已转移")])
def test_a_word_that_was_refused_says_which_are_taken(lang: str, words: str) -> None:
    rows = "".join(f"C{n},W1,成功\n" for n in range(20))
    book = csv_book(f"客户编号,波次,状态\n{rows}C98,W1,飞走\n")
    done = prepare(book, understand(book, dataset="transfers"))
    text, _ = issue_words(next(one for one in done.issues if one.code == "not_a_choice"), Translator(lang))
    choices = DATASETS["transfers"].by_name["status"].choices
    assert all(str(getattr(one, lang)) in text for one in choices), (words, text)


def test_who_signed_in_was_trained_and_who_did_not_was_not() -> None:
    sheet = [
        ["培训主题：迁移流程培训  培训时间：2026年10月9日"],
        ["姓名", "岗位", "签到", "考试成绩"],
        ["王伟", "柜员", "√", "81"],
        ["李丽", "柜员", "×", ""],
        ["张敏", "经理", "请假", ""],
        ["赵强", "经理", "√", "59"],
    ]
    book = read_file("签到.xlsx", xlsx_bytes({"签到": sheet}))
    found = understand(book, dataset="training")
    answers = {one.id: one.guess or "none" for one in found.questions}
    done = prepare(book, found, answers=answers)
    assert values(done, "attended") == [True, False, False, True]
    assert values(done, "held_on") == [date(2026, 10, 9), None, None, date(2026, 10, 9)]
    assert set(values(done, "topic")) == {"迁移流程培训"}
    assert [one.code for one in done.issues if one.code == "day_of_absent"] == []  # no cell of a row named a day


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "They were not there: no day of training is kept"), ("zh", "这些人员未出席，不计培训日期")],
)
def test_a_day_beside_somebody_who_was_not_there_is_said_to_be_left_out(lang: str, words: str) -> None:
    rows = "E1,迁移流程,2026-10-09,是\nE2,迁移流程,2026-10-09,否\nE3,迁移流程,2026-10-16,否\nE4,迁移流程,,否\n"
    book = csv_book(f"工号,培训主题,培训日期,是否到场\n{rows}")
    done = prepare(book, understand(book, dataset="training"), answers={"wave": "none"})
    assert values(done, "held_on") == [date(2026, 10, 9), None, None, None]
    (said,) = [one for one in done.issues if one.code == "day_of_absent"]
    assert (said.column, said.count) == ("培训日期", 2)
    assert words in issue_words(said, Translator(lang))[0]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("13d 4h", 13.5),
        ("2 wks 1 day", 11.0),
        ("3个工作日", 3.0),
        ("1.5周", 7.5),
        ("2周3天", 13.0),
        ("1d 30m", 1.0625),
        ("4 tea", None),
    ],
)
def test_durations_of_several_parts(text: str, days: float | None) -> None:
    assert working_days(text) == days


@pytest.mark.parametrize(("text", "right"), [("13d 4h", 13 * 86_400 + 4 * 3600), ("1天2小时", 93_600), ("2分3秒", 123)])
def test_times_with_days(text: str, right: float) -> None:
    assert seconds(text) == right


def test_each_dataset_has_a_page_that_shows_it() -> None:
    for dataset in DATASETS.values():
        assert PAGE_OF.get(dataset.name, PAGE_OF.get(dataset.area)) in BY_NAME, dataset.name
