"""Statistics against worked values of independent libraries and against simulation."""

from __future__ import annotations

from math import isclose, sqrt
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analytics.stats.compare import Sample, adjusted_p, answers_needed, compare_means, compare_nps, compare_shares
from analytics.stats.intervals import kish_weighting, mean_interval, nps_interval, wilson_interval
from analytics.stats.limits import prediction_limits
from tests.conftest import proving


def test_nps_adjusted_wald_agrees_with_the_worked_value(golden: dict[str, Any]) -> None:
    interval = nps_interval(0.5, 0.2, 100)
    assert [interval.low, interval.high] == pytest.approx(golden["nps_adjwald"], abs=1e-9)


@pytest.mark.parametrize(("hits", "n", "name"), [(42, 60, "wilson_42_60"), (0, 10, "wilson_0_10")])
def test_wilson_agrees_with_the_worked_values(golden: dict[str, Any], hits: int, n: int, name: str) -> None:
    interval = wilson_interval(hits, n)
    assert [interval.low, interval.high] == pytest.approx(golden[name], abs=1e-9)


def test_no_observations_have_no_interval() -> None:
    assert (wilson_interval(0, 0), nps_interval(0, 0, 0), mean_interval(5, 0, 1)) == (None, None, None)


def test_mean_interval_agrees_with_scipy() -> None:
    values = np.array([5.0, 6, 7, 3, 4, 6, 6])
    interval = mean_interval(values.mean(), values.var(), len(values))
    expected = stats.t.interval(0.95, 6, values.mean(), stats.sem(values))
    assert (interval.low, interval.high) == pytest.approx(expected)


def test_kish_agrees_with_the_worked_value(golden: dict[str, Any]) -> None:
    weighting = kish_weighting([1, 2, 1, 4])
    assert weighting.effective == pytest.approx(golden["kish_neff"])
    assert weighting.design_effect == pytest.approx(golden["deff"])


def test_twenty_points_apart_at_a_hundred_answers_is_not_significant(golden: dict[str, Any]) -> None:
    found = compare_nps(Sample(100, 30, 6100), Sample(100, 10, 6900))
    expected = golden["nps_diff"]
    assert (found.difference, found.statistic, found.p) == pytest.approx(
        (expected["diff"], expected["z"], expected["p"])
    )


def test_two_shares_agree_with_the_worked_value(golden: dict[str, Any]) -> None:
    found = compare_shares(120 / 150, 150, 100 / 150, 150)
    assert (found.statistic, found.p) == pytest.approx(golden["two_prop_120_150_vs_100_150"])
    assert found.method == "z"


def test_small_expected_counts_fall_back_to_fisher() -> None:
    found = compare_shares(1 / 40, 40, 6 / 40, 40)
    assert found.method == "fisher"
    assert found.p == pytest.approx(stats.fisher_exact([[1, 39], [6, 34]])[1])


def test_newcombe_interval_of_the_published_example() -> None:
    found = compare_shares(56 / 70, 70, 48 / 80, 80)  # Newcombe (1998), table II (a), method 10
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_welch_agrees_with_scipy() -> None:
    a, b = np.array([5.0, 6, 7, 6, 5, 4, 7]), np.array([4.0, 3, 6, 2, 5])
    found = compare_means(Sample(len(a), a.mean(), a.var()), Sample(len(b), b.mean(), b.var()))
    expected = stats.ttest_ind(a, b, equal_var=False)
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue))
    interval = expected.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_eight_points_need_about_1500_answers_and_do_get_80_percent_power() -> None:
    needed = answers_needed(8, 6100)
    assert 1480 <= needed <= 1510
    error = sqrt(2 * 6100 / needed)
    assert stats.norm.sf(1.959964 - 8 / error) == pytest.approx(0.8, abs=0.001)
    assert answers_needed(0, 6100) is None


def test_benjamini_hochberg_agrees_with_the_worked_value(golden: dict[str, Any]) -> None:
    assert adjusted_p(golden["bh"]["p"]) == pytest.approx(golden["bh"]["adj"])
    shuffled = [golden["bh"]["p"][at] for at in (3, 0, 4, 2, 1)]
    assert adjusted_p(shuffled) == pytest.approx([golden["bh"]["adj"][at] for at in (3, 0, 4, 2, 1)])
    assert adjusted_p([]) == ()


def test_limits_reduce_to_the_t_prediction_interval_for_equal_answers() -> None:
    values = list(np.random.default_rng(1).normal(30, 5, 24))
    limits = prediction_limits(values, [7.5] * 24)
    assert limits.mean == pytest.approx(mean(values))
    assert limits.deviation(7.5) == pytest.approx(stdev(values) * sqrt(1 + 1 / 24))
    low, high = limits.interval(7.5, 0.95)
    half = stats.t.ppf(0.975, 23) * stdev(values) * sqrt(1 + 1 / 24)
    assert (low, high) == pytest.approx((mean(values) - half, mean(values) + half))
    assert limits.p_below(low, 7.5) == pytest.approx(0.025)
    assert limits.p_above(high, 7.5) == pytest.approx(0.025)


@pytest.mark.parametrize(("points", "state"), [(11, None), (12, "provisional"), (19, "provisional"), (20, "full")])
def test_limits_need_a_baseline(points: int, state: str | None) -> None:
    limits = prediction_limits([float(at % 5) for at in range(points)], [1.0] * points)
    assert (limits.state if limits else None) == state


def test_prediction_p_is_uniform_also_for_unequal_answers() -> None:
    """The share of quiet periods called unusual at 1 % is 1 %, whatever their number of answers."""
    rng = np.random.default_rng(7)
    looks = proving(2000, 20000)
    hits = 0
    for _ in range(looks):
        n = rng.integers(15, 120, 25)
        values = rng.normal(30, 78 / np.sqrt(n))
        limits = prediction_limits(values[:24], 78 / np.sqrt(n[:24]))
        hits += limits.p_below(values[24], 78 / sqrt(n[24])) < 0.01
    low, high = stats.binom.ppf([0.001, 0.999], looks, 0.01)
    assert low <= hits <= high


def test_nps_interval_covers_the_truth_in_small_samples() -> None:
    rng = np.random.default_rng(3)
    draws = proving(2000, 20000)
    for n in (10, 30, 100):
        counts = rng.multinomial(n, [0.5, 0.3, 0.2], draws)
        found = [nps_interval(p / n, d / n, n) for p, _, d in counts]
        covered = sum(one is not None and one.low <= 30 <= one.high for one in found) / draws
        assert 0.93 <= covered <= 0.985, (n, covered)


def test_quantiles_are_those_of_the_tables() -> None:
    from analytics.stats.intervals import normal_quantile, t_quantile

    assert isclose(normal_quantile(0.95), 1.959964, abs_tol=1e-6)
    assert isclose(t_quantile(0.95, 10), 2.228139, abs_tol=1e-6)
