"""Dates that a file gives as a duration: ``tenure`` of 14 months before a stated day becomes a date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

import pyarrow as pa

from data.datasets import Field
from data.ingest.convert import Converted, day
from data.ingest.layout import Column
from data.ingest.mapping import ColumnMapping, Span
from data.ingest.values import amount, is_missing
from data.problems import Issue, Refusal

_DAYS = {"days": 1, "weeks": 7}
_LASTS = re.compile(
    r"(?:至少|不少于|at least )?(?P<number>\d{1,3}(?:\.\d)?) ?"
    r"(?:(?P<years>年|years?|yrs?\.?)|(?P<months>个月|months?|mths?\.?)|(?P<weeks>周|weeks?|wks?\.?)|(?P<days>天|days?))"
)


def may_last(field: Field) -> bool:
    """Whether a day of this field may be given by how long something is kept."""
    return field.type == "date" and field.name.endswith("_until")


def lasting(text: str) -> tuple[float, str] | None:
    """A length of time with its unit: ``30年`` → (30, years); nothing for a year such as ``2030年``."""
    found = _LASTS.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip())
    return (float(found["number"]), next(unit for unit in _UNITS if found[unit])) if found else None


_UNITS = ("years", "months", "weeks", "days")


def share_lasting(texts: Sequence[str]) -> float:
    """The share of the texts that say something and are lengths of time."""
    told = [text for text in texts if not is_missing(text)]
    return sum(lasting(text) is not None for text in told) / len(told) if told else 0.0


def counted_on(
    found: dict[str, Converted],
    columns: Iterable[tuple[Column, ColumnMapping]],
    cells: Callable[[Column], pa.DictionaryArray],
    sheet: str,
) -> tuple[dict[str, Converted], list[Issue]]:
    """The fields whose lengths of time count from the day of another field, row by row: 30 years from when it was made.
    Rows without that day are said: what they hold is not kept."""
    done: dict[str, Converted] = {}
    issues: list[Issue] = []
    for column, line in columns:
        if line.field is None or line.span is None or line.span.anchor not in found:
            continue
        begins = found[line.span.anchor].array.to_pylist()
        lengths = [lasting(text) if text else None for text in cells(column).to_pylist()]
        ends = [
            _moved(begin.date() if isinstance(begin, datetime) else begin, *last) if begin and last else None
            for begin, last in zip(begins, lengths, strict=True)
        ]
        done[line.field] = Converted(pa.array(ends, pa.date32()))
        lost = sum(last is not None and begin is None for begin, last in zip(begins, lengths, strict=True))
        if lost:
            told = {"column": column.header, "n": lost}
            issues.append(Issue("lasting_without_day", "warn", sheet, None, column.header, count=lost, params=told))
    return done, issues


def span_column(cells: pa.DictionaryArray, span: Span, beside: pa.DictionaryArray | None) -> Converted:
    """The dates of distinct durations, counted from the stated day; none yet where they count from another field
    (:func:`counted_on`). Raises ``Refusal('anchor_unreadable')``."""
    if span.anchor.isidentifier():
        told = cells.dictionary.to_pylist()
        unread = [at for at, text in enumerate(told) if lasting(text) is None and not is_missing(text)]
        return Converted(pa.nulls(len(told), pa.date32()), {"not_a_date": unread} if unread else {})
    anchor = day(span.anchor)
    if anchor is None or beside is not None:
        raise Refusal("anchor_unreadable", where=span.anchor)
    found: list[date | None] = []
    bad: list[int] = []
    sign = -1 if span.direction == "before" else 1
    for at, text in enumerate(cells.dictionary.to_pylist()):
        number = amount(text)
        if number is None:
            found.append(None)
            if not is_missing(text):
                bad.append(at)
            continue
        found.append(_moved(anchor.date(), sign * number[0], span.unit))
    return Converted(pa.array(found, pa.date32()), {"not_a_number": bad} if bad else {})


def _moved(start: date, number: float, unit: str) -> date:
    if unit in _DAYS:
        return start + timedelta(days=round(number * _DAYS[unit]))
    months = round(number * (12 if unit == "years" else 1))
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)
