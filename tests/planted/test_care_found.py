"""A wave that was called late, a branch that speaks with nobody, one whose customers come again, cross-sell behind its
plan: each is named, and nothing else."""

from __future__ import annotations

import json
from datetime import date

import pytest

from analytics.care.alerts import evaluate
from analytics.care.charts.follow_up import beside_words, load_told, short_waves
from analytics.care.numbers.business import load_sold
from analytics.care.numbers.follow_up import load_beside, load_follow_up, load_touched
from analytics.care.numbers.service import load_service
from analytics.scope import Scope
from data.access import Rights
from data.demo.care import PATH
from data.language import Translator
from data.store import Store

TRUTH = json.loads(PATH.read_text(encoding="utf-8"))
EFFECTS = {one["id"]: one for one in TRUTH["effects"]}


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def test_the_wave_that_was_called_late_is_the_only_one(demo: Store, scope: Scope) -> None:
    told, found = load_told(demo, scope), load_follow_up(demo, scope)
    planted = EFFECTS["wave4_late"]
    assert short_waves(told) == [planted["wave"]]
    shares = {wave: own[0] / own[1] for wave in found.names if (own := found.share(7, wave))}
    # Follow-up of unhappy customers comes on top of what is planted, and who leaves was reached less often.
    assert shares.keys() == {"W3", "W4", "W5"}
    assert abs(shares["W4"] - planted["reached"]) < 0.04
    assert abs(shares["W3"] - TRUTH["marks"][0]) < 0.02
    assert abs(shares["W5"] - TRUTH["marks"][0]) < 0.02


def test_silence_and_repeats_are_where_they_were_planted(demo: Store, scope: Scope) -> None:
    seen, cases = load_touched(demo, scope), load_service(demo, scope)
    own = seen.known.set_index("branch")
    shares = own["silent"] / own["n"]
    planted = EFFECTS["branch9_silent"]
    assert shares.idxmax() == planted["branch"]
    assert shares.drop(planted["branch"]).max() < 0.1
    assert abs(shares.max() - (1 - planted["monthly"])) < 0.1
    assert [one.branch for one in cases.apart] == [EFFECTS["branch8_again"]["branch"]]


def test_cross_sell_is_behind_and_new_business_is_not(demo: Store, scope: Scope) -> None:
    sold = load_sold(demo, scope)
    assert [one.kind for one in sold.behind] == ["cross_sell"]
    new = sold.of("new")
    assert not new.behind


def test_care_beside_staying_is_called_an_association(demo: Store, scope: Scope) -> None:
    found = load_beside(demo, scope)
    assert found.waves == ["W3", "W4"]
    assert found.within.difference > 0
    assert found.within.p < 0.05
    assert "an association, no proof" in beside_words(found, Translator("en"))
    assert "这只是关联" in beside_words(found, Translator("zh"))


def test_each_is_an_alert_and_nothing_else_is(demo: Store, rights: Rights) -> None:
    told = {alert.code: alert for alert in evaluate(demo, rights)}
    assert set(told) == {"care_missed", "care_silent"}
    assert (told["care_missed"].subject, told["care_missed"].onset) == ("W4", date(2026, 9, 13))
