"""The controls of the satisfaction page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.behind import load_branch_names, load_choices
from analytics.periods import as_of_day
from analytics.satisfaction.charts.groups import group_label
from pages.kit.cache import keep
from pages.kit.controls import choose_period, choose_several, controls, labelled, pick
from pages.kit.guard import View
from pages.kit.state import BY, SCORE, read_param

SCORES = ("nps", "csat", "ces")
GROUPINGS = ("wave", "branch", "segment", "channel", "phase")
KEY_OF = {"wave": "wave", "branch": "branch", "segment": "seg", "channel": "ch"}
"""Dimension → key of the URL."""


@dataclass(frozen=True)
class Choice:
    """What the reader chose beside the scope: the score, and the dimension that groups are formed by."""

    score: str
    by: str


def read_branches(view: View) -> dict[str, str]:
    """Branch id → name, where one is given."""
    return keep(view, "branch names", lambda: load_branch_names(view.store, view.scope))


def show_controls(view: View) -> Choice:
    """The row of controls. What they say is already in the view's scope, which was read from the URL."""
    t = view.t
    options = keep(view, "choices", lambda: load_choices(view.store, view.scope))
    with controls():
        score = pick(
            t("satisfaction.control.score"), SCORES, SCORE, lambda code: t(f"metric.{code}.title"), default="nps"
        )
        pick(
            t("satisfaction.control.axis"),
            ("calendar", "event"),
            "axis",
            lambda code: t(f"satisfaction.axis.{code}"),
            default="calendar",
        )
        for dimension in ("wave", "segment", "channel"):
            _filter(view, dimension, options[dimension], 150)
        with labelled(t("satisfaction.control.more")), st.popover(_more(view), key="more", width=190):
            _filter(view, "branch", options["branch"], "stretch")
            choose_period(t("satisfaction.control.period"), high=as_of_day(view.scope))
    by = read_param(BY)
    return Choice(score, by[-1] if by and by[-1] in GROUPINGS else "wave")


def _filter(view: View, dimension: str, options: list[str], width: int | str) -> None:
    names = read_branches(view) if dimension == "branch" else None
    choose_several(
        view.t(f"filter.{dimension}"),
        options,
        KEY_OF[dimension],
        lambda code: group_label(dimension, code, view.t, names),
        placeholder=view.t(f"filter.{dimension}.all"),
        width=width,
    )


def _more(view: View) -> str:
    """The name of the button behind which the rarer filters are, with how many of them are set."""
    chosen = sum(map(bool, (view.scope.branches, view.scope.start or view.scope.end)))
    return view.t("satisfaction.more.chosen", n=chosen) if chosen else view.t("satisfaction.more.none")
