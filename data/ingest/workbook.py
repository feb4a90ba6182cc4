"""A file as sheets of text cells, with the row and column numbers that Excel shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.wording import BLANK_CHARACTERS
from data.problems import Refusal

LONGEST_CELL = 32_767
"""Characters of a cell that are read: as many as a cell of Excel can hold. Whatever looks at a cell is made for
that."""


@dataclass(frozen=True)
class Origin:
    """Where the rows of a grid come from that was made of another one. ``layout`` is how the new one is laid out;
    ``rows`` has the number of the source row of each row below the header, ``cells`` for the columns that were gathered
    from several: source rows, and which of ``headers`` each cell stood under."""

    layout: Any
    rows: np.ndarray
    cells: dict[int, tuple[np.ndarray, np.ndarray]]
    headers: dict[int, tuple[str, ...]]
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """Rows of the source of which nothing was gathered, by the reason (a code)."""


@dataclass(frozen=True)
class Merged:
    """Cells that were made one. Rows as Excel counts, columns of the sheet from 0, the ends included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet, all as text, null where empty. Row *i* of the arrays is row *i* + 1 of the sheet.

    ``columns`` starts at sheet column ``first_column`` (0 is A). The rows above ``first_row`` are empty: they belong to
    another table of the sheet, and stand here only so that numbers stay those of the sheet. ``cut`` are cells whose
    text was longer than :data:`LONGEST_CELL`, by row and place, with the number of its characters. ``merged`` are the
    cells that were made one: the arrays hold their text in the first row only, :meth:`below` in all. ``errors`` are
    cells that hold a spreadsheet error (``#N/A``, ``#DIV/0!``), by (row as Excel counts, place of the column among
    ``columns``); they read as empty.
    """

    columns: tuple[pa.Array, ...]
    height: int
    first_column: int = 0
    errors: tuple[tuple[int, int, str], ...] = ()
    first_row: int = 1
    merged: tuple[Merged, ...] = ()
    cut: tuple[tuple[int, int, int], ...] = ()
    origin: Origin | None = field(default=None, repr=False, compare=False)
    _ends: dict[int, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    _encoded: dict[tuple[int, int], pa.DictionaryArray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def encoded(self, at: int, first_row: int) -> pa.DictionaryArray:
        """Column ``at`` from row ``first_row`` on, as its distinct texts (trimmed) and where they stand. Kept, and made
        for all columns on all cores: a text is looked at once however many cells hold it."""
        if (at, first_row) not in self._encoded:

            def encode(column: pa.Array) -> pa.DictionaryArray:
                return pc.utf8_trim(column, BLANK_CHARACTERS).dictionary_encode()

            with ThreadPoolExecutor() as cores:
                below = [self.below(place, first_row) for place in range(self.width)]
                for place, cells in enumerate(cores.map(encode, below)):
                    self._encoded[place, first_row] = cells
        return self._encoded[at, first_row]

    def rows_of_table(self, first_row: int) -> int:
        """How many rows from ``first_row`` on there are to the last with two cells or more: below it stand notes, one
        to a row. All, where the table is too narrow to tell."""
        if first_row not in self._ends:
            count = max(0, self.height - first_row + 1)
            filled = np.zeros(count, dtype=np.int32)
            for column in self.columns:
                cells = column.slice(first_row - 1)
                filled += 1 if cells.null_count == 0 else np.asarray(cells.is_valid())
            full = np.flatnonzero(filled >= (2 if self.width > 2 else 0))
            self._ends[first_row] = int(full[-1]) + 1 if len(full) else count
        return self._ends[first_row]

    def below(self, at: int, first_row: int) -> pa.Array:
        """Column ``at`` from row ``first_row`` on, with the text of cells merged downwards in each of their rows. Cells
        that begin above ``first_row`` are headers and stay as they are."""
        cells = self.columns[at].slice(first_row - 1)
        own = [
            one
            for one in self.merged
            if one.left == at + self.first_column and one.bottom > one.top >= first_row and one.top <= self.height
        ]
        if not own:
            return cells
        source = np.arange(len(cells))
        for one in own:
            source[one.top - first_row : one.bottom - first_row + 1] = one.top - first_row
        return cells.take(pa.array(source))

    @property
    def width(self) -> int:
        return len(self.columns)

    def top(self, rows: int) -> list[list[str]]:
        """The first rows as lists of trimmed texts, empty where there is nothing. Those above ``first_row`` come
        free."""
        rows += self.first_row - 1
        parts = [column.slice(0, rows).to_pylist() for column in self.columns]
        return [
            [(part[at] or "").strip(BLANK_CHARACTERS) if at < len(part) else "" for part in parts]
            for at in range(min(rows, self.height))
        ]

    def row(self, number: int) -> list[str]:
        """The row with that number as Excel counts, trimmed."""
        return [(column[number - 1].as_py() or "").strip(BLANK_CHARACTERS) for column in self.columns]


@dataclass(frozen=True)
class Sheet:
    """One sheet. Its cells are read when first looked at, so a file of many sheets costs only those that are used."""

    name: str
    hidden: bool = False
    load: Callable[[], Grid] = field(repr=False, compare=False, default=lambda: Grid((), 0))
    _parts: dict[str, Sheet] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def grid(self) -> Grid:
        return self.load()

    def part(self, area: str) -> Sheet:
        """The cells of an area (``A3-D9``) as a sheet of their own, ``Sheet1!A3-D9``, each cell in its row and
        column."""
        if area not in self._parts:
            self._parts[area] = Sheet(f"{self.name}!{area}", self.hidden, lambda: _cut(self.grid, area))
        return self._parts[area]

    def made(self, key: str, make: Callable[[], Grid]) -> Sheet:
        """Another grid made of this sheet's cells, under the same name; made once for a ``key``."""
        if key not in self._parts:
            self._parts[key] = Sheet(self.name, self.hidden, make)
        return self._parts[key]

    def __reduce__(self) -> tuple[Any, ...]:
        """The sheet with its cells, or with the reason why it has none; a pickle cannot hold the way to read them."""
        try:
            return _sheet, (self.name, self.hidden, self.grid)
        except Refusal as refusal:
            return _sheet, (self.name, self.hidden, refusal)

    @property
    def is_empty(self) -> bool:
        return self.grid.height == 0 or self.grid.width == 0


