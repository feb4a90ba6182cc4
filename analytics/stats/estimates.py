"""Three-point estimates: their mean and spread, and draws from them, correlated where things go wrong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Shape = Literal["triangular", "pert"]
Floats32 = NDArray[np.float32]
_STEPS, _REACH = 8192, 5.0
"""Steps of the table of quantiles, and how many standard deviations it reaches."""
_WORDS = 65_536
_BLOCK = 8
"""Rows of words that are drawn at once: small enough to stay in the cache."""


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


def quantiles(
    estimate: ThreePoint, shares: Sequence[float] | NDArray[np.float64], shape: Shape = "triangular"
) -> NDArray[np.float64]:
    """Quantiles of the distribution of an estimate; the beta of PERT has the weights 1 + 4·(position of the mode)."""
    at_shares, width = np.asarray(shares, dtype=np.float64), estimate.high - estimate.low
    if width == 0:
        return np.full(at_shares.shape, estimate.mode)
    turn = (estimate.mode - estimate.low) / width
    if shape == "pert":
        from scipy.stats import beta

        return np.asarray(estimate.low + width * beta.ppf(at_shares, 1 + 4 * turn, 5 - 4 * turn), dtype=np.float64)
    rising = estimate.low + np.sqrt(at_shares * width * (estimate.mode - estimate.low))
    falling = estimate.high - np.sqrt((1 - at_shares) * width * (estimate.high - estimate.mode))
    return np.where(at_shares < turn, rising, falling)


class Sampler:
    """Draws of many estimates at once, float32, one row an estimate.

    ``correlation`` (0 to below 1) is that of the normal scores behind any two estimates: each is √ρ of what they share
    plus √(1 − ρ) of its own (a Gaussian copula with one factor). Without it ranges come out too narrow.

    Trials come in antithetic pairs (Hammersley & Morton 1956): the second half mirrors the quantiles of the first,
    which halves the random numbers and makes means and percentiles steadier than as many independent trials.
    """

    def __init__(
        self, estimates: Sequence[ThreePoint], *, shape: Shape = "triangular", correlation: float = 0.0
    ) -> None:
        if not 0 <= correlation < 1:
            raise ValueError("a correlation lies between 0 and 1")
        self.estimates = tuple(estimates)
        self.correlation = correlation
        self.plain = shape == "triangular" and not correlation
        self._drawn = np.empty((0, 0), dtype=np.float32)
        if not self.plain:
            from scipy.special import ndtr, ndtri

            shares = ndtr(np.linspace(-_REACH, _REACH, _STEPS + 1))
            self.values = np.empty((len(self.estimates), _STEPS + 1), dtype=np.float32)
            for row, estimate in zip(self.values, self.estimates, strict=True):
                row[:] = quantiles(estimate, shares, shape)
            self._normals = ndtri((np.arange(_WORDS) + 0.5) / _WORDS).astype(np.float32)

    def draw(self, rng: np.random.Generator, trials: int) -> Floats32:
        """Values of shape (estimates, trials); the array is used again by the next draw of so many trials."""
        size = (len(self.estimates), trials)
        if self._drawn.shape != size:
            # Fresh memory for every chunk costs more than the draws themselves.
            self._drawn = np.empty(size, dtype=np.float32)
        return self._pairs(rng, self._drawn) if self.plain else self._scores(rng, self._drawn)

    def _pairs(self, rng: np.random.Generator, drawn: Floats32) -> Floats32:
        """With the mode at the share c of the width, (1 − c)·min + c·max of two uniforms is triangular: no root is
        taken.

        The uniforms have 16 bits: a step is 1/65,536 of the range, far below what any number of trials resolves.
        """
        half = -(-drawn.shape[1] // 2)
        least, most = np.empty(half, dtype=np.uint16), np.empty(half, dtype=np.uint16)
        small, large, work = (np.empty(half, dtype=np.float32) for _ in range(3))
        for estimate, row, pair in zip(self.estimates, drawn, words(rng, 2 * len(self.estimates), half), strict=False):
            np.copyto(small, np.minimum(pair[0], pair[1], out=least))
            np.copyto(large, np.maximum(pair[0], pair[1], out=most))
            near = np.float32((estimate.high - estimate.mode) / _WORDS)
            far = np.float32((estimate.mode - estimate.low) / _WORDS)
            first, second = row[:half], row[half:]
            np.multiply(small, near, out=first)
            first += np.multiply(large, far, out=work)
            first += np.float32(estimate.low) + (near + far) / 2
            # The other half of the trials has the mirrored words, 65,535 less each.
            large *= near
            large += np.multiply(small, far, out=work)
            np.subtract(
                np.float32(estimate.low) + (near + far) * np.float32(_WORDS - 0.5), large[: len(second)], second
            )
        return drawn

    def _scores(self, rng: np.random.Generator, drawn: Floats32) -> Floats32:
        """Quantiles at normal scores, from a table of each estimate; its steps are finer than any spread shows."""
        trials = drawn.shape[1]
        half = -(-trials // 2)
        steps = np.float32(_STEPS / (2 * _REACH))
        shared = rng.standard_normal((half,), dtype=np.float32)
        shared *= steps * np.float32(sqrt(self.correlation))
        shared += np.float32(_STEPS / 2 + 0.5)
        own = self._normals * (steps * np.float32(sqrt(1 - self.correlation)))
        place, score = np.empty(trials, dtype=np.intp), np.empty(half, dtype=np.float32)
        front, back = place[:half], place[half:]
        for values, row, one in zip(self.values, drawn, words(rng, len(self.estimates), half, 1), strict=False):
            np.copyto(front, one[0])
            np.take(own, front, out=score, mode="clip")
            score += shared
            np.copyto(front, score, casting="unsafe")
            np.subtract(_STEPS, front[: len(back)], out=back)
            np.take(values, place, out=row, mode="clip")
        return drawn


def words(rng: np.random.Generator, rows: int, trials: int, each: int = 2) -> Iterator[NDArray[np.uint16]]:
    """Rows of uniform 16-bit words, ``each`` at a time: one draw of the generator gives four of them."""
    for first in range(0, rows, _BLOCK):
        count = min(_BLOCK, rows - first)
        raw = rng.integers(0, 2**64 - 1, -(-count * trials // 4), dtype=np.uint64, endpoint=True)
        block = raw.view(np.uint16)[: count * trials].reshape(count // each, each, trials)
        yield from block


def simulate_sum(estimates: Sequence[ThreePoint], trials: int, seed: int, correlation: float) -> NDArray[np.float64]:
    """The sum of correlated, triangular ``estimates``, one value a trial."""
    drawn = Sampler(estimates, correlation=correlation).draw(np.random.default_rng(seed), trials)
    return np.asarray(drawn.sum(axis=0, dtype=np.float64))
