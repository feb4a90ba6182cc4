"""The planted effects: what is stated is in the answers, the visible ones can hardly be missed, the others not be
told."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.demo.answers import DAY, expected_mean, expected_nps, simulate, thresholds
from data.demo.plan import BY_WAVE, SEED, WAVES
from data.demo.roster import NEVER, SEGMENTS, day
from data.demo.truth import ITEMS, load_truth
from tests.conftest import proving

TRUTH = load_truth()
POWER = 0.99
WEEKS = 63


@cache
def heard(seed: int = SEED, quiet: bool = False) -> pd.DataFrame:
    """Answers with wave, segment and event week, from the generator alone."""
    voice = simulate(seed, WEEKS, TRUTH.quiet() if quiet else TRUTH)
    customer = voice.answers["customer"]
    return voice.answers.assign(
        wave=np.array([plan.wave for plan in WAVES])[voice.roster.wave[customer]],
        segment=np.array(SEGMENTS)[voice.roster.segment[customer]],
    )


def around(frame: pd.DataFrame, wave: str) -> tuple[pd.Series, pd.Series]:
    """Scores of the four weeks before and the four weeks after a wave's cut-over."""
    own = frame[frame["wave"] == wave]
    return tuple(own.loc[own["event_week"].between(low, low + 3), "nps"] for low in (-4, 0))  # type: ignore[return-value]


def nps(scores: pd.Series) -> tuple[float, float]:
    """NPS in points and the variance of one answer (METRICS: p + d − (p − d)²)."""
    promoters, detractors = (scores >= 9).mean(), (scores <= 6).mean()
    return 100 * (promoters - detractors), 1e4 * (promoters + detractors - (promoters - detractors) ** 2)


def p_value(before: pd.Series, after: pd.Series) -> float:
    (first, var), (second, other) = nps(before), nps(after)
    return float(2 * stats.norm.sf(abs(second - first) / np.sqrt(var / len(before) + other / len(after))))


def power_of(effect: float, before: pd.Series, after: pd.Series, level: float = 0.05) -> float:
    """Power of the two-sided z test for a true change of so many NPS points, at these volumes."""
    se = np.sqrt(sum(nps(scores)[1] / len(scores) for scores in (before, after)))
    critical = stats.norm.isf(level / 2)
    return float(stats.norm.sf(critical - abs(effect) / se) + stats.norm.cdf(-critical - abs(effect) / se))


def test_the_base_rates_are_probabilities_and_give_the_stated_score() -> None:
    for item, first in (("nps", 0), ("csat", 1), ("ces", 1), *((item, 1) for item in ITEMS)):
        scores = TRUTH.base.scores(item)
        assert sum(scores) == pytest.approx(1.0), item
        assert len(scores) == {"nps": 11, "ces": 7}.get(item, 5)
        assert (np.diff(thresholds(scores)) > 0).all()
        if first:
            assert expected_mean(scores, 0.0)[0] == pytest.approx(np.dot(scores, np.arange(1, len(scores) + 1)))
    assert expected_nps(TRUTH.base.nps_scores, 0.0) == pytest.approx(TRUTH.base.nps)


def test_scores_follow_the_stated_distribution_where_nothing_is_planted() -> None:
    frame = heard(quiet=True)
    shares = frame["nps"].value_counts(normalize=True).sort_index()
    assert shares.to_numpy() == pytest.approx(TRUTH.base.nps_scores, abs=0.006)
    form = frame[~frame["phone"]]
    assert form["csat"].mean() == pytest.approx(expected_mean(TRUTH.base.csat, 0.0)[0], abs=0.02)
    assert form["ces"].mean() == pytest.approx(expected_mean(TRUTH.base.ces, 0.0)[0], abs=0.02)


def test_wave_3_falls_by_what_is_stated_week_by_week_and_recovers() -> None:
    frame, effect = heard(), TRUTH.effect("wave3_dip")
    for event_week in range(-12, 18):
        own = frame.loc[(frame["wave"] == "W3") & (frame["event_week"] == event_week), "nps"]
        planted = effect.weeks[event_week] if 0 <= event_week < len(effect.weeks) else 0.0
        score, var = nps(own)
        assert score == pytest.approx(TRUTH.base.nps + planted, abs=3.5 * np.sqrt(var / len(own))), event_week
    assert min(effect.weeks[:4]) == max(effect.weeks[:4]) <= -12
    assert len(effect.weeks) <= 8


def test_the_dip_of_wave_3_has_at_least_99_percent_power_even_as_one_of_a_family_of_nine() -> None:
    before, after = around(heard(), "W3")
    assert power_of(-24, before, after) >= POWER
    assert power_of(-24, before, after, level=0.01 / 9) >= POWER
    assert p_value(before, after) < 1e-6


