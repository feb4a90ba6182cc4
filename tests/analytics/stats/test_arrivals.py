"""When a count will be full: against cases that are known without drawing, and the moments of a sum."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.stats.arrivals import Arrival, compute_arrival, compute_fan


def test_a_steady_pace_needs_no_luck() -> None:
    assert compute_arrival([5.0] * 14, 50) == Arrival(10, 10, 10)
    assert compute_arrival([5.0] * 14, 51) == Arrival(11, 11, 11)


def test_what_is_full_is_full_today_and_what_never_comes_is_never() -> None:
    assert compute_arrival([1.0] * 14, 0) == Arrival(0, 0, 0)
    assert compute_arrival([0.0] * 14, 3) == Arrival(None, None, None)
    assert compute_arrival([1.0] * 14, 400) == Arrival(None, None, None)


def test_six_days_say_nothing() -> None:
    assert compute_arrival([9.0] * 6, 10) == Arrival(None, None, None)


def test_the_range_is_that_of_a_negative_binomial() -> None:
    """Days of 0 or 2 with equal chance: 10 have come after the fifth success, NB(5, ½): P10 6, P50 10, P90 14 days."""
    seen = compute_arrival([0.0, 2.0] * 7, 10)
    assert (seen.p10, seen.p50, seen.p90) == (6, 10, 14)


def test_the_fan_widens_as_the_root_of_time() -> None:
    daily = list(np.random.default_rng(1).poisson(20, 28).astype(float))
    fan = compute_fan(daily, 40)
    assert fan.mid[-1] == pytest.approx(40 * np.mean(daily), rel=0.01)
    widths = fan.high - fan.low
    assert widths[39] / widths[9] == pytest.approx(2.0, rel=0.08)
