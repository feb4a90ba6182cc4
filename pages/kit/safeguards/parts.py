"""What the sections of the safeguards page share: headers, order, cells."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

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


def text_of(value: object) -> str:
    """A text, a dash for nothing."""
    return value if isinstance(value, str) and value else "–"


def date_of(view: View, value: Any) -> str:
    """A day with its year, a dash for nothing."""
    return view.t.date(None if pd.isna(value) else value, year=True)


def show_empty(words: str) -> None:
    """What a card says in place of a table without rows."""
    st.html(Markup('<div class="ho-empty"><p>{}</p></div>').format(words))
