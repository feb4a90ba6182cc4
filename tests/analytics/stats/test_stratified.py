"""Comparison within strata against the published Berkeley admissions."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.stats.stratified import compare_within

BERKELEY = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]
"""Admitted and applied, men and women, by department (Bickel, Hammel and O'Connell 1975)."""


def test_berkeley_is_as_published() -> None:
    """R: ``mantelhaen.test(UCBAdmissions)`` gives X² = 1.4269, p = 0.2323; the raw gap of 14 points is gone."""
    found = compare_within(BERKELEY)
    assert found.statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.p == pytest.approx(0.2323, abs=5e-5)
    assert abs(found.difference) < 0.03
    assert (found.n, found.hits) == (2691, 1198)


def test_one_stratum_is_the_plain_difference() -> None:
    """The interval is Wald's: 0.2 ± 1.959964·√(0.3·0.7/100 + 0.1·0.9/100)."""
    found = compare_within([(30, 100, 10, 100)])
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.2 - 0.107352, 0.2 + 0.107352), abs=1e-6)


def test_the_interval_holds_the_true_difference_in_95_of_100() -> None:
    """Three strata with levels of their own and the same difference of 10 points."""
    rng, seeds, held = np.random.default_rng(5), 2000, 0
    for _ in range(seeds):
        found = compare_within(
            (int(rng.binomial(n, level + 0.1)), n, int(rng.binomial(m, level)), m)
            for n, m, level in ((40, 200, 0.1), (90, 60, 0.4), (30, 300, 0.6))
        )
        held += found.low <= 0.1 <= found.high
    assert 0.935 <= held / seeds <= 0.965


def test_a_stratum_without_the_others_says_nothing() -> None:
    found = compare_within([(30, 100, 0, 0)])
    assert (found.n, found.p) == (0, 1.0)
    mixed = compare_within([(30, 100, 0, 0), (5, 50, 10, 50)])
    assert (mixed.n, mixed.hits) == (50, 5)
    assert mixed.difference == pytest.approx(-0.1)
