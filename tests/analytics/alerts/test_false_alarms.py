"""Alerts on made-up programmes: quiet ones stay quiet at the designed rate, a real fall is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from analytics.alerts.base import PROGRAMME, Watched, compute_alerts, compute_looks
from analytics.metrics import METRICS
from analytics.satisfaction.numbers.trends import compute_limits
from tests.conftest import proving

WEEKS, WAVES, FIRST, EVERY = 64, 8, 26, 5
MONDAYS = pd.date_range("2025-09-01", periods=WEEKS, freq="7D")
NPS = METRICS["nps"].passport


def series(counts: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weekly and four-week frames (week, value, n) from counts of promoters, passives and detractors a week."""
    frames = []
    for width in (1, 4):
        sums = np.array([counts[max(0, at - width + 1) : at + 1].sum(axis=0) for at in range(width - 1, WEEKS)])
        n = sums.sum(axis=1)
        value = np.where(n >= 10, 100 * (sums[:, 0] - sums[:, 2]) / np.maximum(n, 1), np.nan)
        frames.append(pd.DataFrame({"week": MONDAYS[width - 1 :], "value": value, "n": np.where(n >= 10, n, np.nan)}))
    return frames[0], frames[1]


def programme(seed: int, fall: float = 0.0) -> dict[str, Watched]:
    """A programme of eight waves; answers a week and wave vary between about 15 and 60, the mood is the same all along.

    ``fall`` points are taken from wave 3 for eight weeks after its start.
    """
    rng = np.random.default_rng(seed)
    every = np.zeros((WEEKS, 3), dtype=int)
    watched = {}
    for wave in range(1, WAVES + 1):
        start = FIRST + EVERY * (wave - 1)
        n = rng.poisson(rng.uniform(15, 60), WEEKS)
        counts = np.zeros((WEEKS, 3), dtype=int)
        for at in range(WEEKS):
            moved = fall / 200 if wave == 3 and start <= at < start + 8 else 0.0
            counts[at] = rng.multinomial(n[at], [0.48 - moved, 0.31, 0.21 + moved])
        every += counts
        weekly, rolling = series(counts)
        if start < WEEKS:
            watched[f"W{wave}"] = Watched(rolling, compute_limits(weekly, MONDAYS[start]), MONDAYS[start])
    weekly, rolling = series(every)
    watched[PROGRAMME] = Watched(rolling, compute_limits(weekly, MONDAYS[FIRST]), MONDAYS[FIRST])
    return watched


def test_quiet_programmes_raise_an_alarm_in_one_week_of_a_hundred(record_property) -> None:  # type: ignore[no-untyped-def]
    """One look a seed is independent of the others, so that the bound is binomial; the rate of all weeks is
    reported."""
    seeds = proving(20, 200)
    looked = alarmed = weeks = false_weeks = onsets = 0
    for seed in range(seeds):
        looks = compute_looks(programme(seed))
        by_week = looks.groupby("week")["flagged"].any()
        chosen = by_week.iloc[np.random.default_rng(10_000 + seed).integers(len(by_week))]
        looked, alarmed = looked + 1, alarmed + int(chosen)
        weeks, false_weeks = weeks + len(by_week), false_weeks + int(by_week.sum())
        onsets += len(compute_alerts(looks, "nps_fall", NPS, MONDAYS[-1]))
    record_property("false_weeks", f"{false_weeks} of {weeks} ({false_weeks / weeks:.2%})")
    record_property("alerts_a_programme", f"{onsets / seeds:.2f}")
    assert alarmed <= stats.binom.ppf(0.999, looked, 0.01)
    # Weeks of one seed share a baseline and answers: count them as one look in four, and ask whether 1 % is plausible.
    assert false_weeks / 4 <= stats.binom.ppf(0.999, weeks // 4, 0.01)


def test_a_fall_of_25_points_is_seen_at_its_onset_and_only_there() -> None:
    found = []
    for seed in range(5):
        watched = programme(seed, fall=25.0)
        alerts = compute_alerts(compute_looks(watched), "nps_fall", NPS, MONDAYS[-1])
        own = [alert for alert in alerts if alert.subject == "W3"]
        start = (MONDAYS[FIRST + 2 * EVERY]).date()
        found.append(any(0 <= (alert.onset - start).days <= 8 * 7 for alert in own))
        assert all(alert.value < alert.limit and alert.q <= 0.01 for alert in own)
    assert sum(found) >= 4


def test_provisional_limits_raise_nothing() -> None:
    watched = programme(1, fall=60.0)["W3"]
    short = MONDAYS[15]
    rolling, weekly = watched.rolling, watched.rolling
    assert compute_looks({"W3": Watched(rolling, compute_limits(weekly, short), short)}).empty
