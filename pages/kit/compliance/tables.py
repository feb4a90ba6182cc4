"""Tables of the compliance page: what is left out is said, and all rows leave as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.frames import rows
from pages.kit.guard import View
from pages.kit.table import Cell, Column, show_table
from pages.kit.take import show_csv


def columns(view: View, *wanted: str | tuple[str, str], plain: bool = False) -> list[Column]:
    """Columns by the name of their header; ``plain`` headers are waves."""
    found = []
    for one in wanted:
        if isinstance(one, str):
            found.append(Column(view.t("safeguards.column.state"), "state", hidden_header=True))
        else:
            name, kind = one
            head = (name or view.t("compliance.all_waves")) if plain else view.t(f"compliance.column.{name}")
            found.append(Column(head, kind))
    return found


def show_rows(
    view: View, key: str, frame: pd.DataFrame, most: int, heads: Sequence[Column], line: Callable[[Any], Sequence[Cell]], label: str
) -> None:  # fmt: skip
    """The first rows of a frame as a table; below it how many there are and all of them as CSV."""
    shown = frame.head(most)
    show_table(heads, [line(row) for row in rows(shown)], label)
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{key}"):
        words = view.t("compliance.shown", shown=len(shown), all=len(frame))
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words), width="stretch")
        lists = [name for name in ("proofs", "codes", "twins", "unknown") if name in frame]
        show_csv(view, key, frame.assign(**{name: frame[name].map(" ".join) for name in lists}))
