"""A waterfall as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analytics.charts.steps import wrapped
from analytics.charts.template import blank
from analytics.marks.browser.parts import colour, filled, value_axis

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Waterfall
    from data.language import Translator

WIDTH = 0.62
WRAP, MANY, ROOM = 11, 8, 52
"""Letters of a name on a line; from how many bars on there is room for fewer; letters under a whole chart on a
phone."""


def figure_waterfall(mark: Waterfall, palette: Palette, t: Translator, height: int) -> go.Figure:
    """Bars from left to right, each from where the one before ended, with what it adds on top."""
    figure = blank(palette, height)
    if not mark.steps:
        return figure
    steps, spans, size = mark.steps, mark.spans, len(mark.steps)
    labels = [mark.label(step, t) for step in steps]
    figure.add_trace(
        go.Bar(
            x=list(range(size)),
            y=[end - start for start, end in spans],
            base=[start for start, _ in spans],
            width=WIDTH,
            marker=filled(palette, [step.tone for step in steps], [step.look for step in steps]),
            customdata=[[step.id or step.name] for step in steps],
            hovertemplate="%{hovertext}<extra></extra>",
            hovertext=[f"{step.name}<br><b>{label}</b>" for step, label in zip(steps, labels, strict=True)],
            meta={"role": "bar", "name": mark.of},
        )
    )
    for at, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        plain = step.total or step.tone in ("actual", "prior")
        figure.add_annotation(
            x=at,
            y=max(start, end),
            yanchor="bottom",
            showarrow=False,
            text=f"<b>{labels[at]}</b>" if step.total else labels[at],
            font={"size": 12 if size < MANY else 11, "color": palette.text if plain else colour(palette, step.tone)},
        )
        if at + 1 < size:
            x0, x1 = at + WIDTH / 2, at + 1 - WIDTH / 2
            figure.add_shape(type="line", x0=x0, x1=x1, y0=end, y1=end, line={"color": palette.faint, "width": 1})
    low, high = bounds_of(mark)
    figure.update_yaxes(**value_axis(low, high, mark.unit, t))
    if low < 0:
        line = {"color": palette.faint, "width": 1}
        figure.add_shape(type="line", x0=-0.5, x1=size - 0.5, y0=0, y1=0, line=line)
    width = max(WRAP if size < MANY else 8, ROOM // size)
    figure.update_xaxes(
        range=[-0.5, size - 0.5],
        tickvals=list(range(size)),
        ticktext=[wrapped(step.name, width) for step in steps],
        tickfont={"size": 11, "color": palette.muted},
    )
    return figure


def bounds_of(mark: Waterfall) -> tuple[float, float]:
    """The ends of the value axis, with room for the labels: nothing is on it."""
    ends = [end for span in mark.spans for end in span]
    low, high = min(0.0, *ends), max(0.0, *ends)
    reach = (high - low) or 1.0
    return low - (reach * 0.04 if low < 0 else 0.0), high + reach * 0.12
