"""The alert of the complaint rate: it sees a surge, and quiet programmes stay quiet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from analytics.alerts.base import PROGRAMME, compute_looks
from analytics.alerts.rates import watch_rate
from analytics.complaints.alerts import compute_rate_alerts
from analytics.periods import monday_of
from analytics.stats.count_limits import count_limits
from analytics.stats.intervals import rate_interval
from tests.conftest import proving

WEEKS, FIRST, FREEZE = 63, 1_340, 24
STARTS = (24, 30, 34, 39, 48, 50, 52, 55)


def watched(seed: int, surge: float = 1.0) -> dict:
    """Eight waves of 2,500 customers with one complaint a week in a thousand; in the third ``surge`` times as many for
    six weeks."""
    rng = np.random.default_rng((seed, 77))
    told = rng.poisson(2.5, (8, WEEKS))
    told[2, 38:44] = rng.poisson(2.5 * surge, 6)
    week = pd.Timestamp(monday_of(FIRST))
    series = {f"W{at + 1}": (row, 2_500, start) for at, (row, start) in enumerate(zip(told, STARTS, strict=True))}
    series[PROGRAMME] = (told.sum(axis=0), 20_000, FREEZE)
    return {
        name: watch_rate(
            pd.DataFrame({"step": range(FIRST, FIRST + WEEKS), "events": counts, "exposure": exposure}),
            week + pd.Timedelta(weeks=start),
        )
        for name, (counts, exposure, start) in series.items()
    }


def test_a_surge_is_seen_in_the_wave_and_with_its_rate() -> None:
    found = compute_rate_alerts(watched(1, surge=6.0), pd.Timestamp(monday_of(FIRST + WEEKS - 1)))
    third = next(alert for alert in found if alert.subject == "W3")
    assert third.value > third.limit > 1
    assert third.worst == pytest.approx(6, abs=1.5)
    assert {alert.subject for alert in found} <= {"W3", PROGRAMME}


def test_quiet_programmes_stay_quiet(record_property: Callable[[str, object], None]) -> None:
    seeds = proving(small=8, large=200)
    weeks = false = alarmed = 0
    for seed in range(seeds):
        looks = compute_looks(watched(seed))
        by_week = looks.groupby("week")["flagged"].any()
        weeks, false, alarmed = weeks + len(by_week), false + int(by_week.sum()), alarmed + bool(by_week.any())
    record_property("false weeks", f"{false} of {weeks}")
    record_property("quiet programmes with an alert", f"{alarmed} of {seeds}")
    # At most one week in a hundred; windows overlap, so that false weeks come in runs of up to four.
    assert false <= 0.01 * weeks + 3.1 * (4 * 0.01 * weeks) ** 0.5


def test_a_surge_of_three_times_as_many_is_seen_in_its_wave(record_property: Callable[[str, object], None]) -> None:
    seeds = proving(small=8, large=200)
    seen = 0
    for seed in range(seeds):
        looks = compute_looks(watched(seed, surge=3.0))
        own = looks[
            (looks["subject"] == "W3")
            & looks["week"].between(*(pd.Timestamp(monday_of(FIRST + at)) for at in (38, 46)))
        ]
        seen += bool(own["flagged"].any())
    record_property("surges of three times as many for six weeks seen", f"{seen} of {seeds}")
    assert seen >= 0.9 * seeds - 1


def test_the_p_of_a_window_is_the_exact_conditional_one() -> None:
    # 60 events in 24 weeks; 19 or more in four: the share of all 79 that falls into 4 of 28 weeks.
    found = count_limits([2, 3] * 12, [1_000.0] * 24)
    assert found.dispersion == 1
    assert found.p_above(19, 4_000) == pytest.approx(binomtest(19, 79, 4 / 28, alternative="greater").pvalue)
    assert found.p_above(found.highest(0.003, 4_000), 4_000) == pytest.approx(0.003)
    bunched = count_limits([0, 5] * 12, [1_000.0] * 24)
    assert bunched.dispersion == pytest.approx(24 * 2.5**2 / 2.5 / 23)
    assert bunched.p_above(19, 4_000) > found.p_above(19, 4_000)
    assert count_limits([2, 3] * 5, [1_000.0] * 10) is None


def test_the_interval_of_a_rate_is_exact() -> None:
    # Garwood's table: 95 % of 10 events is 4.795 to 18.39, of none 0 to 3.689.
    found, none = rate_interval(10, 1.0), rate_interval(0, 1.0)
    assert (found.low, found.high) == (pytest.approx(4.795, abs=1e-3), pytest.approx(18.39, abs=5e-3))
    assert (none.low, none.high) == (0, pytest.approx(3.689, abs=1e-3))
