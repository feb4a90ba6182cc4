"""Dates and times as people and programs write them: one reading for a whole column, never cell by cell.

``3/4/2026`` is decided by its column: a part above 12 settles the order, and where nothing does, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.wording import whole

Order = Literal["dmy", "mdy"]

_ISO = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*[日号]?|\s*月)?(?:[t\s,]*(.*))?", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"[\s,]*[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天1-7][)）]?[\s,]*|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[\s,]+"
)
"""The day of the week beside a date, which says nothing more."""
_REPUBLIC = re.compile(r"(?:中[华華])?民[国國]\s*(\d{2,3})\s*年")
_NUMERAL = "(?:[一二三]?十)?[一二三四五六七八九]|[一二三]?十"
_NUMERALS = re.compile(rf"([〇零一二三四五六七八九]{{4}})年({_NUMERAL})月(?:({_NUMERAL})[日号])?")
_DIGITS = {digit: at for at, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_MONTH = re.compile(r"([a-z]{3,9})[\s,-]+(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?:[\s,]+(.*))?")
SLASHED_START = r"^\s*\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d"
"""Texts that may be day/month or month/day, for Arrow's regular expressions."""
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s-]+(\d{4}|\d{2})(?:[\s,]+(.*))?"
)
_COMPACT = re.compile(r"(19\d\d|20\d\d)(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(
    r"(?:(上午|下午|晚上|中午|凌晨|早上|am|pm)\s*)?(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*(?:[:分]\s*(\d{1,2})?(?:\.(\d+))?\s*秒?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?)?"
)
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
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True)
class DateStyle:
    """What a column of dates needs: the order of day and month where it matters."""

    readable: float
    slashed: bool
    order: Order | None
    mixed: bool = False
    """Some cells can only be day first and others only month first."""
    zoned: bool = False


def style_of(texts: Iterable[str]) -> DateStyle:
    """How a column of distinct texts writes its dates."""
    total = readable = 0
    slashed = first_over = second_over = zoned = False
    for text in texts:
        cell = whole(text)
        if not cell:
            continue
        total += 1
        found = _SLASHED.fullmatch(cell)
        if found:
            one, two = int(found[1]), int(found[2])
            slashed = True
            first_over |= one > 12 >= two
            second_over |= two > 12 >= one
            readable += max(one, two) <= 31 and min(one, two) <= 12
        else:
            readable += parse(cell, None) is not None
        zoned |= cell.endswith("z") or "gmt" in cell or "utc" in cell
    order: Order | None = None
    if first_over != second_over:
        order = "dmy" if first_over else "mdy"
    return DateStyle(readable / total if total else 0.0, slashed, order, first_over and second_over, zoned)


def parse(text: str, order: Order | None, *, epoch: datetime = EPOCH_1900) -> tuple[datetime, timedelta | None] | None:
    """The moment a text names and its distance from UTC where it says one; ``None`` where it names none."""
    cell = _in_figures(whole(text))
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
    found = _COMPACT.fullmatch(cell)
    if found:
        clock = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else None
        return _moment(int(found[1]), int(found[2]), int(found[3]), clock)
    found = _WORDED.fullmatch(cell)
    if found:
        named = _MONTHS.get(found[2] or found[3])
        if named is None:
            return None
        return _moment(_year(found[5]), named, int(found[1] or found[4]), found[6])
    return None


def _in_figures(cell: str) -> str:
    """A date in Chinese numerals or of the Republic's era (which names itself) in figures, without its day of the week."""
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
        found = _TIME.fullmatch(clock.strip())
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
    try:
        return datetime(year, month, day, hours, minutes, seconds), offset  # noqa: DTZ001
    except ValueError:
        return None


_FAST_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
)


def to_timestamps(
    texts: pa.Array, order: Order | None, *, zone: str = "", into: str = "", epoch: datetime = EPOCH_1900
) -> pa.Array:
    """Distinct texts as timestamps (µs), null where a text is no date.

    ``zone`` is the zone of times that name none, ``into`` the programme's; without both, times stay as they are.
    """
    result: pa.Array | None = None
    for style in _FAST_FORMATS:
        if len(texts) == 0:
            break
        sample = texts[0].as_py()
        if sample is None or not _fits(sample, style):
            continue
        # Arrow's parser takes one format for the whole column, some forty times faster than one cell at a time.
        result = pc.cast(pc.strptime(texts, style, "s", error_is_null=True), pa.timestamp("us"))
        year = pc.year(result)
        kept = pc.and_(pc.greater_equal(year, EARLIEST), pc.less_equal(year, LATEST))
        # Arrow reads 30 February as 2 March: a day that ends a month must not have become one that begins another.
        late = pc.match_substring_regex(texts, r"^\d{4}[-/]\d{1,2}[-/](29|3[01])")
        kept = pc.and_(kept, pc.invert(pc.and_(late, pc.less_equal(pc.day(result), 3))))
        result = pc.if_else(kept, result, pa.scalar(None, result.type))
        break
    offsets: dict[int, timedelta] = {}
    if result is None or result.null_count:
        slow: list[datetime | None] = [None] * len(texts) if result is None else result.to_pylist()
        for at, value in enumerate(texts.to_pylist()):
            if slow[at] is None and value is not None:
                found = parse(value, order, epoch=epoch)
                if found:
                    slow[at] = found[0]
                    if found[1] is not None:
                        offsets[at] = found[1]
        result = pa.array(slow, pa.timestamp("us"))
    return _in_zone(result, offsets, zone, into)


def _fits(sample: str, style: str) -> bool:
    try:
        datetime.strptime(sample, style)  # noqa: DTZ007  the zone is a property of the column
    except ValueError:
        return False
    return True


def _in_zone(moments: pa.Array, offsets: dict[int, timedelta], zone: str, into: str) -> pa.Array:
    if zone and into and zone != into:
        try:
            moved = pc.local_timestamp(
                pc.cast(
                    pc.assume_timezone(moments, zone, ambiguous="earliest", nonexistent="latest"),
                    pa.timestamp("us", into),
                )
            )
            moments = pc.cast(moved, pa.timestamp("us"))
        except pa.ArrowInvalid:
            pass  # A zone that nobody knows: times stay as they are written.
    if offsets and into:
        from zoneinfo import ZoneInfo

        values = moments.to_pylist()
        plain = pa.array(values, pa.timestamp("us")).to_pylist() if not zone else values
        for at, offset in offsets.items():
            own = plain[at]
            if own is not None:
                utc = (own - offset).replace(tzinfo=ZoneInfo("UTC"))
                values[at] = utc.astimezone(ZoneInfo(into)).replace(tzinfo=None)
        moments = pa.array(values, pa.timestamp("us"))
    return moments
