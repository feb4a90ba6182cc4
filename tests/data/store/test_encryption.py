"""Keys: what lies on disk, wrong keys, pseudonyms, the chain of the audit log."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data.problems import Refusal
from data.store import Store, open_store, rotate_key
from data.store.customers import IdRule, canonical, guess_rule, pseudonym, pseudonyms
from data.store.engine import cursor_of
from tests.data.store.builders import ADMIN, ask, prepared

MARKER = "MARKERSTRINGTHATMUSTNOTBEREAD"


def on_disk(folder: Path) -> bool:
    return any(MARKER.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("key", [None, "a long key of the test"])
def test_an_encrypted_store_tells_nothing(tmp_path: Path, key: str | None) -> None:
    address = tmp_path / "s" / "store.duckdb"
    store = open_store(str(address), key=key or "")
    store.commit(prepared("waves", [{"wave": "W1", "name": MARKER}] + [{"wave": f"W{i}"} for i in range(2, 99)]), ADMIN)
    assert on_disk(address.parent) == (key is None)
    hidden = store.pseudonym("C1")
    store.shut()
    store.close()
    assert on_disk(address.parent) == (key is None)
    assert address.parent.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in address.parent.iterdir())
    again = open_store(str(address), key=key or "")
    assert again.pseudonym(" c1.0".replace(".0", "")) == hidden
    assert again.read(ask("select name from {waves} where wave = 'W1'"), ADMIN)["name"].tolist() == [MARKER]
    assert [issue.code for issue in again.check()] == ([] if key else ["check_not_encrypted"])
    again.close()


def test_the_wrong_key_is_refused(tmp_path: Path) -> None:
    address = str(tmp_path / "s" / "store.duckdb")
    open_store(address, key="right").close()
    for key, code in (("wrong", "wrong_key"), ("", "store_encrypted")):
        with pytest.raises(Refusal) as refused:
            open_store(address, key=key)
        assert refused.value.code == code
        assert "right" not in str(refused.value.params)
    plain = str(tmp_path / "p" / "store.duckdb")
    open_store(plain).close()
    with pytest.raises(Refusal, match="store_not_encrypted"):
        open_store(plain, key="right")


def test_the_key_can_be_changed(tmp_path: Path) -> None:
    address = tmp_path / "s" / "store.duckdb"
    store = open_store(str(address))
    store.commit(prepared("waves", [{"wave": "W1", "name": MARKER}]), ADMIN)
    hidden, head = store.pseudonym("C1"), store.audit_head
    with pytest.raises(Refusal, match="store_owned"):
        rotate_key(address, None, "first")
    store.close()
    for old, new in ((None, "first"), ("first", "second"), ("second", None)):
        rotate_key(address, old, new)
        assert on_disk(address.parent) == (new is None)
        assert Path(str(address) + ".key").exists() == (new is None)
        again = open_store(str(address), key=new or "")
        assert (again.pseudonym("C1"), again.audit_head) == (hidden, head)
        assert [issue.code for issue in again.check()] == ([] if new else ["check_not_encrypted"])
        again.close()
    with pytest.raises(Refusal, match="store_not_encrypted"):
        rotate_key(address, "second", "third")
    assert sorted(path.name for path in address.parent.iterdir()) == ["store.duckdb", "store.duckdb.key"]


def test_a_store_without_its_pseudonym_key_is_refused(tmp_path: Path) -> None:
    address = tmp_path / "s" / "store.duckdb"
    open_store(str(address)).close()
    Path(str(address) + ".key").unlink()
    with pytest.raises(Refusal, match="secret_missing"):
        open_store(str(address))


def test_one_file_is_one_store_in_a_process(tmp_path: Path) -> None:
    address = str(tmp_path / "s" / "store.duckdb")
    first, second = open_store(address), open_store(address)
    assert first is second
    first.close()
    assert second.version() == 0
    second.close()


def test_no_file_can_be_reached_through_the_store(store: Store) -> None:
    with cursor_of(store._root) as cursor, pytest.raises(duckdb.PermissionException):
        cursor.execute("select * from read_text('/etc/passwd')")


@pytest.mark.parametrize(
    ("written", "rule", "form"),
    [
        (" c１２ ", IdRule("keep"), "C12"),
        ("123.0", IdRule("keep"), "123"),
        ("00123", IdRule("keep"), "00123"),
        ("00123", IdRule("strip"), "123"),
        ("123", IdRule("pad", 6), "000123"),
        ("1234567", IdRule("pad", 6), "1234567"),
        ("0", IdRule("strip"), "0"),
    ],
)
def test_ids_are_brought_to_one_form(written: str, rule: IdRule, form: str) -> None:
    assert canonical(written, rule) == form


def test_the_roster_suggests_the_rule() -> None:
    assert guess_rule(["000123", "004567"]) == IdRule("pad", 6, fixed=True)
    assert guess_rule(["0123", "123", "7"]) == IdRule("keep", fixed=True)
    assert guess_rule(["0123", "7"]) == IdRule("strip", fixed=True)
    assert guess_rule(["C1", "C2"]) == IdRule("strip", fixed=True)


def test_pseudonyms_meet_whatever_the_padding() -> None:
    key = b"k" * 32
    same = {pseudonym("123", IdRule("strip"), key), pseudonym("000123", IdRule("pad", 6), key)}
    assert len(same) == 1
    assert [len(name) for name in same] == [32]
    assert pseudonym("000123", IdRule("keep"), key) not in same


@pytest.mark.parametrize("rule", [IdRule("keep"), IdRule("strip"), IdRule("pad", 6)])
def test_a_column_of_ids_is_hashed_as_each_of_them(rule: IdRule) -> None:
    key = bytes(range(32))
    written = ["c12", "123.0", "00123", "000123", "1234567", "0", "00", "a/b_c-d.0"]
    table, column = pseudonyms(pa.chunked_array([pa.array([*written, None, "c12"])]), rule, key)
    one_by_one = [pseudonym(one, rule, key) for one in written]
    assert table.column("pseudonym").to_pylist() == one_by_one
    assert column.to_pylist() == [*one_by_one, None, one_by_one[0]]


def test_rows_loaded_before_the_roster_meet_it(store: Store) -> None:
    store.commit(prepared("departures", [{"customer": "123", "left_on": None}]), ADMIN)
    issues = store.commit(prepared("customers", [{"customer": "000123"}, {"customer": "000777"}]), ADMIN).issues
    assert [(i.code, i.params["padding"], i.params["length"]) for i in issues] == [
        ("customer_id_rule_guessed", "pad", 6)
    ]
    met = ask("select d.customer from {departures} d join {customers} c on c.customer = d.customer")
    assert len(store.read(met, ADMIN)) == 1


def test_a_changed_audit_log_is_noticed(store: Store) -> None:
    for number in range(5):
        store.audit("export", ADMIN, rows=number, search="Zhang San")
    with cursor_of(store._root) as cursor:
        personal = cursor.execute("select details, personal_hash from audit").fetchall()
        assert not any("Zhang" in details for details, _ in personal)
        cursor.execute("delete from audit_personal where number = 2")  # an erasure
    assert [issue.code for issue in store.check()] == ["check_not_encrypted"]
    with cursor_of(store._root) as cursor:
        cursor.execute("update audit set who = 'nobody' where number = 3")
    assert next((i.code, i.params) for i in store.check()) == ("check_audit", {"number": 3})


def test_an_entry_taken_off_the_end_is_noticed(store: Store) -> None:
    for number in range(3):
        store.audit("export", ADMIN, rows=number)
    with cursor_of(store._root) as cursor:
        cursor.execute("delete from audit where number = 3")
    assert store.check()[0].code == "check_audit"
