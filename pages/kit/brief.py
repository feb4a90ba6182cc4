"""The other sections of the page of the week: how each area stands, what changed, what is due and who owes which
upload."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.brief.calendar import calendar_ics
from analytics.brief.due import grid_due, load_due, near, title_due
from analytics.brief.owed import grid_owed, load_owed, title_owed
from analytics.brief.parts import grid_decisions, load_since, since_of, title_changes, title_decisions
from analytics.brief.standing import grid_areas, load_areas, title_areas
from analytics.marks import Grid
from analytics.marks.words import frame_of
from analytics.meeting.editions import grid_changes
from analytics.periods import as_of_day
from pages.kit.area import show_grid
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.controls import choose
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.navigation import BY_NAME
from pages.kit.state import link_params
from pages.kit.take import show_csv, take_button

SECTIONS = ("week", "areas", "changed", "due")
SINCE = "since"
"""The edition that what changed is told since; a week before where none is named."""
WEEK = "week"


def show_section(view: View, section: str) -> None:
    """One of the sections but the first."""
    {"areas": _show_areas, "changed": _show_changed, "due": _show_due}[section](view)


def _show_table(view: View, key: str, title: str, subtitle: str, grid: Grid) -> None:
    with card(title, subtitle, key=f"card-{key}"):
        if grid.rows:
            show_grid(view, key, grid, title)
            show_csv(view, key, frame_of(grid))


def _show_ways(view: View, key: str, names: Sequence[str]) -> None:
    """The ways to pages that a table names, each once, with the same scope."""
    with st.container(horizontal=True, gap="small", key=key):
        for name in dict.fromkeys(names):
            page = BY_NAME.get(name)
            if page is not None and page.open_to(view.rights):
                st.page_link(
                    page.script, label=view.t(f"page.{name}"), icon=page.icon, query_params=link_params(view.scope)
                )


def _show_areas(view: View) -> None:
    t = view.t
    with caught(t):
        found = keep(view, "brief areas", lambda: load_areas(view.store, view.scope, t), shown=True)
        _show_table(view, "areas", title_areas(found, t), t("brief.areas.subtitle"), grid_areas(found, t))
        _show_ways(view, "area-ways", [one.area for one in found if one.state in ("bad", "watch")])


def _show_changed(view: View) -> None:
    t = view.t
    with caught(t):
        names = [one.name for one in view.store.editions.all()]
        if names:
            asked = choose(
                t("brief.since.choose"),
                [WEEK, *names],
                SINCE,
                lambda code: t("brief.since.week") if code == WEEK else code,
                default=WEEK,
            )
        else:
            asked = WEEK
        since = since_of(view.store, view.scope, "" if asked == WEEK else asked)
        found = keep(view, "brief changed", lambda: load_since(view.store, view.scope, since, t), since, shown=True)
        _show_table(
            view, "changes", title_changes(found, since, t), t("brief.changed.subtitle"), grid_changes(found, t)
        )


def _show_due(view: View) -> None:
    t = view.t
    with caught(t):
        every = keep(view, "brief due", lambda: load_due(view.store, view.scope, t), shown=True)
        found = near(every, as_of_day(view.scope))
        _show_table(
            view, "due", title_due(found, view.scope, t), t("brief.due.subtitle"), grid_due(found, view.scope, t)
        )
        _show_ways(view, "due-ways", [one.page for one in found])

        def as_calendar() -> bytes:
            view.store.audit("export", view.rights, what="calendar", form="ics", rows=len(every))
            return calendar_ics(every, view.store, view.scope, t)

        if every:
            take_button(t("brief.due.calendar"), as_calendar, "handover.ics", "text/calendar", "calendar-take", "event")
    with caught(t):
        decisions = grid_decisions(view.store, view.scope, t)
        _show_table(view, "decisions", title_decisions(decisions, t), t("brief.decisions.subtitle"), decisions)
    with caught(t):
        owed = keep(view, "brief owed", lambda: load_owed(view.store, view.scope))
        _show_table(
            view, "owed", title_owed(owed, view.scope, t), t("brief.owed.subtitle"), grid_owed(owed, view.scope, t)
        )
