"""A distribution as native columns over the whole axis, empty ones included, so that a line at a value stands where it
belongs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from analytics.charts.palette import LIGHT
from analytics.marks.browser.distribution import laid_out, number, span_of
from analytics.marks.native.chart import TICK_SIZE, fix_plot
from analytics.marks.native.columns import Column, bar_chart
from analytics.marks.native.parts import Box, add_rule, add_text
from analytics.marks.native.written import Axis

if TYPE_CHECKING:
    from analytics.marks.kinds import Distribution
    from data.language import Translator

TONES = {"aim": LIGHT.accent, "base": LIGHT.faint, "share": LIGHT.text}


def add_distribution(slide: Any, mark: Distribution, box: Box, t: Translator) -> None:
    """The sheet holds the share of the trials by outcome; what is marked are rules over the plot."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION

    low, high = span_of(mark)
    width = number(mark.edges[1]) - number(mark.edges[0])
    first, last = number(mark.edges[0]), number(mark.edges[-1])
    before, after = max(int((first - low) / width), 0), max(int((high - last) / width), 0)
    shares: list[float | None] = [*[0.0] * before, *mark.shares, *[0.0] * after]
    start, end = first - before * width, last + after * width
    top = max(mark.shares) * 1.1 or 1.0
    chart = bar_chart(
        slide,
        box,
        [_name(mark, at - before, width, t) for at in range(len(shares))],
        [Column(t("slide.trials"), shares, LIGHT.prior)],
        Axis(0, top, top / 4, "0%"),
        stacked=False,
        gap=8,
    )
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    chart.value_axis.has_major_gridlines = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    left, over, wide, deep = fix_plot(chart, box, right=12, bottom=40, inner_left=24, inner_top=74)
    # Some of the names, by hand: not every program knows that only every sixth is to be shown.
    every = max(len(shares) // 6, 1)
    for at in range(every // 2, len(shares), every):
        place = (left + wide * (at + 0.5) / len(shares) - 90, over + deep + 8, 180, 24)
        add_text(slide, place, _name(mark, at - before, width, t), TICK_SIZE, LIGHT.muted, t, middle=True)
    spots = sorted(mark.spots, key=lambda spot: number(spot.at))
    for level, spot in zip(laid_out(spots, (start, end))[0], spots, strict=True):
        share = (number(spot.at) + (0.5 if mark.dated else 0.0) - start) / (end - start)
        tone = TONES[spot.role]
        add_rule(slide, (left + wide * share, over, 0, deep), tone, dotted=spot.role == "base", thick=1.5)
        tone = LIGHT.muted if spot.role == "base" else tone
        place = (left + wide * share - 70, over - 26 - 22 * level, 140, 24)
        add_text(slide, place, spot.name, 16, tone, t, bold=spot.role != "base", middle=True)


def _name(mark: Distribution, at: int, width: float, t: Translator) -> str:
    """A category: the day it begins with, or the middle of its values."""
    if mark.dated:
        return t.date(mark.edges[0] + timedelta(days=round(at * width)), year=True)
    return mark.unit.write(mark.edges[0] + (at + 0.5) * width, t)
