"""What a sheet says about a column of dates beyond its cells: the year of days that name none, and periods down the
rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from data.clock import today
from data.datasets import Dataset
from data.ingest import dates
from data.ingest.dates import Years
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.periods import Period, dated, read_period
from data.ingest.questions import Question
from data.ingest.timestamps import to_timestamps
from data.ingest.values import is_missing
from data.ingest.wording import UNCLEAN, cleaned, whole
from data.ingest.workbook import Grid, Sheet, Workbook

_MOST_LOOKED_AT = 5000
DATED = ("date", "timestamp", "month")
_BARE_MONTH = (
    r"^\s*(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月份?\s*$|"
    r"^\s*第?\s*[1-4一二三四]\s*季度\s*$|^\s*第\s*\d{1,2}\s*周\s*$"
)
_DAY_IN_TEXT = re.compile(
    r"20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_YEAR_IN_TEXT = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TWO_DIGITS = re.compile(r"(?<!\d)(\d\d)(?!\d)")
_YEARS_OF_A_COLUMN = 2
"""Distinct numbers behind names of months up to which they are years (``Sep-26``, ``Jan-27``) and not days."""


def period_days(texts: Iterable[str], years: Years | None) -> dict[str, str]:
    """The first days of the months, quarters and weeks that a column names, by their texts; nothing where some of its
    cells are neither a period nor a date."""
    found: dict[str, Period] = {}
    short: set[str] = set()
    for text in texts:
        if is_missing(text):
            continue
        period = read_period(text)
        if period is not None and period.kind in ("month", "quarter", "week") and not _is_day(text):
            found[text] = period
            if re.search("[a-z]", whole(text)):
                short.update(_TWO_DIGITS.findall(whole(text)))
        elif dates.parse(text, "dmy", years=years) is None and dates.parse(text, "mdy", years=years) is None:
            return {}
    if len(short) > _YEARS_OF_A_COLUMN:
        return {}
    days = {text: dated([_with_year(one, years)], None, None)[0] for text, one in found.items()}
    return {text: day for text, day in days.items() if day is not None}


def _is_day(text: str) -> bool:
    """Whether a text that looks like a period is a whole date all the same: 20260901."""
    return dates.parse(text, None) is not None and re.search(r"\d{8}", text) is not None


def _with_year(one: Period, years: Years | None) -> Period:
    if one.year is not None or years is None:
        return one
    month = {"quarter": 3 * one.number - 2, "week": max(1, min(12, round(one.number / 4.4)))}.get(one.kind, one.number)
    return Period(one.kind, one.number, years.of(month, 1))


def lacks_years(texts: pa.Array) -> bool:
    """Whether some of the texts are dates without a year."""
    return bool(_without_years(texts))


def _without_years(texts: pa.Array) -> list[str]:
    if pc.any(pc.match_substring_regex(texts, UNCLEAN)).as_py():
        texts = pa.array([cleaned(text or "") for text in texts.to_pylist()], pa.string())
    likely = pc.or_(pc.match_substring_regex(texts, dates.YEARLESS), pc.match_substring_regex(texts, _BARE_MONTH))
    some = texts.filter(pc.fill_null(likely, False)).to_pylist()
    whole_ones = period_days(some, None) if some else {}
    return [text for text in some if text not in whole_ones and _lacks_year(text)]


def _lacks_year(text: str) -> bool:
    if any(dates.parse(text, order) for order in (None, "dmy", "mdy")):
        return False
    return bool(_as_day(text, dates.ANY_YEAR)) or read_period(text) is not None


def _as_day(text: str, years: Years) -> date | None:
    found = dates.parse(text, "mdy", years=years) or dates.parse(text, "dmy", years=years)
    return found[0].date() if found else None


def years_of(
    book: Workbook,
    sheet: Sheet,
    layout: Layout,
    mapping: Mapping,
    dataset: Dataset,
    column: Column,
    line: ColumnMapping,
) -> Years | None:
    """The dates among which those of ``column`` that name no year lie: its own, those of the sheet's other columns, the
    day or the year of its titles and names, the year that was answered. ``None`` where nothing says one."""
    if line.year is not None:
        return Years(date(line.year, 1, 1), date(line.year, 12, 31))
    own = _span(sheet.grid, layout, [(column.index, line)])
    if own is not None:
        return own
    texts = (*layout.titles, sheet.name, book.name)
    for text in texts:
        days = [found for found in map(_day, _DAY_IN_TEXT.findall(text)) if found]
        if days:
            return Years(min(days), max(days))
    others = [
        (one.index, one)
        for one in mapping.columns
        if one is not line and one.index is not None and one.field and dataset.by_name[one.field].type in DATED
    ]
    beside = _span(sheet.grid, layout, others)
    if beside is not None:
        return beside
    for text in texts:
        stated = sorted({int(year) for year in _YEAR_IN_TEXT.findall(text)})
        if stated:
            return Years(date(stated[0], 1, 1), date(stated[-1], 12, 31))
    return None


def _day(text: str) -> date | None:
    found = dates.parse(text, None)
    return found[0].date() if found else None


def _span(grid: Grid, layout: Layout, columns: Sequence[tuple[int, ColumnMapping]]) -> Years | None:
    """The first and the last whole date of these columns."""
    days: list[date] = []
    for at, line in columns:
        if at >= grid.width:
            continue
        moments = to_timestamps(grid.encoded(at, layout.first_row).dictionary, line.order)
        if moments.null_count < len(moments):
            least, most = (pc.min(moments).as_py(), pc.max(moments).as_py())
            days += [least.date(), most.date()]
    return Years(min(days), max(days)) if days else None


def year_questions(book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """The year of dates that name none, where nothing in the file says it: asked once a column."""
    asked: list[Question] = []
    by_index = {column.index: column for column in layout.columns}
    for line in mapping.columns:
        if not line.field or dataset.by_name[line.field].type not in DATED or line.index not in by_index:
            continue
        column = by_index[line.index]
        texts = sheet.grid.encoded(column.index, layout.first_row).dictionary
        without = _without_years(texts)
        if sheet.grid.origin is not None:  # of periods that stand across it is asked there
            without = [text for text in without if read_period(text) is None]
        if not without or years_of(book, sheet, layout, mapping, dataset, column, line) is not None:
            continue
        field, example = dataset.by_name[line.field], without[0]
        params = {"column": column.header, "field_en": field.en, "field_zh": field.zh, "example": example}
        asked.append(
            Question(
                f"year.{line.field}",
                "year",
                tuple(str(today().year + step) for step in (-1, 0, 1)),
                params,
                guess=str(_likely_year(example)),
                column=column.index,
            )
        )
    return asked


def _likely_year(example: str) -> int:
    now = today()
    found = _as_day(example, Years(now - timedelta(days=1), now))
    return found.year if found else now.year


_OFFSET = r"(?i)\d\s*(z|(utc|gmt)?\s*[+-]\d{1,2}:?\d{2}|utc|gmt)(\s*\(.*\))?$"
ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "Europe/Berlin", "America/New_York", "UTC")


def zone_question(sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """Where the programme is, for moments that state several distances from UTC, or stand in UTC: as written they are
    not those of anybody's clock. Moments of one distance are, and need no answer."""
    offsets: dict[str, set[timedelta]] = {}
    for line in mapping.columns:
        if not line.field or dataset.by_name[line.field].type not in DATED or line.zone or line.index is None:
            continue
        if line.index >= sheet.grid.width:
            continue
        texts = sheet.grid.encoded(line.index, layout.first_row).dictionary
        stated = texts.filter(pc.fill_null(pc.match_substring_regex(texts, _OFFSET), False))
        if len(stated):
            offsets[line.header] = set(dates.style_of(stated.slice(0, _MOST_LOOKED_AT).to_pylist()).offsets)
    found = set().union(*offsets.values())
    if not found or (len(found) == 1 and found != {timedelta(0)}):
        return []
    return [Question("zone", "zone", ZONES, {"column": ", ".join(offsets)}, free=True)]
