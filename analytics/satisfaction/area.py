"""How satisfied customers are, and whether the move changed it. What its page shows, in order."""

from __future__ import annotations

from functools import partial

from analytics.catalogue import Area, Chart, Choice, Custom, Row, Section, Table
from analytics.satisfaction.charts import (
    calendar,
    change,
    control,
    drivers,
    event,
    groups,
    mode,
    planning,
    response,
    survivors,
    themes,
    waves,
)
from analytics.satisfaction.headline import TILES, headline
from analytics.satisfaction.numbers.look import DIMENSIONS, load_overview, offered_scores
from analytics.satisfaction.numbers.themes import load_themes

SCORE = Choice(
    "score", "satisfaction.control.score", offered_scores, lambda code, t: t(f"metric.{code}.title"), few=True
)
GROUP = Choice(
    "by", "satisfaction.control.by", lambda store, scope: DIMENSIONS, lambda code, t: t(f"filter.{code}"), few=True
)
SUBJECT = Choice("focus", "choice.wave", control.watched, control.subject_words)
PRECISION = Choice("half", "satisfaction.planning.control", lambda store, scope: planning.USUAL, planning.width_words)

AREA = Area(
    "satisfaction",
    needs=("surveys",),
    headline=headline,
    tiles=TILES,
    sections=(
        Section(
            "overview",
            Row(
                Chart("calendar", load_overview, calendar.chart_calendar, picks="point"),
                Chart("event", load_overview, event.chart_event, picks="point"),
            ),
            Row(
                Chart("waves", load_overview, waves.chart_waves, picks="point"),
                Chart("groups", load_overview, groups.chart_groups, picks="point"),
            ),
            Custom("answers"),
            choices=(SCORE, GROUP),
        ),
        Section(
            "change",
            Row(
                Chart("change", change.load_look, change.chart_change),
                Chart("effects", change.load_look, change.chart_effects),
            ),
            Table("change-table", change.load_look, change.table_change),
            choices=(SCORE,),
        ),
        Section(
            "drivers",
            Row(
                Chart("drivers", drivers.load_look, drivers.chart_drivers),
                Chart("map", drivers.load_look, drivers.chart_map),
                "even",
            ),
            choices=(SCORE,),
        ),
        Section(
            "mode",
            Row(
                Chart("mode", mode.load_look, mode.chart_mode),
                Chart("shares", mode.load_look, mode.chart_shares),
                "even",
            ),
            Table("weighted", mode.load_look, mode.table_weighted),
            choices=(SCORE,),
        ),
        Section(
            "control",
            Chart("control", control.load_look, control.chart_control),
            Table("control-table", control.load_look, control.table_control),
            choices=(SCORE, SUBJECT),
        ),
        Section(
            "left",
            Row(
                Chart("survivors", survivors.load_look, survivors.chart_survivors),
                Chart("silent", survivors.load_look, survivors.chart_silent, rests=("departures",)),
            ),
            choices=(SCORE,),
        ),
        Section(
            "themes",
            Row(
                Chart("themes", load_themes, themes.chart_themes),
                Chart("theme", load_themes, themes.chart_theme),
            ),
        ),
        Section(
            "response",
            Row(
                Chart("response-segment", response.load_look, partial(response.chart_response, dimension="segment")),
                Chart("response-channel", response.load_look, partial(response.chart_response, dimension="channel")),
                "even",
            ),
            Chart("response-branch", response.load_look, partial(response.chart_response, dimension="branch")),
        ),
        Section(
            "plan",
            Row(
                Chart("planning", planning.load_look, planning.chart_planning),
                Chart("rates", planning.load_look, planning.chart_rates),
            ),
            Table("plan-table", planning.load_look, planning.table_plan),
            choices=(SCORE, PRECISION),
        ),
    ),
)
