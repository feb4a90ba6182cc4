"""Duties, evidence, reviews and the shares made of them, judged by hand; upload of what does not fit."""

from __future__ import annotations

import io
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import load_workbook

from analytics.compliance import alerts
from analytics.compliance.numbers import (
    compute_items,
    compute_share,
    load_duties,
    load_evidence,
    load_lawful,
    load_reviews,
)
from analytics.compliance.numbers.duties import compute_catalogue
from analytics.compliance.numbers.evidence import compute_evidence, proofs_of
from analytics.compliance.numbers.reviews import compute_ages, compute_covers, compute_matrix, compute_reviews
from analytics.frames import rows
from analytics.judging import USUAL
from analytics.metrics import METRICS
from analytics.reports.compliance import report_html, report_workbook
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.legal import load_catalogue
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
TODAY = date(2026, 11, 23)
SHA = "a" * 64


def begin(store: Store) -> None:
    load(
        store,
        "programme",
        "programme,transferring company,receiving company,decision date,calendar\nX,A,B,2025-09-01,CN\n",
    )
    load(
        store,
        "waves",
        "wave,route for personal data,route for contracts,planned cut-over\n"
        "W1,split,split,2026-12-05\nW2,provide,novation,2026-03-05\nW3,,,2027-01-16\n",
    )


def duty(store: Store, obligation: str, wave: str | None = None) -> dict[str, object]:
    frame = load_duties(store, Scope(RIGHTS)).frame
    found = frame[
        (frame["obligation"] == obligation) & (frame["wave"].isna() if wave is None else frame["wave"] == wave)
    ]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def test_the_decision_and_the_routes_give_every_duty_its_day(store: Store) -> None:
    begin(store)
    assert (duty(store, "L1-10")["due_on"], duty(store, "L1-30")["due_on"]) == (date(2025, 9, 11), date(2025, 10, 9))
    states = {(o, w): duty(store, o, w)["state"] for o in ("P1", "P2", "L4", "L3") for w in ("W1", "W2", "W3")}
    assert states == {
        ("P1", "W1"): "due",
        ("P1", "W2"): "not_applicable",
        ("P1", "W3"): "unknown",
        ("P2", "W1"): "not_applicable",
        ("P2", "W2"): "overdue",
        ("P2", "W3"): "unknown",
        ("L4", "W1"): "not_applicable",
        ("L4", "W2"): "overdue",
        ("L4", "W3"): "unknown",
        ("L3", "W1"): "not_applicable",
        ("L3", "W2"): "not_applicable",
        ("L3", "W3"): "unknown",
    }
    assert duty(store, "P1", "W1")["due_on"] == date(2026, 12, 4)


def test_nothing_is_claimed_while_nobody_has_recorded_a_duty(store: Store) -> None:
    begin(store)
    assert load_lawful(store, Scope(RIGHTS)).value is None
    assert alerts.evaluate(store, RIGHTS) == []


def test_a_duty_is_met_late_or_set_aside_with_its_reason(store: Store) -> None:
    begin(store)
    load(
        store,
        "duties",
        "obligation,wave,case,event,done on,applies,reason\n"
        "L1-10,,,,2025-09-11,,\nL1-30,,,,2025-10-10,,\nP2,W2,,,,no,customers stay with the same company\n"
        "C1,,INC-1,2026-11-01 09:00,2026-11-01 12:59,,\nC1,,INC-2,2026-11-01 09:00,2026-11-01 13:01,,\n"
        "P11,,DSR-1,2026-11-02,,,\n",
    )
    found = load_duties(store, Scope(RIGHTS)).frame
    assert (duty(store, "L1-10")["state"], duty(store, "L1-30")["state"], duty(store, "P2", "W2")["state"]) == (
        "met",
        "late",
        "not_applicable",
    )
    cases = found[found["case_no"].notna()].set_index("case_no")
    assert cases["state"].to_dict() == {"INC-1": "met", "INC-2": "late", "DSR-1": "overdue"}
    assert cases["law"].to_dict() == {"INC-1": True, "INC-2": True, "DSR-1": False}
    assert cases.loc["DSR-1", "due_on"] == date(2026, 11, 17)


def test_a_duty_that_was_set_aside_without_a_reason_is_asked_for_as_before(store: Store) -> None:
    begin(store)
    before = duty(store, "P2", "W2")["state"]
    load(store, "duties", "obligation,wave,applies,reason\nP2,W2,no,\n")
    assert (before, duty(store, "P2", "W2")["state"]) == ("overdue", "overdue")
    assert "P2" in list(load_lawful(store, Scope(RIGHTS)).rows["id"])


