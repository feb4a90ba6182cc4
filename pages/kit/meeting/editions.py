"""Editions on the page of the steering meeting: the list, making one, and what changed between two."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from analytics.marks.words import frame_of
from analytics.meeting.anew import load_told_anew
from analytics.meeting.editions import grid_changes, load_changed, make_edition
from data import clock
from data.store.editions import Edition, may_make
from pages.kit.area import show_grid
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.controls import choose
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.meeting.said import show_said
from pages.kit.state import EDITION, LANG, own_params
from pages.kit.table import Column, table
from pages.kit.take import show_csv

FIRST, SECOND, NOW = "from_edition", "to_edition", "now"


def show_editions(view: View) -> None:
    """Everything about editions, below the head of the page."""
    found = view.store.editions.all()
    with caught(view.t):
        _show_list(view, found)
    left, right = st.columns([1.25, 1])
    with right, caught(view.t):  # what takes long comes after it
        if may_make(view.rights):
            _show_make(view)
    with left, caught(view.t):
        _show_changed(view, found)
    show_said(view, [one.name for one in found])


def _show_list(view: View, found: list[Edition]) -> None:
    t = view.t
    with card(t("meeting.editions.title", n=len(found)), t("meeting.editions.subtitle"), key="card-editions"):
        if not found:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("meeting.editions.none")))
            return
        heads = ("name", "moment", "who", "frames", "proof", "erased")
        columns = [
            Column(
                t(f"meeting.editions.{head}"),
                "head" if head == "name" else "number" if head in ("frames", "erased") else "text",
            )
            for head in heads
        ]
        lines = [
            (
                one.name,
                t.moment(clock.local(one.made_at)),
                one.who,
                t.number(one.frames),
                t("meeting.editions.whole" if one.whole else "meeting.editions.broken", proof=one.proof[:12]),
                t.number(one.erased),
            )
            for one in found
        ]
        st.html(table(columns, lines, t("meeting.editions.subtitle")))
        with st.container(horizontal=True, gap="small"):
            for one in found:
                label, wanted = (
                    t("meeting.editions.look", name=plain(one.name)),
                    {**own_params(), EDITION: one.name, LANG: view.lang},
                )
                st.page_link("pages/this_week.py", label=label, icon=":material/history:", query_params=wanted)


def _show_make(view: View) -> None:
    """The name of a new edition and the button that freezes it."""
    t = view.t
    with card(t("meeting.freeze.title"), t("meeting.freeze.subtitle"), key="card-freeze"):
        name = st.text_input(
            t("meeting.freeze.name"), key="edition-name", max_chars=60, placeholder=t("meeting.freeze.placeholder")
        )
        if st.button(t("meeting.freeze.button"), type="primary", icon=":material/ac_unit:", key="edition-make"):
            bar = st.progress(0.0, text=t("meeting.freeze.running"))
            with caught(t):
                make_edition(
                    view.store,
                    view.scope,
                    name,
                    t,
                    progress=lambda words, share: bar.progress(share, text=words or t("meeting.freeze.running")),
                )
                st.rerun()


def _show_changed(view: View, found: list[Edition]) -> None:
    """What changed from one edition to another or to now."""
    t, names = view.t, [one.name for one in found]
    with card(t("meeting.changed.title"), t("meeting.changed.subtitle"), key="card-changed"):
        if not names:
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("meeting.changed.none")))
            return
        with st.container(horizontal=True, gap="small"):
            first = choose(t("meeting.changed.from"), names, FIRST, str, default=names[0])
            second = choose(
                t("meeting.changed.to"),
                [NOW, *names],
                SECOND,
                lambda code: t("meeting.changed.now_word") if code == NOW else code,
                default=NOW,
            )
        to = "" if second == NOW else second
        changes = keep(
            view, "edition changes", lambda: load_changed(view.store, view.rights, first, to, t), first, to, shown=True
        )
        said = t("meeting.changed.n", n=len(changes)) if changes else t("meeting.changed.nothing")
        st.html(Markup('<p class="ho-subtitle">{}</p>').format(said))
        if anew := keep(
            view,
            "edition anew",
            lambda: load_told_anew(view.store, view.rights, [name for name in (first, to) if name], t),
            first,
            to,
            shown=True,
        ):
            told = t("meeting.anew.told", names=t.listing(anew))
            st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(told))
        if changes:
            grid = grid_changes(changes, t)
            show_grid(view, "changed", grid, t("meeting.changed.title"))
            show_csv(view, "changed", frame_of(grid))
