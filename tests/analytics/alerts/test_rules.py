"""The rules of early warning as data: switched, graded and owned by settings, and what is said of that."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from unittest import mock

import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.alerts import Alert, compute_causes
from analytics.alerts.answers import compute_gone, compute_watch
from analytics.alerts.base import PROGRAMME, counted
from analytics.alerts.rules import HARMS, RULES, compute_rules, rule_key
from analytics.alerts.tables import news_title, said_now, table_over, table_rules
from analytics.amounts import Named, Term
from analytics.judging import USUAL, Judge
from data.language import LANGUAGES, Translator, messages
from data.store import Store
from pages.kit.alerts import record_rule
from tests.data.store.builders import ADMIN

EN, DAY = Translator("en"), date(2026, 11, 23)
NONE = pd.DataFrame(columns=["alert"])


def told(
    code: str,
    *,
    serious: bool = True,
    subject: str = PROGRAMME,
    onset: date = DAY,
    latest: date = DAY,
    active: bool = True,
    check: str = "",
) -> Alert:
    more = {"check": Term((f"readiness.check.{check}",))} if check else {"named": Named(code)}
    return counted(
        code,
        "lawful",
        onset,
        latest,
        value=1.0,
        n=1,
        severity="serious" if serious else "watch",
        subject=subject,
        active=active,
        **more,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_its_words_and_every_kind_of_alert_its_rule(lang: str) -> None:
    t = Translator(lang)
    assert [key for key in RULES if not t.has(f"rule.{key}")] == []
    kinds = {
        rule_key(told("ledgers_contradict", check="moved_without_consent")),
        rule_key(told("looks_out_of_role_few")),
    }
    assert kinds == {"moved_without_consent", "looks_out_of_role"}


def test_serious_ones_come_by_what_they_harm_and_then_by_their_onset() -> None:
    """Customers before the law, before money, before the plan, before data – however late each began; watched ones
    after all of them."""
    found = [
        told("data_stopped"),
        told("finish_beyond_target"),
        told("budget_gone"),
        told("finding_repeated", serious=False),
        told("duty_overdue", onset=DAY - timedelta(days=9)),
        told("evidence_expired"),
        told("leak", onset=DAY - timedelta(days=30)),
    ]
    assert [one.code for one in compute_rules(USUAL).apply(found)] == [
        "leak",
        "evidence_expired",
        "duty_overdue",
        "budget_gone",
        "finish_beyond_target",
        "data_stopped",
        "finding_repeated",
    ]
    assert (
        HARMS.index("customers") < HARMS.index("law") < HARMS.index("money") < HARMS.index("plan") < HARMS.index("data")
    )


STATED = {
    "rule.leak.on": "否",
    "rule.duty_overdue.severity": "关注",
    "rule.cpi_low.owner": " Chen ",
    "rule.leak.severity": "very",
    "rule.nothing.on": "no",
}


def test_settings_switch_grade_and_own_a_rule_and_what_cannot_be_read_is_said() -> None:
    judge = Judge(STATED)
    rules = compute_rules(judge)
    assert (rules.off, rules.owner("cpi_low", EN), rules.owner("tcpi_high", EN)) == (("leak",), "Chen", "Finance")
    assert [
        (one.code, one.severity) for one in rules.apply([told("leak"), told("duty_overdue"), told("promise_overdue")])
    ] == [
        ("promise_overdue", "serious"),
        ("duty_overdue", "watch"),
    ]
    assert [(one.setting, one.code, one.instead) for one in judge.unreadable] == [
        ("rule.leak.severity", "unreadable", "serious"),
        ("rule.nothing.on", "unknown", ""),
    ]


def test_rules_that_are_off_are_counted_wherever_alerts_are() -> None:
    rules = compute_rules(Judge({"rule.leak.on": "no", "rule.nps_fall.on": "no"}))
    quiet = replace(compute_watch((), NONE, NONE, DAY), rules=rules, unwatched=3, ledgers=61)
    loud = replace(compute_watch((told("duty_overdue"),), NONE, NONE, DAY), rules=rules)
    assert "2 rules are off" in said_now(quiet, EN)
    assert "3 of 61 ledgers were never loaded" in news_title(quiet, EN)
    assert news_title(loud, EN) == "1 alert holds, 1 of them serious; 2 rules are off"
    shown = table_rules(rules, EN)
    assert shown.title == f"2 of {len(RULES)} rules are off"
    assert [row[0].text for row in shown.body.rows].count("off") == 2


@pytest.mark.usefixtures("today")
def test_a_rule_is_changed_with_its_reason_listed_and_undone(store: Store) -> None:
    def listed(lang: str = "en") -> dict[str, dict[str, object]]:
        out = io.StringIO()
        assert main(["alerts", "--rules", "--json", "--lang", lang], store=store, out=out) == 0
        return {one["key"]: one for one in json.loads(out.getvalue())["rules"]}

    receipt = record_rule(store, ADMIN, "rule.leak.on", "no", "Told by the security desk")
    assert record_rule(store, ADMIN, "rule.leak.on", "no", "again") is None
    record_rule(store, ADMIN, "rule.leak.owner", "Weber", "New desk")
    assert (listed()["leak"]["on"], listed()["leak"]["owner"], len(listed())) == (False, "Weber", len(RULES))
    if receipt is None:
        raise LookupError("nothing was written down")
    (change,) = store.edited("settings", ADMIN, batch_id=receipt.batch_id)
    assert change.reason == "Told by the security desk"
    store.withdraw(receipt.batch_id, ADMIN)
    assert listed("zh")["leak"]["on"] is True
    out = io.StringIO()
    main(["alerts", "--rules"], store=store, out=out)
    assert out.getvalue().splitlines()[0] == f"All {len(RULES)} rules are on"


def test_independent_waves_are_not_one_cause_and_what_came_over_all_is() -> None:
    """Two waves fell four months apart: two causes. All fell with the programme: one. A wave that fell long before: its
    own."""
    march, july = date(2026, 3, 15), date(2026, 7, 19)
    over = [
        told("nps_fall", subject="W1", onset=march, latest=march, active=False),
        told("csat_fall", subject="W3", onset=july, latest=july, active=False),
        told("nps_fall", subject="W3", onset=july, latest=july, active=False),
    ]
    held = [
        told("ces_fall"),
        told("ces_fall", subject="W1"),
        told("ces_fall", subject="W2"),
        told("ces_fall", subject="W5", onset=july),
    ]
    assert [[f"{one.code}:{one.subject}" for one in cause.parts] for cause in compute_causes([*over, *held])] == [
        ["nps_fall:W1"],
        ["csat_fall:W3", "nps_fall:W3"],
        ["ces_fall:programme", "ces_fall:W1", "ces_fall:W2"],
        ["ces_fall:W5"],
    ]
    alone = [told("departures_high", subject=wave) for wave in ("W1", "W2")]
    assert [len(cause.parts) for cause in compute_causes(alone)] == [1, 1]
    passed_on = [
        told("milestone_moved", subject="W5", onset=july),
        told("milestone_moved", subject="W6", onset=july + timedelta(days=7)),
        told("milestone_moved", subject="W2", onset=march),
    ]
    assert [len(cause.parts) for cause in compute_causes(passed_on)] == [2, 1]


def test_an_answered_alert_that_is_raised_no_more_is_said_to_be_over() -> None:
    """A promise is kept, a contradiction is gone: counted alerts leave no run behind, their answers do. One that holds,
    one of a rule that is off and one answered long ago are not told."""
    keys = [
        "promise_overdue:programme:P-05",
        "ledgers_contradict:W4:moved_without_notice",
        "leak:programme:I1",
        "duty_overdue:programme:L8",
        "nps_fall:W1",
    ]
    days = ["2026-11-10", "2026-11-12", "2026-11-10", "2026-11-10", "2026-03-01"]
    given = pd.DataFrame(
        {
            "alert": keys,
            "kind": "assigned",
            "owner": "Chen",
            "answered_on": pd.to_datetime(days),
            "until": pd.NaT,
            "reason": "",
            "answered_by": "Li",
        }
    )
    holds = [counted("duty_overdue", "lawful", DAY, DAY, value=1.0, n=1, severity="serious", named=Named("L8"))]
    rules = compute_rules(Judge({"rule.leak.on": "no"}))
    gone = compute_gone(holds, given, rules, DAY)
    assert [(one.rule, one.about) for one in gone] == [("moved_without_notice", "W4"), ("promise_overdue", "P-05")]
    exhibit = table_over(replace(compute_watch((), NONE, NONE, DAY), gone=gone), EN)
    assert exhibit.title == "2 alerts are over; with an answer: 2"
    said = [row[0].text.replace("\u00a0", " ") for row in exhibit.body.rows]
    assert said[1] == "A promise is broken or past its day (P-05): answered on 10 Nov 2026, raised no more"


def test_the_command_says_how_many_rules_are_off(store: Store) -> None:
    out = io.StringIO()
    rules = compute_rules(Judge({"rule.leak.on": "no"}))
    with (
        mock.patch("analytics.alerts.answers.evaluate_all", return_value=[told("promise_overdue")]),
        mock.patch("analytics.alerts.answers.load_rules", return_value=rules),
    ):
        main(["alerts"], store=store, out=out)
    assert out.getvalue().splitlines()[0] == "1 alert holds, 1 of them serious; one rule is off"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_alert_ends_with_a_full_stop_since_it_stands_in_lists_and_sentences(lang: str) -> None:
    t = Translator(lang)
    said = {code: form for code in RULES if t.has(f"alert.{code}") for form in messages(lang)[f"alert.{code}"]}
    assert len(said) > 60
    assert {code: form for code, form in said.items() if form.endswith((".", "。"))} == {}
