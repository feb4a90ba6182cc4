"""The product is asked what it sees in the demo programme: every planted effect, and nothing that was not planted."""

from __future__ import annotations

from datetime import date, datetime
from math import sqrt

import pandas as pd
import pytest

from analytics.alerts import evaluate_all
from analytics.metrics import METRICS
from analytics.satisfaction.numbers.scores import CES, CSAT, NPS, RESPONSE_RATE
from analytics.satisfaction.numbers.trends import load_calendar, load_event, load_groups
from analytics.scope import Scope
from analytics.stats.compare import Difference, Sample, compare_nps
from data.access import Rights
from data.demo import load_truth
from data.demo.plan import WAVES
from data.demo.words import Words
from data.language import Translator
from data.store import Store

TRUTH = load_truth()
MOVED = ("W1", "W2", "W3", "W4", "W5")


@pytest.fixture
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def change(store: Store, scope: Scope, wave: str, after: tuple[int, int]) -> Difference:
    """The product's comparison of a wave's NPS in these event weeks with the four weeks before its cut-over."""
    frame = NPS.compare_event(store, scope, after, (-4, -1))
    own = frame[frame["wave"] == wave].set_index("period")
    now, before = (
        Sample(n=int(own.loc[name, "n"]), mean=own.loc[name, "mean"], variance=own.loc[name, "variance"])
        for name in ("now", "before")
    )
    return compare_nps(now, before)


def test_wave_3_is_found_to_have_fallen_by_what_was_planted(demo: Store, scope: Scope) -> None:
    found, effect = change(demo, scope, "W3", (0, 3)), TRUTH.effect("wave3_dip")
    assert effect.visible
    assert found.p < 1e-6
    assert found.low <= effect.weeks[0] <= found.high


def test_wave_3_has_recovered_by_week_8(demo: Store, scope: Scope) -> None:
    found = change(demo, scope, "W3", (8, 11))
    assert found.p > 0.05
    assert found.low < 0 < found.high


def test_the_chart_of_event_weeks_puts_wave_3_in_focus_and_calls_no_other_wave_changed(
    demo: Store, scope: Scope
) -> None:
    trend = load_event(demo, scope, NPS)
    verdicts = trend.changes.set_index("wave")["verdict"].to_dict()
    assert trend.focus == "W3"
    assert verdicts == {wave: "fell" if wave == "W3" else "within" for wave in MOVED}
    assert trend.changes.set_index("wave").loc["W3", "q"] < 0.01


def test_of_wave_4_nothing_is_claimed(demo: Store, scope: Scope) -> None:
    found = change(demo, scope, "W4", (0, 3))
    assert found.p > 0.05
    assert found.low < 0 < found.high


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_product_says_that_wave_5_cannot_be_told_from_noise(demo: Store, scope: Scope, lang: str) -> None:
    """Its one lost point is within the interval, and so is none; the tile says so and how many answers it would
    take."""
    effect = TRUTH.effect("wave5_too_small")
    found = change(demo, scope, "W5", (0, 3))
    assert not effect.visible
    assert found.low < effect.weeks[0] < 0 < found.high
    reading = NPS.now(demo, scope.but(waves=("W5",)))
    assert reading.verdict == "within_noise"
    assert (reading.needed or 0) > (reading.n or 0)
    t = Translator(lang)
    assert {"en": "Within noise", "zh": "属随机波动"}[lang] in reading.words(t)


def test_alerts_are_raised_for_wave_3_and_through_it_for_the_programme_and_for_nothing_else(
    demo: Store, rights: Rights
) -> None:
    alerts = evaluate_all(demo, rights)
    scores = [alert for alert in alerts if alert.metric == "nps" and alert.p is not None]  # the others are counted
    assert {alert.subject for alert in scores} == {"W3", "programme"}
    cutover = next(plan.cutover for plan in WAVES if plan.wave == "W3")
    for alert in scores:
        assert 0 <= (alert.onset - cutover).days <= 21, alert
        assert not alert.active


def test_the_fall_of_ease_is_warned_of_within_two_weeks_and_of_satisfaction_only_the_dip_of_wave_3(
    demo: Store, rights: Rights
) -> None:
    found = [
        alert
        for alert in evaluate_all(demo, rights)
        if alert.metric in ("csat", "ces", "response_rate") and alert.code.endswith("_fall")
    ]
    start = TRUTH.effect("ease_worse").start
    eased = {alert.subject: alert for alert in found if alert.metric == "ces" and alert.active}
    if start is None:
        raise LookupError("the truth names no day")
    assert (eased["programme"].onset - start).days <= 14
    assert eased["programme"].severity == "serious"
    others = [alert for alert in found if alert not in eased.values()]
    assert {(alert.subject, alert.active) for alert in others} <= {("W3", False), ("programme", False)}


