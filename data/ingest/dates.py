"""Dates and times as people and programs write them: one reading for a whole column, never cell by cell.

``3/4/2026`` is decided by its column: a part above 12 settles the order, or the day of the week beside it; where
nothing does, it is asked. ``11月16日`` has its year from the dates around it, see :class:`Years`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from data.ingest.wording import whole

Order = Literal["dmy", "mdy"]

LONGEST = 1000
"""Characters of a cell that are looked at as a date with its remark."""
_ISO = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*[日号]?|\s*月)?(?:[t\s,]*(.*))?", re.IGNORECASE
)
_DAY_NAMES = (
    {name: at for at, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
    | {name: at for at, name in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(at + 1): at for at in range(7)}
)
_WEEKDAY = re.compile(
    r"(?:(?<![\s,])[\s,]++)?[(（]?(?:星期|周|週|礼拜|禮拜)([一二三四五六日天1-7])[)）]?[\s,]*"
    r"|^(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\.?[\s,]+"
    r"|(?:(?<![\s,])[\s,]++)?\((mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\.?\)\s*"
)
"""The day of the week beside a date, which at most tells day from month."""
_OPENING = re.compile(r"^(?:w/c|wc|w\.c\.|week (?:commencing|beginning|starting|of))\s*:?\s*")
_REPUBLIC = re.compile(r"(?:中[华華])?民[国國]\s*(\d{2,3})\s*年")
_NUMERAL = "(?:[一二三]?十)?[一二三四五六七八九]|[一二三]?十"
_NUMERALS = re.compile(rf"([〇零一二三四五六七八九]{{4}})年({_NUMERAL})月(?:({_NUMERAL})[日号])?")
_DIGITS = {digit: at for at, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_MONTH = re.compile(r"([a-z]{3,9})[\s,-]+(\d{4})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?(?:[t\s,]*(.*))?")
_PAIR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:\s+(\d{1,2}:.*))?")
_NAMED_PAIR = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})|([a-z]{3,9})[\s-]+(\d{1,2})(?:st|nd|rd|th)?)\.?(?:[\s,]+(?:at\s+)?(\d{1,2}:.*))?"
)
"""Dates without a year."""
YEARLESS = (
    r"(?i)^[^\d]{0,12}\d{1,2}\s*([-/.月]\s*\d{1,2}\s*(日|号|$"
    r"|[ 上下中早晚凌(（]|[-~～—–至到])|(st|nd|rd|th)?[\s-]+[a-z]{3,9}\.?($"
    r"|[ ,]+\d{1,2}:))|^[a-z]{3,9}[\s-]+\d{1,2}(st|nd|rd|th)?($|[ ,]+\d{1,2}:)"
)
"""Texts that may be a date without a year, for Arrow's regular expressions."""
_REMARK = re.compile(
    r"(.*\d[日号]?)\s*+[(（\[【]\s*+(\D[^()（）\[\]【】]*+)[)）\]】]"
    r"|(.*\d[日号]?)\s*+[,，;；]\s*+((?=\D*?[\u4e00-\u9fffa-z]{2})\D*+)"
)
_RANGE = re.compile(
    r"(?=.*\d[日号]?\Z)(?:(.*\d[日号]?)(?:\s*+[~～—–至到]|\s++to\s++|\s++-\s++)++\s*+(.*\d[日号]?)|(.*[日号])\s*+-\s*+(.*\d[日号]?)"
    r"|(\d{1,2}[./]\d{1,2})\s*+-\s*+(\d{1,2}[./]\d{1,2})|(\d{4}[./]\d{1,2}[./]\d{1,2})\s*+-\s*+(.*\d))"
)
_CTIME = re.compile(r"([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:(utc|gmt)\s+)?(\d{4})")
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.0+)?")
_SLASHED = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?:[\s,]+(.*))?")
SLASHED_START = (
    r"(?i)^\s*([a-z/.:]+[\s,]+|[(（]?(星期|周|週|礼拜|禮拜).[)）]?[\s,]*){0,2}"
    r"\d{1,2}\s*[-/.]\s*\d{1,2}(\s*[-/.]\s*\d|$|[\s(（])"
)
"""Texts that may be day/month or month/day, for Arrow's regular expressions."""
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s./-]+(\d{4}|\d{2})(?:[\s,]+(.*))?"
)
_COMPACT = re.compile(r"(19\d\d|20\d\d)(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(
    r"(?:(上午|下午|晚上|中午|凌晨|早上|am|pm)\s*+)?(\d{1,2})\s*+[:时点]\s*+(\d{1,2})?\s*+(?:[:分]\s*+(\d{1,2})?(?:\.(\d+))?\s*+秒?)?\s*+(am|pm|a\.m\.|p\.m\.)?\s*+(z|utc|gmt|(?:utc|gmt)?\s*+[+-]\d{1,2}(?::?\d{2})?)?"
)
_ZONE_NAME = re.compile(r"(?<=\d)\s*\([^()\d]*\)$")
"""The name of a zone behind its distance from UTC: ``GMT+0800 (China Standard Time)``."""
_MONTHS = {
    name: at // 2 + 1
    for at, name in enumerate(
        [
            "jan",
            "january",
            "feb",
            "february",
            "mar",
            "march",
            "apr",
            "april",
            "may",
            "may",
            "jun",
            "june",
            "jul",
            "july",
            "aug",
            "august",
            "sep",
            "september",
            "oct",
            "october",
            "nov",
            "november",
            "dec",
            "december",
        ]
    )
} | {"sept": 9}
# Times of a file name no zone: it is a property of the column, and of the programme.
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001
EARLIEST, LATEST = 1900, 2100
_FIRST_EPOCH, _LAST_EPOCH = 946_684_800, 4_102_444_800
STANDS_FOR_NONE = frozenset(
    datetime(*day)  # noqa: DTZ001
    for day in ((1980, 1, 1), (1970, 1, 1), (1900, 1, 1), (1900, 1, 2), (1899, 12, 30), (1899, 12, 31))
)
"""Moments that programs write where there is none; a column that holds nothing else holds no dates."""


