"""The pages of the product as data, and the menu made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.access import PROGRAMME_WRITERS, ROLES, ROW_LEVEL, WRITERS, Rights
from data.language import Translator

ICON = Path(__file__).resolve().parents[2] / "static/favicon.png"
SIDEBAR = 228
"""Width of the menu in pixels."""
EVERYBODY = frozenset(ROLES)
ROOT = "home"
UNKNOWN = "_unknown_address"
Shown = Literal["visible", "hidden"]


@dataclass(frozen=True)
class Page:
    """One page: its script ``pages/<name>.py``, its group in the menu, its icon and the roles that may open it.

    The title is the message ``page.<name>``; the group's is ``group.<group>`` (the first group stands without one).
    ``owns`` are the fields of the scope that act on the whole page: what a link says of the others is kept in the
    address for the next page and does not reach this one.
    """

    name: str
    group: str
    icon: str
    roles: frozenset[str] = EVERYBODY
    owns: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        return f"pages/{self.name}.py"

    def open_to(self, rights: Rights) -> bool:
        return rights.role in self.roles


WHEN = ("as_of",)
WAVES = (*WHEN, "waves")
CUSTOMERS = (*WAVES, "branches", "segments")
DATES = ("start", "end")

PAGES = (
    Page("this_week", "overview", ":material/today:", owns=WHEN),
    Page("alerts", "overview", ":material/notifications:", owns=WHEN),
    Page("move", "overview", ":material/swap_horiz:", owns=CUSTOMERS),
    Page("readiness", "overview", ":material/checklist:", owns=WHEN),
    Page("cutover", "overview", ":material/sync_alt:", owns=WAVES),
    Page(
        "satisfaction",
        "customers",
        ":material/sentiment_satisfied:",
        owns=(*CUSTOMERS, "channels", *DATES, "phase"),
    ),
    # No channel and no phase: they select complaints but not the customers at risk, so that a rate would be of two
    # things.
    Page("complaints", "customers", ":material/feedback:", owns=(*CUSTOMERS, *DATES)),
    Page("rights", "customers", ":material/how_to_reg:", owns=CUSTOMERS),
    Page("retention", "customers", ":material/group_remove:", owns=CUSTOMERS),
    Page("care", "customers", ":material/support_agent:", owns=CUSTOMERS),
    # Branches are what an effect is compared over: one of them alone has nothing to be held against.
    Page("effect", "customers", ":material/compare_arrows:", owns=(*WAVES, "segments")),
    # Figures of the market are of no wave; departures, campaigns and deals are.
    Page("market", "customers", ":material/storefront:", owns=CUSTOMERS),
    Page("risk", "control", ":material/warning:", owns=(*WAVES, "branches")),
    Page("compliance", "control", ":material/gavel:", owns=WAVES),
    # A split is of the whole company; what is held belongs to branches.
    Page("closing", "control", ":material/door_front:", owns=(*WHEN, "branches")),
    # Measures and tests of the whole programme stand beside those of waves.
    Page("safeguards", "control", ":material/shield:", owns=WHEN),
    Page("coordination", "control", ":material/groups:", owns=WAVES),
    # The pack is of the whole programme; each piece has what its own page owns.
    Page("meeting", "control", ":material/co_present:", owns=WHEN),
    Page("schedule", "money", ":material/calendar_month:", owns=WAVES),
    Page("cost", "money", ":material/payments:", owns=WAVES),
    # Benefits belong to no wave: against the costs of one they would pay for anything.
    Page("cost_benefit", "money", ":material/balance:", owns=WHEN),
    Page("upload", "data", ":material/upload_file:", WRITERS),
    Page("records", "data", ":material/history:", ROW_LEVEL | PROGRAMME_WRITERS),
)
"""Every page, in the order of the menu; the first one open to the reader is where the product opens."""

BY_NAME = {page.name: page for page in PAGES}


def open_pages(rights: Rights) -> tuple[Page, ...]:
    """The pages this reader may open. What is not here is not secret by that: the guard checks the role again."""
    return tuple(page for page in PAGES if page.open_to(rights))


def show_navigation(rights: Rights, t: Translator) -> StreamlitPage:
    """The menu; returns the page that the address names, ready to run.

    Calling it also closes Streamlit's own discovery of ``pages/`` for the life of the process (see the guard).
    """
    # The icon first: without one the browser asks a Google server for the icon of the page.
    st.set_page_config(page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR)
    first = open_pages(rights)[0].name
    page = st.navigation(_entries(rights, t, ROOT), expanded=True)
    if page.url_path == first:  # the first page by its own name: the menu shows that entry, or none would be marked
        page = st.navigation(_entries(rights, t, first), expanded=True)
    return page


def hide_navigation(t: Translator) -> None:
    """Close Streamlit's own discovery of ``pages/`` without a menu: for who sees no page. The address stays what was
    asked for."""
    st.set_page_config(page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
    every = [page for section in _entries(Rights("", "administrator"), t, ROOT).values() for page in section]
    st.navigation(every, position="hidden")


def _entries(rights: Rights, t: Translator, shown_first: str) -> dict[str, list[StreamlitPage]]:
    """The entries by their heading. The first page has two addresses, the root and its name; ``shown_first`` is in the
    menu."""
    opened = open_pages(rights)
    sections: dict[str, list[StreamlitPage]] = {}
    for page in PAGES:
        heading = "" if page.group == "overview" else t(f"group.{page.group}")
        # A page that is not open is known to the menu but not in it: its guard can then say why.
        shown: Shown = "visible" if page in opened else "hidden"
        title, first = t(f"page.{page.name}"), page == opened[0]
        entries = sections.setdefault(heading, [])
        if first:  # at the root; its own name, below, would else be an unknown address
            at_root: Shown = "visible" if shown_first == ROOT else "hidden"
            shown = "visible" if shown_first == page.name else "hidden"
            entries.append(
                st.Page(page.script, title=title, icon=page.icon, url_path=ROOT, default=True, visibility=at_root)
            )
        entries.append(
            st.Page(
                page.script,
                title=title,
                icon=page.icon,
                url_path=page.name,
                visibility=shown,
            )
        )
    if asked := unknown_address():
        own = st.Page(
            lambda: _show_unknown(asked, opened[0], t), title=t("page.unknown"), url_path=asked, visibility="hidden"
        )
        sections.setdefault("", []).append(own)
    return sections


def unknown_address() -> str:
    """What the address names where that is no page, kept for the session's later runs; '' else. Streamlit would open
    the first page and say in English, over it, that there is none."""
    context = get_script_run_ctx()
    asked = (context.pages_manager.intended_page_name or "") if context is not None else ""
    if asked.strip("/") and asked not in (*BY_NAME, ROOT) and "/" not in asked:
        st.session_state[UNKNOWN] = asked
    return str(st.session_state.get(UNKNOWN, ""))


def _show_unknown(asked: str, first: Page, t: Translator) -> None:
    """That there is no such page, in the reader's language, and the way to the first one."""
    from pages.kit.errors import show_refusal

    show_refusal(t, "page_unknown", page=asked)
    st.page_link(first.script, label=t(f"page.{first.name}"), icon=first.icon)
