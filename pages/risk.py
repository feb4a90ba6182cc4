"""What may go wrong: which risks are beyond appetite, what moved, what it may cost, what is done and watched."""

from analytics.risk.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.risk import show_cell

view = guard("risk")

show_area(view, AREA, {"cell": show_cell})
