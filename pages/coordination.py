"""Coordination: what is open between departments, decisions, what was shared, and what came of it."""

from analytics.coordination.area import AREA
from pages.kit.area import show_area
from pages.kit.coordination import show_about, show_closing
from pages.kit.guard import guard

view = guard("coordination")

show_area(view, AREA, {"about": show_about, "closing": show_closing})
