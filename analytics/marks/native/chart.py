"""What every native chart of a slide shares: sizes, colours, plain axes and the place of its plot area."""

from __future__ import annotations

import re
from typing import Any

from analytics.charts.palette import LIGHT
from analytics.marks.native.written import PIXEL, POINT, TICK_SIZE

__all__ = ["PIXEL", "POINT", "TICK_SIZE", "fix_plot", "plain", "plain_axes", "rgb"]


def rgb(colour: str) -> Any:
    """A colour of the palette without its ``#``, as the library wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.upper())


def plain(text: str) -> str:
    """A text of the figure without its marks; lines become spaces, which Chinese has none of."""
    joined = re.sub(r"(?<=[\u2e80-\uffff])<br>(?=[\u2e80-\uffff])", "", text).replace("<br>", " ")
    return re.sub(r"<[^<>]+>", "", joined).strip()


def plain_axes(chart: Any, low: float, high: float, step: float, number_format: str, *, across: bool = False) -> None:
    """The axes of every chart of the product: a thin grid across the values, no value axis, names below or at the
    left."""
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.color.rgb = Pt(TICK_SIZE * POINT), rgb(LIGHT.muted[1:])
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    # Bars grow from where the axes cross: from zero where it is shown, else from the lower end.
    values.crosses = XL_AXIS_CROSSES.MINIMUM if low >= 0 else XL_AXIS_CROSSES.AUTOMATIC
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format, False
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid[1:])
    values.major_gridlines.format.line.width = Pt(POINT)
    categories.format.line.color.rgb = rgb(LIGHT.line[1:])
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if across:
        categories.tick_labels.font.color.rgb = rgb(LIGHT.text[1:])


def fix_plot(
    chart: Any,
    box: tuple[float, float, float, float],
    *,
    right: float,
    bottom: float = 34.0,
    inner_left: float = 52.0,
    inner_top: float = 30.0,
) -> tuple[float, float, float, float]:
    """Give the plot area a fixed place inside the chart, so that lines drawn across it stand where they belong."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    left, top, width, height = box
    shares = (
        inner_left / width,
        inner_top / height,
        (width - inner_left - right) / width,
        (height - inner_top - bottom) / height,
    )
    plot = chart._chartSpace.find(".//" + qn("c:plotArea"))
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    inside = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in zip(("x", "y", "w", "h"), shares, strict=True))
    plot.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{inside}</c:manualLayout></c:layout>'
        ),
    )
    return left + inner_left, top + inner_top, width - inner_left - right, height - inner_top - bottom