def test_the_lawful_score_counts_days_of_the_law_only_and_opens_to_its_rows(store: Store) -> None:
    begin(store)
    load(
        store,
        "duties",
        "obligation,wave,case,event,done on\nL1-10,,,,2025-09-11\nL1-30,,,,2025-10-10\nP11,,DSR-1,2026-11-02,\n",
    )
    share = load_lawful(store, Scope(RIGHTS))
    # In time: L1-10. Not: L1-30 late; P2, P5, P9, N1 and L4 of wave 2 open past their day. DSR-1 has an internal target
    # only.
    assert (share.in_time, share.failed, share.value) == (1, 6, pytest.approx(1 / 7))
    assert sorted(share.rows["id"]) == ["L1-10", "L1-30", "L4", "N1", "P2", "P5", "P9"]
    assert METRICS["lawful"].compute(store, Scope(RIGHTS))["value"].tolist() == [pytest.approx(1 / 7)]
    assert METRICS["lawful"].compute(store, Scope(RIGHTS), ("wave",))[["wave", "n"]].to_numpy().tolist() == [["W2", 5]]


def test_what_does_not_fit_is_reported_on_its_row_and_kept(store: Store) -> None:
    begin(store)
    kept = load(
        store,
        "duties",
        "obligation,wave,event,due on,done on\nP1,W9,2026-05-01,,2026-04-20\nNEW-1,W1,2026-05-01,2026-06-01,\n"
        "L8,,2026-05-01,2026-04-01,\n",
    )
    assert {(issue.code, issue.row) for issue in kept.issues} == {("unknown_wave", 2), ("duty_due_before_event", 4)}
    assert (kept.counts.new, kept.counts.rejected) == (3, 0)
    found = load_duties(store, Scope(RIGHTS)).frame
    strays = found[found["cause"].isin(("wave_unknown", "obligation_unknown"))].set_index("obligation")
    assert strays["state"].to_dict() == {"P1": "unknown", "NEW-1": "unknown"}
    proofs = load(
        store,
        "evidence",
        f"evidence number,revision,sha-256,made on,expires on,obligations proved\nE1,1,{SHA},2026-01-01,2025-12-01,L8\n"
        f"E2,1,{SHA},2026-01-01,,L8 ZZ\nE3,1,abc,2026-01-01,2026-10-01,P1\nE2,1,{SHA},2026-01-01,,L8 ZZ\n",
    )
    assert {(issue.code, issue.row) for issue in proofs.issues if issue.severity == "warn"} >= {
        ("evidence_expires_before_made", 2),
        ("evidence_fingerprint_short", 4),
    }
    assert (proofs.counts.new, proofs.counts.read) == (3, 4)
    held = load_evidence(store, Scope(RIGHTS), set(load_catalogue()["obligation"])).set_index("evidence")
    assert held["twins"].to_dict() == {"E1": ("E2",), "E2": ("E1",), "E3": ()}
    assert (held.loc["E2", "unknown"], held.loc["E3", "state"], held.loc["E3", "days"]) == (("ZZ",), "bad", -53)


def test_a_row_of_the_register_replaces_the_delivered_obligation(store: Store) -> None:
    begin(store)
    load(
        store,
        "obligations",
        "obligation,duty (english),counted for,clock starts with,within or before,term in law,unit of the term,clock"
        " calendar,last day moves over,in force\nL1-30,Announce,programme,decision,within,40,day,CN,rest"
        " day,\nOWN-1,Tell the"
        " board,programme,decision,within,5,day,CN,nothing,\nP6,Rules,programme,standing,within,,,CN,nothing,no\n",
    )
    assert duty(store, "L1-30")["due_on"] == date(2025, 10, 11)  # a worked Saturday
    assert duty(store, "OWN-1")["due_on"] == date(2025, 9, 6)
    frame = load_duties(store, Scope(RIGHTS)).frame
    assert "P6" not in set(frame["obligation"])


def test_the_catalogue_says_source_article_and_whether_it_was_read() -> None:
    seed = load_catalogue()
    assert seed["obligation"].is_unique
    for name in ("duty_en", "duty_zh", "source_en", "source_zh", "article", "verified", "per", "event", "direction"):
        assert seed[name].notna().all(), name
    unread = set(seed.loc[~seed["verified"].astype(bool), "obligation"])
    assert {"G1", "G2", "P7"} <= unread
    numbered = seed[seed["direction"] == "within"]
    assert not (numbered["term"].notna() & numbered["target_days"].notna()).any(), (
        "an internal target is never beside a term of the law"
    )
    used = compute_catalogue(seed.iloc[:0])
    assert set(used.loc[used["active"].astype(bool), "jurisdiction"]) == {"CN", "ISO"}
    used = compute_catalogue(seed.iloc[:0], home="GB")
    assert set(used.loc[used["active"].astype(bool), "jurisdiction"]) == {"GB", "ISO"}


