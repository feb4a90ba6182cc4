"""Will it be done in time: how late, how far, when it will end, and what moved since last week."""

import streamlit as st

from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.plan.finding import message
from pages.kit.plan.frame import control_row, read_plan
from pages.kit.plan.schedule import show_changes, show_now, show_outlook, show_progress
from pages.kit.readings import show_metrics

view = guard("schedule")

if view.store.is_empty():
    show_empty_programme(view, "schedule")
    st.stop()

plan = read_plan(view)
if plan.empty:
    show_nothing(view, "schedule", "tasks")
    st.stop()

show_head(view, "schedule", message(view, plan), view.t("schedule.until", date=view.t.date(plan.status_on, year=True)))
section = control_row(view, "schedule", ("now", "progress", "outlook", "changes"))
show_metrics(view, ("finish_slip", "spi_t", "customers_moved", "rebaselines"))
{"now": show_now, "progress": show_progress, "outlook": show_outlook, "changes": show_changes}[section](view, plan)
