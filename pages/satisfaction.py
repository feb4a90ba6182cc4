"""How satisfied customers are, and whether the move changed it: by week, by weeks since cut-over, by wave, by group."""

from analytics.satisfaction.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.satisfaction import show_answers

view = guard("satisfaction")

show_area(view, AREA, {"answers": show_answers})
