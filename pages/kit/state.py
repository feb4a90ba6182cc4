"""What a link says: the keys of the URL, the language, the reader's rights and the scope.

The URL is the truth. A control shows what the URL says and, when it is changed, writes the URL before the page runs
(``pages/kit/controls.py``). Streamlit's own binding of widgets to the URL would write the *words* of a choice into it:
a link sent by a Chinese reader would be lost on an English one.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urlsplit

import streamlit as st

from analytics.scope import URL_KEYS, Scope
from data.access import Rights
from data.language import LANGUAGES
from data.problems import Refusal
from data.settings import settings

LANG = "lang"
PROGRAMME = "programme"
"""The programme that is looked at, where the reader may look at several."""
SCORE = "score"
VIEW = "view"
POINT = "point"
RULE = "rule"
TRIALS = "trials"
PRECISION = "half"
"""Half the width of the interval that the next survey is planned for."""
OUTCOME = "outcome"
CLOCK = "clock"
CAUSE = "cause"
ITEM = "item"
ARROW = "arrow"
ASSESSED = "assessed"
CATEGORY = "cat"
ASSUMPTIONS = ("a_rate", "a_churn", "a_retained", "a_savings", "a_cost", "a_delay")
"""Assumptions of the case that were moved."""
EDITION = "edition"
"""The edition that is looked at: its moment takes the place of ``asof``."""
SCOPE_KEYS = (*URL_KEYS.values(), EDITION)

BOUND = "_programme"
"""The programme of this session, under which nothing of another is kept."""
OFFERED = "_programmes"
"""The names of the programmes that the reader may look at, and of those of his that cannot be opened."""
ARRIVED = "_arrived"
"""Whether the reader was led to where he wanted to go before the sign-in."""
NEXT = "handover_next"
"""The cookie that keeps the address which was asked for while its reader signs in: the way back leads to the first
page."""
_CHOSEN_LANG, _LAST_PAGE, _LAST_PARAMS = "_lang", "_last_page", "_last_params"


def read_language() -> str:
    """The language of ``?lang=``, else the one chosen in this session, else the browser's, else that of the
    settings."""
    asked = st.query_params.get(LANG) or st.session_state.get(_CHOSEN_LANG)
    if asked in LANGUAGES:
        st.session_state[_CHOSEN_LANG] = asked
        return asked
    locale = (st.context.locale or "").lower()
    for lang in LANGUAGES:
        if locale.startswith(lang):
            return lang
    try:
        return settings().lang
    except Refusal:  # the door says what is wrong with the settings, in some language
        return LANGUAGES[0]


def read_param(key: str) -> list[str]:
    """The values of one parameter of the URL; empty if it is not there."""
    return st.query_params.get_all(key)


def read_kept() -> tuple[str, dict[str, list[str]]]:
    """The address that was asked for before the sign-in: the name of the page and the parameters."""
    kept = st.context.cookies.get(NEXT)
    try:
        asked = urlsplit(unquote(kept) if isinstance(kept, str) else "")
        return asked.path.rstrip("/").rpartition("/")[2], parse_qs(asked.query, keep_blank_values=True)
    except ValueError:  # a cookie says anything
        return "", {}


def write_param(key: str, values: Iterable[str]) -> None:
    """Put the values of one parameter into the URL; none of them takes it out."""
    wanted = list(values)
    if wanted == st.query_params.get_all(key):
        return
    if wanted:
        st.query_params[key] = wanted
    else:
        del st.query_params[key]


def read_scope(rights: Rights) -> Scope:
    """What is looked at, from the URL and the rights; the only place where a page's scope is made."""
    asked = {key: read_param(key) for key in SCOPE_KEYS}
    return Scope.from_url(rights, {key: values for key, values in asked.items() if values})


def carry_params(page: str) -> None:
    """Keep the scope and the language when the reader goes to another page by the menu, which empties the URL.

    A link that says a scope of its own is followed as it stands.
    """
    kept = st.session_state.get(_LAST_PARAMS, {})
    moved = st.session_state.get(_LAST_PAGE, page) != page
    if moved and not any(read_param(key) for key in SCOPE_KEYS):
        for key in (*SCOPE_KEYS, SCORE):
            write_param(key, kept.get(key, []))
    if _CHOSEN_LANG in st.session_state:
        write_param(LANG, [st.session_state[_CHOSEN_LANG]])
    if BOUND in st.session_state:
        write_param(PROGRAMME, [st.session_state[BOUND]])
    st.session_state[_LAST_PAGE] = page
    st.session_state[_LAST_PARAMS] = {key: read_param(key) for key in (*SCOPE_KEYS, SCORE)}


def bind(programme: str) -> None:
    """Let this session be of a programme. What was kept for another goes: files that wait, choices, what was looked
    up."""
    if st.session_state.get(BOUND) != programme:
        for key in [key for key in st.session_state if key not in (_CHOSEN_LANG, OFFERED, ARRIVED)]:
            del st.session_state[key]
        st.session_state[BOUND] = programme


def read_page() -> str:
    """The page that this run shows, by its name in the address; '' for the first and outside of a session."""
    return str(st.session_state.get(_LAST_PAGE, ""))


def link_params(scope: Scope, **more: str) -> dict[str, str | list[str]]:
    """The parameters of a link to ``scope`` on another page, in the language of this one; with it goes what the address
    says of the scope and this page has no use for."""
    asked = {key: read_param(key) for key in SCOPE_KEYS if read_param(key)}
    return {**asked, **scope.to_url(), **more, **own_params()}


def own_params() -> dict[str, str | list[str]]:
    """What every link within the product says, also one that is opened in a window of its own: the language and the
    programme."""
    kept = ((LANG, _CHOSEN_LANG), (PROGRAMME, BOUND))
    return {name: st.session_state[key] for name, key in kept if key in st.session_state}
