"""What the move did to customers, against what would have happened anyway."""

from analytics.retention.effect_area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("effect")

show_area(view, AREA)
