"""A figure's traces as a native, editable PowerPoint chart: lines, markers and bands with their numbers behind them.

PowerPoint has no band between two lines. The interval is a pair of stacked areas, the lower one invisible, so that its
numbers stay in the chart's sheet; where the interval is unknown the pair has no height and lies on its neighbour.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from data.language import Translator

PIXEL = 9525
"""EMU in a pixel of the design (1280 × 720 on a slide of 13.33 × 7.5 inches)."""
POINT = 0.75
"""Points in a pixel."""
DRAWN = ("line", "few", "dots", "dots_few", "limit", "beyond")
LABEL_SIZE, TICK_SIZE = 18, 16


@dataclass(frozen=True)
class Series:
    """One series of a native chart, aligned to the categories; ``label`` stands at its last value."""

    name: str
    role: str
    values: list[float | None]
    colour: str = ""
    width: float = 1.6
    label: str = ""


@dataclass(frozen=True)
class NativeChart:
    """What a native chart is made of: categories (days or whole numbers), series, and the bounds of the value axis."""

    categories: list[Any]
    series: list[Series]
    low: float
    high: float
    step: float
    ticks: list[str] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        return bool(self.categories) and hasattr(self.categories[0], "year")

    def place(self, x: Any) -> float:
        """How far along the category axis ``x`` lies, 0 to 1."""
        first, last = self.categories[0], self.categories[-1]
        if self.dated:
            return float((pd.Timestamp(x) - pd.Timestamp(first)) / (pd.Timestamp(last) - pd.Timestamp(first)))
        return float((x - first) / (last - first))


def _key(x: Any) -> Any:
    return pd.Timestamp(x).date() if hasattr(x, "year") else int(x)


def compute_native(figure: go.Figure, t: Translator, xaxis: str = "x") -> NativeChart | None:
    """The chart of one plot of ``figure`` from the traces that say their role; ``None`` where nothing is drawn."""
    traces = [
        trace
        for trace in figure.data
        if (trace.xaxis or "x") == xaxis and trace.meta and trace.meta["role"] in (*DRAWN, "band_low", "band_high")
    ]
    places = {_key(x) for trace in traces for x, y in zip(trace.x, trace.y, strict=True) if y is not None}
    if not places:
        return None
    categories = sorted(places)
    if not hasattr(categories[0], "year"):
        start = categories[0] - categories[0] % 4  # labels stand at every fourth week, zero among them
        categories = list(range(start, categories[-1] + 1))
    at = {place: number for number, place in enumerate(categories)}

    def aligned(trace: Any) -> list[float | None]:
        values: list[float | None] = [None] * len(categories)
        for x, y in zip(trace.x, trace.y, strict=True):
            if y is not None and _key(x) in at:
                values[at[_key(x)]] = float(y)
        return values

    series: list[Series] = []
    bands: dict[str, list[float | None]] = {}
    for trace in traces:
        role, name = trace.meta["role"], str(trace.meta["name"])
        values = aligned(trace)
        if role == "band_low":
            bands[name] = values
        elif role == "band_high":
            lows, widths = _stacked(bands[name], values)
            series.append(Series(t("slide.band.low", name=name), "band_low", lows))
            series.append(Series(t("slide.band.width", name=name), "band", widths, _hex(trace.fillcolor)))
        else:
            colour = trace.line.color if role in ("line", "few", "limit") else trace.marker.color
            if role == "dots_few":
                colour = trace.marker.line.color
            series.append(
                Series(
                    t(f"slide.series.{role}", name=t(f"slide.limit.{name}") if role == "limit" else name),
                    role,
                    values,
                    _hex(colour),
                    float(trace.line.width or 1.6) if role in ("line", "few", "limit") else 0.0,
                    _label(figure, name, role, xaxis, t),
                )
            )
    axis = figure.layout["yaxis" + xaxis[1:]]
    ticks = list(axis.tickvals or [])
    low, high = (float(bound) for bound in axis.range)
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else (high - low) / 4
    # A native axis has its first tick at its lower bound: widen to whole steps.
    low, high = (low // step) * step, -((-high) // step) * step
    return NativeChart(categories, series, low, high, step, list(axis.ticktext or []))


def _stacked(
    lows: Sequence[float | None], highs: Sequence[float | None]
) -> tuple[list[float | None], list[float | None]]:
    """Lower areas and heights; unknown places lie on the nearest known lower bound with no height."""
    known = [number for number, low in enumerate(lows) if low is not None and highs[number] is not None]
    found: list[float | None] = []
    widths: list[float | None] = []
    for number in range(len(lows)):
        near = min(known, key=lambda one: abs(one - number)) if known else number
        low, high = lows[near], highs[near]
        found.append(low)
        widths.append((high or 0.0) - (low or 0.0) if near == number and low is not None else 0.0)
    return found, widths


def _label(figure: go.Figure, name: str, role: str, xaxis: str, t: Translator) -> str:
    """The direct label of a series: the wave, the last value or the limit, as the figure has them."""
    if role == "limit":
        return t(f"chart.limit.{name}")
    if role != "line" or xaxis != "x" or len(figure.layout.annotations) == 0:
        return ""
    for note in figure.layout.annotations:
        if str(note.text).replace("<b>", "").replace("</b>", "") == name:
            return name
    if sum(bool(trace.meta) and trace.meta["role"] == "line" for trace in figure.data) > 1:
        return ""  # the words at the end are those of another line
    # The calendar has one line: the bold label at its end is its last value.
    bold = [str(note.text) for note in figure.layout.annotations if note.xref == "paper" and "<b>" in str(note.text)]
    return bold[0].replace("<b>", "").replace("</b>", "") if bold else ""


def _hex(colour: str) -> str:
    """``RRGGBB`` of a colour of the palette, also of one let through."""
    if colour.startswith("#"):
        return colour[1:]
    parts = colour[colour.index("(") + 1 :].split(",")[:3]
    return "".join(f"{int(part):02X}" for part in parts)


def add_chart(slide: Any, native: NativeChart, box: tuple[float, float, float, float], number_format: str, t: Translator,
              *, small: bool = False) -> tuple[float, float, float, float]:  # fmt: skip
    """Draw ``native`` into ``box`` (pixels: left, top, width, height); the box of its plot area, for lines across it."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Emu, Pt

    banded = any(one.role == "band" for one in native.series)
    data = CategoryChartData(number_format="General")
    data.categories = native.categories
    ordered = [one for one in native.series if one.role.startswith("band")]
    ordered += [one for one in native.series if not one.role.startswith("band")]
    for one in ordered:
        data.add_series(one.name, one.values)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.AREA_STACKED if banded else XL_CHART_TYPE.LINE,
        *(Emu(round(value * PIXEL)) for value in box),
        data,
    )
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt((11 if small else TICK_SIZE) * POINT)
    chart.font.color.rgb = rgb(LIGHT.muted[1:])
    if banded:
        _split(chart, sum(one.role.startswith("band") for one in ordered))
    by_name = {series.name: series for plot in chart.plots for series in plot.series}
    for one in ordered:
        _style(by_name[one.name], one, small=small)
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = native.low, native.high, native.step
    values.crosses = XL_AXIS_CROSSES.MINIMUM
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format, False
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid[1:])
    values.major_gridlines.format.line.width = Pt(POINT)
    categories.format.line.color.rgb = rgb(LIGHT.line[1:])
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    _category_axis(chart, native, t, small=small)
    return fix_plot(chart, box, right=110.0 if not small and any(one.label for one in native.series) else 12.0)


