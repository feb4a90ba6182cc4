"""The four charts of the satisfaction page, each in its card, and the sentence above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from analytics.behind import Point
from analytics.charts.palette import LIGHT, Palette
from analytics.charts.statement import Statement
from analytics.frames import largest
from analytics.metrics import METRICS, Reading
from analytics.satisfaction import charts
from analytics.satisfaction.numbers.trends import (
    AFTER,
    CalendarTrend,
    EventTrend,
    Groups,
    WaveTrends,
    load_calendar,
    load_event,
    load_groups,
    load_waves,
)
from pages.kit.annotations import read_annotations
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.charts import show_figure
from pages.kit.controls import pick
from pages.kit.empty import drawn_later, titled
from pages.kit.errors import caught
from pages.kit.filters import said
from pages.kit.guard import View
from pages.kit.readings import read_now
from pages.kit.state import BY, POINT, write_param
from pages.kit.survey.controls import GROUPINGS, Choice, read_branches
from pages.kit.take import show_csv, show_slide
from pages.kit.week import score_sentence, score_sentences

HEIGHT = 320
TILES = ("nps", "csat", "ces", "response_rate")
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EXPORTED = ("wave", "group", "week", "step", "value", "low", "high", "n", "note", "lower", "upper", "q", "verdict")
"""Columns of a frame that leave with it, in this order, where it has them."""
SlideFigure = Callable[[], go.Figure]
"""Draws the figure of a slide: always in the light palette."""


@dataclass(frozen=True)
class Survey:
    """Everything the page draws, loaded once a state of the store."""

    choice: Choice
    reading: Reading
    calendar: CalendarTrend
    event: EventTrend
    waves: WaveTrends
    groups: Groups
    annotations: pd.DataFrame


def read_survey(view: View, choice: Choice) -> Survey:
    """The frames behind the charts for the chosen score and grouping."""
    metric = METRICS[choice.score]
    store, scope = view.store, view.scope
    return Survey(
        choice,
        read_now(view, choice.score),
        keep(view, "calendar", lambda: load_calendar(store, scope, metric), choice.score),
        keep(view, "event", lambda: load_event(store, scope, metric), choice.score),
        keep(view, "waves", lambda: load_waves(store, scope, metric), choice.score),
        keep(view, "groups", lambda: load_groups(store, scope, metric, choice.by), choice.score, choice.by),
        read_annotations(view),
    )


def message(survey: Survey, view: View) -> str:
    """The page's finding: how the score stands, which of the other tiles got worse, and what the move did to the score."""
    t, event, passport = view.t, survey.event, survey.reading.metric
    what = said(view)
    if not score_sentence(survey.reading, t):
        # Of what is not there nothing else is said: a wave that fell in another selection is no finding of this one.
        few = t("scope.few", what=what) if what else ""
        key = "satisfaction.message.missing" if survey.reading.missing else "satisfaction.message.nothing"
        return few or t(key, metric=passport.title(t))
    chosen = survey.choice.score
    others = [read_now(view, one) for one in TILES if one != chosen]
    parts = score_sentences([survey.reading, *others], t)
    tested = event.changes[event.changes["verdict"] != "few"]
    beyond = tested[tested["verdict"].isin(["fell", "rose"])]
    if len(tested):
        row = largest(beyond if len(beyond) else tested, "change")
        size, change = (write(float(row.change), t) for write in (passport.write_size, passport.write_change))
        start = survey.calendar.cutovers.set_index("wave")["cutover_on"].get(row.wave)
        wave = t.wave(row.wave)
        known = {"wave": wave[:1].upper() + wave[1:], "size": size, "n": int(min(row.weeks, AFTER)), "date": t.date(start, year=True)}  # fmt: skip
        if len(beyond):
            parts.append(t(f"satisfaction.message.{row.verdict}", **known))
        else:
            one = len(tested) == 1
            key = "satisfaction.message.steady_one" if one else "satisfaction.message.steady"
            parts.append(t(key, n=len(tested), wave=known["wave"] if one else wave, change=change))
    return t.sentences(*(part for part in parts if part))


def show_calendar(view: View, survey: Survey) -> None:
    """Is the score really changing?"""

    def draw(palette: Palette) -> go.Figure:
        return charts.figure_calendar(survey.calendar, palette, view.t, HEIGHT, survey.annotations)

    words = charts.describe_calendar(survey.calendar, view.t, survey.annotations)
    _show(view, survey, "calendar", words, draw, survey.calendar.rolling, _window)


