"""Will it be done in time: how late, how far, when it will end, and what moved since last week."""

from analytics.schedule.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.schedule import show_reckoning

view = guard("schedule")

show_area(view, AREA, {"reckoning": show_reckoning})
