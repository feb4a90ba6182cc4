"""Rows of reduced frames as plain values."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its columns as attributes (typed by the documentation of the frame)."""
    return list(frame.itertuples(index=False))
