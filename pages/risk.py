"""What may go wrong: which risks are beyond appetite, what moved, what it may cost, what is done and watched."""

import streamlit as st

from pages.kit.empty import nothing_left, show_empty_programme, show_nothing
from pages.kit.errors import said
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.readings import show_metrics
from pages.kit.risk.frame import control_row, message, read_risks
from pages.kit.risk.register import show_register
from pages.kit.risk.sections import show_checks, show_exposure, show_indicators, show_treatments
from pages.kit.state import ASSESSED, read_param

view = guard("risk")

if view.store.is_empty():
    show_empty_programme(view, "risk")
    st.stop()

found = read_risks(view)
if found.register.empty or nothing_left(view, found.register.risks, found.register.others):
    show_nothing(view, "risk", "risks")
    st.stop()

show_head(
    view,
    "risk",
    said(view.t, lambda: message(view, found)),
    view.t("risk.assessed", date=view.t.date(found.register.assessed, year=True)),
)
section = control_row(view, found)
narrowed = bool(found.category or read_param(ASSESSED))
whole = dict.fromkeys(("risks_above_appetite", "risk_p80", "treatments_overdue"), view.t("risk.tile.whole"))
show_metrics(
    view, ("risks_above_appetite", "risk_p80", "treatments_overdue", "indicators_red"), whole if narrowed else None
)
{
    "register": show_register,
    "exposure": show_exposure,
    "treatments": show_treatments,
    "indicators": show_indicators,
    "checks": show_checks,
}[section](view, found)
