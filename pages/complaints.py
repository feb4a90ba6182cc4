"""What customers complain about: how often, since which cut-over, why and where, what became of it,
and whether every unhappy customer was called back in time."""

import streamlit as st

from pages.kit.complaints.head import control_row, message, read_complaints
from pages.kit.complaints.sections import show_section
from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.errors import Standin, alone, said
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.readings import show_metrics

view = guard("complaints")

if view.store.is_empty():
    show_empty_programme(view, "complaints")
    st.stop()

found = read_complaints(view)
if found.empty or (not isinstance(found, Standin) and found.weekly.empty):
    show_nothing(view, "complaints", "complaints")
    st.stop()

show_head(view, "complaints", said(view.t, lambda: message(view, found)))
section = control_row(view)
alone(
    view.t,
    lambda: show_metrics(view, ("complaint_rate", "complaints_in_time", "complaints_upheld", "complaints_overdue")),
    lambda: show_section(view, found, section),
)
