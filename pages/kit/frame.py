"""The frame around every page: style, language, menu, the foot of the sidebar. Made by the door at each run."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from data.access import Rights
from data.language import LANGUAGES, Translator
from pages.kit.controls import pick
from pages.kit.guard import FRAMED
from pages.kit.navigation import show_navigation
from pages.kit.state import LANG, carry_params, read_language
from pages.kit.style import read_palette, show_style

NAMES = {"en": "English", "zh": "中文"}

_set_lang = st.components.v2.component(
    "handover_lang",
    js="export default ({ data }) => { document.documentElement.lang = data.lang; }",
)


def open_frame(rights: Rights) -> tuple[StreamlitPage, Translator]:
    """Draw the frame and return the page to run and the words of the reader."""
    lang = read_language()
    t = Translator(lang)
    page = show_navigation(rights, t)
    st.set_page_config(
        page_title=f"{page.title} · {t('product.name')}",
        layout="wide",
        initial_sidebar_state=228,
        menu_items={"About": t("product.about")},
    )
    show_style(read_palette(), lang)
    st.session_state[FRAMED] = True
    carry_params(page.url_path)
    with st.sidebar:
        pick(t("language.switch"), LANGUAGES, LANG, NAMES.__getitem__, default=lang)
        _set_lang(data={"lang": "zh-CN" if lang == "zh" else "en"}, key="html_lang")
    return page, t
