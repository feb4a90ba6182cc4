"""The control chart of a score: single weeks against limits frozen before the notice, and the moving range under it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.marks import (
    add_end_label,
    add_upright,
    axis_said,
    month_axis,
    nice_ticks,
    numbers,
    said_n,
    thinned,
    value_axis,
    value_range,
)
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank, push_apart
from analytics.frames import largest, rows
from analytics.satisfaction.charts.calendar import short_wave, whole_weeks
from analytics.satisfaction.numbers.control import LOOK, Control
from data.language import Translator

SUNDAY = pd.Timedelta(days=6)
EDGE = pd.Timedelta(days=4)


def _weeks(found: Control) -> pd.DataFrame:
    return whole_weeks(found.points)


def _add_series(figure: go.Figure, found: Control, frame: pd.DataFrame, column: str, flagged: pd.Series, hovers: Sequence[str], palette: Palette) -> None:  # fmt: skip
    """The line of a column with its points; those flagged as diamonds."""
    x = list(frame["week"] + SUNDAY)
    figure.add_trace(
        go.Scatter(
            x=x, y=numbers(frame[column]), mode="lines+markers", line={"color": palette.actual, "width": 1.4},
            marker={"size": 5, "opacity": 1, "color": palette.actual}, connectgaps=False, hovertext=list(hovers),
            hovertemplate="%{hovertext}<extra></extra>", meta={"role": "line", "name": found.metric.id},
        )
    )  # fmt: skip
    at = [place for place, mark in enumerate(flagged) if mark]
    if at:
        figure.add_trace(
            go.Scatter(
                x=[x[place] for place in at], y=[float(frame[column].iloc[place]) for place in at], mode="markers",
                marker={"symbol": "diamond", "size": 9, "opacity": 1, "color": palette.bad}, hovertext=[hovers[place] for place in at],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "beyond", "name": "beyond"},
            )
        )  # fmt: skip


def _add_zone(figure: go.Figure, found: Control, frame: pd.DataFrame, palette: Palette) -> None:
    """The weeks the limits stand on, shaded, and the cut-overs."""
    first, last = frame["week"].min(), frame["week"].max() + SUNDAY
    if found.freeze is not None and found.state != "none":
        figure.add_vrect(x0=first - EDGE, x1=found.freeze, fillcolor=palette.surface, line_width=0, layer="below")
    within = found.cutovers[found.cutovers["cutover_on"].between(first, last)]
    room = thinned(list(within["cutover_on"]), last - first)
    for row, labelled in zip(rows(within), room, strict=True):
        add_upright(figure, row.cutover_on, palette, short_wave(row.wave) if labelled else "", planned=not row.actual)


def control_bounds(found: Control) -> tuple[float, float]:
    return value_range(found.metric, found.points["value"], found.points["low"], found.points["high"])


def figure_control(
    found: Control, palette: Palette, t: Translator, height: int = 320, annotations: pd.DataFrame | None = None
) -> go.Figure:
    """Weekly values with centre line and limits; weeks beyond them are diamonds, events stand on the axis."""
    figure, frame = blank(palette, height, right=92), _weeks(found)
    if frame.empty:
        return figure
    x, passport = list(frame["week"] + SUNDAY), found.metric
    dash = "dash" if found.state == "provisional" else "dot"
    for column in ("low", "high"):
        if frame[column].notna().any():
            figure.add_trace(
                go.Scatter(
                    x=x, y=numbers(frame[column]), mode="lines", line={"color": palette.faint, "width": 1, "dash": dash},
                    connectgaps=found.kind == "i", hoverinfo="skip",
                    meta={"role": "limit", "name": {"low": "lower", "high": "upper"}[column]},
                )
            )  # fmt: skip
    if found.centre is not None:
        figure.add_shape(
            type="line", x0=x[0], x1=x[-1], y0=found.centre, y1=found.centre, line={"color": palette.faint, "width": 1}, layer="below"
        )  # fmt: skip
    hovers = [
        "" if pd.isna(row.value) else
        f"<b>{passport.write(row.value, t)}</b><br>{said_n(row.n, t)}<br>{t('chart.week_of', date=t.date(row.week, year=True))}"
        for row in rows(frame)
    ]  # fmt: skip
    _add_series(figure, found, frame, "value", frame["beyond"].fillna(0) != 0, hovers, palette)
    bounds = control_bounds(found)
    figure.update_xaxes(**month_axis(x[0] - EDGE - SUNDAY, x[-1] + EDGE, t))
    figure.update_yaxes(**value_axis(passport, bounds, t))
    _add_zone(figure, found, frame, palette)
    if annotations is not None:
        add_annotations(figure, annotations, palette, t, bounds[0])
    last = found.points.iloc[-1]
    labels = [(float(last["value"]), passport.write(last["value"], t), palette.text, 13.0, True)]
    if found.centre is not None:
        labels += [
            (float(last["low"]), t("chart.limit.lower"), palette.muted, 11.5, False),
            (float(last["high"]), t("chart.limit.upper"), palette.muted, 11.5, False),
            (found.centre, t("survey.control.centre", value=passport.write(found.centre, t)), palette.muted, 11.5, False),
        ]  # fmt: skip
    least = 16 * (bounds[1] - bounds[0]) / max(height - 70, 80)
    for place, (_, text, colour, size, bold) in zip(
        push_apart([label[0] for label in labels], least, bounds[0], bounds[1]), labels, strict=True
    ):
        add_end_label(figure, place, text, colour, size, bold=bold)
    return figure


def figure_ranges(found: Control, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """How much each week differs from the one before, with the frozen upper limit of such ranges."""
    figure, frame = blank(palette, height, right=76), _weeks(found)
    if frame.empty or found.kind != "i":
        return figure
    x = list(frame["week"] + SUNDAY)
    wide = frame["wide"].fillna(False).astype(bool)
    hovers = [
        "" if pd.isna(row.range) else f"<b>{t.number(row.range, 1)}</b><br>{t('chart.week_of', date=t.date(row.week, year=True))}"
        for row in rows(frame)
    ]  # fmt: skip
    _add_series(figure, found, frame, "range", wide, hovers, palette)
    top = max([float(frame["range"].max()), found.range_limit or 0.0, 1e-9]) * 1.06
    if found.range_limit is not None:
        dash = "dash" if found.state == "provisional" else "dot"
        figure.add_shape(
            type="line", x0=x[0], x1=x[-1], y0=found.range_limit, y1=found.range_limit,
            line={"color": palette.faint, "width": 1, "dash": dash},
        )  # fmt: skip
        add_end_label(figure, found.range_limit, t("chart.limit.upper"), palette.muted, 11.5)
    ticks = nice_ticks(0, top, 4)
    digits = 0 if all(tick == int(tick) for tick in ticks) else 1
    figure.update_xaxes(**month_axis(x[0] - EDGE - SUNDAY, x[-1] + EDGE, t))
    figure.update_yaxes(
        range=[0, top], tickmode="array", tickvals=ticks, ticktext=[t.number(tick, digits) for tick in ticks]
    )
    _add_zone(figure, found, frame, palette)
    return figure


def describe_control(
    found: Control, t: Translator, annotations: pd.DataFrame | None = None, wave: str = ""
) -> Statement:
    """Whether weeks lie beyond the limits, and what the runs say; provisional limits judge nothing."""
    name = found.metric.title(t)
    who = t("survey.control.of_wave", metric=name, wave=t.wave(wave)) if wave else name
    if found.empty:
        return Statement.nothing(t("satisfaction.calendar.empty", metric=name))
    outside = found.outside
    if found.state == "none":
        title = t("survey.control.none", metric=who, n=found.base)
    elif found.state == "provisional":
        title = t("survey.control.provisional", metric=who, n=found.base)
    elif len(outside):
        centre = found.centre or 0.0
        now = found.points.iloc[-1]
        row = now if now["beyond"] else largest(outside.assign(away=outside["value"] - centre), "away")
        title = t(
            "survey.control.still" if now["beyond"] else "survey.control.below",
            n=len(outside),
            metric=who,
            value=found.metric.write(row.value, t),
            date=t.date(row.week, year=True),
        )
    elif found.shifted:
        title = t("survey.control.shift", metric=who)
    else:
        title = t("survey.control.within", metric=who)
    note = []
    if found.freeze is not None and found.state != "none":
        reason = t("survey.freeze.notice") if found.reason == "notice" else t("survey.freeze.start")
        note.append(t("survey.control.frozen", reason=reason, date=t.date(found.freeze, year=True), n=found.base))
        if found.state == "full":
            note.append(t("survey.control.chance"))
    if found.state != "full" and not wave:
        note.append(t("survey.control.means"))
    if found.looks:
        last = found.looks[-1]
        note.append(
            t(
                "survey.control.runs",
                weeks=last.useful,
                longest=last.longest,
                limit=last.longest_limit,
                crossings=last.crossings,
                least=last.least_crossings,
            )
        )
        note.append(t("survey.control.looks", weeks=LOOK))
    if annotations is not None and (marks := describe_annotations(annotations, t)):
        note.append(marks)
    subtitle = axis_said(
        t("survey.control.subtitle", metric=who, chart=found.name), found.metric, control_bounds(found), t
    )
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(found.points)))


def describe_ranges(found: Control, t: Translator) -> Statement:
    """Whether single weeks jump more than they did before."""
    name = found.metric.title(t)
    if found.kind != "i":
        return Statement.nothing(t("survey.ranges.share", metric=name))
    if found.empty or found.points["range"].notna().sum() == 0:
        return Statement.nothing(t("satisfaction.calendar.empty", metric=name))
    wide = int(found.points["wide"].sum())
    if found.range_limit is None:
        title = t("survey.ranges.none")
    elif wide:
        title = t("survey.ranges.wide", n=wide)
    else:
        title = t("survey.ranges.within")
    return Statement(
        title,
        t("survey.ranges.subtitle", metric=name),
        t("survey.ranges.note"),
        t("survey.alt", finding=title, n=len(found.points)),
    )
