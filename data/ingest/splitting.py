"""Sheets that hold several tables, side by side or one under the other, as one table each.

A cut is made only where both sides are tables that say by their own headers which dataset they are: a gap inside one
table, or a block of notes beside it, does not tear it apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from data.datasets import DATASETS
from data.ingest.layout import Layout, find_layout
from data.ingest.names import rank_datasets
from data.ingest.wording import plain
from data.ingest.workbook import Grid, Sheet, area_name

MOST_CUTS = 40
"""Places looked at in one region: a sheet of a thousand blank rows is not a thousand tables."""
LEAST_SCORE = 0.45
LEAST_COVERED = 0.6
LEAST_HEADERS = 3
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十][)）]?\s*[、.．)）]|表\s*[一二三四五六七八九十\d]|(?:table|part|section)\s+[\dA-Z]\b",
    re.IGNORECASE,
)
"""Titles that number the tables of a sheet: 一、网点清单; Table 2."""
_ASKED_FOR = ("date", "timestamp", "month")
"""What a table may lack and still be one: the page asks for a day."""


@dataclass(frozen=True)
class _Region:
    """Columns counted within the grid from 0, rows as Excel counts; the ends are included."""

    left: int
    top: int
    right: int
    bottom: int


def tables_of(sheet: Sheet, layout: Layout) -> list[tuple[Sheet, Layout]]:
    """The tables of a sheet: itself, or its parts ``Sheet1!A1-D9``, each with its layout."""
    grid = sheet.grid
    if layout.platform != "table" or grid.first_row > 1:
        return [(sheet, layout)]
    filled = np.array([column.is_valid() for column in grid.columns], dtype=bool)
    whole = _Region(0, 1, grid.width - 1, grid.height)
    regions = list(_split(sheet, filled, whole))
    if len(regions) == 1:
        return [(sheet, layout)]
    parts = [sheet.part(_area(grid, region)) for region in regions]
    return [(part, found) for part in parts if (found := find_layout(part.grid)) is not None]


def _split(sheet: Sheet, filled: np.ndarray, region: _Region) -> Iterator[_Region]:
    for first, second in islice(_cuts(sheet.grid, filled, region), MOST_CUTS):
        if _is_table(sheet, first) and _is_table(sheet, second) and not _goes_on(sheet, first, second):
            yield from _split(sheet, filled, first)
            yield from _split(sheet, filled, second)
            return
    yield region


def _cuts(grid: Grid, filled: np.ndarray, region: _Region) -> Iterator[tuple[_Region, _Region]]:
    """The places where two tables may meet: an empty column, a first header that comes again, a header after a gap."""
    inside = filled[region.left : region.right + 1, region.top - 1 : region.bottom]
    for at in _empty_columns(inside):
        yield (
            _trimmed(filled, _Region(region.left, region.top, region.left + at - 1, region.bottom)),
            _trimmed(filled, _Region(region.left + at + 1, region.top, region.right, region.bottom)),
        )
    for at in _first_header_again(grid, region):
        yield (
            _trimmed(filled, _Region(region.left, region.top, at - 1, region.bottom)),
            _trimmed(filled, _Region(at, region.top, region.right, region.bottom)),
        )
    for row in _rows_after_a_gap(inside):
        yield (
            _trimmed(filled, _Region(region.left, region.top, region.right, region.top + row - 1)),
            _trimmed(filled, _Region(region.left, region.top + row, region.right, region.bottom)),
        )


def _empty_columns(inside: np.ndarray) -> list[int]:
    """Empty columns with something on both sides."""
    used = set(np.flatnonzero(inside.any(axis=1)).tolist())
    return [at for at in range(1, len(inside) - 1) if at not in used and at - 1 in used]


def _first_header_again(grid: Grid, region: _Region) -> list[int]:
    layout = find_layout(_grid(grid, region))
    if layout is None:
        return []
    rows = [grid.row(row)[region.left : region.right + 1] for row in reversed(layout.header_rows)]
    header = [next(filter(None, cells), "") for cells in zip(*rows, strict=True)]
    begin = next((at for at, text in enumerate(header) if text), len(header))
    return [region.left + at for at in range(begin + 2, len(header)) if header[at] == header[begin]]


def _rows_after_a_gap(inside: np.ndarray) -> list[int]:
    """Rows of two cells or more after a blank row or a title, counted within the region; the title goes with them."""
    cells = inside.sum(axis=0)
    found = []
    for row in np.flatnonzero((cells[1:] >= 2) & (cells[:-1] <= 1)) + 1:
        begin = int(row)
        while begin > 1 and cells[begin - 1] == 1:
            begin -= 1
        found.append(begin)
    return [row for row in found if cells[:row].any()]


def _is_table(sheet: Sheet, region: _Region) -> bool:
    """Whether the headers at the top of a region, and its rows, are those of a dataset, or a title numbers it as a
    table."""
    if region.right <= region.left or region.bottom <= region.top:
        return False
    grid = _grid(sheet.grid, region)
    layout = find_layout(grid)
    if layout is None or layout.first_row > grid.height or len(layout.titles) > 2:
        return False
    names = [column.names for column in layout.columns if not column.skip]
    if layout.titles and _NUMBERED.match(layout.titles[-1]) and len(names) >= LEAST_HEADERS:
        return True
    best = next(iter(rank_datasets(names, sheet.name)), None)
    if best is None or best.matched < 2:
        return False
    declared = DATASETS[best.dataset].by_name
    lacking = [name for name in best.missing if declared[name].type not in _ASKED_FOR]
    return (
        best.score >= LEAST_SCORE
        and best.matched >= LEAST_COVERED * len({plain(one[0]) for one in names})
        and not lacking
    )


def _goes_on(sheet: Sheet, first: _Region, second: _Region) -> bool:
    """Whether the second only repeats the title and header of the first, as printouts do on each page."""
    if first.left != second.left:
        return False
    both = [find_layout(_grid(sheet.grid, region)) for region in (first, second)]
    heads = [(one.titles, [column.header for column in one.columns]) if one else None for one in both]
    return heads[0] == heads[1]


def _trimmed(filled: np.ndarray, region: _Region) -> _Region:
    """The region without empty rows and columns at its edges."""
    inside = filled[region.left : region.right + 1, region.top - 1 : region.bottom]
    columns, rows = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(columns):
        return region
    return _Region(
        region.left + int(columns[0]),
        region.top + int(rows[0]),
        region.left + int(columns[-1]),
        region.top + int(rows[-1]),
    )


def _area(grid: Grid, region: _Region) -> str:
    first = grid.first_column
    return area_name(first + region.left, region.top, first + region.right, region.bottom)


def _grid(grid: Grid, region: _Region) -> Grid:
    """The first rows of a region, enough to know its header."""
    short = _Region(region.left, region.top, region.right, min(region.bottom, region.top + 60))
    return Sheet("", load=lambda: grid).part(_area(grid, short)).grid
