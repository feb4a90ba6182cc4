"""What a simulation gave as a distribution: its outcomes counted in steps of equal width."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.marks.kinds import Distribution, Spot
from analytics.marks.units import COUNT

if TYPE_CHECKING:
    from analytics.marks.units import Unit

BINS, MOST_DAYS = 36, 75
TAILS = (0.005, 0.995)
"""The outer half percents are a thin tail that would press the rest together."""


def distribution_of(
    outcomes: NDArray[Any] | pd.Series, along: str, spots: tuple[Spot, ...], unit: Unit = COUNT
) -> Distribution:
    """``outcomes`` one a trial, values or days. Days are counted by day, or by week where there would be too many:
    other widths would mix working days and weekends."""
    values = pd.Series(outcomes)
    if pd.api.types.is_datetime64_any_dtype(values):
        return _of_days(values, along, spots)
    numbers = values.to_numpy(dtype=float)
    low, high = (float(end) for end in np.quantile(numbers, TAILS))
    if high <= low:
        low, high = low - 1, high + 1
    counts, edges = np.histogram(numbers, bins=BINS, range=(low, high))
    return Distribution(tuple(edges.tolist()), tuple((counts / len(numbers)).tolist()), along, unit, spots)


def _of_days(values: pd.Series, along: str, spots: tuple[Spot, ...]) -> Distribution:
    days = values.dt.normalize()
    first, last = (days.quantile(share, interpolation="nearest").date() for share in TAILS)
    width = 1 if (last - first).days <= MOST_DAYS else 7
    edges: list[date] = [first]
    while edges[-1] <= last:
        edges.append(edges[-1] + timedelta(days=width))
    places = ((days - pd.Timestamp(first)).dt.days // width).to_numpy()
    shares = [float((places == at).mean()) for at in range(len(edges) - 1)]
    return Distribution(tuple(edges), tuple(shares), along, spots=spots)
