"""What lies on the disk: for the owner alone whatever was set before, and nothing of the data where there is a key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from data.incidents import log_beside_the_store, log_incident
from data.problems import Refusal
from data.settings import settings
from data.store import open_store
from data.store.engine import cursor_of
from tests.conftest import proving
from tests.data.store.builders import ADMIN, prepared

ROOT = Path(__file__).resolve().parents[3]
MARKER = "MARKERSTRINGTHATMUSTNOTBEREAD"
KEY = "a long key of the test"


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    """A machine on which every file is for everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def command(*words: str, store: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, on a machine on which every file is for everybody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
    own = {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": "2026-11-23"} | given
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )


def modes(folder: Path) -> dict[str, str]:
    """The mode of everything below a folder that others may do something with."""
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.stat().st_mode & 0o077
    }


def test_every_file_is_for_the_owner_alone(tmp_path: Path) -> None:
    """In a folder that was there before, open to everybody; the folder itself stays as it is."""
    folder = tmp_path / "was there"
    folder.mkdir(mode=0o755)
    address = folder / "store.duckdb"
    store = open_store(str(address))
    store.commit(prepared("waves", [{"wave": f"W{number}", "name": MARKER} for number in range(500)]), ADMIN)
    assert (folder / "store.duckdb.wal").stat().st_mode & 0o777 == 0o600
    with cursor_of(store._root) as cursor:  # a question too large for its memory
        cursor.execute(
            "create temporary table wide as select range as n, repeat('x', 400) || range as t from range(300000)"
        )
    assert modes(folder) == {}
    store.close()
    (folder / "store.duckdb").chmod(0o644)
    open_store(str(address)).close()
    assert modes(folder) == {}
    made = folder / "new" / "deeper" / "store.duckdb"
    open_store(str(made)).close()
    assert modes(folder) == {}


def test_every_file_of_a_command_is_for_the_owner_alone(tmp_path: Path) -> None:
    store = tmp_path / "var" / "store.duckdb"
    source = tmp_path / "waves.csv"
    source.write_text(f"Wave,Name,Planned start\nW1,{MARKER},2026-12-01\n", encoding="utf-8")
    source.chmod(0o600)
    loaded = command("data", "load", "waves", str(source), store=store)
    assert loaded.returncode == 0, loaded.stdout
    assert command("data", "backup", "--test", store=store).returncode == 0
    assert command("data", "backup", str(tmp_path / "elsewhere" / "b.zip"), store=store).returncode == 0
    assert command("data", "template", "waves", "-o", str(tmp_path / "waves.xlsx"), store=store).returncode == 0
    assert modes(tmp_path) == {}


