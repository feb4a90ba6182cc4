"""Alerts and what was answered to them: who sees to one, until when it is muted, and what an answer of an earlier one
is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from analytics.alerts.answers import Answer, Watch, compute_watch
from analytics.alerts.base import Alert, counted
from analytics.alerts.tables import said_now, table_holding, table_over
from analytics.amounts import Amount, Branch, Named, Term
from analytics.marks.grid import Grid
from data.language import LANGUAGES, Translator
from pages.kit.area import in_table

EN = Translator("en")
TODAY, BEGAN = date(2026, 11, 23), date(2026, 11, 9)


def alert(
    code: str = "finding_overdue", *, onset: date = BEGAN, active: bool = True, dated: bool = True, **given: Any
) -> Alert:
    named = {"named": Named("FI-08", "Copies"), "review": "FI-08", "days": Amount(14.0, "days")} | given
    return counted(
        code, "lawful", onset, TODAY, value=14.0, n=1, severity="serious", active=active, dated=dated, **named
    )


def given(*lines: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Answers: kind, owner, day, until, reason – all to the finding."""
    return pd.DataFrame(
        {
            "alert": "finding_overdue:programme:FI-08",
            "kind": kind,
            "owner": owner,
            "answered_on": pd.Timestamp(on),
            "until": pd.to_datetime(until or None),
            "reason": reason,
            "answered_by": "Weber",
        }
        for kind, owner, on, until, reason in lines
    )


def watched(*answers: tuple[str, str, str, str, str], **about: Any) -> Watch:
    hanging = pd.DataFrame({"alert": ["finding_overdue:programme:FI-08"], "n": [2], "open": [1]})
    return compute_watch((alert(**about),), given(*answers), hanging, TODAY)


def test_an_alert_is_the_same_next_week_whatever_its_numbers() -> None:
    now = alert(branch=Branch("B06"), item=Term(("move.item.balances",)), due=date(2026, 12, 1))
    later = alert(
        branch=Branch("B06"), item=Term(("move.item.balances",)), due=date(2026, 12, 8), days=Amount(21.0, "days")
    )
    assert now.key == later.key == "finding_overdue:programme:B06:balances:FI-08"
    assert alert(named=Named("FI-09"), review="FI-09").key == "finding_overdue:programme:FI-09"


@pytest.mark.parametrize(
    ("answer", "standing"),
    [
        (("known", "Chen", "2026-11-10", "", "called"), "known"),
        (("assigned", "Chen", "2026-11-10", "2026-11-23", ""), "assigned"),
        (("assigned", "Chen", "2026-11-10", "2026-11-22", ""), "late"),
        (("assigned", "Chen", "2026-11-10", "", ""), "assigned"),
        (("muted", "", "2026-11-10", "2026-11-23", "booked"), "muted"),
        (("muted", "", "2026-11-10", "2026-11-22", "booked"), "open"),
        (("muted", "", "2026-11-10", "", "booked"), "open"),
        (("muted", "", "2026-11-10", "2026-12-31", " "), "open"),
        (("known", "Chen", "2026-11-08", "", "of an earlier one"), "open"),
    ],
)
def test_how_an_alert_stands_by_its_answer(answer: tuple[str, str, str, str, str], standing: str) -> None:
    found = watched(answer)
    (one,) = (*found.holding, *found.muted)
    assert (one.answer.standing, one.answer.actions, one.answer.todo) == (standing, 2, 1)
    assert (len(found.holding), len(found.muted)) == ((0, 1) if standing == "muted" else (1, 0))


def test_where_the_day_it_began_is_not_known_an_answer_counts_whenever_it_was_given() -> None:
    assert watched(("known", "Chen", "2026-11-08", "", ""), dated=False).holding[0].answer.standing == "known"


def test_an_answer_belongs_to_the_run_it_was_given_in() -> None:
    """The same kind fell in July, and again in November: neither is answered by what was said of the other."""
    earlier = replace(alert(onset=date(2026, 7, 26), active=False), latest=date(2026, 9, 6))
    for said, standings in (
        ("2026-07-28", ["open", "known"]),
        ("2026-11-10", ["known", "open"]),
        ("2026-10-01", ["open", "open"]),
    ):
        found = compute_watch(
            (alert(), earlier), given(("known", "Chen", said, "", "")), pd.DataFrame(columns=["alert"]), TODAY
        )
        assert [one.standing for one in found.answers] == standings


def test_serious_ones_come_first_and_keep_their_order_whatever_was_answered() -> None:
    kinds = (replace(alert("cpi_low"), severity="watch"), alert("asset_unassessed"), alert())
    found = compute_watch(
        kinds, given(("assigned", "Chen", "2026-11-10", "2026-11-22", "")), pd.DataFrame(columns=["alert"]), TODAY
    )
    assert [one.alert.code for one in found.holding] == ["asset_unassessed", "finding_overdue", "cpi_low"]
    assert found.holding == found.apart