@dataclass(frozen=True)
class Years:
    """The dates around those that name no year: the first and the last of them."""

    first: date
    last: date

    def of(self, month: int, day: int) -> int | None:
        """The year in which that day lies among them, or nearest to them; ``None`` where it lies among them twice."""
        near: list[tuple[int, int]] = []
        for year in range(self.first.year - 1, self.last.year + 2):
            try:
                one = date(year, month, day)
            except ValueError:
                continue
            near.append((max((self.first - one).days, (one - self.last).days, 0), year))
        near.sort()
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            return None
        return near[0][1]


@dataclass(frozen=True)
class DateStyle:
    """What a column of dates needs: the order of day and month where it matters."""

    readable: float
    slashed: bool
    order: Order | None
    mixed: bool = False
    """Some cells can only be day first and others only month first."""
    offsets: frozenset[timedelta] = frozenset()
    """Distances from UTC that its cells state."""


ANY_YEAR = Years(date(2000, 1, 1), date(2000, 12, 31))
"""To see whether a text is a date without a year; a leap year knows every day."""


def style_of(texts: Iterable[str]) -> DateStyle:
    """How a column of distinct texts writes its dates."""
    total = readable = 0
    slashed = first_over = second_over = False
    orders: set[Order] = set()
    offsets: set[timedelta] = set()
    for text in texts:
        cell = _short(text)
        if not cell:
            continue
        total += 1
        bare = _in_figures(_OPENING.sub("", cell))
        found = _SLASHED.fullmatch(bare) or _PAIR.fullmatch(_split(bare)[0])
        if found:
            one, two = int(found[1]), int(found[2])
            slashed = slashed or found.re is _SLASHED
            first_over |= one > 12 >= two
            second_over |= two > 12 >= one
            readable += max(one, two) <= 31 and min(one, two) <= 12
            named = _WEEKDAY.search(cell)
            if named and found.re is _SLASHED and max(one, two) <= 12:
                orders |= _named_orders(bare, _DAY_NAMES[next(filter(None, named.groups()))])
        else:
            moment = parse(text, None, years=ANY_YEAR)
            readable += moment is not None
            if moment is not None and moment[1] is not None:
                offsets.add(moment[1])
    order: Order | None = None
    if first_over != second_over:
        order = "dmy" if first_over else "mdy"
    elif not first_over and len(orders) == 1:
        order = next(iter(orders))
    share = readable / total if total else 0.0
    return DateStyle(share, slashed, order, first_over and second_over, frozenset(offsets))


