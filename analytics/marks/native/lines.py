"""Lines as a native scatter chart, which has a true axis on both sides. It fills no band: an interval is two thin
lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.charts.annotations import SHAPES, in_lanes, marked
from analytics.charts.marks import nice_ticks
from analytics.charts.palette import LIGHT
from analytics.frames import rows
from analytics.marks.browser.lines import bounds_of, ends_of
from analytics.marks.native.chart import POINT, fix_plot
from analytics.marks.native.columns import serial
from analytics.marks.native.parts import Box, add_rule, add_text, colour, whole_steps
from analytics.marks.native.sheet import Cell
from analytics.marks.native.written import EMU, Axis, Label, add_chart, line_plot, line_series, marker, solid

if TYPE_CHECKING:
    from analytics.marks.kinds import Line, Lines, Under
    from data.language import Translator

WIDTHS = {"focus": 4.0, "usual": 2.5, "thin": 1.0}
ROW = 19
"""Pixels of a row of counts under the plot."""


MARK = 13
"""Pixels from one mark of an event to the next beside or above it."""


@dataclass(frozen=True)
class Drawn:
    """One series of the sheet: a line of the mark, or a bound of its interval."""

    name: str
    points: list[tuple[float, float]]
    line: Line
    bound: bool = False


def add_lines(slide: Any, mark: Lines, box: Box, t: Translator, *, small: tuple[Any, Any] | None = None) -> None:
    """Every line with its points in the sheet; what is marked on the axis and the limits are rules over the plot. One
    of several small charts has the ends of its axis from ``small``."""
    factor, low, high, step, written = whole_steps(*bounds_of(mark), mark.unit, t)
    drawn = [one for line in mark.series for one in _parts(mark, line, t) if one.points]
    series, sheet = [], list[list[Cell]]()
    for at, one in enumerate(drawn):
        points = [(x, y / factor) for x, y in one.points]
        series.append(line_series(at, one.name, len(sheet) + 1, points, *_style(one)))
        sheet.append([None, one.name])
        sheet += [[x, y] for x, y in points]
        sheet.append([])
    first, last = (_number(mark, end) for end in small or ends_of(mark))
    along = _axis(mark, first, last, t, 2 if small else 7)
    first, last = along.low, along.high
    chart = add_chart(slide, box, line_plot(Axis(low, high, step, written), along, series), sheet)
    below = 0 if mark.under is None else ROW * (len(mark.under.rows) + 1) + 6
    left, top, width, height = fix_plot(
        chart, box, right=16 if small else 190, bottom=34 + below, inner_left=130 if mark.under else 44 if small else 84
    )
    if mark.under is not None:
        _write_under(slide, mark.under, (left, top + height + 34, width, below), (first, last), t)
    for upright in mark.uprights:
        share = (_number(mark, upright.x) - first) / ((last - first) or 1.0)
        tone = LIGHT.accent if upright.focus else LIGHT.faint
        add_rule(slide, (left + width * share, top, 0, height), tone, dotted=upright.planned)
        place = (left + width * share - 70, top - 26, 140, 24)
        add_text(slide, place, upright.name, 15, LIGHT.accent if upright.focus else LIGHT.muted, t, middle=True)
    _events(slide, mark, (left, top, width, height), (first, last), t)
    for limit in mark.limits:
        place_y = top + height * (1 - (limit.value / factor - low) / ((high - low) or 1.0))
        add_rule(slide, (left, place_y, width, 0), LIGHT.accent, dotted=True)
        text = f"{limit.name} {mark.unit.short(limit.value, t)}"
        add_text(slide, (left + width + 8, place_y - 11, 180, 22), text, 14, LIGHT.accent, t)


def _write_under(slide: Any, under: Under, box: Box, ends: tuple[float, float], t: Translator) -> None:
    """The counts in rows below the ticks."""
    left, top, width, _ = box
    add_text(slide, (left - 124, top, 300, ROW), under.name, 13, LIGHT.muted, t)
    for at, (name, texts) in enumerate(under.rows, 1):
        add_text(slide, (left - 124, top + ROW * at, 118, ROW), name, 13, LIGHT.muted, t)
        for x, text in zip(under.x, texts, strict=True):
            share = (x - ends[0]) / ((ends[1] - ends[0]) or 1.0)
            add_text(slide, (left + width * share - 40, top + ROW * at, 80, ROW), text, 13, LIGHT.text, t, middle=True)


def _events(slide: Any, mark: Lines, plot: Box, ends: tuple[float, float], t: Translator) -> None:
    """What happened beside, as the small marks that the note explains; of one kind one a week."""
    if mark.events is None or mark.events.empty:
        return
    left, top, width, height = plot
    start, end = ends_of(mark)
    found = marked(mark.events, pd.Timestamp(start), pd.Timestamp(end))
    near = pd.Timedelta(days=(ends[1] - ends[0]) * MARK / max(width, 1.0))
    for row in rows(in_lanes(found, near)) if len(found) else ():
        share = (serial(row.day) - ends[0]) / ((ends[1] - ends[0]) or 1.0)
        place = (left + width * share - 9, top + height - 15 - MARK * row.lane, 18, 14)
        add_text(slide, place, SHAPES[row.kind][1], 10, LIGHT.muted, t, middle=True)


def _number(mark: Lines, x: Any) -> float:
    return serial(pd.Timestamp(x)) if mark.dated else float(x)


def _parts(mark: Lines, line: Line, t: Translator) -> list[Drawn]:
    """The line and the bounds of its interval; steps are written out."""
    found = []
    low, high = (t(f"slide.band_{end}", name=line.name) for end in ("low", "high"))
    named = ((line.name, line.y), (low, line.lows), (high, line.highs))
    for number, (name, part) in enumerate(named):
        points = [(_number(mark, x), float(y)) for x, y in zip(line.x, part, strict=False) if y is not None]
        if line.kind == "steps":
            points = [
                one for at, (x, y) in enumerate(points) for one in ([(x, points[at - 1][1])] if at else []) + [(x, y)]
            ]
        found.append(Drawn(name, points, line, bool(number)))
    return found


def _style(one: Drawn) -> tuple[str, str, list[Label]]:
    """The line, the mark of its points and the label at its end."""
    line, tone = one.line, colour(one.line.tone)
    if line.kind == "dots" and not one.bound:
        shape, size = ("diamond", 8) if line.tone == "bad" else ("circle", 5)
        stroke, mark = "<a:ln><a:noFill/></a:ln>", marker(shape, size, tone, tone)
    else:
        dash = ""
        if one.bound or line.dash != "solid":
            dash = f'<a:prstDash val="{"sysDot" if one.bound or line.dash == "dot" else "dash"}"/>'
        wide = int((1.0 if one.bound else WIDTHS[line.weight]) * POINT * EMU)
        stroke, mark = f'<a:ln w="{wide}">{solid(LIGHT.prior if one.bound else tone)}{dash}</a:ln>', marker("none")
    if not line.label or one.bound:
        return stroke, mark, []
    return stroke, mark, [Label(len(one.points) - 1, line.label, "r", tone, line.weight == "focus")]


def _axis(mark: Lines, first: float, last: float, t: Translator, most: int) -> Axis:
    """The axis along: days, or numbers that begin and end at whole steps."""
    if mark.dated:
        months = (last - first) / most / 30.4
        months = -(-months // 1) if t.lang == "zh" else round(months)  # Chinese days are longer, and would be turned
        return Axis(first, last, max(months, 1) * 30.4375, t("slide.day_format"))
    ticks = nice_ticks(first, last, 6) if mark.under is None else list(mark.under.x)
    step = mark.step or (ticks[1] - ticks[0] if len(ticks) > 1 else 1.0)
    written = '+0;"\u2212"0;0' if mark.step else "General"
    return Axis((first // step) * step, -((-last) // step) * step, step, written)