def test_one_proof_serves_several_duties_and_its_latest_revision_counts() -> None:
    frame = pd.DataFrame(
        [
            ("E1", "1", "a", "2025-01-01", "2026-10-01", None, "P1 L1-10"),
            ("E1", "10", "b", "2026-01-01", "2027-10-01", None, "P1 L1-10"),
            ("E1", "9", "c", "2026-06-01", "2026-01-01", None, "P1"),
            ("E2", "1", "d", None, "2026-12-10", "W2", "P2"),
        ],
        columns=["evidence", "revision", "sha256", "made_on", "expires_on", "wave", "obligations"],
    )
    held = compute_evidence(frame, TODAY, USUAL, {"P1", "P2", "L1-10"})
    assert held.set_index("evidence")[["revision", "revisions", "state"]].to_dict("index") == {
        "E1": {"revision": "10", "revisions": 3, "state": "good"},
        "E2": {"revision": "1", "revisions": 1, "state": "watch"},
    }
    assert [proofs_of(rows(held), (), code, None) for code in ("P1", "L1-10")] == [("good", ("E1",))] * 2
    assert proofs_of(rows(held), (), "P2", "W1") == ("none", ())
    assert proofs_of(rows(held), (), "P2", "W2") == ("watch", ("E2",))
    assert proofs_of(rows(held), ("E9",), "P9", None) == ("unknown", ("E9",))


def test_reviews_ages_repeats_and_assessment_days() -> None:
    columns = [
        "review",
        "kind",
        "type",
        "item",
        "wave",
        "title",
        "verdict",
        "severity",
        "opened_on",
        "due_on",
        "closed_on",
        "owner",
        "action",
        "action_due_on",
        "action_done_on",
        "repeats",
        "regulator",
        "obligation",
        "sites",
        "systems",
        "suppliers",
    ]

    def line(
        review: str, kind: str, opened: str | None, due: str | None = None, closed: str | None = None, **more: object
    ) -> dict[str, object]:
        return (
            dict.fromkeys(columns)
            | {"review": review, "kind": kind, "opened_on": opened, "due_on": due, "closed_on": closed}
            | more
        )

    frame = pd.DataFrame(
        [
            line("R1", "review", "2026-01-01", type="law", item="Notices", wave="W1", verdict="breach"),
            line("R2", "review", "2026-02-01", type="law", item="Notices", wave="W1", verdict="compliant"),
            line("C1", "change", "2026-11-09"),
            line("C2", "change", "2026-11-08"),
            line("C3", "change", "2026-10-01", closed="2026-10-20"),
            line("F1", "finding", "2026-10-24", "2026-12-01"),
            line("F2", "finding", "2026-10-23", "2026-11-22"),
            line("F3", "finding", "2026-05-01", "2026-12-31", action="x", action_due_on="2026-11-13", repeats="F0"),
            line("F4", "finding", "2026-09-14", "2026-10-31", "2026-10-30", action="x"),
            line("F5", "finding", "2026-09-14", "2026-10-31", "2026-10-30", action="x", action_done_on="2026-10-29"),
            line("F6", "finding", "2026-09-14", "2026-10-31", "2026-10-30"),
            line("P1", "report", None, "2026-12-03"),
            line("P2", "report", None, "2026-11-01"),
        ],
        columns=columns,
    )
    for name in ("opened_on", "due_on", "closed_on", "action_due_on", "action_done_on"):
        frame[name] = pd.to_datetime(frame[name])
    found = compute_reviews(frame, TODAY, USUAL)
    assert found.matrix[["item", "wave", "state"]].to_numpy().tolist() == [["Notices", "W1", "good"]]
    assert found.changes.set_index("review")["late"].to_dict() == {"C1": 0, "C2": 1, "C3": 0}
    assert found.changes.set_index("review")["missed"].to_dict() == {"C1": False, "C2": False, "C3": True}
    assert found.findings.set_index("review")["late"].to_dict() == {
        "F1": 0,
        "F2": 1,
        "F3": 10,
        "F4": 23,
        "F5": 0,
        "F6": 0,
    }
    # Closed on paper: a finding whose action is not done is open all the same.
    assert found.open_findings["review"].sort_values().tolist() == ["F1", "F2", "F3", "F4"]
    assert compute_ages(found)[["age", "n", "late"]].to_numpy().tolist() == [
        ["30", 1, 0],
        ["60", 1, 1],
        ["90", 1, 1],
        ["more", 1, 1],
    ]
    codes = sorted((alert.code, alert.params["review"]) for alert in alerts.compute_review_alerts(found))
    assert codes == [
        ("change_unassessed", "C2"),
        ("finding_overdue", "F2"),
        ("finding_overdue", "F3"),
        ("finding_overdue", "F4"),
        ("finding_repeated", "F3"),
        ("report_due", "P1"),
        ("report_overdue", "P2"),
    ]


