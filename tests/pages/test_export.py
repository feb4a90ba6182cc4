"""What leaves the product is written into the audit log, and holds what was shown."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from pages.kit.cache import open_programme
from pages.kit.guard import View
from pages.kit.survey import cards
from pages.kit.survey.controls import Choice

ADMIN = local_rights("local", "administrator")


@pytest.mark.usefixtures("demo")
def test_csv_and_slide_of_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_programme()
    view = View(store, ADMIN, Scope(ADMIN), Translator("zh"), LIGHT, "zh")
    survey = cards.read_survey(view, Choice("nps", "wave"))
    made: dict[str, bytes] = {}

    def click(label: str, data: object, name: str, *args: object, **kwargs: object) -> None:
        made[Path(name).suffix] = data()  # type: ignore[operator]

    monkeypatch.setattr(cards.st, "download_button", click)
    cards.show_groups(view, survey)

    table = pd.read_csv(io.BytesIO(made[".csv"]))
    assert list(table.columns) == ["分组", "数值", "95%下限", "95%上限", "n", "说明", "q", "判定"]
    assert list(table["分组"]) == list(survey.groups.frame["group"])
    slides = Presentation(io.BytesIO(made[".pptx"])).slides
    assert next(shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame) == (
        cards.charts.describe_groups(survey.groups, view.t, {}).title
    )
    assert [shape.has_chart for shape in slides[0].shapes].count(True) == 1
    log = store.audit_log(ADMIN)
    assert list(log[log["event"] == "export"]["event"]) == ["export", "export"]
