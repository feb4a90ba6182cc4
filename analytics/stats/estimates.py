"""Three-point estimates: their mean and spread, and draws from them, correlated where things go wrong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Shape = Literal["triangular", "pert"]
Floats32 = NDArray[np.float32]
_STEPS, _REACH = 2048, 5.0
"""Steps of the table of quantiles, and how many standard deviations it reaches."""


@dataclass(frozen=True)
class ThreePoint:
    """Optimistic, most likely and pessimistic, in any unit. Refuses values that are not in this order."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mode <= self.high:
            raise ValueError("optimistic ≤ most likely ≤ pessimistic")

    @property
    def pert_mean(self) -> float:
        """(O + 4M + P) ÷ 6."""
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def pert_sd(self) -> float:
        """(P − O) ÷ 6."""
        return (self.high - self.low) / 6

    @property
    def triangular_mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def triangular_sd(self) -> float:
        a, b, c = self.low, self.high, self.mode
        return sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)

    def scaled(self, factor: float) -> ThreePoint:
        """The estimate of a part of the work."""
        return ThreePoint(self.low * factor, self.mode * factor, self.high * factor)


def quantiles(estimate: ThreePoint, shares: Sequence[float], shape: Shape = "triangular") -> list[float]:
    """Quantiles of the distribution of an estimate; the beta of PERT has the weights 1 + 4·(position of the mode)."""
    width = estimate.high - estimate.low
    if width == 0:
        return [estimate.mode for _ in shares]
    if shape == "pert":
        from scipy.stats import beta

        at = (estimate.mode - estimate.low) / width
        return [float(value) for value in estimate.low + width * beta.ppf(shares, 1 + 4 * at, 5 - 4 * at)]
    turn = (estimate.mode - estimate.low) / width
    found = []
    for share in shares:
        if share < turn:
            found.append(estimate.low + sqrt(share * width * (estimate.mode - estimate.low)))
        else:
            found.append(estimate.high - sqrt((1 - share) * width * (estimate.high - estimate.mode)))
    return found


class Sampler:
    """Draws of many estimates at once, float32, one row an estimate.

    ``correlation`` (0 to below 1) is that of the normal scores behind any two estimates: each is √ρ of what they share
    plus √(1 − ρ) of its own (a Gaussian copula with one factor). Without it ranges come out too narrow.
    """

    def __init__(
        self, estimates: Sequence[ThreePoint], *, shape: Shape = "triangular", correlation: float = 0.0
    ) -> None:
        if not 0 <= correlation < 1:
            raise ValueError("a correlation lies between 0 and 1")
        self.estimates = tuple(estimates)
        self.correlation = correlation
        self.plain = shape == "triangular" and not correlation
        self._drawn = self._other = np.empty((0, 0), dtype=np.float32)
        if not self.plain:
            from scipy.special import ndtr

            shares = ndtr(np.linspace(-_REACH, _REACH, _STEPS + 1)).tolist()
            tables = [quantiles(estimate, shares, shape) for estimate in self.estimates]
            self.values = np.array(tables, dtype=np.float32).reshape(len(self.estimates), _STEPS + 1)
            self.slopes = np.diff(self.values, axis=1, append=self.values[:, -1:])

    def draw(self, rng: np.random.Generator, trials: int) -> Floats32:
        """Values of shape (estimates, trials); the array is used again by the next draw of so many trials."""
        size = (len(self.estimates), trials)
        if self._drawn.shape != size:
            # Fresh memory for every chunk costs more than the draws themselves.
            self._drawn, self._other = np.empty(size, dtype=np.float32), np.empty(size, dtype=np.float32)
        drawn = self._drawn
        return self._pairs(rng, drawn) if self.plain else self._scores(rng, drawn)

    def _pairs(self, rng: np.random.Generator, drawn: Floats32) -> Floats32:
        """With the mode at the share c of the width, (1 − c)·min + c·max of two uniforms is triangular: no root is taken."""
        rng.random(out=drawn, dtype=np.float32)
        other = rng.random(out=self._other, dtype=np.float32)
        least = np.empty(drawn.shape[1], dtype=np.float32)
        for estimate, row, beside in zip(self.estimates, drawn, other, strict=True):
            np.minimum(row, beside, out=least)
            np.maximum(row, beside, out=row)
            least *= np.float32(estimate.high - estimate.mode)
            row *= np.float32(estimate.mode - estimate.low)
            row += least
            row += np.float32(estimate.low)
        return drawn

    def _scores(self, rng: np.random.Generator, drawn: Floats32) -> Floats32:
        """Quantiles at normal scores, from a table of each estimate, linear between its steps."""
        trials = drawn.shape[1]
        steps = np.float32(_STEPS / (2 * _REACH))
        shared = rng.standard_normal((trials,), dtype=np.float32)
        shared *= steps * np.float32(sqrt(self.correlation))
        shared += np.float32(_STEPS / 2)
        rng.standard_normal(out=drawn, dtype=np.float32)
        own: np.float32 = steps * np.float32(sqrt(1 - self.correlation))
        place = np.empty(trials, dtype=np.intp)
        found = np.empty(trials, dtype=np.float32)
        for values, slopes, row in zip(self.values, self.slopes, drawn, strict=True):
            np.multiply(row, own, out=row)
            np.add(row, shared, out=row)
            np.clip(row, np.float32(0), np.float32(_STEPS), out=row)
            np.copyto(place, row, casting="unsafe")
            row -= place
            np.take(slopes, place, out=found, mode="clip")
            row *= found
            np.take(values, place, out=found, mode="clip")
            row += found
        return drawn
