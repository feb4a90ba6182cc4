"""The comparison of groups as a native chart: a dot for each group with its interval as error bars, all together as a line.

PowerPoint has no plot of dots over named rows, so the groups stand side by side: a line chart whose lines are not drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import LIGHT
from analytics.metrics.passport import Passport
from analytics.reports.native import LABEL_SIZE, PIXEL, POINT, TICK_SIZE, fix_plot, rgb
from data.language import Translator

POINTS, INTERVALS = ("points", "points_few"), ("interval", "interval_few")
TAGS = re.compile(r"<[^<>]+>")

COUNTS = ("n ", "n\u00a0", "n=")
"""How the count of a row begins, in English and in Chinese."""


@dataclass(frozen=True)
class Group:
    """One group: its name, value, interval (null where none exists), and whether fewer than 30 answers stand behind it."""

    name: str
    count: str
    value: float
    low: float | None
    high: float | None
    few: bool


@dataclass(frozen=True)
class NativeGroups:
    """The groups in the order of the figure, the value of all together, and the value axis."""

    groups: list[Group]
    overall: float | None
    low: float
    high: float
    step: float


def compute_groups(figure: go.Figure) -> NativeGroups | None:
    """The groups from the traces that say their role; ``None`` where the figure compares no groups."""
    places: dict[int, tuple[float, bool]] = {}
    bounds: dict[int, tuple[float, float]] = {}
    for trace in figure.data:
        role = trace.meta["role"] if trace.meta else ""
        if role in POINTS:
            for value, at in zip(trace.x, trace.y, strict=True):
                places[int(at)] = (float(value), role == "points_few")
        elif role in INTERVALS:
            for start in range(0, len(trace.x), 3):  # low, high, gap
                bounds[int(trace.y[start])] = (float(trace.x[start]), float(trace.x[start + 1]))
    if not places:
        return None
    names = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    counts = {
        int(note.y): TAGS.sub("", str(note.text))
        for note in figure.layout.annotations
        if note.xref == "paper" and str(note.text).startswith(COUNTS)
    }
    uprights = [shape.x0 for shape in figure.layout.shapes if shape.type == "line" and shape.x0 == shape.x1]
    groups = []
    for at, (value, few) in sorted(places.items()):
        lowest, highest = bounds.get(at, (None, None))
        groups.append(Group(names[at], counts.get(at, ""), value, lowest, highest, few))
    axis = figure.layout.xaxis
    ticks = list(axis.tickvals or [])
    low, high = (float(bound) for bound in axis.range)
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else (high - low) / 4
    low, high = (low // step) * step, -((-high) // step) * step
    return NativeGroups(groups, float(uprights[0]) if uprights else None, low, high, step)


def add_groups(
    slide: Any,
    native: NativeGroups,
    box: tuple[float, float, float, float],
    number_format: str,
    passport: Passport,
    t: Translator,
) -> None:
    """Draw ``native`` into ``box`` (pixels: left, top, width, height)."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Emu, Pt

    solid = [None if group.few else group.value for group in native.groups]
    thin = [group.value if group.few else None for group in native.groups]
    data = CategoryChartData(number_format="General")
    data.categories = [f"{group.name}\n{group.count}".strip() for group in native.groups]
    data.add_series(passport.title(t), solid)
    if any(group.few for group in native.groups):
        data.add_series(t("slide.series.points_few", name=passport.title(t)), thin)
    if native.overall is not None:
        data.add_series(t("chart.overall"), [native.overall] * len(native.groups))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Emu(round(value * PIXEL)) for value in box), data)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(TICK_SIZE * POINT)
    chart.font.color.rgb = rgb(LIGHT.muted[1:])
    for series in chart.plots[0].series:
        if series.name == t("chart.overall"):
            _style_overall(series, t)
        else:
            _style_points(series, native, passport, t, few=series.name != passport.title(t))
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = native.low, native.high, native.step
    values.crosses = XL_AXIS_CROSSES.MINIMUM
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format, False
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid[1:])
    values.major_gridlines.format.line.width = Pt(POINT)
    categories.format.line.color.rgb = rgb(LIGHT.line[1:])
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    fix_plot(chart, box, right=70, bottom=64)


def _style_points(series: Any, native: NativeGroups, passport: Passport, t: Translator, *, few: bool) -> None:
    """Dots without a line, hollow below 30 answers; the value beside each, the interval as error bars."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    colour = LIGHT.no_data if few else LIGHT.actual
    series.smooth = False
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb((LIGHT.page if few else colour)[1:])
    series.marker.format.line.color.rgb = rgb(colour[1:])
    for at, group in enumerate(native.groups):
        if group.few == few:
            label = series.points[at].data_label
            label.position = XL_LABEL_POSITION.RIGHT
            run = label.text_frame.paragraphs[0].add_run()
            run.text = passport.write(group.value, t)
            run.font.size, run.font.bold = Pt(TICK_SIZE * POINT), not few
            run.font.color.rgb = rgb((LIGHT.muted if few else LIGHT.text)[1:])
    _add_intervals(series, native, few=few)


def _add_intervals(series: Any, native: NativeGroups, *, few: bool) -> None:
    """The interval of each group as error bars with its own distances up and down."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    def distances(kind: str) -> str:
        points = []
        for at, group in enumerate(native.groups):
            bound = group.high if kind == "plus" else group.low
            if bound is not None and group.few == few:
                points.append(f'<c:pt idx="{at}"><c:v>{abs(bound - group.value)!r}</c:v></c:pt>')
        count = f'<c:ptCount val="{len(native.groups)}"/>'
        return f"<c:{kind}><c:numLit>{count}{''.join(points)}</c:numLit></c:{kind}>"

    colour = (LIGHT.no_data if few else LIGHT.actual)[1:]
    dash = '<a:prstDash val="sysDot"/>' if few else ""
    alpha = "" if few else '<a:alpha val="35000"/>'
    width = 14288 if few else 57150
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/>{distances("plus")}{distances("minus")}'
        f'<c:spPr><a:ln w="{width}" cap="flat"><a:solidFill><a:srgbClr val="{colour}">{alpha}</a:srgbClr></a:solidFill>'
        f"{dash}</a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(bars)


def _style_overall(series: Any, t: Translator) -> None:
    """The value of all together: a thin line, named at its end."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.color.rgb = rgb(LIGHT.faint[1:])
    series.format.line.width = Pt(1.5 * POINT)
    label = series.points[len(list(series.values)) - 1].data_label
    label.position = XL_LABEL_POSITION.RIGHT
    run = label.text_frame.paragraphs[0].add_run()
    run.text = t("chart.overall")
    run.font.size = Pt((LABEL_SIZE - 4) * POINT)
    run.font.color.rgb = rgb(LIGHT.muted[1:])
