"""Rates and scores of two groups of units that differ among themselves: the rates against an independent quasi-Poisson
regression."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.stats.compare import Sample, compare_nps, compare_scattered_nps, pooled_sample
from analytics.stats.rates import compare_rates, compare_scattered_rates

LEFT = [(30, 1000.0), (55, 900.0), (12, 1100.0)]
RIGHT = [(60, 800.0), (25, 1000.0), (90, 1200.0), (44, 900.0)]


def test_the_interval_is_that_of_a_quasi_poisson_regression() -> None:
    import statsmodels.api as sm

    events = np.array([n for n, _ in LEFT + RIGHT], dtype=float)
    exposure = np.array([n for _, n in LEFT + RIGHT])
    group = np.array([1.0] * len(LEFT) + [0.0] * len(RIGHT))
    fit = sm.GLM(events, sm.add_constant(group), family=sm.families.Poisson(), offset=np.log(exposure)).fit(
        scale="X2", use_t=True
    )
    low, high = np.exp(fit.conf_int()[1])
    found = compare_scattered_rates(LEFT, RIGHT)
    assert (found.ratio, found.low, found.high, found.p) == pytest.approx(
        (np.exp(fit.params[1]), low, high, fit.pvalues[1]), rel=1e-6
    )


def test_units_that_scatter_no_more_than_counts_are_compared_exactly() -> None:
    alike = compare_scattered_rates([(20, 1000.0), (21, 1000.0)], [(10, 1000.0), (10, 1000.0)])
    assert alike == compare_rates(41, 2000.0, 20, 2000.0)


@pytest.mark.parametrize(("units", "others"), [([(3, 10.0)], [(4, 10.0)]), ([], RIGHT), (LEFT, [])])
def test_too_few_units_tell_nothing(units: list[tuple[int, float]], others: list[tuple[int, float]]) -> None:
    assert compare_scattered_rates(units, others) is None


def scores(*means: float) -> list[Sample]:
    return [Sample(400, mean, 6000.0) for mean in means]


def test_scores_that_scatter_more_than_their_answers_have_a_wider_interval() -> None:
    """Three waves a side about 30 and 20, ten points apart from each other: worked out below with t of four degrees."""
    later, earlier = scores(10, 20, 30), scores(20, 30, 40)
    found, side = compare_scattered_nps(later, earlier), 6000.0 + 200 / 3
    apart = 2 * 400 * (100 + 0 + 100) / side / 4
    error = np.sqrt(2 * side / 1200 * apart)
    assert (found.difference, found.low, found.high) == pytest.approx(
        (-10, -10 - 2.7764451 * error, -10 + 2.7764451 * error)
    )
    assert (found.method, found.p > 0.05, apart > 1) == ("scatter", True, True)


def test_scores_that_scatter_as_answers_do_and_those_of_one_wave_are_compared_by_their_answers() -> None:
    alike, others = scores(20, 21), scores(30, 30.5)
    assert compare_scattered_nps(alike, others) == compare_nps(pooled_sample(alike), pooled_sample(others))
    one = compare_scattered_nps(scores(20), scores(30))
    assert (one, one.method) == (compare_nps(*scores(20), *scores(30)), "z")
    assert compare_scattered_nps([], scores(30)) is None


def test_samples_together_are_one_sample() -> None:
    found = pooled_sample([Sample(1, 0.0, 0.0), Sample(3, 100.0, 0.0)])
    assert (found.n, found.mean, found.variance) == (4, 75.0, pytest.approx(np.var([0, 100, 100, 100])))