@dataclass(frozen=True)
class Workbook:
    """A file that was dropped: its name, its fingerprint, its sheets. ``kind`` is xlsx or csv; text files say how they
    are encoded and separated. ``lacks_results`` says that it holds formulas without their results, which read as
    empty."""

    name: str
    sha256: str
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    lacks_results: bool = False

    @property
    def visible(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or the part of one: ``Sheet1!A3-D9``, also as spreadsheets write it (``A3:D9``)."""
        whole = next((sheet for sheet in self.sheets if sheet.name == name), None)
        above, _, area = name.rpartition("!")
        area = area.replace(":", "-").replace("$", "").upper()
        if whole is not None or not _AREA.fullmatch(area):
            return whole
        return next((sheet.part(area) for sheet in self.sheets if sheet.name == above), None)


_AREA = re.compile(r"([A-Z]+)([1-9]\d*)-([A-Z]+)([1-9]\d*)")


def _sheet(name: str, hidden: bool, cells: Grid | Refusal) -> Sheet:
    def load() -> Grid:
        if isinstance(cells, Refusal):
            raise cells
        return cells

    return Sheet(name, hidden, load)


def area_name(first_column: int, first_row: int, last_column: int, last_row: int) -> str:
    """``A3-D9``: columns from 0, rows as Excel counts, both ends included."""
    return f"{letters(first_column)}{first_row}-{letters(last_column)}{last_row}"


def letters(column: int) -> str:
    """The letters Excel gives a column, counted from 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_number(text: str) -> int:
    """The column of these letters, counted from 0."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cut(grid: Grid, area: str) -> Grid:
    found = _AREA.fullmatch(area)
    if found is None:
        return Grid((), 0)
    left, right = (column_number(found[at]) - grid.first_column for at in (1, 3))
    top, bottom = int(found[2]), min(int(found[4]), grid.height)
    above = pa.nulls(top - 1, pa.string())
    columns = tuple(
        pa.concat_arrays([above, column.slice(top - 1, bottom - top + 1)])
        for column in grid.columns[max(left, 0) : right + 1]
    )
    inside = tuple(error for error in grid.errors if top <= error[0] <= bottom and left <= error[1] <= right)
    errors = tuple((row, at - left, text) for row, at, text in inside)
    cut = tuple((row, at - left, n) for row, at, n in grid.cut if top <= row <= bottom and left <= at <= right)
    return Grid(columns, bottom, grid.first_column + max(left, 0), errors, top, grid.merged, cut)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def grid_of_table(table: pa.Table, *, first_column: int = 0, errors: tuple[tuple[int, int, str], ...] = ()) -> Grid:
    """A grid of a table of texts: cells of spaces only become empty, empty rows and columns at the end fall away, of a
    text longer than a cell of a spreadsheet may be its beginning stays."""
    columns: list[pa.Array] = []
    cut: list[tuple[int, int, int]] = []
    filled = 0
    used = 0
    with ThreadPoolExecutor() as cores:
        arrays = list(cores.map(_without_blanks, table.columns))
    for index, array in enumerate(arrays):
        longest = pc.max(pc.binary_length(array)).as_py() or 0
        if longest > LONGEST_CELL:
            array, lengths = _shortened(array)
            cut += [(row, index, length) for row, length in lengths]
        columns.append(array)
        if array.null_count < len(array):
            used = index + 1
            # The last filled row: searched from the end, it is nearly always the last.
            end = len(array)
            while end > filled and not array[end - 1].is_valid:
                end -= 1
            filled = max(filled, end)
    return Grid(
        tuple(column.slice(0, filled) for column in columns[:used]),
        filled,
        first_column,
        tuple(error for error in errors if error[0] <= filled),
        cut=tuple(cut),
    )


def _shortened(array: pa.Array) -> tuple[pa.Array, list[tuple[int, int]]]:
    """No text longer than :data:`LONGEST_CELL`, and where one was: its row as Excel counts, its number of
    characters."""
    lengths = pc.utf8_length(array)
    long = pc.fill_null(pc.greater(lengths, LONGEST_CELL), False)
    places = pc.indices_nonzero(long).to_pylist()
    shorter = pc.if_else(long, pc.utf8_slice_codeunits(array, 0, LONGEST_CELL), array)
    return shorter, [(at + 1, lengths[at].as_py()) for at in places]


def _without_blanks(column: pa.ChunkedArray) -> pa.Array:
    """The cells as one array of texts, null where there are only spaces."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    if array.type != pa.string():
        array = array.cast(pa.string())
    blank = pc.equal(pc.binary_length(pc.utf8_trim(array, BLANK_CHARACTERS)), 0)
    return pc.if_else(blank, pa.scalar(None, pa.string()), array) if pc.any(blank).as_py() else array