def _named_orders(bare: str, weekday: int) -> set[Order]:
    """The order in which a date falls on its day of the week, where it does in one only."""
    fitting: set[Order] = set()
    for order in ("dmy", "mdy"):
        found = parse(bare, order)
        if found and found[0].weekday() == weekday:
            fitting.add(order)
    return fitting if len(fitting) == 1 else set()


def parse(
    text: str, order: Order | None, *, epoch: datetime = EPOCH_1900, years: Years | None = None
) -> tuple[datetime, timedelta | None] | None:
    """The moment a text names and its distance from UTC where it says one; ``None`` where it names none. Of a range it
    is the first day."""
    cell = _short(text)
    found = _one(cell, order, epoch, years)
    if found is None:
        first, last, _ = _split_range(_split(cell)[0])
        found = _one(first, order, epoch, years) if last else None
        if found is None and _split(cell)[1]:
            found = _one(_split(cell)[0], order, epoch, years)
    return found


def remark_of(text: str, order: Order | None, *, years: Years | None = None) -> str:
    """What stands behind a date: ``2026.11.14（顺延一周）`` → 顺延一周."""
    cell = _short(text)
    return "" if _one(cell, order, EPOCH_1900, years) is not None else _split(cell)[1]


def last_day(text: str, order: Order | None, *, years: Years | None = None) -> datetime | None:
    """The second date of a range: ``2026年10月20日-11月30日`` → 30 November 2026; ``None`` where the text is no range.
    It has the year of the first, or the next where it would come before it."""
    cell = _split(_short(text))[0]
    if _one(cell, order, EPOCH_1900, years) is not None:
        return None
    first, last, _ = _split_range(cell)
    begin = _one(first, order, EPOCH_1900, years) if last else None
    if begin is None:
        return None
    start = begin[0].date()
    if re.fullmatch(r"\d{1,2}[日号]?", last):
        last = f"{start.month}月{last}" if "日" in last or "号" in last or "月" in first else ""
    end = _one(last, order, EPOCH_1900, Years(start, start + timedelta(days=364)))
    return end[0] if end is not None and end[0] >= begin[0] else None


def _short(text: str) -> str:
    """A cell as it is compared, no more of it than a date with its remark may have: what is tried on it takes longer
    than in proportion to its length."""
    return whole(text[:LONGEST])


def _split(cell: str) -> tuple[str, str]:
    """A date and the remark behind it."""
    found = _REMARK.fullmatch(cell)
    if not found or re.fullmatch(_WEEKDAY, cell[len(found[1] or found[3]) :]):
        return cell, ""
    return found[1] or found[3], (found[2] or found[4]).strip()


def _split_range(cell: str) -> tuple[str, str, bool]:
    found = _RANGE.fullmatch(cell)
    parts = [part.strip() for part in found.groups() if part] if found else [cell, ""]
    return parts[0], parts[1], found is not None


def _one(
    cell: str, order: Order | None, epoch: datetime, years: Years | None
) -> tuple[datetime, timedelta | None] | None:
    cell = _in_figures(_OPENING.sub("", cell))
    rest: str | None
    found = _ISO.fullmatch(cell)
    if found:
        year, month, day, rest = int(found[1]), int(found[2]), int(found[3] or 1), found[4]
        return _moment(year, month, day, rest)
    found = _SLASHED.fullmatch(cell)
    if found:
        one, two = int(found[1]), int(found[2])
        if order is None:
            order = "dmy" if one > 12 else "mdy" if two > 12 else None
            if order is None:
                return None
        day, month = (one, two) if order == "dmy" else (two, one)
        return _moment(_year(found[3]), month, day, found[4])
    found = _MONTH.fullmatch(cell)
    if found and found[1] in _MONTHS:
        return _moment(int(found[2]), _MONTHS[found[1]], 1, None)
    found = _SERIAL.fullmatch(cell)
    if found:
        serial = float(cell)
        moment = epoch + timedelta(days=serial)
        return (_to_second(moment), None) if 1950 <= moment.year <= LATEST else None
    found = _EPOCH.fullmatch(cell)
    if found and _FIRST_EPOCH <= int(found[1]) <= _LAST_EPOCH:
        return datetime(1970, 1, 1) + timedelta(seconds=int(found[1])), timedelta(0)  # noqa: DTZ001
    found = _COMPACT.fullmatch(cell)
    if found:
        clock = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else None
        return _moment(int(found[1]), int(found[2]), int(found[3]), clock)
    found = _CTIME.fullmatch(cell)
    if found and found[1] in _MONTHS:
        return _moment(int(found[5]), _MONTHS[found[1]], int(found[2]), f"{found[3]} {found[4] or ''}")
    found = _WORDED.fullmatch(cell)
    if found:
        named = _MONTHS.get(found[2] or found[3])
        if named is None:
            return None
        return _moment(_year(found[5]), named, int(found[1] or found[4]), found[6])
    return _yearless(cell, order, years) if years is not None else None


