"""Cells that hold only the day of a month (15, 15日, 15th): their month stands in a title, in a name or in another
column. It is proposed with its source and never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from data.clock import today
from data.datasets import Dataset
from data.ingest import dates
from data.ingest.around import sources
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.moments import year_questions
from data.ingest.periods import read_period
from data.ingest.questions import BESIDE, Question
from data.ingest.values import is_missing
from data.ingest.workbook import Grid, Sheet, Workbook

OF_DAYS = ("date", "timestamp")
MOSTLY = 0.8
"""Share of the texts of a column that are days of a month and nothing else, from which on it is one of those."""
_MOST_LOOKED_AT = 200
_DAY = re.compile(r"(\d{1,2})\s?(?:st|nd|rd|th|[日号])?", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?<!\d)20\d\d\s?年\s?\d{1,2}\s?月|(?<!\d)20\d\d[-/.](?:1[0-2]|0?[1-9])(?!\d)|(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?=(?:[0-3]\d)?(?!\d))"
    r"|(?<![a-z])[a-z]{3,9}\.?[\s\-/,']{0,2}20\d\d(?!\d)|(?<!\d)20\d\d[\s\-/][a-z]{3,9}(?![a-z])"
    r"|(?<![a-z])[a-z]{3,9}\.?\s\d{1,2},?\s20\d\d(?!\d)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<!\d)(\d{1,2})\s?月(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def day_alone(text: str) -> int | None:
    """The day of a month that a text names and nothing else."""
    found = _DAY.fullmatch(text.strip())
    day = int(found[1]) if found else 0
    return day if 1 <= day <= 31 else None


def share_alone(texts: Iterable[str]) -> float:
    told = [text for text in texts if text and not is_missing(text)]
    return sum(day_alone(text) is not None for text in told) / len(told) if told else 0.0


def month_questions(book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """The month of columns of days, once a column; what a title, a name or another column says is proposed."""
    asked: list[Question] = []
    by_index = {column.index: column for column in layout.columns}
    for line in mapping.columns:
        column = by_index.get(line.index if line.index is not None else -1)
        field = dataset.by_name.get(line.field or "")
        if column is None or field is None or field.type not in OF_DAYS or line.month_beside:
            continue
        texts = _texts(sheet.grid, column, layout)
        if share_alone(texts) < MOSTLY:
            continue
        params: dict[str, object] = {
            "column": column.header,
            "field_en": field.en,
            "field_zh": field.zh,
            "example": texts[0],
        }
        beside, stated = _beside(sheet.grid, layout, column), _stated(book, sheet, layout)
        guess, source = "", {}
        if beside is not None:
            guess, source = BESIDE, {"source": "column", "said": beside.header}
            params["beside"] = beside.header
        elif stated is not None:
            guess, source = stated[0], {"source": stated[1], "said": stated[2]}
        months = [guess, stated[0] if stated else "", *(() if guess else _last_months())]
        choices = (*dict.fromkeys(one for one in months if one), "none")
        asked.append(
            Question(
                f"month.{line.field}", "month", choices, params | source, guess=guess, free=True, column=column.index
            )
        )
    return asked


def dated_questions(book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """What columns of dates leave open: the year of days that name none, the month of those that name only a day."""
    months = month_questions(book, sheet, layout, dataset, mapping)
    return [*year_questions(book, sheet, layout, dataset, mapping), *months]


def without_months(asked: list[Question], dated: Iterable[Question]) -> list[Question]:
    """The questions without those which field a column is that says the month of another."""
    beside = {one.params["beside"] for one in dated if "beside" in one.params}
    return [one for one in asked if one.code != "column" or one.params["column"] not in beside]


def without_last(mapping: Mapping) -> None:
    """Take out of a remembered mapping the years and months that were answered: they say nothing about this file."""
    for line in mapping.columns:
        for name in ("year", "month"):
            if getattr(line, name) is not None:
                setattr(line, name, None)
                mapping.answers.pop(f"{name}.{line.field}", None)


def _texts(grid: Grid, column: Column, layout: Layout) -> list[str]:
    encoded = grid.encoded(column.index, layout.first_row).dictionary.slice(0, _MOST_LOOKED_AT)
    return [text for text in encoded.to_pylist() if text and not is_missing(text)]


def _last_months() -> list[str]:
    now = today().year * 12 + today().month - 1
    return [f"{(now - back) // 12}-{(now - back) % 12 + 1:02d}" for back in range(3)]


def _beside(grid: Grid, layout: Layout, column: Column) -> Column | None:
    """The nearest other column all of whose cells name a month and its year, or else a whole date."""
    others = sorted((one for one in layout.columns if one is not column), key=lambda one: abs(one.index - column.index))
    read = [(one, [month_of(text) for text in _texts(grid, one, layout)]) for one in others]
    good = [(one, texts) for one, texts in read if texts and None not in texts]
    months = [one for one, _ in good if all(read_period(text) is not None for text in _texts(grid, one, layout))]
    return next(iter(months), good[0][0] if good else None)


def month_of(text: str) -> date | None:
    """The first day of the month that a cell names, in words or as a date; ``None`` where its year is not told."""
    period = read_period(text)
    if period is not None and period.kind == "month" and period.year is not None:
        return date(period.year, period.number, 1)
    found = dates.parse(text, None) if re.search(r"\d{4}", text) else None
    return found[0].date().replace(day=1) if found else None


def _stated(book: Workbook, sheet: Sheet, layout: Layout) -> tuple[str, str, str] | None:
    """The month that sheet, title or file name, with the kind and the words of its source; nothing where one names
    several."""
    around = sources(book, sheet, layout)
    years = {int(year) for _, text in around for year in _YEAR.findall(text)}
    for source, text in around:
        found = {month for one in _WRITTEN.findall(text) if (month := month_of(one))}
        bare = {int(one) for one in _BARE.findall(text)}
        if not found and len(bare) == 1 and bare <= set(range(1, 13)):
            number = min(bare)
            year = min(years) if len(years) == 1 else today().year - (number > today().month)
            found = {date(year, number, 1)}
        if found:
            return (f"{min(found):%Y-%m}", source, text) if len(found) == 1 else None
    return None


def with_month(cells: pa.DictionaryArray, line: ColumnMapping, beside: pa.DictionaryArray | None) -> pa.DictionaryArray:
    """The cells with whole dates in place of days, where the month has such a day; the others as they stand."""
    months = [line.month] * len(cells)
    if beside is not None:
        months = [month_of(text) if text else None for text in beside.cast(pa.string()).to_pylist()]
    told = [
        text if text is None or month is None else _whole(text, month)
        for text, month in zip(cells.cast(pa.string()).to_pylist(), months, strict=True)
    ]
    return pa.array(told, pa.string()).dictionary_encode()


def _whole(text: str, month: date) -> str:
    day = day_alone(text)
    try:
        return month.replace(day=day).isoformat() if day else text
    except ValueError:
        return text