def test_before_the_cut_over_of_wave_3_there_was_no_alert_and_two_sundays_after_it_there_was(
    demo: Store, rights: Rights
) -> None:
    def subjects(day: date) -> set[str]:
        at = datetime.combine(day, datetime.min.time().replace(hour=12))
        return {alert.subject for alert in evaluate_all(demo, rights, at) if alert.active and alert.metric == "nps"}

    assert subjects(date(2026, 7, 5)) == set()
    assert "W3" in subjects(date(2026, 7, 26))


def test_the_programme_leaves_its_limits_only_after_wave_3(demo: Store, scope: Scope) -> None:
    trend = load_calendar(demo, scope, NPS)
    assert trend.limits.state == "full"
    beyond = trend.rolling[trend.rolling["beyond"] != 0]
    assert set(beyond["beyond"]) == {-1}
    assert beyond["week"].between("2026-07-13", "2026-09-07").all()


def test_phone_answers_are_seen_to_be_kinder_on_satisfaction_and_not_on_nps(demo: Store, scope: Scope) -> None:
    groups = load_groups(demo, scope, CSAT, "channel").frame.set_index("group")["verdict"].to_dict()
    assert groups == {"phone": "above", "form": "below"}
    assert set(load_groups(demo, scope, NPS, "channel").frame["verdict"]) == {"within"}


def test_ease_is_seen_to_have_fallen_by_what_was_planted(demo: Store, scope: Scope) -> None:
    reading, effect = CES.now(demo, scope), TRUTH.effect("ease_worse")
    assert reading.period.start == effect.start
    assert reading.verdict == "real_worse"
    assert reading.change_low <= effect.points <= reading.change_high


def test_nps_and_satisfaction_of_the_last_weeks_are_within_noise(demo: Store, scope: Scope) -> None:
    assert {metric.passport.id: metric.now(demo, scope).verdict for metric in (NPS, CSAT, RESPONSE_RATE)} == {
        "nps": "within_noise",
        "csat": "within_noise",
        "response_rate": "within_noise",
    }


def test_young_customers_are_seen_to_answer_less_often(demo: Store, scope: Scope) -> None:
    rates = RESPONSE_RATE.compute(demo, scope, ("segment",)).set_index("segment")
    young = Words("en")("segment.young")
    others = rates.drop(index=young).dropna(subset=["value"])
    ratio = rates.loc[young, "value"] / (others["value"] * others["n"]).sum() * others["n"].sum()
    effect = TRUTH.effect("segment_answers_less")
    error = sqrt((1 - rates.loc[young, "value"]) / (rates.loc[young, "value"] * rates.loc[young, "n"])) * ratio
    assert ratio == pytest.approx(effect.ratio, abs=4 * error)
    assert rates.loc[young, "high"] < others["low"].min()


@pytest.mark.parametrize("dimension", ["segment", "branch", "wave"])
def test_no_group_is_called_different_in_the_score(demo: Store, scope: Scope, dimension: str) -> None:
    assert set(load_groups(demo, scope, NPS, dimension).frame["verdict"]) == {"within"}


def test_every_metric_has_a_value_with_its_interval_and_n(demo: Store, scope: Scope) -> None:
    for metric in METRICS.values():
        frame = metric.compute(demo, scope)
        if {"surveys", "invitations"} & set(metric.passport.datasets):
            row = frame.iloc[0]
            if metric.passport.sampled:
                assert row["low"] < row["value"] < row["high"], metric.passport.id
            else:
                assert (pd.isna(row["low"]), pd.isna(row["high"]), 0 < row["value"] < 1) == (True, True, True), (
                    metric.passport.id
                )
            # Follow-up calls are made to some; every other metric of the survey counts its answers.
            assert row["n"] > (5_000 if "contacts" in metric.passport.datasets else 15_000), metric.passport.id


def test_each_wave_has_answers_in_every_week_around_its_cut_over(demo: Store, scope: Scope) -> None:
    frame = NPS.compute(demo, scope, ("wave", "event_week"))
    counts = frame.set_index(["wave", "event_week"])["n"]
    for plan in WAVES[:5]:
        whole = (pd.Timestamp("2026-11-22") - pd.Timestamp(plan.cutover)).days // 7
        for week in range(-4, min(9, whole)):
            assert counts[plan.wave, week] >= 40, (plan.wave, week)
