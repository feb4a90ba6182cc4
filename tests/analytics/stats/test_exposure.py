"""Simulated losses against distributions that can be listed, and against Σ P × mean."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from analytics.stats.estimates import ThreePoint
from analytics.stats.exposure import simulate_losses


def fixed(amount: float) -> ThreePoint:
    return ThreePoint(amount, amount, amount)


def test_independent_risks_have_the_quantiles_of_every_outcome_listed() -> None:
    chances, amounts = [0.3, 0.5, 0.1], [100.0, 40.0, 1000.0]
    outcomes: dict[float, float] = {}
    for happened in product((0, 1), repeat=3):
        total = sum(amount for amount, one in zip(amounts, happened, strict=True) if one)
        weight = np.prod([chance if one else 1 - chance for chance, one in zip(chances, happened, strict=True)])
        outcomes[total] = outcomes.get(total, 0.0) + float(weight)
    found = simulate_losses(chances, [fixed(amount) for amount in amounts], correlation=0.0, trials=20_000)
    at, cumulated = 0.0, {}
    for total in sorted(outcomes):
        at += outcomes[total]
        cumulated[total] = at
    for share in (0.5, 0.8, 0.95):
        assert found.percentile(share) == next(total for total in sorted(cumulated) if cumulated[total] >= share)
    for total, weight in cumulated.items():
        assert found.chance(total) == pytest.approx(weight, abs=0.012)


def test_the_mean_is_the_sum_of_probability_times_mean_loss_whatever_the_correlation() -> None:
    chances = [0.2, 0.4, 0.6, 0.05]
    losses = [ThreePoint(1, 2, 6), ThreePoint(0, 5, 10), ThreePoint(2, 3, 4), ThreePoint(50, 80, 200)]
    expected = sum(chance * loss.triangular_mean for chance, loss in zip(chances, losses, strict=True))
    for correlation in (0.0, 0.2, 0.6):
        found = simulate_losses(chances, losses, correlation=correlation, trials=40_000)
        assert found.mean == pytest.approx(expected, rel=0.04)
        assert found.means.sum() == pytest.approx(found.mean, rel=1e-6)


def test_correlated_risks_happen_together_as_often_as_the_copula_says() -> None:
    found = simulate_losses([0.3, 0.2], [fixed(1), fixed(10)], correlation=0.5, trials=40_000)
    both = multivariate_normal.cdf([norm.ppf(0.3), norm.ppf(0.2)], mean=[0, 0], cov=[[1, 0.5], [0.5, 1]])
    assert float(np.mean(np.isclose(found.totals, 11))) == pytest.approx(both, abs=0.008)


def test_correlation_widens_the_tail_and_the_seed_repeats() -> None:
    chances, losses = [0.2] * 12, [ThreePoint(1, 2, 3)] * 12
    narrow, wide = (simulate_losses(chances, losses, correlation=rho) for rho in (0.0, 0.4))
    assert wide.percentile(0.95) > narrow.percentile(0.95) * 1.15
    again = simulate_losses(chances, losses, correlation=0.4)
    assert np.array_equal(again.totals, wide.totals)


def test_certain_and_impossible_risks_and_none() -> None:
    found = simulate_losses([1.0, 0.0], [fixed(3), fixed(7)])
    assert (found.percentile(0.5), found.percentile(0.95)) == (3, 3)
    assert simulate_losses([], []).percentile(0.8) == 0
    with pytest.raises(ValueError, match="probability"):
        simulate_losses([1.2], [fixed(1)])
