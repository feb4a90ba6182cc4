"""What is wrong with the cells of a sheet, each told once, with its row and header as they stand in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Field
from data.ingest.columns import masked
from data.ingest.layout import Column
from data.ingest.workbook import Grid
from data.problems import Issue, Severity

MOST_ISSUES = 200
"""Distinct bad values listed of one column and code; further ones are counted in one line."""
SEVERITY: dict[str, Severity] = {"no_answer": "ignore", "date_range": "warn", "date_with_remark": "warn"}
REFUSING = {"refusing": True}
"""What an issue says in its parameters where its row was refused for this cell."""


@dataclass(frozen=True)
class Places:
    """The cells of a sheet whose data begin at row ``first``."""

    sheet: str
    grid: Grid
    first: int

    def of(self, row: int, column: Column | None = None) -> tuple[int, str]:
        """Where a row of the grid, and its cell under ``column``, stand in the file."""
        header, origin = column.header if column else "", self.grid.origin
        if origin is None:
            return row, header
        at = row - self.first
        if column is None or column.index not in origin.cells:
            return int(origin.rows[at]), header
        rows, under = origin.cells[column.index]
        return int(rows[at]), origin.headers[column.index][int(under[at])]

    def numbers(self, rows: np.ndarray) -> pa.Array:
        """The numbers in the file of rows counted from the first row of data."""
        return pa.array(rows + self.first if self.grid.origin is None else self.grid.origin.rows[rows], pa.int32())

    def bad_cells(
        self,
        code: str,
        column: Column,
        field: Field,
        cells: pa.DictionaryArray,
        bad: Sequence[int],
        rows: np.ndarray,
        *,
        refusing: bool,
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> list[Issue]:
        """An issue for each distinct bad text: the first row that has it, and how many do. ``refusing`` says that a row
        cannot be kept without this cell; ``more`` are further parameters of its message."""
        severity = SEVERITY.get(code, "reject" if refusing else "cell")
        params: dict[str, object] = {"field_en": field.en, "field_zh": field.zh, **more}
        params |= REFUSING if severity == "reject" else {}
        if code == "not_a_choice":
            params |= {f"choices_{lang}": [getattr(one, lang) for one in field.choices] for lang in ("en", "zh")}
        indices = pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False)
        counts = np.bincount(indices[indices >= 0], minlength=len(cells.dictionary))
        found = [place for place in bad if counts[place]]
        said: list[Issue] = []
        for place in found[:MOST_ISSUES]:
            text = cells.dictionary[place].as_py()
            shown = masked(text) if field.sensitivity != "none" else text[:80]
            for row, header, count in self._by_header(column, rows, indices == place):
                said.append(Issue(code, severity, self.sheet, row, header, shown, count, params))
        rest = found[MOST_ISSUES:]
        if rest:
            total = int(counts[rest].sum())
            said.append(Issue(code, severity, self.sheet, None, column.header, "…", total, params))
        return said

    def told(
        self, code: str, column: Column, cells: pa.DictionaryArray, which: pa.Array, rows: np.ndarray
    ) -> list[Issue]:
        """A warning at the first cell whose text is one of ``which`` of the distinct ones, with the number of such
        cells."""
        wanted = np.flatnonzero(pc.fill_null(which, False))
        if not len(wanted):
            return []
        here = np.isin(pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False), wanted)
        if not here.any():
            return []
        row, header = self.of(int(rows[int(np.argmax(here))]) + self.first, column)
        return [Issue(code, "warn", self.sheet, row, header, count=int(here.sum()))]

    def _by_header(self, column: Column, rows: np.ndarray, here: np.ndarray) -> list[tuple[int, str, int]]:
        """The first row, its header and the number of cells; one a header, where a column was gathered from several."""
        if self.grid.origin is None or column.index not in self.grid.origin.cells:
            row, header = self.of(int(rows[int(np.argmax(here))]) + self.first, column)
            return [(row, header, int(here.sum()))]
        found: dict[str, list[int]] = {}
        for at in rows[here]:
            row, header = self.of(int(at) + self.first, column)
            found.setdefault(header, []).append(row)
        return [(first[0], header, len(first)) for header, first in found.items()]

    def errors(self, columns: Sequence[Column], keep: np.ndarray, refusing: set[int]) -> list[Issue]:
        """Cells that hold a spreadsheet error instead of a value; ``refusing`` are columns no row can be without."""
        by_index = {column.index: column for column in columns}
        grouped: dict[tuple[int, str, str], list[int]] = {}
        for number, at, text in self.grid.errors:
            if number >= self.first and keep[number - self.first]:
                row, header = self.of(number, by_index.get(at))
                grouped.setdefault((at, header, text), []).append(row)
        return [
            Issue("formula_error", "reject", self.sheet, rows[0], header, text, len(rows), dict(REFUSING))
            if at in refusing
            else Issue("formula_error", "cell", self.sheet, rows[0], header, text, len(rows))
            for (at, header, text), rows in grouped.items()
        ]

    def refused(
        self, column: Column, cells: pa.DictionaryArray, bad: dict[str, list[int]], rows: np.ndarray
    ) -> np.ndarray:
        """The rows that lack a value for a reason told at its cell: it cannot be read, or is an error."""
        unread = [place for code, places in bad.items() if code not in SEVERITY for place in places]
        told = np.isin(pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False), unread)
        wrong = [row - self.first for row, at, _ in self.grid.errors if at == column.index]
        return told | np.isin(rows, wrong)
