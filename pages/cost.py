"""What it will cost: budget to forecast, earned value, the range of the final cost, and what changes brought."""

import streamlit as st

from pages.kit.empty import show_empty_programme, show_nothing
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.plan.cost import message, show_changes, show_lines, show_now, show_range
from pages.kit.plan.frame import control_row, read_costs, read_value
from pages.kit.readings import show_metrics

view = guard("cost")

if view.store.is_empty():
    show_empty_programme(view, "cost")
    st.stop()

costs = read_costs(view)
if costs.empty:
    show_nothing(view, "cost", "costs")
    st.stop()

closed = costs.closed_on
show_head(
    view, "cost", message(view, costs), *([view.t("cost.until", date=view.t.date(closed, year=True))] if closed else [])
)
section, rule = control_row(view, "cost", ("now", "range", "lines", "changes"), rule=True)
value = read_value(view, rule)
show_metrics(view, ("final_cost", "cpi", "tcpi", "unit_cost"))
{"now": show_now, "range": show_range, "lines": show_lines, "changes": show_changes}[section](view, costs, value)
