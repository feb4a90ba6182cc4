"""The records page: batches and undo, rows and their places, dictionary, mappings, audit log; each by its right."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.records import MOST, load_rows
from data.access import Rights, local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.problems import Refusal
from data.settings import settings
from data.store import Receipt, open_store
from pages.kit.records.batches import may_undo
from tests.pages.desk import message, open_app, press, told

ADMIN = local_rights("local", "administrator")
HEAD = "客户编号,满意度(1-5),日期\n"


def load(name: str, *lines: str, rights: Rights = ADMIN) -> Receipt:
    """Put a small list of answers into the store of this test."""
    book = read_file(name, (HEAD + "\n".join(lines)).encode())
    found = understand(book)
    store = open_store()
    try:
        return store.commit(prepare(book, found), rights)
    finally:
        store.close()


def as_role(monkeypatch: pytest.MonkeyPatch, role: str, user: str = "local") -> None:
    monkeypatch.setenv("HANDOVER_ROLE", role)
    monkeypatch.setenv("HANDOVER_USER", user)
    settings.cache_clear()


def at_view(view: str, lang: str = "en"):
    app = open_app("records", lang=lang)
    app.query_params["view"] = view
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_history_says_how_to_begin(lang: str) -> None:
    app = open_app("records", lang=lang)
    assert message(app) == {"en": "Nothing has been uploaded yet.", "zh": "尚未上传数据。"}[lang]


def test_batches_are_listed_newest_first_and_undone_with_a_reason() -> None:
    first = load("a.csv", "C1,5,2026-09-03")
    second = load("b.csv", "C2,4,2026-09-03", "C3,,2026-09-04")
    app = open_app("records")
    assert message(app).startswith("2 of 2 batches are in force")
    said = told(app)
    assert said.index(second.batch_id) < said.index(first.batch_id)
    press(app, "records_ask")
    app.text_input(key="records_reason").set_value("wrong week")
    press(app, "records_confirm")
    assert message(app).startswith("1 of 2 batches")
    store = open_store()
    try:
        assert list(store.batches(ADMIN).sort_values("seq")["live"]) == [True, False]
    finally:
        store.close()


def test_undo_can_be_left() -> None:
    load("a.csv", "C1,5,2026-09-03")
    app = open_app("records")
    press(app, "records_ask")
    press(app, "records_leave")
    assert [button.key for button in app.button if str(button.key).startswith("records_")] == ["records_ask"]
    assert message(app).startswith("1 of 1 batch is in force")


def test_people_undo_only_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    load("a.csv", "C1,5,2026-09-03", rights=local_rights("anna", "manager"))
    as_role(monkeypatch, "manager", "ben")
    app = open_app("records")
    assert "Only anna or an administrator can undo this batch." in told(app)
    assert [button.key for button in app.button if button.key == "records_ask"] == []
    assert may_undo(local_rights("anna", "manager"), "anna")
    assert not may_undo(local_rights("anna", "executive"), "anna")
    assert may_undo(ADMIN, "anna")


def test_rows_come_with_file_sheet_and_row() -> None:
    batch = load("a.csv", "C1,5,2026-09-03", "C2,4,2026-09-04").batch_id
    other = load("b.csv", "C3,3,2026-09-05").batch_id
    app = at_view("rows")
    assert "2026-09-05" not in told(app)
    press(app, "rows_show")
    said = told(app)
    assert said.count("a.csv") == 2
    assert said.count("b.csv") == 1
    app.selectbox(key="rows_batch_surveys").set_value(other)
    press(app, "rows_show")
    assert "a.csv" not in told(app)
    app.selectbox(key="rows_batch_surveys").set_value(batch)
    app.text_input(key="rows_customer").set_value("c2")
    press(app, "rows_show")
    said = told(app)
    assert "2026-09-04" in said
    assert "2026-09-03" not in said


def test_rows_of_a_batch_are_its_own_and_at_most_so_many() -> None:
    lines = [f"C{number},4,2026-09-03" for number in range(MOST + 5)]
    batch = load("a.csv", *lines).batch_id
    store = open_store()
    try:
        found = load_rows(store, ADMIN, "surveys", batch=batch)
        assert (len(found.frame), found.more) == (MOST, True)
        assert set(found.frame["batch_id"]) == {batch}
        with pytest.raises(Refusal):
            load_rows(store, local_rights("x", "executive"), "surveys")
        with pytest.raises(Refusal):
            store.rows_said(batch, local_rights("x", "presenter"))
    finally:
        store.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_dictionary_names_every_dataset_and_field(lang: str) -> None:
    app = at_view("dictionary", lang)
    options = app.selectbox(key="dictionary_dataset").options
    assert options == [dataset.label(lang) for dataset in DATASETS.values()]
    for name in ("surveys", "waves", "transfers"):
        app.selectbox(key="dictionary_dataset").set_value(name)
        app.run()
        said = told(app)
        assert [field.name for field in DATASETS[name].fields if f">{field.name}<" not in said] == []


def test_a_remembered_mapping_is_shown_in_words() -> None:
    load("a.csv", "C1,5,2026-09-03")
    said = told(at_view("mappings"))
    assert "满意度(1-5)" in said
    assert "Overall satisfaction (CSAT)" in said
    assert "scale 1 to 5" in said


def test_the_audit_log_is_for_administrators_and_compliance(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = load("a.csv", "C1,5,2026-09-03")
    said = told(at_view("audit"))
    assert batch.batch_id in said
    assert "1 new" in said
    as_role(monkeypatch, "analyst")
    assert "audit" not in message(at_view("audit"))


def test_what_a_file_is_called_is_escaped() -> None:
    load("<img src=x>.csv", "C1,5,2026-09-03")
    said = told(open_app("records"))
    assert "<img" not in said
    assert "&lt;img src=x&gt;" in said


@pytest.mark.parametrize(
    ("lang", "silent", "behind"),
    [
        ("en", "The cluster does not answer at sc://127.0.0.1:1; the store", "There is no copy in "),
        ("zh", "集群在sc://127.0.0.1:1没有应答，", "中没有可供集群读取的副本"),
    ],
)
def test_that_the_cluster_does_not_answer_is_said_to_who_sees_everything(
    lang: str, silent: str, behind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("a.csv", "C1,5,2026-09-03")
    assert silent not in told(open_app("records", lang=lang))
    monkeypatch.setenv("HANDOVER_CLUSTER", f"sc://127.0.0.1:1|{tmp_path}")
    settings.cache_clear()
    said = told(open_app("records", lang=lang))
    assert (said.count(silent), said.count(behind)) == (1, 1)
    own = Rights("chen", "manager", waves=frozenset({"W1"}))
    monkeypatch.setattr("pages.kit.guard.read_rights", lambda: own)
    said = told(open_app("records", lang=lang))
    assert (said.count(silent), said.count(behind)) == (0, 0)