def _yearless(cell: str, order: Order | None, years: Years) -> tuple[datetime, timedelta | None] | None:
    """``11月16日 上午9:00``, ``10-19``, ``5 Nov`` in the year that the dates around it have."""
    found = _MONTH_DAY.fullmatch(cell)
    if found:
        month, day, clock = int(found[1]), int(found[2]), found[3]
    elif found := _PAIR.fullmatch(cell):
        one, two, clock = int(found[1]), int(found[2]), found[3]
        if order is None:
            order = "dmy" if one > 12 else "mdy" if two > 12 else None
        if order is None:
            return None
        day, month = (one, two) if order == "dmy" else (two, one)
    elif (found := _NAMED_PAIR.fullmatch(cell)) and (found[2] or found[3]) in _MONTHS:
        month, day, clock = _MONTHS[found[2] or found[3]], int(found[1] or found[4]), found[5]
    else:
        return None
    year = years.of(month, day)
    return None if year is None else _moment(year, month, day, clock)


def _in_figures(cell: str) -> str:
    """A date in Chinese numerals or of the Republic's era (which names itself) in figures, without its day of the
    week."""
    cell = _WEEKDAY.sub(" ", cell).strip()
    cell = _REPUBLIC.sub(lambda found: f"{int(found[1]) + 1911}年", cell)
    found = _NUMERALS.match(cell)
    if not found:
        return cell
    year = "".join(str(_DIGITS[digit]) for digit in found[1])
    return f"{year}-{_numeral(found[2])}-{_numeral(found[3] or '一')} {cell[found.end() :]}".strip()


def _numeral(text: str) -> int:
    """``二十三`` → 23, ``十`` → 10."""
    tens, ten, ones = text.rpartition("十")
    return _DIGITS.get(tens, 1) * 10 * len(ten) + _DIGITS.get(ones, 0)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _to_second(moment: datetime) -> datetime:
    """A serial holds a fraction of a day: nearer to the second than a microsecond is meaningless."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _moment(year: int, month: int, day: int, clock: str | None) -> tuple[datetime, timedelta | None] | None:
    if not EARLIEST <= year <= LATEST:
        return None
    hours = minutes = seconds = 0
    offset: timedelta | None = None
    if clock and clock.strip():
        found = _TIME.fullmatch(_ZONE_NAME.sub("", clock.strip().removeprefix("at ")))
        if not found:
            return None
        hours, minutes, seconds = int(found[2]), int(found[3] or 0), int(found[4] or 0)
        half = (found[1] or found[6] or "").replace(".", "")
        if half in ("下午", "晚上", "pm") and hours < 12:
            hours += 12
        elif half in ("上午", "凌晨", "早上", "am") and hours == 12:
            hours = 0
        if found[7]:
            sign = re.search(r"([+-])(\d{1,2}):?(\d{2})?", found[7])
            offset = timedelta(0)
            if sign:
                offset = timedelta(hours=int(sign[2]), minutes=int(sign[3] or 0)) * (-1 if sign[1] == "-" else 1)
    midnight = (hours, minutes, seconds) == (24, 0, 0)
    try:
        moment = datetime(year, month, day, 0 if midnight else hours, minutes, seconds)  # noqa: DTZ001
    except ValueError:
        return None
    return moment + timedelta(days=midnight), offset
