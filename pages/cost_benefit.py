"""Does it still pay: net present value and returns, the assumptions behind them, and how sure it is."""

import streamlit as st

from analytics.metrics.money.case import measured
from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.plan.case import chosen, message, show_assumptions, show_now, show_odds, standings
from pages.kit.plan.frame import control_row, read_case, read_costs
from pages.kit.readings import show_standings

view = guard("cost_benefit")

if view.store.is_empty():
    show_empty_programme(view, "cost_benefit")
    st.stop()

case = read_case(view)
if case is None:
    show_nothing(view, "cost_benefit", "costs" if read_costs(view).empty else "benefits")
    st.stop()

given = chosen(case)
show_head(view, "cost_benefit", message(view, case, given))
section, _ = control_row(view, "cost_benefit", ("now", "assumptions", "odds"), waves=False)
if view.scope.waves:
    st.html(f'<p class="ho-note">{view.t("case.whole")}</p>')
moved = view.t("case.tile.moved") if given != measured(case) else ""
show_standings(view, standings(view, case, given), dict.fromkeys(("npv", "bcr", "payback", "irr"), moved))
{"now": show_now, "assumptions": show_assumptions, "odds": show_odds}[section](view, case, given)
