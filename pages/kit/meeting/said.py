"""What was said of an edition on its page: comments on each piece, the actions of its meeting, and what is known now of
what was told."""

from __future__ import annotations

import streamlit as st

from analytics.marks import Grid
from analytics.meeting.choosing import offered, singles
from analytics.meeting.said import grid_actions, grid_comments, grid_known, load_known
from data.problems import Refusal
from data.store.comments import LONGEST, add_comment
from data.store.editions import may_make
from pages.kit.area import show_grid
from pages.kit.cache import keep
from pages.kit.card import card, card_head
from pages.kit.controls import choose
from pages.kit.errors import caught, show_refusal
from pages.kit.guard import View
from pages.kit.meeting.choose import chosen

OF = "of_edition"
WHOLE = ""


def show_said(view: View, names: list[str]) -> None:
    """The parts of one edition, chosen from all."""
    if not names:
        return
    t = view.t
    with st.container(horizontal=True, gap="small"):
        edition = choose(t("said.of"), names, OF, str, default=view.edition or names[0])
    left, right = st.columns(2)
    with left, caught(t):
        if view.rights.sees_all:
            grid = grid_comments(view.store, view.rights, edition, t)
            _table(view, "comments", t("said.comments.title", n=len(grid.rows)), t("said.comments.subtitle"), grid)
        else:
            st.html(card_head(t("said.comments.whole")))
        if may_make(view.rights):
            _form(view, edition)
    with right, caught(t):
        grid = grid_actions(view.store, view.scope, edition, t)
        _table(
            view,
            "edition-actions",
            t("said.actions.title", n=len(grid.rows), name=edition),
            t("said.actions.subtitle"),
            grid,
        )
    with caught(t):
        found = keep(
            view, "told and known", lambda: load_known(view.store, view.rights, edition, t), edition, shown=True
        )
        words = t("said.known.title", n=len(found)) if found else t("said.known.none")
        _table(view, "known", words, t("said.known.subtitle"), grid_known(found, t))


def _table(view: View, key: str, title: str, subtitle: str, grid: Grid) -> None:
    with card(title, subtitle, key=f"card-{key}"):
        if grid.rows:
            show_grid(view, key, grid, title)


def _form(view: View, edition: str) -> None:
    t, pieces = view.t, [WHOLE, *(str(one) for one in singles([offered()[one] for one in chosen()]))]
    with st.form(f"comment-{edition}", clear_on_submit=True):
        piece = st.selectbox(
            t("said.comments.piece"),
            pieces,
            key=f"comment-piece-{edition}",
            placeholder=t("said.comments.piece"),
            format_func=lambda one: offered()[one].words(t) if one else t("said.whole"),
        )
        words = st.text_area(t("said.comments.words"), max_chars=LONGEST, key=f"comment-words-{edition}")
        if not st.form_submit_button(t("said.comments.submit"), type="primary"):
            return
    try:
        add_comment(view.store, edition, piece or WHOLE, words or "", view.rights)
    except Refusal as refusal:
        show_refusal(t, refusal.code, **refusal.params)
        return
    st.rerun()
