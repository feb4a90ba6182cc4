"""The figures of the satisfaction page and their words."""

from analytics.satisfaction.charts.calendar import describe_calendar, figure_calendar
from analytics.satisfaction.charts.event import describe_event, figure_event
from analytics.satisfaction.charts.groups import describe_groups, figure_groups
from analytics.satisfaction.charts.waves import describe_waves, figure_waves

__all__ = [
    "describe_calendar",
    "describe_event",
    "describe_groups",
    "describe_waves",
    "figure_calendar",
    "figure_event",
    "figure_groups",
    "figure_waves",
]
