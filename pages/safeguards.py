"""What protects the transfer: information, continuity, support, training, documents."""

import streamlit as st

from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.errors import alone, said
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.safeguards import choose_section, message, read_safeguards, read_support, show_section, tiles
from pages.kit.tiles import show_tiles

view = guard("safeguards")

if view.store.is_empty():
    show_empty_programme(view, "safeguards")
    st.stop()

found = read_safeguards(view)
if found.empty and read_support(view).empty:
    show_nothing(view, "safeguards", "safeguards")
    st.stop()

show_head(view, "safeguards", said(view.t, lambda: message(view, found)))
section, wave = choose_section(view)
alone(view.t, lambda: show_tiles(tiles(view, found)), lambda: show_section(view, found, section, wave))
