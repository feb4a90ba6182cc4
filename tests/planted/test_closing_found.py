"""The product is asked what it sees in the closing of branches of the demo programme: what is planted, and no other
contradiction."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.closing import alerts
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.closing.numbers.steps import DONE, Closing, compute_steps, load_closing
from analytics.compliance.numbers.duties import compute_catalogue
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import Rights
from data.datasets import DATASETS
from data.demo.closing import steps, truth
from data.demo.plan import DECISION, sunday
from data.demo.words import Words
from data.legal import load_catalogue
from data.store import Store
from data.store.query import Query

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
LINES = Query(
    "test.prepaid", "select customer, branch, kind, amount, way, done_on from {prepaid}", "rows", to_date=False
)
ROSTER = Query(
    "test.balances",
    """select c.customer, m.branch, c.prepaid_balance from {customers} c join {moves} m on m.customer = c.customer
       where c.prepaid_balance > 0 and c.customer not in (select customer from {departures}
         where came_back_on is null)""",
    "rows",
)


@pytest.fixture(scope="module")
def closing(demo: Store, rights: Rights) -> Closing:
    return load_closing(demo, Scope(rights))


def test_the_contradictions_are_found_and_no_other(closing: Closing) -> None:
    order, early = EFFECTS["registration_before_tax"], EFFECTS["claims_closed_early"]
    found = closing.contradicted[["subject", "step", "wrong", "behind"]].to_numpy().tolist()
    assert sorted(found) == sorted(
        [["split", early["step"], ("early",), ()], [order["branch"], order["step"], ("order",), (order["after"],)]]
    )
    assert closing.at("split", early["step"]).due_at.date() == date.fromisoformat(early["until"])


def test_the_overdue_deregistration_says_what_it_waits_for(closing: Closing) -> None:
    planted = EFFECTS["registration_overdue"]
    late = closing.of("overdue", "late")
    assert late[["subject", "step", "waits_for"]].to_numpy().tolist() == [
        [planted["branch"], planted["step"], tuple(planted["waits_for"])]
    ]
    assert [due.date() for due in late["due_at"]] == [date.fromisoformat(planted["due"])]
    assert late["days"].tolist() == [(date.fromisoformat(planted["due"]) - closing.day).days]


def test_the_deletion_without_a_certificate_is_found_and_no_other(closing: Closing) -> None:
    planted = EFFECTS["deletion_unproved"]
    assert closing.unproved[["subject", "step", "done_on"]].to_numpy().tolist() == [
        [planted["branch"], planted["step"], date.fromisoformat(planted["done"])]
    ]


def test_nothing_without_a_deadline_is_in_time(closing: Closing) -> None:
    held = closing.frame[closing.frame["due_at"].isna()]
    assert set(held["state"]) <= {"done", "open", "waiting"}
    timed = closing.of("met")
    assert set(timed["step"]) == {"creditors", "announcement", "social", "registration"}


def test_money_held_adds_up_and_agrees_with_the_rows(demo: Store, rights: Rights) -> None:
    """Counted again from the rows: held = refunded + carried over + open in each branch; who is missing is missing."""
    found = load_prepaid(demo, Scope(rights))
    lines, roster = (demo.read(query, rights) for query in (LINES, ROSTER))
    lines["amount"] = lines["amount"].astype(float)
    settled = lines[lines["done_on"].notna()]
    balances = set(lines.loc[lines["kind"] == "balance", "customer"])
    for row in found.branches.itertuples():
        own, done = lines[lines["branch"] == row.branch], settled[settled["branch"] == row.branch]
        way = done.groupby("way")["amount"].sum()
        assert (row.n, row.waiting) == (own["customer"].count(), len(own) - len(done))
        assert [row.held, row.carried, row.refunded] == pytest.approx(
            [own["amount"].sum(), way["carry"], way["refund"]]
        )
        assert row.open == pytest.approx(row.held - row.carried - row.refunded, abs=1e-6)
        assert row.missing == (~roster.loc[roster["branch"] == row.branch, "customer"].isin(balances)).sum()
    planted, unlisted = EFFECTS["refunds_open"], EFFECTS["balances_unlisted"]
    waiting = found.branches.set_index("branch")["waiting"]
    assert waiting[waiting > 0].to_dict() == {planted["branch"]: planted["customers"]}
    missing = found.branches.set_index("branch")["missing"]
    assert missing[missing > 0].index.tolist() == [unlisted["branch"]]
    assert 0 <= unlisted["customers"] - missing[unlisted["branch"]] <= 4, "some of them have left since"
    held = lines["amount"].sum()
    assert METRICS["prepaid_settled"].now(demo, Scope(rights)).now.value == pytest.approx(
        settled["amount"].sum() / held
    )


def test_what_stands_is_what_the_ledgers_hold(demo: Store, rights: Rights) -> None:
    there = Query(
        "test.there",
        """select branch, count(*) as people from {moves} where (moved_on is null or returned_on is not null)
           and customer not in (select customer from {departures} where came_back_on is null) group by branch""",
        "rows",
    )
    people = demo.read(there, rights).set_index("branch")["people"].to_dict()
    frame = load_standing(demo, Scope(rights)).frame.set_index("branch")
    assert frame["customers"].to_dict() == {branch: people[branch] for branch in frame.index}
    assert [branch for branch, row in frame.iterrows() if pd.isna(row["registered_on"])] == [
        EFFECTS["registration_overdue"]["branch"]
    ]


def test_the_early_warnings_name_what_is_planted(demo: Store, rights: Rights) -> None:
    """The overdue deregistration is told by the register of duties already."""
    found = [alert for alert in alerts.evaluate(demo, rights) if alert.code != "closed_standing"]
    assert sorted((alert.code, alert.onset) for alert in found) == [
        ("closing_early", date.fromisoformat(EFFECTS["claims_closed_early"]["done"])),
        ("closing_order", date.fromisoformat(EFFECTS["registration_before_tax"]["registered"])),
    ]


def test_a_quiet_programme_has_no_contradiction_on_any_sunday() -> None:
    catalogue = compute_catalogue(load_catalogue().iloc[:0], "CN")
    for week in range(14, 88, 4):
        on = sunday(week)
        register = steps(Words("en"), on, True).reindex(columns=list(DATASETS["closing"].by_name))
        found = compute_steps(
            register, catalogue, [], DECISION, pd.Timestamp(on + timedelta(hours=20)).to_pydatetime(), split=True
        )
        assert (
            found.loc[
                (found["wrong"].map(len) > 0) | found["state"].isin(("overdue", "late", "unclear")), "step"
            ].tolist()
            == []
        )
        assert found["state"].isin(DONE).sum() == register["done_on"].notna().sum()
