"""A chart in its card: its words above, its key and note below, its numbers and what else can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import count

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitDuplicateElementKey

from analytics.charts.palette import LIGHT, Palette
from analytics.charts.statement import Statement
from analytics.metrics.passport import Passport
from analytics.periods import as_of_day
from analytics.reports.measure import Measure
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.charts import show_figure
from pages.kit.empty import drawn_later, titled
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.state import read_language
from pages.kit.take import show_csv, show_slide

HEIGHT = 340
WIDE_LEFT: tuple[float, float] = (1.25, 1)
SHAPES = {WIDE_LEFT: "left", (1, 1): "even", (1, 1.25): "right", (1.6, 1): "table", (2, 1): "double"}
"""The widths of the two cards of a row, and the name by which the style sheet knows them."""


def show_chart(
    view: View,
    key: str,
    words: Statement,
    draw: Callable[[Palette], go.Figure],
    *about: Hashable,
    keys: str = "",
    frame: pd.DataFrame | None = None,
    scrolls: bool = False,
    measure: Passport | Measure | None = None,
) -> None:
    """One chart; the card keeps its size where there is nothing to draw.

    ``draw`` must depend on nothing but the view, the palette and ``about``. ``scrolls`` lets a wide chart scroll on a phone;
    ``measure`` is what its values are, where a slide has a native form of it.
    """
    with card(titled(words, view), words.subtitle, key=f"card-{key}"), caught(view.t):
        if words.empty:
            st.html(drawn_later(words, view))
            return
        # Two pages may call a chart by the same key: its words tell them apart.
        named = (words.title, words.subtitle)
        figure = keep(view, f"figure {key}", lambda: draw(view.palette), named, *about, shown=True)
        with st.container(key=f"wide-scrolls-{key}" if scrolls else f"wide-{key}"):
            show_figure(figure, f"chart-{key}", words.alt)
        if keys:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(keys))
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{key}"):
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words.note), width="stretch")
            if frame is not None and len(frame):
                show_csv(view, key, frame)
            if measure is not None:
                show_slide(view, key, words, lambda: measure, lambda: draw(LIGHT), lambda: as_of_day(view.scope))


def two(shows: Sequence[Callable[[], None]], widths: tuple[float, float] = WIDE_LEFT) -> None:
    """Two cards side by side; their charts, keys and notes begin on one line (``st-key-row-`` of the style sheet)."""
    two_of(shows, SHAPES[widths])


def two_of(shows: Sequence[Callable[[], None]], shape: str) -> None:
    """Two cards side by side in a row of a named shape."""
    widths = next(widths for widths, name in SHAPES.items() if name == shape)
    with _row(shape):
        for place, show in zip(st.columns(list(widths)), shows, strict=True):
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
