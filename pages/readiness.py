"""May the next wave go: its gates, what blocks them and until when; what ledgers say that cannot both be true."""

from analytics.readiness.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.readiness import show_decision, show_scores, show_ways

view = guard("readiness")

show_area(view, AREA, {"ways": show_ways, "decide": show_decision, "scores": show_scores})
