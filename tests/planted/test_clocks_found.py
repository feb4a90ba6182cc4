"""The clocks of the demo programme that started themselves, each case counted one by one beside what the statements
count."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from analytics.complaints.area import headline
from analytics.compliance.numbers.clocks import Clocks, load_clocks
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.stats.legal_clock import compute_clock
from data.access import Rights
from data.demo.requests import truth
from data.language import Translator
from data.store import Store
from data.store.query import Query

PLANTED = truth()["effects"][0]
KNOWN = datetime(2026, 11, 22, 23, 59, 59)
"""The end of the last day of which the ledgers tell."""
REQUESTS = Query("test.requests", "select request, kind, received_at, answered_at from {requests}", "rows")
COMPLAINTS = Query(
    "test.complaints",
    "select opened_at, closed_at, cast(due_at as date) + cast(coalesce(paused_days, 0) as integer) as due from"
    " {complaints}",
    "rows",
)
WITHDRAWN = Query(
    "test.withdrawn",
    "select customer from {notices} where withdrawn_at is not null union select customer from {requests} where kind ="
    " 'withdrawal'",
    "rows",
)


@pytest.fixture(scope="module")
def found(demo: Store, rights: Rights) -> Clocks:
    return load_clocks(demo, Scope(rights))


def counted(found: Clocks, clock: str) -> dict[str, int]:
    row = found.kinds.set_index("clock").loc[clock]
    return {"met": row["in_time"], "late": row["late"], "overdue": row["overdue"], "due": row["running"]}


def test_requests_are_due_fifteen_days_on_and_the_planted_ones_are_not_answered(
    demo: Store, rights: Rights, found: Clocks
) -> None:
    asked = demo.read(REQUESTS, rights)
    asked = asked[asked["kind"] != "withdrawal"]
    due = asked["received_at"].dt.normalize() + timedelta(days=16) - timedelta(seconds=1)
    over = asked["answered_at"].notna()
    assert counted(found, "request") == {
        "met": int((over & (asked["answered_at"] <= due)).sum()),
        "late": int((over & (asked["answered_at"] > due)).sum()),
        "overdue": PLANTED["requests"],
        "due": int((~over & (due >= KNOWN)).sum()),
    }
    late = found.cases[(found.cases["clock"] == "request") & (found.cases["state"] == "overdue")]
    assert sorted(late["case_no"]) == sorted(asked.loc[~over & (due < KNOWN), "request"])
    assert set(late["law"]) == {False}, "the law names no number"


def test_complaints_are_counted_as_one_by_one(demo: Store, rights: Rights, found: Clocks) -> None:
    """The day in the ledger, every row has one: the clock of each complaint, against the statement, the tile and the
    headline."""
    states: Counter[str] = Counter()
    for opened, closed, due in demo.read(COMPLAINTS, rights).itertuples(index=False):
        done = None if pd.isna(closed) else closed.to_pydatetime()
        states[compute_clock(opened.to_pydatetime(), None, done, KNOWN, due.date()).state] += 1
    assert METRICS["complaints_overdue"].now(demo, Scope(rights)).value == states["overdue"]
    open_ = states["overdue"] + states["due"]
    assert f"{states['overdue']} of {open_} open ones are past their time" in headline(
        demo, Scope(rights), Translator("en")
    )
    assert counted(found, "complaint") == {name: states[name] for name in ("met", "late", "overdue", "due")}


def test_who_withdrew_consent_starts_a_clock(demo: Store, rights: Rights, found: Clocks) -> None:
    """By a notice or by a request: of one customer the requests alone know."""
    row = found.kinds.set_index("clock").loc["withdrawal"]
    assert (row["n"], row["overdue"], row["late"]) == (len(demo.read(WITHDRAWN, rights)), 0, 0)


def test_the_first_to_run_out_stands_on_top(found: Clocks) -> None:
    days = [due.date() for due in found.cases["due_at"]]
    assert days == sorted(days)
    late = found.cases[found.cases["state"] == "overdue"]
    assert late.index.tolist() == list(range(len(late)))
    step = late[late["clock"] == "closing"]
    assert step[["case_no", "kind"]].to_numpy().tolist() == [["B06", "registration"]]
    assert [due.date() for due in step["due_at"]] == [date(2026, 11, 9)]


def test_a_reader_without_rows_sees_counts_and_no_case_of_a_person(demo: Store, found: Clocks) -> None:
    seen = load_clocks(demo, Scope(Rights("reader", "executive")))
    assert set(seen.cases["clock"]) <= {"incident_authority", "incident_persons", "closing"}
    assert seen.kinds["clock"].tolist() == found.kinds["clock"].tolist()
