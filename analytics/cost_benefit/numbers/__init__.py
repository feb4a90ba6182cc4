"""Whether the move pays: what it brings, its value under assumptions, how sure that is."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.cost_benefit.numbers.benefits import Benefits, load_benefits
from analytics.cost_benefit.numbers.case import (
    Assumptions,
    Case,
    Odds,
    Pays,
    compute_case,
    compute_odds,
    compute_returns,
    load_case,
    load_pays,
)

__all__ = [
    "Assumptions",
    "Benefits",
    "Case",
    "Odds",
    "Pays",
    "compute_case",
    "compute_odds",
    "compute_returns",
    "load_benefits",
    "load_case",
    "load_pays",
]
