"""Due dates counted by hand from published calendars.

2025: 28 Jan–4 Feb off (26 Jan, 8 Feb worked), 1–8 Oct off (28 Sep, 11 Oct worked). 2026: 15–23 Feb off (14 and 28 Feb worked),
1–7 Oct off (20 Sep, 10 Oct worked). State Council, notices of 12 November 2024 and 4 November 2025.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.stats.legal_clock import Rule, add_months, compute_due
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
