"""Due dates counted by hand from published calendars.

2025: 28 Jan–4 Feb off (26 Jan, 8 Feb worked), 1–8 Oct off (28 Sep, 11 Oct worked). 2026: 15–23 Feb off (14 and 28 Feb
worked), 1–7 Oct off (20 Sep, 10 Oct worked). State Council, notices of 12 November 2024 and 4 November 2025.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from analytics.stats.legal_clock import Rule, add_months, compute_clock, compute_due
from data.clock import use_zone
from data.legal import load_calendars


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("event", "n", "unit", "due", "moved"),
    [
        ("2025-09-01", 10, "day", "2025-09-11", 0),  # Thursday
        ("2025-09-01", 30, "day", "2025-10-09", 8),  # 1 October, off to the 8th
        ("2026-03-02", 15, "day", "2026-03-17", 0),  # Tuesday
        ("2026-09-26", 15, "day", "2026-10-12", 1),  # Sunday 11 October
        ("2026-01-26", 20, "day", "2026-02-24", 9),  # Sunday 15 February, first day of the Spring Festival
        ("2026-01-25", 20, "day", "2026-02-14", 0),  # Saturday, worked
        ("2026-09-10", 30, "day", "2026-10-10", 0),  # Saturday, worked
        ("2026-09-03", 30, "day", "2026-10-08", 5),  # 3 October
        ("2026-01-14", 45, "day", "2026-02-28", 0),  # Saturday, worked
        ("2025-08-18", 45, "day", "2025-10-09", 7),  # 2 October
        ("2025-11-30", 60, "day", "2026-01-29", 0),  # Thursday
        ("2025-12-20", 60, "day", "2026-02-24", 6),  # 18 February
        ("2026-02-12", 3, "business_day", "2026-02-24", 0),  # Friday 13, worked Saturday 14, Tuesday 24
        ("2026-09-29", 3, "business_day", "2026-10-09", 0),  # 30 September, 8 and 9 October
        ("2026-10-08", 3, "business_day", "2026-10-12", 0),  # 9, worked Saturday 10, 12
        ("2025-12-23", 8, "week", "2026-02-24", 7),  # 17 February
        ("2026-03-02", 8, "week", "2026-04-27", 0),  # Monday
        ("2026-01-31", 1, "month", "2026-02-28", 0),  # last of February, a worked Saturday
        ("2026-09-05", 1, "month", "2026-10-08", 3),  # 5 October
        ("2026-03-31", 1, "month", "2026-04-30", 0),  # Thursday
    ],
)
def test_due_dates_of_the_chinese_calendar(event: str, n: int, unit: str, due: str, moved: int) -> None:
    found = compute_due(on(event), Rule(n, unit))  # type: ignore[arg-type]
    assert (found.day, found.moved, found.provisional) == (on(due), moved, False)


@pytest.mark.parametrize(
    ("event", "n", "due"),
    [
        ("2026-02-14 22:30", 72, "2026-02-17 22:30"),  # inside the Spring Festival
        ("2026-10-01 23:10", 4, "2026-10-02 03:10"),
        ("2026-10-01 09:00", 4, "2026-10-01 13:00"),
    ],
)
def test_hours_run_without_pause(event: str, n: int, due: str) -> None:
    found = compute_due(datetime.fromisoformat(event), Rule(n, "hour"))
    assert (found.at, found.provisional) == (datetime.fromisoformat(due), False)


def test_three_business_days_and_eight_weeks_in_england() -> None:
    # Good Friday 3 and Easter Monday 6 April 2026.
    assert compute_due(on("2026-04-01"), Rule(3, "business_day", "GB", "none")).day == on("2026-04-08")
    assert compute_due(on("2026-04-01"), Rule(8, "week", "GB", "none")).day == on("2026-05-27")


@pytest.mark.parametrize(
    ("roll", "due"), [("none", "2026-11-07"), ("holiday", "2026-11-07"), ("rest_day", "2026-11-09")]
)
def test_a_weekend_moves_the_day_only_where_the_rule_says_so(roll: str, due: str) -> None:
    assert compute_due(on("2026-10-08"), Rule(30, "day", "CN", roll)).day == on(due)  # type: ignore[arg-type]


def test_a_statutory_holiday_moves_the_day_under_both_rules() -> None:
    assert {compute_due(on("2026-09-03"), Rule(30, "day", "CN", roll)).day for roll in ("holiday", "rest_day")} == {
        on("2026-10-08")
    }


def test_a_year_that_is_not_announced_gives_provisional_days() -> None:
    assert load_calendars()["CN"].announced_until == 2026
    found = compute_due(on("2026-12-25"), Rule(45, "day"))
    assert (found.counted, found.provisional) == (on("2027-02-08"), True)
    assert compute_due(on("2026-12-25"), Rule(45, "day", "CN", "none")).provisional is False
    assert compute_due(on("2026-12-30"), Rule(3, "business_day")).provisional is True
    assert compute_due(on("2026-12-25"), Rule(72, "hour")).provisional is False


def test_what_comes_before_an_event_is_counted_back_and_never_moved() -> None:
    assert compute_due(on("2026-10-10"), Rule(0, "day", "CN", "rest_day", "before")).day == on("2026-10-09")
    assert compute_due(on("2026-11-07"), Rule(30, "day", "CN", "rest_day", "before")).day == on("2026-10-08")
    assert compute_due(on("2026-11-01"), Rule(30, "day", "CN", "rest_day", "before")).day == on("2026-10-02")
    assert compute_due(on("2026-10-12"), Rule(3, "business_day", "CN", "none", "before")).day == on("2026-10-08")


def test_a_month_ends_on_the_same_day_or_on_its_last() -> None:
    assert [add_months(on("2024-01-31"), n) for n in (1, 2, 13, -2)] == [
        on("2024-02-29"),
        on("2024-03-31"),
        on("2025-02-28"),
        on("2023-11-30"),
    ]


@pytest.fixture
def london() -> Iterator[None]:
    use_zone("Europe/London")
    yield
    use_zone(None)


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


FOUR, SEVENTY_TWO = Rule(4, "hour", "none", "none"), Rule(72, "hour", "none", "none")
TEN, MONTH, EIGHT = Rule(10), Rule(1, "month", "EU", "none"), Rule(8, "week", "GB", "none")


@pytest.mark.parametrize(
    ("start", "rule", "own", "done", "now", "due", "state", "cause"),
    [
        # An incident found at 22:15: four hours later is the next day, seventy-two over a holiday too.
        ("2026-10-01 22:15", FOUR, "", "", "2026-10-02 02:15", "2026-10-02 02:15", "due", ""),
        ("2026-10-01 22:15", FOUR, "", "", "2026-10-02 02:16", "2026-10-02 02:15", "overdue", ""),
        ("2026-10-01 22:15", FOUR, "", "2026-10-02 02:15", "2026-10-05 09:00", "2026-10-02 02:15", "met", ""),
        ("2026-10-01 22:15", SEVENTY_TWO, "", "2026-10-04 22:16", "2026-10-05 09:00", "2026-10-04 22:15", "late", ""),
        ("2026-12-31 23:30", FOUR, "", "", "2026-12-31 23:45", "2027-01-01 03:30", "due", ""),  # year's end
        ("2028-02-28 21:00", FOUR, "", "", "2028-02-28 22:00", "2028-02-29 01:00", "due", ""),  # 29 February
        # Only the day is known: what holds at every hour of it is said, and else that the hour is missing.
        ("2026-11-02 00:00", FOUR, "", "2026-11-02 03:00", "2026-11-05 09:00", "2026-11-02 04:00", "met", ""),
        ("2026-11-02 00:00", FOUR, "", "2026-11-02 05:00", "2026-11-05 09:00", "2026-11-02 04:00", "unknown", "hour"),
        ("2026-11-02 00:00", FOUR, "", "2026-11-03 05:00", "2026-11-05 09:00", "2026-11-02 04:00", "late", ""),
        ("2026-11-02 00:00", FOUR, "", "", "2026-11-02 12:00", "2026-11-02 04:00", "unknown", "hour"),
        ("2026-11-02 00:00", FOUR, "", "", "2026-11-03 04:00", "2026-11-02 04:00", "overdue", ""),
        ("2026-11-02 09:00", FOUR, "", "2026-11-02 00:00", "2026-11-05 09:00", "2026-11-02 13:00", "unknown", "hour"),
        ("2026-11-02 09:00", FOUR, "", "2026-11-03 00:00", "2026-11-05 09:00", "2026-11-02 13:00", "late", ""),
        # Days: the tenth after Thursday 24 September is a Sunday of the holiday, the first worked day is 8 October.
        ("2026-09-24 15:00", TEN, "", "", "2026-10-08 23:00", "2026-10-08 23:59:59", "due", ""),
        ("2026-09-24 15:00", TEN, "", "", "2026-10-09 00:00", "2026-10-08 23:59:59", "overdue", ""),
        ("2026-09-24 15:00", TEN, "", "2026-10-08 00:00", "2026-11-01 00:00", "2026-10-08 23:59:59", "met", ""),
        # A month from 31 January is the last of February, in a leap year the 29th.
        ("2028-01-31 09:00", MONTH, "", "", "2028-02-29 12:00", "2028-02-29 23:59:59", "due", ""),
        ("2027-01-31 09:00", MONTH, "", "2027-03-01 00:00", "2027-03-02 12:00", "2027-02-28 23:59:59", "late", ""),
        ("2026-11-09 10:00", EIGHT, "", "", "2027-01-04 12:00", "2027-01-04 23:59:59", "due", ""),
        # No number in law: the internal day, and without one there is no deadline to be in time for.
        (
            "2026-11-02 10:00",
            None,
            "2026-11-17",
            "2026-11-17 18:00",
            "2026-11-20 09:00",
            "2026-11-17 23:59:59",
            "met",
            "",
        ),
        ("2026-11-02 10:00", None, "2026-11-17", "", "2026-11-20 09:00", "2026-11-17 23:59:59", "overdue", ""),
        ("2026-11-02 10:00", None, "", "2026-11-03 10:00", "2026-11-20 09:00", "", "done", ""),
        ("2026-11-02 10:00", None, "", "", "2026-11-20 09:00", "", "open", ""),
        # Nothing has started it; written ahead is not done; done before it began cannot be.
        ("", TEN, "", "", "2026-11-20 09:00", "", "waiting", ""),
        ("", TEN, "", "2026-11-03 10:00", "2026-11-20 09:00", "", "done", ""),
        ("2026-11-02 10:00", TEN, "", "2026-11-30 10:00", "2026-11-10 09:00", "2026-11-12 23:59:59", "due", ""),
        (
            "2026-11-02 10:00",
            TEN,
            "",
            "2026-11-01 10:00",
            "2026-11-20 09:00",
            "2026-11-12 23:59:59",
            "unknown",
            "before_start",
        ),
    ],
)
def test_a_clock_stands_as_it_was_counted_by_hand(
    start: str, rule: Rule | None, own: str, done: str, now: str, due: str, state: str, cause: str
) -> None:
    found = compute_clock(at(start), rule, at(done), datetime.fromisoformat(now), on(own) if own else None)
    assert (found.due, found.state, found.cause) == (at(due), state, cause)


def test_seventy_two_hours_are_those_of_the_zone_of_the_programme(london: None) -> None:
    """British clocks go back at 01:00 UTC on 25 October 2026 and on at 01:00 UTC on 28 March 2027."""
    assert compute_due(datetime(2026, 10, 24, 9), SEVENTY_TWO).at == datetime(2026, 10, 27, 8)
    assert compute_due(datetime(2027, 3, 27, 23), FOUR).at == datetime(2027, 3, 28, 4)
