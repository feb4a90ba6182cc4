"""The choice of what is in a pack: kept in the address, in its order; the usual pack where nothing was chosen."""

from __future__ import annotations

import streamlit as st

from analytics.meeting.choosing import USUAL, offered
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.state import read_param, write_param

PIECE = "piece"
ADDED = "pack-add"


def chosen() -> list[str]:
    """The pieces that the address names, else the usual ones; what nothing is called by is as if it were not there."""
    asked = [one for one in read_param(PIECE) if one in offered()]
    return list(dict.fromkeys(asked)) or list(USUAL)


def _write(pieces: list[str]) -> None:
    write_param(PIECE, [] if pieces == list(USUAL) else pieces)


def _add() -> None:
    if piece := st.session_state[ADDED]:
        _write([*(one for one in chosen() if one != piece), piece])
        st.session_state[ADDED] = None


def _move(piece: str, by: int) -> None:
    found = chosen()
    at = found.index(piece)
    to = min(max(at + by, 0), len(found) - 1)
    found.insert(to, found.pop(at))
    _write(found)


def _take_out(piece: str) -> None:
    _write([one for one in chosen() if one != piece])


def words_of(piece: str, t: Translator) -> str:
    return offered()[piece].words(t)


def show_choice(view: View) -> list[str]:
    """The pieces in their order, each with the buttons that move it or take it out, and the list to add from."""
    t, found = view.t, chosen()
    with card(t("meeting.choose.title"), t("meeting.choose.subtitle"), key="card-choice"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(
                t("meeting.choose.add"),
                [one for one in offered() if one not in found],
                index=None,
                key=ADDED,
                format_func=lambda piece: words_of(piece, t),
                placeholder=t("meeting.choose.placeholder"),
                on_change=_add,
                width=420,
            )
            if found != list(USUAL):
                st.button(t("meeting.choose.usual"), key="pack-usual", on_click=_write, args=(list(USUAL),))
        for at, piece in enumerate(found):
            _show_piece(piece, at, len(found), t)
    return found


def _show_piece(piece: str, at: int, size: int, t: Translator) -> None:
    words = words_of(piece, t)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"pack-{at}"):
        st.markdown(f"{at + 1}. {words}", width="stretch")
        for icon, key, by in (("arrow_upward", "up", -1), ("arrow_downward", "down", 1)):
            st.button(
                "",
                key=f"pack-{key}-{piece}",
                type="tertiary",
                icon=f":material/{icon}:",
                help=t(f"meeting.choose.{key}", what=words),
                disabled=at + by not in range(size),
                on_click=_move,
                args=(piece, by),
            )
        st.button(
            "",
            key=f"pack-out-{piece}",
            type="tertiary",
            icon=":material/close:",
            help=t("meeting.choose.out", what=words),
            disabled=size == 1,
            on_click=_take_out,
            args=(piece,),
        )
