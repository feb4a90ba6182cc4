"""What it will cost: budget and forecast, earned value, the range of the final cost, and what changes brought."""

from analytics.cost.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("cost")

show_area(view, AREA)
