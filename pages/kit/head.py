"""The head of a page that shows the programme: the context line from the store, what narrows the page, then the
message."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from analytics.periods import as_of_day
from analytics.programme import Overview, load_overview
from pages.kit.anew import heard
from pages.kit.cache import keep
from pages.kit.errors import Standin, words_of
from pages.kit.filters import show_filters, show_moment
from pages.kit.guard import View
from pages.kit.judging import read_judge
from pages.kit.page import show_context, show_message
from pages.kit.reach import show_reach
from pages.kit.status import shape_beside

SAID = 3
"""Settings that cannot be read and are named; the others are counted."""


def read_overview(view: View) -> Overview:
    """The programme as of the scope's moment, once a state of the store; a stand-in where it could not be read."""
    return keep(view, "overview", lambda: load_overview(view.store, view.whole().scope))


def programme_name(view: View) -> str:
    """``Lakeside → Meridian``, or '' where nobody has said who the parties are."""
    programme = read_overview(view)
    return "" if isinstance(programme, Standin) else programme.parties(view.t)


def show_head(view: View, page: str, message: str, *facts: str) -> None:
    """Context line, filters and message of ``page``; an input that is late is named in the watch colour.

    A moment that was chosen is a filter and stands among them; today is a fact.
    """
    anew = heard()  # of the message, which was worked out just before
    t, overview = view.t, read_overview(view)
    day = t.date(as_of_day(view.scope), year=True)
    lost = isinstance(overview, Standin)
    oldest = None if lost else overview.oldest
    late = lost or (oldest is not None and oldest.late)
    freshness = words_of(overview.why, t) if isinstance(overview, Standin) else overview.freshness(t)
    with st.container(gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="context"):
            show_context(
                t(f"page.{page}"),
                [
                    programme_name(view),
                    "" if view.scope.as_of else t("context.now", day=day),
                    *facts,
                    *([] if late else [freshness]),
                ],
                warnings=[freshness] if late else [],
            )
            show_moment(view)
        show_filters(view)
        show_message(message)
        if anew:
            st.html(Markup('<div class="ho-key"><span>{}</span></div>').format(anew))
        show_unreadable(view)
        show_reach(view, page)
    heard()


def show_unreadable(view: View) -> None:
    """The settings that do not hold, each with what holds in its place: nobody is to believe that they do."""
    said = [one.sentence(view.t) for one in read_judge(view).unreadable]
    if said:
        shown = [Markup("{}<span>{}</span>").format(shape_beside("watch"), words) for words in said[:SAID]]
        if len(said) > SAID:
            shown.append(Markup("<span>{}</span>").format(view.t("setting.said.more", n=len(said) - SAID)))
        st.html(Markup('<div class="ho-key">{}</div>').format(Markup("").join(shown)))
