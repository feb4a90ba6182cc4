"""A programme of which nothing was ever loaded: every tile, headline, chart and table says so, by itself too, and
nothing is good."""

from __future__ import annotations

import pytest

from analytics.alerts import evaluate_all
from analytics.catalogue import areas
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import LANGUAGES, Translator
from data.store import Store

pytestmark = pytest.mark.usefixtures("today")
ADMIN = local_rights("tester", "administrator")
SCOPE = Scope(ADMIN)


def test_no_tile_is_good_and_each_says_what_is_missing(store: Store) -> None:
    for name in METRICS:
        found = load_standing(store, SCOPE, name)
        assert (found.reading.value, found.state) == (None, "unknown"), name
        assert all(found.words(Translator(lang)) for lang in LANGUAGES), name
    assert evaluate_all(store, ADMIN) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_and_table_says_that_there_is_nothing(store: Store, lang: str) -> None:
    t, titles = Translator(lang), {}
    for area in areas():
        told = "" if area.headline is None or area.name == "alerts" else area.headline(store, SCOPE, t)
        assert told == "", area.name
        for section, part in area.parts():
            chosen = [one.settled("", store, SCOPE) for one in section.choices]
            found = part.exhibit(store, SCOPE, chosen, t)
            titles[area.name, part.key] = None if found is None else found.title
    assert [key for key, title in titles.items() if title == ""] == []
    case = "Costs and benefits are not both known" if lang == "en" else "成本与效益未同时提供"
    wave = "No wave is known" if lang == "en" else "尚未登记任何波次"
    said = {key: title for key, title in titles.items() if title is not None and title.startswith((case, wave))}
    assert set(said) == {
        ("cost_benefit", "npv"),
        ("cost_benefit", "tornado"),
        ("cost_benefit", "scenarios"),
        ("cost_benefit", "returns"),
        ("cost_benefit", "odds"),
        ("readiness", "blocks"),
        ("readiness", "gate-forecast"),
        ("readiness", "beside"),
    }
