"""Intervals of a share, a net promoter score and a mean; the effective sample size under weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A confidence interval in the unit of its value."""

    low: float
    high: float


@lru_cache(maxsize=64)
def normal_quantile(confidence: float) -> float:
    """The two-sided quantile of the normal distribution: 0.95 → 1.96."""
    from scipy.special import ndtri  # what scipy.stats asks, which takes seconds to import

    return float(ndtri((1 + confidence) / 2))


@lru_cache(maxsize=4096)
def t_quantile(confidence: float, freedom: int) -> float:
    """The two-sided quantile of Student's t distribution."""
    from scipy.stats import t

    return float(t.ppf((1 + confidence) / 2, freedom))


def wilson_interval(successes: float, n: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Wilson's score interval of a share, without continuity correction; ``None`` for no observations.

    Wilson (1927); NIST/SEMATECH e-Handbook, prc241.
    """
    if n <= 0:
        return None
    z = normal_quantile(confidence)
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def nps_interval(promoters: float, detractors: float, n: float, confidence: float = CONFIDENCE) -> Interval | None:
    """The adjusted Wald interval of a net promoter score in points, from the shares of promoters and detractors.

    Three answers are added, ¾ to promoters and detractors each and 1½ to passives, before Wald's formula is used; it
    keeps its coverage in small samples. Rocks (2016), International Journal of Market Research 58(2).
    """
    if n <= 0:
        return None
    z = normal_quantile(confidence)
    total = n + 3
    p, d = (promoters * n + 0.75) / total, (detractors * n + 0.75) / total
    half = z * sqrt(max(0.0, p + d - (p - d) ** 2) / total)
    return Interval(max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half)))


def mean_interval(mean: float, variance: float, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Student's interval of a mean from the *population* variance of the sample (divisor n); ``None`` below two
    values."""
    if n < 2:
        return None
    half = t_quantile(confidence, n - 1) * sqrt(variance / (n - 1))
    return Interval(mean - half, mean + half)


@dataclass(frozen=True)
class Weighting:
    """What unequal weights cost: Kish's effective sample size and the design effect n / n_eff."""

    n: int
    effective: float
    design_effect: float


def kish_weighting(weights: Sequence[float]) -> Weighting:
    """Effective sample size (Σw)² / Σw². Kish (1965), Survey Sampling, 11.7. Refuses weights that sum to nothing."""
    total, squares = sum(weights), sum(weight * weight for weight in weights)
    if total <= 0:
        raise ValueError("weights must have a positive sum")
    effective = total * total / squares
    return Weighting(len(weights), effective, len(weights) / effective)


def rate_interval(events: int, exposure: float, confidence: float = CONFIDENCE) -> Interval:
    """Garwood's exact interval of a Poisson rate. Garwood (1936), Biometrika 28."""
    from scipy.special import gammaincinv  # half of the quantile of chi-squared with twice the freedom

    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    return Interval(low / exposure, float(gammaincinv(events + 1, 1 - tail)) / exposure)
