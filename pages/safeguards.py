"""What protects the transfer: information, continuity, support, training, documents."""

from analytics.safeguards.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.safeguards.frame import tiles
from pages.kit.safeguards.keeping import show_itself
from pages.kit.tiles import show_tiles

view = guard("safeguards")

show_area(view, AREA, {"itself": show_itself}, lambda: show_tiles(tiles(view)))
