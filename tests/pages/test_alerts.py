"""The page of alerts: an answer is given on screen, counts at once, and an earlier one of its kind is kept behind
it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.alerts.rules import RULES
from data.access import local_rights
from data.store import Edit, open_store
from tests.pages.conftest import Opened, words

QUERY = "select alert, kind, owner, until, reason from current_alert_answers where row_ended is null order by kind"


@pytest.fixture
def chosen(demo: Path, open_page: Opened):  # type: ignore[no-untyped-def]
    """The page with its only alert chosen: a decision that nobody sees to."""
    store = open_store(str(demo / "programme.duckdb"))
    decision = {"action": "AC-1", "kind": "decision", "title": "Which core", "opened_on": date(2026, 10, 1)}
    store.edit(Edit("actions", None, decision), local_rights("x", "administrator"))
    store.close()
    session = open_page("alerts", lang="en")
    assert not session.exception
    box = session.selectbox(key="alert-chosen")
    box.select_index(0).run()
    assert not session.exception
    return session


def answer(session, kind: str, owner: str = "", until: date | None = None, reason: str = "") -> None:  # type: ignore[no-untyped-def]
    session.segmented_control(key="answer-kind-decision_unowned:programme").set_value(kind)
    session.text_input(key="answer-owner-decision_unowned:programme").set_value(owner)
    session.text_input(key="answer-reason-decision_unowned:programme").set_value(reason)
    session.date_input(key="answer-until-decision_unowned:programme").set_value(until)
    next(one for one in session.button if one.label == "Save the answer").click().run()


def test_an_alert_is_given_to_somebody_and_then_muted(demo: Path, chosen) -> None:  # type: ignore[no-untyped-def]
    answer(chosen, "assigned")
    assert [one.value for one in chosen.error] == ["Say who sees to it."]
    answer(chosen, "assigned", "Chen <b>", date(2026, 12, 1))
    assert "Chen &lt;b&gt;" in words(chosen)
    answer(chosen, "assigned", "Li", date(2026, 12, 4))
    answer(chosen, "muted", until=date(2026, 12, 31))
    assert [one.value for one in chosen.error] == ["A mute needs its reason."]
    answer(chosen, "muted", until=date(2026, 12, 31), reason="Booked")
    assert not chosen.exception
    assert "is muted" in words(chosen) or "are muted" in words(chosen)
    store = open_store(str(demo / "programme.duckdb"))
    with store._cursor() as cursor:
        rows = cursor.execute(QUERY).fetchall()
    assert [(kind, owner, until, reason) for _, kind, owner, until, reason in rows] == [
        ("assigned", "Li", date(2026, 12, 4), None),
        ("muted", None, date(2026, 12, 31), "Booked"),
    ]


def test_what_is_told_in_one_line_is_answered_in_one_go(demo: Path, open_page: Opened) -> None:
    """A decision of nobody and what IT has not done are one line: given to Li together, each has its answer, and the
    line says so."""
    store = open_store(str(demo / "programme.duckdb"))
    for values in (
        {"action": "AC-1", "kind": "decision", "title": "Which core", "opened_on": date(2026, 10, 1)},
        {
            "action": "AC-2",
            "kind": "action",
            "title": "Hand over",
            "department": "IT",
            "owner": "Chen",
            "opened_on": date(2026, 9, 1),
            "due_on": date(2026, 10, 1),
        },
    ):
        store.edit(Edit("actions", None, values), local_rights("x", "administrator"))
    store.close()
    session = open_page("alerts", lang="en")
    assert "<summary>One more to be put right with it</summary>" in words(session)
    assert [link.label for link in session.get("page_link") if link.label == "Coordination"], "the way to the rows"
    session.selectbox(key="alert-chosen").select_index(0).run()
    session.checkbox(key="answer-with-decision_unowned:programme").check()
    answer(session, "assigned", "Li", date(2026, 12, 4))
    assert not session.exception
    assert "no answer" not in words(session)
    store = open_store(str(demo / "programme.duckdb"))
    with store._cursor() as cursor:
        rows = cursor.execute(QUERY).fetchall()
    assert {(alert.partition(":")[0], kind, owner, until) for alert, kind, owner, until, _ in rows} == {
        (code, "assigned", "Li", date(2026, 12, 4)) for code in ("decision_unowned", "actions_overdue")
    }


@pytest.mark.usefixtures("looked")
def test_who_may_not_write_sees_alerts_and_no_form(open_page: Opened) -> None:
    session = open_page("alerts", role="executive", lang="zh")
    assert not session.exception
    assert "没有有效预警" in words(session), words(session)
    assert "保存处置" not in words(session)


def test_a_rule_is_switched_off_with_its_reason_and_counted(demo: Path, open_page: Opened) -> None:
    session = open_page("alerts", lang="en", view="rules")
    assert not session.exception
    session.selectbox(key="rule-chosen").set_value("leak").run()
    session.radio(key="rule-on-leak").set_value("no")
    next(one for one in session.button if one.label == "Save the rule").click().run()
    assert [one.value for one in session.error] == ["Say why the rule is changed."]
    session.text_input(key="rule-reason-leak-on").set_value("Told by the security desk")
    next(one for one in session.button if one.label == "Save the rule").click().run()
    assert not session.exception
    assert f"One of {len(RULES)} rules is off" in words(session)
    next(one for one in session.button if one.key == "editor_alert-rules_undo").click().run()
    assert not session.exception
    assert f"All {len(RULES)} rules are on" in words(session)


def test_a_limit_of_a_rule_is_set_where_the_rule_is_and_what_is_no_value_is_refused(
    demo: Path, open_page: Opened
) -> None:
    """It could be changed by a row of the settings alone, whose name had to be typed; that it was no value was told
    afterwards."""

    def save(value: str) -> None:
        session.text_input(key="rule-value-final_cost_over-limit.final_cost.watch").set_value(value)
        session.text_input(key="rule-reason-final_cost_over-limit").set_value("Asked by the sponsor")
        next(one for one in session.button if one.label == "Save the rule").click().run()
        assert not session.exception

    session = open_page("alerts", lang="en", view="rules")
    session.selectbox(key="rule-chosen").set_value("final_cost_over").run()
    session.segmented_control(key="rule-part-final_cost_over").set_value("limit").run()
    assert session.selectbox(key="rule-limit-final_cost_over").options == [
        "limit.final_cost.watch 5%",
        "limit.final_cost.bad 10%",
    ]
    save("a lot")
    assert [one.value for one in session.error] == [
        "The setting limit.final\\_cost.watch is “a lot”, which is no value it can have; 0.05 holds in its place."
    ]
    save("a **lot** [m](https://evil.test)")
    assert "\\*\\*lot\\*\\* \\[m\\]" in session.error[0].value, "what was typed is letters"
    save("60%")
    assert "bad would begin before watch" in session.error[0].value
    save("7%")
    assert not session.error
    assert session.selectbox(key="rule-limit-final_cost_over").options[0] == "limit.final_cost.watch 7%"


def test_an_alert_is_answered_with_an_action_where_it_stands(chosen) -> None:  # type: ignore[no-untyped-def]
    """An action could hang on an alert for who knew its id from the command line alone."""
    editor = "editor_actions-decision_unowned:programme"
    chosen.button(key=f"{editor}_add").click().run()
    cells = {
        one.key.removeprefix(f"{editor}_cell_").rpartition("_")[0]: one
        for one in chosen.text_input
        if one.key.startswith(f"{editor}_cell_")
    }
    assert cells["about"].value == "decision_unowned:programme"
    cells["action"].set_value("AC-9")
    cells["title"].set_value("Ask the sponsor who decides")
    chosen.button(key=f"{editor}_save").click().run()
    assert not chosen.exception
    assert "1, open 1" in words(chosen), words(chosen)
