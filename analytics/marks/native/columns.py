"""A native bar chart: its series in a sheet, each painted solid, outlined, hatched or hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.charts.palette import LIGHT
from analytics.marks.native.chart import PIXEL, POINT, TICK_SIZE, rgb

Box = tuple[float, float, float, float]
EPOCH = pd.Timestamp("1899-12-30")
"""Day 0 of the dates of a sheet."""


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


def paint(shape: Any, colour: str, look: str, *, edge: bool = True) -> None:
    """Fill a shape, a series or a point: solid, outlined on the page, hatched or hidden; the cell of a table has no ``edge``."""
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
    if edge:
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
