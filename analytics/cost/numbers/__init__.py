"""What the move costs: the sheet, what was earned for the money, the range of the final cost."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.cost.numbers.costs import (
    Costs,
    Range,
    compute_bridge,
    compute_periods,
    compute_range,
    compute_unit_costs,
    compute_value,
    load_costs,
)

__all__ = [
    "Costs",
    "Range",
    "compute_bridge",
    "compute_periods",
    "compute_range",
    "compute_unit_costs",
    "compute_value",
    "load_costs",
]
