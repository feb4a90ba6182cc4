"""Risks drawn: heat map, exposure, treatments and indicators."""

from analytics.charts.risk.follow import (
    describe_burn,
    describe_indicators,
    describe_kinds,
    figure_burn,
    figure_indicators,
    figure_kinds,
)
from analytics.charts.risk.heat import (
    ARROWS,
    Arrow,
    describe_heat,
    figure_heat,
    level_words,
    listing,
    place_words,
)
from analytics.charts.risk.money import (
    describe_lines,
    describe_losses,
    describe_realised,
    figure_lines,
    figure_losses,
    figure_realised,
)
from analytics.charts.risk.trend import describe_trend, figure_trend

__all__ = [
    "ARROWS",
    "Arrow",
    "describe_burn",
    "describe_heat",
    "describe_indicators",
    "describe_kinds",
    "describe_lines",
    "describe_losses",
    "describe_realised",
    "describe_trend",
    "figure_burn",
    "figure_heat",
    "figure_indicators",
    "figure_kinds",
    "figure_lines",
    "figure_losses",
    "figure_realised",
    "figure_trend",
    "level_words",
    "listing",
    "place_words",
]
