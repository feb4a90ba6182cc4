"""Small charts one below the other as one Plotly figure: so they stand on a phone as they do on a wide screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis
from analytics.charts.template import blank
from analytics.marks.browser.lines import ends_of, figure_lines

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Multiples
    from data.language import Translator

PLOT, NAME, AXIS = 84, 50, 26
"""Pixels of a plot, of the name above it and of the axis below the last."""


def figure_multiples(mark: Multiples, palette: Palette, t: Translator) -> go.Figure:
    """Each panel as its own lines, all over the same days; what is to be said of it stands above its plot."""
    parts = [figure_lines(panel.lines, palette, t, PLOT) for panel in mark.panels]
    height = (PLOT + NAME) * len(parts) + AXIS
    figure = blank(palette, height, max((part.layout.margin.r or 0 for part in parts), default=16))
    ends = [pd.Timestamp(end) for panel in mark.panels for end in ends_of(panel.lines)]
    along = month_axis(min(ends), max(ends) + pd.Timedelta(days=3), t, 6) if ends else {}
    for at, (panel, part) in enumerate(zip(mark.panels, parts, strict=True)):
        number = "" if at == 0 else str(at + 1)
        top = 1 - (at * (PLOT + NAME) + NAME) / (height - AXIS)
        bottom = 1 - ((at + 1) * (PLOT + NAME)) / (height - AXIS)
        last = at == len(parts) - 1
        figure.update_layout(
            {
                f"xaxis{number}": {**along, "anchor": f"y{number}", "showticklabels": last, "showgrid": False},
                f"yaxis{number}": {
                    **part.layout.yaxis.to_plotly_json(),
                    "anchor": f"x{number}",
                    "domain": [max(bottom, 0.0), top],
                },
            }
        )
        for trace in part.data:
            figure.add_trace(_moved(trace, number, (max(bottom, 0.0), top)))
        for one in part.layout.annotations:
            figure.add_annotation(_moved(one, number, (max(bottom, 0.0), top)))
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=top,
            yref="paper",
            yanchor="bottom",
            yshift=4,
            showarrow=False,
            align="left",
            text=panel.name,
            font={"size": 12, "color": palette.text},
        )
    figure.update_layout(margin={"t": 0, "b": AXIS})
    return figure


def _moved(part: Any, number: str, domain: tuple[float, float]) -> dict[str, Any]:
    """A trace or annotation of a lone figure at its place among the others."""
    told = part.to_plotly_json()
    if "type" in told:
        return {**told, "xaxis": f"x{number}", "yaxis": f"y{number}"}
    for side in "xy":
        ref = told.get(f"{side}ref", side)
        if ref.startswith(side):
            told[f"{side}ref"] = side + number + ref[1:]
        elif side == "y" and "y" in told:
            told["y"] = domain[0] + told["y"] * (domain[1] - domain[0])
    return told
