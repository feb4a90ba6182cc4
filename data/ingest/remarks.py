"""What a careful reader would ask about a whole column: a scale that runs against the others, joined answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset
from data.ingest.convert import Converted
from data.ingest.layout import Column
from data.ingest.mapping import ColumnMapping
from data.problems import Issue

_FEWEST_PAIRS = 20
"""Rows answered in both columns before their correlation says anything."""
_AGAINST = -0.3


def remarks(
    sheet: str,
    columns: Sequence[tuple[Column, ColumnMapping]],
    cells: Callable[[Column], pa.DictionaryArray],
    found: dict[str, Converted],
    dataset: Dataset,
) -> list[Issue]:
    """Warnings about columns; no row is lost by any of them."""
    said: list[Issue] = []
    for column, line in columns:
        if line.joined and line.keep:
            joined = _joined(cells(column))
            if joined:
                said.append(Issue("answers_joined", "warn", sheet, None, column.header, count=joined))
    return said + _against(sheet, columns, found, dataset)


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
