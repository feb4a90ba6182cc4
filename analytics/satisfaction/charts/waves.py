"""Which wave? The same small picture for every wave on one scale, with its cut-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.behind import Point
from analytics.charts.annotations import describe_annotations
from analytics.charts.marks import axis_said, value_range
from analytics.frames import rows
from analytics.marks import Exhibit, Facet, Facets, Line, Lines, Upright, values
from analytics.marks.control import SUNDAY
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.charts.calendar import whole_weeks
from analytics.satisfaction.charts.parts import joined, unit_of
from analytics.satisfaction.numbers.look import Overview
from analytics.satisfaction.numbers.trends import WaveTrends
from data.language import start

if TYPE_CHECKING:
    from data.language import Translator


def bounds_of(trends: WaveTrends) -> tuple[float, float]:
    """The one range of the value axes."""
    return value_range(trends.metric, trends.rolling["value"], trends.rolling["low"], trends.rolling["high"])


def wave_facets(trends: WaveTrends, focus: str | None, events: pd.DataFrame, t: Translator) -> Facets:
    """In the order of the cut-overs, each with the events of its wave and of the programme; planned cut-overs are
    dotted."""
    facets, bounds, unit = [], bounds_of(trends), unit_of(trends.metric)
    for row in rows(trends.dates):
        part = whole_weeks(trends.rolling[trends.rolling["wave"] == row.wave].drop(columns="wave"))
        dated = not pd.isna(row.cutover_on)
        line = Line(
            trends.metric.title(t),
            tuple(part["week"] + SUNDAY),
            values(part["value"]),
            "accent" if row.wave == focus else "actual",
            lows=values(part["low"]),
            highs=values(part["high"]),
            n=values(part["n"]),
            ids=tuple(str(Point("wave_window", wave=row.wave, monday=week.date())) for week in part["week"]),
        )
        upright = (Upright(row.cutover_on, t("chart.cut_over"), planned=not row.actual),) if dated else ()
        own = events[events["wave"].isin(["", row.wave])]
        lines = Lines((line,), t("mark.week"), unit, upright, bounds=bounds, events=own)
        day = t.date(row.cutover_on) if dated else ""
        said = day if row.actual or not dated else t("satisfaction.waves.planned", date=day)
        facets.append(Facet(start(t.wave(row.wave)), lines, said, focus=row.wave == focus))
    return Facets(tuple(facets), t("filter.wave"))


def waves_title(trends: WaveTrends, t: Translator) -> str:
    """The highest and the lowest wave now; '' where no wave has a window with enough answers."""
    passport, known = trends.metric, trends.rolling[trends.rolling["value"].notna()]
    name = passport.title(t)
    if known.empty or trends.dates.empty:
        return ""
    latest = known.sort_values("week").groupby("wave").tail(1)
    recent = latest[latest["week"] == latest["week"].max()]
    solid = recent[recent["n"] >= FEW].sort_values("value")
    if solid.empty:
        return t("satisfaction.waves.few", metric=name, n=FEW)
    low, high = solid.iloc[0], solid.iloc[-1]
    if len(solid) == 1:
        return t("satisfaction.waves.one", metric=name, wave=t.wave(low["wave"]), value=passport.write(low["value"], t))
    return t(
        "satisfaction.waves.range",
        n=len(solid),
        metric=name,
        low=passport.write(low["value"], t),
        low_wave=t.wave(low["wave"]),
        high=passport.write(high["value"], t),
        high_wave=t.wave(high["wave"]),
    )


def chart_waves(look: Overview, t: Translator) -> Exhibit:
    """Between which values the waves lie now, and how each came there."""
    trends = look.waves
    name, title = trends.metric.title(t), waves_title(trends, t)
    subtitle = t("satisfaction.waves.subtitle", metric=name)
    if not title:
        needs = ("waves",) if trends.dates.empty else ()
        return Exhibit.nothing(t("satisfaction.waves.empty", metric=name), subtitle, needs=needs)
    waiting = int((~trends.dates["actual"]).sum())
    weeks = trends.rolling["week"] + SUNDAY
    own = look.events[look.events["wave"].isin(["", *trends.dates["wave"]])]
    note = joined(
        t("chart.note.waves", n=len(trends.dates)),
        t("chart.note.waiting", n=waiting) if waiting else t("chart.note.all_moved"),
        t("chart.note.hidden_windows", n=HIDDEN),
        t("chart.note.as_of", date=t.date(trends.as_of, year=True)),
        describe_annotations(own, t, weeks.min(), weeks.max()),
    )
    said = axis_said(subtitle, trends.metric, bounds_of(trends), t)
    return Exhibit(title, said, note, wave_facets(trends, look.event.focus, look.events, t))