def content_of(path: Path) -> bytes:
    """What stands in a file; nothing where it went while it was looked at."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def found(*folders: Path) -> list[str]:
    """The files that hold the marker, plainly or in a ZIP."""
    return sorted(
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and MARKER.encode() in content_of(path)
    )


def test_with_a_key_nothing_of_the_data_is_found_anywhere_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Store, journal, spill, work rooms, log, back-up and what is tried of it, at every moment of the work."""
    rooms = tmp_path / "tmp"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    address = tmp_path / "s" / "store.duckdb"
    monkeypatch.setenv("HANDOVER_STORE", str(address))
    settings.cache_clear()
    log_beside_the_store()
    store = open_store(str(address), key=KEY)
    rows = proving(4_000, 200_000)
    store.commit(
        prepared("waves", [{"wave": f"W{number}", "name": f"{MARKER}{number}"} for number in range(rows)]), ADMIN
    )
    seen = [found(tmp_path)]
    with cursor_of(store._root) as cursor:
        cursor.execute("begin")
        cursor.execute("create temporary table wide as select $m || range as t from range(200000)", {"m": MARKER})
        seen.append(found(tmp_path))
    from data.store.backup import make_backup, try_backup

    copied = shutil.copyfile

    def watched(*given: object) -> object:
        seen.append(found(tmp_path))
        return copied(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(shutil, "copyfile", watched)
    made = make_backup(store, tmp_path / "b", ADMIN)
    seen.append(found(tmp_path))
    try_backup(store, made.path, ADMIN)
    log_incident(ValueError(MARKER), "test")
    assert Path(f"{address}.log").read_text().count("ValueError") == 1
    seen.append(found(tmp_path))
    store.close()
    seen.append(found(tmp_path))
    assert seen == [[]] * len(seen)


def test_with_a_key_a_file_that_is_loaded_leaves_nothing_outside_the_store(tmp_path: Path) -> None:
    """The process that loads it and the one apart that reads it, with their places for what passes, looked at as long
    as they live."""
    source, place, rooms = tmp_path / "in" / "waves.csv", tmp_path / "out", tmp_path / "out" / "tmp"
    for folder in (source.parent, rooms):
        folder.mkdir(parents=True)
    lines = [f"W{number},{MARKER} {number}" for number in range(proving(3_000, 100_000))]
    source.write_text("\n".join(["Wave,Name", *lines]), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
    own = {
        "HANDOVER_STORE": str(place / "s" / "store.duckdb"),
        "HANDOVER_KEY": KEY,
        "TMPDIR": str(rooms),
        "HANDOVER_TODAY": "2026-11-23",
    }
    loading = subprocess.Popen(
        [sys.executable, "-m", "data", "load", "waves", str(source), "--json"],
        cwd=ROOT,
        env=kept | own,
        stdout=subprocess.PIPE,
    )
    seen: list[list[str]] = []
    while loading.poll() is None:
        seen.append(found(place))
        with suppress(subprocess.TimeoutExpired):
            loading.wait(0.05)
    told = json.loads(loading.communicate()[0])
    seen.append(found(place))
    assert loading.returncode == 0
    assert told["new"] == len(lines)
    assert len(seen) > 5
    assert seen == [[]] * len(seen)
    assert found(source.parent) == ["waves.csv"]  # what is looked for is found where it is


def test_a_store_is_encrypted_by_command_and_its_key_changed(tmp_path: Path) -> None:
    """From the refusal that a key is met with to an encrypted store, by the words of each answer."""
    store, new = tmp_path / "var" / "store.duckdb", tmp_path / "new.key"
    new.write_text("the second key\n")
    source = tmp_path / "waves.csv"
    source.write_text(f"Wave,Name,Planned start\nW1,{MARKER},2026-12-01\n", encoding="utf-8")
    assert command("data", "load", "waves", str(source), store=store).returncode == 0
    assert command("data", "backup", store=store).returncode == 0
    refused = command("data", "check", store=store, HANDOVER_KEY=KEY)
    assert refused.returncode == 2
    assert "python -m data rotate" in refused.stdout
    assert "There is no key" in command("data", "rotate", store=store).stdout
    done = command("data", "rotate", store=store, HANDOVER_KEY=KEY)
    assert done.returncode == 0
    assert "is encrypted now" in done.stdout
    assert "1 back-up in" in done.stdout
    assert found(tmp_path / "var") == []
    assert not (tmp_path / "var" / "store.duckdb.key").exists()
    assert "with this key already" in command("data", "rotate", store=store, HANDOVER_KEY=KEY).stdout
    assert command("data", "check", store=store, HANDOVER_KEY=KEY).returncode == 0
    changed = command("data", "rotate", "--new-key-file", str(new), store=store, HANDOVER_KEY=KEY)
    assert changed.returncode == 0
    assert f"HANDOVER_KEY_FILE={new}" in changed.stdout
    assert command("data", "check", store=store, HANDOVER_KEY=KEY).returncode == 2
    assert command("data", "check", store=store, HANDOVER_KEY_FILE=str(new)).returncode == 0
    nowhere = command("data", "rotate", "--lang", "zh", store=tmp_path / "none.duckdb", HANDOVER_KEY=KEY)
    assert (nowhere.returncode, "处没有数据库" in nowhere.stdout) == (2, True)
    assert modes(tmp_path / "var") == {}


def test_a_store_that_is_open_is_not_encrypted_under_its_owner(tmp_path: Path) -> None:
    address = tmp_path / "s" / "store.duckdb"
    store = open_store(str(address))
    refused = command("data", "rotate", store=address, HANDOVER_KEY=KEY)
    assert refused.returncode == 2
    assert "has the store open" in refused.stdout
    store.close()


@pytest.mark.parametrize("print_known", [True, False])
def test_the_key_file_of_another_store_is_refused(tmp_path: Path, print_known: bool) -> None:
    """Also by a store of an earlier release, which knows its key by the audit log only."""
    own, other = (tmp_path / name / "store.duckdb" for name in ("own", "other"))
    for address in (own, other):
        store = open_store(str(address))
        store.commit(prepared("waves", [{"wave": "W1"}]), ADMIN)
        if not print_known:
            with cursor_of(store._root) as cursor:
                cursor.execute("delete from meta where name = 'master_print'")
        store.close()
    kept = Path(f"{own}.key").read_bytes()
    Path(f"{own}.key").write_bytes(Path(f"{other}.key").read_bytes())
    with pytest.raises(Refusal) as refused:
        open_store(str(own))
    assert (refused.value.code, refused.value.where) == ("secret_other", f"{own}.key")
    Path(f"{own}.key").write_bytes(kept)
    again = open_store(str(own))
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()


def test_a_changed_audit_log_does_not_keep_the_store_of_an_earlier_release_shut(tmp_path: Path) -> None:
    """It is ``check`` that tells of it."""
    address = tmp_path / "s" / "store.duckdb"
    store = open_store(str(address))
    for wave in ("W1", "W2", "W3"):
        store.commit(prepared("waves", [{"wave": wave}]), ADMIN)
    with cursor_of(store._root) as cursor:
        cursor.execute("delete from meta where name = 'master_print'")
        cursor.execute("update audit set who = 'nobody' where number = 1")
    store.close()
    again = open_store(str(address))
    assert "check_audit" in [issue.code for issue in again.check()]
    again.close()


def test_the_key_that_a_killed_encryption_left_behind_goes_at_the_next_opening(tmp_path: Path) -> None:
    from data.store import rotate_key

    address = tmp_path / "s" / "store.duckdb"
    open_store(str(address)).close()
    left = Path(f"{address}.key")
    kept = left.read_bytes()
    rotate_key(address, None, KEY)
    left.write_bytes(kept)
    open_store(str(address), key=KEY).close()
    assert not left.exists()
    left.write_text("0" * 64)  # of another store: not ours to take away
    open_store(str(address), key=KEY).close()
    assert left.read_text() == "0" * 64
