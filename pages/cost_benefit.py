"""Does it still pay: net present value and returns, the assumptions behind them, and how sure it is."""

from analytics.cost_benefit.area import AREA
from pages.kit.area import show_area
from pages.kit.cost_benefit.assumptions import assuming, show_assumptions
from pages.kit.guard import guard

view = guard("cost_benefit")

show_area(assuming(view), AREA, {"assumptions": show_assumptions})
