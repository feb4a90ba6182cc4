"""Curves over time as native scatter charts: planned and earned, customers moved, milestones by report date.

A scatter has a true time axis on both sides. PowerPoint fills no band between its lines: an interval is two thin ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.reports.measure import Measure, scale_of
from analytics.reports.native import PIXEL, POINT, TICK_SIZE, _hex, fix_plot, plain_axes, rgb
from analytics.reports.native_bars import Box, as_number
from data.language import Translator

DRAWN = ("line", "band_low", "band_high")


@dataclass(frozen=True)
class Curve:
    """One line: its points as numbers of a sheet, its look, and the words at its end."""

    name: str
    points: list[tuple[float, float]]
    colour: str
    width: float
    dashed: bool
    thin: bool
    label: str


def compute_curves(figure: go.Figure, t: Translator) -> list[Curve]:
    """The lines of the figure that say their role; steps are written out."""
    found = []
    for trace in figure.data:
        if trace.type != "scatter" or not trace.meta or trace.meta["role"] not in DRAWN:
            continue
        thin = trace.meta["role"] != "line"
        points = [
            (as_number(x), as_number(y)) for x, y in zip(trace.x, trace.y, strict=True) if y is not None and y == y
        ]
        if trace.line.shape == "hv":
            points = [
                one for at, (x, y) in enumerate(points) for one in ([(x, points[at - 1][1])] if at else []) + [(x, y)]
            ]
        name = str(trace.meta.get("label") or t(f"slide.{trace.meta['role']}") if thin else trace.meta.get("label") or trace.meta["name"])  # fmt: skip
        colour = LIGHT.prior if thin else trace.line.color
        found.append(
            Curve(name, points, _hex(colour), float(trace.line.width or 1.6), trace.line.dash in ("dash", "dot"), thin,
                  "" if thin else str(trace.meta.get("label", "")))
        )  # fmt: skip
    return found


def add_curves(slide: Any, figure: go.Figure, box: Box, measure: Measure, t: Translator) -> Box:
    """Draw the figure's lines into ``box`` (pixels); the box of the plot area, for lines across it."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    curves = compute_curves(figure, t)
    low, high = (as_number(bound) for bound in figure.layout.yaxis.range)
    scale = scale_of(measure, max(abs(low), abs(high)), t)
    data = XyChartData(number_format="General")
    for curve in curves:
        series = data.add_series(curve.name)
        for x, y in curve.points:
            series.add_data_point(x, y / scale.factor)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *(Emu(round(value * PIXEL)) for value in box), data
    )
    chart = frame.chart
    for series, curve in zip(chart.plots[0].series, curves, strict=True):
        _style(series, curve)
    ticks = [as_number(tick) for tick in figure.layout.yaxis.tickvals or ()]
    step = (ticks[1] - ticks[0]) if len(ticks) > 1 else (high - low) / 4
    if measure.unit != "day":
        low, high = (low // step) * step, -((-high) // step) * step
    plain_axes(chart, low / scale.factor, high / scale.factor, step / scale.factor, scale.number_format)
    first, last = (as_number(bound) for bound in figure.layout.xaxis.range)
    days = chart.category_axis
    days.minimum_scale, days.maximum_scale = first, last
    days.major_unit = max(round((last - first) / 7 / 30.4), 1) * 30.4375
    days.has_major_gridlines = False
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = t("slide.day_format"), False
    return fix_plot(chart, box, right=190, bottom=34, inner_left=100 if measure.unit == "day" else 84)


def _style(series: Any, curve: Curve) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    line = series.format.line
    line.color.rgb = rgb(curve.colour)
    line.width = Pt((1 if curve.thin else 4 if curve.width >= 2.5 else 2) * POINT)
    if curve.dashed or curve.thin:
        line.dash_style = MSO_LINE.ROUND_DOT if curve.thin else MSO_LINE.DASH
    if curve.label and curve.points:
        label = series.points[len(curve.points) - 1].data_label
        label.position = XL_LABEL_POSITION.RIGHT
        run = label.text_frame.paragraphs[0].add_run()
        run.text = curve.label
        run.font.size, run.font.bold = Pt(TICK_SIZE * POINT), curve.width >= 2.5
        run.font.color.rgb = rgb(curve.colour)
