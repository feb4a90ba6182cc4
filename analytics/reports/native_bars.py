"""Bars of ledgers as native charts: plan beside actual, distribution.

The figure's bars say their role; each kind becomes a chart whose sheet holds the numbers, in the unit its axis shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.reports.measure import Measure, scale_of
from analytics.reports.native import PIXEL, POINT, TICK_SIZE, fix_plot, plain, plain_axes, rgb
from data.language import Translator

Box = tuple[float, float, float, float]
Kind = Literal["distribution", "bars"]
ROLES: dict[str, Kind] = {
    **dict.fromkeys(("bar", "plan", "actual", "ahead"), "bars"),
    "share": "distribution",
}  # fmt: skip
DAY_MS = 86_400_000.0
EPOCH = pd.Timestamp("1899-12-30")
"""Day 0 of the dates of a sheet."""


@dataclass(frozen=True)
class Bar:
    """One bar of the figure: where it stands, from where to where, in which colour; ``hatched`` is a forecast."""

    at: float
    start: float
    end: float
    role: str
    name: str
    colour: str
    hatched: bool
    outlined: bool


@dataclass(frozen=True)
class Column:
    """One series of a native bar chart, a value a category; ``colours`` and ``looks`` paint single points."""

    name: str
    values: list[float | None]
    colour: str = ""
    look: Literal["solid", "hatched", "outlined", "hidden"] = "solid"
    colours: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()


def serial(moment: Any) -> float:
    """A moment as the number that a sheet has for it."""
    return float((pd.Timestamp(moment) - EPOCH) / pd.Timedelta(days=1))


def as_number(value: Any) -> float:
    """A value of an axis as a sheet has it: days as their numbers."""
    return serial(value) if isinstance(value, str | date | np.datetime64) else float(value)


def kind_of(figure: go.Figure) -> Kind | None:
    """What kind of bars the figure has; ``None`` where it has none that say their role."""
    kinds = {ROLES[trace.meta["role"]] for trace in figure.data if trace.type == "bar" and trace.meta and trace.meta["role"] in ROLES}  # fmt: skip
    return next((kind for kind in ("distribution", "bars") if kind in kinds), None)


def compute_bars(figure: go.Figure) -> list[Bar]:
    """Every bar of the figure; days become the numbers of a sheet."""
    found = []
    for trace in figure.data:
        if trace.type != "bar" or not trace.meta:
            continue
        across = trace.orientation == "h"
        places, lengths = (trace.y, trace.x) if across else (trace.x, trace.y)
        bases = _each(0.0 if trace.base is None else trace.base, len(lengths))
        line, hatched = trace.marker.line.color, bool(trace.marker.pattern.shape)
        shades = _each(trace.marker.color, len(lengths))
        for place, length, base, shade in zip(places, lengths, bases, shades, strict=True):
            dated = isinstance(base, str | date | np.datetime64)
            start = serial(base) if dated else float(base)
            end = start + float(length) / (DAY_MS if dated else 1.0)
            outlined = not hatched and shade == LIGHT.page
            colour = line if hatched or outlined else shade
            at = as_number(place)
            found.append(Bar(at, start, end, trace.meta["role"], str(trace.meta["name"]), colour, hatched, outlined))
    return found


def _each(given: Any, count: int) -> Sequence[Any]:
    """What the figure gives once for all bars, or one a bar."""
    return list(given) if isinstance(given, list | tuple | np.ndarray) else [given] * count


def names_of(axis: Any) -> dict[int, str]:
    """The names of the categories as the figure's axis writes them."""
    return {
        round(as_number(at)): plain(str(text))
        for at, text in zip(axis.tickvals or (), axis.ticktext or (), strict=True)
    }


