"""Comparison within strata against the published Berkeley admissions."""

from __future__ import annotations

import pytest

from analytics.stats.stratified import compare_within

BERKELEY = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375), (53, 191, 94, 393),
            (22, 373, 24, 341)]  # fmt: skip
"""Admitted and applied, men and women, by department (Bickel, Hammel and O'Connell 1975)."""


def test_berkeley_is_as_published() -> None:
    """R: ``mantelhaen.test(UCBAdmissions)`` gives X² = 1.4269, p = 0.2323; the raw gap of 14 points is gone."""
    found = compare_within(BERKELEY)
    assert found.statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.p == pytest.approx(0.2323, abs=5e-5)
    assert abs(found.difference) < 0.03
    assert (found.n, found.hits) == (2691, 1198)


def test_one_stratum_is_the_plain_difference() -> None:
    assert compare_within([(30, 100, 10, 100)]).difference == pytest.approx(0.2)


def test_a_stratum_without_the_others_says_nothing() -> None:
    found = compare_within([(30, 100, 0, 0)])
    assert (found.n, found.p) == (0, 1.0)
    mixed = compare_within([(30, 100, 0, 0), (5, 50, 10, 50)])
    assert (mixed.n, mixed.hits) == (50, 5)
    assert mixed.difference == pytest.approx(-0.1)
