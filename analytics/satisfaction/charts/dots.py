"""Dots with intervals in rows: one or two values a row on one scale, the words of each row at its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.template import blank
from analytics.metrics.passport import FEW, Passport
from data.language import Translator

ROW = 30
"""Pixels of a row; fewer rows than fill the card stand in its middle."""


@dataclass(frozen=True)
class Dot:
    """One value of a row. ``second`` stands below the first and hollow; ``few`` marks a value from too few answers."""

    row: int
    value: float
    low: float | None
    high: float | None
    hover: str
    second: bool = False
    few: bool = False


@dataclass(frozen=True)
class End:
    """What stands at the right of a row: ``judged`` is 'good', 'bad' or ''."""

    text: str
    beside: str = ""
    judged: str = ""


@dataclass(frozen=True)
class Scale:
    """The value axis: its bounds, its ticks and their words."""

    low: float
    high: float
    ticks: Sequence[float]
    texts: Sequence[str]


def scale_of(passport: Passport, values: Sequence[float | None], t: Translator, *, change: bool = False) -> Scale:
    """A scale around ``values``; of changes when ``change``: then zero is on it and ticks carry their sign."""
    known = [float(value) for value in values if value is not None and value == value]
    if change:
        known.append(0.0)
    low, high = (min(known), max(known)) if known else passport.domain
    pad = (high - low) * 0.08 or 1.0
    low, high = low - pad, high + pad
    ticks = nice_ticks(low, high, 4)
    factor = 100 if passport.unit == "share" else 1
    digits = 0 if all(abs(tick * factor - round(tick * factor)) < 1e-9 for tick in ticks) else 1
    if passport.unit == "share" and not change:
        texts = [t.percent(tick, digits) for tick in ticks]
    else:
        texts = [t.number(tick * factor, digits, sign=change or passport.signed) for tick in ticks]
    return Scale(low, high, ticks, texts)


def plain_scale(values: Sequence[float | None], t: Translator, *, percent: bool, sign: bool = False) -> Scale:
    """A scale without a metric: shares as percentages, or plain numbers with up to one decimal; zero is on it."""
    known = [float(value) for value in values if value is not None and value == value]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    pad = (high - low) * 0.06 or 1.0
    ticks = nice_ticks(low, high + pad, 4)
    factor = 100 if percent else 1
    digits = next((few for few in (0, 1) if all(abs(x * factor - round(x * factor, few)) < 1e-9 for x in ticks)), 2)
    texts = [t.number(x * factor, digits, sign=sign) + ("%" if percent and not sign else "") for x in ticks]
    return Scale(low - (pad if low < 0 else pad / 3), high + pad, ticks, texts)


def figure_dots(
    labels: Sequence[str],
    dots: Sequence[Dot],
    ends: Sequence[End],
    scale: Scale,
    palette: Palette,
    height: int,
    *,
    right: int = 120,
    line: float | None = None,
    line_label: str = "",
) -> go.Figure:
    """The figure; ``line`` is an upright at a value (zero, or all together)."""
    figure = blank(palette, height, right=right)
    both = any(dot.second for dot in dots)
    for second in (False, True):
        for few in (False, True):
            part = [dot for dot in dots if (dot.second, dot.few) == (second, few)]
            if part:
                _add(figure, part, palette, second, few, 0.17 if both else None)
    figure.update_xaxes(
        showgrid=True,
        gridcolor=palette.grid,
        showline=False,
        ticks="",
        range=[scale.low, scale.high],
        tickmode="array",
        tickvals=list(scale.ticks),
        ticktext=list(scale.texts),
    )
    count = max(len(labels), 1)
    spare = max(0.0, (height - 60) / ROW - count) / 2 if count < 4 else 0.0
    figure.update_yaxes(
        showgrid=False,
        range=[count - 0.4 + spare, -0.6 - spare],
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        tickfont={"size": 12.5, "color": palette.text},
    )
    if line is not None:
        figure.add_shape(
            type="line", x0=line, x1=line, y0=0, y1=1, yref="y domain", layer="below",
            line={"color": palette.text if not line_label else palette.faint, "width": 1},
        )  # fmt: skip
        if line_label:
            figure.add_annotation(
                x=line, y=1, yref="y domain", yanchor="bottom", showarrow=False, text=line_label,
                font={"size": 11.5, "color": palette.muted},
            )  # fmt: skip
    colours = {"good": palette.good, "bad": palette.bad, "": palette.text}
    for at, end in enumerate(ends):
        words = [(end.text, 8, 12.5, colours[end.judged], bool(end.text))]
        words.append((end.beside, 74, 11.5, palette.muted, False))
        for text, shift, size, colour, bold in words:
            if text:
                figure.add_annotation(
                    x=1, xref="paper", y=at, yref="y", xanchor="left", xshift=shift, showarrow=False, align="left",
                    text=f"<b>{text}</b>" if bold else text, font={"size": size, "color": colour},
                )  # fmt: skip
    return figure


def _add(figure: go.Figure, part: list[Dot], palette: Palette, second: bool, few: bool, apart: float | None) -> None:
    colour = palette.no_data if few else palette.prior if second else palette.actual
    places = [dot.row + (0.0 if apart is None else apart if second else -apart) for dot in part]
    bars_x: list[float | None] = []
    bars_y: list[float | None] = []
    for dot, place in zip(part, places, strict=True):
        if dot.low is not None and dot.high is not None and dot.low == dot.low:
            bars_x += [float(dot.low), float(dot.high), None]
            bars_y += [place, place, None]
    kind = "few" if few else "second" if second else "first"
    # Rows of one dot each say the role by which a slide draws them as groups.
    role = ("_few" if few else "") if apart is None else f"_{kind}"
    figure.add_trace(
        go.Scatter(
            x=bars_x,
            y=bars_y,
            mode="lines",
            line={
                "color": colour if few else palette.alpha(colour, 0.35 if not second else 0.55),
                "width": 1.5 if few else 5 if apart else 6,
                "dash": "dot" if few else "solid",
            },
            hoverinfo="skip",
            meta={"role": f"interval{role}", "name": kind},
        )
    )
    hollow = few or second
    figure.add_trace(
        go.Scatter(
            x=[dot.value for dot in part],
            y=places,
            mode="markers",
            marker={
                "size": 9 if apart else 10,
                "opacity": 1,
                "color": palette.page if hollow else colour,
                "line": {"width": 1.6 if hollow else 0, "color": colour},
            },
            hovertext=[dot.hover for dot in part],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": f"points{role}", "name": kind},
        )
    )


def few(n: float | None) -> bool:
    return n is not None and n == n and n < FEW
