"""Headers that name a period or a wave: ``2026年9月``, ``Sep-26``, ``2026Q3``, ``第36周``, ``第二批``, in words or as a
date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from data.ingest.wording import whole

Kind = Literal["year", "quarter", "month", "week", "day", "wave"]

_YEAR = r"(?:fy\s?)?(20\d\d|'?\d\d)\s*+(?:年度?)?"
_FULL_YEAR = re.compile(r"(?:fy\s?)?(20\d\d)\s*+(?:年度?|全年)?")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER = re.compile(rf"(?:{_YEAR}[\s\-/]*+)?(?:q([1-4])|第?([1-4一二三四])季度?)(?:[\s\-/]++{_YEAR})?")
_HALF = re.compile(r"(?:(20\d\d)\s*+年?[\s\-/]*+)?(?:h([12])|([上下])半年)(?:[\s\-/]++(20\d\d))?")
_NUMBERS_ZH = {
    word: at for at, word in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
_MONTH_ZH = re.compile(r"(?:(20\d\d|\d\d)\s*+年\s*+)?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*+月份?")
_MONTH_NUMBER = re.compile(
    r"(20\d\d)\s*+[-/.]\s*+(\d{1,2})|(20\d\d)(0[1-9]|1[0-2])(?:\.0)?|(\d{1,2})\s*+[-/.]\s*+(20\d\d)"
)
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_EN = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH_EN = re.compile(r"([a-z]{3,9})\.?(?:[\s\-/,']*(20\d\d|\d\d))?|(20\d\d)[\s\-/]+([a-z]{3,9})\.?")
_DAY = re.compile(
    r"(20\d\d)\s*+[-/.年]\s*(\d{1,2})\s*+[-/.月]\s*+(\d{1,2})(?:\s*+日)?(?:[t\s]++00:00(?::00)?(?:\.0+)?)?"
)
_WEEK = re.compile(
    r"(?:(20\d\d)\s*+年?\s*+[-/]?\s*+)?(?:w(?:ee)?k?\s*+[-.]?\s*+(\d{1,2})|第\s*+(\d{1,2})\s*+周)(?:[\s\-/]++(20\d\d))?"
)
_WEEK_ALONE = re.compile(r"w\s*+(\d{1,2})")


WAVE_NAMES = (
    re.compile(r"(?<![a-z0-9])w(?:ave)?[\s_-]*0*(\d{1,2})(?![0-9])", re.IGNORECASE),
    re.compile(r"第\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:批次|波次|批|波|期)"),
)


@dataclass(frozen=True)
class Period:
    """What a header names. ``number`` is the month, quarter or week; ``year`` is None where the header has none."""

    kind: Kind
    number: int = 0
    year: int | None = None
    day: date | None = None
    wave: str = ""


def wave_in(text: str) -> str | None:
    """The wave a name speaks of: ``survey_W3.xlsx`` → W3; ``第二批客户转移电话回访登记表`` → W2."""
    folded = unicodedata.normalize("NFKC", text)
    for pattern in WAVE_NAMES:
        found = pattern.search(folded)
        if found:
            number = int(found[1]) if found[1].isdigit() else _NUMBERS_ZH.get(found[1])
            if number:
                return f"W{number}"
    return None


def read_period(text: str) -> Period | None:
    """The period or wave that a header names, all of it; ``None`` where it names none."""
    cell = whole(text)
    if not cell or len(cell) > 24:
        return None
    for read in (_day, _month, _half, _quarter, _week, _wave):
        found = read(cell)
        if found is not None:
            return found
    year = _FULL_YEAR.fullmatch(cell)
    return Period("year", year=int(year[1])) if year else None


def _day(cell: str) -> Period | None:
    found = _DAY.fullmatch(cell)
    if found is None:
        return None
    try:
        return Period("day", day=date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def _month(cell: str) -> Period | None:
    found = _MONTH_ZH.fullmatch(cell)
    if found:
        number = int(found[2]) if found[2].isdigit() else _NUMBERS_ZH[found[2]]
        return _numbered("month", number, 12, found[1])
    found = _MONTH_NUMBER.fullmatch(cell)
    if found:
        return _numbered("month", int(found[2] or found[4] or found[5]), 12, found[1] or found[3] or found[6])
    found = _MONTH_EN.fullmatch(cell)
    if found:
        name = found[1] or found[4]
        if name in _FULL_EN or name in _MONTHS_EN or name == "sept":
            return _numbered("month", _MONTHS_EN.index(name[:3]) + 1, 12, found[2] or found[3])
    return None


def _quarter(cell: str) -> Period | None:
    found = _QUARTER.fullmatch(cell)
    if found is None:
        return None
    if found[2] and not (found[1] or found[4]):
        # Q1 alone is the first question of a survey as likely as a quarter.
        return None
    number = int(found[2] or _QUARTERS.get(found[3], found[3]))
    return _numbered("quarter", number, 4, found[1] or found[4])


def _half(cell: str) -> Period | None:
    """A half-year, by its first month."""
    found = _HALF.fullmatch(cell)
    year = found and (found[1] or found[4])
    if not found or not year:
        return None
    return _numbered("month", 1 if (found[2] or found[3]) in ("1", "上") else 7, 12, year)


def _week(cell: str) -> Period | None:
    found = _WEEK.fullmatch(cell)
    if found is None or (_WEEK_ALONE.fullmatch(cell) and not found[1]):
        return None
    return _numbered("week", int(found[2] or found[3]), 53, found[1] or found[4])


def _wave(cell: str) -> Period | None:
    # The whole header is a wave's name, not a sentence with one in it.
    return Period("wave", wave=wave_in(cell) or "") if len(cell) <= 8 and wave_in(cell) else None


def _numbered(kind: Kind, number: int, most: int, year: str | None) -> Period | None:
    if not 1 <= number <= most:
        return None
    digits = (year or "").strip("'")
    return Period(kind, number, (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None)


def as_months(periods: Sequence[Period]) -> list[Period]:
    """Days that all are the first or the last of a month, in different months, are months: spreadsheets keep them
    so."""
    days = [one.day for one in periods if one.day is not None]
    first = all(day.day == 1 for day in days)
    last = all((day + timedelta(days=1)).day == 1 for day in days)
    if len(days) != len(periods) or not (first or last) or len({(d.year, d.month) for d in days}) != len(days):
        return list(periods)
    return [Period("month", day.month, day.year) for day in days]


def dated(periods: Sequence[Period], year: int | None, first: date | None) -> list[str | None]:
    """The first day of each period as a file writes it, a wave by its name. Headers without a year go on from the year
    before them and turn over with the year; ``year`` is that of the first, ``first`` the first day of the first week.
    None where one of the two is needed and not known."""
    found: list[str | None] = []
    now, before = year, 0
    start = next((one.number for one in periods if one.kind == "week"), 0)
    for one in periods:
        if one.kind == "wave":
            found.append(one.wave)
            continue
        if one.day is not None:
            found.append(one.day.isoformat())
            continue
        if one.kind == "week" and first is not None:
            found.append((first + timedelta(weeks=one.number - start)).isoformat())
            continue
        if one.year is not None:
            now = one.year
        elif now is not None and one.number < before:
            now += 1
        before = one.number
        found.append(_first_day(replace(one, year=now)))
    return found


def _first_day(one: Period) -> str | None:
    if one.year is None:
        return None
    if one.kind == "week":
        try:
            return date.fromisocalendar(one.year, one.number, 1).isoformat()
        except ValueError:
            return None
    month = {"year": 1, "quarter": 3 * one.number - 2}.get(one.kind, one.number)
    return date(one.year, month, 1).isoformat()
