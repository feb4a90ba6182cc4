"""How large a difference is, beside whether it is there: standardised effects, and the same people before and after."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, inf, sqrt
from typing import Literal

from analytics.stats.compare import Difference, Sample
from analytics.stats.intervals import CONFIDENCE, normal_quantile, t_quantile

Size = Literal["negligible", "small", "medium", "large"]
BOUNDS = (0.2, 0.5, 0.8)
"""Cohen (1988): below 0.2 negligible, from 0.2 small, from 0.5 medium, from 0.8 large. Rules of thumb, not laws."""


@dataclass(frozen=True)
class Effect:
    """A standardised difference, later minus earlier, with its interval; the same scale for every score."""

    value: float
    low: float
    high: float

    @property
    def size(self) -> Size:
        at = sum(abs(self.value) >= bound for bound in BOUNDS)
        names: tuple[Size, ...] = ("negligible", "small", "medium", "large")
        return names[at]


def hedges_g(later: Sample, earlier: Sample, confidence: float = CONFIDENCE) -> Effect | None:
    """Difference of means in pooled standard deviations, corrected for small samples; ``None`` without any spread.

    Hedges (1981), Journal of Educational Statistics 6; Var g ≈ (n₁ + n₂)/(n₁n₂) + g²/(2(n₁ + n₂)), Hedges & Olkin
    (1985).
    """
    freedom = later.n + earlier.n - 2
    spread = later.variance * later.n + earlier.variance * earlier.n
    if freedom < 1 or spread <= 0:
        return None
    g = (later.mean - earlier.mean) / sqrt(spread / freedom) * (1 - 3 / (4 * freedom - 1))
    total = later.n + earlier.n
    half = normal_quantile(confidence) * sqrt(total / (later.n * earlier.n) + g * g / (2 * total))
    return Effect(g, g - half, g + half)


def cohens_h(later: float, n_later: int, earlier: float, n_earlier: int, confidence: float = CONFIDENCE) -> Effect:
    """Difference of two shares on the arcsine scale, whose variance does not depend on the shares. Cohen (1988), ch.
    6."""
    h = 2 * asin(sqrt(later)) - 2 * asin(sqrt(earlier))
    half = normal_quantile(confidence) * sqrt(1 / n_later + 1 / n_earlier)
    return Effect(h, h - half, h + half)


def compare_paired(changes: Sample, confidence: float = CONFIDENCE) -> Difference | None:
    """The mean of each one's own change, with Student's interval and p; ``None`` below two pairs."""
    from scipy.stats import t

    if changes.n < 2:
        return None
    error = sqrt(changes.variance / (changes.n - 1))
    statistic = changes.mean / error if error else (0.0 if changes.mean == 0 else inf)
    half = t_quantile(confidence, changes.n - 1) * error
    p = float(2 * t.sf(abs(statistic), changes.n - 1)) if error else float(changes.mean == 0)
    return Difference(changes.mean, changes.mean - half, changes.mean + half, statistic, p, "paired")


def mcnemar_p(up: int, down: int) -> float:
    """Exact two-sided p that as many change one way as the other. McNemar (1947), Psychometrika 12."""
    from scipy.stats import binomtest

    return float(binomtest(up, up + down, 0.5).pvalue) if up + down else 1.0
