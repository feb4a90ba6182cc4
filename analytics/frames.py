"""Rows of reduced frames as plain values."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its columns as attributes (typed by the documentation of the frame)."""
    return list(frame.itertuples(index=False))


def largest(frame: pd.DataFrame, column: str, *, size: bool = True) -> Any:
    """The row of the largest value of a column (in size, unless ``size`` is false), its columns as attributes."""
    values = frame[column].abs() if size else frame[column]
    return rows(frame)[int(values.to_numpy(float).argmax())]


def text(value: object) -> str:
    """A text as it is; '' for what is missing, which a frame may hold as ``None`` or as a number that is none."""
    return value if isinstance(value, str) else ""
