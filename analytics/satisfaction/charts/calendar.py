"""Is the score really changing? The four-week mean over the calendar, with limits frozen before the first wave."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.marks import (
    BAND,
    add_band,
    add_end_label,
    add_line,
    add_upright,
    axis_said,
    hover,
    month_axis,
    numbers,
    thinned,
    value_axis,
    value_range,
)
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank, push_apart
from analytics.frames import rows
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.numbers.trends import CalendarTrend
from data.language import Translator

Name = Callable[[str | None], str]
"""How a wave is named above its line: short, e.g. ``W3``."""


def short_wave(wave: str | None) -> str:
    """A wave as it stands above a line: by its id."""
    return wave or ""


def whole_weeks(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with a row for every week between its first and last, so that a missing week is a gap."""
    if frame.empty:
        return frame
    weeks = pd.date_range(frame["week"].min(), frame["week"].max(), freq="7D")
    return frame.set_index("week").reindex(weeks).rename_axis("week").reset_index()


def episodes(trend: CalendarTrend) -> list[pd.DataFrame]:
    """Runs of windows beyond the limits on one side; windows less than four weeks apart overlap and are one run."""
    found: list[pd.DataFrame] = []
    for side in (-1, 1):
        beyond = trend.rolling[trend.rolling["beyond"] == side]
        if len(beyond):
            breaks = (beyond["week"].diff() > pd.Timedelta(weeks=4)).cumsum()
            found += [part for _, part in beyond.groupby(breaks)]
    return found


def calendar_bounds(trend: CalendarTrend) -> tuple[float, float]:
    """The range of the value axis: around the band, the limits and the dots."""
    drawn = [trend.rolling[name] for name in ("value", "low", "high", "lower", "upper")]
    return value_range(trend.metric, *drawn, trend.weekly["value"])


def figure_calendar(
    trend: CalendarTrend,
    palette: Palette,
    t: Translator,
    height: int = 300,
    annotations: pd.DataFrame | None = None,
) -> go.Figure:
    """Band and line of the four-week means, dots of single weeks, cut-overs, limits, points beyond them as diamonds.

    ``annotations`` are the events marked on the time axis (``load_annotations``).

    ``customdata`` of every point is the Monday (ISO) of its (last) week.
    """
    passport = trend.metric
    figure = blank(palette, height, right=88)
    rolling, weekly = whole_weeks(trend.rolling), trend.weekly
    if rolling.empty and weekly.empty:
        return figure
    sunday = pd.Timedelta(days=6)
    x = list(rolling["week"] + sunday) if len(rolling) else []
    if len(rolling):
        add_band(figure, x, rolling, palette.alpha(palette.actual, BAND), passport.id)
        for column in ("lower", "upper"):
            if rolling[column].notna().any():
                figure.add_trace(
                    go.Scatter(
                        x=x,
                        y=numbers(rolling[column]),
                        mode="lines",
                        line={
                            "color": palette.faint,
                            "width": 1,
                            "dash": "dash" if trend.limits and trend.limits.state == "provisional" else "dot",
                        },
                        hoverinfo="skip",
                        connectgaps=False,
                        meta={"role": "limit", "name": column},
                    )
                )
    _add_dots(figure, trend, palette, t)
    if len(rolling):
        points = rows(rolling)
        hovers = [
            hover(passport, row, t("chart.weeks_to", date=t.date(row.week + sunday, year=True)), t) for row in points
        ]
        ids = [[row.week.date().isoformat()] for row in points]
        add_line(figure, x, rolling, palette.actual, 2.5, passport.id, palette, hovers, ids)
        _add_beyond(figure, rolling, palette, hovers, ids)
    first = min([*x, *(weekly["week"] + sunday)])
    last = max([*x, *(weekly["week"] + sunday)])
    bounds = calendar_bounds(trend)
    figure.update_xaxes(**month_axis(first - pd.Timedelta(days=3), last + pd.Timedelta(days=3), t))
    figure.update_yaxes(**value_axis(passport, bounds, t))
    _add_cutovers(figure, trend, palette, first, last)
    if annotations is not None:
        add_annotations(figure, annotations, palette, t, bounds[0])
    _add_labels(figure, trend, rolling, palette, t, bounds, height)
    return figure


def _add_dots(figure: go.Figure, trend: CalendarTrend, palette: Palette, t: Translator) -> None:
    """Single weeks: filled, hollow below 30 answers, none below 10."""
    shown = trend.weekly[trend.weekly["value"].notna()]
    few = shown["n"] < FEW
    for role, part in (("dots", shown[~few]), ("dots_few", shown[few])):
        if part.empty:
            continue
        points = rows(part)
        figure.add_trace(
            go.Scatter(
                x=list(part["week"] + pd.Timedelta(days=6)),
                y=numbers(part["value"]),
                mode="markers",
                marker={
                    "size": 5 if role == "dots" else 6,
                    "opacity": 1,
                    "color": palette.prior if role == "dots" else palette.page,
                    "line": {"width": 0 if role == "dots" else 1.2, "color": palette.no_data},
                },
                customdata=[[row.week.date().isoformat()] for row in points],
                hovertext=[
                    hover(trend.metric, row, t("chart.week_of", date=t.date(row.week, year=True)), t) for row in points
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": role, "name": trend.metric.id},
            )
        )


def _add_beyond(
    figure: go.Figure, rolling: pd.DataFrame, palette: Palette, hovers: list[str], ids: list[list[str]]
) -> None:
    places = [at for at, side in enumerate(rolling["beyond"]) if side == side and side != 0]
    if places:
        figure.add_trace(
            go.Scatter(
                x=[rolling["week"].iloc[at] + pd.Timedelta(days=6) for at in places],
                y=[float(rolling["value"].iloc[at]) for at in places],
                mode="markers",
                marker={"symbol": "diamond", "size": 8, "opacity": 1, "color": palette.bad},
                customdata=[ids[at] for at in places],
                hovertext=[hovers[at] for at in places],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "beyond", "name": "beyond"},
            )
        )


