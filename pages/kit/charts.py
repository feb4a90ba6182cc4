"""Figures reach the browser through one function, so that the way they do can change in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

NONE_OF = (
    "zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d", "toImage", "toggleSpikelines",
    "hoverClosestCartesian", "hoverCompareCartesian", "resetViews", "toggleHover",
)  # fmt: skip
"""Plotly's own buttons: what is left over the chart under the pointer is Streamlit's one for the full screen (worded in ``style.css``)."""
CONFIG = {
    "modeBarButtonsToRemove": NONE_OF,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}


def show_figure(
    figure: go.Figure,
    key: str,
    alt: str,
    *,
    on_select: Callable[[], None] | None = None,
    height: int | None = None,
) -> list[dict[str, Any]]:
    """Draw ``figure`` as it is (its template is ours) and return the points chosen on it.

    ``alt`` is the sentence read in place of the figure. With ``on_select`` marks can be chosen; the callback runs before
    the page, and each point carries its ids in ``customdata``. The selection is lost when the figure changes: keep it in
    the session or the URL.
    """
    if height is not None:
        figure.update_layout(height=height)
    if on_select is None:
        st.plotly_chart(figure, theme=None, key=key, config=CONFIG, alt=alt)
        return []
    event = st.plotly_chart(
        figure, theme=None, key=key, config=CONFIG, alt=alt, on_select=on_select, selection_mode="points"
    )
    return list(event["selection"]["points"])
