"""Losses of a portfolio of risks: each happens or not, and costs within its range; correlated, seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.estimates import Sampler, ThreePoint

TRIALS, SEED, CORRELATION = 10_000, 42, 0.2
CHUNK = 5_000


@dataclass(frozen=True)
class Portfolio:
    """Total loss, one value a trial, and what each risk adds on average (in the order given)."""

    totals: NDArray[np.float64]
    means: NDArray[np.float64]
    trials: int
    seed: int
    correlation: float

    def percentile(self, share: float) -> float:
        """The loss not exceeded in ``share`` of the trials."""
        return float(np.quantile(self.totals, share, method="inverted_cdf"))

    def chance(self, limit: float) -> float:
        """The share of the trials in which the loss stays within ``limit``."""
        return float(np.mean(self.totals <= limit))

    @property
    def mean(self) -> float:
        return float(self.totals.mean())


def simulate_losses(
    chances: Sequence[float],
    losses: Sequence[ThreePoint],
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    correlation: float = CORRELATION,
) -> Portfolio:
    """Simulate the total loss of risks with the probabilities ``chances`` and triangular ``losses``.

    Whether risks happen is correlated by a Gaussian copula of one factor (Li 2000, as for defaults of credits), and so
    is what they cost, apart from it. Each risk happens with its own probability whatever the correlation. The expected
    loss is Σ P × mean loss; a test compares. Refuses probabilities outside 0…1.
    """
    if len(chances) != len(losses):
        raise ValueError("one range of losses for each risk")
    if any(not 0 <= chance <= 1 for chance in chances):
        raise ValueError("a probability lies between 0 and 1")
    if not 0 <= correlation < 1:
        raise ValueError("a correlation lies between 0 and 1")
    if not losses:
        return Portfolio(np.zeros(trials), np.zeros(0), trials, seed, correlation)
    from scipy.special import ndtri

    rng = np.random.default_rng(seed)
    sampler = Sampler(losses, correlation=correlation)
    limits = ndtri(np.asarray(chances, dtype=np.float64))[:, None]
    totals, sums = np.empty(trials), np.zeros(len(losses))
    for first in range(0, trials, CHUNK):
        shared = rng.standard_normal(CHUNK)
        own = rng.standard_normal((len(losses), CHUNK))
        happened = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own <= limits
        size = min(CHUNK, trials - first)
        found = (sampler.draw(rng, CHUNK).astype(np.float64) * happened)[:, :size]
        totals[first : first + size] = found.sum(axis=0)
        sums += found.sum(axis=1)
    return Portfolio(totals, sums / trials, trials, seed, correlation)
