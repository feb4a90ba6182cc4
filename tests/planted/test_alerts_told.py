"""What early warning tells of the demo: few enough to be read, and every alert that holds in one of its lines."""

from __future__ import annotations

import pytest

from analytics.alerts.answers import load_watch
from analytics.alerts.tables import news_title, table_holding
from analytics.marks.grid import Grid
from analytics.scope import Scope
from data.access import Rights
from data.language import LANGUAGES, Translator
from data.store import Store

MOST = 25


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_lines_hold_every_alert(demo: Store, rights: Rights, lang: str) -> None:
    watch, t = load_watch(demo, Scope(rights)), Translator(lang)
    body = table_holding(watch, t).body
    assert isinstance(body, Grid)
    assert len(body.rows) == len(watch.holding) <= MOST
    lines = "\n".join(row[1].text for row in body.rows)
    muted = {one.alert.key for one in watch.muted}
    active = [alert for alert in watch.every if alert.active and alert.key not in muted]
    assert len(active) > 2 * MOST
    assert [alert.key for alert in active if alert.sentence(t).rstrip(".。") not in lines] == []
    assert {one.alert.key for one in watch.apart} <= {alert.key for alert in active}
    said = {"en": f", of {len(watch.apart)} causes", "zh": f"，涉及{len(watch.apart)}个原因"}[lang]
    assert said in news_title(watch, t)
