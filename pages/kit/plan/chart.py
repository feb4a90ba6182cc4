"""A chart of plan and money in its card, with what can be taken along: its numbers and a native slide."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.reports.measure import Measure
from pages.kit.chart_card import show_chart
from pages.kit.guard import View
from pages.kit.plan.frame import read_plan

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
    measure = MEASURES.get(key) or Measure("money", read_plan(view).programme.currency)
    show_chart(view, key, words, draw, *about, keys=keys, frame=frame, measure=measure)
