"""What a careful reader would ask about a whole column: a scale that runs against the others, joined answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset
from data.ingest.columns import masked
from data.ingest.convert import Converted
from data.ingest.delimited import TORN
from data.ingest.layout import Column
from data.ingest.mapping import ColumnMapping
from data.ingest.platforms.meta import is_personal
from data.ingest.recognition.facts import facts_of_texts, unlike_anything
from data.ingest.telling import Places
from data.ingest.workbook import letters
from data.problems import Issue

_FEWEST_PAIRS = 20
"""Rows answered in both columns before their correlation says anything."""
_AGAINST = -0.3
_MOST_LETTERS = 6
_SCIENTIFIC = r"^\d(\.\d+)?[Ee]\+\d\d+$"
"""What a spreadsheet makes of a long id: its last digits are lost."""


def remarks(
    places: Places,
    rows: np.ndarray,
    columns: Sequence[tuple[Column, ColumnMapping]],
    cells: Callable[[Column], pa.DictionaryArray],
    found: dict[str, Converted],
    dataset: Dataset,
) -> list[Issue]:
    """Warnings about columns; no row is lost by any of them."""
    sheet = places.sheet
    said: list[Issue] = [] if len(rows) else [Issue("no_rows", "warn", sheet, places.first - 1)]
    for column, line in columns:
        if not column.header:
            continue
        said += _about_cells(places, rows, column, line, cells(column), dataset)
        if line.joined and line.keep:
            joined = _joined(cells(column))
            if joined:
                said.append(Issue("answers_joined", "warn", sheet, None, column.header, count=joined))
    # The header of a grid that was made of another stands in no row of the file.
    header = places.first - 1 if places.grid.origin is None else None
    said += _unknown(sheet, header, [(column, cells(column)) for column, line in columns if _is_open(column, line)])
    said += _without_header(places, rows, [(column, cells(column)) for column, _ in columns if not column.header])
    return said + _against(sheet, columns, found, dataset)


def without_absent(
    found: dict[str, Converted], columns: Sequence[tuple[Column, ColumnMapping]], sheet: str
) -> tuple[dict[str, Converted], list[Issue]]:
    """Nobody was trained on the day on which they were not there: it is left out, and said where a cell of the file
    named it."""
    if not found.keys() >= {"attended", "held_on"} or not pa.types.is_boolean(found["attended"].array.type):
        return found, []
    away = pc.fill_null(pc.invert(found["attended"].array), False)
    held = found["held_on"].array
    lost = pc.sum(pc.and_(away, pc.is_valid(held))).as_py() or 0
    headers = [column.header for column, line in columns if line.field == "held_on"]
    said = [Issue("day_of_absent", "warn", sheet, None, header, count=lost) for header in headers if lost]
    return {**found, "held_on": Converted(pc.if_else(away, pa.scalar(None, held.type), held))}, said


def _is_open(column: Column, line: ColumnMapping) -> bool:
    """Whether a column became nothing because no field is known for it; nobody chose that."""
    return not column.skip and line.field is None and not line.keep and line.why == "no_field" and bool(column.header)


def _unknown(sheet: str, row: int | None, columns: Sequence[tuple[Column, pa.DictionaryArray]]) -> list[Issue]:
    """Columns whose headers no field knows though their cells are dates, amounts, shares or a few choices: not kept,
    and said."""
    lost = []
    for column, cells in columns:
        texts = [text for text in cells.dictionary.to_pylist() if text]
        filled = len(cells) - cells.null_count
        if unlike_anything(facts_of_texts(texts, cells.slice(0, 60).to_pylist(), len(cells), filled)):
            lost.append(column.header)
    if not lost:
        return []
    return [Issue("columns_unknown", "warn", sheet, row, lost[0], count=len(lost), params={"columns": ", ".join(lost)})]


def _about_cells(
    places: Places, rows: np.ndarray, column: Column, line: ColumnMapping, cells: pa.DictionaryArray, dataset: Dataset
) -> list[Issue]:
    """What was not read, or not as it was meant, and shows only when one looks at the cells."""
    texts = cells.dictionary
    if line.why in ("unread", "taken") and not column.skip:
        return _not_read(places, rows, column, line, cells)
    if column.skip or not (line.field or line.keep):
        return []
    said = places.told("torn_characters", column, cells, pc.match_substring(texts, TORN), rows)
    if line.field and dataset.by_name[line.field].type == "text":
        said += places.told("id_as_number", column, cells, pc.match_substring_regex(texts, _SCIENTIFIC), rows)
    return said


def _not_read(
    places: Places, rows: np.ndarray, column: Column, line: ColumnMapping, cells: pa.DictionaryArray
) -> list[Issue]:
    """A column whose header is a field of the dataset and that is left out all the same: no cell of it reads so, or
    another column has the field."""
    filled = [text for text in cells.dictionary.to_pylist() if text]
    if not filled or cells.null_count == len(cells):
        return []
    row, header = places.of(int(rows[int(np.argmax(np.asarray(cells.is_valid())))]) + places.first, column)
    examples = ", ".join(filled[:3])[:80]
    count = len(cells) - cells.null_count
    params = {"examples": masked(examples) if is_personal(column.header) else examples}
    return [Issue(f"column_{line.why}", "warn", places.sheet, row, header, count=count, params=params)]


def _without_header(
    places: Places, rows: np.ndarray, columns: Sequence[tuple[Column, pa.DictionaryArray]]
) -> list[Issue]:
    """Cells that stand under no header, all in one line: there may be many such columns, of one slip."""
    filled = [
        (column, cells)
        for column, cells in columns
        if cells.null_count < len(cells) and not _counts_up(cells.dictionary)
    ]
    if not filled:
        return []
    first = min(int(np.argmax(np.asarray(cells.is_valid()))) for _, cells in filled)
    row, _ = places.of(int(rows[first]) + places.first)
    named = [letters(column.index + places.grid.first_column) for column, _ in filled]
    shown = ", ".join(named[:_MOST_LETTERS]) + (" …" if len(named) > _MOST_LETTERS else "")
    count = sum(len(cells) - cells.null_count for _, cells in filled)
    return [Issue("no_header", "warn", places.sheet, row, count=count, params={"letters": shown, "row": row})]


def _counts_up(texts: pa.Array) -> bool:
    """The numbers of rows, which some programs write before the first column."""
    first = texts[0].as_py() if len(texts) else "0"
    return first in ("0", "1") and texts.to_pylist() == [str(n + int(first)) for n in range(len(texts))]


def _joined(cells: pa.DictionaryArray) -> int:
    return int(pc.sum(pc.fill_null(pc.match_substring(cells.cast(pa.string()), ", "), False)).as_py() or 0)


def _against(
    sheet: str,
    columns: Sequence[tuple[Column, ColumnMapping]],
    found: dict[str, Converted],
    dataset: Dataset,
) -> list[Issue]:
    """Ratings that fall while the overall satisfaction (or the recommendation) rises: perhaps read upside down."""
    rated = {
        line.field: column.header
        for column, line in columns
        if line.field and dataset.by_name[line.field].type == "rating" and line.field in found
    }
    anchor = next((name for name in ("csat", "nps", "recommend") if name in rated), None)
    if anchor is None or len(rated) < 2:
        return []
    said: list[Issue] = []
    base = _floats(found[anchor].array)
    for name, header in rated.items():
        other = _floats(found[name].array)
        if name == anchor or len(other) != len(base):
            continue
        both = ~np.isnan(base) & ~np.isnan(other)
        if both.sum() < _FEWEST_PAIRS or np.ptp(base[both]) == 0 or np.ptp(other[both]) == 0:
            continue
        if np.corrcoef(base[both], other[both])[0, 1] < _AGAINST:
            said.append(Issue("scale_runs_against", "warn", sheet, None, header, params={"other": rated[anchor]}))
    return said


def _floats(array: pa.Array) -> np.ndarray:
    return pc.fill_null(array.cast(pa.float64()), float("nan")).to_numpy(zero_copy_only=False)
