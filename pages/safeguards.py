"""What protects the transfer: information, continuity, support, training, documents."""

from analytics.safeguards.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.safeguards.keeping import show_itself

view = guard("safeguards")

show_area(view, AREA, {"itself": show_itself})
