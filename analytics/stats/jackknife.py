"""Bounds of an estimate from those without each cluster in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.stats.intervals import CONFIDENCE

LEAST_CLUSTERS = 6
"""Below so many clusters no interval is given."""


@dataclass(frozen=True)
class Bounds:
    """Standard error, bounds and two-sided p against zero."""

    error: float
    low: float
    high: float
    p: float


def jackknife(
    values: Sequence[float], centre: float, confidence: float = CONFIDENCE, *, few: bool = False
) -> Bounds | None:
    """Bounds of an estimate from those without each cluster, by Student's t with one degree less than there are
    clusters.

    The cluster jackknife CV3 with t(G − 1): MacKinnon, Nielsen & Webb (2023), Journal of Econometrics 232. ``few``: a
    handful of the clusters decides (the branches of one wave), so the degrees are those that the deviations themselves
    show, (Σd²)²/Σd⁴, as Satterthwaite (1946), Biometrics Bulletin 2, has it for sums of squares of unequal size.
    ``None`` below
    :data:`LEAST_CLUSTERS` clusters or where one of the estimates does not exist.
    """
    from scipy.stats import t

    told = np.asarray(values, dtype=np.float64)
    size = len(told)
    if size < LEAST_CLUSTERS or not np.isfinite(told).all() or not np.isfinite(centre):
        return None
    squares = (told - told.mean()) ** 2
    error = sqrt((size - 1) / size * float(squares.sum()))
    if not error:
        return Bounds(0.0, centre, centre, float(centre == 0))
    freedom = max(1.0, float(squares.sum() ** 2 / (squares**2).sum())) if few else float(size - 1)
    half = float(t.ppf((1 + confidence) / 2, freedom)) * error
    return Bounds(error, centre - half, centre + half, float(2 * t.sf(abs(centre) / error, freedom)))
