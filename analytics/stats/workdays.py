"""The working calendar: dates as numbers of working days and back, with public holidays and worked weekends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Workdays:
    """Working days between two dates, numbered from 0 at the first one on or after ``start``.

    ``country`` is a code of the ``holidays`` library (``CN``, ``GB`` …), which knows days off moved to another day and
    weekends that are worked where a country announces them; '' has weekends only. A country it does not know is ''.
    """

    def __init__(self, start: date, end: date, country: str = "") -> None:
        self.start = start
        days = [start + timedelta(days=at) for at in range((end - start).days + 1)]
        known = _calendar(country, start.year, end.year)
        working = [known.is_working_day(day) if known is not None else day.weekday() < 5 for day in days]
        self.working = np.array(working, dtype=bool)
        self.before: Ints = np.concatenate([[0], np.cumsum(self.working)]).astype(np.int64)
        """Working days before each day."""
        self.places: Ints = np.flatnonzero(self.working).astype(np.int64)

    def number(self, day: date) -> int:
        """How many working days lie between the start and ``day``, which is not counted; days outside are clipped."""
        return int(self.before[min(max((day - self.start).days, 0), len(self.working))])

    def day(self, number: float) -> date:
        """The day on which work that ends ``number`` working days after the start ends: 1 is the first working day."""
        return self.start + timedelta(days=int(self.ends(np.array([number]))[0]))

    def begins(self, number: float) -> date:
        """The day on which work begins that waits ``number`` working days: 0 is the first working day."""
        at = int(np.clip(np.floor(number + 1e-6), 0, len(self.places) - 1))
        return self.start + timedelta(days=int(self.places[at]))

    def ends(self, numbers: NDArray[Any]) -> Ints:
        """Days since the start on which work of so many working days ends; a part of a day ends on that day."""
        at = np.clip(np.ceil(np.asarray(numbers) - 1e-4).astype(np.int64) - 1, 0, len(self.places) - 1)
        return self.places[at]

    def between(self, first: date, last: date) -> int:
        """Working days from ``first`` to ``last``, both counted."""
        return self.number(last + timedelta(days=1)) - self.number(first)


@lru_cache(maxsize=16)
def _calendar(country: str, first: int, last: int) -> Any:
    if not country:
        return None
    import holidays

    try:
        return holidays.country_holidays(country, years=range(first, last + 1))
    except NotImplementedError:
        return None
