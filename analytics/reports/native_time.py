"""Bars along time as native charts: the Gantt chart with its baseline, and the distribution of what a simulation gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.reports.measure import Measure
from analytics.reports.native import POINT, fix_plot, plain, plain_axes
from analytics.reports.native_bars import (
    EPOCH,
    Bar,
    Box,
    Column,
    as_number,
    bar_chart,
    compute_bars,
    draw_bars,
    draw_tornado,
    draw_waterfall,
    kind_of,
    names_of,
    serial,
)
from data.language import Translator

STONE_DAYS = 3.0
"""A milestone has no length: it is drawn as a bar of so many days."""


def add_bars(slide: Any, figure: go.Figure, box: Box, measure: Measure, t: Translator) -> Box:
    """Draw the figure's bars into ``box`` (pixels); the box of the plot area, for lines across it."""
    kind, bars = kind_of(figure), compute_bars(figure)
    draw = {
        "waterfall": draw_waterfall,
        "tornado": draw_tornado,
        "gantt": draw_gantt,
        "distribution": draw_distribution,
        "bars": draw_bars,
    }
    return draw[kind or "bars"](slide, figure, bars, box, measure, t)


def draw_gantt(slide: Any, figure: go.Figure, bars: Sequence[Bar], box: Box, measure: Measure, t: Translator) -> Box:
    """Two rows a task: done and forecast, and the baseline outlined below; dates are the numbers of the sheet."""
    names = names_of(figure.layout.yaxis)
    stones = {
        round(float(trace.y[-1])): (serial(trace.x[-1]), trace.marker.color)
        for trace in figure.data
        if trace.type == "scatter" and trace.meta and trace.meta["role"] == "milestone"
    }
    firm = {
        round(float(trace.y[0])): serial(trace.x[0])
        for trace in figure.data
        if trace.type == "scatter" and trace.meta and trace.meta["role"] == "baseline"
    }
    first, last = (serial(bound) for bound in figure.layout.xaxis.range)
    categories: list[str] = []
    rows: dict[str, list[float | None]] = {name: [] for name in ("hidden", "done", "forecast", "baseline")}
    colours: list[str] = []

    def add(name: str, start: float, **lengths: float) -> None:
        categories.append(name)
        rows["hidden"].append(max(start, first))
        for key in ("done", "forecast", "baseline"):
            rows[key].append(lengths.get(key))

    for at in sorted(names, reverse=True):
        own = {bar.role: bar for bar in bars if round(bar.at) == at}
        plan = own.get("baseline")
        base = firm.get(at)
        if plan is not None:
            add("", plan.start, baseline=max(plan.end - max(plan.start, first), 0.0))
        else:
            add("", base or first, **({"baseline": STONE_DAYS} if base is not None else {}))
        colours.append("")
        done, ahead = own.get("done"), own.get("forecast")
        if at in stones:
            add(names[at], stones[at][0], forecast=STONE_DAYS)
            colours.append(stones[at][1])
        else:
            begin = min((bar.start for bar in (done, ahead) if bar is not None), default=first)
            until = done.end if done is not None else begin
            lengths = {"done": max(until - max(begin, first), 0.0)} if done is not None else {}
            if ahead is not None:
                lengths["forecast"] = max(ahead.end - max(until, ahead.start), 0.0)
            add(names[at], begin, **lengths)
            colours.append(ahead.colour if ahead is not None else "")
    late = {round(float(note.y)): plain(str(note.text)) for note in figure.layout.annotations if note.xref == "paper"}
    columns = [
        Column(t("slide.base"), rows["hidden"], look="hidden"),
        Column(t("slide.done"), rows["done"], LIGHT.actual),
        Column(t("slide.forecast"), rows["forecast"], LIGHT.actual, "hatched", tuple(colours)),
        Column(t("slide.baseline"), rows["baseline"], LIGHT.prior, "outlined"),
        Column(t("slide.labels"), [None if name == "" else (last - first) * 0.1 for name in categories], look="hidden",
               labels=tuple("" if name == "" else late.get(next(at for at in names if names[at] == name), "") for name in categories)),
    ]  # fmt: skip
    chart = bar_chart(slide, box, categories, columns, across=True, stacked=True)
    chart.plots[0].gap_width, chart.plots[0].overlap = 20, 100
    step = max(round((last - first) / 6 / 30.4), 1) * 30.4375
    plain_axes(chart, first, last + (last - first) * 0.08, step, t("slide.day_format"), across=True)
    chart.category_axis.tick_labels.font.size = _points(13)
    return fix_plot(chart, box, right=24, bottom=34, inner_left=250)


def _points(pixels: float) -> Any:
    from pptx.util import Pt

    return Pt(pixels * POINT)


def draw_distribution(
    slide: Any, figure: go.Figure, bars: Sequence[Bar], box: Box, measure: Measure, t: Translator
) -> Box:
    """Columns over the whole axis, empty ones included, so that a line at a value stands where it belongs."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION

    axis = figure.layout.xaxis
    dated = isinstance(axis.range[0], str | date | np.datetime64)
    first, last = (as_number(bound) for bound in axis.range)
    ordered = sorted(bars, key=lambda bar: bar.at)
    step = (ordered[-1].at - ordered[0].at) / max(len(ordered) - 1, 1) or 1.0
    before, after = max(int((ordered[0].at - first) / step), 0), max(int((last - ordered[-1].at) / step), 0)
    middle = [ordered[0].at + step * at for at in range(-before, len(ordered) + after)]
    shares: list[float | None] = [*[0.0] * before, *(bar.end for bar in ordered), *[0.0] * after]
    if dated:
        names = [t.date(EPOCH + pd.Timedelta(days=at), year=True) for at in middle]
    else:
        names = [t.money(at, measure.currency) for at in middle]
    columns = [Column(t("slide.trials"), shares, LIGHT.prior)]
    chart = bar_chart(slide, box, names, columns, across=False, stacked=False)
    chart.plots[0].gap_width = 8
    high = max(share for share in shares if share is not None) * 1.1
    plain_axes(chart, 0, high, high / 4, "0%")
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    chart.value_axis.has_major_gridlines = False
    skip_names(chart, max(len(middle) // 6, 1))
    return fix_plot(chart, box, right=12, bottom=40, inner_left=24, inner_top=74)


def skip_names(chart: Any, every: int) -> None:
    """Name only every so many categories."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    after = chart.category_axis._element.find(qn("c:noMultiLvlLbl"))
    for name in ("tickLblSkip", "tickMarkSkip"):
        skip = parse_xml(f'<c:{name} {nsdecls("c")} val="{every}"/>')
        if after is None:
            chart.category_axis._element.append(skip)
        else:
            after.addprevious(skip)


def place_in(figure: go.Figure) -> tuple[float, float]:
    """The bounds between which a native plot of the figure shows its x axis, as numbers of a sheet.

    A distribution begins and ends half a column beyond its outer ones.
    """
    first, last = (as_number(bound) for bound in figure.layout.xaxis.range)
    if kind_of(figure) != "distribution":
        return first, last
    ordered = sorted(compute_bars(figure), key=lambda bar: bar.at)
    step = (ordered[-1].at - ordered[0].at) / max(len(ordered) - 1, 1) or 1.0
    before, after = max(int((ordered[0].at - first) / step), 0), max(int((last - ordered[-1].at) / step), 0)
    return ordered[0].at - step * (before + 0.5), ordered[-1].at + step * (after + 0.5)
