"""Clocks that a ledger starts, from files as people write them: incidents by the hour, small groups, what was never
loaded."""

from __future__ import annotations

import pytest

from analytics.compliance.charts.cases import table_cases, table_kinds
from analytics.compliance.numbers.clocks import load_clocks
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.made import ADMIN, load

pytestmark = pytest.mark.usefixtures("today")


def test_an_incident_starts_its_report_and_the_notice_to_the_persons(store: Store) -> None:
    """Found at 10:00: reported at 13:59 and at 14:01; of one the day alone is known; low ones start no clock, averted
    harm no notice."""
    load(
        store,
        "incidents",
        "incident,wave,kind of incident,occurred at,detected at,reported at,persons told at,harm averted,severity\n"
        "I1,W1,personal data,2026-11-02 09:00,2026-11-02 10:00,2026-11-02 13:59,2026-11-03 20:00,,high\n"
        "I2,W1,personal data,2026-11-02 09:00,2026-11-02 10:00,2026-11-02 14:01,,,\n"
        "I3,W1,information security,2026-11-02 09:00,2026-11-02 10:00,,,,low\n"
        "I4,W1,personal data,2026-11-05 00:00,,2026-11-05 08:00,,yes,medium\n"
        "I5,W1,outage,2026-11-05 09:00,,,,,high\n",
    )
    found = load_clocks(store, Scope(ADMIN))
    row = found.kinds.set_index("clock")
    names = ["n", "in_time", "late", "overdue", "odd"]
    assert row.loc["incident_authority", names].tolist() == [3, 1, 1, 0, 1]
    assert row.loc["incident_persons", names].tolist() == [2, 1, 0, 1, 0]
    assert found.cases[["case_no", "clock", "state", "cause"]].to_numpy().tolist() == [
        ["I2", "incident_persons", "overdue", ""],
        ["I4", "incident_authority", "unknown", "hour"],
    ]
    for lang, said in (
        ("en", "the hour was not written down: whether it is in time is not known"),
        ("zh", "未填写具体时刻，无法判定是否按期"),
    ):
        assert table_cases(found, Translator(lang)).body.rows[1][5].text == said
    began = [row[3].text.replace("\xa0", " ") for row in table_cases(found, Translator("en")).body.rows]
    assert began == ["2 Nov 2026", "5 Nov 2026, 00:00 · when it happened; when it was found is not written"]
    assert table_cases(found, Translator("zh")).body.rows[1][3].text.endswith("发生时间；未填发现时间")


def test_few_persons_are_hidden_and_what_was_never_loaded_is_not_known(store: Store) -> None:
    load(store, "customers", "customer,wave,branch\n" + "".join(f"C{n:03d},W1,B1\n" for n in range(30)))
    notices = "".join(f"C{n:03d},data,v1,W1,2026-10-01,2026-10-02,consented,2026-10-20\n" for n in range(12))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,answered at,answer,consent withdrawn at\n" + notices,
    )
    found = load_clocks(store, Scope(ADMIN))
    row = found.kinds.set_index("clock").loc["withdrawal"]
    assert (row["n"], row["in_time"], row["overdue"], found.missing) == (12, None, None, ("requests",))
    said = table_kinds(found, Translator("en"))
    assert said.note.endswith("Never loaded, so whether it ended is not known: Requests of persons.")
    load(
        store,
        "requests",
        "request,customer,wave,branch,kind of request,request received at,request answered at\n"
        "R1,C000,W1,B1,withdrawal,2026-10-20,2026-10-22\nR2,C001,W1,B1,access,2026-11-02,\n",
    )
    found = load_clocks(store, Scope(ADMIN))
    kinds = found.kinds.set_index("clock")
    assert kinds.loc["withdrawal", ["n", "in_time", "overdue"]].tolist() == [12, 1, 11]
    assert (kinds.loc["request", "n"], kinds.loc["request", "overdue"]) == (None, None), "one person is no group"
    assert found.cases.loc[found.cases["clock"] == "request", ["case_no", "state", "days"]].to_numpy().tolist() == [
        ["R2", "overdue", -6]
    ]


