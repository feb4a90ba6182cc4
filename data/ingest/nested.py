"""Counts with a column a state, each of which may hold those that came further: so many told, of whom so many
consented, of whom so many moved. Added up as they stand they would count a customer once a column."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pyarrow as pa

from data.datasets import DATASETS
from data.ingest.across import Across
from data.ingest.layout import Column
from data.ingest.values import amount
from data.ingest.workbook import Grid

_WITHIN = {
    "told": ("consented", "refused", "silent"),
    "consented": ("moved", "failed", "returned", "withdrawn"),
    "moved": ("left_after",),
}
"""The states that come next after each."""
UNKNOWN = "?"


def may_nest(grid: Grid, across: Across) -> bool:
    """Whether each state may hold those that came further: a row allows it where no state holds fewer than come after
    it. A column beside them that adds them up says that they lie apart."""
    columns = _columns(across)
    pairs = [(columns[code], [columns[one] for one in _next(code, set(columns))]) for code in columns]
    pairs = [(own, after) for own, after in pairs if after]
    first = across.layout.first_row
    numbers = {c.index: _numbers(grid, c, first) for c in across.layout.columns}
    rows = range(len(next(iter(numbers.values()))))
    found = False
    for own, after in pairs:
        for row in rows:
            whole, parts = numbers[own.index][row], [numbers[one.index][row] for one in after]
            if whole is None or None in parts:
                continue
            if whole < sum(part for part in parts if part is not None):
                return False
            found = True
    return found and not _added_up(across, numbers, rows)


def _added_up(across: Across, numbers: dict[int, list[float | None]], rows: range) -> bool:
    own = {cell.column.index for cell in across.cells}
    sums = [sum(numbers[at][row] or 0.0 for at in own) for row in rows]
    told = [row for row in rows if any(numbers[at][row] is not None for at in own)]
    return any(told and all(cells[row] == sums[row] for row in told) for at, cells in numbers.items() if at not in own)


def taken_apart(grid: Grid, across: Across) -> Grid:
    """The sheet with those only in each state who came no further; where a state after it is not told, that is
    unknown."""
    columns, first = _columns(across), across.layout.first_row
    numbers = {code: _numbers(grid, column, first) for code, column in columns.items()}
    arrays = list(grid.columns)
    for code, column in columns.items():
        after = _next(code, set(columns))
        if not after:
            continue
        texts = grid.columns[column.index].to_pylist()
        for row, whole in enumerate(numbers[code]):
            if whole is not None:
                parts = [numbers[one][row] for one in after]
                rest = None if None in parts else whole - sum(part for part in parts if part is not None)
                texts[row + first - 1] = f"{whole:g} − {UNKNOWN}" if rest is None else f"{rest:.10g}"
        arrays[column.index] = pa.array(texts, pa.string())
    return replace(grid, columns=tuple(arrays))


def _next(code: str, present: set[str]) -> list[str]:
    """The states after one that have a column; in place of one without, those after it."""
    return [
        found for one in _WITHIN.get(code, ()) for found in ((one,) if one in present else tuple(_next(one, present)))
    ]


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {label: one.code for one in DATASETS["progress"].by_name["state"].choices for label in (one.en, one.zh)}


def _columns(across: Across) -> dict[str, Column]:
    return {_codes()[cell.state]: cell.column for cell in across.cells if cell.state}


def _numbers(grid: Grid, column: Column, first: int) -> list[float | None]:
    """The numbers below the header, ``None`` where a cell holds none."""
    read = ((amount(text) if text else None) for text in grid.below(column.index, first).to_pylist())
    return [None if one is None else one[0] for one in read]
