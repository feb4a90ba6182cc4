"""What a headline or a title says of something drawn is seldom said where nothing happened, and is said where something
did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.complaints.charts.rates import risen_wave
from analytics.metrics import METRICS
from analytics.metrics.reading import Reading, Value, compute_reading
from analytics.periods import Period
from analytics.satisfaction.headline import score_sentences
from analytics.satisfaction.numbers.survivors import compute_survivors
from data.language import Translator
from tests.conftest import proving

WAVES = ("W1", "W2", "W3", "W4", "W5")
EN = Translator("en")


def event(rng: np.random.Generator, times: float = 1.0) -> pd.DataFrame:
    """Five waves of 2,500 customers with one complaint per 1,000 a week, of wave 3 in its first six weeks so many
    ``times`` that."""
    parts = []
    for wave in WAVES:
        steps = np.arange(-12, 24)
        rate = np.where((steps >= 0) & (steps < 6) & (wave == "W3"), 2.5 * times, 2.5)
        weekly = pd.DataFrame({"step": steps, "complaints": rng.poisson(rate), "exposure": 2500.0})
        rolled = weekly.set_index("step").rolling(4).sum().dropna().reset_index()
        parts.append(rolled.assign(wave=wave, value=rolled["complaints"] / rolled["exposure"] * 1000))
    return pd.concat(parts, ignore_index=True)


def test_a_wave_is_said_to_complain_more_beyond_chance_alone(record_property: Callable[[str, object], None]) -> None:
    seeds = proving(100, 2000)
    quiet = sum(risen_wave(event(np.random.default_rng((1, seed))))[0] != "" for seed in range(seeds))
    found = sum(risen_wave(event(np.random.default_rng((2, seed)), 4.0))[0] == "W3" for seed in range(seeds))
    record_property("quiet programmes said to complain more after a cut-over", f"{quiet} of {seeds}")
    record_property("waves with four times as many complaints for six weeks named", f"{found} of {seeds}")
    assert quiet <= 0.05 * seeds
    assert found >= 0.9 * seeds


def test_the_rates_before_and_after_are_those_of_the_weeks() -> None:
    """12 weeks before: 3 in 4,000 customer-weeks each four; highest after: 40 in 4,000."""
    steps = [-9, -5, -1, 3, 7]
    frame = pd.DataFrame({"wave": "W1", "step": steps, "complaints": [3, 4, 5, 40, 6], "exposure": 4000.0})
    assert risen_wave(frame.assign(value=frame["complaints"] / 4)) == ("W1", pytest.approx(1.0), pytest.approx(10.0))
    assert risen_wave(frame.assign(complaints=[3, 4, 5, 7, 6], value=[0.75, 1, 1.25, 1.75, 1.5])) == ("", 0.0, 0.0)
    assert risen_wave(frame.assign(complaints=[0, 0, 0, 40, 6], value=[0, 0, 0, 10, 1.5])) == (
        "W1",
        0.0,
        pytest.approx(10.0),
    )
    assert risen_wave(frame.assign(complaints=0, value=0.0)) == ("", 0.0, 0.0)


def bounded(rng: np.random.Generator, fall: float = 0.0) -> dict[str, str]:
    """The verdict of each wave whose NPS is +25 on both sides, of wave 3 lower by ``fall`` after; 1,500 answers a side,
    3 silent."""
    error = (6000 / 1500) ** 0.5
    sides = []
    for wave in WAVES:
        for period in ("before", "now"):
            value = rng.normal(25 - (fall if (wave, period) == ("W3", "now") else 0), error)
            sides.append(
                {
                    "wave": wave,
                    "period": period,
                    "value": value,
                    "low": value - 1.96 * error,
                    "high": value + 1.96 * error,
                    "n": 1500,
                }
            )
    left = pd.DataFrame({"wave": WAVES, "n": 2500, "gone": 10, "silent": 3})
    found = compute_survivors(METRICS["nps"].passport, left, pd.DataFrame(sides))
    return dict(zip(found["wave"], found["verdict"], strict=True))


def test_a_wave_is_lower_whatever_those_who_left_would_have_said(
    record_property: Callable[[str, object], None],
) -> None:
    """The score before is drawn as the one after is, and there are five waves to look at."""
    seeds = proving(200, 2000)
    quiet = sum(set(bounded(np.random.default_rng((3, seed))).values()) != {"open"} for seed in range(seeds))
    lower = sum(bounded(np.random.default_rng((4, seed)), 15.0)["W3"] == "below" for seed in range(seeds))
    record_property("quiet programmes with a wave told apart in spite of those who left", f"{quiet} of {seeds}")
    record_property("falls of 15 points found in spite of those who left", f"{lower} of {seeds}")
    assert quiet <= 0.05 * seeds + 2 * (0.05 * 0.95 * seeds) ** 0.5
    assert lower >= 0.9 * seeds


LEVEL = {"nps": (25.0, 6000.0), "csat": (0.75, 0.19), "ces": (5.3, 1.7), "response_rate": (0.41, 0.24)}
"""Mean and variance of an answer to each score."""


def scores(rng: np.random.Generator, fall: float = 0.0) -> list[Reading]:
    week = Period(date(2026, 10, 26), date(2026, 11, 22))
    found = []
    for name, (mean, variance) in LEVEL.items():
        now, before = (
            Value(rng.normal(mean - less, (variance / 900) ** 0.5), n=900, variance=variance)
            for less in (fall * variance**0.5, 0.0)
        )
        found.append(compute_reading(METRICS[name].passport, week, now, before))
    return found


def test_the_sentence_of_four_scores_claims_a_change_in_few_quiet_weeks(
    record_property: Callable[[str, object], None],
) -> None:
    weeks = proving(400, 5000)

    def claims(stream: int, fall: float) -> int:
        told = (scores(np.random.default_rng((stream, week)), fall) for week in range(weeks))
        return sum(any(said.endswith(", beyond noise.") for said in score_sentences(one, one[0], EN)) for one in told)

    quiet, real = claims(5, 0.0), claims(6, 0.25)
    record_property("quiet weeks in which the sentence of four scores claims a change", f"{quiet} of {weeks}")
    record_property("weeks with a fall of a quarter of a standard deviation in which it does", f"{real} of {weeks}")
    assert quiet <= 0.05 * weeks + 2 * (0.05 * 0.95 * weeks) ** 0.5
    assert real >= 0.95 * weeks
