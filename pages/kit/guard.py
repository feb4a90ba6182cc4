"""The guard: the first statement of every page.

Streamlit discovers ``pages/`` beside the entrypoint until ``st.navigation`` has run once in the process: the first
request after a start would run a page's script alone, without the door. The guard sends such a run through the door,
and checks that the reader's role may open the page, whichever way it was reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from analytics.charts.palette import Palette
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from pages.kit.anew import heard
from pages.kit.branches import read_branches
from pages.kit.cache import open_programme
from pages.kit.errors import Standin, show_refusal
from pages.kit.navigation import BY_NAME, Page, hide_navigation
from pages.kit.signin import read_rights
from pages.kit.state import EDITION, read_language, read_param, read_scope
from pages.kit.style import read_palette

if TYPE_CHECKING:
    from data.store import Store

FRAMED = "_framed"
"""Set by the door for the page it runs next, and taken by that page's guard: a page runs only out of the door."""


@dataclass(frozen=True)
class View:
    """What a page is given: the programme's store, who is looking, at what, in which words and colours."""

    store: Store
    rights: Rights
    scope: Scope
    t: Translator
    palette: Palette
    lang: str
    page: Page | None = None
    """The page it is given to; the scope holds only what this page owns."""
    widened: bool = False
    """Whether the dates of the link were widened to whole weeks, because the reader may not see rows."""
    edition: str = ""
    """The edition that is looked at, of which the scope has the moment."""

    def owns(self, *fields: str) -> bool:
        """Whether these fields of the scope act on the page."""
        return self.page is not None and set(fields) <= set(self.page.owns)

    def whole(self) -> View:
        """The same view of the whole programme: of what the link selects only the as-of stays."""
        return replace(self, scope=Scope(self.rights, as_of=self.scope.as_of))


def guard(name: str) -> View:
    """The view of the page ``name``; the page does not run on if this session may not see it."""
    lang = read_language()
    if not st.session_state.pop(FRAMED, False):
        hide_navigation(Translator(lang))
        st.rerun()
    rights = read_rights()
    t = Translator(lang, rounded=not rights.row_level)
    if not BY_NAME[name].open_to(rights):
        show_refusal(t, "page_not_open", page=t(f"page.{name}"), role=t(f"role.{rights.role}"))
        st.stop()
    page = BY_NAME[name]
    asked, store = read_scope(rights).only(page.owns), open_programme()
    edition = next((name for name in reversed(read_param(EDITION)) if store.editions.moment(name)), "")
    edition = edition if "as_of" in page.owns else ""
    asked = asked.but(as_of=store.editions.moment(edition)) if edition else asked
    scope = asked if rights.row_level else asked.whole_weeks()
    view = View(store, rights, scope, t, read_palette(), lang, page, widened=scope != asked, edition=edition)
    names = read_branches(view)
    heard()  # what the frame has read is not the page's
    return view if isinstance(names, Standin) else replace(view, t=t.knowing(names))
