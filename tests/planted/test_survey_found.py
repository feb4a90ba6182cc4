"""The sections of the satisfaction page are asked what they see in the demo programme: what is planted, and nothing else."""

from __future__ import annotations

import re

import pytest

from analytics.metrics.annotations import load_annotations
from analytics.satisfaction.charts.change import describe_change, describe_effects
from analytics.satisfaction.charts.control import describe_control
from analytics.satisfaction.charts.drivers import describe_drivers, describe_map
from analytics.satisfaction.charts.mode import describe_mode, describe_weighted
from analytics.satisfaction.charts.planning import describe_planning
from analytics.satisfaction.charts.response import describe_response
from analytics.satisfaction.charts.survivors import describe_survivors
from analytics.satisfaction.charts.themes import describe_theme, describe_themes
from analytics.satisfaction.numbers.change import load_change
from analytics.satisfaction.numbers.control import load_control, load_controls
from analytics.satisfaction.numbers.drivers import Drivers, load_drivers
from analytics.satisfaction.numbers.mode import load_mode
from analytics.satisfaction.numbers.planning import load_planning
from analytics.satisfaction.numbers.response import load_response
from analytics.satisfaction.numbers.scores import CSAT, NPS
from analytics.satisfaction.numbers.survivors import load_survivors
from analytics.satisfaction.numbers.themes import load_themes
from analytics.scope import Scope
from data.access import Rights
from data.demo import load_truth
from data.demo.answers import WEIGHTS
from data.demo.plan import WAVES
from data.demo.truth import ITEMS
from data.language import Translator
from data.store import Store

TRUTH = load_truth()
EN, ZH = Translator("en"), Translator("zh")
CAUSE = re.compile(r"\b(because|cause[sd]?|due to|driv(e|es|en)|led to|lead(s)? to)\b|导致|造成|驱动|归因|由于")


@pytest.fixture
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def test_wave_3_alone_changed_and_the_same_customers_confirm_it(demo: Store, scope: Scope) -> None:
    found = load_change(demo, scope, "nps")
    assert list(found.moved) == ["W1", "W2", "W3", "W4", "W5"]
    for kind in ("unpaired", "paired"):
        verdicts = found.waves[found.waves["kind"] == kind].set_index("wave")["verdict"].to_dict()
        assert verdicts == {wave: "fell" if wave == "W3" else "within" for wave in found.moved}
    # The mean of the planted points over the weeks 0 to 11; answers lie a little more in the first of them.
    planted = sum(TRUTH.effect("wave3_dip").weeks) / 12
    own = found.waves[(found.waves["wave"] == "W3") & (found.waves["kind"] == "unpaired")].iloc[0]
    assert own["low"] < planted < own["high"]
    assert describe_change(found, EN).title.startswith("NPS of wave\u00a03 fell at its cut-over: ")
    assert "第3波次切换后NPS变化" in describe_change(found, ZH).title


def test_the_point_of_wave_5_is_said_to_be_too_small_to_tell(demo: Store, scope: Scope) -> None:
    found = load_change(demo, scope.but(), "nps")
    own = found.waves[(found.waves["wave"] == "W5") & (found.waves["kind"] == "unpaired")].iloc[0]
    assert own["verdict"] == "within"
    assert own["needed"] > 10 * min(own["n_before"], own["n_after"])
    assert "too small to tell" in describe_change(found, EN).note
    assert "无法判定" in describe_change(found, ZH).note


def test_no_item_is_said_to_have_changed_by_the_whole_sample_alone(demo: Store, scope: Scope) -> None:
    """One wave of five fell: pooled over all waves only what goes with its dip may show, and no size is above very small."""
    found = load_change(demo, scope, "nps")
    changed = set(found.items.loc[found.items["verdict"] != "within", "item"])
    assert changed <= {"nps", "communication"}
    assert (found.items["effect"].abs() < 0.2).all()
    said = "Change of each item in standard deviations with 95% interval; right: in its own unit"
    assert describe_effects(found, EN).subtitle == said


@pytest.fixture(scope="module")
def drivers(demo: Store, rights: Rights) -> Drivers:
    return load_drivers(demo, Scope(rights), "nps", repeats=300)


def test_the_parts_go_with_the_score_in_the_planted_order(drivers: Drivers) -> None:
    planted = dict(zip((*ITEMS, "ces"), WEIGHTS, strict=True))
    shares = drivers.frame.set_index("item")["share"]
    assert drivers.frame["beyond"].all()
    assert shares.index[0] == "communication"
    assert list(shares.index[:2]) == ["communication", "continuity"]
    ranks = shares.rank().corr(shares.index.to_series().map(planted).rank())
    assert ranks > 0.9
    assert describe_map(drivers, EN).title.startswith("Communication and Continuity of service")


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_nothing_that_goes_with_a_score_is_called_its_cause(drivers: Drivers, t: Translator) -> None:
    said = [describe_drivers(drivers, t), describe_map(drivers, t)]
    texts = [text for words in said for text in (words.title, words.subtitle, words.note, words.alt)]
    texts = [text.replace("association, not cause", "").replace("不代表因果", "") for text in texts]
    assert [text for text in texts if CAUSE.search(text)] == []
    assert "association, not cause" in describe_drivers(drivers, EN).note


