"""Two samples against each other, and how many answers a difference of a given size needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, isfinite, sqrt
from typing import TYPE_CHECKING

from analytics.stats.intervals import CONFIDENCE, normal_quantile

if TYPE_CHECKING:
    import pandas as pd

ALPHA = 0.05
"""What is less likely by chance alone is told as more than chance, everywhere; corrected where several were looked
at."""
POWER = 0.8


@dataclass(frozen=True)
class Sample:
    """A sample reduced to what a comparison needs: answers, mean and population variance (divisor n) of an answer."""

    n: int
    mean: float
    variance: float


@dataclass(frozen=True)
class Difference:
    """``later − earlier`` with its interval, statistic and two-sided p. ``low``/``high`` are null where no interval
    exists.

    ``method``: ``z`` (normal), ``fisher`` (exact p, statistic of the z test), ``welch`` (t),
    ``scatter`` (t of units that differ among themselves), ``student`` (t with one variance).
    """

    difference: float
    low: float | None
    high: float | None
    statistic: float
    p: float
    method: str


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z))) if isfinite(z) else 0.0


def compare_nps(later: Sample, earlier: Sample, confidence: float = CONFIDENCE) -> Difference:
    """Two net promoter scores in points: z = Δ / √(Var₁/n₁ + Var₂/n₂), Var of an answer = 100²(p + d − (p−d)²)."""
    error = sqrt(later.variance / later.n + earlier.variance / earlier.n)
    difference = later.mean - earlier.mean
    z = difference / error if error else (0.0 if difference == 0 else inf)
    half = normal_quantile(confidence) * error
    return Difference(difference, difference - half, difference + half, z, _two_sided(z), "z")


def pooled_sample(samples: Sequence[Sample]) -> Sample:
    """Several samples as one."""
    n = sum(one.n for one in samples)
    mean = sum(one.n * one.mean for one in samples) / n
    square = sum(one.n * (one.variance + one.mean**2) for one in samples) / n
    return Sample(n, mean, max(0.0, square - mean**2))


def compare_scattered_nps(
    later: Sequence[Sample], earlier: Sequence[Sample], confidence: float = CONFIDENCE
) -> Difference | None:
    """Two net promoter scores of several units each, whose scores differ among themselves too; ``None`` where a side is
    missing.

    The variance of :func:`compare_nps` times Pearson's dispersion of the units about the score of their side (McCullagh
    and Nelder 1989, section 4.5), with t of units − 2 degrees of freedom, where they scatter more than their answers
    explain. Of one unit a side nothing tells how much it would scatter: then its answers alone are compared.
    """
    from scipy.stats import t as student

    if not later or not earlier:
        return None
    sides = pooled_sample(later), pooled_sample(earlier)
    plain, free = compare_nps(sides[0], sides[1], confidence), len(later) + len(earlier) - 2
    if free < 1 or not all(side.variance for side in sides):
        return plain
    squares = sum(
        one.n * (one.mean - side.mean) ** 2 / side.variance
        for units, side in zip((later, earlier), sides, strict=True)
        for one in units
    )
    if squares <= free:
        return plain
    error = sqrt(squares / free * sum(side.variance / side.n for side in sides))
    reach, statistic = float(student.ppf(0.5 + confidence / 2, free)) * error, plain.difference / error
    p = float(2 * student.sf(abs(statistic), free))
    return Difference(plain.difference, plain.difference - reach, plain.difference + reach, statistic, p, "scatter")


def compare_shares(
    later: float, n_later: int, earlier: float, n_earlier: int, confidence: float = CONFIDENCE
) -> Difference:
    """Two shares (0 to 1): pooled z test, Fisher's exact p where an expected count is below 5; Newcombe's interval.

    Newcombe (1998), Statistics in Medicine 17, method 10: the Wilson bounds of both shares combined.
    """
    from analytics.stats.intervals import wilson_interval

    hits, other_hits = round(later * n_later), round(earlier * n_earlier)
    pooled = (hits + other_hits) / (n_later + n_earlier)
    error = sqrt(pooled * (1 - pooled) * (1 / n_later + 1 / n_earlier))
    difference = later - earlier
    z = difference / error if error else 0.0
    method, p = "z", _two_sided(z)
    if min(pooled, 1 - pooled) * min(n_later, n_earlier) < 5:
        from scipy.stats import fisher_exact

        table = [[hits, n_later - hits], [other_hits, n_earlier - other_hits]]
        method, p = "fisher", float(fisher_exact(table)[1])
    a, b = wilson_interval(hits, n_later, confidence), wilson_interval(other_hits, n_earlier, confidence)
    if a is None or b is None:
        return Difference(difference, None, None, z, p, method)
    low = difference - sqrt((later - a.low) ** 2 + (b.high - earlier) ** 2)
    high = difference + sqrt((a.high - later) ** 2 + (earlier - b.low) ** 2)
    return Difference(difference, low, high, z, p, method)


def compare_means(later: Sample, earlier: Sample, confidence: float = CONFIDENCE) -> Difference:
    """Two means with unequal variances: Welch (1947), with Satterthwaite's degrees of freedom."""
    from scipy.stats import t

    difference = later.mean - earlier.mean
    if later.n < 2 or earlier.n < 2:
        return Difference(difference, None, None, 0.0, 1.0, "welch")
    a, b = later.variance / (later.n - 1), earlier.variance / (earlier.n - 1)
    error = sqrt(a + b)
    if not error:
        return Difference(
            difference, difference, difference, 0.0 if not difference else inf, float(not difference), "welch"
        )
    freedom = (a + b) ** 2 / (a * a / (later.n - 1) + b * b / (earlier.n - 1))
    statistic = difference / error
    half = float(t.ppf((1 + confidence) / 2, freedom)) * error
    return Difference(
        difference, difference - half, difference + half, statistic, float(2 * t.sf(abs(statistic), freedom)), "welch"
    )


