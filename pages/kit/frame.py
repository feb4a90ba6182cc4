"""The frame around every page: style, language, menu, the foot of the sidebar. Made by the door at each run."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page as StreamlitPage

from analytics.scope import Scope
from data.access import Rights
from data.language import LANGUAGES, Translator
from pages.kit.browser import tell_browser
from pages.kit.cache import BROKEN, open_programme
from pages.kit.controls import pick
from pages.kit.entrance import arrive, show_banner, show_who
from pages.kit.errors import unsaid
from pages.kit.guard import FRAMED, View
from pages.kit.head import programme_name, read_overview
from pages.kit.navigation import show_navigation
from pages.kit.programmes import show_programmes
from pages.kit.signin import GUEST
from pages.kit.state import LANG, carry_params, read_language
from pages.kit.style import read_palette, show_style
from pages.kit.thread import show_thread_link


def open_frame(rights: Rights) -> StreamlitPage:
    """Draw the frame and return the page to run."""
    lang = read_language()
    t = Translator(lang)
    page = show_navigation(rights, t)
    arrive(page)
    st.set_page_config(
        page_title=f"{page.title} · {t('product.name')}",
        menu_items={"About": t("product.about")},
    )
    show_style(read_palette(), lang)
    st.session_state[FRAMED] = True
    st.session_state[BROKEN] = {}
    carry_params(page.url_path)
    with st.sidebar:
        pick(t("language.switch"), LANGUAGES, LANG, lambda code: t(f"language.{code}"), default=lang)
        tell_browser(t, keep=False)
        with unsaid():
            show_foot(View(open_programme(), rights, Scope(rights), t, read_palette(), lang))
        with unsaid():
            show_programmes(t)
        with unsaid():
            show_who(rights, t)
    if rights.user == GUEST:
        show_banner(t)
    return page


def show_foot(view: View) -> None:
    """The way to the thread of what is selected; whose programme this is and how large, as far as it is known."""
    if view.store.is_empty():
        return
    show_thread_link(view.rights, view.t)
    overview, t = read_overview(view), view.t
    waves = t("context.waves", n=len(overview.waves)) if overview.waves else ""
    size = t("context.size", n=overview.planned, waves=waves) if overview.planned and waves else waves
    name = programme_name(view)
    if name or size:
        st.html(Markup('<p class="ho-foot"><b>{}</b>{}</p>').format(name, size))
