"""How many answers a wanted precision needs, how many must be asked for them, and what those who left could change."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from analytics.stats.intervals import CONFIDENCE, Interval, normal_quantile


def answers_for(
    half: float, variance: float, population: int | None = None, confidence: float = CONFIDENCE
) -> int | None:
    """Answers for an interval of ± ``half`` around a mean; ``None`` for no width. Cochran (1977), Sampling Techniques,
    4.4.

    n₀ = z²·Var/half²; of a finite population n = n₀/(1 + (n₀ − 1)/N), from the correction √((N − n)/(N − 1)).
    """
    if half <= 0:
        return None
    z = normal_quantile(confidence)
    wanted = z * z * variance / (half * half)
    if population is not None:
        if population <= 0:
            return 0
        wanted = wanted / (1 + (wanted - 1) / population)
        return min(population, max(1, ceil(wanted - 1e-9)))
    return max(1, ceil(wanted - 1e-9))


def finite_correction(population: int, n: int) -> float:
    """√((N − n)/(N − 1)): 1 for a small part of a large population, 0 when all have answered."""
    if population <= 1 or n >= population:
        return 0.0
    return sqrt((population - n) / (population - 1))


def precision_of(n: int, variance: float, population: int | None = None, confidence: float = CONFIDENCE) -> float:
    """Half the width of the interval that ``n`` answers give."""
    correction = 1.0 if population is None else finite_correction(population, n)
    return normal_quantile(confidence) * sqrt(variance / n) * correction


@dataclass(frozen=True)
class Invitations:
    """What to send for a wanted precision. ``needed`` may be more than there are: then ``enough`` is false."""

    answers: int
    needed: int
    invited: int
    expected: int
    precision: float

    @property
    def enough(self) -> bool:
        return self.needed <= self.invited


def plan_invitations(half: float, variance: float, rate: float, population: int) -> Invitations | None:
    """Invitations to a population at a response rate; ``None`` without a rate or a width.

    Where all who can be asked are too few, all are, and ``precision`` says what they will give.
    """
    answers = answers_for(half, variance, population)
    if answers is None or rate <= 0 or population <= 0:
        return None
    needed = ceil(answers / rate - 1e-9)
    invited = min(needed, population)
    expected = max(1, min(answers, int(invited * rate)) if needed > population else answers)
    return Invitations(answers, needed, invited, expected, precision_of(expected, variance, population))


def silent_bounds(value: float, interval: Interval | None, share: float, floor: float, ceiling: float) -> Interval:
    """Where a mean can lie if the silent ``share`` had answered anything: all of them the lowest, or all the highest
    score.

    Without assumptions on the silent (Manski 1989, Journal of Human Resources 24); the bounds of the interval of those
    heard are taken with it, so that sampling is in the bounds too.
    """
    low, high = (value, value) if interval is None else (interval.low, interval.high)
    return Interval((1 - share) * low + share * floor, (1 - share) * high + share * ceiling)
