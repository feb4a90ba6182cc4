"""Which wave? The same small picture for every wave on one scale, with its cut-over and what has not happened yet."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.marks import BAND, add_band, add_line, add_upright, axis_said, hover, value_axis, value_range
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank, template
from analytics.frames import rows
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.charts.calendar import short_wave, whole_weeks
from analytics.satisfaction.numbers.trends import WaveTrends
from data.language import Translator


def waves_bounds(trends: WaveTrends) -> tuple[float, float]:
    """The one range of the value axes."""
    return value_range(trends.metric, trends.rolling["value"], trends.rolling["low"], trends.rolling["high"])


def figure_waves(
    trends: WaveTrends,
    palette: Palette,
    t: Translator,
    height: int = 300,
    *,
    columns: int = 4,
    focus: str | None = None,
    annotations: pd.DataFrame | None = None,
) -> go.Figure:
    """Small multiples in the order of the cut-overs, each with the events of its wave and of the programme. ``customdata`` of a point is [wave, Monday of the last week]."""
    passport, dates, rolling = trends.metric, trends.dates, trends.rolling
    if dates.empty or rolling.empty:
        return blank(palette, height)
    columns = max(1, min(columns, len(dates)))
    lines = -(-len(dates) // columns)
    figure = make_subplots(
        rows=lines,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.03,
        vertical_spacing=min(0.22, 0.34 / max(lines - 1, 1)) if lines > 1 else 0.1,
    )
    figure.update_layout(template=template(palette), height=height, margin={"t": 28, "b": 8, "l": 8, "r": 8})
    sunday = pd.Timedelta(days=6)
    today = pd.Timestamp(trends.as_of).normalize()
    first = rolling["week"].min() + sunday
    last = max(today, dates["cutover_on"].max()) + pd.Timedelta(days=7)
    bounds = waves_bounds(trends)
    for at, wave in enumerate(rows(dates)):
        where = {"row": at // columns + 1, "col": at % columns + 1}
        number = at + 1 if at else ""
        in_focus = wave.wave == focus
        colour = palette.accent if in_focus else palette.actual
        part = whole_weeks(rolling[rolling["wave"] == wave.wave].drop(columns="wave"))
        if len(part):
            x = list(part["week"] + sunday)
            points = rows(part)
            hovers = [
                hover(passport, p, t("chart.weeks_to", date=t.date(p.week + sunday, year=True)), t) for p in points
            ]
            ids = [[wave.wave, p.week.date().isoformat()] for p in points]
            add_band(figure, x, part, palette.alpha(colour, BAND), wave.wave, **where)
            add_line(figure, x, part, colour, 1.6, wave.wave, palette, hovers, ids, **where)
        if not wave.actual:
            _add_hatch(figure, today, last, bounds, palette, wave.wave, where)
        if not pd.isna(wave.cutover_on):
            add_upright(
                figure, wave.cutover_on, palette, planned=not wave.actual, xref=f"x{number}", yref=f"y{number} domain"
            )
        day = "" if pd.isna(wave.cutover_on) else t.date(wave.cutover_on)
        figure.add_annotation(
            x=0,
            xref=f"x{number} domain",
            y=1,
            yref=f"y{number} domain",
            xanchor="left",
            yanchor="bottom",
            yshift=4,
            showarrow=False,
            text=f"<b>{short_wave(wave.wave)}</b>  {day}",
            font={"size": 12, "color": palette.accent if in_focus else palette.text},
        )
    years = [pd.Timestamp(year, 1, 1) for year in range(first.year, last.year + 1)]
    ticks = [year for year in years if first <= year <= last]
    figure.update_xaxes(
        range=[first, last], tickmode="array", tickvals=ticks, ticktext=[str(tick.year) for tick in ticks]
    )
    figure.update_yaxes(**value_axis(passport, bounds, t))
    if annotations is not None:
        for at, wave in enumerate(dates["wave"]):
            own = annotations[annotations["wave"].isin(["", wave])]
            add_annotations(figure, own, palette, t, bounds[0], 6, row=at // columns + 1, col=at % columns + 1)
    return figure


def _add_hatch(
    figure: go.Figure,
    start: pd.Timestamp,
    end: pd.Timestamp,
    bounds: tuple[float, float],
    palette: Palette,
    wave: str,
    where: dict[str, int],
) -> None:
    """What cannot be known yet, hatched from today on."""
    low, high = bounds
    figure.add_trace(
        go.Scatter(
            x=[start, end, end, start],
            y=[low, low, high, high],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillpattern={
                "shape": "/",
                "size": 6,
                "solidity": 0.2,
                "fgcolor": palette.prior,
                "bgcolor": "rgba(0,0,0,0)",
                "fillmode": "replace",
            },
            hoverinfo="skip",
            meta={"role": "not_yet", "name": wave},
        ),
        **where,
    )


def describe_waves(trends: WaveTrends, t: Translator, annotations: pd.DataFrame | None = None) -> Statement:
    """The words of the small multiples: the highest and the lowest wave now."""
    passport = trends.metric
    name = passport.title(t)
    known = trends.rolling[trends.rolling["value"].notna()]
    if known.empty or trends.dates.empty:
        return Statement.nothing(t("satisfaction.waves.empty", metric=name))
    latest = known.sort_values("week").groupby("wave").tail(1)
    recent = latest[latest["week"] == latest["week"].max()]
    solid = recent[recent["n"] >= FEW].sort_values("value")
    if len(solid) >= 2:
        low, high = solid.iloc[0], solid.iloc[-1]
        title = t(
            "satisfaction.waves.range",
            n=len(solid),
            metric=name,
            low=passport.write(low["value"], t),
            low_wave=t.wave(low["wave"]),
            high=passport.write(high["value"], t),
            high_wave=t.wave(high["wave"]),
        )
    elif len(solid) == 1:
        only = solid.iloc[0]
        title = t(
            "satisfaction.waves.one", metric=name, wave=t.wave(only["wave"]), value=passport.write(only["value"], t)
        )
    else:
        title = t("satisfaction.waves.few", metric=name, n=FEW)
    waiting = int((~trends.dates["actual"]).sum())
    subtitle = t("satisfaction.waves.subtitle", metric=name)
    note = [
        t("chart.note.waves", n=len(trends.dates)),
        t("chart.note.waiting", n=waiting) if waiting else t("chart.note.all_moved"),
        t("chart.note.hidden_windows", n=HIDDEN),
        t("chart.note.as_of", date=t.date(trends.as_of, year=True)),
    ]
    if annotations is not None:
        weeks = trends.rolling["week"] + pd.Timedelta(days=6)
        own = annotations[annotations["wave"].isin(["", *trends.dates["wave"]])]
        note += [marks] if (marks := describe_annotations(own, t, weeks.min(), weeks.max())) else []
    alt = t("satisfaction.waves.alt", n=len(trends.dates), metric=name, finding=title)
    return Statement(title, axis_said(subtitle, passport, waves_bounds(trends), t), " · ".join(note), alt)
