"""Two groups compared within strata, so that a difference between the strata is not taken for one between the
groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan


@dataclass(frozen=True)
class Stratified:
    """``difference`` of the shares (group − others, Mantel–Haenszel weights), ``statistic`` (χ², one degree) and
    two-sided ``p``.

    ``low`` and ``high``: the 95 % interval of the difference. ``n``/``hits``: those of the group in the strata that
    have both groups; NaN and p = 1 where there is no such stratum.
    """

    difference: float
    low: float
    high: float
    statistic: float
    p: float
    n: int
    hits: int


def compare_within(strata: Iterable[tuple[int, int, int, int]]) -> Stratified:
    """Shares of a group and of all others over strata (hits, n, hits of the others, n of the others).

    The test is Mantel and Haenszel's (1959) with continuity correction, as ``mantelhaen.test`` of R has it; the
    difference is weighted by n·m/(n+m), and its interval the normal one with the variance of these authors (Greenland
    and Robins 1985). A stratum without one of the groups says nothing and is left out.
    """
    from scipy.stats import chi2, norm

    observed = expected = variance = weighted = weights = spread = 0.0
    n_all = hits_all = 0
    for hits, n, other_hits, other_n in strata:
        if n < 1 or other_n < 1:
            continue
        total, found = n + other_n, hits + other_hits
        weight = n * other_n / total
        weighted += weight * (hits / n - other_hits / other_n)
        weights += weight
        spread += weight**2 * (hits * (n - hits) / n**3 + other_hits * (other_n - other_hits) / other_n**3)
        observed += hits
        expected += n * found / total
        if total > 1:
            variance += n * other_n * found * (total - found) / (total**2 * (total - 1))
        n_all, hits_all = n_all + n, hits_all + hits
    if not weights:
        return Stratified(nan, nan, nan, nan, 1.0, n_all, hits_all)
    statistic = max(0.0, abs(observed - expected) - 0.5) ** 2 / variance if variance else 0.0
    difference, half = weighted / weights, float(norm.ppf(0.975)) * spread**0.5 / weights
    return Stratified(
        difference, difference - half, difference + half, statistic, float(chi2.sf(statistic, 1)), n_all, hits_all
    )
