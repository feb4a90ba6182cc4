"""Effect sizes, paired changes, sample sizes and bounds against worked, published and independently computed values."""

from __future__ import annotations

from math import comb, pi, sqrt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analytics.stats.compare import Sample
from analytics.stats.effect import cohens_h, compare_paired, hedges_g, mcnemar_p
from analytics.stats.intervals import Interval
from analytics.stats.sampling import answers_for, finite_correction, plan_invitations, precision_of, silent_bounds
from tests.conftest import proving


def sample(values: np.ndarray) -> Sample:
    return Sample(len(values), float(values.mean()), float(values.var()))


def test_hedges_g_is_the_difference_in_pooled_deviations_with_its_correction() -> None:
    rng = np.random.default_rng(1)
    later, earlier = rng.normal(1, 2, 20), rng.normal(0, 2, 15)
    pooled = sqrt((later.var(ddof=1) * 19 + earlier.var(ddof=1) * 14) / 33)
    found = hedges_g(sample(later), sample(earlier))
    assert found.value == pytest.approx((later.mean() - earlier.mean()) / pooled * (1 - 3 / (4 * 33 - 1)))
    assert hedges_g(Sample(5, 1, 0), Sample(5, 0, 0)) is None


def test_the_interval_of_g_covers_as_often_as_it_says(record_property) -> None:  # type: ignore[no-untyped-def]
    rng, true = np.random.default_rng(2), 0.4
    runs = proving(400, 4_000)
    covered = 0
    for _ in range(runs):
        found = hedges_g(sample(rng.normal(true, 1, 60)), sample(rng.normal(0, 1, 80)))
        covered += found.low <= true <= found.high
    record_property("g_coverage", f"{covered / runs:.1%}")
    assert stats.binom.cdf(covered, runs, 0.95) > 0.001
    assert stats.binom.sf(covered - 1, runs, 0.95) > 0.001


def test_cohens_h_of_three_quarters_against_a_half_is_a_sixth_of_pi() -> None:
    found = cohens_h(0.75, 100, 0.5, 100)
    assert found.value == pytest.approx(pi / 6)
    assert found.high - found.value == pytest.approx(1.959964 * sqrt(0.02), rel=1e-5)
    assert [cohens_h(p, 9, 0.5, 9).size for p in (0.55, 0.65, 0.75, 0.95)] == ["negligible", "small", "medium", "large"]


def test_the_same_customers_are_compared_as_in_a_paired_t_test() -> None:
    rng = np.random.default_rng(3)
    before = rng.normal(size=40)
    after = before + rng.normal(0.3, 0.5, 40)
    found, other = compare_paired(sample(after - before)), stats.ttest_rel(after, before)
    interval = other.confidence_interval()
    assert (found.statistic, found.p) == pytest.approx((other.statistic, other.pvalue))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_mcnemar_is_the_exact_binomial_of_those_who_changed() -> None:
    assert mcnemar_p(3, 12) == pytest.approx(2 * sum(comb(15, k) for k in range(4)) / 2**15)
    assert mcnemar_p(0, 0) == 1.0


def test_sample_sizes_are_those_of_krejcie_and_morgan() -> None:
    """Educational and Psychological Measurement 30 (1970), table 1: a share of one half, ± 5 points, 95 %; they
    round."""
    published = {100: 80, 500: 217, 1_000: 278, 5_000: 357, 10_000: 370, 100_000: 384}
    found = {size: answers_for(0.05, 0.25, size) for size in published}
    assert max(abs(found[size] - published[size]) for size in published) <= 1, found
    assert answers_for(0.05, 0.25) == 385


def test_the_finite_correction_agrees_with_the_worked_value(golden: dict[str, Any]) -> None:
    assert finite_correction(500, 200) == pytest.approx(golden["fpc_N500_n200"])
    assert finite_correction(20, 20) == 0.0


@pytest.mark.parametrize(("half", "variance", "size"), [(5, 6100, 2_000), (0.03, 0.17, 400), (0.2, 2.1, 90)])
def test_the_answers_that_are_asked_for_give_the_wanted_precision_and_one_fewer_does_not(
    half: float, variance: float, size: int
) -> None:
    needed = answers_for(half, variance, size)
    assert precision_of(needed, variance, size) <= half < precision_of(needed - 1, variance, size)


def test_invitations_are_answers_by_rate_and_end_with_the_wave() -> None:
    plan = plan_invitations(8, 6100, 0.4, 2_000)
    assert (plan.needed, plan.enough) == (-(-plan.answers * 10 // 4), True)
    small = plan_invitations(8, 6100, 0.4, 200)
    assert (small.enough, small.invited, small.expected) == (False, 200, 80)
    assert small.precision > 8
    assert plan_invitations(8, 6100, 0.0, 200) is None
    assert plan_invitations(0, 6100, 0.4, 200) is None


def test_bounds_for_the_silent_are_their_share_at_either_end() -> None:
    bare = silent_bounds(20.0, None, 0.1, -100, 100)
    assert (bare.low, bare.high) == pytest.approx((8.0, 28.0))
    wide = silent_bounds(20.0, Interval(10, 30), 0.1, -100, 100)
    assert (wide.low, wide.high) == pytest.approx((-1.0, 37.0))
    assert silent_bounds(20.0, Interval(10, 30), 0.0, -100, 100) == Interval(10, 30)
