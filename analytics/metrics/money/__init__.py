"""Money: what the move costs, what it brings, whether it pays."""

from analytics.metrics.money.benefits import Benefits, load_benefits
from analytics.metrics.money.case import (
    Assumptions,
    Case,
    Odds,
    compute_case,
    compute_odds,
    compute_returns,
    load_case,
)
from analytics.metrics.money.costs import (
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
    "Assumptions",
    "Benefits",
    "Case",
    "Costs",
    "Odds",
    "Range",
    "compute_bridge",
    "compute_case",
    "compute_odds",
    "compute_periods",
    "compute_range",
    "compute_returns",
    "compute_unit_costs",
    "compute_value",
    "load_benefits",
    "load_case",
    "load_costs",
]
