"""Bars as a Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analytics.charts.steps import wrapped
from analytics.charts.template import blank
from analytics.marks.browser.parts import (
    colour,
    draw_limit,
    filled,
    is_long,
    plain_length,
    room,
    value_axis,
    wrap_names,
    write_end,
)
from analytics.marks.units import COUNT, SHARE

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Bars, Series
    from data.language import Translator


LETTERS, NARROWEST = 56, 6
"""Letters of all names below the bars of half a page, and the fewest on a line of one."""
PLOT_WIDTH, GAP, FEW_NAMES = 460, 6, 12
"""Width in pixels for which names are laid out, between two of them, and up to how many have room in any case."""
LONG = 1_000.0
"""From here on the values of an axis across are so long that a phone has room for few of them."""


def figure_bars(mark: Bars, palette: Palette, t: Translator, height: int) -> go.Figure:
    """Down the page (``across``) names stand left and ends right; else below, with the whole of a stack on top."""
    figure = blank(palette, height, room([plain_length(end) for end in mark.ends]) if mark.across else 30)
    if not mark.names:
        return figure
    names, size = list(mark.names), len(mark.names)
    ids = [[one] for one in (mark.ids or mark.names)]
    for series in mark.series:
        drawn = drawn_values(mark, series)
        place, length = ("y", "x") if mark.across else ("x", "y")
        figure.add_trace(
            go.Bar(
                {place: names, length: drawn},
                orientation="h" if mark.across else "v",
                customdata=ids,
                width=0.5 if mark.stacked or len(mark.series) == 1 else 0.68 / len(mark.series),
                marker=filled(
                    palette, [series.tone_at(at) for at in range(size)], [series.look_at(at) for at in range(size)]
                ),
                hovertext=[f"<b>{mark.unit.write(value, t)}</b> {series.name}" for value in series.values],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "bar", "name": series.name},
            )
        )
    figure.update_layout(barmode="relative" if mark.stacked else "group")
    _overlay(figure, mark, palette)
    bottom, top = bottom_of(mark), top_of(mark)
    axis = value_axis(
        bottom,
        top,
        SHARE if mark.whole else mark.unit,
        t,
        2
        if mark.whole or (mark.across and (mark.unit.kind == "money" or top >= LONG or is_long(mark.unit, bottom, top)))
        else 4,
    )
    if mark.across:
        axis["range"] = [bottom * 1.06, top if mark.whole else top * 1.06]
        figure.update_xaxes(**axis)
        figure.update_yaxes(autorange="reversed", showgrid=False, **wrap_names(names))
        for at, end in enumerate(mark.ends):
            bad = "bad" in {series.tone_at(at) for series in mark.series if series.values[at]}
            write_end(figure, names[at], end, palette.bad if bad else palette.text)
    else:
        axis["range"] = [bottom * 1.08, top * 1.08]
        figure.update_yaxes(**axis)
        shown = names[:: every_of(names)]
        texts = (
            [wrapped(name, max(NARROWEST, LETTERS // len(names)), 3) for name in shown]
            if len(shown) == len(names)
            else shown
        )
        figure.update_xaxes(tickmode="array", tickvals=shown, ticktext=texts, tickangle=0)
        for at, end in enumerate(mark.ends):
            figure.add_annotation(
                x=names[at],
                y=height_at(mark, at),
                yanchor="bottom",
                showarrow=False,
                text=end,
                font={"size": 12, "color": palette.text},
            )
        if mark.ends:
            figure.update_yaxes(visible=False, range=[bottom * 1.12, top * 1.12])
    if mark.limit:
        draw_limit(figure, mark.limit, SHARE if mark.whole else mark.unit, palette, t, across=mark.across)
    if not (mark.limit and mark.across):
        figure.update_layout(margin_t=10)  # nothing is written above the plot
    return figure


def every_of(names: Sequence[str]) -> int:
    """Of names below upright bars every so many have room."""
    return max(1, ceil(len(names) * (room(names) + GAP) / PLOT_WIDTH)) if len(names) > FEW_NAMES else 1


def drawn_values(mark: Bars, series: Series) -> list[float | None]:
    """The lengths of the bars: the values, or their shares of the whole. Nothing of a stack has no edge either."""
    if not mark.whole:
        return [value or None for value in series.values] if mark.stacked else list(series.values)
    return [
        None if not value or not whole else value / whole
        for value, whole in zip(series.values, mark.whole, strict=True)
    ]


def height_at(mark: Bars, at: int) -> float:
    """Where the bars of a category end."""
    found = [drawn_values(mark, series)[at] or 0.0 for series in mark.series]
    return sum(one for one in found if one > 0) if mark.stacked else max(found)


def bottom_of(mark: Bars) -> float:
    """The other end of the value axis: nothing, or below it where bars go there."""
    parts = [[drawn_values(mark, series)[at] or 0.0 for series in mark.series] for at in range(len(mark.names))]
    return min([0.0, *((sum(one for one in own if one < 0) if mark.stacked else min(own)) for own in parts)])


def top_of(mark: Bars) -> float:
    """The end of the value axis before its margin: the longest of all that is drawn; all of it where parts are."""
    if mark.whole or (mark.unit.kind == "share" and mark.limit):
        return 1.0
    found = [height_at(mark, at) for at in range(len(mark.names))]
    for other in (mark.targets, mark.earlier):
        found += [] if other is None else [value for value in other.values if value is not None]
    top = max([*found, mark.limit.value if mark.limit else 0.0])
    return max(top, 1.0) if mark.unit == COUNT else top or 1.0


def _overlay(figure: go.Figure, mark: Bars, palette: Palette) -> None:
    """Values of rounds before as small rings, and what each category is held against as a tick."""
    names, size = list(mark.names), len(mark.names)
    place, length = ("y", "x") if mark.across else ("x", "y")
    if mark.earlier is not None:
        rounds = {
            place: [names[at % size] for at in range(len(mark.earlier.values))],
            length: list(mark.earlier.values),
        }
        figure.add_trace(
            go.Scatter(
                rounds,
                mode="markers",
                hoverinfo="skip",
                meta={"role": "dots", "name": mark.earlier.name},
                marker={"size": 7, "color": palette.page, "line": {"width": 1.3, "color": palette.prior}},
            )
        )
    if mark.targets is not None:
        wide = 26 if mark.across else max(8, min(26, 320 // size))
        figure.add_trace(
            go.Scatter(
                {place: names, length: list(mark.targets.values)},
                mode="markers",
                hoverinfo="skip",
                meta={"role": "target", "name": mark.targets.name},
                marker={
                    "symbol": "line-ns" if mark.across else "line-ew",
                    "size": wide,
                    "line": {"width": 2.4, "color": colour(palette, "accent")},
                },
            )
        )
