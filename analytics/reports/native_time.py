"""The distribution of what a simulation gave as a native chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.reports.measure import Measure
from analytics.reports.native import fix_plot, plain_axes
from analytics.reports.native_bars import (
    EPOCH,
    Bar,
    Box,
    Column,
    as_number,
    bar_chart,
    compute_bars,
    draw_bars,
    kind_of,
)
from data.language import Translator


def add_bars(slide: Any, figure: go.Figure, box: Box, measure: Measure, t: Translator) -> Box:
    """Draw the figure's bars into ``box`` (pixels); the box of the plot area, for lines across it."""
    kind, bars = kind_of(figure), compute_bars(figure)
    draw = draw_distribution if kind == "distribution" else draw_bars
    return draw(slide, figure, bars, box, measure, t)


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
