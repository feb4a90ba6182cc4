"""Bars as a native chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.bars import bottom_of, drawn_values, top_of
from analytics.marks.native.chart import fix_plot
from analytics.marks.native.columns import Column, bar_chart
from analytics.marks.native.parts import Box, add_rule, add_text, colour, whole_steps
from analytics.marks.native.written import Axis
from analytics.marks.units import SHARE

if TYPE_CHECKING:
    from analytics.marks.kinds import Bars
    from data.language import Translator


def add_bars(slide: Any, mark: Bars, box: Box, t: Translator) -> None:
    """A bar chart whose sheet holds what is drawn; words stand at the end of the rows, limits and targets as rules."""
    unit = SHARE if mark.whole else mark.unit
    factor, low, high, step, written = whole_steps(bottom_of(mark), top_of(mark), unit, t)
    order = range(len(mark.names) - 1, -1, -1) if mark.across else range(len(mark.names))
    columns = []
    for number, series in enumerate(mark.series):
        drawn = drawn_values(mark, series)
        last = number == len(mark.series) - 1
        tones = tuple(colour(series.tone_at(at)) for at in order)
        columns.append(
            Column(
                series.name,
                [None if drawn[at] is None else drawn[at] / factor for at in order],  # type: ignore[operator]
                colour(series.tone),
                series.look,
                tones if series.tones else (),
                tuple(mark.ends[at].replace("<b>", "").replace("</b>", "") for at in order)
                if last and mark.ends and not mark.stacked
                else (),
                tuple(series.look_at(at) for at in order) if series.looks else (),
            )
        )
    beside = mark.across and not mark.stacked
    if beside:
        columns.reverse()  # in a list from below the first series stands on top
    axis, overlap = Axis(low, high, step, written, mark.across), 100 if mark.stacked or len(columns) == 1 else 0
    names = [mark.names[at] for at in order]
    chart = bar_chart(slide, box, names, columns, axis, stacked=mark.stacked, gap=60, overlap=overlap)
    longest = max((len(end) for end in mark.ends), default=0)
    right = 24 + min(longest * 10, 240) if mark.across else 12
    plot = fix_plot(chart, box, right=right, bottom=34 if mark.across else 40, inner_left=230 if mark.across else 84)
    if mark.ends and mark.stacked:
        _ends(slide, mark, plot, (low * factor, high * factor), t)
    _held(slide, mark, plot, (low * factor, high * factor), t)


def _ends(slide: Any, mark: Bars, plot: Box, axis: tuple[float, float], t: Translator) -> None:
    """What is written at the end of a stack: right of its row, or on top of its column."""
    left, top, width, height = plot
    slot = (height if mark.across else width) / max(len(mark.names), 1)
    for at, end in enumerate(mark.ends):
        text = end.replace("<b>", "").replace("</b>", "")
        if mark.across:
            room = min(250, 1260 - left - width)  # to the edge of the slide
            add_text(slide, (left + width + 10, top + slot * (at + 0.5) - 11, room, 24), text, 15, LIGHT.text, t)
        else:
            drawn = sum((drawn_values(mark, series)[at] or 0.0) for series in mark.series)
            place = top + height * (1 - along(drawn, axis)) - 24
            add_text(slide, (left + slot * at, place, slot, 22), text, 15, LIGHT.text, t, middle=True)


def along(value: float, axis: tuple[float, float]) -> float:
    """Where a value lies on the axis, 0 to 1."""
    return (value - axis[0]) / ((axis[1] - axis[0]) or 1.0)


def _held(slide: Any, mark: Bars, plot: Box, axis: tuple[float, float], t: Translator) -> None:
    """The limit across the plot and the target of each category."""
    left, top, width, height = plot
    unit = SHARE if mark.whole else mark.unit
    if mark.limit:
        share = along(mark.limit.value, axis)
        text = f"{mark.limit.name} {unit.short(mark.limit.value, t)}"
        if mark.across:
            add_rule(slide, (left + width * share, top, 0, height), LIGHT.accent, dotted=True, thick=1.5)
            add_text(slide, (left + width * share - 100, top - 24, 200, 22), text, 15, LIGHT.accent, t, middle=True)
        else:
            add_rule(slide, (left, top + height * (1 - share), width, 0), LIGHT.accent, dotted=True, thick=1.5)
            add_text(
                slide,
                (left + width - 200, top + height * (1 - share) - 24, 200, 22),
                text,
                15,
                LIGHT.accent,
                t,
                right=True,
            )
    if mark.targets is not None:
        slot = (height if mark.across else width) / max(len(mark.names), 1)
        for at, value in enumerate(mark.targets.values):
            if value is None:
                continue
            share, start = along(value, axis), slot * (at + 0.18)
            upright = (left + width * share, top + start, 0, slot * 0.64)
            flat = (left + start, top + height * (1 - share), slot * 0.64, 0)
            add_rule(slide, upright if mark.across else flat, LIGHT.accent, thick=2.4)
