"""The figures of the cost and cost–benefit pages and their words."""

from analytics.charts.money.case import (
    describe_npv,
    describe_odds,
    describe_scenarios,
    describe_shortfall,
    describe_tornado,
    figure_npv,
    figure_odds,
    figure_scenarios,
    figure_shortfall,
    figure_tornado,
)
from analytics.charts.money.costs import (
    cpi_sentence,
    describe_bridge,
    describe_range,
    describe_unit_costs,
    describe_value,
    figure_bridge,
    figure_range,
    figure_unit_costs,
    figure_value,
    rule_words,
    tcpi_sentence,
)
from analytics.charts.money.periods import describe_periods, figure_periods

__all__ = [
    "cpi_sentence",
    "describe_bridge",
    "describe_npv",
    "describe_odds",
    "describe_periods",
    "describe_range",
    "describe_scenarios",
    "describe_shortfall",
    "describe_tornado",
    "describe_unit_costs",
    "describe_value",
    "figure_bridge",
    "figure_npv",
    "figure_odds",
    "figure_periods",
    "figure_range",
    "figure_scenarios",
    "figure_shortfall",
    "figure_tornado",
    "figure_unit_costs",
    "figure_value",
    "rule_words",
    "tcpi_sentence",
]
