"""Customers' rights: who was told, who must agree and has, whether groups fare alike, what was promised and answered."""

from dataclasses import replace

import streamlit as st

from pages.kit.empty import nothing_left, show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.readings import read_standing, show_standings
from pages.kit.rights import control_row, message, read_found, show_section

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
of_wave = replace(view, scope=view.scope.but(waves=(wave,))) if wave else view
standings = [read_standing(of_wave, name) for name in ("consented", "silent")]
show_standings(
    view,
    [*standings, *(read_standing(view, name) for name in ("told_in_time", "promises_kept"))],
    {name: view.t.wave(wave) for name in ("consented", "silent") if wave},
)
show_section(view, found, section, wave)