def compare_pooled(later: Sample, earlier: Sample) -> Difference:
    """Two means of few values that differ by as much on either side: Student (1908), Biometrika 6, with n₁ + n₂ − 2
    degrees of freedom.

    Without an interval. Where neither side differs in itself, any difference of the two is one.
    """
    from scipy.stats import t

    difference, freedom = later.mean - earlier.mean, later.n + earlier.n - 2
    if freedom < 1:
        return Difference(difference, None, None, 0.0, 1.0, "student")
    squares = later.variance * later.n + earlier.variance * earlier.n
    error = sqrt(squares / freedom * (1 / later.n + 1 / earlier.n))
    if error <= 1e-9 * max(abs(later.mean), abs(earlier.mean), 1e-9):
        same = abs(difference) <= 1e-9 * max(abs(later.mean), abs(earlier.mean), 1e-9)
        return Difference(difference, None, None, 0.0 if same else inf, float(same), "student")
    statistic = difference / error
    return Difference(difference, None, None, statistic, float(2 * t.sf(abs(statistic), freedom)), "student")


def compare_ranks(later: Sequence[float] | pd.Series, earlier: Sequence[float] | pd.Series) -> float:
    """One-sided p that values of ``later`` tend to be larger: Mann and Whitney (1947), Annals of Mathematical
    Statistics 18, with ties."""
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(list(later), list(earlier), alternative="greater").pvalue)


def answers_needed(
    difference: float, variance: float, power: float = POWER, confidence: float = CONFIDENCE
) -> int | None:
    """Answers *in each of two samples* to see a difference of this size with this power, two-sided.

    n = 2·Var·(z_{α/2} + z_β)² / Δ²; ``None`` for no difference. With 8 points of NPS at a variance of 0.61·100²:
    about 1,500 (a power of one half, which 732 would give, sees it every second time).
    """
    from scipy.special import ndtri

    if not difference or variance <= 0:
        return None
    total = normal_quantile(confidence) + float(ndtri(power))
    return ceil(2 * variance * total * total / (difference * difference))


def holm_p(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's adjusted p, in the order given: none of them is a mistake more often than the level says. Holm (1979), SJS
    6."""
    count = len(p_values)
    adjusted, most = [0.0] * count, 0.0
    for place, at in enumerate(sorted(range(count), key=lambda at: p_values[at])):
        most = adjusted[at] = max(most, min(1.0, p_values[at] * (count - place)))
    return tuple(adjusted)


def adjusted_p(p_values: Sequence[float]) -> tuple[float, ...]:
    """Benjamini–Hochberg adjusted p (called q), in the order given. Benjamini & Hochberg (1995), JRSS B 57."""
    count = len(p_values)
    order = sorted(range(count), key=lambda at: p_values[at], reverse=True)
    adjusted, least = [0.0] * count, 1.0
    for place, at in enumerate(order):
        least = adjusted[at] = min(least, p_values[at] * count / (count - place))
    return tuple(adjusted)
