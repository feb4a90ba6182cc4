"""May the next wave go: its gates, what blocks them and until when; what ledgers say that cannot both be true."""

import streamlit as st

from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.errors import alone, said
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.readiness import choose_section, message, read_readiness, show_section

view = guard("readiness")

if view.store.is_empty():
    show_empty_programme(view, "readiness")
    st.stop()

found = read_readiness(view)
if found.empty:
    show_nothing(view, "readiness", "readiness")
    st.stop()

show_head(view, "readiness", said(view.t, lambda: message(view, found)))
section = choose_section(view)
alone(view.t, lambda: show_section(view, found, section))
