"""What is asked for by the number of a customer: the number never enters the address, and what was found stays for the
scope it was asked in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from data.problems import Refusal
from pages.kit.errors import show_problem
from pages.kit.upload.html import paragraph
from pages.kit.upload.refusal import show_refused

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store
    from pages.kit.guard import View

T = TypeVar("T")


def show_asked(
    view: View, name: str, icon: str, load: Callable[[Store, Scope, str], T], show: Callable[[View, T], None]
) -> None:
    """The question for a number, and what ``load`` found once it was asked; who looks as of another day or with other
    rights asks again.

    ``name`` is that of the messages ``<name>.show`` and ``<name>.refused`` and of what is kept of the session.
    """
    t, kept = view.t, f"{name}_asked"
    if not view.rights.row_level:
        show_problem(t(f"{name}.refused"), t("proof.refused.todo"), label=t("state.bad"))
        return
    with st.form(f"{name}_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.text_input(t("proof.ask"), placeholder=t("proof.hint"), key=f"{name}_customer", width=240).strip()
        go = st.form_submit_button(t(f"{name}.show"), icon=icon, type="primary")
    if go:
        st.session_state.pop(kept, None)
        if number:
            try:
                st.session_state[kept] = view.scope, load(view.store, view.scope, number)
            except Refusal as refusal:
                show_refused(refusal, t)
                return
    scope, found = st.session_state.get(kept, (None, None))
    if found is not None and scope == view.scope:
        show(view, found)
    else:
        st.html(paragraph(t("proof.note"), muted=True))
