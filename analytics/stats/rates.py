"""Two rates of events against each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan


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
    """Ratio of two Poisson rates, exact: given the sum of events, the first count is binomial (Przyborowski and Wilenski 1940).

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
