"""A Gantt chart as native stacked bars over days: two rows a task, what is done and to come above its baseline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.gantt import ahead_of, span_of
from analytics.marks.native.chart import POINT, fix_plot
from analytics.marks.native.columns import Column, bar_chart, serial
from analytics.marks.native.parts import Box, add_rule, add_text, colour
from analytics.marks.native.written import Axis

if TYPE_CHECKING:
    from analytics.marks.kinds import Gantt
    from data.language import Translator

STONE_DAYS = 3.0
"""A milestone has no length: it is drawn as a bar of so many days."""
ROOM = 0.08
"""Part of the axis that is kept for the words at its end."""


def add_gantt(slide: Any, mark: Gantt, box: Box, t: Translator) -> None:
    """The sheet holds the first days as dates and the lengths in days."""
    from pptx.util import Pt

    first, last = (serial(end) for end in span_of(mark))

    def length(days: tuple[date, date] | None) -> tuple[float, float | None]:
        """Where the days begin on the axis, and how many of them are on it."""
        if days is None:
            return first, None
        start = max(serial(days[0]), first)
        return start, max(serial(days[1]) + 1 - start, 0.0)

    names: list[str] = []
    hidden: list[float] = []
    parts: dict[str, list[float | None]] = {"done": [], "forecast": [], "baseline": []}
    tones: list[str] = []
    ends: list[str] = []
    for row in reversed(mark.rows):  # in a list from below the first stands on top
        start, planned = length(row.planned)
        if row.stone and row.planned:
            start, planned = serial(row.planned[1]), STONE_DAYS
        begun, done = length((row.start, row.until) if row.until and not row.stone else None)
        ahead, rest = length(ahead_of(row))
        if row.stone:
            ahead, rest = serial(row.finish), STONE_DAYS
        for name, base, values, tone, end in (
            ("", start, (None, None, planned), LIGHT.prior, ""),
            (row.name, begun if done is not None else ahead, (done, rest, None), colour(row.tone), row.end),
        ):
            names.append(name)
            hidden.append(base)
            tones.append(tone)
            ends.append(end)
            for key, value in zip(parts, values, strict=True):
                parts[key].append(value)
    columns = [
        Column(t("slide.base"), list(hidden), look="hidden"),
        Column(t("mark.done"), parts["done"], LIGHT.actual),
        Column(t("mark.forecast"), parts["forecast"], LIGHT.actual, "hatched", tuple(tones)),
        Column(mark.baseline, parts["baseline"], LIGHT.prior, "outlined"),
        Column(
            t("slide.labels"),
            [None if name == "" else (last - first) * 0.1 for name in names],
            look="hidden",
            labels=tuple(ends),
        ),
    ]
    high, step = last + (last - first) * ROOM, max(round((last - first) / 6 / 30.4), 1) * 30.4375
    axis = Axis(first, high, step, t("slide.day_format"), across=True)
    chart = bar_chart(slide, box, names, columns, axis, stacked=True, gap=20, overlap=100)
    chart.category_axis.tick_labels.font.size = Pt(13 * POINT)
    left, top, width, height = fix_plot(chart, box, right=24, bottom=34, inner_left=250)
    x = left + width * (serial(mark.today.x) - first) / (high - first)
    add_rule(slide, (x, top, 0, height), LIGHT.accent, thick=1.5)
    add_text(slide, (x - 70, top - 26, 140, 24), mark.today.name, 16, LIGHT.accent, t, bold=True, middle=True)
