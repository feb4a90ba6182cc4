"""Which rows below the header are data, and why the others are not: totals, notes, blanks, previews, examples."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import DATASETS
from data.ingest.layout import Layout
from data.ingest.mapping import Mapping
from data.ingest.periods import read_period, wave_in
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
_TOTAL_PARTS = r"(?i)^.{0,40}(计|平均|均值|总和|汇总|total|sum|average|mean|应到|实到|最高|最低|及格率|合格率).{0,40}$"
_FIRST = 3
_COUNTED = frozenset(
    plain(word)
    for word in [
        "应到",
        "实到",
        "应到人数",
        "实到人数",
        "应到/实到",
        "最高分",
        "最低分",
        "及格率",
        "合格率",
        "通过率",
        "参训人数",
        "attendance",
        "headcount",
    ]
)
"""Words of a row below a list that counts it, beside those for totals."""
LONGEST_TOTAL = 100
"""Characters of a cell that may be a total with what it is the total of."""
_COMPOUND = (
    re.compile(
        r"(.*?)\s*[:：\-–—·]*\s*(?:合计|总计|小计|共计|汇总|累计)\s*(?:数|额|金额|人数)?\s*[:：]?\s*[(（]?(.*?)[)）]?"
    ),
    re.compile(r"(?:grand |sub-? ?)?totals?\s*(?:of|for|in)?\s*[:\-–—·(]*\s*(.*?)\)?"),
    re.compile(r"sums? (?:of|for|in)\s+(.*)"),
    re.compile(r"(.*?)\s*[:\-–—·(]*\s*(?:grand |sub-? ?)?totals?\)?"),
)
_WHOLES = frozenset(
    plain(word)
    for word in [
        "本月",
        "当月",
        "本季",
        "本季度",
        "本年",
        "本年度",
        "全年",
        "年度",
        "本周",
        "本页",
        "本期",
        "本批",
        "本批次",
        "各项",
        "全部",
        "以上",
        "全行",
        "分行",
        "项目",
        "费用",
        "金额",
        "月度",
        "季度",
        "预算",
        "实际",
        "all",
        "overall",
        "month",
        "quarter",
        "year",
        "week",
        "page",
        "period",
        "costs",
        "cost",
        "budget",
        "actual",
        "amount",
        "amounts",
        "items",
        "year",
        "to",
        "date",
        "ytd",
    ]
)
"""What a total may be of, beside a period, a wave and a text of the same sheet."""
_MOST_TEXTS = 2000
_SECTION = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、"
    r".．)）]|第[一二三四五六七八九十\d]{1,3}(?:阶段|部分|章|节)|[ivx]{1,4}[.)]\s|(?:phase|stage|part|section|workstream)\s+\w{1,4}\b).*",
    re.IGNORECASE,
)
"""Headings of a part of the table: 一、准备阶段; Phase 2 – Build."""
_ID = re.compile(r"[A-Za-z]{0,6}[-_]?\d[\w-]{3,24}")
"""A cell that stands alone and is an id is a row that lost its other cells, never a note."""


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
    leave_out("totals_row", _totals(grid, layout, count, mapping))
    leave_out("section_row", _sections(grid, layout, filled))
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


def _totals(grid: Grid, layout: Layout, count: int, mapping: Mapping) -> np.ndarray:
    """Rows of totals: their first filled cell (among the first three columns), or a text that is part of their key, is
    a word for a total, alone or with what it is the total of (``本月小计``, ``Total September``, ``Sum of W1``)."""
    found: list[np.ndarray] = []
    before = np.zeros(count, dtype=bool)
    names = _Names(grid, layout)
    for at in range(min(_FIRST, grid.width)):
        encoded = grid.encoded(at, layout.first_row)
        indices = _indices(encoded)
        places = _total_places(encoded, names, _COUNTED)
        if places:
            found.append(np.flatnonzero(np.isin(indices, places) & ~before))
        before |= indices >= 0
    dataset = DATASETS[mapping.dataset]
    key = {
        name
        for name in dataset.key
        if dataset.by_name[name].type == "text" and dataset.by_name[name].sensitivity == "none"
    }
    for line in mapping.columns:
        if line.field in key and line.index is not None and line.index < grid.width:
            encoded = grid.encoded(line.index, layout.first_row)
            places = _total_places(encoded, names, frozenset())
            if places:
                found.append(np.flatnonzero(np.isin(_indices(encoded), places)))
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _total_places(encoded: pa.DictionaryArray, names: _Names, more: frozenset[str]) -> list[int]:
    """Where words for totals stand among distinct texts. A cheap look by pattern first; the few that remain are read
    whole."""
    likely = np.flatnonzero(pc.fill_null(pc.match_substring_regex(encoded.dictionary, _TOTAL_PARTS), False))
    texts = ((int(place), encoded.dictionary[int(place)].as_py()) for place in likely[:_MOST_TEXTS])
    return [place for place, text in texts if plain(text) in TOTALS | more or _is_total_of(text, names)]


def _is_total_of(text: str, names: _Names) -> bool:
    cell = whole(text)
    if len(cell) > LONGEST_TOTAL:
        return False
    for pattern in _COMPOUND:
        found = pattern.fullmatch(cell)
        if found and all(not part or _is_part(part, names) for part in found.groups()):
            return True
    return False


def _is_part(text: str, names: _Names) -> bool:
    """Whether something stated is what a total may be of."""
    if plain(text) in _WHOLES or read_period(text) is not None or (len(text) <= 8 and wave_in(text) is not None):
        return True
    return names.has(text)


class _Names:
    """The texts of a sheet that come up elsewhere in it; gathered only when a total is likely."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        self._grid, self._layout = grid, layout
        self._texts: set[str] | None = None

    def has(self, text: str) -> bool:
        if self._texts is None:
            self._texts = set()
            for at in range(self._grid.width):
                texts = self._grid.encoded(at, self._layout.first_row).dictionary
                if len(texts) <= _MOST_TEXTS:
                    self._texts.update(plain(one) for one in texts.to_pylist() if one)
        return plain(text) in self._texts


def _sections(grid: Grid, layout: Layout, filled: np.ndarray) -> np.ndarray:
    """Rows with one cell only that head the rows below them: merged over most of the table, a period (``10月``), or
    numbered as headings are; in a table that has other rows."""
    alone = np.flatnonzero(filled == 1)
    if grid.width < 3 or not len(alone) or not (filled >= 2).any():
        return np.empty(0, dtype=np.int64)
    last = np.flatnonzero(filled >= 2)[-1]
    banners = {one.top for one in grid.merged if one.right - one.left + 1 > 0.5 * grid.width}
    found = []
    for row in alone[alone < last][:10_000]:
        number = int(row) + layout.first_row
        cells = grid.row(number)
        text = next((text for text in cells if text), "")
        if text.lower().startswith(_NOTE):
            continue
        at = next(index for index, cell in enumerate(cells) if cell)
        if number in banners or (at <= 1 and (read_period(text) is not None or _SECTION.fullmatch(text))):
            found.append(int(row))
    return np.array(found, dtype=np.int64)


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
        if cell.lower().startswith(_NOTE) or (row > last and grid.width > 2 and last >= 0 and not _ID.fullmatch(cell)):
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
