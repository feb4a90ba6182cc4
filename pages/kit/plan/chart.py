"""A chart of plan and money in its card, with what can be taken along: its numbers and a native slide."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.charts.palette import LIGHT, Palette
from analytics.charts.statement import Statement
from analytics.reports.measure import Measure
from pages.kit.guard import View
from pages.kit.head import programme_name
from pages.kit.plan.frame import read_plan, show_chart

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


def show_ledger_chart(
    view: View,
    key: str,
    words: Statement,
    draw: Callable[[Palette], go.Figure],
    *about: Hashable,
    keys: str = "",
    frame: pd.DataFrame | None = None,
) -> None:
    """One chart in its card, with a native slide to take along."""
    show_chart(
        view,
        key,
        words,
        draw,
        *about,
        keys=keys,
        frame=frame,
        beside=lambda: _slide(view, key, words, draw),
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
