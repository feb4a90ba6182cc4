"""A chart of a section in its card: its words above, its key and note below, its numbers to take along."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.reports.table import table_csv
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.charts import show_figure
from pages.kit.errors import caught
from pages.kit.guard import View

HEIGHT = 340


def show_chart(
    view: View,
    key: str,
    words: Statement,
    draw: Callable[[Palette], go.Figure],
    *about: Hashable,
    keys: str = "",
    frame: pd.DataFrame | None = None,
) -> None:
    """One chart; ``draw`` must depend on nothing but the view, the palette and ``about``. The card keeps its size when empty."""
    with card(words.title, words.subtitle, key=f"card-{key}"), caught(view.t):
        if words.empty:
            st.html(Markup('<div class="ho-empty" style="min-height:{}px"><p>{}</p></div>').format(HEIGHT, words.empty))
            return
        figure = keep(view, f"figure {key}", lambda: draw(view.palette), *about, shown=True)
        with st.container(key=f"wide-survey-{key}"):
            show_figure(figure, f"chart-{key}", words.alt)
        if keys:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(keys))
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{key}"):
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words.note), width="stretch")
            if frame is not None and len(frame):
                _csv(view, key, frame)


def _csv(view: View, key: str, frame: pd.DataFrame) -> None:
    def as_csv() -> bytes:
        view.store.audit("export", view.rights, what=key, form="csv", rows=len(frame))
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    st.download_button(
        view.t("export.csv"),
        as_csv,
        f"{key}.csv",
        "text/csv",
        key=f"csv-{key}",
        type="tertiary",
        icon=":material/table_view:",
        on_click="ignore",
    )
