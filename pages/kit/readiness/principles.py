"""The four principles: one score each, opened down to its rows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics.compliance.numbers import load_duties
from analytics.frames import rows
from analytics.metrics.principles import PRINCIPLES, Score, load_principles
from analytics.reports.compliance import duty_of
from analytics.rights.charts.fairness import group_name
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.controls import pick
from pages.kit.guard import View
from pages.kit.readings import show_metrics
from pages.kit.state import OUTCOME
from pages.kit.status import shape
from pages.kit.table import Column, show_table
from pages.kit.take import show_csv

SHOWN = 15
SCORES = {"lawful": "lawful", "fair": "fair_comparisons", "transparent": "told_in_time", "safe": "safe_in_order"}
"""Principle → the metric that is its score."""


def show_principles(view: View) -> None:
    """Four tiles; below them the rows of the chosen one, those that are wrong first."""
    t = view.t
    scores = keep(view, "principles", lambda: load_principles(view.store, view.scope))
    show_metrics(view, [SCORES[name] for name in PRINCIPLES])
    chosen = pick(
        t("readiness.principle"),
        PRINCIPLES,
        OUTCOME,
        lambda code: t(f"readiness.principle.{code}"),
        default=PRINCIPLES[0],
    )
    _rows(view, next(score for score in scores if score.principle == chosen))


def _rows(view: View, score: Score) -> None:
    t, frame = view.t, score.rows
    title = t(f"readiness.principle.{score.principle}.title")
    columns = [
        Column(t("readiness.column.state"), "state", hidden_header=True),
        Column(t("readiness.column.what_counted"), "head"),
        Column(t("readiness.column.about"), "prose"),
    ]
    if frame["number"].notna().any():
        columns.append(Column(t("readiness.column.number"), "number"))
    duties = _duties(view) if score.principle == "lawful" else {}
    lines = [_line(view, score, row, duties)[: len(columns)] for row in frame.head(SHOWN).itertuples(index=False)]
    with card(title, t(f"readiness.principle.{score.principle}.subtitle"), key="card-principle"):
        show_table(columns, lines, title)
        with st.container(horizontal=True):
            st.caption(t("readiness.principle.shown", shown=min(SHOWN, len(frame)), n=len(frame)))
            show_csv(view, "principle", frame, file=score.principle)


def _duties(view: View) -> dict[str, str]:
    """What each duty asks for, by its number: a number alone tells a reader nothing."""
    catalogue = keep(view, "catalogue of duties", lambda: load_duties(view.store, view.scope).catalogue)
    return {row.obligation: f"{row.obligation} {duty_of(row, view.t)}" for row in rows(catalogue)}


def _line(view: View, score: Score, row: object, duties: Mapping[str, str]) -> tuple[object, ...]:
    t = view.t
    state, what, about, number = row  # type: ignore[misc]
    key = f"readiness.counted.{what}"
    if score.principle == "fair":
        item, _, grp = about.partition(".")
        about, what = group_name(item, grp, t), t(f"rights.outcome.{what}")
        number = t.percent(number, 1, sign=True)
    else:
        what = t(key) if t.has(key) else duties.get(what, what)
        number = t.number(None if number is None or pd.isna(number) else number)
    return shape(state, t(f"readiness.check_state.{state}")), str(what), about or "–", number
