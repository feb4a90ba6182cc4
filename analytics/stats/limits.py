"""Prediction limits: where the next period should fall if nothing but chance is at work since the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

FULL_POINTS, PROVISIONAL_POINTS = 20, 12
LEVEL = 0.9973
"""Level at which limits are drawn: the one that control charts use, 3 σ of a normal distribution."""


def standard_error(n: float | None) -> float:
    """The standard error of a period up to a factor that limits do not depend on: 1/√n; not a number where n is
    hidden."""
    return float("nan") if n is None or not n > 0 else 1 / sqrt(float(n))


@dataclass(frozen=True)
class Limits:
    """A baseline reduced to what a prediction needs. Freeze it and it does not move with what comes after.

    ``spread`` is the ratio of the observed scatter to the standard errors (1 = sampling alone); ``error`` the standard
    error of ``mean`` before it is multiplied by ``spread``. ``state``: ``full`` from 20 points, ``provisional`` (drawn
    dashed, raises no alert) from 12; below that there are no limits at all.
    """

    mean: float
    spread: float
    error: float
    points: int
    state: Literal["full", "provisional"]

    def deviation(self, error: float) -> float:
        """Standard deviation of ``new period − mean`` for a period with this standard error."""
        return self.spread * sqrt(error * error + self.error * self.error)

    def interval(self, error: float, level: float = LEVEL) -> tuple[float, float]:
        """Lower and upper limit for a period with this standard error."""
        from analytics.stats.intervals import t_quantile

        half = t_quantile(level, self.points - 1) * self.deviation(error)
        return self.mean - half, self.mean + half

    def p_below(self, value: float, error: float) -> float:
        """How likely a period this low or lower is, if nothing changed (one-sided, t with points − 1 degrees)."""
        return self._tail(value - self.mean, error)

    def p_above(self, value: float, error: float) -> float:
        """How likely a period this high or higher is, if nothing changed."""
        return self._tail(self.mean - value, error)

    def lowest(self, p: float, error: float) -> float:
        """The value down to which ``p_below`` is more than ``p``."""
        from scipy.stats import t

        return self.mean + float(t.ppf(p, self.points - 1)) * self.deviation(error)

    def _tail(self, distance: float, error: float) -> float:
        from scipy.stats import t

        deviation = self.deviation(error)
        if deviation <= 0:
            return 0.5 if distance == 0 else float(distance > 0)
        return float(t.cdf(distance / deviation, self.points - 1))


def prediction_limits(values: Sequence[float], errors: Sequence[float]) -> Limits | None:
    """Limits from the periods of a baseline and their standard errors; ``None`` below 12 periods.

    Periods are weighted by 1/error²; the scatter of (value − mean)/error, with points − 1 degrees of freedom, says how
    much more than sampling moves them. For equal errors this is the t prediction distribution of a new observation,
    sd·√(1 + 1/m): Hahn & Meeker, *Statistical Intervals*, 4.8.
    """
    pairs = [(v, e) for v, e in zip(values, errors, strict=True) if v == v and e == e and e > 0]
    if len(pairs) < PROVISIONAL_POINTS:
        return None
    weights = [1 / (error * error) for _, error in pairs]
    total = sum(weights)
    mean = sum(weight * value for weight, (value, _) in zip(weights, pairs, strict=True)) / total
    scatter = sum(weight * (value - mean) ** 2 for weight, (value, _) in zip(weights, pairs, strict=True))
    return Limits(
        mean=mean,
        spread=sqrt(scatter / (len(pairs) - 1)),
        error=sqrt(1 / total),
        points=len(pairs),
        state="full" if len(pairs) >= FULL_POINTS else "provisional",
    )
