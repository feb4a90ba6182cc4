"""What a page that owns it lets its reader select: waves, and of answers also segments, ways of asking, branches and
dates."""

from __future__ import annotations

import streamlit as st

from analytics.behind import load_choices
from analytics.frames import natural
from analytics.periods import as_of_day
from analytics.satisfaction.charts.parts import group_label
from analytics.schedule.numbers import load_plan, load_units
from analytics.scope import URL_KEYS
from pages.kit.branches import read_branches
from pages.kit.cache import keep
from pages.kit.controls import choose_period, choose_several, labelled
from pages.kit.errors import caught
from pages.kit.guard import View

FIELDS = {"wave": "waves", "branch": "branches", "segment": "segments", "channel": "channels"}


def choose_selection(view: View) -> None:
    """The controls of the scope, in the row of the controls of the page."""
    if view.owns("channels"):
        with caught(view.t):
            _of_answers(view)
    elif view.owns("waves"):
        store, whole = view.store, view.scope.but(waves=())
        waves = keep(
            view,
            "wave names",
            lambda: sorted(load_units(store, whole, load_plan(store, view.scope)).waves["wave"], key=natural),
        )
        with caught(view.t):
            _several(view, "wave", waves, 170)


def _of_answers(view: View) -> None:
    """What answers can be told apart by; the rarer controls stand behind a button that counts those that are set."""
    t, scope = view.t, view.scope
    options = keep(view, "choices", lambda: load_choices(view.store, view.scope))
    for dimension in ("wave", "segment", "channel"):
        _several(view, dimension, options[dimension], 150)
    chosen = sum(map(bool, (scope.branches, scope.start or scope.end)))
    label = t("satisfaction.more.chosen", n=chosen) if chosen else t("satisfaction.more.none")
    with labelled(t("satisfaction.control.more")), st.popover(label, key="more", width=190):
        _several(view, "branch", options["branch"], "stretch")
        choose_period(t("satisfaction.control.period"), high=as_of_day(scope))


def _several(view: View, dimension: str, options: list[str], width: int | str) -> None:
    names = read_branches(view) if dimension == "branch" else None
    choose_several(
        view.t(f"filter.{dimension}"),
        options,
        URL_KEYS[FIELDS[dimension]],
        lambda code: group_label(dimension, code, view.t, names),
        placeholder=view.t(f"filter.{dimension}.all"),
        width=width,
    )
