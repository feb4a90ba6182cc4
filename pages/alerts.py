"""Early warning: every alert on one page, with who sees to it."""

from analytics.alerts.area import AREA
from pages.kit.alerts import show_answer, show_rule
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("alerts")

show_area(view, AREA, {"answer": show_answer, "rule": show_rule})
