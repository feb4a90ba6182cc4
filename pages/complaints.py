"""What customers complain about: how often, since which cut-over, why and where, what became of it,
and whether every unhappy customer was called back in time."""

from analytics.complaints.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("complaints")

show_area(view, AREA)