def test_power_by_simulation_agrees_with_the_formula() -> None:
    """Both the plain draw from the planted distribution and whole stories told anew."""
    before, after = around(heard(), "W3")
    rng = np.random.default_rng(3)
    base, grid = np.array(TRUTH.base.nps_scores), np.linspace(-2, 2, 4001)
    curve = expected_nps(TRUTH.base.nps_scores, grid)
    draws = proving(2_000, 20_000)

    def score(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        size = counts.sum(axis=1)
        promoters, detractors = counts[:, 9:].sum(axis=1) / size, counts[:, :7].sum(axis=1) / size
        return promoters - detractors, (promoters + detractors - (promoters - detractors) ** 2) / size

    first, var = score(rng.multinomial(len(before), base, draws))
    for effect in (-12, -24):
        shift = np.interp(TRUTH.base.nps + effect, curve, grid)
        shifted = np.diff([0, *stats.norm.cdf(thresholds(TRUTH.base.nps_scores) - shift), 1])
        second, other = score(rng.multinomial(len(after), shifted, draws))
        seen = np.abs(second - first) / np.sqrt(var + other) > stats.norm.isf(0.025)
        assert seen.mean() == pytest.approx(power_of(effect, before, after), abs=0.012), effect
    assert seen.mean() >= POWER

    seeds = range(proving(4, 200))
    found = [p_value(*around(heard.__wrapped__(seed), "W3")) < 0.01 / 9 for seed in seeds]
    assert np.mean(found) >= POWER


def test_waves_4_and_5_must_not_be_told_apart_from_noise() -> None:
    for wave, identity in (("W4", "wave4_nothing"), ("W5", "wave5_too_small")):
        effect = TRUTH.effect(identity)
        before, after = around(heard(), wave)
        assert not effect.visible
        assert power_of(min(effect.weeks), before, after) < 0.10
        assert p_value(before, after) > 0.05, wave
    assert min(TRUTH.effect("wave5_too_small").weeks) == -1


def test_no_wave_but_the_third_differs_before_and_after_its_cut_over() -> None:
    found = {wave: p_value(*around(heard(), wave)) for wave in ("W1", "W2", "W4", "W5")}
    assert min(found.values()) > 0.05, found


def test_phone_is_kinder_by_what_is_stated_on_each_item_and_not_on_nps() -> None:
    frame, effect = heard(), TRUTH.effect("phone_kinder")
    for item in ("csat", *ITEMS):
        phone, form = (frame.loc[frame["phone"] == kind, item].dropna() for kind in (True, False))
        se = np.sqrt(phone.var() / len(phone) + form.var() / len(form))
        assert phone.mean() - form.mean() == pytest.approx(effect.points, abs=0.035), item
        assert stats.norm.sf(stats.norm.isf(0.025) - effect.points / se) >= POWER
    assert p_value(frame.loc[frame["phone"], "nps"], frame.loc[~frame["phone"], "nps"]) > 0.05
    assert frame.loc[frame["phone"], "ces"].isna().all()


def test_ease_falls_by_what_is_stated_and_four_weeks_are_enough_to_see_it() -> None:
    frame, effect = heard(), TRUTH.effect("ease_worse")
    assert effect.start == date(2026, 10, 26)
    start = day(effect.start) * DAY
    before = frame.loc[frame["answered"].between(start - 28 * DAY, start - 1), "ces"].dropna()
    after = frame.loc[frame["answered"] >= start, "ces"].dropna()
    se = np.sqrt(before.var() / len(before) + after.var() / len(after))
    assert after.mean() - before.mean() == pytest.approx(effect.points, abs=3 * se)
    assert stats.norm.sf(stats.norm.isf(0.025) - abs(effect.points) / se) >= POWER


def test_young_customers_answer_less_often_by_the_stated_ratio() -> None:
    voice, effect = simulate(SEED, WEEKS), TRUTH.effect("segment_answers_less")
    asked = voice.invitations[voice.invitations["week"] < 56]
    answered = asked["invitation"].isin(voice.answers["invitation"])
    young = voice.roster.segment[asked["customer"]] == SEGMENTS.index(effect.segment)
    ratio = answered[young].mean() / answered[~young].mean()
    assert ratio == pytest.approx(effect.ratio, abs=0.02)
    gap = answered[~young].mean() * (1 - effect.ratio)
    weekly = 4 * len(asked) // (WEEKS - 4)  # four weeks of invitations
    se = np.sqrt(0.25 / (weekly * young.mean()) + 0.25 / (weekly * (1 - young.mean())))
    assert stats.norm.sf(stats.norm.isf(0.025) - gap / se) >= POWER


def test_wave_3_loses_customers_by_the_stated_ratio() -> None:
    voice, effect = simulate(SEED, WEEKS), TRUTH.effect("wave3_departures")
    third = voice.roster.wave == WAVES.index(BY_WAVE["W3"])
    since = np.floor_divide(voice.left - voice.roster.cutover, 7)
    inside = third & (voice.left < NEVER) & (since >= 0) & (since < len(effect.weeks))
    usual = TRUTH.base.weekly_departures * len(effect.weeks) * (voice.roster.cutover < NEVER)[third].sum()
    assert stats.poisson.ppf(0.001, usual * effect.weeks[0]) < inside.sum() < stats.poisson.ppf(0.999, usual * 5)
    critical = stats.poisson.isf(0.001, usual)
    assert stats.poisson.sf(critical, usual * effect.weeks[0]) >= POWER


def test_a_quiet_programme_has_nothing_planted() -> None:
    frame = heard(quiet=True)
    assert TRUTH.quiet().effects == ()
    before, after = around(frame, "W3")
    assert p_value(before, after) > 0.05
    phone, form = (frame.loc[frame["phone"] == kind, "csat"].mean() for kind in (True, False))
    assert abs(phone - form) < 0.035
