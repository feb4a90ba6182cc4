"""Lines and steps over days or numbers as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations
from analytics.charts.marks import add_upright, month_axis, nice_ticks, said_n, thinned
from analytics.charts.template import blank, push_apart
from analytics.marks.browser.parts import colour, draw_limit, plain_length, room, value_axis
from analytics.marks.words import place
from analytics.metrics.passport import FEW

if TYPE_CHECKING:
    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Line, Lines, Under
    from data.language import Translator

WIDTHS = {"focus": 2.6, "usual": 2.0, "thin": 1.0}
APART = 14
"""Pixels between two labels at the ends of lines."""
NEAR = 0.12
"""Part of the axis within which two ends are so near that their labels would touch."""
SMALL_SHARE = 0.25
"""Shares up to here have an axis of their own; higher ones stand on all of it."""
WIDE = 170
"""Pixels of a plot on a phone, by which is reckoned how far a name reaches: how wide it is drawn is not known here."""
ROW, EDGE = 15, 20
"""Pixels of a row of counts under the plot, and of half a count."""


def figure_lines(mark: Lines, palette: Palette, t: Translator, height: int) -> go.Figure:
    """The lines in their order, those looked at last; each with its label at the end."""
    labels = [line.label for line in mark.series if line.label]
    figure = blank(palette, height, room([plain_length(label) for label in labels], 24))
    low, high = bounds_of(mark)
    if mark.zone:
        figure.add_hrect(
            y0=mark.zone[0], y1=mark.zone[1], fillcolor=palette.alpha(palette.prior, 0.12), line_width=0, layer="below"
        )
    for line in mark.series:
        draw_line(figure, mark, line, palette, t)
    _label(figure, mark, palette, (low, high), height)
    named = {upright.x: show for upright, show in zip(mark.uprights, _with_room(mark), strict=True)}
    for upright in mark.uprights:
        label = upright.name if named[upright.x] or upright.focus else ""
        add_upright(figure, upright.x, palette, label, focus=upright.focus, planned=upright.planned)
    figure.update_yaxes(**value_axis(low, high, mark.unit, t, 4) | {"range": [low, high + (high - low) * 0.04]})
    figure.update_xaxes(**_along(mark, t))
    if mark.baseline is not None:
        start = ends_of(mark)[0]
        figure.add_vrect(x0=start, x1=mark.baseline, fillcolor=palette.surface, line_width=0, layer="below")
    if mark.events is not None:
        add_annotations(figure, mark.events, palette, t, low)
    for limit in mark.limits:
        draw_limit(figure, limit, mark.unit, palette, t, across=False)
    if mark.under is not None:
        _write_under(figure, mark.under, palette)
    if not mark.uprights:
        figure.update_layout(margin_t=10)  # nothing is written above the plot
    return figure


def _write_under(figure: go.Figure, under: Under, palette: Palette) -> None:
    """The counts in rows below the ticks, each row with its name at the left."""
    room_left = room([name for name, _ in under.rows]) + EDGE  # half of the first number stands left of the plot
    figure.update_layout(margin_b=38 + ROW * (len(under.rows) + 1), margin_l=room_left)
    head = {"yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    figure.add_annotation(
        **head,
        x=0,
        xref="paper",
        xanchor="left",
        xshift=-room_left,
        yshift=-26,
        text=under.name,
        font={"size": 11, "color": palette.muted},
    )
    for at, (name, texts) in enumerate(under.rows, 1):
        down = {**head, "yshift": -26 - ROW * at}
        figure.add_annotation(
            **down,
            x=0,
            xref="paper",
            xanchor="left",
            xshift=-room_left,
            text=name,
            font={"size": 11, "color": palette.muted},
        )
        for x, text in zip(under.x, texts, strict=True):
            figure.add_annotation(**down, x=x, text=text, font={"size": 11, "color": palette.text})


def bounds_of(mark: Lines) -> tuple[float, float]:
    """The ends of the value axis: those declared, else from nothing to the highest of all that is drawn."""
    if mark.bounds:
        return mark.bounds
    found = [value for line in mark.series for value in (*line.y, *line.highs, *line.lows) if value is not None]
    found += [limit.value for limit in mark.limits]
    if mark.unit.kind == "share" and max(found, default=1.0) > SMALL_SHARE:
        return 0.0, 1.0
    low, high = min(found, default=0.0), max(found, default=1.0)
    return min(low, 0.0), high if high > 0 else 1.0


def draw_line(figure: go.Figure, mark: Lines, line: Line, palette: Palette, t: Translator, **where: Any) -> None:
    """One line with its band; ``where`` (``row``, ``col``) names the plot of a figure with several."""
    tone, shape = colour(palette, line.tone), "hv" if line.kind == "steps" else "linear"
    for role, part in (("band_low", line.lows), ("band_high", line.highs)):
        if part:
            figure.add_trace(
                go.Scatter(
                    x=list(line.x),
                    y=list(part),
                    mode="lines",
                    hoverinfo="skip",
                    line={"width": 0, "shape": shape},
                    fill="tonexty" if role == "band_high" else None,
                    fillcolor=palette.alpha(tone, 0.15),
                    meta={"role": role, "name": line.name},
                ),
                **where,
            )
    dots, few = line.kind == "dots", few_of(line)
    # The thin part begins and ends at its neighbours, so that the line is not torn.
    reach = [thin or (at > 0 and few[at - 1]) or (at + 1 < len(few) and few[at + 1]) for at, thin in enumerate(few)]
    ids = [[one] for one in (line.ids or [line.name] * len(line.x))]
    hovers = [hover(mark, line, at, t) for at in range(len(line.x))]
    if any(few) and not dots:
        figure.add_trace(
            go.Scatter(
                x=list(line.x),
                y=[value if thin else None for value, thin in zip(line.y, reach, strict=True)],
                mode="lines",
                line={"color": palette.no_data, "width": WIDTHS[line.weight], "dash": "dot"},
                customdata=ids,
                hovertext=hovers,
                hovertemplate="%{hovertext}<extra></extra>",
                connectgaps=False,
                meta={"role": "few", "name": line.name},
            ),
            **where,
        )
    hollow = [palette.page if thin else tone for thin in few] if any(few) else tone
    edges = {"width": [1.2 if thin else 0 for thin in few], "color": palette.no_data} if any(few) else {}
    figure.add_trace(
        go.Scatter(
            x=list(line.x),
            y=list(line.y) if dots else [None if thin else value for value, thin in zip(line.y, few, strict=True)],
            mode="markers" if dots else "lines",
            customdata=ids,
            line={"color": tone, "width": WIDTHS[line.weight], "shape": shape, "dash": line.dash},
            marker={
                "size": 8 if line.tone == "bad" else 5,
                "color": hollow,
                "opacity": 1,
                "line": edges,
                "symbol": "diamond" if line.tone == "bad" else "circle",
            }
            if dots
            else None,
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
            connectgaps=False,
            meta={"role": "dots" if dots else "line", "name": line.name},
        ),
        **where,
    )


def few_of(line: Line) -> list[bool]:
    """Which points stand on fewer than 30."""
    return [count is not None and count < FEW for count in line.n] if line.n else [False] * len(line.x)


def hover(mark: Lines, line: Line, at: int, t: Translator) -> str:
    """Value in bold and whose it is; below it what the mark says of the point, by default where it lies. A point whose
    value is not known has nothing more to say than that."""
    said = f"<b>{mark.unit.write(line.y[at], t)}</b> · {line.name}"
    if line.n and line.y[at] is not None:
        interval = mark.unit.interval(line.lows[at], line.highs[at], t) if line.lows else ""
        few = " · " + t("chart.few") if few_of(line)[at] else ""
        said = "<br>".join([said, *([interval] if interval else []), said_n(line.n[at], t) + few])
    below = line.hovers[at] if line.hovers else place(mark, line.x[at], t)
    return f"{said}<br>{below}" if below else said


def _label(figure: go.Figure, mark: Lines, palette: Palette, bounds: tuple[float, float], height: int) -> None:
    """The names at the ends of the lines, pushed apart where they would touch; no line runs through one."""
    labelled = [line for line in mark.series if line.label and any(value is not None for value in line.y)]
    ends = [next(value for value in reversed(line.y) if value is not None) for line in labelled]
    least = (bounds[1] - bounds[0]) * APART / max(height - 48, 1)
    last = ends_of(mark)[1]
    # The name of a line that ends before the others stands on its end: the middle of it half a line of text higher.
    middles = [end + least / 2 * bool(line.x[-1] < last) for line, end in zip(labelled, ends, strict=True)]
    heights = _heights(mark, labelled, middles, least, (bounds[0], bounds[1] + least / 2))
    for line, end, middle, at in zip(labelled, ends, middles, heights, strict=True):
        short = line.x[-1] < last  # a line that ends before the others is named where it ends
        bold = line.weight != "thin" and line.tone != "prior"
        tone = {"prior": palette.muted, "actual": palette.text}.get(line.tone, colour(palette, line.tone))
        before = short and _goes_on_up(mark, line)  # what goes on from its end rises through the place behind it
        figure.add_annotation(
            x=line.x[-1] if short else 1,
            xref="x" if short else "paper",
            y=end if at == middle else at,
            xanchor="right" if before else "left",
            xshift=-6 if before else 6,
            showarrow=False,
            align="left",
            yanchor="bottom" if short and at == middle else "middle",
            text=f"<b>{line.label}</b>" if bold else line.label,
            font={"size": 12, "color": tone},
            bgcolor=palette.alpha(palette.page, 0.72) if short else None,
            borderpad=0,
        )


def _goes_on_up(mark: Lines, line: Line) -> bool:
    """Whether another line begins where this one ends, and rises, as a forecast does."""
    following = [other for other in mark.series if other is not line and len(other.x) > 1 and other.x[0] == line.x[-1]]
    known = [[value for value in other.y if value is not None] for other in following]
    return any(len(values) > 1 and values[-1] > values[0] for values in known)


def _heights(
    mark: Lines, labelled: list[Line], ends: list[float], least: float, bounds: tuple[float, float]
) -> list[float]:
    """Where the names stand: pushed apart from those of lines that end near by, and only from those."""
    first, last = ends_of(mark)
    near = (last - first) * NEAR
    found, cluster = list(ends), list[int]()
    for at in sorted(range(len(labelled)), key=lambda one: labelled[one].x[-1]):
        if cluster and labelled[at].x[-1] - labelled[cluster[-1]].x[-1] > max(
            near, _reach(labelled[cluster[-1]], last - first)
        ):
            cluster = []
        cluster.append(at)
        for one, height in zip(cluster, push_apart([ends[one] for one in cluster], least, *bounds), strict=True):
            found[one] = height
    return found


def _reach(line: Line, span: Any) -> Any:
    """How far the name at the end of a line reaches along the axis."""
    return span * (room([plain_length(line.label)]) / WIDE)


def _with_room(mark: Lines) -> list[bool]:
    """Which names of uprights have room beside the one before."""
    if not mark.dated or len(mark.uprights) < 2:
        return [True] * len(mark.uprights)
    first, last = ends_of(mark)
    return thinned([pd.Timestamp(upright.x) for upright in mark.uprights], pd.Timestamp(last) - pd.Timestamp(first))


def ends_of(mark: Lines) -> tuple[Any, Any]:
    """The first and the last place of the axis."""
    found = [x for line in mark.series for x in line.x] + [upright.x for upright in mark.uprights]
    return (min(found), max(found)) if found else (0, 1)


def _along(mark: Lines, t: Translator) -> dict[str, Any]:
    first, last = ends_of(mark)
    if mark.dated:
        return month_axis(pd.Timestamp(first), pd.Timestamp(last) + pd.Timedelta(days=3), t, 6)
    if mark.step is not None:
        start = first - first % mark.step
        ticks = [
            start + mark.step * at
            for at in range(int((last - start) // mark.step) + 1)
            if start + mark.step * at >= first
        ]
    else:
        ticks = list(mark.under.x) if mark.under is not None else nice_ticks(float(first), float(last), 4)
    texts = [t.number(tick, 0, sign=mark.step is not None) for tick in ticks]
    margin = 0.3 if mark.step is not None else 0.0
    return {"range": [first - margin, last + margin], "tickmode": "array", "tickvals": ticks, "ticktext": texts}
