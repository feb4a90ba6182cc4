"""Dots on their intervals as a Plotly figure."""

from __future__ import annotations

from math import ceil, floor, log2, log10
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from analytics.charts.marks import said_n
from analytics.charts.template import blank
from analytics.marks.browser.parts import (
    colour,
    draw_limit,
    is_long,
    plain_length,
    room,
    value_axis,
    wrap_names,
    write_end,
)
from analytics.metrics.passport import FEW

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Dots, Series, Value
    from data.language import Translator


POWERS = 6
"""So many powers of two stand beside each other on a phone."""
LETTERS = 14
"""So many letters of ticks stand beside each other on a phone, between names and the words at the ends."""


def figure_dots(mark: Dots, palette: Palette, t: Translator, height: int) -> go.Figure:
    """One row a category, the first on top; words at the right."""
    figure = blank(palette, height, room([plain_length(end) for end in mark.ends]))
    if not mark.names:
        return figure
    names = list(mark.names)
    if len(mark.series) > 1 and not mark.apart:
        _join(figure, mark, palette)
    for turn, series in enumerate(mark.series):
        places = rows_of(mark, turn)
        for at, name in enumerate(names):
            if series.lows and series.lows[at] is not None and series.highs[at] is not None:
                few, tone = is_few(series, at), colour(palette, series.tone_at(at))
                figure.add_trace(
                    go.Scatter(
                        x=[series.lows[at], series.highs[at]],
                        y=[places[at]] * 2,
                        mode="lines",
                        hoverinfo="skip",
                        line={
                            "color": palette.no_data if few else palette.alpha(tone, 0.35),
                            "width": 1.5 if few else 5 if mark.apart else 6,
                            "dash": "dot" if few else "solid",
                        },
                        meta={"role": "interval", "name": name},
                    )
                )
        _draw(figure, mark, series, places, palette, t)
    for at, end in enumerate(mark.ends):
        bad = "bad" in {series.tone_at(at) for series in mark.series}
        write_end(figure, at if mark.apart else names[at], end, palette.bad if bad else palette.text)
    low, high = bounds_of(mark)
    axis = (
        log_axis(low, high, t)
        if mark.log
        else value_axis(low, high, mark.unit, t, 2 if is_long(mark.unit, low, high) else 4)
    )
    if not mark.log and sum(map(len, axis["ticktext"])) > LETTERS:  # amounts: a phone has room for fewer of them
        rounder = value_axis(low, high, mark.unit, t, 2)
        every_other = {name: axis[name][::2] for name in ("tickvals", "ticktext")}
        axis = rounder if len(rounder["tickvals"]) > 1 else axis | every_other
    axis["range"] = [log10(low), log10(high * 1.01)] if mark.log else [low, high + (high - low) * 0.01]
    figure.update_xaxes(**axis, showgrid=True, gridcolor=palette.grid)
    figure.update_yaxes(showgrid=False, **wrap_names(names))
    if mark.apart:
        figure.update_yaxes(tickvals=list(range(len(names))), range=[len(names) - 0.4, -0.6])
    else:
        figure.update_yaxes(autorange="reversed")
    if mark.limit:
        draw_limit(figure, mark.limit, mark.unit, palette, t, across=True, log=mark.log)
    if not mark.limit:
        figure.update_layout(margin_t=10)  # nothing is written above the plot
    return figure


def rows_of(mark: Dots, turn: int) -> list[Any]:
    """Where the dots of a series stand: at the names, or each series at a line of its own around them."""
    if not mark.apart:
        return list(mark.names)
    step = 0.36 / max(len(mark.series) - 1, 1)
    return [at - 0.18 + step * turn for at in range(len(mark.names))]


def is_few(series: Series, at: int) -> bool:
    """Whether fewer than 30 stand behind a value."""
    count = series.n[at] if series.n else None
    return count is not None and count < FEW


def log_axis(low: float, high: float, t: Translator) -> dict[str, Any]:
    """An axis of ratios with a tick at each power of two; where a phone has no room for all, at those around 1."""
    powers = range(round(log2(low)), round(log2(high)) + 1)
    shown = [power for power in powers if len(powers) <= POWERS or abs(power) <= POWERS // 3]
    written = [t.number(2.0**power, max(-power, 0)) for power in shown]
    return {"type": "log", "tickmode": "array", "tickvals": [2.0**power for power in shown], "ticktext": written}


def bounds_of(mark: Dots) -> tuple[float, float]:
    """The ends of the value axis: those declared, of shares from nothing or half to all, else around all values."""
    if mark.bounds:
        return mark.bounds
    found = [
        value for series in mark.series for value in (*series.values, *series.lows, *series.highs) if value is not None
    ]
    found += [mark.limit.value] if mark.limit else []
    low, high = min(found, default=0.0), max(found, default=1.0)
    if mark.log:
        return 2.0 ** floor(log2(low)), 2.0 ** ceil(log2(high))
    if mark.unit.kind == "share" and low >= 0:
        return (0.0 if low < 0.5 else 0.5), 1.0
    pad = (high - low) * 0.08 or 1.0
    return (0.0 if low >= 0 and low < (high - low) * 2 else low - pad), high + pad


def _join(figure: go.Figure, mark: Dots, palette: Palette) -> None:
    for at, name in enumerate(mark.names):
        own = [series.values[at] for series in mark.series if series.values[at] is not None]
        if len(own) > 1:
            figure.add_trace(
                go.Scatter(
                    x=own,
                    y=[name] * len(own),
                    mode="lines",
                    line={"color": palette.prior, "width": 2},
                    hoverinfo="skip",
                    meta={"role": "interval", "name": name},
                )
            )


def _draw(figure: go.Figure, mark: Dots, series: Series, places: list[Any], palette: Palette, t: Translator) -> None:
    size = range(len(mark.names))
    edges = [palette.no_data if is_few(series, at) else colour(palette, series.tone_at(at)) for at in size]
    hollow = [is_few(series, at) or series.look_at(at) == "outlined" for at in size]
    figure.add_trace(
        go.Scatter(
            x=list(series.values),
            y=places,
            mode="markers",
            cliponaxis=False,
            customdata=[[one] for one in (mark.ids or mark.names)],
            marker={
                "size": 10,
                "opacity": 1,
                "symbol": ["square" if series.tone_at(at) == "bad" else "circle" for at in size],
                "color": [palette.page if open_ else edge for open_, edge in zip(hollow, edges, strict=True)],
                "line": {"width": 1.5, "color": edges},
            },
            hovertext=[hover(mark, series, at, t) for at in size],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "dot", "name": series.name},
        )
    )


def hover(mark: Dots, series: Series, at: int, t: Translator) -> str:
    """Value in bold, its interval, and what stands behind it."""
    low: Value = series.lows[at] if series.lows else None
    high: Value = series.highs[at] if series.highs else None
    interval = mark.unit.interval(low, high, t)
    parts = [f"<b>{mark.unit.write(series.values[at], t)}</b> {series.name} {interval}".rstrip()]
    return "<br>".join([*parts, *([said_n(series.n[at], t)] if series.n else [])])
