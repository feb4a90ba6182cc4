"""Who left after wave 3 was moved is found, with how many more than would have left anyway; of the others nothing is
claimed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.alerts import evaluate_all
from analytics.metrics import METRICS
from analytics.retention.charts.thread import table_steps
from analytics.retention.curves import load_cohorts, load_curves, load_excluded, load_outcomes, load_regression
from analytics.retention.effect import load_effect
from analytics.retention.phases import load_phases
from analytics.retention.thread import load_thread, moved_waves
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.demo.plan import SEED, WAVES
from data.demo.returns import make_returns
from data.demo.roster import STATUSES, day, make_departures, make_roster
from data.demo.truth import load_truth
from data.language import Translator
from data.store import Store
from tests.analytics.stats.panels import realised

CODES = {"departures_high", "high_value_loss"}
MOVED = ("W1", "W2", "W3", "W4", "W5")
LAST = day(date(2026, 11, 22))


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def test_customers_and_departures_are_those_of_the_story(demo: Store, scope: Scope) -> None:
    """Counted from the made roster itself: moved by the last day and not gone before, and who left after."""
    roster = make_roster(SEED)
    left = make_departures(SEED, roster, load_truth(), 63)
    gone = left <= LAST
    there = (roster.cutover <= LAST) & ~(gone & (left <= roster.cutover))
    gone &= make_returns(SEED, roster, left) > LAST  # who is back is lost from sight and not lost
    after = there & gone & (left > roster.cutover) & ((roster.returned > LAST) | (left <= roster.returned))
    found = load_curves(demo, scope).curves[0]
    assert (found.n, found.lost + found.ended) == (int(there.sum()), int(after.sum()))
    refused = [s == STATUSES.index("refused") for s in roster.status]
    days = [day(plan.cutover) for plan in WAVES]
    over = [days[wave] <= LAST for wave in roster.wave]
    early = left <= [days[wave] for wave in roster.wave]
    outcomes = load_outcomes(demo, scope)
    assert outcomes.refused == sum(r and o and not e for r, o, e in zip(refused, over, early, strict=True))
    assert outcomes.n == found.n + outcomes.refused
    assert load_excluded(demo, scope)["returned"] == int(
        (there & (roster.returned <= LAST) & (left > roster.returned)).sum()
    )


def test_the_curves_of_the_waves_differ_by_wave_3(demo: Store, scope: Scope) -> None:
    found = load_curves(demo, scope, "wave")
    assert found.test.p < 1e-9
    sure = {frozenset((pair.one, pair.other)) for pair in found.pairs if pair.p < 0.01}
    assert all("W3" in pair for pair in sure)
    assert frozenset(("W1", "W3")) in sure
    third = found.curve("W3")
    assert third.survival.at(84)[2] < min(found.curve(wave).survival.at(84)[1] for wave in ("W1", "W2"))
    assert third.hazard["beyond"].sum() >= 2
    assert all(found.curve(wave).hazard["beyond"].sum() <= 1 for wave in MOVED if wave != "W3")
    for by in ("segment", "value", "complained", "satisfied", "notice"):
        assert load_curves(demo, scope, by).test.p > 0.01, "nothing is planted there"


def test_the_regression_names_wave_3_and_nothing_else(demo: Store, scope: Scope) -> None:
    found = load_regression(demo, scope)
    assert (found.why, found.references["segment"], found.left_out < 0.1) == ("", "Retail", True)
    sure = {term.name for term in found.model.terms if term.p < 0.01}
    assert sure == {"wave:W3"}
    term = next(term for term in found.model.terms if term.name == "wave:W3")
    # Five times as often for twelve weeks, then as usual for the seven until the day.
    assert term.low < (12 * 5 + 7) / 19 < term.high


def test_more_left_wave_3_than_would_have_left_anyway(demo: Store, scope: Scope) -> None:
    whole = load_effect(demo, scope)
    own = load_effect(demo, scope.but(waves=("W3",)))
    third = whole.waves["W3"]
    assert own.overall == third
    some = load_effect(demo, scope.but(waves=("W2", "W3")))
    sizes = {wave: one.customer_weeks for wave, one in whole.waves.items()}
    assert list(some.waves) == ["W2", "W3"]
    assert some.overall.value == pytest.approx(
        sum(whole.waves[wave].value * sizes[wave] for wave in some.waves) / sum(sizes[wave] for wave in some.waves)
    )
    assert load_effect(demo, scope.but(waves=("W7",))).why == "asked"
    assert third.p < 0.01
    total, low, high = third.total
    # Who left less who would have left anyway with the same dice. What is expected of the dice is not what they showed:
    # 69.
    assert low < realised(SEED, load_truth(), "W3") < high
    assert own.seen == pytest.approx(own.expected + total)
    assert 0 < low < total < high < own.seen
    assert {wave for wave, one in whole.waves.items() if one.low is not None and one.low > 0} == {"W3"}
    assert {wave for wave, one in whole.waves.items() if one.low is None} == {"W1", "W2", "W5"}, "waves of one branch"
    assert (whole.unmoved, whole.order_rule, whole.why) == (3, "by readiness of the branches", "")
    assert whole.overall.p < 0.05
    assert whole.before.p > 0.05
    metric = METRICS["caused_departures"].now(demo, scope.but(waves=("W3",)))
    assert (metric.value, metric.low, metric.n) == (total, low, round(own.seen))


def test_the_announcement_is_told_apart_and_did_nothing(demo: Store, scope: Scope) -> None:
    found = load_phases(demo, scope)
    assert (
        [one.phase for one in found.complaints]
        == [one.phase for one in found.satisfaction]
        == ["before", "announced", "after"]
    )
    assert found.announced_rate.low < 1 < found.announced_rate.high
    assert found.announced_score.low < 0 < found.announced_score.high
    assert found.complaints[2].value > found.complaints[1].value, "wave 3 complains more after its move"


def test_departures_are_an_alert_after_wave_3_and_in_no_other_week(demo: Store, rights: Rights) -> None:
    found = [alert for alert in evaluate_all(demo, rights) if alert.code in CODES]
    cutover = next(plan.cutover for plan in WAVES if plan.wave == "W3")
    assert {(alert.code, alert.subject) for alert in found} >= {
        ("departures_high", "W3"),
        ("departures_high", "programme"),
    }
    for alert in found:
        assert 0 <= (alert.onset - cutover).days <= 35, alert
        assert alert.subject in ("W3", "programme")
    before = [alert for alert in evaluate_all(demo, rights, datetime(2026, 7, 12, 12)) if alert.code in CODES]
    assert before == []


def test_a_cell_of_the_cohort_map_that_cannot_be_seen_yet_is_blank(demo: Store, scope: Scope) -> None:
    found = load_cohorts(demo, scope)
    assert list(found.cells.index) == list(MOVED)
    for plan in WAVES[:5]:
        last = (date(2026, 11, 22) - plan.cutover).days // 28
        assert found.cells.loc[plan.wave].notna().sum() in (last, last + 1)
    assert found.cells.loc["W3", 3] == pytest.approx(1 - 12 * 7 * 0.002 / 7 * 0.97, abs=0.012)


def test_the_thread_of_wave_3_leads_from_its_notice_to_what_it_lost(demo: Store, scope: Scope) -> None:
    """Told eight weeks before; complaints and departures rise and answers fall after its cut-over, as planted; the wave
    comes first."""
    assert moved_waves(demo, scope)[0] == "W3"
    steps = table_steps(load_thread(demo, scope, "W3"), Translator("en"))
    rows = [[cell.text for cell in row] for row in steps.body.rows]
    assert [row[0] for row in rows][:2] == ["week −8", "week 0"]
    assert [row[3] for row in rows] == [
        "Rights",
        "Schedule",
        "Complaints",
        "Satisfaction",
        "Retention",
        "Effect of the move",
        "Effect of the move",
    ]
    total, low, high = load_effect(demo, scope.but(waves=("W3",))).overall.total
    assert rows[5][2] == f"+{total:.0f} ({low:.0f} to {high:.0f})"
    assert load_thread(demo, scope, "W7") is None


def test_a_reader_of_aggregates_is_told_the_same(demo: Store, scope: Scope) -> None:
    reader = Scope(local_rights("reader", "executive"))
    one, other = load_effect(demo, scope), load_effect(demo, reader)
    assert (one.overall, one.series) == (other.overall, other.series)
    assert load_effect(demo, scope, "satisfaction").overall == load_effect(demo, reader, "satisfaction").overall
    assert load_regression(demo, scope).model == load_regression(demo, reader).model
    theirs, ours = (load_curves(demo, who, "wave") for who in (reader, scope))
    assert [(c.group, c.n, c.lost) for c in theirs.curves] == [(c.group, c.n, c.lost) for c in ours.curves]


def test_a_reader_of_one_wave_has_no_other_in_any_number(demo: Store) -> None:
    own = Scope(Rights("w3", "manager", waves=frozenset({"W3"})))
    assert {curve.group for curve in load_curves(demo, own, "wave").curves} == {"W3"}
    found = load_effect(demo, own)
    assert (found.overall, found.why, set(found.waves)) == (None, "control", set()), (
        "without other waves there is no control"
    )