def test_a_share_as_it_stood_at_a_moment() -> None:
    items = pd.DataFrame(
        {
            "kind": "duty",
            "id": ["a", "b", "c", "d"],
            "wave": None,
            "blind": pd.NaT,
            "due": pd.to_datetime(
                ["2026-01-10 23:59:59", "2026-02-10 23:59:59", "2026-02-10 23:59:59", "2026-12-31 23:59:59"]
            ),
            "done": pd.to_datetime(["2026-01-09", "2026-02-20", None, None]),
        },
    )
    said = {
        day: (
            compute_share(items, datetime.fromisoformat(day)).in_time,
            compute_share(items, datetime.fromisoformat(day)).failed,
        )
        for day in ("2026-01-01", "2026-01-31", "2026-02-15", "2026-11-23")
    }
    assert said == {"2026-01-01": (0, 0), "2026-01-31": (1, 0), "2026-02-15": (1, 2), "2026-11-23": (1, 2)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_holds_every_duty_and_no_formula(store: Store, lang: str) -> None:
    begin(store)
    load(store, "duties", "obligation,wave,done on,owner\nL1-10,,2025-09-11,=cmd()\nL1-30,,,Chen <b>\n")
    scope, t = Scope(RIGHTS), Translator(lang)
    duties, reviews = load_duties(store, scope), load_reviews(store, scope)
    evidence = load_evidence(store, scope, set())
    share = compute_share(compute_items(duties), duties.now)
    book = load_workbook(io.BytesIO(report_workbook(duties, reviews, evidence, share, t)))
    sheets = [t(f"compliance.report.sheet.{name}") for name in ("duties", "aside")]
    assert sum(book[name].max_row - 1 for name in sheets) == len(duties.frame)
    values = [cell.value for row in book[sheets[0]].iter_rows() for cell in row]
    assert "'=cmd()" in values
    assert "=cmd()" not in values
    page = report_html(duties, reviews, evidence, share, t).decode()
    assert page.count("<tr") == len(duties.frame) + 2
    assert "Chen &lt;b&gt;" in page


def test_a_review_covers_what_it_names_and_the_item_is_in_order_where_all_of_it_is() -> None:
    """Access rights were reviewed at both sites for wave 1 and at one for wave 2; a review of no wave is of both;
    notice texts name no place."""
    lines = [
        ("R1", "Access rights", "W1", "compliant", "2026-10-01", "DC 1; DC 2"),
        ("R2", "Access rights", "W2", "compliant", "2026-11-01", "DC 1"),
        ("R3", "Notice texts", "W1", "compliant", "2026-10-01", None),
        ("R4", "Deletion", None, "compliant", "2026-09-01", "DC 1"),
        ("R5", "Deletion", "W1", "compliant", "2026-10-01", "DC 2"),
        ("R6", "Deletion", "W2", "breach", "2026-10-02", "DC 2"),
    ]
    frame = pd.DataFrame(lines, columns=["review", "item", "wave", "verdict", "opened_on", "sites"])
    frame = frame.assign(opened_on=pd.to_datetime(frame["opened_on"]), type="law", systems=None, suppliers=None)
    found = compute_covers(compute_matrix(frame), frame, date(2026, 11, 22)).set_index(["item", "wave"])
    assert {key: (row.state, row.covered, row.whole) for key, row in found.iterrows()} == {
        ("Access rights", "W1"): ("good", 2, 2),
        ("Access rights", "W2"): ("watch", 1, 2),
        ("Notice texts", "W1"): ("good", 0, 0),
        ("Deletion", ""): ("watch", 1, 2),
        ("Deletion", "W1"): ("good", 2, 2),
        ("Deletion", "W2"): ("bad", 1, 2),
    }
    assert [one.write(Translator("en")) for one in found.loc[("Access rights", "W2"), "bare"]] == ["DC 2: not tested"]
