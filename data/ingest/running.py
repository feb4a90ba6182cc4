"""Amounts that are running totals: told by their header or a title, or seen in that they never fall, and then asked.
What is kept is what each period added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset
from data.ingest import convert as conversion
from data.ingest import dates, values
from data.ingest.columns import samples_of
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.questions import Question
from data.ingest.rows import rows_left_out
from data.ingest.wording import RUNNING_TOTAL, RUNNING_YEAR
from data.ingest.workbook import Sheet
from data.problems import Issue

Running = Literal["increments", "total", "year"]
ADDED_UP = {
    "costs": ("budget", "committed", "actual", "forecast", "earned"),
    "benefits": ("planned", "forecast", "realised"),
}
"""The amounts of a period, by dataset: those that a table may hold as running totals."""
FEW, ENOUGH = 3, 4
"""Periods from which amounts that never fall are asked about: where earned value stands beside them, and else."""
_CENT = 0.005


@dataclass(frozen=True)
class _Course:
    """How an amount goes on from period to period: the rows in order, which follow one of the same line, the year of
    each."""

    order: np.ndarray
    follows: np.ndarray
    years: np.ndarray
    periods: int
    """The most periods that a line has."""
    again: bool
    """A line has a period twice: then nothing can be said."""


def running_questions(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, *, known: bool = False
) -> list[Question]:
    """Whether amounts that never fall are running totals. Those whose header says so and that do not fall are taken for
    it, and said when the file is prepared; those that fall all the same, and those of which a title says it, are asked.
    That they never fall says nothing of months across without earned value (a plan that grows), nor of a file like one
    ``known``."""
    own = {line.field: line for line in mapping.columns if line.field in ADDED_UP.get(dataset.name, ())}
    when = mapping.column_of(dataset.when or "")
    if not own or when is None or when.index is None or all(line.running is not None for line in own.values()):
        return []
    keep, _ = rows_left_out(sheet.grid, layout, mapping)
    rows = pa.array(np.flatnonzero(keep))
    by_index = {column.index: column for column in layout.columns}

    def cells(line: ColumnMapping) -> pa.DictionaryArray:
        return sheet.grid.encoded(line.index or 0, layout.first_row).take(rows)

    period = cells(when)
    days = conversion.convert(period.dictionary, dataset.by_name[dataset.when or ""], when, years=dates.ANY_YEAR).array
    keys = [
        np.asarray(pc.fill_null(cells(line).indices, -1))
        for line in mapping.columns
        if line.field in dataset.key and line.field != dataset.when and line.index in by_index
    ]
    course = _course(days.take(period.indices), keys)
    if course.again or course.periods < 2:
        return []
    least = FEW if "earned" in own else ENOUGH
    doubtful: list[ColumnMapping] = []
    guess, reason = "total" if "earned" in own else "", False
    alone = not known and ("earned" in own or sheet.grid.origin is None)
    for line in own.values():
        if line.running is not None or line.index not in by_index:
            continue
        column, texts = by_index[line.index], cells(line)
        amounts = [read[0] if (read := values.amount(text)) else None for text in texts.dictionary.to_pylist()]
        said, above = told((column.group, column.header)), told(layout.titles)
        numbers = pa.array(amounts, pa.float64()).take(texts.indices).to_numpy(zero_copy_only=False)
        steps = _steps(numbers, course, whole_years="year" in (said, above))
        falls = bool((steps < -_CENT).any())
        if said and not falls:
            line.running = said
        elif said or (not falls and bool((steps > _CENT).any())):
            doubtful.append(line)
            guess = said or above or guess
            reason = reason or bool(said or above)
            reason = reason or (alone and course.periods >= least and int((steps > _CENT).sum()) >= least - 1)
    if not reason:
        return []
    first = by_index[doubtful[0].index or 0]
    fields = tuple(str(line.field) for line in doubtful)
    return [
        Question(
            "running",
            "running",
            ("total", "increments", "year"),
            {"columns": _listed(by_index, doubtful), "of": fields},
            samples_of(sheet.grid, first, layout),
            guess=guess,
        )
    ]


def _listed(by_index: dict[int, Column], lines: Sequence[ColumnMapping]) -> str:
    return " · ".join(by_index[line.index].header for line in lines if line.index is not None)


def told(texts: Sequence[str]) -> Running | None:
    """What these texts say: ``累计实际``, ``Cumulative PV`` are totals, ``Actual YTD`` those of a year."""
    if any(RUNNING_YEAR.search(text) for text in texts):
        return "year"
    return "total" if any(RUNNING_TOTAL.search(text) for text in texts) else None


def taken_apart(
    found: dict[str, conversion.Converted],
    dataset: Dataset,
    columns: Sequence[tuple[Column, ColumnMapping]],
    sheet: Sheet,
) -> list[Issue]:
    """Put what each period added in place of running totals; said for each column."""
    totals = [(column, line) for column, line in columns if line.field and line.running in ("total", "year")]
    if totals:
        increments(found, dataset, {str(line.field): line.running for _, line in totals if line.running})
    return [
        Issue(
            "running_totals",
            "warn",
            sheet.name,
            None,
            column.header,
            count=len(found[str(line.field)].array),
            params={"of": line.running},
        )
        for column, line in totals
    ]


def increments(found: dict[str, conversion.Converted], dataset: Dataset, running: dict[str, Running]) -> None:
    """Put in place of running totals, by field, what each period added to the one before it of the same line. The first
    period of a line (of a year) takes what had run up by then; an empty cell stays empty."""
    keys = [
        np.asarray(pc.fill_null(found[name].array.dictionary_encode().indices, -1))
        for name in dataset.key
        if name != dataset.when
    ]
    course = _course(found[dataset.when or ""].array, keys)
    for name, kind in running.items():
        array = found[name].array
        amounts = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        steps = _steps(amounts, course, whole_years=kind == "year")
        added = pa.array(np.where(np.isnan(steps), amounts, steps), pa.float64(), from_pandas=True)
        found[name].array = pc.round(added, 2).cast(array.type, safe=False)


def _course(days: pa.Array, keys: Sequence[np.ndarray]) -> _Course:
    known = np.asarray(days.is_valid())
    when = pc.fill_null(days.cast(pa.date32()).cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    years = pc.fill_null(pc.year(days), 0).to_numpy(zero_copy_only=False)
    lines = np.unique(np.column_stack([*keys, np.zeros(len(when), dtype=np.int64)]), axis=0, return_inverse=True)[1]
    lines = np.ravel(lines)
    order = np.lexsort((when, lines))
    order = order[known[order]]
    same = np.r_[False, lines[order][1:] == lines[order][:-1]]
    twice = same & np.r_[False, when[order][1:] == when[order][:-1]]
    counts = np.bincount(lines[order]) if len(order) else np.zeros(1, dtype=np.int64)
    return _Course(order, same, years, int(counts.max()), bool(twice.any()))


def _steps(amounts: np.ndarray, course: _Course, *, whole_years: bool = False) -> np.ndarray:
    """What each row adds to the last one before it of its line that has an amount; NaN at the first of a line."""
    steps = np.full(len(amounts), np.nan)
    before: int | None = None
    for at, follows in zip(course.order, course.follows, strict=True):
        if not follows:
            before = None
        if np.isnan(amounts[at]):
            continue
        if before is not None and not (whole_years and course.years[at] != course.years[before]):
            steps[at] = amounts[at] - amounts[before]
        before = int(at)
    return steps
