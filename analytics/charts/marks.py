"""Marks that several figures share: cut-over lines, labels at line ends, axes with written ticks.

Every trace says in ``meta`` what it is (``role``) and whose (``name``), so that a slide can redraw it natively.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.metrics.passport import Passport
from data.language import Translator


def said_n(n: Any, t: Translator) -> str:
    """``n 1,240`` · ``n=1,240``, rounded for readers without row level: ``n ≈ 1,240``; a dash where it is not known."""
    return t("tile.n", n=t.count(n))


def numbers(values: Sequence[Any] | pd.Series) -> list[float | None]:
    """Values for a trace: plain floats, and gaps where there is nothing."""
    return [None if pd.isna(value) else float(value) for value in values]


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Three to five round values that lie between ``low`` and ``high``."""
    if high <= low:
        return [low]
    raw = (high - low) / most
    power = 10 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = ceil(low / step - 1e-9)
    return [round(at * step, 10) for at in range(first, floor(high / step + 1e-9) + 1)]


def value_range(passport: Passport, *series: Sequence[Any] | pd.Series) -> tuple[float, float]:
    """The range of a value axis around everything drawn on it, inside what the metric can be."""
    found = [float(value) for values in series for value in values if not pd.isna(value)]
    if not found:
        return (passport.domain[0], passport.domain[1])
    low, high = min(found), max(found)
    pad = max((high - low) * 0.06, 0.02 if passport.unit == "share" else 0.1 if passport.unit == "score" else 3)
    floor_, ceiling = passport.low, passport.high
    return (
        low - pad if floor_ is None else max(floor_, low - pad),
        high + pad if ceiling is None else min(ceiling + pad / 4, high + pad),
    )


def axis_said(subtitle: str, passport: Passport, bounds: tuple[float, float], t: Translator) -> str:
    """The subtitle, and where the value axis starts if it leaves out the lowest value a share or a score can have."""
    if passport.unit == "points" or passport.low is None or bounds[0] <= passport.low:
        return subtitle
    return t("chart.axis_starts", subtitle=subtitle, value=passport.write(bounds[0], t))


def month_axis(first: pd.Timestamp, last: pd.Timestamp, t: Translator, most: int = 8) -> dict[str, Any]:
    """A time axis with a tick at the first of months, the year under January and under the first tick.

    Where January comes right after the first tick the year stands there alone: two years side by side touch on a phone.
    """
    months = pd.date_range(first.normalize().replace(day=1), last, freq="MS")
    step = next((step for step in (1, 2, 3, 6, 12) if len(months) <= most * step), 12)
    shown = [month for month in months if (month.month - 1) % step == 0 and month >= first]
    january = len(shown) > 1 and shown[1].month == 1
    texts = [
        t(f"chart.month.{month.month}") + (f"<br>{month.year}" if month.month == 1 or (at == 0 and not january) else "")
        for at, month in enumerate(shown)
    ]
    return {"range": [first, last], "tickmode": "array", "tickvals": shown, "ticktext": texts}


def add_upright(
    figure: go.Figure,
    x: Any,
    palette: Palette,
    label: str = "",
    *,
    focus: bool = False,
    planned: bool = False,
    xref: str = "x",
    yref: str = "y domain",
) -> None:
    """A cut-over: a vertical line over the whole plot with its wave on top; planned ones are dotted."""
    figure.add_shape(
        type="line",
        x0=x,
        x1=x,
        y0=0,
        y1=1,
        xref=xref,
        yref=yref,
        layer="below" if not focus else "above",
        line={
            "color": palette.accent if focus else palette.faint,
            "width": 1.5 if focus else 1,
            "dash": "dot" if planned else "solid",
        },
    )
    if label:
        figure.add_annotation(
            x=x,
            y=1,
            xref=xref,
            yref=yref,
            yanchor="bottom",
            showarrow=False,
            text=f"<b>{label}</b>" if focus else label,
            font={"size": 12, "color": palette.accent if focus else palette.muted},
        )


def thinned(places: Sequence[pd.Timestamp], span: pd.Timedelta, share: float = 0.045) -> list[bool]:
    """Which labels of upright lines have room: those too near to the one before stay without."""
    shown, last = [], None
    for place in places:
        room = last is None or (place - last) / span >= share
        shown.append(room)
        last = place if room else last
    return shown
