"""Control charts against the worked values, and against what chance does when nothing changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from analytics.stats.control import between_chart, count_runs, individuals_chart, rate_chart, runs_limits, time_chart
from tests.conftest import proving


def test_u_limits_agree_with_the_worked_values(golden: dict[str, Any]) -> None:
    given = golden["u_chart"]
    chart = rate_chart("u", given["d"], given["n"], laney=False)
    assert chart.centre == pytest.approx(given["ubar"])
    limits = [chart.limits(n) for n in given["n"]]
    assert [low for low, _ in limits] == pytest.approx(given["lcl"])
    assert [high for _, high in limits] == pytest.approx(given["ucl"])


def test_p_limits_and_laneys_sigma_agree_with_the_worked_values(golden: dict[str, Any]) -> None:
    given, expected = golden["u_chart"], golden["p_chart"]
    chart = rate_chart("p", given["d"], given["n"], laney=False)
    assert chart.centre == pytest.approx(expected["pbar"])
    assert [chart.limits(n)[1] for n in given["n"]] == pytest.approx(expected["ucl"])
    assert chart.sigma_z == pytest.approx(expected["laney_sigma_z"])


def test_limits_are_widened_by_sigma_z_only_where_periods_scatter_more_than_counting(golden: dict[str, Any]) -> None:
    given = golden["u_chart"]
    plain, wide = rate_chart("u", given["d"], given["n"], laney=False), rate_chart("u", given["d"], given["n"])
    assert (plain.name, wide.name) == ("u", "u′")
    assert wide.limits(400)[1] - wide.centre == pytest.approx(wide.sigma_z * (plain.limits(400)[1] - plain.centre))
    rng = np.random.default_rng(1)
    exposures = rng.integers(8_000, 12_000, 200)
    quiet = rate_chart("u", list(rng.poisson(0.003 * exposures)), list(exposures))
    assert (quiet.name, round(quiet.sigma_z, 1)) == ("u", 1.0)


def test_frozen_limits_do_not_move_with_what_comes_later_and_stay_in_range() -> None:
    chart = rate_chart("p", [1, 0, 2] * 8, [20] * 24, laney=False)
    assert (chart.limits(20)[0], chart.state) == (0.0, "full")
    assert rate_chart("p", [20, 19, 20], [20] * 3, laney=False).limits(20)[1] == 1.0
    assert rate_chart("u", [0, 0, 0], [10, 10, 10]) is None
    assert rate_chart("u", [3, 4], [0, 10]) is None


@pytest.mark.parametrize(("points", "state"), [(11, "none"), (12, "provisional"), (19, "provisional"), (20, "full")])
def test_few_points_make_limits_provisional_or_none(points: int, state: str) -> None:
    assert rate_chart("u", [5, 6] * 10, [1000] * 20).points == 20
    assert rate_chart("u", ([5, 6] * 10)[:points], [1000] * points).state == state


def test_individuals_agree_with_the_worked_values(golden: dict[str, Any]) -> None:
    given = golden["i_mr"]
    chart = individuals_chart(given["x"])
    assert (chart.centre, chart.spread) == pytest.approx((given["mean"], given["mrbar"]))
    assert (chart.low, chart.high) == pytest.approx((given["lcl"], given["ucl"]))


def test_rare_event_charts_agree_with_the_distributions_they_stand_for() -> None:
    rng = np.random.default_rng(7)
    gaps = rng.geometric(0.01, 4_000) - 1
    chart = between_chart([int(gap) for gap in gaps])
    mean, deviation = stats.geom.mean(0.01) - 1, stats.geom.std(0.01)
    assert (chart.centre, chart.high) == pytest.approx((mean, mean + 3 * deviation), rel=0.06)
    times = rng.exponential(10, 4_000)
    timed = time_chart(list(times))
    assert float(np.mean((times > timed.high) | (times < timed.low))) < 0.004
    assert timed.centre == pytest.approx(stats.expon.median(scale=10), rel=0.06)


def test_the_limits_of_runs_agree_with_the_worked_values(golden: dict[str, Any]) -> None:
    expected = golden["anhoej_n24"]
    assert runs_limits(24) == (expected["longest_run_limit"], expected["min_crossings"])


def test_runs_are_counted_past_values_on_the_line() -> None:
    runs = count_runs([1, 1, 0, 1, -1, -1, -1, 1], 0)
    assert (runs.useful, runs.longest, runs.crossings) == (7, 3, 2)
    assert count_runs([1] * 12 + [-1] * 12, 0).shift
    assert not count_runs([1, -1] * 12, 0).shift


@pytest.mark.prove
def test_weekly_limits_are_crossed_by_chance_as_rarely_as_stated() -> None:
    """Two overdispersed years: with σ_z the false alarms of a week stay near 0.3–2 %, without it they do not."""
    rng = np.random.default_rng(11)
    crossed = {True: 0, False: 0}
    rounds = proving(60, 1_000)
    for _ in range(rounds):
        exposures = rng.integers(15_000, 20_000, 104)
        counts = rng.poisson(0.004 * exposures * rng.gamma(20, 1 / 20, 104))
        for laney in crossed:
            chart = rate_chart("u", list(counts[:40]), list(exposures[:40]), laney=laney)
            for count, n in zip(counts[40:], exposures[40:], strict=True):
                low, high = chart.limits(n)
                crossed[laney] += not low <= count / n <= high
    assert crossed[True] / (64 * rounds) < 0.02 < crossed[False] / (64 * rounds)
