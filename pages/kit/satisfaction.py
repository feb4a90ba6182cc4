"""The answers behind a number of the satisfaction page, and where each was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.behind import Point, load_rows
from analytics.periods import current_period
from analytics.satisfaction.charts.parts import group_label
from analytics.satisfaction.numbers.look import Overview, load_overview
from pages.kit.branches import read_branches
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.controls import choose
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.state import POINT, read_param
from pages.kit.table import Cell, Column, table

SHOWN = 20


def read_point() -> Point | None:
    """The point that the link names."""
    asked = read_param(POINT)
    return Point.parse(asked[-1]) if asked else None


def point_words(point: Point, look: Overview, view: View) -> str:
    """A point in words: ``4 weeks to 2 Aug 2026`` · ``wave 3, weeks −1 to 2 since cut-over`` · ``Retail``."""
    t = view.t
    if point.kind == "all":
        return t("satisfaction.point.all", period=current_period(view.scope).phrase(t))
    if point.kind == "event":
        low, high = (t.number(step) for step in (point.step - 3, point.step))
        return t("satisfaction.point.event", wave=t.wave(point.wave), low=low, high=high)
    if point.kind == "group":
        group = group_label(point.dimension, point.value, t, look.names if point.dimension == "branch" else None)
        return t("satisfaction.point.group", group=group, period=look.groups.period.phrase(t))
    end = t.date(point.monday + pd.Timedelta(days=6), year=True) if point.monday else ""
    words = t("satisfaction.point.week" if point.kind == "week" else "satisfaction.point.window", end=end)
    return t("satisfaction.point.of_wave", wave=t.wave(point.wave), window=words) if point.wave else words


def show_answers(view: View, chosen: Sequence[str]) -> None:
    """The card of the answers: what is pointed at (by the charts or from a list), then the answers with their
    lineage."""
    t, point = view.t, read_point()
    score, by = chosen
    look = keep(view, "overview of a score", lambda: load_overview(view.store, view.scope, score, by), score, by)
    groups = [Point("group", dimension=by, value=str(group)) for group in look.groups.frame["group"]]
    offered = {str(entry): entry for entry in (Point("all"), *groups, *([point] if point else []))}
    what = point_words(point, look, view) if point else ""
    title = t("satisfaction.answers.title", what=what) if point else t("satisfaction.answers.none")
    with card(title, t("satisfaction.answers.subtitle"), key="answers", stretch=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choose(
                t("satisfaction.answers.choose"),
                ["", *offered],
                POINT,
                lambda code: point_words(offered[code], look, view) if code else t("satisfaction.answers.choose.none"),
                default="",
                width=340,
            )
        if point is None:
            return
        if not view.rights.row_level:
            st.html(Markup('<p class="ho-text ho-muted">{}</p>').format(t("satisfaction.answers.no_right")))
            return
        with caught(t):
            show_rows(view, load_rows(view.store, view.scope, score, point))


def show_rows(view: View, rows: pd.DataFrame) -> None:
    """The first answers as a table, and how many there are."""
    t = view.t
    if rows.empty:
        st.html(Markup('<p class="ho-text ho-muted">{}</p>').format(t("empty.chart.filtered")))
        return
    columns = [
        Column(t("satisfaction.column.answered")),
        Column(t("filter.wave")),
        Column(t("filter.branch")),
        Column(t("filter.segment")),
        Column(t("filter.channel")),
        Column(t("metric.nps.title"), "number"),
        Column(t("metric.csat.title"), "number"),
        Column(t("metric.ces.title"), "number"),
        Column(t("satisfaction.column.comment"), "prose"),
        Column(t("satisfaction.column.place")),
    ]
    names = read_branches(view)

    def text(dimension: str, value: object) -> str:
        return group_label(dimension, str(value), t, names) if isinstance(value, str) and value else "–"

    shown: list[list[Cell]] = [
        [
            t.date(row.at_time, year=True),
            text("wave", row.wave),
            text("branch", row.branch),
            text("segment", row.segment),
            text("channel", row.channel),
            "–" if pd.isna(row.nps) else t.number(float(row.nps)),
            _of(row.csat, row.csat_points, view),
            _of(row.ces, row.ces_points, view),
            row.comment if isinstance(row.comment, str) else "",
            _place(row, view),
        ]
        for row in rows.head(SHOWN).itertuples()
    ]
    st.html(table(columns, shown, t("satisfaction.answers.label")))
    count = t("satisfaction.answers.count", n=len(rows), shown=min(SHOWN, len(rows)))
    st.html(Markup('<p class="ho-note">{}</p>').format(count))


def _place(row: Any, view: View) -> str:
    """Where a row comes from: file, sheet and row, or an edit on screen."""
    if not isinstance(row.file_name, str):
        return "–"
    if not row.file_name:
        return view.t("records.batches.screen")
    return view.t("satisfaction.place", file=row.file_name, sheet=row.sheet, row=str(row.row))


def _of(value: object, points: object, view: View) -> str:
    """A rating with its scale: ``4 of 5``."""
    if pd.isna(value):  # type: ignore[call-overload]
        return "–"
    written = view.t.number(float(value), 0 if float(value).is_integer() else 1)  # type: ignore[arg-type]
    return written if pd.isna(points) else view.t("satisfaction.rating", value=written, points=int(points))  # type: ignore[call-overload]
