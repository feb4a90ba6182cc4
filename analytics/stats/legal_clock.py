"""The legal clock: from an event and a term the day on which a period ends.

Counting after the Civil Code of China, articles 200 to 203: the day of the event is not counted; a period of months
ends on the same day of the month, else on its last; a period whose last day is a statutory holiday ends on the day
after it. Whether a weekend moves it too, and whether a worked weekend does not, is the ``roll`` of the rule, for
counsel to confirm. Hours run without pause and never move. Days of a year whose holidays are not announced yet are
provisional.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal

from data import clock
from data.legal import Calendar, load_calendars

Unit = Literal["hour", "day", "business_day", "week", "month", "year"]
Roll = Literal["none", "holiday", "rest_day"]
Direction = Literal["within", "before"]
ClockState = Literal["late", "met", "done", "overdue", "due", "open", "waiting", "unknown"]
LONGEST = 60
"""No row of rest days is longer than this: a guard against a calendar without working days."""


@dataclass(frozen=True)
class Rule:
    """A term: ``n`` units within which, or before which, something is due."""

    n: int
    unit: Unit = "day"
    calendar: str = "CN"
    roll: Roll = "rest_day"
    direction: Direction = "within"


@dataclass(frozen=True)
class Due:
    """When something is due. ``at`` is its last moment; ``counted`` the last day before it was moved by ``moved`` days;
    ``provisional`` where the calendar that decides is not announced yet."""

    at: datetime
    counted: date
    provisional: bool = False

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def moved(self) -> int:
        return (self.day - self.counted).days


@lru_cache(maxsize=64)
def _days_off(country: str, subdivision: str, year: int) -> Any:
    import holidays

    return holidays.country_holidays(country, subdiv=subdivision or None, years=(year - 1, year, year + 1))


def is_holiday(day: date, calendar: Calendar) -> bool:
    """Whether a day belongs to a holiday: the weekend that is joined to one does, as the announcements count it; no
    other does."""
    if not calendar.country or is_working_day(day, calendar):
        return False
    for step in (timedelta(days=-1), timedelta(days=1)):
        here = day
        for _ in range(LONGEST):
            if is_working_day(here, calendar):
                break
            if here in _days_off(calendar.country, calendar.subdivision, here.year):
                return True
            here += step
    return False


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether a day is worked: no weekend and no holiday, or a weekend that is worked in exchange for a holiday."""
    if calendar.code == "none":
        return True
    if not calendar.country:
        return day.weekday() < 5
    return bool(_days_off(calendar.country, calendar.subdivision, day.year).is_working_day(day))


def find_calendar(code: str) -> Calendar:
    """A calendar by its code; one that is not delivered has weekends only."""
    return load_calendars().get(code, Calendar(code))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, else the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def compute_due(event: date | datetime, rule: Rule) -> Due:
    """The end of the period that begins with ``event``; of a rule ``before``, the last day on which it can be done in
    time.

    A period before an event is counted back and never moved towards the event: ``n`` days of notice before the 10th are
    given on day 10 − n at the latest, and what has to be done "before" the 10th without a number on the 9th.
    """
    at = event if isinstance(event, datetime) else datetime.combine(event, time.min)
    calendar = find_calendar(rule.calendar)
    if rule.unit == "hour":
        sign = -1 if rule.direction == "before" else 1
        end = clock.later(at, sign * timedelta(hours=rule.n))
        return Due(end, end.date())
    day = at.date()
    if rule.direction == "before":
        last = _counted(day, Rule(-max(rule.n, 1), rule.unit, rule.calendar), calendar)
        return Due(_end_of(last), last, rule.unit == "business_day" and not _announced(calendar, last, day))
    counted = _counted(day, rule, calendar)
    end_day = _rolled(counted, rule.roll, calendar)
    depends = rule.unit == "business_day" or (rule.roll != "none" and calendar.code != "none")
    return Due(_end_of(end_day), counted, depends and not _announced(calendar, counted, end_day))


