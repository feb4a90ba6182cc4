"""What the move did to customers, against what would have happened anyway."""

from analytics.retention.effect_area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.thread import show_life, show_thread_pages

view = guard("effect")

show_area(view, AREA, {"life": show_life, "pages": show_thread_pages})
