"""Keeping the assumptions of the moment under a name, for everybody to see beside the others."""

from __future__ import annotations

import streamlit as st

from analytics.cost_benefit.numbers.case import Assumptions
from analytics.cost_benefit.numbers.scenarios import PREFIX, load_scenarios, write_scenario
from data.problems import Refusal
from data.store.editing import Edit
from pages.kit.guard import View

NAME, REFUSED = "scenario-name", "_scenario_refused"
LONGEST = 40


def show_keeping(view: View, given: Assumptions, base: Assumptions) -> None:
    """A name and a button, for readers who may write; a name that is taken gets the new assumptions."""
    t, rights = view.t, view.rights
    if not (rights.may_write and rights.row_level and rights.may_see("settings")) or rights.restricted:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("case.keep.name"),
            key=NAME,
            max_chars=LONGEST,
            placeholder=t("case.keep.example"),
            help=t("case.keep.help"),
        )
        st.button(
            t("case.keep"),
            icon=":material/bookmark_add:",
            key="keep-scenario",
            on_click=_keep,
            args=(view, given, base),
        )
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        st.html(f'<p class="ho-note">{t(f"problem.{refused.code}", where=refused.where, **refused.params)}</p>')


def _keep(view: View, given: Assumptions, base: Assumptions) -> None:
    name = str(st.session_state.get(NAME, "")).strip()
    if not name:
        return
    row, before = load_scenarios(view.store, view.scope, base).get(name, (None, None))
    if before == given:
        return
    values = {"value": write_scenario(given)} | ({} if row is not None else {"setting": PREFIX + name})
    try:
        view.store.edit(Edit("settings", row, values), view.rights)
    except Refusal as refusal:
        st.session_state[REFUSED] = refusal
        return
    st.session_state[NAME] = ""
