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
LEAST_GROUPS = 10
"""Random groups of answers that intervals can be drawn from."""
LEAST_PER_ITEM = 20
"""Complete answers an item that are needed before weights are given."""


@dataclass(frozen=True)
class Weight:
    """An item's part of R² (``weight``) and of 1 (``share``) with its bootstrap interval.

    A weight is never negative, so its interval never holds 0: ``beyond_random`` tells whether it is larger than that of
    a column of pure noise in 97.5 % of the resamples; ``margin_low`` is that quantile of the difference.
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
    """The weights of all items, largest first; they add up to ``r2``. ``n`` complete answers, ``seed`` of the
    resamples."""

    weights: tuple[Weight, ...]
    r2: float
    n: int
    seed: int


def relative_weights(items: Floats, score: Floats) -> Floats:
    """Johnson's relative weights, which add up to R² (Johnson 2000, Multivariate Behavioral Research 35).

    ``items`` has a row an answer and a column an item, ``score`` an element an answer; both without missing values and
    with some variance. With R = V D Vᵀ the correlations of the items, Λ = V √D Vᵀ and β = Λ⁻¹ r: weights = Λ² β².
    """
    columns = (items - items.mean(axis=0)) / items.std(axis=0)
    target = (score - score.mean()) / score.std()
    together = columns.T @ columns / len(target)
    with_score = columns.T @ target / len(target)
    return weights_of(together, with_score)


def weights_of(together: Floats, with_score: Floats) -> Floats:
    """Relative weights from the correlations of the items (…, k, k) and with the score (…, k); any number of sets at
    once."""
    values, vectors = np.linalg.eigh(together)
    root = np.sqrt(np.clip(values, 1e-12, None))[..., None, :]
    back = np.swapaxes(vectors, -1, -2)
    loading = (vectors * root) @ back
    beta = ((vectors / root) @ back @ with_score[..., None])[..., 0]
    return np.asarray(((loading**2) @ (beta**2)[..., None])[..., 0], dtype=np.float64)


def correlations_of(moments: Floats) -> tuple[Floats, Floats]:
    """Correlations of the items and with the score from sums of products of (1, items …, score); any number of sets."""
    n = moments[..., 0, 0][..., None, None]
    means = moments[..., 0:1, 1:] / n
    spread = moments[..., 1:, 1:] / n - np.swapaxes(means, -1, -2) * means
    scale = np.sqrt(np.clip(np.diagonal(spread, axis1=-2, axis2=-1), 1e-12, None))
    every = spread / (scale[..., :, None] * scale[..., None, :])
    return every[..., :-1, :-1], every[..., :-1, -1]


def importance_of_groups(
    names: Sequence[str], moments: Floats, *, repeats: int = REPEATS, seed: int = SEED
) -> Importance | None:
    """Weights from sums of products in random groups of answers, so that no single answer is needed.

    ``moments`` has shape (groups, k + 2, k + 2): for each group the sums of products of (1, items …, score). The
    intervals come from drawing whole groups with replacement (the groups must be random, with all answers of a customer
    in one). Beside the items of a draw stands a column of pure noise: its correlations with n fixed columns of
    correlation C are normal with covariance C/n, so it is drawn as these. ``None`` below 10 groups, 20 answers an item
    or two items that vary.
    """
    total = moments.sum(axis=0)
    n = round(float(total[0, 0]))
    if len(moments) < LEAST_GROUPS or n == 0:
        return None
    spread = np.diagonal(total)[1:] / n - (total[0, 1:] / n) ** 2
    varies = [at for at in range(len(names)) if spread[at] > 1e-9]
    if len(varies) < 2 or n < LEAST_PER_ITEM * len(varies) or spread[-1] <= 1e-9:
        return None
    kept = [0, *(at + 1 for at in varies), len(names) + 1]
    moments = moments[:, kept][:, :, kept]
    names = [names[at] for at in varies]
    found = weights_of(*correlations_of(moments.sum(axis=0)))
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(moments), np.full(len(moments), 1 / len(moments)), size=repeats)
    together, with_score = correlations_of(np.tensordot(counts, moments, axes=1))
    drawn = weights_of(together, with_score)
    size = len(names)
    every = np.empty((repeats, size + 1, size + 1))
    every[:, :size, :size] = together
    every[:, :size, size] = every[:, size, :size] = with_score
    every[:, size, size] = 1.0
    # A root of the covariance by its eigenvectors: also where items go together almost wholly.
    values, vectors = np.linalg.eigh(every / n)
    noise = (vectors @ (np.sqrt(np.clip(values, 0, None)) * rng.standard_normal((repeats, size + 1)))[..., None])[
        ..., 0
    ]
    beside = every.copy()
    beside[:, :size, size] = beside[:, size, :size] = noise[:, :size]
    random = weights_of(beside, np.column_stack([with_score, noise[:, size]]))
    return _with_intervals(names, found, drawn, random[:, :-1] - random[:, -1:], n, seed)


def compute_importance(
    names: Sequence[str], items: Floats, score: Floats, *, repeats: int = REPEATS, seed: int = SEED
) -> Importance | None:
    """Weights with percentile intervals; ``None`` with too few complete answers or without two items that vary.

    Rows with a missing value are left out. In each resample the columns are joined by one of pure noise (Tonidandel,
    LeBreton & Johnson 2009, Psychological Methods 14).
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
    return _with_intervals(names, found, drawn, margins, len(score), seed)


def _with_intervals(
    names: Sequence[str], found: Floats, drawn: Floats, margins: Floats, n: int, seed: int
) -> Importance:
    """Weights with the percentiles of their draws, largest first."""
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
    return Importance(tuple(sorted(weights, key=lambda weight: -weight.weight)), total, n, seed)
