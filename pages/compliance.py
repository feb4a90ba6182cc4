"""What the law asks of the transfer and until when, whether it was done and proved, and what reviews have found."""

import streamlit as st

from pages.kit.compliance import choose_section, message, read_compliance, show_section
from pages.kit.empty import nothing_left, show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.readings import show_metrics

view = guard("compliance")

if view.store.is_empty():
    show_empty_programme(view, "compliance")
    st.stop()

found = read_compliance(view)
if found.empty or nothing_left(view, found.duties.frame):
    show_nothing(view, "compliance", "compliance")
    st.stop()

show_head(view, "compliance", message(view, found))
section = choose_section(view, found)
second = "compliance_index" if section == "reports" else "next_duty_days"
show_metrics(view, ("lawful", second, "findings_overdue", "evidence_expired"))
show_section(view, found, section)
