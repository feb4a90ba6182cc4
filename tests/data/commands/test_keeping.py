"""``backup`` and ``restore`` as commands: answers, exit codes, and through the door of a store that is in use."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from data.__main__ import main
from data.access import local_rights
from data.settings import settings
from data.store import door, open_store
from data.store.query import Query
from tests.data.commands.test_commands import run
from tests.data.store.builders import ADMIN, prepared

ROOT = Path(__file__).resolve().parents[3]
WAVES = "wave,name\nW1,First\nW2,Second\n"


def test_a_backup_is_made_tested_and_restored(tmp_path: Path) -> None:
    file = tmp_path / "waves.csv"
    file.write_text(WAVES, encoding="utf-8")
    assert run("load", "waves", str(file))[0] == 0
    code, told = run("backup", str(tmp_path / "kept.zip"), "--test")
    assert (code, told["batches"], told["rows"], told["tested"]) == (0, 1, {"waves": 2}, True)
    code, refused = run("restore", told["file"])
    assert (code, refused["refused"]["code"]) == (2, "restore_not_empty")
    code, done = run("restore", told["file"], "--to", str(tmp_path / "n" / "other.duckdb"))
    assert (code, done["replaced"], done["rows"]) == (0, None, {"waves": 2})
    other = open_store(str(tmp_path / "another" / "p.duckdb"))
    other.commit(prepared("waves", [{"wave": "Z", "name": "mine"}]), ADMIN)
    other.close()
    code, refused = run("restore", told["file"], "--to", other.address, "--force")
    assert (code, refused["refused"]["code"]) == (2, "restore_other_programme")
    code, done = run("restore", told["file"], "--to", other.address, "--force", "--as-another-programme")
    assert (code, done["replaced"], done["programme"]) == (
        0,
        str(tmp_path / "another" / "p.replaced-1.duckdb"),
        told["programme"],
    )
    for lang in ("en", "zh"):
        out = io.StringIO()
        (tmp_path / f"{lang}.zip").write_bytes((tmp_path / "kept.zip").read_bytes()[:-900])
        assert main(["restore", str(tmp_path / f"{lang}.zip"), "--lang", lang], out=out) == 2
        assert ("备份已损坏" if lang == "zh" else "is damaged") in out.getvalue()


def test_older_backups_go_once_the_new_one_is_written(tmp_path: Path) -> None:
    """Only those that the product named, only in that folder; a number that is none deletes nothing."""
    file = tmp_path / "waves.csv"
    file.write_text(WAVES, encoding="utf-8")
    run("load", "waves", str(file))
    folder = tmp_path / "kept"
    folder.mkdir()
    old = [folder / f"handover-2026110{day}-020000-1.zip" for day in range(1, 6)]
    own = [folder / "before the cut-over.zip", folder / "handover-wave-2.zip"]
    for path in (*old, *own):
        path.write_bytes(b"")
    for wrong in ("0", "-1", "none"):
        code, refused = run("backup", str(folder), "--keep", wrong)
        assert (code, refused["refused"]["code"]) == (2, "usage")
    assert len(list(folder.iterdir())) == 7
    code, told = run("backup", str(folder), "--test", "--keep", "3")
    assert (code, told["dropped"]) == (0, [str(old[2]), str(old[1]), str(old[0])])
    assert sorted(folder.iterdir()) == sorted([Path(str(told["file"])), *old[3:], *own])
    (tmp_path / "programme.zip").write_bytes(b"in the way")
    code, refused = run("backup", str(tmp_path / "programme.zip"), "--keep", "1")
    assert (code, refused["refused"]["code"]) == (2, "backup_exists")


def test_a_store_in_use_is_saved_through_its_door_and_not_restored_over(tmp_path: Path) -> None:
    from pages.kit.commands import run_command

    store = open_store()
    opened = door.serve(store, run_command)

    def other(*argv: str) -> tuple[int, dict[str, object]]:
        done = subprocess.run(
            [sys.executable, "-m", "data", *argv, "--json"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "HANDOVER_STORE": str(Path(settings().store).resolve())},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, json.loads(done.stdout)

    try:
        code, told = other("backup", "kept.zip", "--test")
        assert (code, told["file"]) == (0, str(tmp_path / "kept.zip"))
        code, refused = other("restore", "kept.zip", "--force")
        assert (code, refused["refused"]["code"]) == (2, "store_owned")  # type: ignore[index]
        assert other("restore", "kept.zip", "--test")[0] == 0
    finally:
        opened.close()
        store.close()


def test_a_command_through_the_door_has_the_rights_of_its_caller(tmp_path: Path) -> None:
    """The owner may write; an executive who asks through it may not, and reads counts that are rounded."""
    from pages.kit.commands import run_command

    file = tmp_path / "waves.csv"
    file.write_text(WAVES, encoding="utf-8")
    store = open_store()
    opened = door.serve(store, run_command)
    try:
        for role, code in (("executive", 2), ("administrator", 0)):
            env = {
                "PYTHONPATH": str(ROOT),
                "HANDOVER_STORE": str(Path(settings().store).resolve()),
                "HANDOVER_ROLE": role,
            }
            done = subprocess.run(
                [sys.executable, "-m", "data", "load", "waves", str(file), "--json"],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == code, done.stdout
        assert list(store.batches(local_rights("x", "administrator"))["new"]) == [2]
    finally:
        opened.close()
        store.close()


def test_a_file_without_a_date_stands_for_the_day_that_is_stated(tmp_path: Path) -> None:
    file = tmp_path / "risks.csv"
    file.write_text("risk,title,likelihood,impact\nR1,Branch closes,2,3\n", encoding="utf-8")
    code, told = run("load", "risks", str(file), "--snapshot-date", "2026-11-20")
    assert (code, told["new"]) == (0, 1), told
    store = open_store()
    query = Query("test.snapshot", "select risk, snapshot_on from {risks}", "open")
    found = store.read(query, local_rights("x", "administrator"))
    store.close()
    assert [(row.risk, row.snapshot_on.date()) for row in found.itertuples()] == [("R1", date(2026, 11, 20))]
    code, told = run("load", "waves", str(file), "--snapshot-date", "2026-11-20")
    assert (code, told["refused"]["code"], told["refused"]["where"]) == (2, "usage", "--snapshot-date")
