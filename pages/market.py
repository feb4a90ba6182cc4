"""What the market says, whom customers go to, and whether campaigns pay."""

from analytics.market.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("market")

show_area(view, AREA)