def test_a_withdrawal_that_only_the_ledger_of_requests_knows_starts_its_clock(store: Store) -> None:
    """Eleven who asked for the end and of whom the notices tell no withdrawal, one of whom they do: each is counted
    once."""
    load(store, "customers", "customer,wave,branch\n" + "".join(f"C{n:03d},W1,B1\n" for n in range(30)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,answered at,answer,consent withdrawn at\n"
        "C000,data,v1,W1,2026-10-01,2026-10-02,consented,2026-10-20\n",
    )
    asked = "".join(
        f"R{n:03d},C{n:03d},W1,B1,withdrawal,2026-10-20,{'2026-10-22' if n < 2 else ''}\n" for n in range(12)
    )
    load(
        store,
        "requests",
        "request,customer,wave,branch,kind of request,request received at,request answered at\n" + asked,
    )
    found = load_clocks(store, Scope(ADMIN))
    kinds = found.kinds.set_index("clock")
    assert kinds.loc["withdrawal", ["n", "in_time", "overdue"]].tolist() == [12, 2, 10]
    assert found.cases.loc[found.cases["clock"] == "withdrawal", "case_no"].tolist() == [
        f"R{n:03d}" for n in range(2, 12)
    ]


def test_seventy_two_hours_where_the_european_rule_holds(store: Store) -> None:
    """Found on 2 November at 22:15: until the 5th at 22:15. To the minute, a minute later, never told; and one of today
    with a day left."""
    load(store, "programme", "programme,transferring company,receiving company,calendar\nP,A,B,EU\n")
    load(
        store,
        "incidents",
        "incident,wave,kind of incident,occurred at,detected at,reported at,persons told at,harm averted,severity\n"
        "I1,W1,personal data,2026-11-02 09:00,2026-11-02 22:15,2026-11-05 22:15,,yes,high\n"
        "I2,W1,personal data,2026-11-02 09:00,2026-11-02 22:15,2026-11-05 22:16,,yes,high\n"
        "I3,W1,personal data,2026-11-02 09:00,2026-11-02 22:15,,,yes,high\n"
        "I4,W1,personal data,2026-11-22 09:00,2026-11-22 10:00,,,yes,high\n",
    )
    found = load_clocks(store, Scope(ADMIN))
    t = Translator("en")
    (row,) = [[cell.text for cell in line[1:10]] for line in table_kinds(found, t).body.rows]
    assert row[0].startswith("72 hours by law")
    assert row[1:] == ["4", "1", "1", "0", "0", "1", "1", "0"]
    due = [[line[at].text.replace("\xa0", " ") for at in (2, 4, 5)] for line in table_cases(found, t).body.rows]
    assert due == [
        ["I3", "5 Nov 2026, 22:15 · day of the law", "18 days late"],
        ["I4", "25 Nov 2026, 10:00 · day of the law", "2 days left"],
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_a_deadline_nothing_is_in_time(store: Store, lang: str) -> None:
    """No law, no internal day and none in the ledger: answered ones are done, open ones open, and neither is in
    time."""
    t = Translator(lang)
    load(
        store,
        "obligations",
        "obligation,jurisdiction,duty (English),duty (Chinese),per,event,in"
        " force\nP11,CN,Answer,答复,programme,case,yes\n",
    )
    load(
        store,
        "requests",
        "request,customer,wave,branch,kind of request,request received at,request answered at\n"
        + "".join(f"R{n:02d},,W1,B1,access,2026-10-02,{'2026-10-03' if n < 5 else ''}\n" for n in range(12)),
    )
    found = load_clocks(store, Scope(ADMIN))
    shown = table_kinds(found, t)
    row = next(line for line in shown.body.rows if line[0].text == t("compliance.clocks.kind.request"))
    assert [cell.text for cell in row[2:11]] == ["12", "0", "0", "5", "0", "0", "0", "7", "0"]
    assert shown.title == t("compliance.clocks.kinds.plain")
    cells = [line[5].text for line in table_cases(found, t).body.rows]
    assert cells == [{"en": "no deadline", "zh": "无期限"}[lang]] * 7
