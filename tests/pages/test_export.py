"""What leaves the product is written into the audit log, and holds what was shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.marks import Dots, Exhibit
from analytics.marks.words import table_of
from analytics.satisfaction.area import AREA
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from pages.kit import area as runner
from pages.kit.cache import open_programme
from pages.kit.guard import View

ADMIN = local_rights("local", "administrator")


@pytest.mark.usefixtures("looked")
def test_csv_and_slide_of_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    store, t = open_programme(), Translator("zh")
    view = View(store, ADMIN, Scope(ADMIN), t, LIGHT, "zh")
    part = next(part for _, part in AREA.parts() if part.key == "groups")
    exhibit = part.exhibit(store, view.scope, ("nps", "wave"), t)
    made: dict[str, bytes] = {}

    def click(_label: str, make: Callable[[], bytes], name: str, *_given: object) -> None:
        made[name.rpartition(".")[2]] = make()

    monkeypatch.setattr(runner, "take_button", click)
    monkeypatch.setattr(runner, "programme_name", lambda _view: "")
    assert isinstance(exhibit, Exhibit)
    assert isinstance(exhibit.body, Dots)
    runner._take(view, SimpleNamespace(key="groups"), exhibit, lambda: table_of(exhibit.body, t))  # type: ignore[arg-type, union-attr]
    table = pd.read_csv(io.BytesIO(made["csv"]))
    assert list(table.columns) == ["波次", "NPS（分）", "95%下限（分）", "95%上限（分）", "n"]
    assert list(table["波次"]) == list(exhibit.body.names)
    slides = Presentation(io.BytesIO(made["pptx"])).slides
    assert next(shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame) == exhibit.title
    assert [shape.has_chart for shape in slides[0].shapes].count(True) == 1
    log = store.audit_log(ADMIN)
    assert list(log[log["event"] == "export"]["event"]) == ["export", "export"]
