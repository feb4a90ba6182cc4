"""Dots on their intervals as a native chart.

PowerPoint has no plot of dots over named rows, so the categories stand side by side: a line chart whose lines are not drawn,
the intervals as error bars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.dots import bounds_of, is_few
from analytics.marks.native.chart import PIXEL, POINT, TICK_SIZE, fix_plot, plain_axes, rgb
from analytics.marks.native.parts import Box, add_rule, add_text, colour, whole_steps

if TYPE_CHECKING:
    from analytics.marks.kinds import Dots, Series
    from data.language import Translator


def add_dots(slide: Any, mark: Dots, box: Box, t: Translator) -> None:
    """A chart whose sheet holds the values; hollow below 30, with the value beside each dot."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Emu

    low, high = bounds_of(mark)
    factor, low, high, step, written = whole_steps(low, high, mark.unit, t)
    data = CategoryChartData(number_format="General")
    counts = mark.series[0].n
    named = [f"{name}\n{t('tile.n', n=t.count(counts[at]))}" if counts else name for at, name in enumerate(mark.names)]
    many = len(mark.series) if mark.apart else 1
    data.categories = [name if turn == 0 else "" for name in named for turn in range(many)]
    for turn, series in enumerate(mark.series):
        held: list[float | None] = [None] * (len(named) * many)
        held[turn if mark.apart else 0 :: many] = [None if value is None else value / factor for value in series.values]
        data.add_series(series.name, held)
    kind = XL_CHART_TYPE.LINE_MARKERS
    chart = slide.shapes.add_chart(kind, *(Emu(round(value * PIXEL)) for value in box), data).chart
    for turn, (drawn, series) in enumerate(zip(chart.plots[0].series, mark.series, strict=True)):
        places = range(turn if mark.apart else 0, len(named) * many, many)
        _style(drawn, mark, series, places, factor, t)
    plain_axes(chart, low, high, step, written)
    left, top, width, height = fix_plot(chart, box, right=70, bottom=64, inner_left=84)
    if mark.limit:
        place = top + height * (1 - (mark.limit.value / factor - low) / (high - low))
        add_rule(slide, (left, place, width, 0), LIGHT.accent, dotted=True, thick=1.5)
        text = f"{mark.limit.name} {mark.unit.short(mark.limit.value, t)}"
        add_text(slide, (left + width - 240, place - 24, 240, 22), text, 15, LIGHT.accent, t, right=True)


def _style(drawn: Any, mark: Dots, series: Series, places: range, factor: float, t: Translator) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    drawn.smooth = False
    drawn.format.line.fill.background()
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    for at, value in enumerate(series.values):
        if value is None:
            continue
        few = is_few(series, at)
        edge = LIGHT.no_data if few else colour(series.tone_at(at))
        point = drawn.points[places[at]]
        point.marker.style = XL_MARKER_STYLE.SQUARE if series.tone_at(at) == "bad" else XL_MARKER_STYLE.CIRCLE
        point.marker.size = 10
        point.marker.format.fill.solid()
        hollow = few or series.look_at(at) == "outlined"
        point.marker.format.fill.fore_color.rgb = rgb((LIGHT.page if hollow else edge)[1:])
        point.marker.format.line.color.rgb = rgb(edge[1:])
        label = point.data_label
        label.position = XL_LABEL_POSITION.RIGHT
        run = label.text_frame.paragraphs[0].add_run()
        run.text = mark.unit.write(value, t)
        run.font.size, run.font.bold = Pt(TICK_SIZE * POINT), not few
        run.font.color.rgb = rgb((LIGHT.muted if few else LIGHT.text)[1:])
    if series.lows:
        _intervals(drawn, series, places, factor)


def _intervals(drawn: Any, series: Series, places: range, factor: float) -> None:
    """The intervals as error bars with their own distances up and down."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    def distances(kind: str) -> str:
        points = []
        for at, value in enumerate(series.values):
            bound = (series.highs if kind == "plus" else series.lows)[at]
            if bound is not None and value is not None:
                points.append(f'<c:pt idx="{places[at]}"><c:v>{abs(bound - value) / factor!r}</c:v></c:pt>')
        return f'<c:{kind}><c:numLit><c:ptCount val="{places[-1] + 1}"/>{"".join(points)}</c:numLit></c:{kind}>'

    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/>{distances("plus")}{distances("minus")}'
        f'<c:spPr><a:ln w="57150" cap="flat"><a:solidFill><a:srgbClr val="{colour(series.tone)[1:]}"><a:alpha val="35000"/>'
        "</a:srgbClr></a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    drawn._element.find(qn("c:cat")).addprevious(bars)
