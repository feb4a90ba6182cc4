"""The cut-over: what it rests on and does not cover, the night hour by hour, defects as known and as told."""

from analytics.cutover.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("cutover")

show_area(view, AREA)
