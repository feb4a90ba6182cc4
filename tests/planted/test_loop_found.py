"""What is planted in the follow-up and the texts of complaints is found and named; what is not there is not claimed."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.complaints.charts.loop import Looped, chart_after, chart_branches, slow
from analytics.complaints.charts.rates import Look
from analytics.complaints.charts.texts import Spaced, Themes, chart_rare, chart_themes
from analytics.complaints.numbers.loop import Loop, load_loop
from analytics.complaints.numbers.rates import load_complaints
from analytics.complaints.numbers.resolution import load_resolution
from analytics.complaints.numbers.texts import load_rare, load_silent, load_themes
from analytics.scope import Scope
from data.access import Rights
from data.demo.loop import truth
from data.language import Translator
from data.store import Store

CAUSE = "Direct debit not carried over"
NO_EVENTS = pd.DataFrame({"kind": [], "day": pd.to_datetime([]), "wave": [], "label": []})


@pytest.fixture(scope="module")
def loop(demo: Store, rights: Rights) -> Loop:
    return load_loop(demo, Scope(rights))


def test_the_branch_that_is_slow_is_named_and_no_other(loop: Loop) -> None:
    planted = truth()["effects"][0]
    assert slow(loop)["branch"].tolist() == [planted["branch"]]
    row = loop.branches.set_index("branch").loc[planted["branch"]]
    assert row["low"] < planted["reached_in_time"] * (1 - truth()["unowned"]) < row["high"]
    assert planted["branch"] in chart_branches(Looped(loop, NO_EVENTS, None), Translator("en")).title


def test_a_contact_is_not_said_to_better_the_next_answer(loop: Loop) -> None:
    assert loop.gap.low < 0 < loop.gap.high
    assert (loop.after["low"] > 0).all()  # low scores rise by themselves: that is why rows are compared
    assert "no better beyond noise" in chart_after(Looped(loop, NO_EVENTS, None), Translator("en")).title


def test_the_theme_after_the_cutover_is_found_and_no_other_came_up(demo: Store, rights: Rights) -> None:
    t = Translator("en")
    common = frozenset([*t("themes.common.en").split("|"), *t("themes.common.zh").split("、")])
    found = load_themes(demo, Scope(rights), common)
    assert found.loc[found["changed"] > 0, "theme"].tolist() == ["direct debit"]
    assert "“Direct debits: direct debit” came up" in chart_themes(Themes(found, True), t).title


def test_silent_customers_of_the_same_places_score_lower(demo: Store, rights: Rights) -> None:
    found, changes = load_silent(demo, Scope(rights), CAUSE)
    assert found["wave"].tolist() == ["W3"]
    assert changes[0].high < 0
    fees, nothing = load_silent(demo, Scope(rights), "Fee not understood")
    assert all(change is None or change.high > 0 for change in nothing), fees


def test_the_rare_cause_comes_closer_together_after_the_start(demo: Store, rights: Rights) -> None:
    scope = Scope(rights)
    whole = load_complaints(demo, scope)
    rare = load_rare(demo, scope, whole, CAUSE)
    assert rare.a_week < 5
    assert (rare.shifted, rare.change.rose) == (True, True)
    # Planted for wave 3, which moved on 11 July: starts are weighed every four weeks.
    assert abs((rare.onset - pd.Timestamp(2026, 7, 11)).days) <= 28
    drawn = chart_rare(Spaced(Look(whole, NO_EVENTS, cause=CAUSE), rare), Translator("en")).body.series[-1]
    assert drawn.tone == "bad"
    marked = [day for day, value in zip(drawn.x, drawn.y, strict=True) if value is not None]
    assert rare.onset <= min(marked) < max(marked) <= rare.seen
    others = [cause for cause in whole.causes["cause"] if cause and cause != CAUSE]
    assert [cause for cause in others if load_rare(demo, scope, whole, cause).shifted] == []


def test_time_to_close_and_service_level_did_not_change(demo: Store, rights: Rights) -> None:
    found = load_resolution(demo, Scope(rights))
    assert found.test.p > 0.01
    assert int(found.kept.weekly["beyond"].abs().sum()) <= 1
