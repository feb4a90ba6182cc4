"""Periods that numbers are about: complete weeks before an as-of, and the period before to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data import clock

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator

WEEKS = 4
"""Weeks of a tile's period and of a rolling mean: the last four complete weeks against the four before."""
MONDAY = date(2000, 1, 3)
"""Day 0 of the day and week numbers that the statements count in: a Monday."""


def steps(first: str, last: str) -> str:
    """The common table ``steps`` of a statement: step, the whole numbers from ``first`` to ``last``, no more than a
    thousand."""
    return f"""digits as (select * from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as d(x)),
        steps as (
          select {first} + h.x * 100 + t.x * 10 + o.x as step from digits h cross join digits t cross join digits o
          where {first} + h.x * 100 + t.x * 10 + o.x <= {last}
        )"""  # noqa: S608 – constants


def day_number(day: date) -> int:
    """Days since :data:`MONDAY`."""
    return (day - MONDAY).days


def week_number(day: date) -> int:
    """Calendar weeks (from Monday) since :data:`MONDAY`."""
    return (day - MONDAY).days // 7


def monday_of(week: int) -> date:
    """The Monday of a week number."""
    return MONDAY + timedelta(weeks=week)


def as_of_day(scope: Scope) -> date:
    """The day the scope looks from, on the calendar of the programme."""
    return clock.day_of(scope.as_of) if scope.as_of else clock.today()


def moment(scope: Scope) -> datetime:
    """The moment the scope looks from, in UTC as the store keeps when things became known."""
    return scope.as_of or clock.now()


def earlier(scope: Scope, days: int = 7) -> datetime:
    """The moment so many days before the scope's; before the present that of its full hour, so that all who ask within
    it ask for one moment and what was known then is worked out once."""
    at = scope.as_of or clock.now().replace(minute=0, second=0, microsecond=0)
    return at - timedelta(days=days)


def local_moment(scope: Scope) -> datetime:
    """The same moment on the clock of the programme, as the times of events are kept."""
    return clock.local(moment(scope))


def last_complete_week(day: date) -> int:
    """Number of the last week that is over on ``day``; a week is over on its Sunday, when its meeting looks back."""
    return week_number(day + timedelta(days=1)) - 1


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def before(self) -> Period:
        """The period of the same length that ends the day before."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def write(self, t: Translator) -> str:
        """``26 Oct–22 Nov 2026`` · ``2026年10月26日～11月22日``."""
        across = self.start.year != self.end.year
        if t.lang == "zh":
            return t.date(self.start, year=True) + "～" + t.date(self.end, year=across)
        return t.date(self.start, year=across) + "–" + t.date(self.end, year=True)

    def phrase(self, t: Translator) -> str:
        """The period in words: ``4 weeks to 22 Nov 2026``, or its dates where it is not whole weeks."""
        weeks, rest = divmod(self.days, 7)
        if rest or not weeks:
            return self.write(t)
        return t("period.weeks", n=weeks, end=t.date(self.end, year=True))


def current_period(scope: Scope, weeks: int = WEEKS) -> Period:
    """What a tile is about: the dates of the scope where it has a start, else the last complete ``weeks`` of it."""
    end = min(scope.end or as_of_day(scope), as_of_day(scope))
    if scope.start:
        return Period(min(scope.start, end), end)
    last = last_complete_week(end)
    return Period(monday_of(last - weeks + 1), monday_of(last) + timedelta(days=6))