def test_phone_is_kinder_on_all_items_but_not_on_nps(demo: Store, scope: Scope) -> None:
    found = load_mode(demo, scope, CSAT)
    assert found.reference == "form"
    effects = found.effects.set_index("item")
    assert effects["verdict"].to_dict() == {"nps": "within", "csat": "above", **dict.fromkeys(ITEMS, "above")}
    planted = TRUTH.effect("phone_kinder").points
    # Five intervals of 95 % may miss once.
    assert sum(effects.loc[item, "low"] <= planted <= effects.loc[item, "high"] for item in ITEMS) >= len(ITEMS) - 1
    assert effects.loc[list(ITEMS), "change"].tolist() == pytest.approx([planted] * len(ITEMS), abs=0.06)
    assert "6 of 7 items" in describe_mode(found, EN).title
    assert "no difference seen: NPS" in describe_mode(found, EN).note


def test_weighting_gives_the_young_their_part_and_costs_answers(demo: Store, scope: Scope) -> None:
    found = load_mode(demo, scope, NPS)
    overall = found.weighted.set_index("wave").loc[""]
    gap = (found.shares["answers"] - found.shares["population"]).set_axis(found.shares["segment"])
    assert gap.idxmin() == "Young customers"
    assert overall["effective"] < overall["n"]
    assert (
        abs(overall["weighted"] - overall["raw"]) < 2
    )  # segments answer alike: weights change the number of answers, not the score
    assert "Young customers" not in describe_weighted(found, EN).title


def test_only_wave_3_leaves_its_limits_and_only_in_its_weeks(demo: Store, scope: Scope) -> None:
    charts = {str(one.cutovers["wave"].iloc[0]): one for one in load_controls(demo, scope, NPS)}
    assert {wave: len(one.outside) for wave, one in charts.items() if wave != "W3"} == dict.fromkeys(
        ("W1", "W2", "W4", "W5"), 0
    )
    outside = charts["W3"].outside
    assert (outside["beyond"] == -1).all()
    assert 3 <= len(outside) <= 8
    assert outside["week"].between("2026-07-06", "2026-08-31").all()
    assert not any(one.shifted for wave, one in charts.items() if wave != "W3")
    assert describe_control(charts["W3"], EN, None, "W3").title.startswith(
        "Single weeks of NPS of wave\u00a03 are within their limits again; "
    )


def test_the_programme_has_too_few_weeks_before_its_first_notice_to_judge(demo: Store, scope: Scope) -> None:
    found = load_control(demo, scope, NPS)
    told = WAVES[0].cutover - found.freeze.date()
    assert (found.reason, found.state, found.base) == ("notice", "provisional", 19)
    assert told.days > 28
    assert len(found.outside) == 0


def test_the_fall_of_wave_3_holds_whatever_those_who_left_would_have_said(demo: Store, scope: Scope) -> None:
    found = load_survivors(demo, scope, NPS)
    verdicts = found.frame.set_index("wave")["verdict"].to_dict()
    assert verdicts == {wave: "below" if wave == "W3" else "open" for wave in ("W1", "W2", "W3", "W4", "W5")}
    assert (found.frame.set_index("wave")["share"]).idxmax() == "W3"  # five times as many leave there
    assert "wave\u00a03 is lower than before" in describe_survivors(found, EN).title


def test_the_theme_that_appeared_is_named_with_its_wave(demo: Store, scope: Scope) -> None:
    found, effect = load_themes(demo, scope), TRUTH.effect("wave3_debits")
    themes = found.frame.set_index("theme")
    assert themes.loc[effect.theme, "verdict"] == "new"
    # The comments of wave 3 turn to not being told too; nothing else rises.
    assert set(themes.index[themes["verdict"].isin(["new", "rose"])]) == {effect.theme, "notice"}
    by_wave = found.waves[found.waves["verdict"].isin(["new", "rose"])]
    assert set(by_wave["wave"]) == {effect.wave}
    assert "“Direct debits” is new" in describe_themes(found, EN).title
    assert "“代扣失效”为新出现" in describe_themes(found, ZH).title
    assert "wave\u00a03" in describe_theme(found, EN).title


def test_the_young_answer_least_and_no_branch_stands_out(demo: Store, scope: Scope) -> None:
    found = load_response(demo, scope)
    segments = found.frames["segment"].set_index("group")["verdict"]
    assert [group for group, verdict in segments.items() if verdict == "below"] == ["Young customers"]
    assert set(found.frames["branch"]["verdict"]) <= {"within", "small"}
    assert describe_response(found, "segment", EN).title.startswith("Young customers: fewer answer")


def test_the_next_survey_asks_what_gives_the_wanted_precision(demo: Store, scope: Scope) -> None:
    found = load_planning(demo, scope, NPS, 8.0)
    assert list(found.frame["wave"]) == [plan.wave for plan in WAVES]
    assert (found.frame["precision"] <= 8).all()
    assert (found.frame["invited"] <= found.frame["population"]).all()
    assert (found.frame["rate"] - 0.38).abs().max() < 0.03
    fine = load_planning(demo, scope, NPS, 3.0)
    assert not fine.frame["enough"].all()
    assert describe_planning(fine, EN).title.startswith("Too small for ±3")


def test_events_of_the_programme_stand_on_its_series(demo: Store, scope: Scope) -> None:
    found = load_annotations(demo, scope)
    told = found[found["kind"] == "notice"].set_index("wave")["day"]
    for plan in WAVES[:5]:
        assert 42 <= (plan.cutover - told[plan.wave].date()).days <= 70
    assert set(found["kind"]) >= {"notice", "cutover", "outage"}
