"""Care: who is followed up after the move, whom nobody spoke with, how service cases end, business against plan."""

from analytics.care.area import AREA
from pages.kit.area import show_area
from pages.kit.care import show_names
from pages.kit.guard import guard

view = guard("care")

show_area(view, AREA, {"names": show_names})