def _add_cutovers(
    figure: go.Figure, trend: CalendarTrend, palette: Palette, first: pd.Timestamp, last: pd.Timestamp
) -> None:
    if trend.baseline is not None and trend.freeze is not None:
        figure.add_vrect(
            x0=first - pd.Timedelta(days=3), x1=trend.freeze, fillcolor=palette.surface, line_width=0, layer="below"
        )
    within = trend.cutovers[trend.cutovers["cutover_on"].between(first, last)]
    room = thinned(list(within["cutover_on"]), last - first)
    for row, labelled in zip(rows(within), room, strict=True):
        add_upright(figure, row.cutover_on, palette, short_wave(row.wave) if labelled else "", planned=not row.actual)


def _add_labels(
    figure: go.Figure,
    trend: CalendarTrend,
    rolling: pd.DataFrame,
    palette: Palette,
    t: Translator,
    bounds: tuple[float, float],
    height: int,
) -> None:
    known = rolling[rolling["value"].notna()] if len(rolling) else rolling
    if known.empty:
        return
    end = known.iloc[-1]
    labels = [(float(end["value"]), trend.metric.write(end["value"], t), palette.text, 14.0, True)]
    for column in ("lower", "upper"):
        if not pd.isna(end[column]):
            labels.append((float(end[column]), t(f"chart.limit.{column}"), palette.muted, 11.5, False))
    least = 16 * (bounds[1] - bounds[0]) / max(height - 70, 80)
    places = push_apart([label[0] for label in labels], least, bounds[0], bounds[1])
    for place, (_, text, colour, size, bold) in zip(places, labels, strict=True):
        add_end_label(figure, place, text, colour, size, bold=bold)


def describe_calendar(trend: CalendarTrend, t: Translator, annotations: pd.DataFrame | None = None) -> Statement:
    """The words of the trend, from the numbers in its traces."""
    passport = trend.metric
    name = passport.title(t)
    known = trend.rolling[trend.rolling["value"].notna()]
    if known.empty:
        return Statement.nothing(t("satisfaction.calendar.empty", metric=name))
    end = known.iloc[-1]
    value, date = passport.write(end["value"], t), t.date(end["week"] + pd.Timedelta(days=6), year=True)
    beyond = episodes(trend)
    below = [run for run in beyond if run["beyond"].iloc[0] < 0]
    above = [run for run in beyond if run["beyond"].iloc[0] > 0]
    side = int(end["beyond"])
    if side:
        title = t(
            "satisfaction.calendar.still_below" if side < 0 else "satisfaction.calendar.still_above",
            metric=name,
            value=value,
            date=date,
            limit=passport.write(end["lower" if side < 0 else "upper"], t),
        )
    elif below:
        worst = pd.concat(below).sort_values("value").iloc[0]
        title = t(
            "satisfaction.calendar.below",
            n=len(below),
            metric=name,
            now=value,
            value=passport.write(worst["value"], t),
            date=t.date(worst["week"] + pd.Timedelta(days=6), year=True),
        )
    elif above:
        best = pd.concat(above).sort_values("value").iloc[-1]
        title = t(
            "satisfaction.calendar.above",
            n=len(above),
            metric=name,
            now=value,
            value=passport.write(best["value"], t),
            date=t.date(best["week"] + pd.Timedelta(days=6), year=True),
        )
    elif trend.limits is not None and trend.limits.state == "full":
        title = t("satisfaction.calendar.within", metric=name, value=value, date=date)
    else:
        title = t("satisfaction.calendar.plain", metric=name, value=value, date=date)
    note = [t("chart.note.n", n=t.count(trend.n))]
    if trend.limits is not None and trend.baseline is not None:
        kind = "limits" if trend.limits.state == "full" else "provisional"
        note.append(t(f"chart.note.{kind}", n=trend.limits.points, period=trend.baseline.write(t)))
    else:
        note.append(t("chart.note.no_limits", n=12))
    if trend.hidden_weeks:
        note.append(t("chart.note.hidden_weeks", n=trend.hidden_weeks, least=t.number(HIDDEN)))
    if annotations is not None and (marks := describe_annotations(annotations, t)):
        note.append(marks)
    note.append(t("chart.note.as_of", date=t.date(trend.as_of, year=True)))
    first = known.iloc[0]
    alt = t(
        "satisfaction.calendar.alt",
        metric=name,
        first=passport.write(first["value"], t),
        start=t.date(first["week"] + pd.Timedelta(days=6), year=True),
        last=value,
        end=date,
        low=passport.write(known["value"].min(), t),
        high=passport.write(known["value"].max(), t),
        finding=title,
    )
    subtitle = t("satisfaction.calendar.subtitle", metric=name, few=t.number(FEW))
    return Statement(title, axis_said(subtitle, passport, calendar_bounds(trend), t), " · ".join(note), alt)
