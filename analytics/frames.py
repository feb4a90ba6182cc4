"""Rows of reduced frames as plain values, and their order by name."""

from __future__ import annotations

import re
from collections import namedtuple
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from data.numerals import in_figures


def rows(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its columns as attributes (typed by the documentation of the frame).

    As ``itertuples`` gives them, in less than half the time: pages ask for thousands of small frames, for which pandas
    makes a class each and takes every text out of its column one by one.
    """
    if frame.empty:
        return list(frame.itertuples(index=False))
    return list(
        map(
            _row(tuple(map(str, frame.columns)))._make,
            zip(*(_values(column) for _, column in frame.items()), strict=True),
        )
    )


@lru_cache(maxsize=2048)
def _row(names: tuple[str, ...]) -> Any:
    """The class of the rows of frames with these columns."""
    return namedtuple("Row", names, rename=True)


def _values(column: pd.Series) -> list[Any]:
    """The values of a column as Python has them, or as pandas does where Python has none."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.to_numpy(object).tolist()
    return column.tolist() if isinstance(column.dtype, np.dtype) else list(column)


def largest(frame: pd.DataFrame, column: str, *, size: bool = True) -> Any:
    """The row of the largest value of a column (in size, unless ``size`` is false), its columns as attributes."""
    values = frame[column].abs() if size else frame[column]
    return rows(frame)[int(values.to_numpy(float).argmax())]


def natural(name: object) -> tuple[tuple[int, int | str], ...]:
    """A key that orders ``W2`` before ``W10`` and 第二批 before 第十批: numbers as numbers, the rest as text."""
    told = in_figures(str(name).strip().casefold())
    parts = re.split(r"(\d+)", told)
    return tuple((1, int(part)) if part.isdigit() else (0, part) for part in parts if part)


def parts_of(frame: pd.DataFrame, column: str) -> list[tuple[Any, pd.DataFrame]]:
    """The groups of a column in the natural order of their names; the one without a name comes last."""
    groups = list(frame.groupby(column, dropna=False, sort=False))
    return sorted(groups, key=lambda group: (bool(pd.isna(group[0])), natural(group[0])))


def text(value: object) -> str:
    """A text as it is; '' for what is missing, which a frame may hold as ``None`` or as a number that is none."""
    return value if isinstance(value, str) else ""
