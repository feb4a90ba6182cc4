"""``purge``: rows past their retention are listed, deleted on demand with all that was said of them, logged, and held
where that is set."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import analytics.metrics  # noqa: F401  (all metrics register in one order)
from analytics.safeguards.charts.documents import table_kept
from analytics.safeguards.numbers.documents import load_documents
from analytics.scope import Scope
from data import clock
from data.access import Rights, local_rights
from data.language import Translator
from data.problems import Refusal
from data.store import Edit, Store
from data.store.backup import make_backup
from data.store.purging import find_past, purge
from tests.data.commands.test_commands import run
from tests.data.store.builders import ADMIN, ask, prepared

TODAY = datetime(2026, 11, 23, 9)
ANSWERS = ask("select response_id, nps from {surveys} order by response_id")


def answered(*days_ago: int) -> list[dict[str, object]]:
    return [
        {"survey": "s", "response_id": f"R{ago}", "answered_at": TODAY - timedelta(days=ago), "nps": 9.0}
        for ago in days_ago
    ]


def stated(store: Store, setting: str, value: str, note: str = "") -> None:
    store.commit(prepared("settings", [{"setting": setting, "value": value, "note": note}]), ADMIN)


def held_by(store: Store, word: str) -> int:
    """How many stored contents of answers name ``word``."""
    with store._cursor() as cursor:
        return int(
            cursor.execute("select count(*) from rows_surveys where response_id = $word", {"word": word}).fetchall()[0][
                0
            ]
        )


@pytest.fixture
def kept(store: Store) -> Store:
    """Answers of 10, 364, 365, 366 and 800 days ago; 365 days may be kept."""
    store.commit(prepared("surveys", answered(10, 364, 365, 366, 800)), ADMIN)
    stated(store, "retention.surveys", "365")
    return store


def test_what_is_older_than_its_days_goes_with_every_form_it_had(kept: Store) -> None:
    rows = kept.read(ask("select response_id, row_id from {surveys}"), ADMIN)
    kept.edit(
        Edit(
            "surveys",
            int(rows.loc[rows["response_id"] == "R800", "row_id"].iloc[0]),
            {"nps": 2.0},
            reason="typed wrongly",
        ),
        ADMIN,
    )
    assert held_by(kept, "R800") == 2
    (found,) = find_past(kept)
    assert (found.rows, str(found.before), str(found.oldest)) == (2, "2025-11-23", "2024-09-14")
    assert [(one.dataset, one.rows) for one in purge(kept, ADMIN)] == [("surveys", 2)]
    assert (held_by(kept, "R800"), held_by(kept, "R366"), held_by(kept, "R365")) == (0, 0, 1)
    left = ["R10", "R364", "R365"]
    assert kept.read(ANSWERS, ADMIN)["response_id"].tolist() == left
    assert kept.read(ANSWERS, ADMIN, as_of=clock.now())["response_id"].tolist() == left
    assert [one.code for one in kept.check()] == ["check_not_encrypted"]
    last = kept.audit_log(ADMIN).query("event == 'purge'").iloc[0]
    assert (last["who"], last["role"]) == ("admin", "administrator")
    assert json.loads(last["details"]) == {"surveys": 2, "surveys.before": "2025-11-23"}
    assert purge(kept, ADMIN) == []
    assert len(kept.audit_log(ADMIN).query("event == 'purge'")) == 1  # nothing to delete is no entry


def test_a_row_that_was_moved_within_the_time_keeps_its_history(store: Store) -> None:
    """A complaint of 400 days ago turned out to be of this week: neither form of it is past."""
    for ago in (400, 3):
        store.commit(prepared("complaints", [{"complaint": "K1", "opened_at": TODAY - timedelta(days=ago)}]), ADMIN)
    store.commit(prepared("complaints", [{"complaint": "K2", "opened_at": TODAY - timedelta(days=400)}]), ADMIN)
    stated(store, "retention.complaints", "365")
    assert [(one.dataset, one.rows) for one in purge(store, ADMIN)] == [("complaints", 1)]
    with store._cursor() as cursor:
        assert cursor.execute("select complaint, count(*) from rows_complaints group by all").fetchall() == [("K1", 2)]


def test_what_is_held_stays_and_says_why(kept: Store) -> None:
    stated(kept, "retention.hold", "surveys", "claim 17")
    assert [(one.rows, one.held) for one in find_past(kept)] == [(2, "claim 17")]
    assert purge(kept, ADMIN) == []
    stated(kept, "retention.hold", "*")
    assert [one.held for one in find_past(kept)] == ["retention.hold"]
    stated(kept, "retention.hold", "complaints", "claim 17")
    assert [one.rows for one in purge(kept, ADMIN)] == [2]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("retention.surveys", "a year"),
        ("retention.surveys", "0"),
        ("retention.surveys", "99999"),
        ("retention.customers", "30"),
        ("retention.nothing", "30"),
        ("retention.hold", "surveys, nothing"),
    ],
)
def test_a_setting_that_cannot_be_read_deletes_nothing(kept: Store, setting: str, value: str) -> None:
    stated(kept, setting, value)
    with pytest.raises(Refusal) as refused:
        purge(kept, ADMIN)
    assert (refused.value.code, refused.value.where) == ("retention_unfit", setting)
    assert held_by(kept, "R800") == 1
    shown = str(table_kept(load_documents(kept, Scope(ADMIN)), Translator("en")).body)
    assert setting in shown
    assert "this setting of retention cannot be read: nothing is deleted" in shown


def test_who_may_and_what_the_page_says(kept: Store) -> None:
    for role in ("executive", "presenter", "manager", "analyst"):
        with pytest.raises(Refusal, match="not_allowed"):
            purge(kept, local_rights("x", role))
        assert load_documents(kept, Scope(local_rights("x", role))).past == ()
    part = Rights("c", "compliance", branches=frozenset({"B1"}))
    with pytest.raises(Refusal, match="not_allowed"):
        purge(kept, part)
    shown = table_kept(load_documents(kept, Scope(Rights("c", "compliance"))), Translator("en"))
    assert shown.title == "2 rows are past the time they may be kept"
    assert "2 rows are older than the 365 days set" in str(shown.body)
    assert "2行已超过所设的365天" in str(table_kept(load_documents(kept, Scope(ADMIN)), Translator("zh")).body)
    purge(kept, ADMIN)
    after = table_kept(load_documents(kept, Scope(Rights("c", "compliance"))), Translator("en"))
    assert "no row is older than the 365 days set" in str(after.body)


def test_the_command_lists_before_it_deletes_and_names_back_ups(tmp_path: Path) -> None:
    from data.store import open_store

    code, told = run("purge")
    assert (code, told["refused"]["code"]) == (2, "store_missing")
    store = open_store()
    store.commit(prepared("surveys", answered(10, 800)), ADMIN)
    stated(store, "retention.surveys", "365")
    folder = Path(store.address).parent / "backups"
    folder.mkdir()
    made = make_backup(store, folder, ADMIN)
    store.close()
    code, told = run("purge")
    assert (code, told["deleted"], told["past"][0]["rows"], told["past"][0]["oldest"]) == (0, {}, 1, "2024-09-14")
    code, told = run("purge", "--yes")
    assert (code, told["deleted"], told["backups"]) == (0, {"surveys": 1}, [str(made.path)])
    code, told = run("purge")
    assert (code, told["past"][0]["rows"]) == (0, 0)
