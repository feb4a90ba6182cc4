"""Every chart and table of care, market and coordination says which decision it serves, in both languages; improvements are in the headline."""

from __future__ import annotations

import pytest

from analytics.care.area import AREA as CARE
from analytics.catalogue import Area
from analytics.coordination.area import AREA as COORDINATION
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
def test_the_headline_names_the_improvement_that_works_and_the_one_that_does_not(
    demo: Store, rights: Rights, lang: str
) -> None:
    said = COORDINATION.headline(demo, Scope(rights), Translator(lang))
    assert "“Carry direct debits over by hand”" in said
    assert "“Letters in plain words”" in said
    assert "IT" in said