def test_a_family_is_one_line_that_asks_for_what_most_of_it_asks_for() -> None:
    """A finding past its day was given to Chen, a promise past its day to nobody: one line, with both inside, that
    nobody has answered; past the day that Chen was given, it is late. Each stays to be answered by itself, and what is
    muted is apart."""
    kinds = (alert(), alert("promise_overdue"), alert("report_due"), alert("evidence_expiring", ends=TODAY))
    for until, answer, standing in (
        ("2026-12-31", "assigned", "open"),
        ("2026-11-22", "assigned", "late"),
        ("2026-12-31", "muted", "open"),
    ):
        said = given((answer, "Chen", "2026-11-10", until, "seen to")).assign(alert=kinds[0].key)
        found = compute_watch(kinds, said, pd.DataFrame(columns=["alert"]), TODAY)
        late = ["promise_overdue"] if answer == "muted" else ["finding_overdue", "promise_overdue"]
        assert [[part.code for part in one.cause.parts] for one in found.holding] == [
            late,
            ["report_due", "evidence_expiring"],
        ]
        assert [one.answer.standing for one in found.holding] == [standing, "open"]
        assert [one.alert.code for one in found.apart] == [*late, "report_due", "evidence_expiring"]
        assert [one.alert.code for one in found.muted] == (["finding_overdue"] if answer == "muted" else [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_alert_of_a_family_can_be_read_in_its_line(lang: str) -> None:
    t, kinds = Translator(lang), (alert(), alert("promise_overdue"))
    found = compute_watch(kinds, given(), pd.DataFrame(columns=["alert"]), TODAY)
    body = table_holding(found, t).body
    assert isinstance(body, Grid)
    ((_, said, *_),) = body.rows
    lines = said.text.split("\n")
    assert [line.rstrip(".。") for line in (lines[0], *lines[2:])] == [one.sentence(t).rstrip(".。") for one in kinds]
    assert lines[1] == {"en": "One more to be put right with it", "zh": "另有1项可一并处理"}[lang]
    shown = str(in_table(body)[1][0][1])
    assert shown.startswith(f"{Markup.escape(lines[0])}<details"), (
        "the first is read at once, the others behind one click"
    )
    assert f"<summary>{lines[1]}</summary><ul><li>" in shown


def test_what_of_a_family_nobody_has_answered_is_counted_beside_the_answer_to_one() -> None:
    """One of three was given to Chen, until a day that has passed: the line said so and nothing of the two that nobody
    had answered."""
    kinds = (alert(), alert("promise_overdue"), alert("report_overdue", named=Named("RP-1", "Report")))
    for until, words, head in (
        ("2026-11-22", "assigned, past its day\n2 beside it have no answer", "2 of 3 causes have no answer"),
        ("2026-12-31", "no answer", "2 of 3 causes have no answer"),
    ):
        found = compute_watch(
            kinds, given(("assigned", "Chen", "2026-11-10", until, "")), pd.DataFrame(columns=["alert"]), TODAY
        )
        shown = table_holding(found, EN)
        body = shown.body
        assert isinstance(body, Grid)
        assert shown.title.startswith("1 alert holds, 1 of them serious, of 3 causes; "), "a slide says of how many"
        assert body.rows[0][4].text == words
        assert head in said_now(found, EN)
        assert [one.code for one in found.told_with(kinds[0].key)] == ["promise_overdue", "report_overdue"]
        assert found.told_with("nothing:programme") == ()


def test_where_ledgers_were_never_loaded_nothing_is_said_of_them() -> None:
    nothing = replace(compute_watch((), given(), pd.DataFrame(columns=["alert"]), TODAY), unwatched=3, ledgers=61)
    assert said_now(nothing, Translator("en")).replace("\u00a0", " ") == (
        "No alert holds as of 23 Nov 2026; 3 of 61 ledgers were never loaded, and what they would tell is not known"
    )


def test_a_mute_hides_its_own_alert_and_not_the_others_of_its_cause() -> None:
    kinds = (alert("cpi_low", index=Amount(0.8, "ratio")), alert("tcpi_high", index=Amount(1.4, "ratio")))
    mute = given(("muted", "", "2026-11-10", "2026-12-31", "re-planned")).assign(alert=kinds[0].key)
    found = compute_watch(kinds, mute, pd.DataFrame(columns=["alert"]), TODAY)
    assert [[part.code for part in one.cause.parts] for one in found.holding] == [["tcpi_high"]]
    assert [one.alert.code for one in found.muted] == ["cpi_low"]


def test_the_headline_counts_what_holds_what_is_late_and_what_is_muted() -> None:
    late = ("assigned", "Chen", "2026-11-10", "2026-11-22", "")
    said = said_now(watched(late), Translator("en")).replace("\u00a0", " ")
    assert said.startswith(
        "1 alert holds, 1 of them serious; first: finding Copies (FI-08) is 14 days past its day; one is past the day"
    )
    assert said_now(watched(("muted", "", "2026-11-10", "2026-12-31", "x")), Translator("en")).endswith(
        "; one is muted"
    )
    nothing = said_now(compute_watch((), given(), pd.DataFrame(columns=["alert"]), TODAY), Translator("zh"))
    assert nothing == "截至2026年11月23日没有有效预警"


def test_what_is_over_says_how_many_days_after_its_answer() -> None:
    found = watched(("known", "Chen", "2026-11-13", "", ""), active=False)
    shown = table_over(found, Translator("en")).body
    assert [cell.text for cell in shown.rows[0]][-3:] == ["known", "Chen", "10"]
    assert found.over[0].answer == Answer("known", "Chen", date(2026, 11, 13), None, "", "Weber", 2, 1)
