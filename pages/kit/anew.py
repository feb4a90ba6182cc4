"""What a page that is looked at through an edition shows and the edition does not keep: it is reckoned anew, and says
so where it stands."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

HEARD, TILES = "_anew", "_anew_tiles"


def hear(words: str) -> None:
    """Something that is about to be shown was reckoned anew; ``words`` say so."""
    if words:
        st.session_state[HEARD] = words


def heard() -> str:
    """What was heard since it was last asked for; '' where all was kept."""
    return str(st.session_state.pop(HEARD, ""))


def hear_tile(metric: str, words: str) -> None:
    """The tile of a metric was reckoned anew, or was not."""
    st.session_state.setdefault(TILES, {})[metric] = words


def heard_tile(metric: str) -> str:
    """What the tile of a metric says of it."""
    return str(st.session_state.get(TILES, {}).get(metric, ""))


def show_heard() -> None:
    """The words below what is shown, where there are any."""
    if words := heard():
        st.html(Markup('<p class="ho-note">{}</p>').format(words))
