"""The product is asked what it sees in the demo programme's safeguards: what is planted, and nothing in a quiet one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.judging import USUAL
from analytics.safeguards.charts.protection import unproven_said
from analytics.safeguards.charts.training import chart_scores, chart_teams
from analytics.safeguards.numbers import (
    Continuity,
    Documents,
    Protection,
    Support,
    Training,
    load_continuity,
    load_documents,
    load_protection,
    load_support,
    load_training,
)
from analytics.safeguards.numbers.protection import compute_assets
from analytics.safeguards.numbers.support import LONGEST, UNITS, compute_times, compute_waves, compute_weekly
from analytics.scope import Scope
from data.access import Rights
from data.demo.plan import WAVES
from data.demo.safeguards import assets, continuity_tests, control_tests, truth
from data.demo.staff import document_access, documents, training
from data.demo.support import simulate_tickets
from data.demo.words import Words
from data.language import Translator
from data.store import Store
from tests.conftest import proving

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
    bare = EFFECTS["control_uncovered"]["control"]
    assert protection.controls.loc[protection.controls["state"] == "bad", "control"].tolist() == [bare, "C-05"]


def test_the_measure_that_was_tested_at_one_of_two_sites_is_found_and_no_other(protection: Protection) -> None:
    planted, t = EFFECTS["control_uncovered"], Translator("en")
    assert protection.unproven[["control", "covered", "whole"]].to_numpy().tolist() == [[planted["control"], 1, 2]]
    assert (
        unproven_said(protection, t)
        == "1 measure is proven in part: “Data is encrypted where it lies” for 1 of 2 – Data centre 2: not tested"
    )
    # The data contract with the recipient is the proof of a measure that no test names a place of.
    known = protection.controls.set_index("control").loc["C-03"]
    assert (known["covered"], known["whole"]) == (1, 1)


def test_the_asset_without_an_assessment_is_found(protection: Protection) -> None:
    bad = protection.assets[protection.assets["state"] == "bad"]
    assert bad["asset"].tolist() == [EFFECTS["asset_unassessed"]["asset"]]


def test_the_wave_that_is_not_ready_is_found(continuity: Continuity) -> None:
    waves = continuity.waves.set_index("wave")
    planted = EFFECTS["recovery_failed"]
    assert waves.index[waves["state"] == "bad"].tolist() == [planted["wave"]]
    assert waves.loc[planted["wave"], "blockers"] == EFFECTS["blockers_open"]["count"]
    failed = continuity.last.query("judged == 'failed'")
    assert failed[["wave", "over"]].to_numpy().tolist() == [[planted["wave"], planted["actual"] - planted["target"]]]


def test_the_untrained_role_is_found_and_no_other(trained: Training) -> None:
    short = trained.short
    assert short["role"].tolist() == ["Hotline"]


def test_what_was_not_planted_is_not_claimed(trained: Training) -> None:
    """On line and on site were drawn alike, and complaints without regard to training."""
    t = Translator("en")
    assert "within noise" in chart_scores(trained, t).title
    assert "within noise" in chart_teams(trained, t).title


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
    assert hotline["held_on"].notna().mean() > USUAL["training.coverage"]


@pytest.fixture(scope="module")
def desk(demo: Store, rights: Rights) -> Support:
    return load_support(demo, Scope(rights))


def test_the_short_desk_is_found_in_its_wave_alone(desk: Support) -> None:
    """Wave 5: people missing, slow, and no busier than the others."""
    planted, found = EFFECTS["support_short"], desk.waves.set_index("wave")
    assert found.index[found["slow"]].tolist() == [planted["wave"]] == [desk.focus]
    assert not found["busy"].any()
    short = found[found["ready"] < found["planned"]]
    assert short[["ready", "planned"]].to_dict("index") == {planted["wave"]: {"ready": 7, "planned": 12}}
    own = found.loc[planted["wave"]]
    for what in LONGEST:
        others = desk.others(what, planted["wave"]).median
        assert 2 <= own[what] / (others or 0) <= 4.5
    assert own["high"] < found.drop(index=planted["wave"])["value"].min()


def test_quiet_desks_are_not_called(record_property) -> None:  # type: ignore[no-untyped-def]
    """Without the planted effect: how often any wave at all is called slow or busy."""
    seeds, called = proving(20, 300), 0
    now, cut = pd.Timestamp(TODAY) + pd.Timedelta(hours=18), {plan.wave: pd.Timestamp(plan.cutover) for plan in WAVES}
    waves = pd.DataFrame(
        {"wave": list(cut), "cutover_on": list(cut.values()), "customers": [plan.customers for plan in WAVES]}
    )
    waves["days"] = (waves["cutover_on"] - pd.Timestamp(TODAY)).dt.days
    for seed in range(seeds):
        found = simulate_tickets(seed, quiet=True)
        found = found[found["opened_at"] < now]
        since = (found["opened_at"].dt.normalize() - found["wave"].map(cut)).dt.days
        weeks = found.assign(step=since // 7).groupby(["wave", "step"], as_index=False).agg(tickets=("number", "size"))
        times = {}
        for what, name in (("response", "responded_at"), ("resolution", "resolved_at")):
            over = found[name] < now
            length = (found[name].where(over, now) - found["opened_at"]).dt.total_seconds() / 60 / UNITS[what]
            step = np.where(over, np.ceil(length), np.floor(length)).clip(max=LONGEST[what]).astype(int)
            ended = (over & (length <= LONGEST[what])).astype(int)
            told = pd.DataFrame({"wave": found["wave"], "step": step, "n": 1, "ended": ended})
            times[what] = compute_times(told.groupby(["wave", "step"], as_index=False).sum(), what)
        counts = found.groupby("wave", as_index=False).agg(tickets=("number", "size"))
        whole = waves.merge(counts, how="left", on="wave").assign(
            still_open=0, overdue=0, judged=0, in_time=0, items=None, planned=None, ready=None
        )
        judged = compute_waves(whole, compute_weekly(waves, weeks, found["opened_at"].min().normalize(), TODAY), times)
        called += bool((judged["slow"] | judged["busy"]).any())
    record_property("desks_called", f"{called} of {seeds} quiet programmes")
    assert called <= max(1, np.ceil(0.05 * seeds))


def test_documents_are_missing_in_three_classes_and_one_role_looked_beyond_its_own(papers: Documents) -> None:
    planted = EFFECTS["documents_missing"], EFFECTS["night_reader"]
    assert papers.classes["missing"].tolist() == [1] * planted[0]["count"] + [0] * (6 - planted[0]["count"])
    assert papers.levels["level"].tolist() == ["confidential", "internal", "open"]
    assert papers.levels["odd_role"].sum() == planted[1]["count"]
    assert papers.levels.loc[papers.levels["odd_role"] > 0, "odd_roles"].tolist() == [["Operations"], ["Operations"]]
    assert papers.levels["state"].tolist() == ["bad", "good", "watch"]
