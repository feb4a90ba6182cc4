"""What the sections of the safeguards page share: headers, order, cells."""

from __future__ import annotations

import pandas as pd

from pages.kit.guard import View
from pages.kit.table import Column

SHOWN = 12
"""Rows a table shows; the CSV of its chart has all."""


def columns_of(view: View, state: str, *named: tuple[str, str]) -> list[Column]:
    """The headers of a table whose first column is a state without a header."""
    t = view.t
    return [
        Column(t(f"safeguards.column.{state}"), "state", hidden_header=True),
        *(Column(t(f"safeguards.column.{name}"), kind) for name, kind in named),
    ]


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by their ``state``, bad ones on top."""
    order = {"bad": 0, "watch": 1, "none": 2, "good": 3}
    return frame.assign(place=frame["state"].map(order)).sort_values("place", kind="stable")
