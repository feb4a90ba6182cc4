"""The sections of the satisfaction page are asked what they see in the demo programme: what is planted, and nothing
else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from analytics.metrics.annotations import load_annotations
from analytics.satisfaction import alerts
from analytics.satisfaction.charts import change, control, mode, planning, response, survivors
from analytics.satisfaction.charts import drivers as drivers_of
from analytics.satisfaction.charts import themes as themes_of
from analytics.satisfaction.numbers.change import load_change
from analytics.satisfaction.numbers.control import load_controls, load_watch
from analytics.satisfaction.numbers.drivers import Drivers, load_drivers
from analytics.satisfaction.numbers.mode import load_mode
from analytics.satisfaction.numbers.planning import load_planning
from analytics.satisfaction.numbers.response import load_response
from analytics.satisfaction.numbers.scores import CSAT, NPS
from analytics.satisfaction.numbers.survivors import load_survivors
from analytics.satisfaction.numbers.themes import load_themes
from analytics.satisfaction.numbers.trends import load_calendar
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
    assert change.chart_change(found, EN).title.startswith("NPS of wave\u00a03 fell at its cut-over: ")
    assert "第3波次切换后NPS变化" in change.chart_change(found, ZH).title


def test_the_point_of_wave_5_is_said_to_be_too_small_to_tell(demo: Store, scope: Scope) -> None:
    found = load_change(demo, scope.but(), "nps")
    own = found.waves[(found.waves["wave"] == "W5") & (found.waves["kind"] == "unpaired")].iloc[0]
    assert own["verdict"] == "within"
    assert own["needed"] > 10 * min(own["n_before"], own["n_after"])
    assert "too small to tell" in change.chart_change(found, EN).note
    assert "无法判定" in change.chart_change(found, ZH).note


def test_no_item_is_said_to_have_changed_by_the_whole_sample_alone(demo: Store, scope: Scope) -> None:
    """One wave of five fell: pooled over all waves only what goes with its dip may show, and no size is above very
    small."""
    found = load_change(demo, scope, "nps")
    changed = set(found.items.loc[found.items["verdict"] != "within", "item"])
    assert changed <= {"nps", "communication"}
    assert (found.items["effect"].abs() < 0.2).all()
    said = "Change of each item in standard deviations with 95% interval; right: in its own unit"
    assert change.chart_effects(found, EN).subtitle == said


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
    assert drivers_of.chart_map(drivers, EN).title.startswith("Communication and Continuity of service")


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_nothing_that_goes_with_a_score_is_called_its_cause(drivers: Drivers, t: Translator) -> None:
    said = [drivers_of.chart_drivers(drivers, t), drivers_of.chart_map(drivers, t)]
    texts = [text for words in said for text in (words.title, words.subtitle, words.note)]
    texts = [text.replace("association, not cause", "").replace("不代表因果", "") for text in texts]
    assert [text for text in texts if CAUSE.search(text)] == []
    assert "association, not cause" in drivers_of.chart_drivers(drivers, EN).note


def test_phone_is_kinder_on_all_items_but_not_on_nps(demo: Store, scope: Scope) -> None:
    found = load_mode(demo, scope, CSAT)
    assert found.reference == "form"
    effects = found.effects.set_index("item")
    assert effects["verdict"].to_dict() == {"nps": "within", "csat": "above", **dict.fromkeys(ITEMS, "above")}
    planted = TRUTH.effect("phone_kinder").points
    # Five intervals of 95 % may miss once.
    assert sum(effects.loc[item, "low"] <= planted <= effects.loc[item, "high"] for item in ITEMS) >= len(ITEMS) - 1
    assert effects.loc[list(ITEMS), "change"].tolist() == pytest.approx([planted] * len(ITEMS), abs=0.06)
    assert "6 of 7 items" in mode.chart_mode(found, EN).title
    assert "no difference seen: NPS" in mode.chart_mode(found, EN).note


def test_weighting_gives_the_young_their_part_and_costs_answers(demo: Store, scope: Scope) -> None:
    found = load_mode(demo, scope, NPS)
    overall = found.weighted.set_index("wave").loc[""]
    gap = (found.shares["answers"] - found.shares["population"]).set_axis(found.shares["segment"])
    assert gap.idxmin() == "Young customers"
    assert overall["effective"] < overall["n"]
    assert (
        abs(overall["weighted"] - overall["raw"]) < 2
    )  # segments answer alike: weights change the number of answers, not the score
    assert "Young customers" not in mode.table_weighted(found, EN).title


def test_only_wave_3_leaves_its_limits_and_takes_the_programme_with_it(demo: Store, scope: Scope) -> None:
    charts = {one.wave: one for one in load_controls(demo, scope, NPS)}
    verdicts = {wave: one.verdict for wave, one in charts.items()}
    assert verdicts == {
        "": "was",
        "W1": "within",
        "W2": "within",
        "W3": "was",
        "W4": "within",
        "W5": "within",
        "W6": "within",
        "W7": "waiting",
        "W8": "waiting",
    }
    outside = charts["W3"].outside
    assert (outside["beyond"] == -1).all()
    assert outside["week"].between("2026-07-06", "2026-09-14").all()
    assert control.watched(demo, scope)[0] == "W3"


def test_page_and_alert_judge_by_one_reckoning(demo: Store, rights: Rights) -> None:
    """The subjects that left their limits on the page are those that an alert named, in the same weeks, and hold as
    long."""
    scope = Scope(rights)
    raised = {one.subject: one for one in alerts.evaluate(demo, rights) if one.metric == "nps"}
    left = {
        one.wave or "programme": one for one in load_controls(demo, scope, NPS) if one.verdict in ("was", "outside")
    }
    assert set(raised) == set(left)
    for subject, alert in raised.items():
        windows = left[subject].outside["week"].dt.date + timedelta(days=6)
        assert alert.active == (left[subject].verdict == "outside")
        assert (abs((windows.min() - alert.onset).days), abs((windows.max() - alert.latest).days)) <= (7, 7)
    watch = load_watch(demo, scope, NPS, "W3")
    assert control.chart_control(watch, EN).title.startswith("NPS of wave\u00a03 is ")
    assert "it was below them once: +2 in the 4\u00a0weeks" in control.chart_control(watch, EN).title.replace(
        "4 weeks", "4\u00a0weeks"
    )
    assert load_calendar(demo, scope, NPS).limits == load_controls(demo, scope, NPS)[0].trend.limits


def test_the_fall_of_wave_3_holds_whatever_those_who_left_would_have_said(demo: Store, scope: Scope) -> None:
    found = load_survivors(demo, scope, NPS)
    verdicts = found.frame.set_index("wave")["verdict"].to_dict()
    assert verdicts == {wave: "below" if wave == "W3" else "open" for wave in ("W1", "W2", "W3", "W4", "W5")}
    assert (found.frame.set_index("wave")["share"]).idxmax() == "W3"  # five times as many leave there
    assert "wave\u00a03 is lower than before" in survivors.chart_survivors(found, EN).title


def test_the_theme_that_appeared_is_named_with_its_wave(demo: Store, scope: Scope) -> None:
    found, effect = load_themes(demo, scope), TRUTH.effect("wave3_debits")
    themes = found.frame.set_index("theme")
    assert themes.loc[effect.theme, "verdict"] == "new"
    # The comments of wave 3 turn to not being told too; nothing else rises.
    assert set(themes.index[themes["verdict"].isin(["new", "rose"])]) == {effect.theme, "notice"}
    by_wave = found.waves[found.waves["verdict"].isin(["new", "rose"])]
    assert set(by_wave["wave"]) == {effect.wave}
    assert "“Direct debits” is new" in themes_of.chart_themes(found, EN).title
    assert "“代扣失效”为新出现" in themes_of.chart_themes(found, ZH).title
    for t, about in ((EN, "≈\u00a0"), (ZH, "约")):  # who has the counts rounded reads no exact share of them
        rounded = Translator(t.lang, rounded=True)
        for chart in (themes_of.chart_themes, themes_of.chart_theme):
            exact, told = chart(found, t), chart(found, rounded)
            assert told.title == re.sub(r"(\d+\.\d%)", rf"{about}\1", exact.title) != exact.title
            assert [end.split(about)[0] + end.split(about)[1] for end in told.body.ends] == list(exact.body.ends)
    assert "wave\u00a03" in themes_of.chart_theme(found, EN).title


def test_the_young_answer_least_and_no_branch_stands_out(demo: Store, scope: Scope) -> None:
    found = load_response(demo, scope)
    segments = found.frames["segment"].set_index("group")["verdict"]
    assert [group for group, verdict in segments.items() if verdict == "below"] == ["Young customers"]
    assert set(found.frames["branch"]["verdict"]) <= {"within", "small"}
    assert response.chart_response(response.Look(found, {}), EN, "segment").title.startswith(
        "Young customers: fewer answer"
    )


def test_the_next_survey_asks_what_gives_the_wanted_precision(demo: Store, scope: Scope) -> None:
    found = load_planning(demo, scope, NPS, 8.0)
    assert list(found.frame["wave"]) == [plan.wave for plan in WAVES]
    assert (found.frame["precision"] <= 8).all()
    assert (found.frame["invited"] <= found.frame["population"]).all()
    assert (found.frame["rate"] - 0.38).abs().max() < 0.03
    fine = load_planning(demo, scope, NPS, 3.0)
    assert not fine.frame["enough"].all()
    assert planning.chart_planning(fine, EN).title.startswith("Too small for ±3")


def test_events_of_the_programme_stand_on_its_series(demo: Store, scope: Scope) -> None:
    found = load_annotations(demo, scope)
    told = found[found["kind"] == "notice"].set_index("wave")["day"]
    for plan in WAVES[:5]:
        assert 42 <= (plan.cutover - told[plan.wave].date()).days <= 70
    assert set(found["kind"]) >= {"notice", "cutover", "outage"}
