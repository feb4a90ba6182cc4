"""Editing on screen: correct, refuse, guard, add, delete, undo; by its right and in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from data.access import local_rights
from data.store import Edit, Store, open_store
from tests.data.store.builders import ask, prepared
from tests.pages.desk import open_app, press, told
from tests.pages.test_records import as_role, at_view, load
from tests.sessions import AppTest

ADMIN = local_rights("local", "administrator")
PROMISES = [
    {"promise": "P1", "title": "Fees stay", "due_on": date(2026, 6, 1)},
    {"promise": "P2", "title": "A letter first", "due_on": date(2026, 7, 1), "kept_on": date(2026, 6, 1)},
]


@pytest.fixture
def store() -> Iterator[Store]:
    """A store with promises and the notices that open the page of rights."""
    opened = open_store()
    opened.commit(prepared("waves", [{"wave": "W1", "branch": "B1", "planned_cutover_on": date(2026, 12, 1)}]), ADMIN)
    opened.commit(prepared("promises", PROMISES, name="promises.xlsx"), ADMIN)
    opened.commit(prepared("notices", [{"customer": "C1", "kind": "transfer", "version": "1", "wave": "W1"}]), ADMIN)
    yield opened
    opened.close()


def at_promises(lang: str = "en") -> AppTest:
    app = open_app("rights", lang=lang)
    app.query_params["view"] = "promises"
    app.run()
    assert not app.exception
    return app


def pick_row(app: AppTest, name: str = "P1") -> AppTest:
    press(app, "editor_promises_correct")
    box = next(one for one in app.selectbox if str(one.key).startswith("editor_promises_row_"))
    box.set_value(int(next(option for option in row_ids() if option[0] == name)[1])).run()
    assert not app.exception
    return app


def row_ids() -> list[tuple[str, int]]:
    opened = open_store()
    try:
        frame = opened.read(ask("select promise, row_id from {promises}"), ADMIN)
        return list(frame.itertuples(index=False, name=None))
    finally:
        opened.close()


def cell(app: AppTest, field: str):
    kinds = (*app.text_input, *app.selectbox)
    return next(one for one in kinds if str(one.key).startswith(f"editor_promises_cell_{field}_"))


def due(store: Store) -> list[str]:
    frame = store.read(ask("select promise, due_on from {promises} order by promise"), ADMIN)
    return [f"{value:%Y-%m-%d}" for value in frame["due_on"]]


@pytest.mark.parametrize(
    ("lang", "wrong", "kept"),
    [
        ("en", "“soon” is not a date that can be read for certain.", "Edited on screen by local"),
        ("zh", "soon", "在界面编辑"),
    ],
)
def test_a_cell_is_corrected_told_and_undone(store: Store, lang: str, wrong: str, kept: str) -> None:
    app = pick_row(at_promises(lang))
    assert "promises.xlsx" in told(app)
    cell(app, "due_on").set_value("soon")
    cell(app, "owner").set_value("Li")
    press(app, "editor_promises_save")
    assert wrong in told(app)
    assert cell(app, "owner").value == "Li"
    assert due(store) == ["2026-06-01", "2026-07-01"]
    cell(app, "due_on").set_value("2026年12月31日")
    press(app, "editor_promises_save")
    assert due(store) == ["2026-12-31", "2026-07-01"]
    said = told(app)
    assert kept in said
    assert "2026-06-01 → 2026-12-31" in said
    press(app, "editor_promises_undo")
    assert due(store) == ["2026-06-01", "2026-07-01"]


def test_who_was_slower_sees_both_values_and_keeps_what_was_typed(store: Store) -> None:
    app = pick_row(at_promises())
    shown = dict(row_ids())["P1"]
    store.edit(Edit("promises", shown, {"due_on": date(2026, 8, 8)}), ADMIN)
    cell(app, "due_on").set_value("2026-09-09")
    press(app, "editor_promises_save")
    said = told(app)
    assert "Somebody else changed this row" in said
    assert [text in said for text in ("2026-06-01", "2026-08-08", "2026-09-09")] == [True, True, True]
    assert due(store)[0] == "2026-08-08"
    press(app, "editor_promises_reload")
    assert cell(app, "due_on").value == "2026-09-09"
    press(app, "editor_promises_save")
    assert due(store)[0] == "2026-09-09"


def test_a_row_is_deleted_with_its_reason_only(store: Store) -> None:
    app = pick_row(at_promises())
    press(app, "editor_promises_remove")
    press(app, "editor_promises_removed")
    assert "A row is deleted only with a reason." in told(app)
    app.text_input(key="editor_promises_reason").set_value("entered twice")
    press(app, "editor_promises_removed")
    assert due(store) == ["2026-07-01"]
    assert "reason: entered twice" in told(app)
    app = at_view("batches")
    assert "reason: entered twice" in told(app)


def test_a_row_is_added_and_a_second_one_of_its_key_refused(store: Store) -> None:
    app = at_promises()
    press(app, "editor_promises_add")
    press(app, "editor_promises_save")
    assert "A required value is missing" in told(app)
    cell(app, "promise").set_value("P1")
    press(app, "editor_promises_save")
    assert "exists already" in told(app)
    cell(app, "promise").set_value("P3")
    cell(app, "due_on").set_value("2026-12-24")
    press(app, "editor_promises_save")
    assert due(store) == ["2026-06-01", "2026-07-01", "2026-12-24"]
    assert "Added on screen by local" in told(app)


def test_roles_that_may_not_write_see_no_editor(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for role, seen in (("presenter", False), ("executive", False), ("analyst", True)):
        as_role(monkeypatch, role)
        app = at_promises()
        assert any(button.key == "editor_promises_correct" for button in app.button) is seen


def test_the_row_behind_a_number_is_corrected_where_it_is_listed() -> None:
    load("a.csv", "C1,2,2026-09-03", "C2,4,2026-09-04")
    app = at_view("rows")
    press(app, "rows_show")
    press(app, "editor_rows_surveys_correct")
    box = next(one for one in app.selectbox if str(one.key).startswith("editor_rows_surveys_row_"))
    opened = open_store()
    try:
        rows = dict(opened.read(ask("select csat, row_id from {surveys}"), ADMIN).itertuples(index=False, name=None))
        box.set_value(int(rows[2.0])).run()
        names = {str(one.key) for one in (*app.text_input, *app.selectbox) if "_cell_" in str(one.key)}
        assert not any("_customer_" in name or "_answers_" in name for name in names)
        rating = next(one for one in app.text_input if str(one.key).startswith("editor_rows_surveys_cell_csat_"))
        assert rating.value == "2"
        rating.set_value("5")
        press(app, "editor_rows_surveys_save")
        assert sorted(opened.read(ask("select csat from {surveys}"), ADMIN)["csat"]) == [4.0, 5.0]
    finally:
        opened.close()
    assert "Edited on screen by local" in told(app)
