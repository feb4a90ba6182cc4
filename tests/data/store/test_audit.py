"""The audit log tells whether it is whole: changed, taken out, cut off, while the store is open and while it was
closed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.language import LANGUAGES, Translator
from data.problems import Issue
from data.store import Store, open_store
from data.store.engine import cursor_of
from tests.data.store.builders import ADMIN, prepared
from tests.data.store.test_backup import FEW

ENTRIES = 6


def opened(path: Path) -> Store:
    return open_store(str(path), key="", datasets=FEW)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A store with some entries that was closed."""
    path = tmp_path / "s" / "a.duckdb"
    store = opened(path)
    store.commit(prepared("waves", [{"wave": "W1"}]), ADMIN)
    for number in range(ENTRIES - 1):
        store.audit("export", ADMIN, rows=number)
    store.close()
    return path


def tampered(path: Path, *statements: str) -> list[Issue]:
    """What ``check`` says after somebody wrote into the closed file, twice: a store that was opened and used says it
    again."""
    with duckdb.connect(str(path)) as root:
        for statement in statements:
            root.execute(statement)
    found = []
    for _ in range(2):
        store = opened(path)
        store.audit("export", ADMIN, rows=99)
        found.append([issue for issue in store.check() if issue.code.startswith("check_audit")])
        store.close()
    assert [issue.code for issue in found[0]] == [issue.code for issue in found[1]]
    return found[0]


def test_a_log_that_nobody_touched_is_whole(closed: Path) -> None:
    assert tampered(closed) == []


@pytest.mark.parametrize("left", [0, 1, 3, 5])
def test_an_end_that_was_cut_off_a_closed_store_is_found(closed: Path, left: int) -> None:
    found = tampered(closed, f"delete from audit where number > {left}")  # noqa: S608
    assert [(issue.code, issue.params) for issue in found] == [("check_audit_cut", {"number": ENTRIES})]


def test_who_takes_the_seal_away_or_writes_another_is_found(closed: Path) -> None:
    for statement in (
        "delete from meta where name = 'audit_end'",
        "update meta set value = replace(value, '6:', '5:') where name = 'audit_end'",
        "update meta set value = '' where name = 'audit_end'",
        "update meta set value = '0:' where name = 'audit_end'",
    ):
        codes = [issue.code for issue in tampered(closed, statement)]
        assert codes == ["check_audit_cut"], statement


@pytest.mark.parametrize("number", [1, 4, ENTRIES])
@pytest.mark.parametrize(
    "change",
    [
        "update audit set who = 'nobody'",
        "update audit set at_time = at_time + interval 1 day",
        "update audit set details = '{}'",
        "delete from audit",
    ],
)
def test_an_entry_that_was_changed_or_taken_out_is_found(closed: Path, number: int, change: str) -> None:
    found = tampered(closed, f"{change} where number = {number}")
    assert found[0].code == "check_audit" or (number == ENTRIES and found[0].code == "check_audit_cut")
    assert found[0].params == {"number": number}


def test_a_log_is_whole_after_the_machine_stopped(closed: Path) -> None:
    """The seal is that of the last proper closing; what came after it is in the journal, whose end is noted beside the
    store."""
    store = opened(closed)
    store.audit("export", ADMIN, rows=1)
    with cursor_of(store._root) as cursor:
        assert cursor.execute("select split_part(value, ':', 1) from meta where name = 'audit_end'").fetchall() == [
            (str(ENTRIES),)
        ]
    store._audit.cut_at = 0
    store.place.shut()  # without the closing of the product
    from data.store.opening import _OPEN

    _OPEN.pop(store.address)
    again = opened(closed)
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()


def test_a_store_of_an_earlier_version_gets_its_seal(closed: Path) -> None:
    before = ("update meta set value = '6' where name = 'schema_version'", "delete from meta where name = 'audit_end'")
    assert tampered(closed, *before) == []
    assert [issue.code for issue in tampered(closed, "delete from audit where number > 3")] == ["check_audit_cut"]


def test_what_is_found_has_its_words() -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        assert "6" in t("problem.check_audit_cut", number=6)
        assert t.has("problem.check_audit_cut.todo")
