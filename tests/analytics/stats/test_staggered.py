"""Effects of waves that move at different times: worked values, another library, and seeded panels of which the truth
is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.stats.before_after import before_after
from analytics.stats.jackknife import jackknife
from analytics.stats.staggered import (
    NEVER,
    Panel,
    compute_cells,
    estimate,
    estimate_waves,
    event_series,
    look_before,
    placebo,
)
from data.demo.truth import load_truth
from tests.analytics.stats.panels import made, planted, programme, realised
from tests.conftest import proving

Report = Callable[[str, object], None]


def two(treated: list[float], control: list[float], moved: int, told: int) -> Panel:
    return Panel(
        np.array([treated, control]), np.ones(2), np.arange(2), np.array([told, NEVER]), np.array([moved, NEVER])
    )


def test_two_waves_are_the_difference_of_differences(golden: dict[str, Any]) -> None:
    told = golden["did"]
    panel = two([told["t_pre"]] * 4 + [told["t_post"]] * 2, [told["c_pre"]] * 4 + [told["c_post"]] * 2, 4, 4)
    found = estimate(panel, draws=0)
    assert found.value == pytest.approx(told["did"], abs=1e-12)
    assert (found.low, found.high, found.p, found.weeks, found.clusters) == (None, None, None, 2, 2)


def test_worked_by_hand() -> None:
    """Three waves: the first is told in week 4 and moves in week 6, the second moves in week 8, the third never."""
    values = np.array(
        [
            [2, 2, 4, 4, 5, 6, 8, 9, 9, 9],  # base 3
            [1, 1, 1, 1, 2, 2, 2, 3, 9, 9],  # base of the first 1, its own (weeks 3 to 6) 1.75
            [0, 0, 0, 0, 0, 1, 1, 1, 2, 2],
        ],
        dtype=float,
    )
    panel = Panel(values, np.array([1.0, 1.0, 3.0]), np.arange(3), np.array([4, 7, NEVER]), np.array([6, 8, NEVER]))
    cells = compute_cells(panel, range(-1, 3))
    # Week 6: 8 − 3 − (1·(2 − 1) + 3·(1 − 0)) / 4; from week 8 on the third alone is left, whose base for the second is
    # 0.5.
    np.testing.assert_allclose(cells.effect[0], [6 - 3 - (1 + 3) / 4, 5 - 1, 6 - (2 + 3) / 4, 6 - 2])
    np.testing.assert_allclose(cells.effect[1], [3 - 1.75 - (1 - 0.5), 9 - 1.75 - 1.5, 9 - 1.75 - 1.5, np.nan])
    assert [cells.phase(0, week) for week in (-7, -6, -3, -2, -1, 0)] == [
        "before",
        "base",
        "base",
        "announced",
        "announced",
        "after",
    ]
    assert estimate(panel, 3, draws=0).value == pytest.approx((4 + 4.75 + 4 + 5.75 + 5.75) / 5)
    # The weeks 0 to 2 of one wave and 0 to 1 of the other, one customer each: five customer-weeks.
    assert estimate(panel, 3, draws=0).total[0] == pytest.approx(4 + 4.75 + 4 + 5.75 + 5.75)
    assert before_after(panel, 3) == pytest.approx(((8 + 9 + 9) / 3 - 3 + 9 - 1.75) / 2)


def test_without_a_control_there_is_no_effect() -> None:
    panel = two([1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 3, 3], 4, 4)
    last = replace(panel, moved=np.array([4, 6]), told=np.array([4, 6]))
    cells = compute_cells(last, range(4))
    np.testing.assert_allclose(cells.effect, [[1, 1, np.nan, np.nan], [np.nan] * 4])
    together = replace(panel, moved=np.array([4, 4]), told=np.array([4, 4]))
    assert estimate(together) is None
    assert estimate(replace(panel, moved=np.array([NEVER, NEVER]))) is None
    assert estimate(replace(panel, told=np.array([0, NEVER]))) is None, "no week before the notice is known"


def test_a_week_that_is_not_known_is_left_out() -> None:
    panel = made(5)
    gap = panel.values.copy()
    gap[0, panel.moved[0] + 3] = np.nan
    cells, whole = (compute_cells(replace(panel, values=v), range(12)) for v in (gap, panel.values))
    assert np.isnan(cells.effect[0, 3])
    np.testing.assert_allclose(np.delete(cells.effect[0], 3), np.delete(whole.effect[0], 3))
    lost = panel.values.copy()
    lost[1, panel.told[1] - 4 : panel.told[1] - 1] = np.nan
    assert np.isnan(compute_cells(replace(panel, values=lost), range(12)).effect[1]).all(), "one week is no base"


def test_group_time_effects_of_another_library() -> None:
    """diff-diff 3.13.0 (tests/analytics/stats/ask_diff_diff.py): base of one week, controls that have not been told."""
    panel = made(3, waves=8, weeks=40)
    told = replace(panel, moved=panel.told, weights=np.ones(8))
    cells = compute_cells(told, range(4, 8), base=1)
    expected = {
        (25, 0): 0.002767225001760867,
        (25, 1): -0.0008533885139904371,
        (25, 2): 0.002910873501567682,
        (25, 3): 0.002379312108419889,
        (28, 0): -0.006113339829915198,
        (28, 1): -0.0009051680866385385,
        (28, 2): -0.004019078685178951,
        (28, 3): -0.004681703209054178,
        (33, 0): 0.00025187073140061755,
        (33, 1): 0.0033299572953428293,
        (33, 2): -8.334481527453566e-05,
        (33, 3): 0.002375500094039403,
        (39, 0): -0.001325582902764975,
    }
    found = {
        (int(panel.moved[wave]), week): cells.effect[place, week]
        for place, wave in enumerate(cells.waves)
        for week in range(4)
        if np.isfinite(cells.effect[place, week]) and panel.moved[wave] < 40
    }
    assert found == pytest.approx(expected, abs=1e-12)


def test_the_jackknife_is_the_error_without_each_cluster() -> None:
    values = [1.0, 2.0, 4.0, 1.5, 2.5, 3.0]
    found = jackknife(values, 2.2)
    error = np.sqrt(5 / 6 * np.sum((np.array(values) - np.mean(values)) ** 2))
    assert (found.error, found.low, found.high) == pytest.approx(
        (error, 2.2 - 2.5705818366 * error, 2.2 + 2.5705818366 * error)
    )
    assert jackknife(values[:5], 2.2) is None, "five waves are too few"
    assert jackknife([*values, np.nan], 2.2) is None
    wide = jackknife([0.0] * 5 + [1.0], 0.5, few=True)
    assert wide.high - 0.5 > 5 * (jackknife([0.0] * 5 + [1.0], 0.5).high - 0.5) / 2.6, "one wave decides it all"


def test_a_wave_of_one_branch_has_no_interval() -> None:
    panel = programme(1, load_truth())
    alone, several = estimate_waves(panel, [0]), estimate_waves(panel, [2])
    assert (alone.low, alone.high, alone.p, alone.method) == (None, None, None, "")
    assert several.low < several.value < several.high
    assert several.clusters == 12


def test_of_some_waves_the_mean_is_theirs_alone() -> None:
    panel = programme(1, load_truth())
    first, third, both = (estimate_waves(panel, waves) for waves in ([0], [2], [0, 2]))
    sizes = np.array([first.customer_weeks, third.customer_weeks])
    assert both.value == pytest.approx(np.average([first.value, third.value], weights=sizes), abs=1e-12)
    assert both.customer_weeks == sizes.sum()
    assert both.weeks == first.weeks + third.weeks
    cells = compute_cells(panel, range(12))
    own = [one for one in event_series(panel, range(12), waves=[2]) if one.week == 3]
    assert [one.value for one in own] == [pytest.approx(cells.effect[list(cells.waves).index(2), 3])]
    assert [(one.low, one.high, one.waves) for one in own] == [(None, None, 1)]
    assert estimate_waves(panel, []) is None


def test_the_series_is_the_cells_week_by_week() -> None:
    panel = made(9, effect=0.004)
    series = event_series(panel, range(-12, 12))
    cells = compute_cells(panel, range(-12, 12))
    week = {(one.week, one.phase): one for one in series}
    assert {(one.phase, one.week >= -4, one.week >= -8, one.week >= 0) for one in series} == {
        ("before", False, False, False),
        ("base", False, True, False),
        ("announced", True, True, False),
        ("after", True, True, True),
    }
    at = list(cells.weeks).index(2)
    known = np.isfinite(cells.effect[:, at])
    assert week[2, "after"].value == pytest.approx(
        np.average(cells.effect[known, at], weights=cells.weight[known]), abs=1e-12
    )
    assert week[2, "after"].waves == known.sum()
    base = [week[at, "base"].value for at in range(-8, -4)]
    assert week[2, "after"].low < week[2, "after"].value < week[2, "after"].high
    assert abs(np.mean(base)) < 1e-4, "the base is measured against itself; waves weigh differently as controls leave"


def test_a_drift_before_the_notice_is_seen_or_its_size_is_told() -> None:
    flat = look_before(made(4, waves=12))
    drifting = made(4, waves=12)
    since = np.arange(60)[None, :] - drifting.told[:, None]
    steep = look_before(replace(drifting, values=drifting.values + 0.0005 * np.clip(since, -12, 0)))
    assert flat.p > 0.05
    assert steep.slope - flat.slope == pytest.approx(0.0005, rel=0.35)
    assert steep.p < 0.01
    assert 0 < flat.visible < 0.0005
    assert (flat.weeks, steep.largest < -0.002) == (8, True)


@pytest.mark.prove
@pytest.mark.parametrize("waves", [8, 12, 24])
def test_intervals_cover_what_is_planted_and_seldom_claim_what_is_not(waves: int, record_property: Report) -> None:
    """Coverage of 95 % intervals with and without an effect, and how often an effect is claimed where there is none."""
    count = proving(40, 2000)
    covered = {0.0: 0, 0.002: 0}
    claimed = given = 0
    errors: dict[float, list[float]] = {0.0: [], 0.002: []}
    naive = []
    for seed in range(count):
        for effect in covered:
            panel = made(seed, waves, effect=effect)
            found = estimate(panel, draws=199 if effect == 0 and waves < 20 else 0, seed=seed)
            if found is None or found.low is None:
                continue
            covered[effect] += found.low <= effect <= found.high
            errors[effect].append(found.value - effect)
            if effect == 0:
                given += 1
                claimed += (found.p if waves < 20 else (0.0 if found.low > 0 or found.high < 0 else 1.0)) <= 0.05
                naive.append(before_after(panel))
    shares = {effect: covered[effect] / len(errors[effect]) for effect in covered}
    spread = np.std(errors[0.0])
    record_property(
        f"{waves} waves, seeds 0 to {count - 1}: coverage without and with an effect",
        f"{shares[0.0]:.4f}, {shares[0.002]:.4f}",
    )
    record_property(f"{waves} waves: effects claimed where there is none", f"{claimed / given:.4f}")
    record_property(
        f"{waves} waves: bias in standard errors, of before and after alone",
        f"{np.mean(errors[0.0]) / spread:.3f}, {np.mean(naive) / spread:.3f}",
    )
    slack = 2.6 * np.sqrt(0.05 * 0.95 / count) if count < 500 else 0.0
    assert 0.93 - slack <= min(shares.values())
    assert max(shares.values()) <= 0.99 + slack
    assert claimed / given <= 0.07 + slack
    assert abs(np.mean(errors[0.0])) < (0.1 if count >= 500 else 0.45) * spread
    assert np.mean(naive) > 0.5 * spread, "what rose for everybody is taken for an effect"


@pytest.mark.prove
def test_whole_programmes_give_back_what_is_planted_in_their_third_wave(record_property: Report) -> None:
    count, truth = proving(4, 200), load_truth()
    errors = np.array(
        [estimate_waves(programme(seed, truth), [2]).value - planted(seed, truth, "W3") for seed in range(count)]
    )
    record_property(
        f"programmes 0 to {count - 1}: mean error in standard errors", f"{errors.mean() / errors.std(ddof=1):.3f}"
    )
    error = 0.00029  # the spread of 20 other seeds
    assert abs(errors.mean()) < (0.2 if count >= 200 else 2.6 / np.sqrt(count)) * error


def test_a_move_that_never_was_shows_what_had_begun_before_the_notice() -> None:
    """A hundredth more a week from eight weeks before the notice on is all in the placebo; what begins with the notice
    is not in it."""
    panel = made(5, waves=12)
    weeks = np.arange(panel.values.shape[1])
    early, late = (
        replace(panel, values=panel.values + 0.01 * (weeks >= (panel.told - lead)[:, None])) for lead in (8, 0)
    )
    found = placebo(panel)
    assert found.p > 0.05
    assert placebo(early).value == pytest.approx(found.value + 0.01)
    assert placebo(late).value == found.value


def test_the_smallest_effect_that_would_be_seen() -> None:
    """Two-sided at 5 % with four in five cases: t(7) at 0.975 and 0.8 are 2.3646 and 0.8960."""
    found = estimate(made(5, waves=8), draws=0)
    assert found.visible == pytest.approx(found.error * (2.36462 + 0.89603), rel=1e-4)


@pytest.mark.prove
def test_the_interval_of_one_wave_covers_who_left_beyond_those_who_would_have_left_anyway(
    record_property: Report,
) -> None:
    """Whole programmes: the same customers with the same dice, with and without what is planted in the third wave."""
    count, truth = proving(6, 200), load_truth()
    covered = 0
    for seed in range(count):
        panel = programme(seed, truth)
        _, low, high = estimate_waves(panel, [2]).total
        covered += low <= realised(seed, truth, "W3") <= high
    record_property(
        f"programmes 0 to {count - 1}: intervals of wave 3 that cover the customers lost", f"{covered / count:.3f}"
    )
    assert covered / count >= 0.92 - 2.6 * np.sqrt(0.05 * 0.95 / count)
