"""The product is asked what it sees in the demo programme's safeguards: what is planted, and nothing in a quiet one."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.charts.safeguards.training import describe_scores, describe_teams
from analytics.metrics.safeguards import (
    Continuity,
    Documents,
    Protection,
    Training,
    load_continuity,
    load_documents,
    load_protection,
    load_training,
)
from analytics.metrics.safeguards.continuity import latest_tests
from analytics.metrics.safeguards.protection import compute_assets
from analytics.metrics.safeguards.training import COVERAGE
from analytics.scope import Scope
from data.access import Rights
from data.demo.safeguards import assets, continuity_tests, control_tests, truth
from data.demo.staff import document_access, documents, training
from data.demo.words import Words
from data.language import Translator
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def protection(demo: Store, rights: Rights) -> Protection:
    return load_protection(demo, Scope(rights))


@pytest.fixture(scope="module")
def continuity(demo: Store, rights: Rights) -> Continuity:
    return load_continuity(demo, Scope(rights))


@pytest.fixture(scope="module")
def trained(demo: Store, rights: Rights) -> Training:
    return load_training(demo, Scope(rights))


@pytest.fixture(scope="module")
def papers(demo: Store, rights: Rights) -> Documents:
    return load_documents(demo, Scope(rights))


def test_the_overdue_review_is_found_and_no_other(protection: Protection) -> None:
    assert protection.overdue["control"].tolist() == [EFFECTS["review_overdue"]["control"]]
    assert protection.controls.loc[protection.controls["state"] == "bad", "control"].tolist() == ["C-05"]


def test_the_asset_without_an_assessment_is_found(protection: Protection) -> None:
    bad = protection.assets[protection.assets["state"] == "bad"]
    assert bad["asset"].tolist() == [EFFECTS["asset_unassessed"]["asset"]]


def test_the_wave_that_is_not_ready_is_found(continuity: Continuity) -> None:
    waves = continuity.waves.set_index("wave")
    planted = EFFECTS["recovery_failed"]
    assert waves.index[waves["state"] == "bad"].tolist() == [planted["wave"]]
    assert waves.loc[planted["wave"], "blockers"] == EFFECTS["blockers_open"]["count"]
    failed = latest_tests(continuity.tests).query("judged == 'failed'")
    assert failed[["wave", "over"]].to_numpy().tolist() == [[planted["wave"], planted["actual"] - planted["target"]]]


def test_the_untrained_role_is_found_and_no_other(trained: Training) -> None:
    short = trained.coverage[trained.coverage["value"] < COVERAGE]
    assert short["role"].tolist() == ["Hotline"]


def test_what_was_not_planted_is_not_claimed(trained: Training) -> None:
    """On line and on site were drawn alike, and complaints without regard to training."""
    t = Translator("en")
    assert "within noise" in describe_scores(trained, t).title
    assert "within noise" in describe_teams(trained, t).title


def test_missing_documents_are_found_in_their_wave(papers: Documents) -> None:
    planted = EFFECTS["documents_missing"]
    assert papers.missing["wave"].tolist() == [planted["wave"]] * planted["count"]


def test_the_night_reader_is_found_and_nobody_else(papers: Documents) -> None:
    planted = EFFECTS["night_reader"]
    looks = pd.DataFrame() if papers.looks is None else papers.looks
    assert looks.loc[looks["odd"], "person"].tolist() == [planted["person"]] * planted["count"]


def test_looks_are_not_read_for_those_who_may_not_see_rows(demo: Store) -> None:
    assert load_documents(demo, Scope(Rights("boss", "executive"))).looks is None


def test_a_quiet_programme_has_none_of_it() -> None:
    words = Words("en")
    assert (compute_assets(assets(words, TODAY, True), TODAY)["state"] != "bad").all()
    assert (continuity_tests(words, TODAY, True)["result"] != "failed").all()
    assert document_access(words, TODAY, True)["in_role"].all()
    needed = documents(words, TODAY, True).query("required_by <= @TODAY")
    assert needed["finished_on"].notna().all()
    reviews = control_tests(words, TODAY, True).query("control == 'C-05'")
    assert (TODAY - reviews["tested_on"].max().date()).days <= 90
    hotline = training(words, TODAY, True).query("role == 'Hotline' and attempt == 1")
    assert hotline["held_on"].notna().mean() > COVERAGE
