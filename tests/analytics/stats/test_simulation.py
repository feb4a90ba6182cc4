"""Simulations against closed forms, a naive model in plain Python, and the promises of seed and cancelling."""

from __future__ import annotations

import random
import tracemalloc
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analytics.stats.estimates import Sampler, ThreePoint, quantiles
from analytics.stats.network import Activity, Link, make_network
from analytics.stats.simulation import Cancelled, idle_mostly, simulate_finish, simulate_throughput
from analytics.stats.workdays import Workdays
from tests.conftest import proving

ESTIMATE = ThreePoint(2, 5, 14)


def test_pert(golden: dict[str, Any]) -> None:
    expected = golden["pert_2_5_14"]
    assert (ESTIMATE.pert_mean, ESTIMATE.pert_sd) == (expected["mean"], expected["sd"])


def test_estimates_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="optimistic"):
        ThreePoint(5, 4, 9)


def test_quantiles_agree_with_scipy() -> None:
    shares = [0.05, 0.2, 0.5, 0.8, 0.95]
    triangular = stats.triang(c=3 / 12, loc=2, scale=12)
    assert quantiles(ESTIMATE, shares) == pytest.approx(triangular.ppf(shares))
    assert (ESTIMATE.triangular_mean, ESTIMATE.triangular_sd) == pytest.approx((triangular.mean(), triangular.std()))
    assert quantiles(ThreePoint(3, 3, 3), shares, "pert").tolist() == [3] * 5
    pert = stats.beta(1 + 4 * 0.25, 1 + 4 * 0.75, loc=2, scale=12)
    assert quantiles(ESTIMATE, shares, "pert") == pytest.approx(pert.ppf(shares))
    assert pert.mean() == pytest.approx(ESTIMATE.pert_mean)


@pytest.mark.parametrize("shape", ["triangular", "pert"])
@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_draws_have_the_distribution_and_the_correlation_declared(shape: Any, correlation: float) -> None:
    trials = 60_000
    sampler = Sampler([ESTIMATE, ThreePoint(1, 1, 4), ThreePoint(3, 3, 3)], shape=shape, correlation=correlation)
    drawn = sampler.draw(np.random.default_rng(1), trials)
    assert drawn.dtype == np.float32
    assert np.all(drawn[2] == 3)
    expected = quantiles(ESTIMATE, [0.1, 0.5, 0.9], shape)
    assert np.quantile(drawn[0], [0.1, 0.5, 0.9]) == pytest.approx(expected, abs=0.08)
    scores = stats.spearmanr(drawn[0], drawn[1]).statistic
    # Spearman's correlation of a Gaussian copula: 6/π · arcsin(ρ/2).
    assert scores == pytest.approx(6 / np.pi * np.arcsin(correlation / 2), abs=0.02)


def chain(count: int) -> tuple[Any, list[ThreePoint]]:
    activities = [Activity(f"T{at}", 5, (Link(f"T{at - 1}"),) if at else ()) for at in range(count)]
    return make_network(activities), [ESTIMATE] * count


def test_a_chain_has_the_mean_and_the_spread_of_the_sum() -> None:
    network, estimates = chain(30)
    trials = proving(40_000, 400_000)
    free = simulate_finish(network, estimates, trials=trials, correlation=0.0)
    assert free.finish.mean() == pytest.approx(30 * 7, abs=0.3)
    assert free.finish.std() == pytest.approx(30**0.5 * ESTIMATE.triangular_sd, rel=0.02)
    tied = simulate_finish(network, estimates, trials=trials, correlation=0.2)
    assert tied.finish.mean() == pytest.approx(30 * 7, abs=0.6)
    # The variance of a sum of n equally correlated terms is n·(1 + (n − 1)·ρ) times theirs.
    assert tied.finish.std() == pytest.approx((30 * (1 + 29 * 0.2)) ** 0.5 * ESTIMATE.triangular_sd, rel=0.04)
    assert tied.percentile(0.8) > free.percentile(0.8)
    assert free.criticality.tolist() == [1.0] * 30


