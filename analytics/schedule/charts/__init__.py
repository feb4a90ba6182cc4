"""The figures of the schedule page and their words."""

from analytics.schedule.charts.gantt import describe_gantt, figure_gantt
from analytics.schedule.charts.outlook import (
    describe_drivers,
    describe_finish,
    describe_slippage,
    figure_drivers,
    figure_finish,
    figure_slippage,
)
from analytics.schedule.charts.progress import (
    describe_burn_up,
    describe_s_curve,
    figure_burn_up,
    figure_s_curve,
    spi_sentence,
)
from analytics.schedule.charts.trend import describe_milestones, figure_milestones, milestone_lines

__all__ = [
    "describe_burn_up",
    "describe_drivers",
    "describe_finish",
    "describe_gantt",
    "describe_milestones",
    "describe_s_curve",
    "describe_slippage",
    "figure_burn_up",
    "figure_drivers",
    "figure_finish",
    "figure_gantt",
    "figure_milestones",
    "figure_s_curve",
    "figure_slippage",
    "milestone_lines",
    "spi_sentence",
]
