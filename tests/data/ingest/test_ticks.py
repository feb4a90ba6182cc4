"""Ticks in one cell with commas between: split where the column shows them, never where it does not."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import read_file, understand
from data.ingest.ticks import COMMA, choices_in, split_ticks
from data.language import Translator
from pages.kit.upload.rejected import head_of, rejected_workbook
from tests.conftest import proving
from tests.data.ingest.tables import values
from tests.data.ingest.test_platform_table import Case, csv_book, read, sheet


def found(*cells: str) -> tuple[str, ...]:
    return choices_in(Counter(cells))


def test_two_answers_that_stand_alone_and_together_are_ticks() -> None:
    assert found("Queue", "Papers", "Queue, Papers") == ("Papers", "Queue")


def test_parts_that_never_part_are_one_answer_with_a_comma() -> None:
    cells = ("Waiting, queue, Papers", "Papers", "Waiting, queue", "Waiting, queue, Phone", "Phone", "Papers, Phone")
    assert found(*cells) == ("Papers", "Phone", "Waiting, queue")
    assert split_ticks("Waiting, queue, Papers, my dog, too", found(*cells)) == [
        "Waiting, queue",
        "Papers",
        "my dog, too",
    ]


def test_just_two_to_be_ticked_are_seen_by_three_that_meet_two_by_two() -> None:
    assert found("A, B", "B, C", "A, C") == ("A", "B", "C")


def test_texts_and_single_choices_stay_as_they_are() -> None:
    assert not found("Waiting, queue, Lost papers", "")
    assert not found("Yes, fully", "Yes, fully", "Yes, partly", "Yes, partly", "No", "No")
    assert not found("Yes", "Yes, partly", "No", "No, partly", "Yes", "No")
    assert not found("Morning, weekday", "Morning, weekend", "Evening, weekday", "Evening, weekend")
    assert not found("Good, but slow", "Good, fast", "Good", "slow", "Bad, rude", "Long wait, no answer")
    assert not found("Pudong, Shanghai", "Minhang, Shanghai", "Shanghai", "Xuhui, Shanghai")
    assert not found("A, B", "B, A", "A", "B")


CHOICES = ("Queue", "Lost papers", "Waiting, long", "App", "排队", "Staff")


@given(st.lists(st.sets(st.sampled_from(CHOICES), min_size=1), max_size=30))
@settings(max_examples=proving(60, 400), deadline=None)
def test_what_was_ticked_is_read_back(ticked: list[set[str]]) -> None:
    sheets = [[one for one in CHOICES if one in ticks] for ticks in ticked]
    # Each alone and each with each, as a column of some size holds them.
    sheets += [[one] for one in CHOICES] + [[one, two] for at, one in enumerate(CHOICES) for two in CHOICES[at + 1 :]]
    case = Case("googleforms", "multi", [["Problems"]], [[COMMA.join(one)] for one in sheets], [])
    _, done = read(csv_book(sheet(case)))
    assert [json.loads(text)["Problems"] for text in values(done, "answers")] == sheets


def test_next_months_file_is_read_with_the_choices_of_the_last_and_its_own() -> None:
    first = Case("googleforms", "multi", [["Problems"]], [["Queue, long, Papers"], ["Papers"], ["Queue, long"]], [])
    _, done = read(csv_book(sheet(first)))
    later = Case("googleforms", "multi", [["Problems"]], [["Queue, long, Papers, App"], ["App"]], [])
    _, again = read(csv_book(sheet(later)), {done.fingerprint: done.mapping})
    assert [json.loads(text)["Problems"] for text in values(again, "answers")] == [
        ["Queue, long", "Papers", "App"],
        ["App"],
    ]


def test_a_question_first_ticked_next_month_is_one_of_ticks_from_then_on() -> None:
    for platform, head, before, after, kept in (
        ("wjx", ["2、问题"], [["排队"]], [["排队┋丢失"]], {"2、问题": ["排队", "丢失"]}),
        ("tencent", ["2.问题-排队", "2.问题-丢失"], [["", ""]], [["1", "0"]], {"2.问题": ["排队"]}),
        ("surveymonkey", ["Problems?", ""], [["", ""]], [["Queue", ""]], {"Problems?": ["Queue"]}),
        ("msforms", ["Problems"], [[""]], [["Queue;Papers;"]], {"Problems": ["Queue", "Papers"]}),
    ):
        heads = [head, ["Queue", "Papers"]] if platform == "surveymonkey" else [head]
        _, first = read(csv_book(sheet(Case(platform, "multi", heads, before, []))))
        book = csv_book(sheet(Case(platform, "multi", heads, after, [])))
        remembered = {first.fingerprint: first.mapping}
        assert understand(book, remembered=remembered).remembered
        _, done = read(book, remembered)
        assert [json.loads(text) for text in values(done, "answers")] == [kept]


def test_an_answer_sheet_to_which_nothing_was_put_and_never_sent_is_left_out() -> None:
    heads = [["Q6. Why", "Q3[SQ001]. Problems [Queue]", "Q3[SQ002]. Problems [Papers]"]]
    rows = sheet(Case("limesurvey", "not asked", heads, [["N/A", "N/A", "N/A"], ["slow", "Y", ""]], []))
    rows[1][1] = ""
    _, done = read(csv_book(rows))
    assert done.ignored == {"never_submitted": 1}
    assert values(done, "complete") == [True]


def test_an_answer_sheet_whose_date_cannot_be_read_is_handed_back_and_comes_again_as_it_is() -> None:
    heads = [["Q6. Why", "Q3[SQ001]. Problems [Queue]", "Q3[SQ002]. Problems [Papers]"]]
    rows = sheet(
        Case("limesurvey", "not asked", heads, [["N/A", "N/A", "N/A"], ["slow", "Y", ""], ["ok", "Y", "Y"]], [])
    )
    good, rows[1][1] = rows[1][1], "gestern"
    book = csv_book(rows)
    _, done = read(book)
    assert (done.ignored, len(done.rejected)) == ({}, 1)
    heads_of = {done.rejected[0][0]: head_of(understand(book, dataset="surveys"))}
    made = openpyxl.load_workbook(
        BytesIO(rejected_workbook(book, done.rejected, done.issues, heads_of, Translator("zh")))
    )
    made.worksheets[0]["B2"].value = good
    stream = BytesIO()
    made.save(stream)
    back = read_file("mended.xlsx", stream.getvalue())
    remembered = {done.fingerprint: done.mapping}
    assert understand(back, remembered=remembered).remembered
    _, again = read(back, remembered)
    assert json.loads(values(again, "answers")[0]) == {"_skipped": ["Problems", "Q6. Why"]}
