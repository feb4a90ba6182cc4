"""A tornado as a native chart: bars of both ends that grow from the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.tornado import bounds_of, written
from analytics.marks.native.chart import fix_plot
from analytics.marks.native.columns import Column, bar_chart
from analytics.marks.native.parts import Box, add_rule, add_text, whole_steps
from analytics.marks.native.written import Axis

if TYPE_CHECKING:
    from analytics.marks.kinds import Tornado
    from data.language import Translator


def add_tornado(slide: Any, mark: Tornado, box: Box, t: Translator) -> None:
    """The sheet holds the result at the worse and at the better end of each input; the axis of the names crosses at the
    base."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    factor, low, high, step, form = whole_steps(*bounds_of(mark), mark.unit, t)
    swings, base = mark.swings[::-1], mark.base.value
    columns = []
    for side, key, look in ((0, "worse", "outlined"), (1, "better", "solid")):
        ends = [swing.ends[side][1] for swing in swings]
        labels = tuple(dict(written(swing, base)).get(end, "") for swing, end in zip(swings, ends, strict=True))
        columns.append(Column(t(f"mark.{key}"), [end / factor for end in ends], LIGHT.actual, look, labels=labels))  # type: ignore[arg-type]
    axis = Axis(low, high, step, form, across=True)
    chart = bar_chart(slide, box, [swing.name for swing in swings], columns, axis, stacked=False, gap=70, overlap=100)
    crossing = chart.category_axis._element
    for old in crossing.findall(qn("c:crosses")) + crossing.findall(qn("c:crossesAt")):
        old.addprevious(parse_xml(f'<c:crossesAt {nsdecls("c")} val="{base / factor!r}"/>'))
        crossing.remove(old)
    left, top, width, height = fix_plot(chart, box, right=60, bottom=34, inner_left=230)
    if mark.limit is not None and low <= mark.limit.value / factor <= high:
        x = left + width * (mark.limit.value / factor - low) / ((high - low) or 1.0)
        add_rule(slide, (x, top, 0, height), LIGHT.bad, thick=1.5)
        add_text(slide, (x - 100, top - 24, 200, 22), mark.limit.name, 15, LIGHT.bad, t, middle=True)
