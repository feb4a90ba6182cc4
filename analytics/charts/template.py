"""The one Plotly template: quiet surface, gridlines across the value axis only, direct labels instead of legends."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import Palette

FONT = "Inter Han, Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
"""The configuration every figure is shown with."""


@lru_cache(maxsize=4)
def template(palette: Palette) -> go.layout.Template:
    """The template of a palette. Traces bring their own colours, because each is a role."""
    axis = {
        "fixedrange": True,
        "automargin": True,
        "ticklabelstandoff": 4,
        "tickangle": 0,
        "tickfont": {"size": 12, "color": palette.muted},
        "zeroline": False,
        "title": {"text": ""},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 12.5, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"t": 24, "b": 8, "l": 8, "r": 16, "pad": 0},
            "minreducedwidth": 40,  # pixels: before a long name is cut on a phone, what is drawn gives way
            "showlegend": False,
            "separators": ".,",
            "hovermode": "closest",
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": palette.page,
                "bordercolor": palette.line,
                "font": {"family": FONT, "size": 12.5, "color": palette.text},
                "align": "left",
            },
            "xaxis": axis
            | {
                "showgrid": False,
                "showline": True,
                "linecolor": palette.line,
                "linewidth": 1,
                "ticks": "outside",
                "ticklen": 4,
                "tickcolor": palette.line,
            },
            "yaxis": axis
            | {"showgrid": True, "gridcolor": palette.grid, "gridwidth": 1, "showline": False, "ticks": ""},
        }
    )


def blank(palette: Palette, height: int = 300, right: int = 16) -> go.Figure:
    """An empty figure in the template; ``right`` is the width kept for labels at line ends, in pixels."""
    figure = go.Figure()
    figure.update_layout(template=template(palette), height=height, margin_r=right)
    return figure


def push_apart(heights: list[float], least: float, floor: float, ceiling: float) -> list[float]:
    """Positions of labels near ``heights`` (any unit), at least ``least`` apart where they fit between the bounds.

    Order is kept; each label moves as little as a single pass up and a single pass down allow.
    """
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    placed = [0.0] * len(heights)
    below = floor - least
    for at in order:
        below = placed[at] = max(heights[at], below + least)
    above = ceiling + least
    for at in reversed(order):
        above = placed[at] = min(placed[at], above - least)
    return placed
