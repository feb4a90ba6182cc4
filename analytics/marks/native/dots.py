"""Dots on their intervals as a native chart.

PowerPoint has no plot of dots over named rows, so the categories stand side by side: a line chart whose lines are not
drawn, the intervals as error bars.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.dots import bounds_of, is_few
from analytics.marks.native.chart import fix_plot
from analytics.marks.native.parts import Box, add_rule, add_text, colour, whole_steps
from analytics.marks.native.sheet import Cell
from analytics.marks.native.written import Axis, Label, add_chart, dot_plot, dot_series, marker

if TYPE_CHECKING:
    from analytics.marks.kinds import Dots, Series
    from data.language import Translator


def add_dots(slide: Any, mark: Dots, box: Box, t: Translator) -> None:
    """A chart whose sheet holds the values; hollow below 30, with the value beside each dot."""
    low, high = bounds_of(mark)
    factor, low, high, step, written = (
        (1.0, low, high, 2.0, "General") if mark.log else whole_steps(low, high, mark.unit, t)
    )
    counts = mark.series[0].n
    named = [f"{name}\n{t('tile.n', n=t.count(counts[at]))}" if counts else name for at, name in enumerate(mark.names)]
    many = len(mark.series) if mark.apart else 1
    names = [name if turn == 0 else "" for name in named for turn in range(many)]
    columns, drawn = [], []
    for turn, series in enumerate(mark.series):
        held: list[float | None] = [None] * len(names)
        held[turn if mark.apart else 0 :: many] = [None if value is None else value / factor for value in series.values]
        columns.append(held)
        places = range(turn if mark.apart else 0, len(names), many)
        drawn.append(dot_series(turn, series.name, names, held, *_style(mark, series, places, factor, t)))
    sheet: list[list[Cell]] = [[None, *(series.name for series in mark.series)]]
    sheet += [[name, *(held[at] for held in columns)] for at, name in enumerate(names)]
    chart = add_chart(slide, box, dot_plot(Axis(low, high, step, written, base=2 if mark.log else None), drawn), sheet)
    left, top, width, height = fix_plot(chart, box, right=70, bottom=64, inner_left=84)
    if mark.limit:
        along = log2 if mark.log else float
        share = (along(mark.limit.value / factor) - along(low)) / (along(high) - along(low))
        place = top + height * (1 - share)
        add_rule(slide, (left, place, width, 0), LIGHT.accent, dotted=True, thick=1.5)
        text = f"{mark.limit.name} {mark.unit.short(mark.limit.value, t)}"
        add_text(slide, (left + width - 240, place - 24, 240, 22), text, 15, LIGHT.accent, t, right=True)


def _style(mark: Dots, series: Series, places: range, factor: float, t: Translator) -> tuple[str, list[Label], str]:
    """The dots of a series, the values beside them and their intervals."""
    points, labels = [], []
    for at, value in enumerate(series.values):
        if value is None:
            continue
        few = is_few(series, at)
        edge = LIGHT.no_data if few else colour(series.tone_at(at))
        hollow = few or series.look_at(at) == "outlined"
        shape = "square" if series.tone_at(at) == "bad" else "circle"
        dot = marker(shape, 10, LIGHT.page if hollow else edge, edge)
        points.append(f'<c:dPt><c:idx val="{places[at]}"/>{dot}</c:dPt>')
        labels.append(Label(places[at], mark.unit.write(value, t), "r", LIGHT.muted if few else LIGHT.text, not few))
    return "".join(points), labels, _intervals(series, places, factor) if series.lows else ""


def _intervals(series: Series, places: range, factor: float) -> str:
    """The intervals as error bars with their own distances up and down."""

    def distances(kind: str) -> str:
        points = []
        for at, value in enumerate(series.values):
            bound = (series.highs if kind == "plus" else series.lows)[at]
            if bound is not None and value is not None:
                points.append(f'<c:pt idx="{places[at]}"><c:v>{abs(bound - value) / factor!r}</c:v></c:pt>')
        return f'<c:{kind}><c:numLit><c:ptCount val="{places[-1] + 1}"/>{"".join(points)}</c:numLit></c:{kind}>'

    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap'
        f' val="1"/>{distances("plus")}{distances("minus")}<c:spPr><a:ln w="57150" cap="flat"><a:solidFill><a:srgbClr'
        f' val="{colour(series.tone)[1:].upper()}"><a:alpha'
        ' val="35000"/></a:srgbClr></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
