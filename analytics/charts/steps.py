"""Distributions of losses, and names over a few short lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.template import blank

WRAP = 11
"""Letters of a name on a line."""
PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+")
"""What is not broken: a sign of Chinese, or a word with the spaces after it."""


def wrapped(text: str, width: int = WRAP, lines: int = 3) -> str:
    """A name over a few short lines; Chinese, whose signs are twice as wide, breaks between any two of them."""
    parts, line, used = [], "", 0
    for piece in PIECES.findall(text):
        size = sum(2 if ord(letter) > 0x2E80 else 1 for letter in piece.rstrip())
        if line and used + size > width:
            parts.append(line.rstrip())
            line, used = "", 0
        line, used = line + piece, used + size + (len(piece) - len(piece.rstrip()))
    parts.append(line.rstrip())
    shown = parts[:lines]
    return "<br>".join(shown) + ("…" if len(parts) > lines else "")


@dataclass(frozen=True)
class Mark:
    """A vertical line over a distribution: ``role`` aim (target, accent), base (dotted, faint) or share (P50, P80)."""

    at: float
    label: str
    role: Literal["aim", "base", "share"]


def figure_distribution(
    values: pd.Series,
    marks: Sequence[Mark],
    palette: Palette,
    axis: dict[str, Any],
    height: int = 320,
    *,
    bins: int = 36,
) -> go.Figure:
    """How often each outcome came in the simulation, as shares of the trials; marks are named over the plot."""
    figure = blank(palette, height)
    if values.empty:
        return figure
    numbers = values.to_numpy(dtype=float)
    # The outer half percents are a thin tail that would press the rest together.
    low, high = np.quantile(numbers, [0.005, 0.995])
    if high <= low:
        low, high = low - 1, high + 1
    counts, edges = np.histogram(numbers, bins=bins, range=(low, high))
    middle = (edges[:-1] + edges[1:]) / 2
    step = edges[1] - edges[0]
    figure.add_trace(
        go.Bar(
            x=middle,
            y=counts / len(numbers),
            width=step * 0.92,
            marker={"color": palette.prior, "line": {"width": 0}},
            hovertemplate="%{y:.1%}<extra></extra>",
            meta={"role": "share", "name": "trials"},
        )
    )
    top = counts.max() / len(numbers)
    ordered = sorted(marks, key=lambda mark: mark.at)
    levels, anchors = _levels(ordered, axis.get("range"))
    for level, anchor, mark in zip(levels, anchors, ordered, strict=True):
        colour = {"aim": palette.accent, "base": palette.faint, "share": palette.text}[mark.role]
        figure.add_shape(
            type="line", x0=mark.at, x1=mark.at, y0=0, y1=1, yref="y domain",
            line={"color": colour, "width": 1.5, "dash": "dot" if mark.role == "base" else "solid"},
        )  # fmt: skip
        figure.add_annotation(
            x=mark.at, y=1, yref="y domain", xanchor=anchor, yanchor="bottom", yshift=2 + 15 * level, showarrow=False,
            text=f"<b>{mark.label}</b>" if mark.role != "base" else mark.label,
            font={"size": 12, "color": palette.muted if mark.role == "base" else colour},
        )  # fmt: skip
    figure.update_layout(margin_t=max(56, 26 + 15 * (max(levels, default=0) + 1)), bargap=0)
    figure.update_yaxes(range=[0, top * 1.08], showticklabels=False, showgrid=False)
    figure.update_xaxes(**axis)
    return figure


PLOT_WIDTH = 460
"""Width in pixels for which labels over a plot are laid out; a wider one only has more room."""


def _levels(marks: Sequence[Mark], span: Any) -> tuple[list[int], list[str]]:
    """The line of its label for each mark from left to right, so that none covers another, and where it is anchored."""

    if not marks:
        return [], []
    low, high = span if span is not None else (marks[0].at, marks[-1].at)
    taken: list[float] = []
    levels, anchors = [], []
    for mark in marks:
        at = PLOT_WIDTH * (mark.at - low) / ((high - low) or 1.0)
        width = sum(12.5 if ord(letter) > 0x2E80 else 7.5 for letter in mark.label) + 6
        anchor = "left" if at < width / 2 else "right" if at > PLOT_WIDTH - width / 2 else "center"
        start = {"left": at, "right": at - width, "center": at - width / 2}[anchor]
        level = next((row for row, end in enumerate(taken) if end <= start), len(taken))
        if level == len(taken):
            taken.append(0.0)
        taken[level] = start + width
        levels.append(level)
        anchors.append(anchor)
    return levels, anchors
