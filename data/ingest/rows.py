"""Which rows below the header are data, and why the others are not: totals, notes, blanks, previews, examples."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import DATASETS
from data.ingest.layout import Layout
from data.ingest.mapping import Mapping
from data.ingest.platforms.qualtrics import PREVIEWS
from data.ingest.platforms.template import example_row, template_fields
from data.ingest.wording import TOTALS, plain, whole
from data.ingest.workbook import Grid

_NOTE = (
    "注:",
    "注：",
    "备注:",
    "备注：",
    "说明:",
    "说明：",
    "note:",
    "notes:",
    "n.b.",
    "*",
    "※",
    "制表",
    "填表",
    "审核",
)
_TOTAL_PARTS = r"(?i)^.{0,6}(计|平均|均值|总和|汇总|total|sum|average|mean).{0,8}$"
_FIRST = 3


def rows_left_out(grid: Grid, layout: Layout, mapping: Mapping) -> tuple[np.ndarray, dict[str, list[int]]]:
    """A mask of the rows that are data, and the others by reason (a code) with their numbers as Excel shows them."""
    count = max(0, grid.height - layout.first_row + 1)
    keep = np.ones(count, dtype=bool)
    why: dict[str, list[int]] = {}
    if not count:
        return keep, why

    def leave_out(code: str, rows: np.ndarray) -> None:
        rows = rows[keep[rows]]
        if len(rows):
            keep[rows] = False
            why.setdefault(code, []).extend((rows + layout.first_row).tolist())

    filled = np.zeros(count, dtype=np.int32)
    for column in grid.columns:
        cells = column.slice(layout.first_row - 1)
        filled += 1 if cells.null_count == 0 else np.asarray(cells.is_valid())
    leave_out("blank_row", np.flatnonzero(filled == 0))
    leave_out("totals_row", _totals(grid, layout, count))
    leave_out("note_row", _notes(grid, layout, filled))
    leave_out("header_again", _headers_again(grid, layout, count))
    if "drop_previews" in layout.rules:
        leave_out("preview_row", _previews(grid, layout))
    if "drop_examples" in layout.rules:
        leave_out("example_row", _examples(grid, layout, mapping.dataset))
    for only in mapping.only:
        at = next((column.index for column in layout.columns if plain(column.header) == plain(only.header)), None)
        if at is not None:
            wanted = {whole(value) for value in only.values}
            encoded = grid.encoded(at, layout.first_row)
            good = np.array([whole(text or "") in wanted for text in encoded.dictionary.to_pylist()] + [False])
            leave_out("not_selected", np.flatnonzero(~good[_indices(encoded)]))
    return keep, why


def _indices(encoded: pa.DictionaryArray) -> np.ndarray:
    """Where each cell stands in the dictionary; −1 where there is none."""
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)


def _totals(grid: Grid, layout: Layout, count: int) -> np.ndarray:
    """Rows whose first filled cell (among the first three columns) is a word for a total, whole."""
    found: list[np.ndarray] = []
    before = np.zeros(count, dtype=bool)
    for at in range(min(_FIRST, grid.width)):
        encoded = grid.encoded(at, layout.first_row)
        indices = _indices(encoded)
        # A cheap look by pattern first; the few that remain are compared whole.
        likely = np.flatnonzero(pc.fill_null(pc.match_substring_regex(encoded.dictionary, _TOTAL_PARTS), False))
        places = [int(place) for place in likely if plain(encoded.dictionary[int(place)].as_py()) in TOTALS]
        if places:
            found.append(np.flatnonzero(np.isin(indices, places) & ~before))
        before |= indices >= 0
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _notes(grid: Grid, layout: Layout, filled: np.ndarray) -> np.ndarray:
    """Rows with one cell only that begins like a note, or that stand alone after the last full row of a wide table."""
    alone = np.flatnonzero(filled == 1)
    if grid.width < 2 or not len(alone):
        return np.empty(0, dtype=np.int64)
    full = np.flatnonzero(filled >= 2)
    last = full[-1] if len(full) else -1
    notes = []
    for row in alone[:10_000]:
        cell = next((text for text in grid.row(int(row) + layout.first_row) if text), "")
        if cell.lower().startswith(_NOTE) or (row > last and grid.width > 2 and last >= 0):
            notes.append(int(row))
    return np.array(notes, dtype=np.int64)


def _headers_again(grid: Grid, layout: Layout, count: int) -> np.ndarray:
    """Rows that repeat the header, as printouts with a header on each page have."""
    header = grid.row(layout.header_rows[-1])
    at = next((index for index, text in enumerate(header) if text), None)
    if at is None:
        return np.empty(0, dtype=np.int64)
    encoded = grid.encoded(at, layout.first_row)
    same = pc.index(encoded.dictionary, header[at]).as_py()
    if same < 0:
        return np.empty(0, dtype=np.int64)
    rows = np.flatnonzero(_indices(encoded) == same)
    wanted = [text for text in header if text]
    again = [
        int(row)
        for row in rows
        if len(wanted) > 1 and [text for text in grid.row(int(row) + layout.first_row) if text] == wanted
    ]
    return np.array(again, dtype=np.int64)


def _previews(grid: Grid, layout: Layout) -> np.ndarray:
    at = next((column.index for column in layout.columns if plain(column.header) == "status"), None)
    if at is None:
        return np.empty(0, dtype=np.int64)
    encoded = grid.encoded(at, layout.first_row)
    places = [place for place, text in enumerate(encoded.dictionary.to_pylist()) if whole(text or "") in PREVIEWS]
    return np.flatnonzero(np.isin(_indices(encoded), places))


def _examples(grid: Grid, layout: Layout, dataset: str) -> np.ndarray:
    """Rows of our template that still are the example, word for word."""
    declared = DATASETS[dataset]
    wanted = {field.name: text for field, text in zip(template_fields(declared), example_row(declared), strict=True)}
    rows = []
    for at in range(min(3, grid.height - layout.first_row + 1)):
        cells = grid.row(at + layout.first_row)
        found = {column.field: cells[column.index] for column in layout.columns if column.field}
        if all(_same(found.get(name, ""), text) for name, text in wanted.items() if name in found):
            rows.append(at)
    return np.array(rows, dtype=np.int64)


def _same(cell: str, example: str) -> bool:
    return cell == example or (
        bool(example) and cell.startswith(example) and cell[len(example) :] in (" 00:00:00", ":00")
    )
