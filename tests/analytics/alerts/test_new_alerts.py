"""Early warnings on ledgers made by hand: each is raised by its planted case, and not where it must not be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.alerts import stopped
from analytics.alerts.base import Alert, Watched
from analytics.complaints.alerts import compute_call_alerts
from analytics.compliance import alerts as compliance
from analytics.judging import USUAL, Judge
from analytics.metrics.reading import Reading, Value
from analytics.periods import Period
from analytics.reach import Reach, compute_reach
from analytics.rights import alerts as rights_alerts
from analytics.risk import alerts as risk
from analytics.risk.numbers.indicators import too_old
from analytics.safeguards import alerts as safeguards
from analytics.satisfaction.alerts import FAMILIES, compute_falls, compute_mode_gaps, compute_silence
from analytics.satisfaction.numbers.mode import Mode
from analytics.satisfaction.numbers.scores import RESPONSE_RATE
from analytics.stats.limits import prediction_limits
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
EN, DAY = Translator("en"), date(2026, 11, 23)
NEAR = "wave,planned cut-over,route for personal data,route for contracts\nW1,2026-11-29,provide,novate\n"


def codes(found: list[Alert]) -> list[str]:
    return [alert.code for alert in found]


def plain(alert: Alert) -> str:
    return alert.sentence(EN).replace("\u00a0", " ")


def test_without_the_day_of_the_decision_no_legal_clock_runs(store: Store) -> None:
    load(store, "waves", NEAR)
    (alert,) = [one for one in compliance.evaluate(store, RIGHTS) if one.code == "decision_undated"]
    assert plain(alert) == "The day of the decision is not known: no legal clock runs for 1 wave"
    put(store, "programme", [{"programme": "P", "decision_on": date(2026, 6, 1)}])
    assert "decision_undated" not in codes(compliance.evaluate(store, RIGHTS))


def letters(store: Store, late: int, refused: int) -> list[Alert]:
    """Of 100 customers written to in time so many have the letter on the sixth day before their cut-over, and so many
    refuse."""
    load(store, "waves", NEAR)
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(100)))
    lines = "customer,kind of notice,version,wave,notice channel,sent at,delivered at,answered at,answer\n" + "".join(
        f"C{i},data,v1,W1,letter,2026-11-01,{'2026-11-23' if i < late else '2026-11-22'},2026-11-22,{'refused' if i < refused else 'consented'}\n"
        for i in range(100)
    )
    load(store, "notices", lines)
    return rights_alerts.evaluate(store, RIGHTS)


def test_who_is_not_told_seven_days_before_and_refusals_above_plan(store: Store) -> None:
    found = {alert.code: alert for alert in letters(store, late=2, refused=6)}
    assert plain(found["told_short"]) == "Wave 1: no notice had reached 2 of 100 customers 7 days before their cut-over"
    assert (found["told_short"].onset, found["told_short"].severity) == (DAY, "serious")
    assert (
        plain(found["refusals_high"]) == "Wave 1: 6 customers refused, 6% of those written to; the plan allows for 5%"
    )


def test_all_told_in_time_and_refusals_within_plan_are_no_alert(store: Store) -> None:
    assert not {"told_short", "refusals_high"} & set(codes(letters(store, late=0, refused=5)))


LEAKS = [
    {
        "incident": "I1",
        "kind": "data",
        "name": "Files sent to the wrong firm",
        "occurred_at": datetime(2026, 11, 20, 8),
    },
    {
        "incident": "I2",
        "kind": "data",
        "name": "A list left in a car",
        "occurred_at": datetime(2026, 10, 2, 8),
        "ended_at": datetime(2026, 10, 9, 17),
    },
    {"incident": "I3", "kind": "security", "name": "Phishing mail", "occurred_at": datetime(2026, 11, 20, 8)},
]


def test_a_leak_is_told_until_it_has_ended(store: Store) -> None:
    put(store, "incidents", LEAKS)
    found = [alert for alert in safeguards.evaluate(store, RIGHTS) if alert.code == "leak"]
    assert {(plain(one), one.onset, one.active, one.latest) for one in found} == {
        ("Personal data got out: Files sent to the wrong firm (I1)", date(2026, 11, 20), True, DAY),
        ("Personal data got out: A list left in a car (I2)", date(2026, 10, 2), False, date(2026, 10, 9)),
    }


OUTAGES = """outage id,system,wave,started at,ended at
O1,Payments,W1,2026-11-10 08:00,2026-11-10 10:01
O2,Payments,W1,2026-11-11 08:00,2026-11-11 10:00
O3,Portal,W1,2026-11-12 08:00,2026-11-12 20:00
O4,Payments,W1,2026-11-21 08:00,
"""


def test_an_outage_beyond_what_its_plan_tolerates(store: Store) -> None:
    """121 minutes of a tolerable 120, and one that goes on; not 120, and not of a system without a plan."""
    load(store, "waves", NEAR)
    load(
        store,
        "continuity",
        "item,what it is,kind of item,system,wave,longest tolerable outage\nI1,Plan,plan,Payments,W1,120\n",
    )
    load(store, "outages", OUTAGES)
    found = [alert for alert in safeguards.evaluate(store, RIGHTS) if alert.code == "outage_intolerable"]
    assert [(alert.key, alert.active, alert.value > 1_440) for alert in found] == [
        ("outage_intolerable:W1:O1", False, False),
        ("outage_intolerable:W1:O4", True, True),
    ]
    assert (
        plain(found[0]) == "Outage Payments (O1) lasted 121 minutes, longer than the 120 that its plan calls tolerable"
    )


def test_who_fails_a_second_retest(store: Store) -> None:
    lines = [
        {
            "person": who,
            "topic": "Law",
            "role": "Adviser",
            "held_on": date(2026, 10, attempt),
            "attempt": attempt,
            "passed": passed,
        }
        for who, attempts in {"P1": (False, False, False), "P2": (False, False), "P3": (False, False, True)}.items()
        for attempt, passed in enumerate(attempts, 1)
    ]
    put(store, "training", lines)
    (alert,) = [one for one in safeguards.evaluate(store, RIGHTS) if one.code == "retests_many"]
    assert plain(alert) == "1 person has not passed after more than 1 re-test"


def test_documents_at_the_end_of_their_retention_and_looks_out_of_role(store: Store) -> None:
    load(
        store,
        "documents",
        "document id,title,confidentiality,finished on,keep until\n"
        "D1,Minutes,confidential,2026-01-01,2027-02-21\nD2,Minutes,internal,2026-01-01,2027-02-22\n",
    )
    seen = "entry,document id,person,role,looked at,allowed by role\n"
    load(
        store,
        "document_access",
        seen
        + "".join(f"A{i},D1,P{i},IT,2026-11-20 10:00,no\n" for i in range(12))
        + "B1,D2,P1,IT,2026-10-01 10:00,no\nB2,D2,P1,IT,2026-11-20 10:00,yes\n",
    )
    found = {alert.code: alert for alert in safeguards.evaluate(store, RIGHTS)}
    assert (found["retention_ending"].n, found["retention_ending"].onset) == (1, DAY)
    assert plain(found["looks_out_of_role"]) == "12 looks at documents in the last 28 days were not allowed by role"
    assert found["looks_out_of_role"].severity == "serious"


READINGS = [
    {
        "indicator": name,
        "measured_on": day,
        "value": value,
        "amber": 5.0,
        "red": 8.0,
        "better": "lower",
        "cadence": "weekly",
    }
    for name, values in {"K1": (4.0, 6.0, 7.0), "K2": (3.0, 4.0, 6.0)}.items()
    for day, value in zip((date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 22)), values, strict=True)
]
RISKS = [
    {"snapshot_on": day, "risk": risk, "name": risk, "owner": owner, "likelihood": level, "impact": level}
    for day, levels in ((date(2026, 10, 25), ("4", "4", "2")), (date(2026, 11, 22), ("2", "2", "2")))
    for risk, owner, level in zip(("R1", "R2", "R3"), ("Li", "Li", None), levels, strict=True)
]


def test_an_indicator_twice_amber_a_risk_lowered_for_nothing_and_one_of_nobody(store: Store) -> None:
    put(store, "indicators", READINGS)
    for day in (date(2026, 10, 25), date(2026, 11, 22)):
        put(store, "risks", [one for one in RISKS if one["snapshot_on"] == day])
    done = {"treatment": "T1", "risk": "R2", "name": "Rehearsal", "kind": "reduce", "done_on": date(2026, 11, 10)}
    put(store, "treatments", [done])
    found = {alert.code: alert for alert in risk.evaluate(store, RIGHTS)}
    assert {code: alert.key.split(":")[-1] for code, alert in found.items() if code != "risk_beyond_appetite"} == {
        "indicator_amber_again": "K1",
        "risk_lowered_untreated": "R1",
        "risk_unowned": "R3",
    }
    assert (found["indicator_amber_again"].onset, found["indicator_amber_again"].n) == (date(2026, 11, 22), 2)


@pytest.mark.parametrize(("answered", "alerted"), [(30, True), (45, False), (90, False)])
def test_almost_nobody_answering_is_told_only_beyond_chance(answered: int, alerted: bool) -> None:
    """Of 500 asked 30 are 6% (at most 8.4%); 45 are 9%, which may well be the tenth that is asked for."""
    share = answered / 500
    high = {30: 0.0843, 45: 0.1184, 90: 0.2162}[answered]  # Wilson's
    reading = Reading(
        RESPONSE_RATE.passport,
        Period(date(2026, 10, 26), date(2026, 11, 22)),
        Value(share, 0.0, high, 500),
        Value(),
        "within_noise",
    )
    found = compute_silence(reading, USUAL, DAY)
    assert codes(found) == ["response_low"] * alerted
    if alerted:
        assert (
            plain(found[0])
            == "Only 6.0% of those asked answer (at most 8.4% with 95%), at least 10% are needed (500 asked)"
        )


@pytest.mark.parametrize(
    ("value", "high", "severity"),
    [(0.55, 0.59, ["serious"]), (0.7, 0.75, ["watch"]), (0.78, 0.82, []), (0.9, 0.95, [])],
)
def test_calls_to_unhappy_customers_are_late_only_beyond_chance(value: float, high: float, severity: list[str]) -> None:
    shares = pd.DataFrame(
        {"reason": ["detractor", "complaint"], "judged": [200, 200], "value": [value, 0.1], "high": [high, 0.2]}
    )
    found = compute_call_alerts(shares, USUAL, Period(date(2026, 10, 26), date(2026, 11, 22)), DAY)
    assert [(one.code, one.severity) for one in found] == [("calls_late", one) for one in severity]
    for one in found:
        share = f"{value:.0%}"
        assert (
            plain(one)
            == f"Of 200 customers who would not recommend, {share} were called within 48 hours; at least 80% are needed"
        )


def effects(**changes: Any) -> Mode:
    line = {
        "item": "service_quality",
        "channel": "phone",
        "change": 0.4,
        "low": 0.3,
        "high": 0.5,
        "p": 1e-6,
        "q": 1e-5,
        "effect": 0.5,
        "n": 400,
        "verdict": "above",
    } | changes
    frame, period = (
        pd.DataFrame([line, line | {"item": "csat", "effect": 0.21}]),
        Period(date(2026, 8, 31), date(2026, 11, 22)),
    )
    return Mode("nps", "form", frame, pd.DataFrame(), pd.DataFrame(), period, datetime(2026, 11, 22, 18))


@pytest.mark.parametrize(
    ("changes", "n"), [({}, 1), ({"q": 0.02}, 0), ({"effect": 0.1}, 1), ({"effect": float("nan")}, 1)]
)
def test_answers_that_depend_on_the_way_of_asking(changes: dict[str, Any], n: int) -> None:
    """One alert a way, told by the item where the gap is largest; none that is no more than chance in a hundred
    weeks."""
    found = compute_mode_gaps(effects(**changes), DAY)
    assert len(found) == n
    if not changes:
        assert (
            plain(found[0])
            == "Service quality: answers by Phone differ by 0.40 from those by Questionnaire, beyond chance (n 400)"
        )
    small = effects()
    small.effects["effect"] = 0.1
    assert compute_mode_gaps(small, DAY) == []


@pytest.mark.parametrize(("age", "severity"), [(8, []), (9, ["watch"]), (21, ["watch"]), (22, ["serious"])])
def test_data_that_stop_coming(age: int, severity: list[str]) -> None:
    """Complaints come every seven days, and may be a quarter late."""
    reach = compute_reach("complaints", {"complaints": DAY - timedelta(days=age)}, DAY)
    found = stopped.compute_alerts([reach, Reach("surveys", None, False)], DAY)
    assert [alert.severity for alert in found] == severity
    for alert in found:
        until = EN.date(DAY - timedelta(days=age), year=True).replace("\u00a0", " ")
        assert (
            plain(alert)
            == f"“Complaints” has not come for {age} days, every 7 are agreed; what happened since {until} is not known"
        )
        assert alert.onset == DAY - timedelta(days=age - 9)


def test_how_late_data_may_come_is_a_setting() -> None:
    """Nine days after a weekly load: late by more than a quarter of its rhythm, and not by more than a half."""
    loaded = {"complaints": DAY - timedelta(days=9)}
    judge = Judge({"reach.grace": "50%", "indicators.usual_days": "60"})
    assert [compute_reach("complaints", loaded, DAY, one).old for one in (USUAL, judge)] == [True, False]
    late = compute_reach("complaints", {"complaints": DAY - timedelta(days=12)}, DAY, judge)
    assert [alert.onset for alert in stopped.compute_alerts([late], DAY, judge)] == [DAY - timedelta(days=1)]
    assert [too_old(age, "weekly", judge) for age in (10, 11)] == [False, True]
    assert [too_old(40, None, one) for one in (USUAL, judge)] == [True, False]


def test_from_when_missed_data_are_serious_is_a_setting() -> None:
    late = compute_reach("complaints", {"complaints": DAY - timedelta(days=22)}, DAY, USUAL)
    told = [stopped.compute_alerts([late], DAY, judge)[0].severity for judge in (USUAL, Judge({"reach.serious": "4"}))]
    assert told == ["serious", "watch"]


def series(seed: int, fall: float) -> Watched:
    """Sixty weeks of a share of 0.8 with the scatter of 400 answers, frozen after forty; the last four fall by so
    much."""
    rng, weeks = np.random.default_rng(seed), pd.date_range("2025-10-06", periods=60, freq="7D")
    single = 0.8 + rng.normal(0, 0.02, 60)
    single[56:] -= fall
    frame = pd.DataFrame({"week": weeks, "value": pd.Series(single).rolling(4).mean(), "n": 1600.0}).dropna()
    return Watched(frame, prediction_limits(list(single[:40]), [0.05] * 40), weeks[40])


def test_satisfaction_and_ease_are_watched_as_the_nps_is_in_one_family() -> None:
    last = pd.Timestamp("2026-11-23") - pd.Timedelta(weeks=1)
    keys = [f"{code}|{who}" for code in FAMILIES[0] for who in ("programme", "W1", "W2")]
    quiet = {key: series(seed, 0.0) for seed, key in enumerate(keys)}
    assert compute_falls(quiet, last) == []
    found = compute_falls(quiet | {"csat_fall|W1": series(1, 0.1)}, last)
    assert [(alert.code, alert.metric, alert.subject) for alert in found] == [("csat_fall", "csat", "W1")]
    assert compute_falls({"response_fall|W1": series(1, 0.1)}, last)[0].code == "response_fall"
