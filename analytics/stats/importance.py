"""Relative weights: how much of what varies in a score goes together with each of several correlated items.

They describe association and say nothing of cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPEATS, SEED = 1_000, 42
LEAST_PER_ITEM = 20
"""Complete answers an item that are needed before weights are given."""


@dataclass(frozen=True)
class Weight:
    """An item's part of R² (``weight``) and of 1 (``share``) with its bootstrap interval.

    A weight is never negative, so its interval never holds 0: ``beyond_random`` tells whether it is larger than that of a
    column of pure noise in 97.5 % of the resamples; ``margin_low`` is that quantile of the difference.
    """

    item: str
    weight: float
    share: float
    low: float
    high: float
    margin_low: float

    @property
    def beyond_random(self) -> bool:
        return self.margin_low > 0


@dataclass(frozen=True)
class Importance:
    """The weights of all items, largest first; they add up to ``r2``. ``n`` complete answers, ``seed`` of the resamples."""

    weights: tuple[Weight, ...]
    r2: float
    n: int
    seed: int


def relative_weights(items: Floats, score: Floats) -> Floats:
    """Johnson's relative weights, which add up to R² (Johnson 2000, Multivariate Behavioral Research 35).

    ``items`` has a row an answer and a column an item, ``score`` an element an answer; both without missing values and with
    some variance. With R = V D Vᵀ the correlations of the items, Λ = V √D Vᵀ and β = Λ⁻¹ r: weights = Λ² β².
    """
    columns = (items - items.mean(axis=0)) / items.std(axis=0)
    target = (score - score.mean()) / score.std()
    together = columns.T @ columns / len(target)
    with_score = columns.T @ target / len(target)
    values, vectors = np.linalg.eigh(together)
    root = np.sqrt(np.clip(values, 1e-12, None))
    loading = (vectors * root) @ vectors.T
    beta = (vectors / root) @ vectors.T @ with_score
    return np.asarray(loading**2 @ beta**2, dtype=np.float64)


def compute_importance(
    names: Sequence[str], items: Floats, score: Floats, *, repeats: int = REPEATS, seed: int = SEED
) -> Importance | None:
    """Weights with percentile intervals; ``None`` with too few complete answers or without two items that vary.

    Rows with a missing value are left out. In each resample the columns are joined by one of pure noise (Tonidandel, LeBreton
    & Johnson 2009, Psychological Methods 14).
    """
    kept = ~(np.isnan(items).any(axis=1) | np.isnan(score))
    items, score = items[kept], score[kept]
    varies = [column for column in range(items.shape[1]) if len(items) and items[:, column].std() > 0]
    if len(varies) < 2 or len(score) < LEAST_PER_ITEM * len(varies) or score.std() == 0:
        return None
    items, names = items[:, varies], [names[column] for column in varies]
    found = relative_weights(items, score)
    rng = np.random.default_rng(seed)
    drawn = np.empty((repeats, len(names)))
    margins = np.empty_like(drawn)
    for repeat in range(repeats):
        rows = rng.integers(0, len(score), len(score))
        sample, target = items[rows], score[rows]
        if target.std() == 0 or (sample.std(axis=0) == 0).any():
            drawn[repeat] = margins[repeat] = np.nan
            continue
        drawn[repeat] = relative_weights(sample, target)
        beside = relative_weights(np.column_stack([sample, rng.normal(size=len(target))]), target)
        margins[repeat] = beside[:-1] - beside[-1]
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    margin = np.nanquantile(margins, 0.025, axis=0)
    total = float(found.sum())
    weights = [
        Weight(
            name,
            float(found[at]),
            float(found[at]) / total if total else 0.0,
            float(low[at]),
            float(high[at]),
            float(margin[at]),
        )
        for at, name in enumerate(names)
    ]
    return Importance(tuple(sorted(weights, key=lambda weight: -weight.weight)), total, len(score), seed)
