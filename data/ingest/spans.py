"""Dates that a file gives as a duration: ``tenure`` of 14 months before a stated day becomes a date."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from data.ingest.convert import Converted, day
from data.ingest.mapping import Span
from data.ingest.values import amount, is_missing
from data.problems import Refusal

_DAYS = {"days": 1, "weeks": 7}


def span_column(cells: pa.DictionaryArray, span: Span, beside: pa.DictionaryArray | None) -> Converted:
    """The dates of distinct durations, counted from the stated day. Raises ``Refusal('anchor_unreadable')``."""
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
