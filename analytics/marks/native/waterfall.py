"""A waterfall as a native chart: stacked columns on an unseen base; what crosses nothing has a part above and one
below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.marks.browser.waterfall import bounds_of
from analytics.marks.native.chart import fix_plot
from analytics.marks.native.columns import Column, bar_chart
from analytics.marks.native.parts import Box, colour, whole_steps
from analytics.marks.native.written import Axis

if TYPE_CHECKING:
    from analytics.marks.kinds import Waterfall
    from data.language import Translator


def add_waterfall(slide: Any, mark: Waterfall, box: Box, t: Translator) -> None:
    """The sheet holds the unseen base, the bars and an unseen top on which the labels ride."""
    factor, low, high, step, written = whole_steps(*bounds_of(mark), mark.unit, t)
    size, parts = len(mark.steps), [sorted((start / factor, end / factor)) for start, end in mark.spans]
    above = [(max(lower, 0.0), max(upper, 0.0)) for lower, upper in parts]
    below = [(min(upper, 0.0), min(lower, 0.0)) for lower, upper in parts]
    tones = tuple(colour(one.tone) for one in mark.steps)
    looks = tuple(one.look for one in mark.steps)
    columns = [Column(t("slide.base"), [start for start, _ in above], look="hidden")]
    if any(start for start, _ in below):
        columns.append(Column(t("slide.base_below"), [start for start, _ in below], look="hidden"))
    columns.append(
        Column(t("slide.value"), [end - start or None for start, end in above], tones[0], "solid", tones, (), looks)
    )
    if any(end - start for start, end in below):
        columns.append(
            Column(
                f"{t('slide.value')} \u2212",
                [end - start or None for start, end in below],
                tones[0],
                "solid",
                tones,
                (),
                looks,
            )
        )
    labels = tuple(mark.label(one, t) for one in mark.steps)
    columns.append(Column(t("slide.labels"), [(high - low) * 0.09] * size, look="hidden", labels=labels))
    axis = Axis(low, high, step, written)
    chart = bar_chart(slide, box, [one.name for one in mark.steps], columns, axis, stacked=True, gap=60, overlap=100)
    fix_plot(chart, box, right=12, bottom=64, inner_left=84)
