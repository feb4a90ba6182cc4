"""Shares of groups as dots with their intervals, one row a group, n at the end."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import numbers, said_n
from analytics.charts.palette import Palette
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.passport import FEW
from data.language import Translator


def figure_shares(
    frame: pd.DataFrame,
    names: Sequence[str],
    palette: Palette,
    t: Translator,
    height: int = 340,
    *,
    target: float | None = None,
    bad: Sequence[bool] = (),
) -> go.Figure:
    """Dots (value) on their intervals (low, high) with n at the end; below 30 hollow and dotted. ``target`` is a line;
    ``bad`` marks the rows that miss it: a square in the colour of bad. ``customdata`` is the first column of ``frame``."""
    figure = blank(palette, height, 110)
    if frame.empty:
        return figure
    missed = list(bad) or [False] * len(frame)
    for row, name, wrong in zip(rows(frame), names, missed, strict=True):
        few, colour = row.n < FEW, palette.bad if wrong else palette.actual
        figure.add_trace(
            go.Scatter(
                x=numbers([row.low, row.high]), y=[name, name], mode="lines", hoverinfo="skip",
                line={"color": palette.no_data if few else palette.alpha(colour, 0.35), "width": 1.5 if few else 6,
                      "dash": "dot" if few else "solid"},
                meta={"role": "interval", "name": name},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, align="left",
            text=f"<b>{t.percent(row.value, 0)}</b> · {said_n(row.n, t)}",
            font={"size": 12, "color": palette.bad if wrong else palette.text},
        )  # fmt: skip
    edge = [palette.no_data if row.n < FEW else palette.bad if wrong else palette.actual
            for row, wrong in zip(rows(frame), missed, strict=True)]  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=numbers(frame["value"]), y=list(names), mode="markers", cliponaxis=False,
            marker={
                "size": 10, "opacity": 1, "symbol": ["square" if wrong else "circle" for wrong in missed],
                "color": [palette.page if row.n < FEW else colour for row, colour in zip(rows(frame), edge, strict=True)],
                "line": {"width": 1.5, "color": edge},
            },
            customdata=[[value] for value in frame.iloc[:, 0]],
            hovertext=[
                f"<b>{t.percent(row.value)}</b> {t.interval(row.low, row.high, 1, percent=True)}<br>{said_n(row.n, t)}"
                for row in rows(frame)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "dot", "name": "share"},
        )
    )  # fmt: skip
    if target is not None:
        figure.add_vline(x=target, line={"color": palette.accent, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=target, y=1, yref="paper", yanchor="bottom", showarrow=False, text=t.percent(target, 0),
            font={"size": 12, "color": palette.accent},
        )  # fmt: skip
    low = min(float(frame["low"].min()), 1 if target is None else target)
    start = 0.0 if low < 0.5 else 0.5
    ticks = [0, 0.5, 1] if start == 0 else [0.5, 0.75, 1]
    figure.update_xaxes(
        range=[start, 1.01], tickmode="array", tickvals=ticks, ticktext=[t.percent(x, 0) for x in ticks], showgrid=True,
        gridcolor=palette.grid,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
