"""Two rates of events against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

PER = 1_000
"""Customers and weeks that a rate is told for."""


@dataclass(frozen=True)
class RateRatio:
    """``ratio`` of the first rate to the second with its interval, and the exact two-sided ``p`` of equal rates."""

    ratio: float
    low: float
    high: float
    p: float
    first: float
    second: float


def compare_rates(
    events: int, exposure: float, other: int, other_exposure: float, confidence: float = 0.95
) -> RateRatio:
    """Ratio of two Poisson rates, exact: given the sum of events, the first count is binomial (Przyborowski and
    Wilenski 1940).

    The interval is Clopper and Pearson's for that share, carried over to the ratio, as R's ``poisson.test`` has it.
    Exposures must be positive.
    """
    from scipy.stats import binomtest

    if exposure <= 0 or other_exposure <= 0:
        raise ValueError("a rate needs a positive exposure")
    first, second = events / exposure, other / other_exposure
    if events + other == 0:
        return RateRatio(nan, 0.0, inf, 1.0, first, second)
    tested = binomtest(events, events + other, exposure / (exposure + other_exposure))
    bounds = tested.proportion_ci(confidence, method="exact")

    def ratio(share: float) -> float:
        return inf if share >= 1 else share / (1 - share) * other_exposure / exposure

    return RateRatio(
        first / second if second else inf,
        ratio(float(bounds.low)),
        ratio(float(bounds.high)),
        float(tested.pvalue),
        first,
        second,
    )


def compare_scattered_rates(
    units: Sequence[tuple[int, float]], others: Sequence[tuple[int, float]], confidence: float = 0.95
) -> RateRatio | None:
    """Ratio of the rates of two groups of units, each ``(events, exposure)``, whose rates differ among themselves too.

    Quasi-Poisson regression on the group (McCullagh and Nelder 1989, section 6.2.3): the variance of the logarithm is
    that of Poisson counts times Pearson's dispersion, the interval from t with units − 2 degrees of freedom. Where the
    units scatter no more than counts do, the exact comparison of :func:`compare_rates`. ``None`` with fewer than three
    units: then nothing tells how much they scatter.
    """
    from scipy.stats import t as student

    free = len(units) + len(others) - 2
    if free < 1 or not units or not others:
        return None
    sums = [(sum(events for events, _ in group), sum(exposure for _, exposure in group)) for group in (units, others)]
    exact = compare_rates(int(sums[0][0]), sums[0][1], int(sums[1][0]), sums[1][1], confidence)
    if not sums[0][0] or not sums[1][0]:
        return exact
    squares = 0.0
    for group, rate in ((units, exact.first), (others, exact.second)):
        squares += sum((events - rate * exposure) ** 2 / (rate * exposure) for events, exposure in group)
    dispersion = squares / free
    if dispersion <= 1:
        return exact
    error = sqrt(dispersion * (1 / sums[0][0] + 1 / sums[1][0]))
    reach = float(student.ppf(0.5 + confidence / 2, free)) * error
    middle = log(exact.ratio)
    p = float(2 * student.sf(abs(middle) / error, free))
    return RateRatio(exact.ratio, exp(middle - reach), exp(middle + reach), p, exact.first, exact.second)
