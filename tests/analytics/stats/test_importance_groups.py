"""Relative weights from sums of products: the same weights by another algebra, the same intervals as from single
answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.stats.importance import compute_importance, importance_of_groups
from tests.conftest import proving

NAMES = ("a", "b", "c", "noise")


def made(n: int = 2_000, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Three items that go together, a column of noise, and a score of the first two."""
    rng = np.random.default_rng(seed)
    items = np.column_stack([rng.normal(size=(n, 3)) + 0.8 * rng.normal(size=(n, 1)), rng.normal(size=n)])
    return items, items[:, 0] + 0.5 * items[:, 1] + 2 * rng.normal(size=n)


def moments(items: np.ndarray, score: np.ndarray, groups: int = 100) -> np.ndarray:
    rows = np.column_stack([np.ones(len(score)), items, score])
    return np.stack([part.T @ part for part in np.array_split(rows, groups)])


def by_singular_values(items: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Johnson's definition itself: regress the score and the items on the closest orthogonal columns, by least
    squares."""
    x = (items - items.mean(axis=0)) / items.std(axis=0) / np.sqrt(len(items))
    y = (score - score.mean()) / score.std() / np.sqrt(len(score))
    left, _, right = np.linalg.svd(x, full_matrices=False)
    z = left @ right
    return (np.linalg.lstsq(z, x, rcond=None)[0].T ** 2) @ (np.linalg.lstsq(z, y, rcond=None)[0] ** 2)


def test_weights_agree_with_the_definition_by_singular_values() -> None:
    items, score = made()
    found = {weight.item: weight.weight for weight in importance_of_groups(NAMES, moments(items, score)).weights}
    assert [found[name] for name in NAMES] == pytest.approx(by_singular_values(items, score))


def test_intervals_and_the_comparison_with_noise_are_those_of_single_answers() -> None:
    items, score = made()
    groups = {weight.item: weight for weight in importance_of_groups(NAMES, moments(items, score, 200)).weights}
    for single in compute_importance(NAMES, items, score, repeats=600).weights:
        own = groups[single.item]
        width = max(single.high - single.low, 1e-9)
        assert (own.low, own.high) == pytest.approx((single.low, single.high), abs=0.25 * width)
        assert own.beyond_random == single.beyond_random == (single.item != "noise")


def test_items_nobody_varies_in_are_left_out_and_too_few_groups_give_nothing() -> None:
    items, score = made()
    same = np.column_stack([items, np.ones(len(score))])
    found = importance_of_groups((*NAMES, "same"), moments(same, score))
    assert sorted(weight.item for weight in found.weights) == sorted(NAMES)
    assert importance_of_groups(NAMES, moments(items, score, 9)) is None
    assert importance_of_groups(NAMES, moments(items[:60], score[:60], 12)) is None


def test_noise_is_seldom_called_more_than_noise(record_property) -> None:  # type: ignore[no-untyped-def]
    """By design in 2.5 % of the cases; the resamples make it a little fewer or more."""
    seeds = proving(25, 200)
    called = 0
    for seed in range(seeds):
        items, score = made(600, seed)
        weights = importance_of_groups(NAMES, moments(items, score, 40), repeats=300).weights
        called += next(weight.beyond_random for weight in weights if weight.item == "noise")
    record_property("noise_called_driver", f"{called} of {seeds}")
    assert called <= stats.binom.ppf(0.999, seeds, 0.05)
