"""The kinds of charts as data, and their two drawers: the browser's figure and the slide's native chart."""

from analytics.marks.grid import Cell, Column, Grid, grid, worst_first
from analytics.marks.kinds import (
    Bars,
    Dots,
    Exhibit,
    Heat,
    Limit,
    Line,
    Lines,
    Mark,
    Picture,
    Series,
    Under,
    Upright,
    values,
)
from analytics.marks.units import COUNT, DAYS, HOURS, MINUTES, RATE, SHARE, Unit

__all__ = [
    "COUNT",
    "DAYS",
    "HOURS",
    "MINUTES",
    "RATE",
    "SHARE",
    "Bars",
    "Cell",
    "Column",
    "Dots",
    "Exhibit",
    "Grid",
    "Heat",
    "Limit",
    "Line",
    "Lines",
    "Mark",
    "Picture",
    "Series",
    "Under",
    "Unit",
    "Upright",
    "grid",
    "values",
    "worst_first",
]