@dataclass(frozen=True)
class Clock:
    """A clock as it stands. ``law`` says whether ``due`` is the day of the law; else it is an internal one.

    ``state``: ``late`` and ``met`` (done after and by its moment), ``done`` (nothing says until when: never "in time"),
    ``overdue`` and ``due`` (not done), ``open`` (not done, without a moment), ``waiting`` (nothing has started it),
    ``unknown`` with its ``cause``: ``hour`` (hours count, and only the day was written down) or ``before_start`` (done
    before it began).
    """

    start: datetime | None
    due: datetime | None
    law: bool
    state: ClockState
    cause: str = ""
    provisional: bool = False
    moved: int = 0


def compute_clock(
    start: datetime | None, rule: Rule | None, done: datetime | None, now: datetime, own: date | None = None
) -> Clock:
    """A clock of a rule that ``start`` set off, as it stands at ``now``; all moments are on the clock of the programme.

    ``rule`` ``None`` is a duty without a number in law: it is due on ``own``, the day that was set for it, or has no
    day. What is written as done after ``now`` is not done yet. Of hours, a moment at midnight is one of which only the
    day is known: what holds whenever in the day it was is said, and else that the hour is missing.
    """
    counted = None if start is None or rule is None else compute_due(start, rule)
    due = counted.at if counted else None if own is None else _end_of(own)
    kept = done if done is not None and done <= now else None
    state, cause = _clock_state(start, rule, due if counted else None, due, kept, now)
    return Clock(
        start,
        due,
        counted is not None,
        state,
        cause,
        bool(counted and counted.provisional),
        counted.moved if counted else 0,
    )


def _clock_state(
    start: datetime | None,
    rule: Rule | None,
    law: datetime | None,
    due: datetime | None,
    done: datetime | None,
    now: datetime,
) -> tuple[ClockState, str]:
    if done is None:
        if due is None:
            return ("waiting" if start is None else "open"), ""
        latest = due + _slack(start) if law and rule and rule.unit == "hour" else due
        return (
            "overdue" if now > latest else "due" if now <= due else "unknown"
        ), "hour" if due < now <= latest else ""
    if start is not None and done + _slack(done) < start and (rule is None or rule.direction == "within"):
        return "unknown", "before_start"
    if due is None:
        return "done", ""
    if not (law and rule and rule.unit == "hour"):
        return ("met" if done <= due else "late"), ""
    if done + _slack(done) <= due:
        return "met", ""
    return ("late", "") if done > due + _slack(start) else ("unknown", "hour")


def _slack(at: datetime | None) -> timedelta:
    """How much later than written it may have been: the rest of the day where only the day is known."""
    return timedelta(hours=24, seconds=-1) if at is not None and at.time() == time.min else timedelta()


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59))


def _counted(day: date, rule: Rule, calendar: Calendar) -> date:
    if rule.unit == "day":
        return day + timedelta(days=rule.n)
    if rule.unit == "week":
        return day + timedelta(weeks=rule.n)
    if rule.unit == "month":
        return add_months(day, rule.n)
    if rule.unit == "year":
        return add_months(day, 12 * rule.n)
    step = timedelta(days=1 if rule.n > 0 else -1)
    for _ in range(abs(rule.n)):
        day += step
        for _ in range(LONGEST):
            if is_working_day(day, calendar):
                break
            day += step
    return day


def _rolled(day: date, roll: Roll, calendar: Calendar) -> date:
    for _ in range(LONGEST):
        free = (
            is_holiday(day, calendar) if roll == "holiday" else roll == "rest_day" and not is_working_day(day, calendar)
        )
        if not free:
            break
        day += timedelta(days=1)
    return day


def _announced(calendar: Calendar, *days: date) -> bool:
    return calendar.announced_until is None or all(day.year <= calendar.announced_until for day in days)