def rgb(colour: str) -> Any:
    """A colour of the palette without its ``#``, as the library wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.upper())


def _split(chart: Any, bands: int) -> None:
    """Move everything but the first ``bands`` series from the stacked areas into a line chart on the same axes."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    area = chart._chartSpace.find(".//" + qn("c:areaChart"))
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/></c:lineChart>'
    )
    marker = lines.find(qn("c:marker"))
    for one in area.findall(qn("c:ser"))[bands:]:
        area.remove(one)
        one.append(parse_xml(f'<c:smooth {nsdecls("c")} val="0"/>'))
        marker.addprevious(one)
    for axis in area.findall(qn("c:axId")):
        lines.append(copy.deepcopy(axis))
    area.addnext(lines)


def _style(series: Any, one: Series, *, small: bool) -> None:
    """The look of a series by its role; its label at the last value."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    if one.role == "band_low":
        series.format.fill.background()
        series.format.line.fill.background()
        return
    if one.role == "band":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(one.colour)
        _let_through(series.format.fill, 15)
        series.format.line.fill.background()
        return
    series.smooth = False
    marker = series.marker
    if one.role in ("dots", "dots_few", "beyond"):
        series.format.line.fill.background()
        marker.style = XL_MARKER_STYLE.DIAMOND if one.role == "beyond" else XL_MARKER_STYLE.CIRCLE
        marker.size = 9 if one.role == "beyond" else 5
        if one.role == "dots_few":
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = rgb(LIGHT.page[1:])
            marker.format.line.color.rgb = rgb(one.colour)
        else:
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = rgb(one.colour)
            marker.format.line.fill.background()
        return
    marker.style = XL_MARKER_STYLE.NONE
    line = series.format.line
    line.color.rgb = rgb(one.colour)
    line.width = Pt((1.6 if small else 4 if one.width >= 2.5 else 2) * POINT if one.role == "line" else POINT)
    if one.role in ("few", "limit"):
        line.dash_style = MSO_LINE.ROUND_DOT
    last = max((number for number, value in enumerate(one.values) if value is not None), default=None)
    if one.label and last is not None and not small:
        label = series.points[last].data_label
        label.position = XL_LABEL_POSITION.RIGHT
        run = label.text_frame.paragraphs[0].add_run()
        run.text = one.label
        run.font.size = Pt((LABEL_SIZE if one.role == "line" else TICK_SIZE - 2) * POINT)
        run.font.bold = one.width >= 2.5 and one.role == "line"
        run.font.color.rgb = rgb(one.colour if one.role == "line" else LIGHT.muted[1:])


def _let_through(fill: Any, percent: int) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    colour = fill._xPr.find(".//" + qn("a:srgbClr"))
    colour.append(parse_xml(f'<a:alpha {nsdecls("a")} val="{percent * 1000}"/>'))


def _category_axis(chart: Any, native: NativeChart, t: Translator, *, small: bool) -> None:
    """Ticks every few months or every fourth week; values lie on the ticks, so the plot begins at the first of them."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    axis = chart.category_axis
    element = axis._element
    if native.dated:
        days = (native.categories[-1] - native.categories[0]).days
        months = 12 if small else next((step for step in (1, 2, 3, 6, 12) if days / 30.4 / step <= 8), 12)
        axis.tick_labels.number_format = "yyyy" if small else t("slide.month_format")
        for name in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit"):
            for old in element.findall(qn(name)):
                element.remove(old)
        for text in ('baseTimeUnit val="days"', f'majorUnit val="{months}"', 'majorTimeUnit val="months"'):
            element.append(parse_xml(f"<c:{text.split()[0]} {nsdecls('c')} {text.split()[1]}/>"))
    else:
        axis.tick_labels.number_format = '0;"\u2212"0;0'
        after = element.find(qn("c:noMultiLvlLbl"))
        for name in ("tickLblSkip", "tickMarkSkip"):
            skip = parse_xml(f'<c:{name} {nsdecls("c")} val="4"/>')
            if after is None:
                element.append(skip)
            else:
                after.addprevious(skip)
    axis.tick_labels.number_format_is_linked = False
    blanks = chart._chartSpace.find(".//" + qn("c:dispBlanksAs"))
    if blanks is not None:  # of areas it is zero, which would draw a line where nothing is known
        blanks.set("val", "gap")
    between = chart.value_axis._element.find(qn("c:crossBetween"))
    if between is not None:
        between.set("val", "midCat")


def plain(text: str) -> str:
    """A text of the figure without its marks; lines become spaces, which Chinese has none of."""
    joined = re.sub(r"(?<=[\u2e80-\uffff])<br>(?=[\u2e80-\uffff])", "", text).replace("<br>", " ")
    return re.sub(r"<[^<>]+>", "", joined).strip()


def plain_axes(chart: Any, low: float, high: float, step: float, number_format: str, *, across: bool = False) -> None:
    """The axes of every chart of the product: a thin grid across the values, no value axis, names below or at the left."""
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
