"""The product is asked what it sees in the demo programme's law and policy: what is planted, and nothing in a quiet
one."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from analytics.compliance import alerts
from analytics.compliance.numbers import Duties, Reviews, load_duties, load_evidence, load_reviews
from analytics.compliance.numbers.duties import compute_catalogue, compute_duties
from analytics.compliance.numbers.evidence import compute_evidence
from analytics.compliance.numbers.reviews import compute_reviews
from analytics.judging import USUAL
from analytics.scope import Scope
from data.access import Rights
from data.datasets import DATASETS
from data.demo.compliance import duties, evidence, reviews, truth
from data.demo.ledgers import waves_as_known
from data.demo.plan import DECISION
from data.demo.words import Words
from data.legal import load_catalogue
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def owed(demo: Store, rights: Rights) -> Duties:
    return load_duties(demo, Scope(rights))


@pytest.fixture(scope="module")
def reviewed(demo: Store, rights: Rights) -> Reviews:
    return load_reviews(demo, Scope(rights))


@pytest.fixture(scope="module")
def held(demo: Store, rights: Rights, owed: Duties) -> pd.DataFrame:
    return load_evidence(demo, Scope(rights), set(owed.catalogue["obligation"]))


def test_the_overdue_duty_is_found_and_no_other(owed: Duties) -> None:
    planted = EFFECTS["deregistration_overdue"]
    late = owed.of("overdue", "late")
    assert late[["obligation", "case_no"]].to_numpy().tolist() == [[planted["obligation"], planted["case_no"]]]
    assert late["due_on"].tolist() == [date.fromisoformat(planted["due"])]
    assert owed.of("unknown").empty


def test_expired_expiring_and_doubled_evidence_is_found_and_no_other(held: pd.DataFrame, owed: Duties) -> None:
    assert held.loc[held["state"] == "bad", "evidence"].tolist() == [EFFECTS["evidence_expired"]["evidence"]]
    assert held.loc[held["state"] == "watch", "evidence"].tolist() == [EFFECTS["evidence_expiring"]["evidence"]]
    assert sorted(held.loc[held["twins"].map(len) > 0, "evidence"]) == EFFECTS["evidence_twice"]["evidence"]
    unproved = owed.frame[owed.frame["proof"] == "bad"]
    assert unproved["obligation"].tolist() == [EFFECTS["evidence_expired"]["obligation"]]


def test_the_change_and_the_findings_are_found_and_no_other(reviewed: Reviews) -> None:
    assert reviewed.changes.loc[reviewed.changes["late"] > 0, "review"].tolist() == [
        EFFECTS["change_not_assessed"]["review"]
    ]
    assert reviewed.findings.loc[reviewed.findings["late"] > 0, "review"].tolist() == [
        EFFECTS["finding_overdue"]["review"]
    ]
    again = reviewed.findings[reviewed.findings["again"].notna()]
    assert again[["review", "again"]].to_numpy().tolist() == [
        [EFFECTS["finding_repeated"]["review"], EFFECTS["finding_repeated"]["repeats"]]
    ]


def test_the_early_warnings_name_what_is_planted(demo: Store, rights: Rights) -> None:
    found = alerts.evaluate(demo, rights)
    assert sorted(alert.code for alert in found) == [
        "change_unassessed",
        "clock_overdue",
        "clock_overdue",
        "duty_overdue",
        "evidence_expired",
        "evidence_expiring",
        "finding_overdue",
        "finding_repeated",
        "report_due",
    ]
    overdue = next(alert for alert in found if alert.code == "duty_overdue")
    assert (overdue.onset, overdue.params["duty"]) == (date(2026, 11, 10), "L8 (B06)")


def test_what_was_not_planted_is_not_claimed() -> None:
    words = Words("en")
    catalogue = compute_catalogue(load_catalogue().iloc[:0])
    proofs = compute_evidence(evidence(words, TODAY, True), TODAY, USUAL, set(catalogue["obligation"]))
    assert proofs["state"].unique().tolist() == ["good"]
    assert proofs["twins"].map(len).sum() == 0
    waves = waves_as_known(words, TODAY)
    waves = waves.assign(cutover_on=waves["cutover_on"].fillna(waves["planned_cutover_on"]), actual=True)
    owed = compute_duties(
        catalogue,
        waves,
        duties(words, TODAY, True).reindex(columns=list(DATASETS["duties"].by_name)),
        proofs,
        DECISION,
        datetime(2026, 11, 22, 18),
    )
    assert owed[owed["state"].isin(("overdue", "late", "unknown"))].empty
    quiet = compute_reviews(
        reviews(words, TODAY, True).reindex(columns=list(DATASETS["reviews"].by_name)), TODAY, USUAL
    )
    assert (quiet.changes["late"].sum(), quiet.findings["late"].sum(), quiet.findings["again"].notna().sum()) == (
        0,
        0,
        0,
    )
