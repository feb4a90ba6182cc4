"""A chart of plan and money in its card, with what can be taken along: its numbers and a native slide."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from analytics.charts.palette import LIGHT, Palette
from analytics.charts.statement import Statement
from analytics.reports.measure import Measure
from analytics.reports.table import table_csv
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.charts import show_figure
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.head import programme_name
from pages.kit.plan.frame import HEIGHT, read_plan

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MEASURES: dict[str, Measure] = {
    "gantt": Measure("day"),
    "milestones": Measure("day"),
    "finish": Measure("day"),
    "s-curve": Measure("share"),
    "drivers": Measure("share"),
    "burn-up": Measure("customers"),
    "slippage": Measure("days"),
    "week": Measure("days"),
}
"""What the values of a chart are, by its key; every other one is in the programme's currency."""


def show_chart(
    view: View,
    key: str,
    words: Statement,
    draw: Callable[[Palette], go.Figure],
    *about: Hashable,
    keys: str = "",
    frame: pd.DataFrame | None = None,
) -> None:
    """One chart in its card with its words; the card keeps its size where there is nothing to draw."""
    t = view.t
    with card(words.title, words.subtitle, key=f"card-{key}"), caught(t):
        if words.empty:
            st.html(Markup('<div class="ho-empty" style="min-height:{}px"><p>{}</p></div>').format(HEIGHT, words.empty))
            return
        figure = keep(view, f"figure {key}", lambda: draw(view.palette), *about, shown=True)
        with st.container(key=f"wide-{key}"):
            show_figure(figure, f"chart-{key}", words.alt)
        if keys:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(keys))
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{key}"):
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words.note), width="stretch")
            if frame is not None and len(frame):
                _csv(view, key, frame)
            _slide(view, key, words, draw)


def _csv(view: View, key: str, frame: pd.DataFrame) -> None:
    t = view.t

    def as_csv() -> bytes:
        view.store.audit("export", view.rights, what=key, form="csv", rows=len(frame))
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    st.download_button(
        t("export.csv"),
        as_csv,
        f"{key}.csv",
        "text/csv",
        key=f"csv-{key}",
        type="tertiary",
        icon=":material/table_view:",
        on_click="ignore",
    )


def _slide(view: View, key: str, words: Statement, draw: Callable[[Palette], go.Figure]) -> None:
    """The chart as a slide with a native chart, made at the click and written into the audit log."""
    t = view.t

    def as_slide() -> bytes:
        from analytics.reports.slide import Edges, slide_pptx

        plan = read_plan(view)
        view.store.audit("export", view.rights, what=key, form="pptx", rows=1)
        edges = Edges(meeting=programme_name(view), edition=t.date(plan.day, year=True))
        measure = MEASURES.get(key) or Measure("money", plan.programme.currency)
        return slide_pptx(draw(LIGHT), words, measure, t, edges)

    st.download_button(
        t("export.slide"),
        as_slide,
        f"{key}.pptx",
        PPTX,
        key=f"pptx-{key}",
        type="tertiary",
        icon=":material/slideshow:",
        on_click="ignore",
    )
