"""A distribution as a Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis
from analytics.charts.template import blank
from analytics.marks.browser.parts import value_axis

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Distribution, Spot
    from data.language import Translator

PLOT_WIDTH = 340
"""Width in pixels for which labels over a plot are laid out; a wider one only has more room."""
LINE = 15
"""Height of a line of labels."""
FEW_DAYS = 70
"""Days up to which each tick is a date."""


def figure_distribution(mark: Distribution, palette: Palette, t: Translator, height: int) -> go.Figure:
    """How often each outcome came, as shares of the trials; what is marked is named over the plot."""
    figure = blank(palette, height)
    if not mark.shares:
        return figure
    starts, ends = [number(edge) for edge in mark.edges[:-1]], [number(edge) for edge in mark.edges[1:]]
    middle = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    figure.add_trace(
        go.Bar(
            x=[place(mark, at) for at in middle],
            y=list(mark.shares),
            marker={"color": palette.prior, "line": {"width": 0}},
            width=[
                (end - start) * 0.92 * (86_400_000 if mark.dated else 1)
                for start, end in zip(starts, ends, strict=True)
            ],
            hovertext=[f"<b>{t.percent(share, 1)}</b><br>{_said(mark, at, t)}" for at, share in enumerate(mark.shares)],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "bar", "name": mark.along},
        )
    )
    low, high = span_of(mark)
    ordered = sorted(mark.spots, key=lambda spot: number(spot.at))
    levels, anchors = laid_out(ordered, (low, high))
    for level, anchor, spot in zip(levels, anchors, ordered, strict=True):
        tone = {"aim": palette.accent, "base": palette.faint, "share": palette.text}[spot.role]
        x = place(mark, number(spot.at) + (0.5 if mark.dated else 0.0))
        line = {"color": tone, "width": 1.5, "dash": "dot" if spot.role == "base" else "solid"}
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain", line=line)
        figure.add_annotation(
            x=x,
            y=1,
            yref="y domain",
            xanchor=anchor,
            yanchor="bottom",
            yshift=2 + LINE * level,
            showarrow=False,
            text=f"<b>{spot.name}</b>" if spot.role != "base" else spot.name,
            font={"size": 12, "color": palette.muted if spot.role == "base" else tone},
        )
    figure.update_layout(margin_t=max(56, 26 + LINE * (max(levels, default=0) + 1)), bargap=0)
    figure.update_yaxes(range=[0, max(mark.shares) * 1.08 or 1.0], showticklabels=False, showgrid=False)
    figure.update_xaxes(**_along(mark, low, high, t))
    return figure


def number(at: Any) -> float:
    """A place of the axis as a number; of a day that of days since 1970."""
    return float(at) if isinstance(at, int | float) else (pd.Timestamp(at) - pd.Timestamp(0)) / pd.Timedelta(days=1)


def place(mark: Distribution, at: float) -> Any:
    """A number of the axis as the figure has it."""
    return (pd.Timestamp(0) + pd.Timedelta(days=at)).round("s") if mark.dated else at


def span_of(mark: Distribution) -> tuple[float, float]:
    """The ends of the axis: all outcomes that are drawn and all that is marked, with a margin."""
    found = [number(at) for at in (mark.edges[0], mark.edges[-1], *(spot.at for spot in mark.spots))]
    pad = (max(found) - min(found)) * 0.06 or 1.0
    return min(found) - pad, max(found) + pad


def _said(mark: Distribution, at: int, t: Translator) -> str:
    start, end = mark.edges[at], mark.edges[at + 1]
    if not mark.dated:
        return t("mark.between", low=mark.unit.write(start, t), high=mark.unit.write(end, t))
    last = end - pd.Timedelta(days=1)
    if last <= start:
        return t.date(start, year=True)
    return t("mark.between", low=t.date(start, year=True), high=t.date(last, year=True))


def _along(mark: Distribution, low: float, high: float, t: Translator) -> dict[str, Any]:
    if not mark.dated:
        return value_axis(low, high, mark.unit, t, 3 if mark.unit.kind == "money" else 5)
    first, last = place(mark, low), place(mark, high)
    if high - low > FEW_DAYS:
        return month_axis(first, last, t, 6)
    days = pd.date_range(first.ceil("D"), last, freq=f"{max(round((high - low) / 5), 1)}D")
    texts = [t.date(day) for day in days]
    return {
        "range": [first, last],
        "tickmode": "array",
        "tickvals": list(days + pd.Timedelta(hours=12)),
        "ticktext": texts,
    }


def laid_out(spots: Sequence[Spot], span: tuple[float, float]) -> tuple[list[int], list[str]]:
    """The line of its label for each spot from left to right, so that none covers another, and where it is anchored."""
    taken: list[float] = []
    levels, anchors = [], []
    for spot in spots:
        at = PLOT_WIDTH * (number(spot.at) - span[0]) / ((span[1] - span[0]) or 1.0)
        width = sum(12.5 if ord(letter) > 0x2E80 else 7.5 for letter in spot.name) + 6
        anchor = "left" if at < width / 2 else "right" if at > PLOT_WIDTH - width / 2 else "center"
        start = {"left": at, "right": at - width, "center": at - width / 2}[anchor]
        level = next((row for row, end in enumerate(taken) if end <= start), len(taken))
        if level == len(taken):
            taken.append(0.0)
        taken[level] = start + width
        levels.append(level)
        anchors.append(anchor)
    return levels, anchors
