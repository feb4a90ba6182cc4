"""Customers' rights: who was told, who must agree and has, whether groups fare alike, what was promised and answered."""

import streamlit as st

from pages.kit.empty import nothing_left, show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.rights import control_row, message, read_found, show_section, tiles
from pages.kit.tiles import show_tiles

view = guard("rights")

if view.store.is_empty():
    show_empty_programme(view, "rights")
    st.stop()

found = read_found(view)
if found.empty or nothing_left(view, found.funnel):
    show_nothing(view, "rights", "notices")
    st.stop()

show_head(view, "rights", message(view, found))
section, wave = control_row(view, found)
show_tiles(tiles(view, found, wave))
show_section(view, found, section, wave)
