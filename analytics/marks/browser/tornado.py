"""A tornado as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analytics.charts.template import blank
from analytics.marks.browser.parts import filled, room, value_axis, wrap_names

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Limit, Swing, Tornado, Value
    from data.language import Translator

PLOT, WIDEST, TURNS = 270, 0.4, 8
"""Pixels of the plot in half a page beside its names, the largest part of it for words at one side, and how often it is
reckoned."""


def figure_tornado(mark: Tornado, palette: Palette, t: Translator, height: int) -> go.Figure:
    """A row an input, from the base to the worse end (outlined) and to the better one (solid), each with what the input
    is there."""
    figure = blank(palette, height, 16)
    if not mark.swings:
        return figure
    names, base = [swing.name for swing in mark.swings], mark.base.value
    for role, side, look in (("worse", 0, "outlined"), ("better", 1, "solid")):
        ends = [swing.ends[side] for swing in mark.swings]
        figure.add_trace(
            go.Bar(
                orientation="h",
                x=[result - base for _, result in ends],
                base=[base] * len(ends),
                y=names,
                width=0.52,
                marker=filled(palette, ["actual"] * len(ends), [look] * len(ends)),  # type: ignore[list-item]
                customdata=[[swing.id or swing.name] for swing in mark.swings],
                hovertext=[
                    f"{name} {words}<br><b>{mark.unit.write(result, t)}</b>"
                    for name, (words, result) in zip(names, ends, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "bar", "name": role},
            )
        )
    for swing in mark.swings:
        for result, text in written(swing, base):
            left = result < base
            figure.add_annotation(
                x=result,
                y=swing.name,
                xanchor="right" if left else "left",
                xshift=-5 if left else 5,
                showarrow=False,
                text=text,
                font={"size": 12, "color": palette.muted},
            )
    low, high = bounds_of(mark)
    _upright(figure, mark.base, f"<b>{mark.unit.write(base, t)}</b>", palette.actual, palette.text)
    if mark.limit is not None and low <= mark.limit.value <= high:
        _upright(figure, mark.limit, mark.limit.name, palette.bad, palette.bad)
    figure.update_xaxes(**value_axis(low, high, mark.unit, t), showgrid=True, gridcolor=palette.grid)
    figure.update_yaxes(autorange="reversed", showgrid=False, **wrap_names(names), tickfont={"color": palette.text})
    figure.update_layout(barmode="overlay")
    return figure


def written(swing: Swing, base: float) -> list[tuple[float, str]]:
    """What stands beside the ends of a row. Where both lie on one side the shorter bar lies in the longer: one label
    for both."""
    (worse, low), (better, high) = swing.ends
    if (low - base) * (high - base) > 0:
        return [(high, f"{worse} · {better}") if high > base else (low, f"{better} · {worse}")]
    return [(low, worse), (high, better)]


def bounds_of(mark: Tornado) -> tuple[float, float]:
    """The ends of the value axis with room for the words, of which none reaches into the names; the limit is on it
    where it is not far."""
    found = [result for swing in mark.swings for _, result in swing.ends] + [mark.base.value]
    low, high = min(found), max(found)
    pad, reach = (high - low) * 0.36 or 1.0, high - low
    held: Value = mark.limit.value if mark.limit is not None else None
    if held is not None and low - pad - reach * 0.64 <= held <= high + pad + reach * 0.64:
        low, high = min(low, held), max(high, held)
    least, most = low - pad, high + pad
    labels = [
        (at, min(room([text]) / PLOT, WIDEST)) for swing in mark.swings for at, text in written(swing, mark.base.value)
    ]
    for _ in range(TURNS):  # a wider axis moves the words too
        whole = most - least
        least = min([least, *(at - part * whole for at, part in labels if at < mark.base.value)])
        most = max([most, *(at + part * whole for at, part in labels if at >= mark.base.value)])
    return least, most


def _upright(figure: go.Figure, limit: Limit, text: str, line: str, tone: str) -> None:
    x = limit.value
    figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain", line={"color": line, "width": 1.5})
    figure.add_annotation(
        x=x, y=1, yref="y domain", yanchor="bottom", showarrow=False, text=text, font={"size": 12, "color": tone}
    )
