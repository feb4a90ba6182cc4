"""Every chart and table of care, market and coordination says which decision it serves, in both languages; the headline
says the worst."""

from __future__ import annotations

import pytest

from analytics.care.area import AREA as CARE
from analytics.catalogue import Area
from analytics.coordination.area import AREA as COORDINATION
from analytics.coordination.charts.results import table_improvements
from analytics.coordination.charts.work import chart_waits, table_decisions
from analytics.coordination.numbers.actions import load_coordination
from analytics.coordination.numbers.results import load_results
from analytics.market.area import AREA as MARKET
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store

SERVES = {"en": ("Serves: ", "Decides "), "zh": ("用途：", "用于")}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("area", [CARE, MARKET, COORDINATION], ids=lambda area: area.name)
def test_each_names_the_decision_it_serves(demo: Store, rights: Rights, area: Area, lang: str) -> None:
    scope, t = Scope(rights), Translator(lang)
    mute = []
    for section, part in area.parts():
        shown = part.exhibit(demo, scope, [choice.settled("", demo, scope) for choice in section.choices], t)
        if shown is None or shown.body is None or not any(word in shown.note for word in SERVES[lang]):
            mute.append((section.key, "nothing" if shown is None else shown.title))
    assert mute == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_headline_says_the_two_worst_and_the_titles_the_rest(demo: Store, rights: Rights, lang: str) -> None:
    scope, t = Scope(rights), Translator(lang)
    said = COORDINATION.headline(demo, scope, t)
    found, told = load_coordination(demo, scope), load_results(demo, scope)
    two = [t("coordination.unproven", n=1), table_decisions(found, t).title]
    assert said.casefold() == t("coordination.between").join(two).casefold()
    title = table_improvements(told, t).title
    assert "“Carry direct debits over by hand”" in title
    assert "“Letters in plain words”" in title
    assert "IT" in chart_waits(found, t).title


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("area", [CARE, MARKET, COORDINATION], ids=lambda area: area.name)
def test_a_headline_is_read_at_a_glance(demo: Store, rights: Rights, area: Area, lang: str) -> None:
    said = area.headline(demo, Scope(rights), Translator(lang))
    assert 20 <= len(said) <= 220
