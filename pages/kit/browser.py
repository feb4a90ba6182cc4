"""What the browser is told beside the page: its language, the words that Streamlit says in English, and where a sign-in
leads back to."""

from __future__ import annotations

import streamlit as st

from data.language import Translator
from pages.kit.menu import MENU

_set_lang = st.components.v2.component(
    "handover_lang",
    js=r"""
export default ({ data }) => {
  document.documentElement.lang = data.lang;
  const asked = location.pathname + location.search;
  const next = (value, seconds) => {
    document.cookie = `handover_next=${value}; path=/; max-age=${seconds}; SameSite=Lax`;
  };
  if (!data.keep) next("", 0);
  else if (asked.replace(/\/+$/, "")) next(encodeURIComponent(asked), 900);
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
"""Tells the browser the language of the page. And a page opened from the menu is one step of its history: the scope
that it takes along is written into the address after it was opened (``carry_params``), which would be a second step to
go back over. What Streamlit says in English only is said in the language of the page. While nobody is signed in the
address that was asked for is kept in a cookie for a quarter of an hour.
"""


def tell_browser(t: Translator, *, keep: bool) -> None:
    """``keep`` the address for after the sign-in, or forget what was kept."""
    said = {english: t(f"menu.{key}") for english, key in MENU.items()}
    _set_lang(data={"lang": "zh-CN" if t.lang == "zh" else "en", "words": said, "keep": keep}, key="html_lang")
