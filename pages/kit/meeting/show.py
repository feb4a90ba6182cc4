"""The page of the steering meeting: choose, make with one click, take along."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from analytics.meeting.choosing import offered, singles
from analytics.meeting.command import FORMS, file_name, written_as
from analytics.meeting.pack import load_pack
from data.settings import settings
from pages.kit.cache import scope_key
from pages.kit.card import card
from pages.kit.controls import controls, pick
from pages.kit.empty import show_empty_programme
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.head import show_head
from pages.kit.markdown import plain
from pages.kit.meeting.choose import PIECE, show_choice
from pages.kit.meeting.editions import show_editions
from pages.kit.meeting.present import PRESENT, presenting, show_present
from pages.kit.reports import FORMS as MIMES
from pages.kit.state import EDITION, LANG, VIEW, own_params, read_param
from pages.kit.take import PPTX

MADE = "_pack"
SECTIONS = ("pack", "editions")


@dataclass(frozen=True)
class Ready:
    """A pack that was made in this session: of which choice and state of the data, and its files by their form."""

    key: Hashable
    files: dict[str, bytes]
    titles: tuple[tuple[str, str], ...]
    omitted: tuple[str, ...]


def show_meeting(view: View) -> None:
    """The page. Nothing follows it."""
    if view.store.is_empty():
        show_empty_programme(view, "meeting")
        return
    if presenting():
        show_present(view)
        return
    t = view.t
    head = st.container(gap=None)
    with controls():
        section = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"meeting.view.{code}"), default=SECTIONS[0])
    if section == "editions":
        found = view.store.editions.all()
        with head:
            words = t("meeting.editions.message", n=len(found)) if found else t("meeting.editions.message.none")
            show_head(view, "meeting", words)
        show_editions(view)
        return
    left, right = st.columns([1.25, 1])
    with left:
        chosen = show_choice(view)
    with head:
        pieces = singles([offered()[one] for one in chosen])
        areas = len({one.area for one in pieces})
        show_head(view, "meeting", t("meeting.message", n=len(pieces), areas=t("meeting.areas", n=areas)))
    with right, caught(t):
        _show_present(view)
        _show_make(view, chosen)


def _show_present(view: View) -> None:
    """The ways to the slides: of the edition that is looked at, else of the newest one, and as things stand now."""
    t = view.t
    names = [view.edition] if view.edition else [one.name for one in view.store.editions.all()[:1]]
    pieces = read_param(PIECE)
    with st.container(horizontal=True, gap="small", key="present-ways"):
        for name in [*names, *([] if view.edition else [""])]:
            wanted = {**own_params(), LANG: view.lang, PRESENT: "1", PIECE: pieces, **({EDITION: name} if name else {})}
            label = t("present.start.edition", name=plain(name)) if name else t("present.start")
            st.page_link(
                "pages/meeting.py",
                label=label,
                icon=":material/slideshow:",
                query_params={key: value for key, value in wanted.items() if value},
            )


def _show_make(view: View, found: list[str]) -> None:
    """The button that makes the pack, and its files once it is made."""
    t = view.t
    key = (view.store.address, view.store.version(), scope_key(view.scope), view.lang, tuple(found))
    with card(t("meeting.make.title"), t("meeting.make.subtitle"), key="card-make"):
        if st.button(t("meeting.make.button"), type="primary", icon=":material/co_present:", key="pack-make"):
            bar = st.progress(0.0, text=t("meeting.make.running"))
            pack = load_pack(
                view.store,
                view.scope,
                found,
                t,
                progress=lambda words, share: bar.progress(share * 0.9, text=words or t("meeting.make.running")),
            )
            files = {form: written_as(pack, form, t, settings().template) for form in FORMS}
            titles = tuple((leaf.place, leaf.exhibit.title) for leaf in pack.leaves)
            st.session_state[MADE] = Ready(key, files, titles, pack.omitted)
            bar.empty()
        ready = st.session_state.get(MADE)
        if isinstance(ready, Ready):
            _show_files(view, ready, stale=ready.key != key)


def _show_files(view: View, ready: Ready, *, stale: bool) -> None:
    t = view.t
    with st.container(horizontal=True, gap="small"):
        for form, content in ready.files.items():
            mime = PPTX if form == "pptx" else MIMES[form]
            st.download_button(
                t(f"meeting.take.{form}"),
                lambda form=form, content=content: _taken(view, form, content, len(ready.titles)),
                file_name(view.scope, form, t),
                mime,
                key=f"pack-take-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
    if stale:
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("meeting.make.stale")))
    items = [
        Markup("<li><span class='ho-what'><b>{}</b><br>{}</span></li>").format(place, title)
        for place, title in ready.titles
    ]
    items += [Markup("<li><span class='ho-what ho-muted'>{}</span></li>").format(words) for words in ready.omitted]
    st.html(
        Markup('<p class="ho-subtitle">{}</p><ul class="ho-list">{}</ul>').format(
            t("meeting.make.ready", n=len(ready.titles)), Markup("").join(items)
        )
    )


def _taken(view: View, form: str, content: bytes, pieces: int) -> bytes:
    """The file, once who takes it is in the audit log."""
    view.store.audit("export", view.rights, what="pack", form=form, rows=pieces)
    return content
