"""The programmes that a reader may look at, to choose from: each opens as a page of its own, so that nothing of one is
carried into another."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from data.language import Translator
from pages.kit.editor.desk import Bench
from pages.kit.markdown import plain
from pages.kit.state import BOUND, LANG, OFFERED, PROGRAMME
from pages.kit.upload.desk import KEY, Desk


def show_programmes(t: Translator) -> None:
    """Which programme this is, and the way to each other one of the reader; nothing where he has only this one.

    While something is open here that would be lost, the others open in a tab of their own.
    """
    open_to, shut = st.session_state.get(OFFERED, ((), ()))
    here = st.session_state.get(BOUND, "")
    others = [name for name in open_to if name != here or here in shut]
    if not others and not [name for name in shut if name != here]:
        return
    lines = [Markup('<li aria-current="true">{}</li>').format(here)] if here in (*open_to, *shut) else []
    away = unfinished()
    lines += [Markup('<li><a href="{}">{}</a></li>').format(_way(name, t), name) for name in others if not away]
    lines += [Markup("<li>{}</li>").format(t("programmes.shut", name=name)) for name in shut if name != here]
    st.html(
        Markup('<nav class="ho-foot ho-programmes" aria-label="{0}"><b>{0}</b><ul>{1}</ul>{2}</nav>').format(
            t("programmes.title"), Markup("").join(lines), t("programmes.away") if away and others else ""
        )
    )
    for name in others if away else ():
        st.link_button(plain(name), _way(name, t), icon=":material/open_in_new:", key=f"programme_{name}")


def unfinished() -> bool:
    """Whether files wait in this session, or a row is being edited."""
    kept = list(st.session_state.values())
    desk = st.session_state.get(KEY)
    waits = isinstance(desk, Desk) and bool(desk.waiting or desk.now or desk.job)
    return waits or any(isinstance(one, Bench) and one.mode for one in kept)


def _way(name: str, t: Translator) -> str:
    """The same page of another programme, with nothing of what was selected in this one."""
    return "?" + urlencode({PROGRAMME: name, LANG: t.lang})