def test_relations_lags_and_criticality_against_a_model_in_plain_python() -> None:
    """A and B in parallel, C after both with a lag, D ends after C; drawn and walked one trial at a time."""
    network = make_network(
        [
            Activity("A", 5),
            Activity("B", 6),
            Activity("C", 4, (Link("A", "FS", 1), Link("B", "SS", 3))),
            Activity("D", 2, (Link("C", "FF", 1), Link("A", "SF", 4))),
        ]
    )
    three = {"A": ThreePoint(3, 5, 9), "B": ThreePoint(4, 6, 12), "C": ThreePoint(2, 4, 6), "D": ThreePoint(1, 2, 3)}
    found = simulate_finish(network, [three[one.id] for one in network.activities], trials=40_000, correlation=0.0)
    rng = random.Random(5)
    finishes, a_critical = [], 0
    for _ in range(40_000):
        a, b, c, d = (rng.triangular(three[name].low, three[name].high, three[name].mode) for name in "ABCD")
        c_start = max(a + 1, 3)
        c_end = c_start + c
        d_end = max(c_end + 1, 0 + 4, d)
        finish = max(a, b, c_end, d_end)
        finishes.append(finish)
        a_critical += finish == d_end and d_end == c_end + 1 and c_start == a + 1
    assert np.quantile(found.finish, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(finishes, [0.1, 0.5, 0.9]), abs=0.1)
    at = found.ids.index("A")
    assert found.criticality[at] == pytest.approx(a_critical / 40_000, abs=0.02)
    assert found.driver[at] > found.driver[found.ids.index("B")]


def test_the_same_seed_gives_the_same_result_and_more_trials_repeat_the_first() -> None:
    network, estimates = chain(5)
    first = simulate_finish(network, estimates, trials=3_000, seed=7)
    again = simulate_finish(network, estimates, trials=5_000, seed=7)
    other = simulate_finish(network, estimates, trials=3_000, seed=8)
    assert np.array_equal(first.finish, again.finish[:3_000])
    assert not np.array_equal(first.finish, other.finish)


def test_a_run_can_be_cancelled_and_says_how_far_it_is() -> None:
    network, estimates = chain(5)
    told: list[float] = []

    def stop(share: float) -> None:
        told.append(share)
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        simulate_finish(network, estimates, trials=40_000, progress=stop)
    assert told == [pytest.approx(at * 8192 / 40_000) for at in (1, 2)]
    assert told == sorted(told)


def test_memory_does_not_grow_with_the_trials() -> None:
    network, estimates = chain(200)
    simulate_finish(network, estimates, trials=100)
    tracemalloc.start()
    simulate_finish(network, estimates, trials=100_000, correlation=0.2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * 2**20


def test_throughput_of_a_steady_pace_is_the_quotient() -> None:
    found = simulate_throughput([100, 100, 100], done=500, total=1_000)
    assert (found.percentile(0.5), found.percentile(0.9)) == (5, 5)
    assert found.bands[-1].tolist() == [1_000] * 3


def test_throughput_spreads_with_the_history() -> None:
    found = simulate_throughput([0, 50, 150, 200], done=0, total=2_000, trials=4_000)
    fast, middle, slow = (found.percentile(share) or 0 for share in (0.1, 0.5, 0.9))
    # Mean 100 a week: 20 weeks; the spread of a sum of 20 weeks is √20·79.06/100 ≈ 3.5 weeks.
    assert middle == pytest.approx(20, abs=1.5)
    assert slow - fast == pytest.approx(2 * 1.2816 * 3.54, abs=2.5)


def test_a_history_without_moves_gives_no_forecast() -> None:
    assert [idle_mostly(weeks) for weeks in ([], [0, 0, 5], [0, 5])] == [True, True, False]
    with pytest.raises(ValueError, match="moved"):
        simulate_throughput([0, 0], 0, 10)
    assert simulate_throughput([1], 0, 1_000, trials=10, limit=20).percentile(0.5) is None


def test_working_days_know_holidays_and_worked_weekends() -> None:
    china = Workdays(date(2026, 9, 28), date(2026, 10, 18), "CN")
    # National Day 2026: 1 to 7 October off, Saturday 10 October worked (notice of the State Council).
    assert china.between(date(2026, 10, 1), date(2026, 10, 7)) == 0
    assert china.between(date(2026, 10, 8), date(2026, 10, 11)) == 3
    plain = Workdays(date(2026, 9, 28), date(2026, 10, 18))
    assert plain.between(date(2026, 10, 1), date(2026, 10, 7)) == 5
    assert Workdays(date(2026, 1, 1), date(2026, 1, 31), "nowhere").between(date(2026, 1, 1), date(2026, 1, 7)) == 5


def test_working_days_go_there_and_back() -> None:
    week = Workdays(date(2026, 11, 23), date(2027, 1, 31))
    assert week.number(date(2026, 11, 23)) == 0
    assert week.number(date(2026, 11, 30)) == 5
    assert week.day(5) == date(2026, 11, 27)
    assert week.begins(5) == date(2026, 11, 30)
    assert week.day(5.2) == date(2026, 11, 30)
    assert week.ends(np.array([1, 5, 6])).tolist() == [0, 4, 7]
    assert [week.day(99_999), week.day(-3)] == [date(2027, 1, 29), date(2026, 11, 23)]
