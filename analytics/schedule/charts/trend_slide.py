"""The milestones by report date as a native scatter chart, which has a true time axis on both sides."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from analytics.marks.native.chart import PIXEL, POINT, TICK_SIZE, fix_plot, plain, plain_axes, rgb
from analytics.marks.native.columns import as_number
from analytics.marks.native.parts import Box, add_rule, add_text
from analytics.marks.native.sheet import Cell, workbook
from data.language import Translator
from data.others import printable


def add_milestones(slide: Any, figure: go.Figure, box: Box, t: Translator) -> None:
    """Draw the lines of ``figure``, the diagonal of what is done and the days of new baselines into ``box``
    (pixels)."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    lines = [trace for trace in figure.data if trace.meta and trace.meta["role"] == "line"]
    diagonal = [trace for trace in figure.data if trace.meta and trace.meta["role"] == "diagonal"]
    data = XyChartData(number_format="General")
    rows: list[list[Cell]] = []
    for trace in (*lines, *diagonal):
        name = printable(str(trace.meta.get("label") or trace.meta["name"]))
        points = [(as_number(x), as_number(y)) for x, y in zip(trace.x, trace.y, strict=True)][
            : 2 if trace in diagonal else None
        ]
        series = data.add_series(name)
        rows.append([None, name])
        for x, y in points:
            series.add_data_point(x, y)
            rows.append([x, y])
        rows.append([])
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *(Emu(round(value * PIXEL)) for value in box), data
    )
    chart = frame.chart
    # The library writes a name that begins as a formula or an address as one into the workbook of the chart.
    chart.part.chart_workbook.update_from_xlsx_blob(workbook(rows))
    for series, trace in zip(chart.plots[0].series, (*lines, *diagonal), strict=True):
        _style(series, trace)
    low, high = (as_number(bound) for bound in figure.layout.yaxis.range)
    ticks = [as_number(tick) for tick in figure.layout.yaxis.tickvals or ()]
    plain_axes(chart, low, high, ticks[1] - ticks[0] if len(ticks) > 1 else (high - low) / 4, t("slide.day_format"))
    first, last = (as_number(bound) for bound in figure.layout.xaxis.range)
    days = chart.category_axis
    days.minimum_scale, days.maximum_scale = first, last
    days.major_unit = max(round((last - first) / 7 / 30.4), 1) * 30.4375
    days.has_major_gridlines = False
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = t("slide.day_format"), False
    _add_baselines(slide, figure, fix_plot(chart, box, right=190, bottom=34, inner_left=100), (first, last), t)


def _style(series: Any, trace: Any) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    line, width = series.format.line, float(trace.line.width)
    line.color.rgb = rgb(trace.line.color[1:])
    line.width = Pt((4 if width >= 2.5 else 2 if width > 1 else 1) * POINT)
    if trace.meta["role"] == "diagonal":
        line.dash_style = MSO_LINE.DASH
        return
    label = series.points[len(trace.x) - 1].data_label
    label.position = XL_LABEL_POSITION.RIGHT
    run = label.text_frame.paragraphs[0].add_run()
    run.text = str(trace.meta["label"])
    run.font.size, run.font.bold = Pt(TICK_SIZE * POINT), width >= 2.5
    run.font.color.rgb = rgb(trace.line.color[1:])


def _add_baselines(slide: Any, figure: go.Figure, plot: Box, axis: tuple[float, float], t: Translator) -> None:
    """The days on which a baseline was approved as lines across the plot, with what the figure writes above them."""
    left, top, width, height = plot

    def place(x: Any) -> float:
        return left + width * (as_number(x) - axis[0]) / (axis[1] - axis[0])

    for shape in figure.layout.shapes:
        if shape.type == "line" and shape.x0 == shape.x1:
            dotted, thick = shape.line.dash == "dot", shape.line.width or 1.0
            add_rule(slide, (place(shape.x0), top, 0, height), shape.line.color, dotted=dotted, thick=thick)
    for note in figure.layout.annotations:
        if (note.xref or "x") == "x" and note.yanchor == "bottom" and "domain" in str(note.yref):
            at = (place(note.x) - 70, top - 26, 140, 24)
            add_text(slide, at, plain(note.text), 16, note.font.color, t, middle=True)
