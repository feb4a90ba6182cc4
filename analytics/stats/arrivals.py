"""When a count that fills day by day will be full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS, HORIZON, SEED = 5_000, 365, 42


@dataclass(frozen=True)
class Arrival:
    """Days until the count is full: ``p10``, ``p50``, ``p90``; ``None`` where that share of the draws is not full
    within a year."""

    p10: int | None
    p50: int | None
    p90: int | None


@dataclass(frozen=True)
class Fan:
    """What has come by each day ahead (1 … days): ``low`` (10 %), ``mid`` (50 %) and ``high`` (90 %) of the draws."""

    low: np.ndarray
    mid: np.ndarray
    high: np.ndarray


def _paths(daily: Sequence[float], days: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    draws = rng.choice(np.asarray(daily, dtype=np.float32), size=(DRAWS, days))
    return np.cumsum(draws, axis=1, out=draws)


def compute_arrival(daily: Sequence[float], missing: float, *, seed: int = SEED) -> Arrival:
    """When ``missing`` more will have come, if days are as the days of ``daily`` were: they are drawn with replacement.

    ``daily`` are counts of single days, at least seven. The draws take the days as exchangeable: a pace that falls off
    makes the true day later, which the caller has to say.
    """
    if missing <= 0:
        return Arrival(0, 0, 0)
    if len(daily) < 7 or sum(daily) <= 0:
        return Arrival(None, None, None)
    full = _paths(daily, HORIZON, seed) >= missing
    first = np.where(full.any(axis=1), full.argmax(axis=1) + 1, HORIZON + 1)

    def at(share: float) -> int | None:
        day = int(np.quantile(first, share, method="higher"))
        return None if day > HORIZON else day

    return Arrival(at(0.1), at(0.5), at(0.9))


def compute_fan(daily: Sequence[float], days: int, *, seed: int = SEED) -> Fan:
    """How much will have come by each of the next ``days`` days, under the same draws as :func:`compute_arrival`."""
    paths = _paths(daily, days, seed)
    low, mid, high = np.quantile(paths, [0.1, 0.5, 0.9], axis=0)
    return Fan(low, mid, high)
