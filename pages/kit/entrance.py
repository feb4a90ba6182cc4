"""The entrance: who may come in comes to the page that was asked for; who may not is told why, and sees nothing
else."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.errors import StreamlitAuthError
from streamlit.navigation.page import Page as StreamlitPage

from data.access import Rights
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from pages.kit.browser import tell_browser
from pages.kit.controls import pick
from pages.kit.errors import show_refusal
from pages.kit.markdown import plain
from pages.kit.messages import admit_files
from pages.kit.navigation import BY_NAME, ROOT, hide_navigation
from pages.kit.page import show_context, show_message
from pages.kit.programmes import show_programmes
from pages.kit.signin import GUEST, NotSignedIn, choose_programme, providers, read_rights, sign_out, wanted
from pages.kit.state import ARRIVED, LANG, OFFERED, read_kept
from pages.kit.style import read_palette, show_style


def enter(t: Translator) -> Rights:
    """The rights of who is looking. Where nobody may look, that is said and the run ends; no page runs."""
    try:
        choose_programme()
        rights = read_rights()
        admit_files(rights)
        return rights
    except NotSignedIn as nobody:
        admit_files(None)
        _frame(t, keep=True)
        _show_sign_in(t, nobody.why)
    except Refusal as refusal:
        admit_files(None)
        if refusal.code not in CLOSED and OFFERED not in st.session_state:
            raise
        _frame(t, keep=False)
        show_refusal(t, refusal.code, where=refusal.where, **refusal.params)
        show_programmes(t)
        if refusal.code in PERSONAL and wanted():
            _offer_sign_out(t)
    return st.stop()  # raises


PERSONAL = frozenset({"not_granted", "access_ended", "nothing_named", "programme_unknown"})
"""Refusals of one person, who may be somebody else too."""
CLOSED = PERSONAL | {
    "signin_unfit",
    "open_to_network",
    "open_without_demo",
    "foreign_host",
    "foreign_origin",
    "passed_on",
}


def arrive(page: StreamlitPage) -> None:
    """Go where a reader wanted to go before the sign-in, once a session and only from the first page."""
    if not wanted() or st.session_state.get(ARRIVED):
        return
    st.session_state[ARRIVED] = True
    name, params = read_kept()
    if page.url_path in ("", ROOT) and not st.query_params and (name in BY_NAME or params):
        script = BY_NAME[name].script if name in BY_NAME else page
        st.switch_page(script, query_params=params)


def show_who(rights: Rights, t: Translator) -> None:
    """At the foot of the menu: who is looking, in which role, and the way out."""
    role = t(f"role.{rights.role}")
    if wanted():
        st.html(Markup('<p class="ho-foot ho-who"><b>{}</b>{}</p>').format(rights.user, t("who.signed_in", role=role)))
        _offer_sign_out(t)
    elif rights.user == GUEST:
        st.html(Markup('<p class="ho-foot ho-who"><b>{}</b>{}</p>').format(t("who.guest"), t("who.open")))
    else:
        st.html(
            Markup('<p class="ho-foot ho-who"><b>{}</b>{}</p>').format(t("who.local"), t("who.loopback", role=role))
        )


def show_banner(t: Translator) -> None:
    """Over every page of an open demo."""
    st.html(Markup('<p class="ho-banner" role="note">{}</p>').format(t("who.banner")))


def _frame(t: Translator, *, keep: bool) -> None:
    hide_navigation(t)
    st.set_page_config(page_title=t("product.name"), menu_items={"About": t("product.about")})
    show_style(read_palette(), t.lang)
    pick(
        t("language.switch"),
        LANGUAGES,
        LANG,
        lambda code: t(f"language.{code}"),
        default=t.lang,
        label_visibility="collapsed",
    )
    tell_browser(t, keep=keep)


def _show_sign_in(t: Translator, why: str) -> None:
    show_context(t("product.name"))
    show_message(t(f"sign_in.{why}" if why else "sign_in.title"))
    st.html(Markup('<p class="ho-muted">{}</p>').format(t("sign_in.note")))
    for name in providers():
        label = t("sign_in.with", provider=plain(name)) if name else t("sign_in.button")
        if st.button(label, icon=":material/login:", type="primary", key=f"sign_in_{name or 'default'}"):
            try:
                st.login(name or None)
            except StreamlitAuthError:
                show_refusal(t, "signin_unfit", what="secrets.toml")


def _offer_sign_out(t: Translator) -> None:
    st.button(t("sign_in.out"), icon=":material/logout:", key="sign_out", on_click=sign_out)
