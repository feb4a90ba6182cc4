"""The library of mappings on the records page, and changed headers on the upload page."""

from __future__ import annotations

import pytest

from data.access import local_rights
from data.ingest.library import Kept, load_library
from data.store import open_store
from tests.pages.desk import drop, open_app, press, told
from tests.pages.test_records import as_role, at_view, load
from tests.sessions import AppTest


def library() -> list[Kept]:
    store = open_store()
    try:
        return load_library(store)
    finally:
        store.close()


def at_library(lang: str = "en") -> tuple[AppTest, str]:
    load("a.csv", "C1,5,2026-09-03")
    return at_view("mappings", lang), library()[0].fingerprint[:12]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mapping_is_named_and_changed_and_read_so_from_then_on(lang: str) -> None:
    app, key = at_library(lang)
    app.text_input(key=f"mapping_name_{key}").set_value("周报")
    press(app, f"mapping_rename_{key}")
    assert library()[0].name == "周报"
    app.selectbox(key=f"mapping_column_{key}").set_value(1).run()
    app.checkbox(key=f"mapping_reversed_{key}_1").check()
    app.text_area(key=f"mapping_wordings_{key}_1").set_value("挺好 = 5")
    press(app, f"mapping_save_{key}_1")
    line = library()[0].mapping.columns[1]
    assert (line.field, line.reversed, line.values) == ("csat", True, {"挺好": 5.0})
    app.text_input(key=f"mapping_constant_{key}_wave").set_value("W3")
    press(app, f"mapping_constants_{key}")
    assert library()[0].mapping.constants["wave"] == "W3"
    said = told(at_view("audit", lang))
    assert {"en": "mapping renamed", "zh": "映射重命名"}[lang] in said


def test_a_change_that_cannot_hold_is_refused_where_it_is_made() -> None:
    app, key = at_library()
    app.selectbox(key=f"mapping_column_{key}").set_value(0).run()
    app.selectbox(key=f"mapping_becomes_{key}_0").set_value("csat")
    press(app, f"mapping_save_{key}_0")
    assert "Two columns would become the same field" in told(app)
    app.text_area(key=f"mapping_wordings_{key}_0").set_value("nonsense")
    press(app, f"mapping_save_{key}_0")
    assert "does not say which value" in told(app)
    assert library()[0].edited is False


def test_a_mapping_is_deleted_in_two_steps_and_taken_in_again() -> None:
    app, key = at_library()
    text = library()[0].mapping.to_json()
    press(app, f"mapping_forget_{key}")
    press(app, f"mapping_forget_leave_{key}")
    assert len(library()) == 1
    press(app, f"mapping_forget_{key}")
    press(app, f"mapping_forgotten_{key}")
    assert library() == []
    app.file_uploader[0].upload("sister.json", text.encode())
    app.run()
    press(app, "mapping_import_go")
    assert [one.name for one in library()] == ["sister"]


@pytest.mark.parametrize(("role", "may"), [("analyst", True), ("executive", False)])
def test_who_may_not_write_does_not_change_mappings(role: str, *, may: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    load("a.csv", "C1,5,2026-09-03", rights=local_rights("local", "administrator"))
    as_role(monkeypatch, role)
    app = open_app("records")
    app.query_params["view"] = "mappings"
    app.run()
    assert any(str(button.key).startswith("mapping_rename_") for button in app.button) is may


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Since last time column “您的印象” is new, “您的建议” is gone."),
        ("zh", "与上次相比，“您的印象”列为新增，“您的建议”列已不存在。"),
    ],
)
def test_what_a_platform_changed_is_said_and_remembered(lang: str, said: str) -> None:
    app = drop(
        open_app("upload", lang=lang), "w1.csv", "客户编号,满意度(1-5),您的建议,日期\nC1,5,无,2026-09-03".encode()
    )
    press(app, "upload_keep")
    second = "客户编号,满意度(1-5),您的印象,日期\nC2,4,好,2026-09-10".encode()
    app = drop(open_app("upload", lang=lang), "w2.csv", second)
    assert said in told(app)
    press(app, "upload_headers_afresh")
    assert said not in told(app)
    press(app, "upload_headers_back")
    assert said in told(app)
    press(app, "upload_keep")
    app = drop(open_app("upload", lang=lang), "w3.csv", second.replace(b"C2", b"C3"))
    assert said not in told(app)
    assert [len(kept.mapping.columns) for kept in library()] == [4, 4]
