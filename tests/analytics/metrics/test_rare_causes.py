"""Rare causes: how often a change of their rate is claimed where there is none, and where there is; looked at every
week."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.complaints.numbers.texts import EPOCH, compute_rare
from analytics.stats.rate_change import STEP, rate_change
from tests.conftest import proving

FIRST = 9_400
BEFORE, WEEKS = 26, 63
RATES = (1.0, 2.0, 4.5)
Report = Callable[[str, object], None]


def shifted(seed: int, a_week: float, factor: float = 1.0, bunches: float | None = None, until: int = WEEKS) -> bool:
    """A cause of Poisson events: 26 weeks at a rate, then ``factor`` times as many until week ``until``, then as
    before."""
    rng = np.random.default_rng((seed, 9))
    week = np.arange(WEEKS * 7) // 7
    rates = np.where((week >= BEFORE) & (week < until), factor, 1.0) * a_week / 7
    if bunches is not None:  # weeks that scatter more than single events: variance over mean is 1 + rate / bunches
        rates = rates * rng.gamma(bunches, 1 / bunches, WEEKS)[week]
    days = np.repeat(FIRST + np.arange(WEEKS * 7), rng.poisson(rates))
    freeze = EPOCH + pd.Timedelta(days=FIRST + BEFORE * 7)
    return compute_rare([int(day) for day in days], 20_000.0, freeze, FIRST + WEEKS * 7 - 1).shifted


def test_a_quiet_cause_is_said_to_have_changed_almost_never(record_property: Report) -> None:
    seeds = proving(60, 1_000)
    claimed = {rate: sum(shifted(seed, rate) for seed in range(seeds)) for rate in RATES}
    for rate, n in claimed.items():
        record_property(f"claimed of quiet causes, {rate} a week, 37 weekly looks", f"{n} of {seeds}")
    # Ville's bound for any number of looks: 1 of 100 causes, and what chance adds to that.
    assert sum(claimed.values()) <= stats.binom.ppf(0.999, len(RATES) * seeds, 0.01)


def test_bunched_complaints_are_seldom_taken_for_a_change(record_property: Report) -> None:
    seeds = proving(60, 1_000)
    claimed = sum(shifted(seed, 2.0, bunches=2.0) for seed in range(seeds))
    record_property("claimed of quiet causes in bunches (variance twice the mean)", f"{claimed} of {seeds}")
    assert claimed <= stats.binom.ppf(0.999, seeds, 0.04)


@pytest.mark.parametrize(
    ("factor", "until", "least"),
    [(2.0, WEEKS, (0.25, 0.7, 0.95)), (3.0, WEEKS, (0.9, 0.98, 0.98)), (4.0, BEFORE + 6, (0.3, 0.8, 0.98))],
)
def test_more_complaints_are_seen(factor: float, until: int, least: tuple[float, ...], record_property: Report) -> None:
    """Of one complaint a week even a doubling is mostly left open; of two it is mostly named."""
    seeds = proving(60, 400)
    for rate, share in zip(RATES, least, strict=True):
        found = sum(shifted(seed, rate, factor, until=until) for seed in range(seeds))
        record_property(
            f"found: {factor:g} times as many for {until - BEFORE} weeks, {rate} a week", f"{found} of {seeds}"
        )
        assert found >= stats.binom.ppf(0.001, seeds, share)


def test_the_evidence_is_the_ratio_of_the_likelihoods_without_a_known_rate() -> None:
    # One week after the baseline only the start there (weight 1/2) is weighed; the integrals over the rate are done
    # numerically.
    from scipy.integrate import quad

    n, weeks, m = 20, 10, 7
    before = [2] * weeks

    def marginal(factor: float) -> float:
        def weighed(rate: float) -> float:
            told = n * math.log(rate) - rate * weeks + m * math.log(factor * rate) - factor * rate
            return math.exp(told) / rate

        return float(quad(weighed, 0, 20)[0])

    expected = 0.5 + 0.5 * np.mean([marginal(factor) / marginal(1.0) for factor in (0.25, 0.5, 2.0, 4.0)])
    found = rate_change(before, [m])
    assert found.evidence == (pytest.approx(expected, rel=1e-6),)


def test_the_start_of_a_change_and_its_direction_are_told() -> None:
    more, fewer = rate_change([2] * 26, [2] * 12 + [8] * 12), rate_change([4] * 26, [4] * 8 + [0] * 16)
    assert (more.start, more.rose, fewer.start, fewer.rose) == (12, True, 8, False)
    assert 12 <= more.week <= 12 + STEP
    assert rate_change([1] * 11, [5] * 20) is None