def show_event(view: View, survey: Survey) -> None:
    """Did the move hurt?"""

    def draw(palette: Palette) -> go.Figure:
        return charts.figure_event(survey.event, palette, view.t, HEIGHT)

    _show(view, survey, "event", charts.describe_event(survey.event, view.t), draw, survey.event.rolling, _event)


def show_waves(view: View, survey: Survey) -> None:
    """Which wave?"""

    def draw(palette: Palette) -> go.Figure:
        return charts.figure_waves(
            survey.waves, palette, view.t, HEIGHT, focus=survey.event.focus, annotations=survey.annotations
        )

    _show(
        view,
        survey,
        "waves",
        charts.describe_waves(survey.waves, view.t, survey.annotations),
        draw,
        survey.waves.rolling,
        _wave_window,
    )


def show_groups(view: View, survey: Survey) -> None:
    """Which group?"""
    t, names, dimension = view.t, read_branches(view), survey.choice.by

    def draw(palette: Palette) -> go.Figure:
        return charts.figure_groups(survey.groups, palette, t, HEIGHT - 44, names)

    def control() -> None:
        pick(
            t("satisfaction.control.by"),
            GROUPINGS,
            BY,
            lambda code: t(f"filter.{code}"),
            default="wave",
            label_visibility="collapsed",
        )

    def point_of(ids: list[Any]) -> Point:
        return Point("group", dimension=dimension, value=str(ids[0]))

    words = charts.describe_groups(survey.groups, t, names)
    _show(view, survey, "groups", words, draw, survey.groups.frame, point_of, control)


def _export(view: View, survey: Survey, key: str, words: Statement, frame: pd.DataFrame, figure: SlideFigure) -> None:
    """What can be taken along: the frame as CSV and the chart as a slide. Made at the click, written into the audit log."""
    t, score = view.t, survey.choice.score
    name = f"{score}-{key}-{survey.calendar.as_of:%Y-%m-%d}"

    kept = {column: t(f"export.{column}") for column in EXPORTED if column in frame}
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"foot-{key}"):
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(words.note), width="stretch")
        show_csv(view, key, frame, kept, file=name)
        show_slide(
            view,
            key,
            words,
            lambda: survey.reading.metric,
            figure,
            lambda: survey.calendar.as_of,
            file=name,
            rows=len(frame),
        )


def _show(
    view: View,
    survey: Survey,
    key: str,
    words: Statement,
    draw: Callable[[Palette], go.Figure],
    frame: pd.DataFrame,
    point_of: Callable[[list[Any]], Point],
    control: Callable[[], None] | None = None,
) -> None:
    """One chart in its card; where there is nothing to draw the card keeps its size and says what is missing."""
    with card(titled(words, view), words.subtitle, key=f"card-{key}"), caught(view.t):
        if control:
            control()
        if words.empty:
            st.html(drawn_later(words, view))
            return
        about = (survey.choice.score, survey.choice.by if key == "groups" else "")
        figure = keep(view, f"figure {key}", lambda: draw(view.palette), *about, shown=True)
        # Wider than a phone where it must be: then it scrolls in its card.
        with st.container(key=f"wide-{key}"):
            show_figure(figure, f"chart-{key}", words.alt, on_select=lambda: _choose_point(f"chart-{key}", point_of))
        _export(view, survey, key, words, frame, lambda: draw(LIGHT))


def _choose_point(key: str, point_of: Callable[[list[Any]], Point]) -> None:
    """Put the point that was clicked into the URL; the answers behind it are drawn below the charts."""
    points = st.session_state[key]["selection"]["points"]
    ids = next((point["customdata"] for point in points if point.get("customdata")), None)
    if ids:
        write_param(POINT, [str(point_of(list(ids)))])


def _window(ids: list[Any]) -> Point:
    return Point.parse(f"window:{ids[0]}") or Point("all")


def _event(ids: list[Any]) -> Point:
    return Point("event", wave=str(ids[0]), step=int(ids[1]))


def _wave_window(ids: list[Any]) -> Point:
    return Point.parse(f"wave_window:{ids[0]}:{ids[1]}") or Point("all")
