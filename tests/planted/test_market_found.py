"""Harbour United takes more of those who leave since it raised its rate, one campaign does not pay: both are named; of
the rest nothing is claimed."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from analytics.alerts import evaluate_all
from analytics.market.area import headline
from analytics.market.charts.back import load_returns, table_back
from analytics.market.numbers.back import load_back, load_came_back
from analytics.market.numbers.campaigns import load_campaigns
from analytics.market.numbers.reviews import load_said, load_tone
from analytics.market.numbers.rivals import load_moves, load_whither
from analytics.market.numbers.shares import load_brand, load_shares
from analytics.scope import Scope
from data.access import Rights
from data.demo.market import PATH
from data.demo.plan import SEED
from data.demo.returns import churns, make_returns
from data.demo.roster import NEVER, day, make_departures, make_roster
from data.demo.truth import load_truth
from data.language import Translator
from data.store import Store

TRUTH = json.loads(PATH.read_text(encoding="utf-8"))
EFFECTS = {one["id"]: one for one in TRUTH["effects"]}


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def test_the_competitor_that_gains_is_named_and_not_more_leave(demo: Store, scope: Scope) -> None:
    found = load_whither(demo, scope)
    planted = EFFECTS["harbour_gains"]["shares"]
    named = planted[1] / (planted[0] + planted[1])
    risen = found.risen
    # Eleven of the twelve weeks lie after the day.
    assert (risen.rival, abs(risen.share - named) < 0.12, abs(risen.earlier - 0.25 / 0.65) < 0.08) == (
        "Harbour United",
        True,
        True,
    )
    assert [one.rival for one in found.now if one.rose] == ["Harbour United"]
    assert [move.q < 0.05 for move in load_moves(demo, scope) if move.q is not None] == [False] * len(TRUTH["moves"])


def test_the_alerts_are_those_two(demo: Store, rights: Rights) -> None:
    codes = ("competitor_gains", "campaign_unpaid", "campaign_dear")
    found = {alert.code: alert for alert in evaluate_all(demo, rights) if alert.code in codes}
    assert set(found) == {"competitor_gains", "campaign_unpaid"}
    assert found["competitor_gains"].onset >= date.fromisoformat(EFFECTS["harbour_gains"]["from"])
    assert found["campaign_unpaid"].params["campaign"] == "Summer cash bonus"


def test_the_campaign_that_does_not_pay_is_named(demo: Store, scope: Scope) -> None:
    planted = EFFECTS["bonus_does_not_pay"]
    own = {one.id: one for one in load_campaigns(demo, scope).each}
    assert [one.id for one in own.values() if one.loses] == [planted["campaign"]]
    stated = next(one for one in TRUTH["campaigns"] if one["id"] == planted["campaign"])
    expected = planted["joined"] * stated["worth"] / stated["cost"] - 1
    assert own[planted["campaign"]].roi.low < expected < own[planted["campaign"]].roi.high
    assert own["CA-05"].roi is None, "it is still running"


def test_the_rest_is_quiet_and_as_stated(demo: Store, scope: Scope) -> None:
    tone = load_tone(demo, scope)
    assert tone.change.p > 0.05
    assert tone.agree == tone.both > 300, "the stars of the demo follow its words"
    assert len(tone.agencies) == 5
    brand = load_brand(demo, scope).change("awareness")
    assert brand[2].p > 0.05
    firms = {firm["id"]: firm["customers"] + 12 * firm["a_month"] for firm in TRUTH["firms"]}
    held = load_shares(demo, scope)
    assert float(held.last.loc[held.last["own"], "share"].iloc[0]) == pytest.approx(
        firms["own"] / sum(firms.values()), abs=0.003
    )


def test_who_came_back_while_they_were_asked_to_is_told_with_the_pace_before_and_the_cost(
    demo: Store, scope: Scope
) -> None:
    """Counted from the made roster itself: who was away at the start of the campaign, and who of them was back by its
    end."""
    planted, told = EFFECTS["won_back"], TRUTH["returns"]
    stated = next(one for one in TRUTH["campaigns"] if one["id"] == planted["campaign"])
    begins, ends = (day(date.fromisoformat(stated[name])) for name in ("from", "to"))
    roster = make_roster(SEED)
    left = make_departures(SEED, roster, load_truth(), 63)
    back = make_returns(SEED, roster, left)
    away = (left < begins) & (back >= begins) & churns(SEED)
    (one,) = load_back(demo, scope).drives
    assert (one.during.n, one.during.back) == (int(away.sum()), int((away & (back <= ends)).sum()))
    asked = np.isin(roster.wave, [int(wave[1:]) - 1 for wave in told["waves"]]) & away
    asked &= left <= day(date.fromisoformat(told["left_by"]))
    assert one.share.low < planted["share"] * asked.sum() / away.sum() < one.share.high
    assert (one.works, one.contradicts, one.told) == (True, False, one.during.back)
    weekly = told["weekly"] * asked.sum() / away.sum() * one.during.weeks
    assert one.anyway == pytest.approx(weekly, abs=3)
    assert one.each.low < stated["cost"] / (planted["share"] * asked.sum()) < one.each.high
    title = table_back(load_returns(demo, scope), Translator("en")).title
    assert f"{one.during.back} of {one.during.n} who had left came back while it ran" in title
    assert "times as fast as before it" in title
    came = load_came_back(demo, scope)
    assert int(came["campaigns"].notna().sum()) == one.during.back
    assert len(came) == int(((left < NEVER) & (back <= day(date(2026, 11, 22)))).sum())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_headline_says_both(demo: Store, scope: Scope, lang: str) -> None:
    said = headline(demo, scope, Translator(lang))
    assert "Harbour United" in said
    assert "Summer cash bonus" in said


def test_without_rows_no_review_is_quoted_and_small_counts_stay_hidden(demo: Store) -> None:
    executive = Scope(Rights("e", "executive"))
    assert load_said(demo, executive) is None
    whither = load_whither(demo, executive.but(waves=("W1",)))
    assert all(min(one.hits, one.n - one.hits) >= 10 or one.hits == one.n for one in whither.gains)
