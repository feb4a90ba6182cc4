"""Gates judged by hand: rules, states, what nobody has said, decisions in spite of red."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from analytics.compliance.numbers.duties import Duties
from analytics.judging import Judge
from analytics.readiness.numbers.consistency import RULES, load_findings
from analytics.readiness.numbers.gates import compute_gate, compute_wave, load_readiness
from analytics.readiness.numbers.measures import UNKNOWN, Measure, measure_duties
from analytics.readiness.numbers.rules import DEFAULTS, Rule, compute_rules
from analytics.scope import Scope
from data.access import Rights, local_rights
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
TODAY = date(2026, 11, 23)
CUTOVER = date(2026, 12, 5)
RULE = Rule("consents", 0.97, 5)
NOTHING = pd.DataFrame(columns=["snapshot_on", "wave", "decision", "in_spite", "decided_by", "reason", "measured"])


def state(measure: Measure, cutover: date | None = CUTOVER, rule: Rule = RULE, *, moved: bool = False) -> str:
    return compute_gate(rule, measure, cutover, TODAY, moved=moved).state


def test_a_gate_is_met_by_its_share_and_not_before() -> None:
    assert state(Measure(97.0, 100.0)) == "met"
    assert state(Measure(96.9, 100.0)) == "at_risk"


def test_the_pace_decides_whether_there_is_time() -> None:
    """Seven days are left until 30 November; 70 are missing."""
    fast, slow = (20.0,) * 14, (5.0,) * 14
    assert state(Measure(27.0, 100.0, daily=fast)) == "not_yet"
    seen = compute_gate(RULE, Measure(27.0, 100.0, daily=slow), CUTOVER, TODAY)
    assert (seen.state, seen.until, seen.forecast) == ("at_risk", date(2026, 11, 30), date(2026, 12, 7))


def test_after_its_day_it_blocks() -> None:
    assert state(Measure(90.0, 100.0), date(2026, 11, 27)) == "blocks"
    assert state(Measure(97.0, 100.0), date(2026, 11, 27)) == "met"


def test_a_planned_day_is_a_forecast() -> None:
    assert state(Measure(3.0, 4.0, planned=date(2026, 11, 29))) == "not_yet"
    assert state(Measure(3.0, 4.0, planned=date(2026, 12, 1))) == "at_risk"


def test_what_nobody_has_said_is_never_met() -> None:
    assert state(UNKNOWN) == "unknown"
    assert state(UNKNOWN, date(2027, 6, 1)) == "early"
    assert state(Measure(0.0, 0.0)) == "unknown"


def test_of_a_moved_wave_a_gate_was_met_or_was_not() -> None:
    assert state(Measure(90.0, 100.0), date(2026, 10, 24), moved=True) == "blocks"


def wave_state(cutover: date, *measures: Measure, actual: bool = False) -> str:
    rules = tuple(Rule(name, 1.0, 5) for name in ("notices", "backup"))
    measured = dict(zip(("notices", "backup"), measures, strict=False))
    return compute_wave("W1", cutover, actual, measured, rules, NOTHING, TODAY).state


def test_a_wave_goes_only_with_every_gate_met() -> None:
    met, open_ = Measure(1.0, 1.0), Measure(0.0, 1.0)
    assert wave_state(CUTOVER, met, met) == "go"
    assert wave_state(CUTOVER, met, open_) == "not_yet"
    assert wave_state(date(2026, 11, 25), met, open_) == "no_go"
    assert wave_state(CUTOVER, met, UNKNOWN) == "not_yet"
    assert wave_state(CUTOVER, met) == "not_yet"
    assert wave_state(date(2027, 3, 1), open_, UNKNOWN) == "early"
    assert wave_state(date(2026, 10, 1), met, open_, actual=True) == "went"


def test_rules_are_data() -> None:
    rows = [
        ("gate.consents.needed", "90%"),
        ("gate.consents.days", "10"),
        ("gate.backup.on", "no"),
        ("gate.training.needed", "much"),
        ("gate.training.days", "-3"),
        ("gate.unheard.needed", "1"),
        ("gate.notices", "1"),
    ]
    judge = Judge(dict(rows))
    found = {rule.gate: rule for rule in compute_rules(judge)}
    assert (found["consents"].needed, found["consents"].days) == (0.9, 10)
    assert not found["backup"].on
    assert found["training"] == next(rule for rule in DEFAULTS if rule.gate == "training")
    assert set(found) == {rule.gate for rule in DEFAULTS}
    assert [(one.setting, one.code, one.instead) for one in judge.unreadable] == [
        ("gate.notices", "unknown", ""),
        ("gate.training.days", "unreadable", "14"),
        ("gate.training.needed", "unreadable", "0.95"),
        ("gate.unheard.needed", "unknown", ""),
    ]


def test_a_rule_of_the_settings_moves_the_gate(store: Store) -> None:
    load(
        store, "waves", "wave,planned cut-over,route for personal data,route for contracts\nW1,2026-12-05,provide,new\n"
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(100)))
    told = "".join(
        f"C{i},data,v1,W1,2026-10-01,2026-10-05,consented\nC{i},contract,v1,W1,2026-10-01,2026-10-05,consented\n"
        for i in range(92)
    )
    told += "".join(f"C{i},data,v1,W1,2026-10-01,,\n" for i in range(92, 100))
    load(store, "notices", "customer,kind of notice,version,wave,sent at,answered at,answer\n" + told)
    scope = Scope(RIGHTS)
    assert load_readiness(store, scope)["W1"]["consents"].measure.value == pytest.approx(0.92)
    assert load_readiness(store, scope)["W1"]["consents"].state == "at_risk"
    load(store, "settings", "setting,value\ngate.consents.needed,0.9\ngate.backup.on,no\n")
    found = load_readiness(store, scope)["W1"]
    assert found["consents"].state == "met"
    assert "backup" not in {gate.rule.gate for gate in found.gates}


def test_silence_is_never_counted_as_consent(store: Store) -> None:
    load(
        store,
        "waves",
        "wave,planned cut-over,route for personal data,route for"
        " contracts\nW1,2026-12-05,provide,new\nW2,2026-12-05,split,split\n",
    )
    load(store, "customers", "customer,wave\n" + "".join(f"A{i},W1\nB{i},W2\n" for i in range(40)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at\n"
        + "".join(f"A{i},data,v1,W1,2026-10-01\nB{i},data,v1,W2,2026-10-01\n" for i in range(40)),
    )
    found = load_readiness(store, Scope(RIGHTS))
    assert found["W1"]["consents"].measure.rows == (("silent", 40, ""),)
    assert found["W1"]["consents"].measure.value == 0
    assert found["W2"]["consents"].state == "met"


def test_a_go_in_spite_is_known_with_name_and_reason(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    load(
        store,
        "gates",
        "decided on,part,gate,wave,decision,in spite of what is open,decided by,reason\n"
        "2026-11-20,W1,wave,W1,not yet,no,Li,tests\n2026-11-22,W1,wave,W1,go,yes,Chen,deadline of the regulator\n",
    )
    wave = load_readiness(store, Scope(RIGHTS))["W1"]
    assert wave.in_spite
    assert (pd.DataFrame() if wave.decision is None else wave.decision)["decided_by"] == "Chen"


WRONG = {
    "waves": (
        "wave,planned cut-over,actual cut-over,route for personal data,route for"
        " contracts\nW1,2026-10-24,2026-10-24,provide,new\n"
    ),
    "customers": "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(30)),
    "transfers": "customer,wave,cut over on,status\n" + "".join(f"C{i},W1,2026-10-24,moved\n" for i in range(30)),
    "departures": "customer,left on,kind\nC0,2026-10-01,churn\n",
    "notices": (
        "customer,kind of notice,version,wave,sent at,delivered at,answered at,answer\n"
        + "".join(
            f"C{i},{kind},v1,W1,2026-10-01,{'2026-10-03' if i else ''},{'2026-10-05' if i > 2 else '2026-10-26' if i == 2 else ''},"
            f"{'consented' if i > 1 else ''}\n"
            for i in range(30)
            for kind in ("data", "contract")
        )
    ),
    "complaints": (
        "complaint number,customer,received at,closed at,upheld,root"
        " cause\nK1,C1,2026-11-01,,yes,Fees\nK2,C1,2026-11-01,,,Fees\n"
    ),
    "continuity_tests": (
        "test,system,wave,tested on,result,recovery time objective,recovery"
        " took\nT1,Ledger,W1,2026-10-20,passed,60,61\n"
    ),
    "continuity": (
        "item,what it is,kind of item,wave,due on,done on,blocks the"
        " cut-over\nI1,Debits,Defect,W1,2026-10-20,2026-10-25,yes\n"
    ),
    "training": "person,topic,wave,role,trained on,passed\nE1,Privacy,W1,Counter,2026-10-01,yes\n",
    "assets": "asset,what it is,sensitivity,provided on\nA1,Recordings,Sensitive personal information,2026-10-24\n",
    "documents": "document,title,wave,needed by\nD1,Minutes,W1,2026-10-24\n",
    "gates": "decided on,part,gate,wave,decision,in spite of what is open\n2026-10-22,W1,wave,W1,go,yes\n",
}
EXPECTED = {
    "moved_without_notice": 1,
    "moved_without_consent": 1,
    "consent_after_move": 1,
    "moved_after_leaving": 1,
    "complaint_closed_without_date": 1,
    "recovery_passed_above_target": 1,
    "cut_over_with_blocker": 1,
    "training_passed_without_score": 1,
    "asset_provided_unassessed": 1,
    "document_missing_at_cut_over": 1,
    "went_in_spite_without_reason": 1,
}


def test_every_check_finds_the_one_row_that_is_wrong(store: Store) -> None:
    for dataset, text in WRONG.items():
        load(store, dataset, text)
    found = {item.rule.name: item.n for item in load_findings(store, Scope(RIGHTS))}
    assert found == EXPECTED
    assert {rule.name for rule in RULES} == set(EXPECTED)


def test_without_ledgers_the_checks_say_that_they_know_nothing(store: Store) -> None:
    assert not any(item.known for item in load_findings(store, Scope(RIGHTS)))


def test_single_customers_are_not_told_to_those_without_rows(store: Store) -> None:
    for dataset, text in WRONG.items():
        load(store, dataset, text)
    told = {item.rule.name: item for item in load_findings(store, Scope(Rights("boss", "executive")))}
    assert told["moved_without_consent"].n is None
    assert told["moved_without_consent"].rows.empty
    assert told["document_missing_at_cut_over"].n == 1


def test_duties_count_by_the_cut_over_of_their_wave() -> None:
    """Done, open and coming after the cut-over; the programme's own count for every wave."""
    frame = pd.DataFrame(
        [
            ("P1", "W1", date(2026, 12, 4), "met"),
            ("P2", "W1", date(2026, 12, 4), "due"),
            ("P3", "W1", date(2026, 12, 9), "due"),
            ("L8", None, date(2026, 11, 9), "overdue"),
            ("P4", "W1", date(2026, 12, 4), "not_applicable"),
        ],
        columns=["obligation", "wave", "due_on", "state"],
    ).assign(owner="Li", duty_en="tell", duty_zh="告知")
    duties = Duties(frame, frame, date(2026, 9, 1), datetime(2026, 11, 23), ("W1",))
    seen = measure_duties(duties, {"W1": CUTOVER})["W1"]
    assert (seen.part, seen.whole) == (1.0, 3.0)
    assert [row[0] for row in seen.rows] == [("L8 tell", "L8 告知"), ("P2 tell", "P2 告知")]
    assert measure_duties(replace(duties, decision=None), {"W1": CUTOVER})["W1"] is UNKNOWN
    assert measure_duties(replace(duties, recorded=False), {"W1": CUTOVER})["W1"] is UNKNOWN
