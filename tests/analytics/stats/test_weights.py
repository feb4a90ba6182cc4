"""Weights and relative weights against worked values and independent computations."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest

from analytics.stats.importance import compute_importance, relative_weights
from analytics.stats.weights import post_stratify
from tests.conftest import proving


def test_weighted_mean_is_the_populations_where_groups_answer_unequally() -> None:
    found = post_stratify({"old": 80, "young": 20}, {"old": 500, "young": 500})
    assert found.weights == pytest.approx({"old": 0.625, "young": 2.5})
    assert found.mean({"old": 10.0, "young": 30.0}, {"old": 80, "young": 20}) == pytest.approx(20.0)


def test_effective_number_agrees_with_the_worked_value(golden: dict[str, Any]) -> None:
    found = post_stratify(dict.fromkeys("abcd", 1), {"a": 1, "b": 2, "c": 1, "d": 4}, trim=99)
    assert found.weighting.effective == pytest.approx(golden["kish_neff"])
    assert found.weighting.design_effect == pytest.approx(golden["deff"])


def test_a_weight_is_cut_at_five_times_the_median_and_said_to_be() -> None:
    answers, population = {"a": 90, "b": 9, "c": 1}, {"a": 900, "b": 90, "c": 1_000}
    found = post_stratify(answers, population)
    assert found.trimmed == ("c",)
    assert found.weights["c"] / found.weights["a"] == pytest.approx(5)
    assert sum(found.weights[group] * answers[group] for group in answers) == pytest.approx(100)


def test_who_did_not_answer_at_all_is_named() -> None:
    found = post_stratify({"a": 10, "gone": 5}, {"a": 60, "b": 40})
    assert (found.unheard, found.unheard_share, set(found.weights)) == (("b",), 0.4, {"a"})
    assert post_stratify({"a": 0}, {"a": 10}) is None


def made(n: int = 600, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    items = rng.normal(size=(n, 4)) + rng.normal(size=(n, 1)) * 0.8
    return items, items @ np.array([1.0, 0.5, 0.2, 0.0]) + rng.normal(size=n)


def r_squared(items: np.ndarray, score: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(score)), items])
    rest = score - design @ np.linalg.lstsq(design, score, rcond=None)[0]
    return float(1 - rest.var() / score.var())


def shapley(items: np.ndarray, score: np.ndarray) -> list[float]:
    """Each item's mean gain in R² over all orders of entry, from least squares alone."""
    k = items.shape[1]
    found = []
    for own in range(k):
        others = [column for column in range(k) if column != own]
        total = 0.0
        for size in range(k):
            for chosen in combinations(others, size):
                weight = factorial(size) * factorial(k - size - 1) / factorial(k)
                without = r_squared(items[:, list(chosen)], score) if chosen else 0.0
                total += weight * (r_squared(items[:, [*chosen, own]], score) - without)
        found.append(total)
    return found


def test_relative_weights_agree_with_their_definition_by_singular_values() -> None:
    """Johnson's own route: the orthogonal columns nearest to the items, regressed on both sides by least squares."""
    items, score = made()
    columns = (items - items.mean(0)) / items.std(0)
    left, _, right = np.linalg.svd(columns, full_matrices=False)
    nearest = left @ right
    beta = np.linalg.lstsq(nearest, (score - score.mean()) / score.std(), rcond=None)[0]
    loading = np.linalg.lstsq(nearest, columns, rcond=None)[0]
    expected = (loading.T**2 @ beta**2) / len(score) ** 2
    assert relative_weights(items, score) == pytest.approx(expected)


def test_relative_weights_add_up_to_r2_and_are_close_to_shapley() -> None:
    items, score = made()
    found = relative_weights(items, score)
    assert found.sum() == pytest.approx(r_squared(items, score))
    assert found == pytest.approx(shapley(items, score), abs=0.02)


def test_an_item_of_noise_is_not_beyond_a_random_one_and_a_planted_driver_is() -> None:
    rng = np.random.default_rng(5)
    driver, noise = rng.normal(size=(2, 800))
    score = driver + rng.normal(size=800) * 2
    found = compute_importance(("noise", "driver"), np.column_stack([noise, driver]), score, repeats=300)
    assert [(weight.item, weight.beyond_random) for weight in found.weights] == [("driver", True), ("noise", False)]
    assert found.weights[0].low < found.weights[0].weight < found.weights[0].high
    assert found == compute_importance(("noise", "driver"), np.column_stack([noise, driver]), score, repeats=300)


def test_too_few_answers_or_items_that_do_not_vary_give_no_weights() -> None:
    items, score = made(60)
    assert compute_importance("abcd", items, score) is None
    items, score = made()
    items[:, 1:] = 3
    assert compute_importance("abcd", items, score) is None


@pytest.mark.prove
def test_noise_is_called_a_driver_as_rarely_as_stated() -> None:
    rng = np.random.default_rng(9)
    rounds, named = proving(30, 300), 0
    for _ in range(rounds):
        driver, noise = rng.normal(size=(2, 300))
        found = compute_importance(
            ("driver", "noise"), np.column_stack([driver, noise]), driver + rng.normal(size=300), repeats=200
        )
        named += any(weight.item == "noise" and weight.beyond_random for weight in found.weights)
    assert named / rounds <= 0.07
