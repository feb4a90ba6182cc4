"""Day and month of dates that may be either: told by what the days mean, or asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.ingest import prepare, remap, understand
from data.ingest.recognition.order import earlier_and_later
from data.language import Translator
from tests.conftest import proving
from tests.data.ingest.tables import csv_book, prepared, values

MANY = settings(max_examples=proving(10, 150), deadline=None)
FORMS = {"dmy": "{0.day:02}/{0.month:02}/{0.year}", "mdy": "{0.month:02}/{0.day:02}/{0.year}"}
EITHER_WAY = st.tuples(st.integers(1, 10), st.integers(1, 12)).map(lambda one: date(2026, *one))
"""Days before the day on which the tests stand whose numbers may be day or month."""


def turned(day: date) -> date:
    return date(day.year, day.day, day.month)


def questions(text: str, dataset: str) -> list[str]:
    return [one.code for one in understand(csv_book(text), dataset=dataset).questions if one.code == "date_order"]


@MANY
@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 11), st.integers(1, 2)), min_size=4, max_size=9, unique=True),
)
def test_what_ends_before_it_begins_tells_day_from_month(order: str, spans: list[tuple[int, int, int]]) -> None:
    """A task goes on for a day or two into the next: read the other way it would end a month after or before it
    began."""
    rows = [
        (date(2027, month, day + more), date(2027, month + 1, day)) for month, day, more in spans if day + more <= 12
    ]
    wrong = [one for one in rows if turned(one[1]) < turned(one[0])]
    assume(len(wrong) >= 3)
    lines = [f"T{at},Step {at},{FORMS[order].format(a)},{FORMS[order].format(b)}" for at, (a, b) in enumerate(rows)]
    text = "\n".join(["ID,Task name,Planned Start Date,Planned End Date", *lines])
    assert questions(text, "tasks") == []
    done = prepared(csv_book(text), "tasks", snapshot_on="2026-11-20")
    assert list(zip(values(done, "planned_start_on"), values(done, "planned_finish_on"), strict=True)) == rows


@MANY
@given(st.sampled_from(sorted(FORMS)), st.lists(EITHER_WAY, min_size=3, max_size=8, unique=True))
def test_what_has_happened_lies_before_today(order: str, days: list[date]) -> None:
    """Complaints of the last months: some would be of next month the other way round, and none the way they are."""
    ahead = [day for day in days if turned(day) > date(2026, 11, 25)]
    lines = [f"C{at},{FORMS[order].format(day)}" for at, day in enumerate(days)]
    asked = questions("\n".join(["Complaint number,Received at", *lines]), "complaints")
    assert asked == ([] if len(ahead) >= 3 else ["date_order"])


def test_a_slip_of_the_hand_does_not_tell() -> None:
    """Two rows that cannot be are not enough, and rows that cannot be either way round leave it open."""
    head = "ID,Task name,Planned Start Date,Planned End Date\n"
    some = "1,a,05/03/2027,06/03/2027\n2,b,02/04/2027,03/04/2027\n"
    assert questions(head + some, "tasks") == ["date_order"]
    backwards = "".join(
        f"{at},x,0{at}/03/2027,0{at - 1}/03/2027\n{at}b,y,03/0{at}/2027,03/0{at - 1}/2027\n" for at in range(4, 9)
    )
    assert questions(head + backwards, "tasks") == ["date_order"]


@pytest.mark.parametrize(("order", "first"), [("dmy", date(2027, 3, 5)), ("mdy", date(2027, 5, 3))])
def test_one_answer_holds_for_all_columns_that_leave_their_order_open(order: str, first: date) -> None:
    text = "ID,Task name,Planned Start Date,Planned End Date\n1,a,05/03/2027,06/03/2027\n2,b,02/04/2027,03/04/2027\n"
    book = csv_book(text)
    how = understand(book, dataset="tasks")
    asked = next(one for one in how.questions if one.code == "date_order")
    assert (asked.id, asked.params["column"]) == ("date_order.planned_start_on", "Planned Start Date, Planned End Date")
    done = prepare(book, how, answers={asked.id: order, "snapshot_on": "2026-11-20"})
    assert values(done, "planned_start_on")[0] == first
    assert (values(done, "planned_finish_on")[0] - first).days in (1, 31)
    known = understand(book, remembered={done.fingerprint: done.mapping})
    assert [one.code for one in known.questions if one.code == "date_order"] == []
    left = remap(book, how, {2: None})
    again = next(one for one in left.questions if one.code == "date_order")
    assert (again.id, again.params["column"], again.column) == ("date_order.D", "Planned End Date", 3)
    end = prepare(book, left, answers={again.id: order, "snapshot_on": "2026-11-20"})
    assert values(end, "planned_finish_on") == values(done, "planned_finish_on")
    assert [one.code for one in remap(book, left, {3: None}).questions if one.code == "date_order"] == []


@pytest.mark.parametrize(("lang", "said"), [("en", "end before they begin"), ("zh", "结束早于开始")])
def test_it_is_said_why_the_order_is_known(lang: str, said: str) -> None:
    rows = "".join(f"{at},Step,0{at + 1}/0{at}/2027,01/0{at + 1}/2027\n" for at in range(2, 8))
    book = csv_book(f"ID,Task name,Planned Start Date,Planned End Date\n{rows}")
    told = [one.read_as for one in understand(book, dataset="tasks").columns[2:]]
    assert told == ["date_dmy_days", "date_dmy_days"]
    assert said in Translator(lang)(f"read_as.{told[0]}")


def test_the_order_of_days_is_that_of_the_rules() -> None:
    assert earlier_and_later("tickets") == {
        ("opened_at", "due_at"),
        ("opened_at", "resolved_at"),
        ("opened_at", "responded_at"),
        ("responded_at", "resolved_at"),
    }
    assert ("actual_start_on", "actual_finish_on") in earlier_and_later("tasks")
    assert earlier_and_later("risks") == {("identified_on", "due_on")}
    assert all(set(pair) <= set(DATASETS[name].by_name) for name in DATASETS for pair in earlier_and_later(name))
