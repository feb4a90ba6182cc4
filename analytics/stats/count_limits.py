"""Where the next count should fall if nothing but chance is at work since the baseline: limits of rates of rare
events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.stats.limits import FULL_POINTS, PROVISIONAL_POINTS


@dataclass(frozen=True)
class CountLimits:
    """A baseline of ``events`` in ``exposure``, frozen. A new period is judged by the exact conditional test of two
    Poisson rates, which takes the baseline for as uncertain as it is (Przyborowski & Wilenski 1940, *Biometrika* 31).

    ``dispersion`` is the variance of the baseline's counts over what single events would have, at least 1; events are
    divided by it, so that bunches count as the fewer independent events they are. ``state`` as in ``Limits``.
    """

    events: float
    exposure: float
    dispersion: float
    points: int
    state: Literal["full", "provisional"]

    def p_above(self, events: float, exposure: float) -> float:
        """How likely so many events or more are in ``exposure``, if nothing changed."""
        from scipy.special import betainc

        if events <= 0:
            return 1.0
        share = exposure / (exposure + self.exposure)
        return float(betainc(events / self.dispersion, self.events / self.dispersion + 1, share))

    def highest(self, p: float, exposure: float) -> float:
        """The number of events from which ``p_above`` is at most ``p``."""
        from scipy.special import btdtria

        share = exposure / (exposure + self.exposure)
        return float(self.dispersion * btdtria(p, self.events / self.dispersion + 1, share))


def count_limits(counts: Sequence[float], exposures: Sequence[float]) -> CountLimits | None:
    """Limits from the counts and exposures of a baseline's periods; ``None`` below 12 periods."""
    told, size = np.asarray(counts, dtype=float), np.asarray(exposures, dtype=float)
    known = (told == told) & (size > 0)
    told, size = told[known], size[known]
    if len(told) < PROVISIONAL_POINTS:
        return None
    expected = told.sum() * size / size.sum()
    scatter = float(((told - expected) ** 2 / expected).sum()) / (len(told) - 1) if told.sum() else 1.0
    return CountLimits(
        events=float(told.sum()),
        exposure=float(size.sum()),
        dispersion=max(1.0, scatter),
        points=len(told),
        state="full" if len(told) >= FULL_POINTS else "provisional",
    )
