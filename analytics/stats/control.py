"""Control charts with frozen limits: rates (u), shares (p), single values (I-MR), rare events (g, t), and runs.

Limits come from a baseline and are then applied to any later period; they never move with what they judge. Sources:
Montgomery, *Introduction to Statistical Quality Control*, 7.2–7.3 and 6.4; Laney 2002 (Quality Engineering 14);
Benneyan 2001 (g); Nelson 1994 (t); Anhøj & Olesen 2014 (runs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2, sqrt
from typing import Literal

from analytics.stats.limits import FULL_POINTS, PROVISIONAL_POINTS

OVERDISPERSED = 1.2
"""From this σ_z on the limits are widened by it: the periods scatter more than counting alone explains."""
D2 = 1.128
"""The mean range of two normal values in standard deviations."""
State = Literal["full", "provisional", "none"]


def state_of(points: int) -> State:
    """What limits from so many periods are good for: from 20 they judge, from 12 they are drawn, below there are
    none."""
    return "full" if points >= FULL_POINTS else "provisional" if points >= PROVISIONAL_POINTS else "none"


@dataclass(frozen=True)
class RateChart:
    """A frozen u or p chart.

    ``centre`` is the baseline's rate or share; ``sigma_z`` how much more than counting its periods scatter (never below
    1 in the limits); ``points`` its periods; ``corrected`` whether the limits are widened (u′, p′).
    """

    kind: Literal["u", "p"]
    centre: float
    sigma_z: float
    points: int
    corrected: bool

    @property
    def state(self) -> State:
        return state_of(self.points)

    @property
    def name(self) -> str:
        """``u``, ``p``, or with Laney's correction ``u′``, ``p′``."""
        return self.kind + ("′" if self.corrected else "")

    def error(self, n: float) -> float:
        """The standard error of a period with exposure or size ``n`` by counting alone."""
        spread = self.centre if self.kind == "u" else self.centre * (1 - self.centre)
        return sqrt(spread / n)

    def limits(self, n: float) -> tuple[float, float]:
        """Lower and upper 3 σ limit of a period with exposure or size ``n``; a rate is never below 0, a share above
        1."""
        half = 3 * self.error(n) * (self.sigma_z if self.corrected else 1.0)
        high = self.centre + half
        return max(0.0, self.centre - half), high if self.kind == "u" else min(1.0, high)


def rate_chart(
    kind: Literal["u", "p"], counts: Sequence[float], exposures: Sequence[float], laney: bool | None = None
) -> RateChart | None:
    """The chart of a baseline's counts and exposures; ``None`` without two periods of some exposure and any count.

    ``laney`` widens the limits always or never; by default from σ_z 1.2 on. Fewer than 12 periods give a chart too:
    what it is good for is its ``state``.
    """
    pairs = [(float(count), float(n)) for count, n in zip(counts, exposures, strict=True) if n > 0]
    if len(pairs) < 2 or not sum(count for count, _ in pairs):
        return None
    plain = RateChart(kind, sum(count for count, _ in pairs) / sum(n for _, n in pairs), 1.0, len(pairs), False)
    if kind == "p" and plain.centre >= 1:
        return plain
    z = [(count / n - plain.centre) / plain.error(n) for count, n in pairs]
    sigma = sum(abs(later - earlier) for earlier, later in pairwise(z)) / (len(z) - 1) / D2
    return RateChart(kind, plain.centre, sigma, len(pairs), sigma > OVERDISPERSED if laney is None else laney)


@dataclass(frozen=True)
class ValueChart:
    """Frozen limits of single values: ``centre``, ``low`` and ``high``; ``spread`` the mean moving range where it has
    one."""

    centre: float
    low: float
    high: float
    points: int
    spread: float | None = None

    @property
    def state(self) -> State:
        return state_of(self.points)


def individuals_chart(values: Sequence[float]) -> ValueChart | None:
    """I-MR: mean ± 2.66 times the mean moving range; ``None`` below two values."""
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    spread = sum(abs(later - earlier) for earlier, later in pairwise(values)) / (len(values) - 1)
    return ValueChart(mean, mean - 2.66 * spread, mean + 2.66 * spread, len(values), spread)


def between_chart(gaps: Sequence[int]) -> ValueChart | None:
    """G chart of how many customers (or other chances) lay between events: geometric, ḡ ± 3√(ḡ(ḡ+1)), not below 0.

    The centre is the mean; runs are counted about the median.
    """
    if len(gaps) < 2 or not sum(gaps):
        return None
    mean = sum(gaps) / len(gaps)
    half = 3 * sqrt(mean * (mean + 1))
    return ValueChart(mean, max(0.0, mean - half), mean + half, len(gaps))


def time_chart(times: Sequence[float]) -> ValueChart | None:
    """T chart of the time between events: limits of I-MR on t^(1/3.6), which makes exponential times nearly normal."""
    found = individuals_chart([max(0.0, time) ** (1 / 3.6) for time in times])
    if found is None:
        return None
    return ValueChart(found.centre**3.6, max(0.0, found.low) ** 3.6, found.high**3.6, found.points, found.spread)


@dataclass(frozen=True)
class Runs:
    """Runs about a line. ``shift``: a run longer, or fewer crossings, than chance allows in so many useful points."""

    useful: int
    longest: int
    crossings: int
    longest_limit: int
    least_crossings: int

    @property
    def shift(self) -> bool:
        return self.longest > self.longest_limit or self.crossings < self.least_crossings


@lru_cache(maxsize=512)
def runs_limits(useful: int) -> tuple[int, int]:
    """The longest run and the fewest crossings that chance allows (Anhøj): round(log₂ n + 3), qbinom(.05, n − 1,
    .5)."""
    from scipy.stats import binom

    if useful < 2:
        return 3, 0
    return round(log2(useful) + 3), int(binom.ppf(0.05, useful - 1, 0.5))


def count_runs(values: Sequence[float], centre: float) -> Runs:
    """The runs of values above and below a line; values on the line belong to neither side and are passed over."""
    sides = [value > centre for value in values if value == value and value != centre]
    longest = current = 0
    crossings = 0
    for position, side in enumerate(sides):
        if position and side == sides[position - 1]:
            current += 1
        else:
            crossings += position > 0
            current = 1
        longest = max(longest, current)
    return Runs(len(sides), longest, crossings, *runs_limits(len(sides)))
