"""What a campaign brought for its money: cost of a customer won and return, with exact intervals and a test against
breaking even."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from analytics.stats.intervals import CONFIDENCE, rate_interval


@dataclass(frozen=True)
class Ratio:
    """A value with its interval; ``high`` may be infinite (nobody was won)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Worth:
    """What a customer who was won brings, with bounds; equal where it is taken as known."""

    value: float
    low: float
    high: float


def cost_of_one(cost: float, won: int, confidence: float = CONFIDENCE) -> Ratio:
    """Cost ÷ customers won; the customers are a Poisson count, so that the bounds are the cost over Garwood's of the
    count."""
    bounds = rate_interval(won, 1.0, confidence)
    return Ratio(cost / won if won else inf, cost / bounds.high, cost / bounds.low if bounds.low else inf)


def campaign_return(cost: float, won: int, worth: Worth, confidence: float = CONFIDENCE) -> Ratio:
    """(customers won × worth − cost) ÷ cost.

    The bounds of the count (Garwood) and of the worth are put together on the logarithmic scale by the method of
    variance estimates recovery: Zou & Donner (2008), Statistics in Medicine 27. Where the worth is known they are
    Garwood's alone.
    """
    bounds = rate_interval(won, 1.0, confidence)
    if not won or worth.value <= 0:
        return Ratio(won * worth.value / cost - 1, -1.0, bounds.high * worth.high / cost - 1)
    down = sqrt(log(won / bounds.low) ** 2 + _gap(worth.value, worth.low) ** 2)
    up = sqrt(log(bounds.high / won) ** 2 + _gap(worth.high, worth.value) ** 2)
    times = won * worth.value / cost
    return Ratio(times - 1, times * exp(-down) - 1 if down < inf else -1.0, times * exp(up) - 1)


def _gap(more: float, less: float) -> float:
    return log(more / less) if less > 0 else inf


def fewer_than(won: int, needed: float) -> float:
    """Exact two-sided p (twice the lower tail) that so few are won where ``needed`` are expected; 1 where none are."""
    from scipy.stats import poisson

    return min(1.0, 2 * float(poisson.cdf(won, needed))) if needed > 0 else 1.0
