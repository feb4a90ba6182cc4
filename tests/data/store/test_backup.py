"""Back-ups: made while people work, restored to the digit, refused when damaged, never over data unasked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.ingest.words import refusal_words
from data.language import Translator
from data.problems import Refusal
from data.store import Store, open_store
from data.store.backup import Backup, Restored, make_backup, read_manifest, restore_backup, try_backup
from data.store.engine import cursor_of
from tests.data.store.builders import ADMIN, prepared

KEY = "a long key of the test"


def closed(names: set[str]) -> dict[str, Dataset]:
    """These datasets and those that they name."""
    while more := {target for name in names for _, target in DATASETS[name].links} - names:
        names = names | more
    return {name: DATASETS[name] for name in DATASETS if name in names}


FEW = closed({"waves", "customers", "transfers", "branches", "programme", "editions"} & set(DATASETS))
"""What is opened and checked costs by the dataset; that all can be saved is tested once."""


def opened(address: str, key: str) -> Store:
    return open_store(address, key=key, datasets=FEW)


def restored(
    path: Path, address: Path, rights: Rights, *, key: str | None, force: bool = False, another: bool = False
) -> Restored:
    return restore_backup(path, address, rights, key=key, force=force, another=another, datasets=FEW)


def tables(store: Store) -> dict[str, list[Any]]:
    """Everything that is kept, but the audit log and which of its entries was the last at a closing."""
    with cursor_of(store._root) as cursor:
        names = [
            name
            for (name,) in cursor.execute(
                "select table_name from duckdb_tables() where database_name = 'store'"
            ).fetchall()
        ]
        kept = [name for name in sorted(names) if name not in ("audit", "audit_personal")]
        found = {name: sorted(cursor.table(name).fetchall(), key=repr) for name in kept}
    return found | {"meta": [row for row in found["meta"] if row[0] != "audit_end"]}


def fill(store: Store) -> str:
    """Three batches, one of them undone; the id of the last."""
    store.commit(prepared("waves", [{"wave": f"W{n}", "name": f"Wave {n}"} for n in range(1, 5)]), ADMIN)
    undone = store.commit(prepared("waves", [{"wave": "W9", "name": "wrong"}]), ADMIN)
    store.withdraw(undone.batch_id, ADMIN)
    return store.commit(prepared("waves", [{"wave": "W1", "name": "Renamed"}]), ADMIN).batch_id


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, str, Backup]]:
    """A store with data, its last batch and a back-up of it."""
    store = opened(str(tmp_path / "s" / "store.duckdb"), request.param)
    last = fill(store)
    yield store, last, make_backup(store, tmp_path / "kept.zip", ADMIN)
    store.shut()
    store.close()


def test_what_is_restored_is_the_same_to_the_digit(kept: tuple[Store, str, Backup], tmp_path: Path) -> None:
    store, last, made = kept
    before = tables(store)
    assert (made.batches, made.withdrawn, dict(made.rows), made.version) == (3, 1, {"waves": 4}, store.version())
    done = restored(made.path, tmp_path / "new" / "b.duckdb", ADMIN, key=store.key)
    again = opened(str(done.store), store.key or "")
    try:
        assert tables(again) == before
        assert again.pseudonym("C1") == store.pseudonym("C1")
        assert not [issue for issue in again.check() if issue.severity == "reject"]
        for one in (again, store):
            one.withdraw(last, ADMIN)
        with cursor_of(again._root) as cursor:
            names = cursor.execute("select name from current_waves where wave = 'W1'").fetchall()
        assert names == [("Wave 1",)]
        assert again.audit_log(ADMIN)["event"].tolist()[:2] == ["withdraw", "restore"]
    finally:
        again.close()
    assert done.store.stat().st_mode & 0o077 == 0


def test_the_key_lies_in_the_clear_only_where_the_store_does(kept: tuple[Store, str, Backup]) -> None:
    store, _, made = kept
    with zipfile.ZipFile(made.path) as archive:
        names = set(archive.namelist())
        content = b"".join(archive.read(name) for name in names)
    assert names == {"manifest.json", "store.duckdb"} | (set() if store.encrypted else {"store.duckdb.key"})
    assert (b"Renamed" in content) is not store.encrypted
    assert KEY.encode() not in content
    assert made.path.stat().st_mode & 0o077 == 0


def test_a_store_can_be_saved_while_it_is_read_and_written(tmp_path: Path) -> None:
    store, stop, errors = opened(str(tmp_path / "s" / "store.duckdb"), ""), Event(), []
    fill(store)

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                store.commit(prepared("waves", [{"wave": f"X{number}", "name": "x"}]), ADMIN)
                store.audit("export", ADMIN, what="x")
            except (Refusal, OSError, RuntimeError) as error:
                errors.append(error)
                return

    worker = Thread(target=work)
    worker.start()
    try:
        made = [make_backup(store, tmp_path / f"{n}.zip", ADMIN) for n in range(3)]
    finally:
        stop.set()
        worker.join()
    assert not errors
    assert made[0].version < made[2].version <= store.version()
    for one in made:
        assert one.rows["waves"] == 4 + one.batches - 3  # every batch whole
        try_backup(store, one.path, ADMIN)
    store.shut()
    store.close()


def test_the_store_stays_locked_for_others_after_a_backup(tmp_path: Path) -> None:
    """A second opening in the same process would have given the lock away."""
    import subprocess
    import sys

    address = tmp_path / "s" / "store.duckdb"
    store = opened(str(address), "")
    make_backup(store, tmp_path / "kept.zip", ADMIN)
    code = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    other = subprocess.run([sys.executable, "-c", code, str(address)], capture_output=True, text=True, check=False)
    assert "lock" in other.stderr
    store.shut()
    store.close()


@pytest.mark.parametrize("harm", ["bytes", "cut", "swapped"])
def test_a_damaged_backup_is_refused_in_both_languages(
    kept: tuple[Store, str, Backup], tmp_path: Path, harm: str
) -> None:
    store, _, made = kept
    content = made.path.read_bytes()
    bad = tmp_path / "bad.zip"
    if harm == "bytes":
        middle = len(content) // 3  # 64 of them: one bit of a packed run of zeros may change nothing that is unpacked
        bad.write_bytes(
            content[:middle] + bytes(byte ^ 255 for byte in content[middle : middle + 64]) + content[middle + 64 :]
        )
    elif harm == "cut":
        bad.write_bytes(content[: len(content) // 2])
    else:  # packed well, but not what was written
        with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(bad, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name) + (b"\0" if name == "store.duckdb" else b""))
    target = tmp_path / "new" / "b.duckdb"
    with pytest.raises(Refusal, match="backup_damaged") as refused:
        restored(bad, target, ADMIN, key=store.key)
    assert not target.exists()
    assert [len(refusal_words(refused.value, Translator(lang))[0]) > 10 for lang in ("en", "zh")] == [True, True]
    with pytest.raises(Refusal, match="backup_damaged"):
        try_backup(store, bad, ADMIN)
    if harm != "cut":
        test = store.backups()["restore_test"] or {}
        assert (test["passed"], test["problem"]) == (False, "backup_damaged")


def test_a_store_with_data_is_replaced_only_when_asked(kept: tuple[Store, str, Backup], tmp_path: Path) -> None:
    store, _, made = kept
    address = tmp_path / "other" / "o.duckdb"
    other = opened(str(address), store.key or "")
    other.commit(prepared("waves", [{"wave": "Z", "name": "mine"}]), ADMIN)
    with pytest.raises(Refusal, match="store_owned"):  # somebody works with it
        restored(made.path, address, ADMIN, key=store.key, force=True)
    other.close()
    with pytest.raises(Refusal, match="restore_not_empty"):
        restored(made.path, address, ADMIN, key=store.key)
    with pytest.raises(Refusal, match="restore_other_programme") as refused:
        restored(made.path, address, ADMIN, key=store.key, force=True)
    for lang, said in (("en", "is of another programme"), ("zh", "属于另一个项目")):
        what = refusal_words(refused.value, Translator(lang))[0]
        assert said in what
        assert made.programme[:8] in what
    mine = opened(str(address), store.key or "")
    assert mine.version() == 1
    mine.close()
    assert [path.name for path in address.parent.iterdir() if "replaced" in path.name] == []
    done = restored(made.path, address, ADMIN, key=store.key, force=True, another=True)
    old, new = opened(str(done.replaced), store.key or ""), opened(str(address), store.key or "")
    assert (old.version(), new.version()) == (1, store.version())
    old.close()
    new.close()
    left = {path.name for path in address.parent.iterdir()}
    assert left == {"o.duckdb", "o.replaced-1.duckdb"} | (
        set() if store.encrypted else {"o.duckdb.key", "o.replaced-1.duckdb.key"}
    )


def test_whose_backup_it_is_is_known_by_no_name(kept: tuple[Store, str, Backup], tmp_path: Path) -> None:
    """An older back-up says nothing of it, and the store within does; one that says something else is damaged. A
    back-up of the store itself, and what holds nothing yet, need no word."""
    store, _, made = kept
    address = tmp_path / "other" / "o.duckdb"
    opened(str(address), store.key or "").close()
    restored(made.path, address, ADMIN, key=store.key)
    restored(made.path, address, ADMIN, key=store.key, force=True)
    for number, (told, code) in enumerate(
        ((b"", "restore_other_programme"), (b'"programme": "0000",', "backup_damaged"))
    ):
        other = opened(str(tmp_path / str(number) / "o.duckdb"), store.key or "")
        other.commit(prepared("waves", [{"wave": "Z", "name": "mine"}]), ADMIN)
        other.close()
        changed = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                line = f'"programme": "{made.programme}",'.encode()
                content = old.read(name)
                assert name != "manifest.json" or line in content
                new.writestr(name, content.replace(line, told) if name == "manifest.json" else content)
        with pytest.raises(Refusal, match=code):
            restored(changed, Path(other.address), ADMIN, key=store.key, force=True)


def test_a_damaged_store_is_known_by_its_key(tmp_path: Path) -> None:
    stores = [opened(str(tmp_path / name / "p.duckdb"), "") for name in ("east", "west")]
    for store in stores:
        store.commit(prepared("waves", [{"wave": "Z", "name": "mine"}]), ADMIN)
    made = [make_backup(store, tmp_path / store.place.path.parent.name / "kept.zip", ADMIN) for store in stores]
    for store in stores:
        store.close()
    west = Path(stores[1].address)
    west.write_bytes(b"no store at all" * 1000)
    with pytest.raises(Refusal, match="restore_other_programme"):
        restored(made[0].path, west, ADMIN, key=None, force=True)
    assert restored(made[1].path, west, ADMIN, key=None, force=True).replaced == west.with_name("p.replaced-1.duckdb")


def test_who_was_erased_after_the_backup_does_not_come_back(tmp_path: Path) -> None:
    address = tmp_path / "s" / "store.duckdb"
    store = opened(str(address), "")
    hidden = store.pseudonym("C1")
    store.commit(prepared("customers", [{"customer": "C1", "wave": "W1"}, {"customer": "C2", "wave": "W1"}]), ADMIN)
    made = make_backup(store, tmp_path, ADMIN)
    store.erase("C1", ADMIN)
    store.close()
    done = restored(made.path, address, ADMIN, key=None, force=True)
    again = opened(str(address), "")
    with cursor_of(again._root) as cursor:
        left = cursor.execute("select count(*) from rows_customers where customer = $c", {"c": hidden}).fetchall()
    assert (done.erased, left, again.tombstones()) == (1, [(0,)], [hidden])
    assert not [issue for issue in again.check() if issue.severity == "reject"]
    again.close()


def test_what_is_no_backup_or_no_longer_fits_is_said(kept: tuple[Store, str, Backup], tmp_path: Path) -> None:
    store, _, made = kept
    sheet = tmp_path / "a.csv"
    sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    for path, code in ((sheet, "backup_unknown"), (tmp_path / "none.zip", "file_missing")):
        with pytest.raises(Refusal, match=code):
            read_manifest(path)
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(newer, "w") as new:
        new.writestr("manifest.json", old.read("manifest.json").replace(b'"schema": ', b'"schema": 9'))
    with pytest.raises(Refusal, match="backup_newer"):
        read_manifest(newer)
    with pytest.raises(Refusal, match="backup_exists"):
        make_backup(store, made.path, ADMIN)
    with pytest.raises(Refusal, match="not_allowed"):
        make_backup(store, tmp_path / "other.zip", Rights("reader", "executive"))
    if store.encrypted:
        with pytest.raises(Refusal, match="wrong_key"):
            restored(made.path, tmp_path / "n" / "b.duckdb", ADMIN, key="another")


def test_the_store_knows_its_last_backup_and_restore_test(kept: tuple[Store, str, Backup]) -> None:
    store, _, made = kept
    known = store.backups()
    assert known["restore_test"] is None
    saved = known["backup"] or {}
    assert (saved["bytes"], saved["rows"], saved["batches"]) == (made.size, 4, 3)
    try_backup(store, made.path, ADMIN)
    test = store.backups()["restore_test"] or {}
    assert test["passed"] is True
    assert not [issue for issue in store.check() if issue.severity == "reject"]


def test_a_drive_without_second_names_and_a_key_left_over_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(str(tmp_path / "s" / "store.duckdb"), KEY)
    Path(store.address + ".key").write_text("00" * 32, encoding="ascii")

    def refuse(*_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr("data.store.backup.os.link", refuse)
    made = make_backup(store, tmp_path / "kept.zip", ADMIN)
    assert set(made.files) == {"store.duckdb"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.zip", "s"]
    store.close()
