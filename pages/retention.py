"""Who stays and who leaves since the cut-overs, why, and what hangs on it."""

from analytics.retention.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("retention")

show_area(view, AREA)
