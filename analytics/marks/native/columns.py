"""A native bar chart: its series in a sheet, each painted solid, outlined, hatched or hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.charts.palette import LIGHT
from analytics.marks.native.chart import POINT, rgb
from analytics.marks.native.sheet import Cell
from analytics.marks.native.written import Axis, Label, add_chart, bar_plot, bar_series, painted

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


def bar_chart(
    slide: Any,
    box: Box,
    categories: Sequence[str],
    columns: Sequence[Column],
    axis: Axis,
    *,
    stacked: bool,
    gap: int,
    overlap: int = 0,
) -> Any:
    """A native chart whose sheet holds the categories down its rows and a series a column; the room between bars is
    ``gap`` per cent."""
    names = [str(name) for name in categories]
    series = [_series(at, column, names, stacked=stacked) for at, column in enumerate(columns)]
    sheet: list[list[Cell]] = [[None, *(column.name for column in columns)]]
    sheet += [[name, *(column.values[at] for column in columns)] for at, name in enumerate(names)]
    return add_chart(slide, box, bar_plot(axis, series, stacked=stacked, gap=gap, overlap=overlap), sheet)


def _series(number: int, column: Column, names: Sequence[str], *, stacked: bool) -> str:
    points = []
    for at, value in enumerate(column.values):
        colour = column.colours[at] if column.colours else ""
        if value is not None and (colour or column.looks):
            look = painted(colour or column.colour, column.looks[at] if column.looks else column.look)
            points.append(f'<c:dPt><c:idx val="{at}"/><c:spPr>{look}</c:spPr></c:dPt>')
    labels = [
        Label(at, text, "inBase" if stacked else "outEnd", LIGHT.text)
        for at, text in enumerate(column.labels)
        if text and column.values[at] is not None
    ]
    look = painted(column.colour, column.look)
    return bar_series(number, column.name, names, column.values, look, "".join(points), labels)


def paint(shape: Any, colour: str, look: str, *, edge: bool = True) -> None:
    """Fill a shape, a series or a point: solid, outlined on the page, hatched or hidden; the cell of a table has no
    ``edge``."""
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
