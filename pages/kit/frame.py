"""The frame around every page: style, language, menu, the foot of the sidebar. Made by the door at each run."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page as StreamlitPage

from analytics.scope import Scope
from data.access import Rights
from data.language import LANGUAGES, Translator
from pages.kit.cache import BROKEN, open_programme
from pages.kit.controls import pick
from pages.kit.errors import unsaid
from pages.kit.guard import FRAMED, View
from pages.kit.head import programme_name, read_overview
from pages.kit.menu import MENU
from pages.kit.navigation import show_navigation
from pages.kit.state import LANG, carry_params, read_language
from pages.kit.style import read_palette, show_style
from pages.kit.thread import show_thread_link

_set_lang = st.components.v2.component(
    "handover_lang",
    js="""
export default ({ data }) => {
  document.documentElement.lang = data.lang;
  window.handoverWords = data.words;
  const told = new WeakMap();
  const speak = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const kept = told.get(node);
      const said = kept && kept.wanted === node.nodeValue ? kept.said : node.nodeValue.trim();
      const wanted = window.handoverWords[said];
      if (!wanted || node.nodeValue === wanted) continue;
      told.set(node, { said, wanted });
      node.nodeValue = wanted;
    }
  };
  const own = "[data-testid=stMainMenuPopover], [data-testid=stMainMenuList], [role=dialog]";
  const look = () => document.querySelectorAll(own).forEach(speak);
  look();
  if (window.handoverHistory) return;
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  window.handoverHistory = true;
  const push = history.pushState.bind(history);
  let untouched = false;
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { untouched = false; }, true);
  history.pushState = (state, unused, url) => {
    const moved = new URL(url, location.href).pathname !== location.pathname;
    if (moved) untouched = true;
    if (moved || !untouched) push(state, unused, url);
    else history.replaceState(state, unused, url);
  };
}
""",
)
"""Tells the browser the language of the page. And a page opened from the menu is one step of its history: the scope that it takes
along is written into the address after it was opened (``carry_params``), which would be a second step to go back over. What Streamlit
says in English only is said in the language of the page."""


def open_frame(rights: Rights) -> StreamlitPage:
    """Draw the frame and return the page to run."""
    lang = read_language()
    t = Translator(lang)
    page = show_navigation(rights, t)
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
        said = {english: t(f"menu.{key}") for english, key in MENU.items()}
        _set_lang(data={"lang": "zh-CN" if lang == "zh" else "en", "words": said}, key="html_lang")
        with unsaid():
            show_foot(View(open_programme(), rights, Scope(rights), t, read_palette(), lang))
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