def bar_chart(slide: Any, box: Box, categories: Sequence[str], columns: Sequence[Column], *, across: bool, stacked: bool) -> Any:  # fmt: skip
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    data = CategoryChartData(number_format="General")
    data.categories = list(categories)
    for column in columns:
        data.add_series(column.name, column.values)
    types = {
        (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
        (False, True): XL_CHART_TYPE.COLUMN_STACKED,
        (True, False): XL_CHART_TYPE.BAR_CLUSTERED,
        (True, True): XL_CHART_TYPE.BAR_STACKED,
    }
    frame = slide.shapes.add_chart(types[across, stacked], *(Emu(round(value * PIXEL)) for value in box), data)
    chart = frame.chart
    for series, column in zip(chart.plots[0].series, columns, strict=True):
        paint(series.format, column.colour, column.look)
        series.invert_if_negative = False
        for at, value in enumerate(column.values):
            colour = column.colours[at] if column.colours else ""
            if value is not None and (colour or column.looks):
                paint(
                    series.points[at].format, colour or column.colour, column.looks[at] if column.looks else column.look
                )
        _label(series, column, stacked=stacked)
    return chart


def paint(shape: Any, colour: str, look: str) -> None:
    """Fill a shape, a series or a point: solid, outlined on the page, hatched or hidden."""
    from pptx.enum.dml import MSO_PATTERN
    from pptx.util import Pt

    if look == "hidden":
        shape.fill.background()
        shape.line.fill.background()
        return
    if look == "hatched":
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = rgb(colour[1:]), rgb(LIGHT.page[1:])
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb((LIGHT.page if look == "outlined" else colour)[1:])
    shape.line.color.rgb, shape.line.width = rgb(colour[1:]), Pt(1.2 * POINT)


def _label(series: Any, column: Column, *, stacked: bool) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    for at, text in enumerate(column.labels):
        if not text or column.values[at] is None:
            continue
        label = series.points[at].data_label
        label.position = XL_LABEL_POSITION.INSIDE_BASE if stacked else XL_LABEL_POSITION.OUTSIDE_END
        run = label.text_frame.paragraphs[0].add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(TICK_SIZE * POINT), True
        run.font.color.rgb = rgb(LIGHT.text[1:])


def _scaled(bars: Sequence[Bar], measure: Measure, figure_axis: Any, t: Translator) -> tuple[Any, float, float, float]:
    """The scale of the values, and the bounds and step of their axis in it."""
    low, high = (float(bound) for bound in figure_axis.range)
    scale = scale_of(measure, max(abs(low), abs(high)), t)
    ticks = [float(tick) for tick in figure_axis.tickvals or ()]
    step = (ticks[1] - ticks[0]) if len(ticks) > 1 else (high - low) / 4
    low, high = (low // step) * step, -((-high) // step) * step
    return scale, low / scale.factor, high / scale.factor, step / scale.factor


def _named(name: str, word: str) -> str:
    return f"{name}, {word}" if word else name


def draw_bars(slide: Any, figure: go.Figure, bars: Sequence[Bar], box: Box, measure: Measure, t: Translator) -> Box:
    """Plan outlined beside actual solid, or single bars; the figure's notes are their labels."""
    across = any(trace.type == "bar" and trace.orientation == "h" for trace in figure.data)
    axis, values_axis = (
        (figure.layout.yaxis, figure.layout.xaxis) if across else (figure.layout.xaxis, figure.layout.yaxis)
    )
    scale, low, high, step = _scaled(bars, measure, values_axis, t)
    names = names_of(axis)
    if any(round(bar.at) not in names for bar in bars):  # along time: the ticks are not the bars
        names = {round(bar.at): t.date(EPOCH + pd.Timedelta(days=bar.at)) for bar in bars}
    places = sorted(names, reverse=across)
    words = {
        "plan": t("slide.plan"),
        "actual": t("slide.actual"),
        "ahead": t("slide.forecast"),
        "bar": t("slide.value"),
    }
    notes: dict[int, str] = {}
    for note in figure.layout.annotations:
        at = note.y if across else note.x
        if at is not None and not (note.xref == "paper" and not across):
            notes[round(float(at))] = plain(str(note.text))
    columns = []
    for role in [name for name in ("ahead", "actual", "plan", "bar") if any(bar.role == name for bar in bars)]:
        own = {round(bar.at): bar for bar in bars if bar.role == role}
        last = role == "bar" or role == "actual"
        columns.append(
            Column(
                _named(words[role], scale.word),
                [(own[at].end - own[at].start) / scale.factor if at in own else None for at in places],
                LIGHT.prior if role == "plan" else LIGHT.actual,
                "outlined" if role == "plan" else "hatched" if role == "ahead" else "solid",
                tuple(own[at].colour if at in own else "" for at in places) if last else (),
                tuple(notes.get(at, "") for at in places) if last else (),
            )
        )
    if not across:
        columns.reverse()  # the plan stands at the left, in a list from below at the top
    chart = bar_chart(slide, box, [names[at] for at in places], columns, across=across, stacked=False)
    chart.plots[0].gap_width, chart.plots[0].overlap = (60 if across else 70), (0 if len(columns) > 1 else 100)
    plain_axes(chart, low, high, step, scale.number_format, across=across)
    return fix_plot(
        chart, box, right=90 if across else 12, bottom=34 if across else 40, inner_left=230 if across else 84
    )
