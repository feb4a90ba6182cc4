"""The cells of columns that stand across as one row a period, each still known by its place in the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from data.ingest.across import Across, Cell, measures
from data.ingest.layout import Column, Layout, numbered
from data.ingest.mapping import Spread
from data.ingest.nested import taken_apart
from data.ingest.periods import dated, read_period
from data.ingest.wording import plain
from data.ingest.workbook import Grid, Origin, Sheet

HEADS = {
    "year": ("年份", "Year"),
    "quarter": ("季度", "Quarter"),
    "month": ("月份", "Month"),
    "week": ("周", "Week"),
    "day": ("日期", "Date"),
    "wave": ("波次", "Wave"),
    "state": ("客户状态", "State of the customers"),
    "text": ("列名", "Column"),
}
"""Headers of the column that takes the headers of the others, as a file in its language would write them."""
CELLS = ("金额", "Amount")


def long_sheet(sheet: Sheet, across: Across, how: Spread) -> Sheet:
    """The sheet with a row for each filled cell of what stands across (for each period, where several measures do)."""

    def made() -> Grid:
        return _long(taken_apart(sheet.grid, across) if how.nested else sheet.grid, across, how)

    return sheet.made(f"across {how.model_dump_json()}", made)


@dataclass(frozen=True)
class _Lines:
    """The lines of the sheet: for each measure its columns, and its row in each line (counted from the first row of
    data, −1 where a line has none). ``labels`` are the texts of the columns that stay, where they were filled down."""

    columns: dict[str, list[Cell]]
    rows: dict[str, np.ndarray]
    labels: list[list[str]] | None = None

    @property
    def first(self) -> np.ndarray:
        """The first row of each line."""
        every = np.stack(list(self.rows.values()))
        return np.where(every < 0, np.iinfo(np.int64).max, every).min(axis=0)


def _long(grid: Grid, across: Across, how: Spread) -> Grid:
    first = across.layout.first_row
    lines = _lines(grid, across)
    periods = {cell.heading: cell.period for cell in across.cells}
    place = {text: at for at, text in enumerate(periods)}
    known = [text for text, period in periods.items() if period is not None]
    days = dict(zip(known, dated([p for p in periods.values() if p], how.year, how.first), strict=True))
    values = pa.array([days.get(text) or text for text in periods], pa.string())
    sources = {name: _sources(grid, cells, lines.rows[name], place, first) for name, cells in lines.columns.items()}
    line_at, period_at = np.nonzero(np.any([source >= 0 for source in sources.values()], axis=0))
    rows = lines.first[line_at]
    chinese = any(not text.isascii() for text in (*periods, *(column.header for column in across.rest)))
    made, arrays = _staying(grid, across, lines, rows, line_at)
    head = HEADS[across.kind][0 if chinese else 1]
    also = (
        ("wave",) if across.kind == "wave" else () if across.kind in ("text", "state") else ("period", "month", "date")
    )
    made.append(Column(len(made), head, names=(head, *also)))
    arrays.append(values.take(pa.array(period_at)))
    cells: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    headers: dict[int, tuple[str, ...]] = {}
    errors: list[tuple[int, int, str]] = []
    for name, own in lines.columns.items():
        at, header = len(made), name or CELLS[0 if chinese else 1]
        made.append(Column(at, header, names=(header,)))
        source = sources[name][line_at, period_at]
        of = {place[cell.heading]: cell for cell in own}
        arrays.append(_gathered(grid, of, source, period_at, first))
        cells[at] = np.where(source >= 0, source, rows) + first, period_at
        headers[at] = tuple(of[p].column.header if p in of else text for text, p in place.items())
        errors += [(row + 2, at, text) for row, text in _errors(grid, of, source + first, period_at)]
    columns = numbered(made)
    texts = tuple(
        pa.concat_arrays([pa.array([column.header], pa.string()), array])
        for column, array in zip(columns, arrays, strict=True)
    )
    layout = Layout("table", (1,), 2, columns, across.layout.titles, unit=across.layout.unit)
    used = np.concatenate([source[source >= 0] for source in sources.values()])
    origin = Origin(layout, rows + first, cells, headers, _nothing_under(grid, across, set(used.tolist())))
    return Grid(texts, len(rows) + 1, errors=tuple(errors), origin=origin)


def _nothing_under(grid: Grid, across: Across, used: set[int]) -> dict[str, list[int]]:
    """Rows without a cell under what stands across, by the reason why they are left out, with their numbers as Excel
    counts."""
    first, last, found = across.layout.first_row, max(used, default=0), dict[str, list[int]]()
    again = _headers_again(grid, across, first)
    for row in range(max(0, grid.height - first + 1)):
        if row in used:
            continue
        filled = sum(bool(text) for text in grid.row(row + first))
        code = "note_row" if filled == 1 and row > last else "nothing_across" if filled else "blank_row"
        code = "header_again" if row in again else code
        found.setdefault(code, []).append(row + first)
    return found


def _lines(grid: Grid, across: Across) -> _Lines:
    """One line a row; or one for several rows, where a column says what each of them holds."""
    first, count = across.layout.first_row, max(0, grid.height - across.layout.first_row + 1)
    again = _headers_again(grid, across, first)
    if across.by is None:
        columns: dict[str, list[Cell]] = {}
        for cell in across.cells:
            columns.setdefault(cell.measure, []).append(cell)
        rows = np.array([row for row in range(count) if row not in again], dtype=np.int64)
        return _Lines(columns, dict.fromkeys(columns, rows))
    words = grid.below(across.by.index, first).to_pylist()
    ids = [grid.below(one.index, first).to_pylist() for one in across.rest if one is not across.by]
    found: list[tuple[list[str], dict[str, int]]] = []
    for row, word in enumerate(words):
        if not word or row in again:
            continue
        own = [(cells[row] or "").strip() for cells in ids]
        label = _filled_down(own, found[-1][0]) if found else own
        if not found or label != found[-1][0] or word.strip() in found[-1][1]:
            found.append((label, {}))
        found[-1][1][word.strip()] = row
    names = dict.fromkeys(name for _, line in found for name in line)
    at = {name: np.array([line.get(name, -1) for _, line in found], dtype=np.int64) for name in names}
    return _Lines(
        {name: list(across.cells) for name in names},
        at,
        [list(one) for one in zip(*(label for label, _ in found), strict=True)],
    )


def _filled_down(own: list[str], above: list[str]) -> list[str]:
    """Merged cells stand in their first row only: an empty label is that above, as long as those before it are too."""
    done: list[str] = []
    for text, before in zip(own, above, strict=True):
        same = all(one == other for one, other in zip(done, above, strict=False))
        done.append(text or (before if same else ""))
    return done


def _sources(grid: Grid, cells: list[Cell], rows: np.ndarray, place: dict[str, int], first: int) -> np.ndarray:
    """The row of each line and period that holds something, −1 where none does. A spreadsheet error is something."""
    found = np.full((len(rows), len(place)), -1, dtype=np.int64)
    for cell in cells:
        filled = np.array(grid.columns[cell.column.index].slice(first - 1).is_valid(), dtype=bool)
        for row, at, _ in grid.errors:
            if at == cell.column.index and row >= first:
                filled[row - first] = True
        if len(filled):
            found[:, place[cell.heading]] = np.where((rows >= 0) & filled[np.maximum(rows, 0)], rows, -1)
    return found


def _staying(
    grid: Grid, across: Across, lines: _Lines, rows: np.ndarray, line_at: np.ndarray
) -> tuple[list[Column], list[pa.Array]]:
    """The columns that stay as they are, with their cells repeated."""
    made: list[Column] = []
    arrays: list[pa.Array] = []
    counted = ("integer",) if across.kind == "state" else ("decimal",)
    for column in across.rest:
        if column is across.by:
            continue
        if lines.labels is None:
            cells = grid.below(column.index, across.layout.first_row).take(pa.array(rows))
        else:
            texts = [text or None for text in lines.labels[len(made)]] if lines.labels else []
            cells = pa.array(texts, pa.string()).take(pa.array(line_at))
        arrays.append(cells)
        # An amount beside the periods, or a count beside the states, is that of all of them: in every row it would be
        # counted again.
        skip = "repeated" if plain(column.header) in measures(counted) else column.skip
        made.append(replace(column, index=len(made), skip=skip))
    return made, arrays


def _gathered(grid: Grid, of: dict[int, Cell], source: np.ndarray, period_at: np.ndarray, first: int) -> pa.Array:
    """The cell of each row of the long form, from the column of its period."""
    every = pa.concat_arrays([grid.columns[cell.column.index] for cell in of.values()])
    base = np.full(max(*of, int(period_at.max(initial=0)), 0) + 1, -1, dtype=np.int64)
    for number, period in enumerate(of):
        base[period] = number * grid.height
    good = (source >= 0) & (base[period_at] >= 0)
    return every.take(pa.array(np.where(good, base[period_at] + source + first - 1, 0), mask=~good))


def _errors(grid: Grid, of: dict[int, Cell], rows: np.ndarray, period_at: np.ndarray) -> list[tuple[int, str]]:
    """The spreadsheet errors among the cells that were gathered: the row below the header, and the error."""
    wrong = {(row, at): text for row, at, text in grid.errors}
    if not wrong:
        return []
    places = [
        (int(row), of[int(p)].column.index if int(p) in of else -1) for row, p in zip(rows, period_at, strict=True)
    ]
    return [(number, wrong[place]) for number, place in enumerate(places) if place in wrong]


def _headers_again(grid: Grid, across: Across, first: int) -> set[int]:
    """Rows that repeat the headers, as printouts with a header on each page do."""
    at = across.cells[0].column.index
    header = grid.columns[at][across.layout.header_rows[-1] - 1].as_py()
    if not header or read_period(header) is None:
        return set()
    cells = grid.columns[at].slice(first - 1).to_pylist()
    return {row for row, text in enumerate(cells) if text == header}
