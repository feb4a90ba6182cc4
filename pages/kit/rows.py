"""Two cards side by side: their charts, keys and notes begin on one line (``st-key-row-`` of the style sheet)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitDuplicateElementKey

from data.language import Translator
from pages.kit.errors import caught
from pages.kit.state import read_language

SHAPES = {"left": (1.25, 1), "even": (1, 1), "right": (1, 1.25), "table": (1.6, 1), "double": (2, 1)}
"""The widths of the two cards of a row by the name that the style sheet knows."""


def two_of(shows: Sequence[Callable[[], None]], shape: str) -> None:
    """Two cards side by side in a row of a named shape."""
    with _row(shape):
        for place, show in zip(st.columns(list(SHAPES[shape])), shows, strict=True):
            with place, caught(Translator(read_language())):
                show()


def _row(shape: str) -> DeltaGenerator:
    """A place named after its shape and its turn on the page, for the style sheet knows a row by its name only."""
    for turn in count():
        try:
            return st.container(key=f"row-{shape}-{turn}")
        except StreamlitDuplicateElementKey:
            continue
    raise AssertionError  # count() has no end
