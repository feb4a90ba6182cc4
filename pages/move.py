"""The move itself: where everybody is, who was left behind, how fast it goes, what must agree."""

from analytics.move.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.move import show_effect_link

view = guard("move")

show_area(view, AREA, {"effect": show_effect_link})
