"""Columns of texts as columns of the declared types: each distinct text is looked at once, then taken everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data import clock
from data.datasets import Field
from data.ingest import dates, scales, values
from data.ingest.dates import Years
from data.ingest.mapping import ColumnMapping
from data.ingest.moments import period_days
from data.ingest.timestamps import to_timestamps
from data.ingest.wording import UNCLEAN, cleaned, whole

USUAL_POINTS = 5
"""Points of a scale of words where the file does not show another number."""
MOST_DIGITS = Decimal(10) ** 16
_MORE_THAN_A_DATE = (
    r"[(（\[【~～–—至到,，;；]|[日号]\s*-|\d[./]\d{1,2}\s*-\s*\d|\dto|\d to |^\s*[A-Za-z]{3,9}[-'. ]"
    r"|\d\s*[月季周]\D{0,3}$|^\d{1,2}[-/.]\d{4}$"
)
"""Texts that may hold a range, a remark or a period, beside the usual dates."""
_MISSING_TEXTS = pa.array(["", "n/a", "#n/a", "(空)", "(跳过)", "（空）", "（跳过）", "null", "nan", "-", "--", "—"])


@dataclass
class Converted:
    """A column in its type. ``bad`` maps a code to the dictionary places of texts that have it."""

    array: pa.Array
    bad: dict[str, list[int]] = field(default_factory=dict)
    points: int | None = None
    ends: pa.Array | None = None
    """The last days of those cells that hold a range."""


def text_column(cells: pa.Array) -> pa.Array:
    """Texts as written, trimmed; null where the cell says that there is nothing."""
    trimmed = pc.utf8_trim_whitespace(cells)
    missing = pc.is_in(pc.utf8_lower(trimmed), _MISSING_TEXTS)
    return pc.if_else(missing, pa.scalar(None, pa.string()), trimmed) if pc.any(missing).as_py() else trimmed


def convert(
    texts: pa.Array,
    target: Field,
    line: ColumnMapping,
    *,
    zone: str = "",
    counts: Mapping[str, int] | None = None,
    years: Years | None = None,
) -> Converted:
    """Distinct texts (no nulls) of a column as values of ``target``; ``counts`` are the rows that hold each, ``years``
    the dates among which those without a year lie."""
    texts = as_read(texts, words=target.type in ("text", "json") and target.sensitivity != "pseudonym")
    if target.type == "rating":
        return _ratings(texts, target, line, counts)
    if target.type in ("date", "timestamp", "month"):
        return _dates(texts, target, line, zone, years)
    if target.type == "choice":
        return _each(texts, line, lambda text: values.choice(text, target), pa.string(), "not_a_choice")
    if target.type == "boolean":
        return _each(texts, line, values.yes_or_no, pa.bool_(), "not_yes_or_no")
    if target.type in ("integer", "number", "decimal"):
        return _numbers(texts, target, line)
    return Converted(text_column(texts))


def as_read(texts: pa.Array, *, words: bool = False) -> pa.Array:
    """Distinct texts without what was put there for another program, each in its place: see :func:`cleaned`."""
    if not pc.any(pc.match_substring_regex(texts, UNCLEAN)).as_py():
        return texts
    return pa.array([None if text is None else cleaned(text, words=words) for text in texts.to_pylist()], pa.string())


def _own(line: ColumnMapping) -> dict[str, Any]:
    return {whole(text): value for text, value in line.values.items()}


def _each(texts: pa.Array, line: ColumnMapping, read: Callable[[str], Any], type_: pa.DataType, code: str) -> Converted:
    found: list[Any] = []
    bad: list[int] = []
    own = _own(line)
    for at, text in enumerate(texts.to_pylist()):
        value = own[whole(text)] if own and whole(text) in own else read(text)
        if value is None and not (own and whole(text) in own) and not values.is_missing(text):
            bad.append(at)
        found.append(value)
    return Converted(pa.array(found, type_), {code: bad} if bad else {})


def _numbers(texts: pa.Array, target: Field, line: ColumnMapping) -> Converted:
    bad: dict[str, list[int]] = {}
    found: list[Any] = []
    duration = values.reader(target) if target.unit in ("seconds", "working_days") else None
    percents = target.unit == "share" and (
        values.in_percents(values.pointed(texts.to_pylist())) if line.percents is None else line.percents
    )
    own = _own(line)
    written = texts.to_pylist()
    for at, (text, number) in enumerate(zip(written, values.pointed(written), strict=True)):
        value: float | None
        if own and whole(text) in own:
            kept = own[whole(text)]
            value = float(kept) if kept is not None else None
        elif duration is not None:
            value = duration(number)
        elif target.unit == "share":
            above = not line.percents_above or (values.amount(number) or (0.0, False))[0] > 1
            value = values.share(number, percents and above)
        else:
            read = values.amount(number)
            # A cell that names its unit ("1,234,000元") is not multiplied by that of the sheet ("万元").
            value = None if read is None else read[0] if read[1] else read[0] * line.factor
            if value is None and target.type in ("decimal", "integer") and values.is_nothing(text):
                value = 0.0
        code = ""
        if value is None:
            code = "" if values.is_missing(text) or (own and whole(text) in own) else "not_a_number"
        elif (target.low is not None and value < target.low) or (target.high is not None and value > target.high):
            code, value = "out_of_range", None
        elif target.type == "integer" and value != round(value):
            code, value = "not_whole", None
        elif target.type == "decimal" and abs(value) >= MOST_DIGITS:
            code, value = "out_of_range", None
        if code:
            bad.setdefault(code, []).append(at)
        if value is None:
            found.append(None)
        elif target.type == "integer":
            found.append(round(value))
        elif target.type == "decimal":
            found.append(Decimal(repr(value)).quantize(Decimal("0.01")))
        else:
            found.append(value)
    type_ = {"integer": pa.int64(), "decimal": pa.decimal128(18, 2)}.get(target.type, pa.float64())
    return Converted(pa.array(found, type_), bad)


def _dates(texts: pa.Array, target: Field, line: ColumnMapping, zone: str, years: Years | None) -> Converted:
    moments = to_timestamps(texts, line.order, zone=line.zone, into=zone, years=years)
    bad: dict[str, list[int]] = {}
    ends: dict[int, datetime] = {}
    more = pc.or_(pc.is_null(moments), pc.fill_null(pc.match_substring_regex(texts, _MORE_THAN_A_DATE), False))
    if pc.any(more).as_py():
        given, read = texts.to_pylist(), moments.to_pylist()
        places = np.flatnonzero(more)
        periods = period_days((given[at] for at in places), years)
        for at in map(int, places):
            text = given[at]
            if text in periods:
                read[at] = datetime.fromisoformat(periods[text])
            elif read[at] is None:
                if not values.is_missing(text):
                    bad.setdefault("not_a_date", []).append(at)
            elif (last := dates.last_day(text, line.order, years=years)) is not None:
                ends[at] = last
                bad.setdefault("date_range", []).append(at)
            elif dates.remark_of(text, line.order, years=years):
                bad.setdefault("date_with_remark", []).append(at)
        moments = pa.array(read, pa.timestamp("us"))
    last_days = pa.array([ends.get(at) for at in range(len(texts))], pa.timestamp("us")) if ends else None
    if target.past:
        # What has happened has not happened after today: such a cell is not taken, and its row is kept without it.
        end = datetime.combine(clock.today() + timedelta(days=1), time())
        later = pc.fill_null(pc.greater_equal(moments, pa.scalar(end, moments.type)), False)
        places = pc.indices_nonzero(later).to_pylist()
        if places:
            bad["after_today"] = places
            moments = pc.if_else(later, pa.scalar(None, moments.type), moments)
    if target.type == "date":
        return Converted(pc.cast(moments, pa.date32(), safe=False), bad, ends=last_days)
    if target.type == "month":
        return Converted(pc.cast(pc.floor_temporal(moments, unit="month"), pa.date32(), safe=False), bad)
    return Converted(moments, bad, ends=last_days)


def _ratings(texts: pa.Array, target: Field, line: ColumnMapping, counts: Mapping[str, int] | None = None) -> Converted:
    assert target.scale is not None
    given = texts.to_pylist()
    own = _own(line)
    asked = [text for text in given if not (line.codes and text in ("-2", "-3")) and whole(text) not in own]
    rating = scales.read_ratings(asked, header=line.header, counts=counts)
    points, placed = _places(rating, line, target)
    low = line.low if line.low is not None else (1 if rating.words else target.scale.low)
    bad: dict[str, list[int]] = {}
    found: list[float | None] = []
    for at, text in enumerate(given):
        if whole(text) in own:
            kept = own[whole(text)]
            found.append(None if kept is None else float(kept))
            continue
        value = rating.values.get(text)
        if text in rating.bad or text in rating.ambiguous:
            bad.setdefault("not_a_rating", []).append(at)
        elif value is None:
            if text in rating.no_answer and whole(text) not in scales.EMPTY_MARKS:
                bad.setdefault("no_answer", []).append(at)
        elif rating.words:
            value = placed.get(value)
            if value is None:
                bad.setdefault("not_a_rating", []).append(at)
        elif not low <= value <= low + points - 1:
            code = "no_answer" if value in scales.MISSING_CODES and value != low + points else "out_of_range"
            bad.setdefault(code, []).append(at)
            value = None
        elif not target.scale.fixed:
            value = value - low + 1
        if value is not None and line.reversed:
            value = (points + 1 - value) if not target.scale.fixed else (2 * low + points - 1 - value)
        found.append(value)
    return Converted(pa.array(found, pa.float64()), bad, points)


def _places(rating: scales.Rating, line: ColumnMapping, target: Field) -> tuple[int, dict[float, float]]:
    """The number of points, and where the places of the words of this file lie on them.

    A file may hold a part of the wordings of its scale; the mapping knows how many there are. A wording for which the
    scale of the mapping has no place (a middle among four) has none, and is said.
    """
    assert target.scale is not None
    if not rating.words or rating.points is None:
        return line.points or rating.points or target.scale.points, {}
    same = {float(place): float(place) for place in range(1, rating.points + 1)}
    if line.points in (None, rating.points) or rating.points != USUAL_POINTS:
        return rating.points, same
    if line.points == 4:
        return 4, {5.0: 4.0, 4.0: 3.0, 2.0: 2.0, 1.0: 1.0}
    if line.points == 2:
        return 2, {5.0: 2.0, 4.0: 2.0, 2.0: 1.0, 1.0: 1.0}
    return (line.points or USUAL_POINTS, {}) if line.values else (rating.points, same)


def constant(text: str | None, target: Field, *, zone: str = "") -> Any:
    """A value that holds for the whole file, as the field's type; ``None`` where the text is none."""
    if text is None or not str(text).strip():
        return None
    line = ColumnMapping(header=target.name, low=target.scale.low if target.scale else None)
    converted = convert(pa.array([str(text)]), target, line, zone=zone)
    return converted.array[0].as_py()


def day(text: str) -> datetime | None:
    """A stated day, ISO or as people write it unambiguously."""
    found = dates.parse(text, None)
    return found[0] if found else None
