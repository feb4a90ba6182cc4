"""Rates of two groups of units that differ among themselves, against an independent quasi-Poisson regression."""

from __future__ import annotations

import numpy as np
import pytest

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
