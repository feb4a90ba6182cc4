"""A restore that is killed at any step leaves the store before it or the one after it, and nothing lying about."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

import pytest

from data.store import open_store
from data.store.backup import make_backup
from data.store.engine import cursor_of
from data.store.swapping import clear, complete, put_in_place, workroom
from tests.data.store.builders import ADMIN, prepared
from tests.data.store.test_backup import FEW

ROOT = Path(__file__).resolve().parents[3]
KILLED = (
    "import os, signal\nfrom data.store import backup, swapping\nfrom tests.data.store.builders import ADMIN\n"
    "from tests.data.store.test_backup import FEW\n"
    "done = 0\ndef counted(work):\n    def step(*given):\n        global done\n"
    "        if done == {step}:\n            os.kill(os.getpid(), signal.SIGKILL)\n"
    "        done += 1\n        return work(*given)\n    return step\n"
    "backup._copy = counted(backup._copy)\nswapping.os.replace = counted(os.replace)\nPath = backup.Path\n"
    "Path.unlink = counted(Path.unlink)\n"
    "backup.restore_backup({file!r}, {store!r}, ADMIN, key='', force=True, datasets=FEW)\n"
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which wave W1 is called Later, and a back-up in which it is called Before."""
    folder = tmp_path_factory.mktemp("places")
    store = open_store(str(folder / "store" / "a.duckdb"), key="", datasets=FEW)
    store.commit(prepared("waves", [{"wave": "W1", "name": "Before"}]), ADMIN)
    make_backup(store, folder / "kept.zip", ADMIN)
    store.commit(prepared("waves", [{"wave": "W1", "name": "Later"}]), ADMIN)
    store.close()
    return folder


def name_in(path: Path) -> str:
    store = open_store(str(path), key="", datasets=FEW)
    try:
        with cursor_of(store._root) as cursor:
            ((name,),) = cursor.execute("select name from current_waves").fetchall()
        return str(name)
    finally:
        store.close()


def _killed(at: int, work: Callable[[], object]) -> bool:
    """Run ``work`` in a process that is killed before its step ``at`` on the disk; whether it was."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    done = 0

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def take(*given: object, **named: object) -> object:
            nonlocal done
            if done == at:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            return step(*given, **named)

        return take

    os.replace, Path.unlink = counted(os.replace), counted(Path.unlink)  # type: ignore[assignment, method-assign]
    work()
    os._exit(0)


def test_a_change_of_files_that_is_killed_at_any_step_is_completed(tmp_path: Path) -> None:
    outcomes = []
    while True:
        at = len(outcomes)
        real = tmp_path / str(at) / "a.duckdb"
        room = real.parent / ".handover-x"
        room.mkdir(parents=True)
        for file, content in ((real, "old"), (room / "store.duckdb", "new")):
            for ending in ("", ".key"):
                Path(str(file) + ending).write_text(content + ending)
        for ending in (".wal", ".last"):
            Path(str(real) + ending).write_text(f"old{ending}")
        (room / "lock").touch()
        killed = _killed(at, lambda: put_in_place(room / "store.duckdb", real))  # noqa: B023 - it has run when the turn ends
        complete(real)
        clear(real.parent)
        held = {file.name: file.read_text() for file in real.parent.iterdir()}
        new = {"a.duckdb": "new", "a.duckdb.key": "new.key"}
        aside = {f"a.replaced-1.duckdb{ending}": f"old{ending}" for ending in ("", ".key", ".wal", ".last")}
        old = {f"a.duckdb{ending}": f"old{ending}" for ending in ("", ".key", ".wal", ".last")}
        outcomes.append("old" if held == old else "new")
        assert held in (old, new | aside), (at, held)
        if not killed:
            break
    # The note, four files aside, two in their place, the note again; and the run that nobody killed.
    assert outcomes == ["old", *["new"] * 8]


def test_a_room_whose_process_lives_is_left_alone(tmp_path: Path) -> None:
    with workroom(tmp_path) as room:
        clear(tmp_path)
        assert room.is_dir()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("step", "name"), [(1, "Later"), (5, "Before")])
def test_a_restore_that_is_killed(places: Path, tmp_path: Path, step: int, name: str) -> None:
    """While it unpacks, and while it changes the files."""
    shutil.copytree(places / "store", tmp_path / "store")
    store = tmp_path / "store" / "a.duckdb"
    program = KILLED.format(step=step, file=str(places / "kept.zip"), store=str(store))
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert name_in(store) == name
    clear(store.parent)  # as the next back-up or restore does
    left = {file.name for file in store.parent.iterdir()} - {"a.duckdb", "a.duckdb.key"}
    assert left == (set() if name == "Later" else {"a.replaced-1.duckdb", "a.replaced-1.duckdb.key"})


def test_a_restore_that_is_told_to_end_clears_up_at_once(places: Path, tmp_path: Path) -> None:
    program = (
        "import time\nimport data.__main__ as it\nfrom data.commands.process import run\nfrom data.store import"
        " backup\ndef slow(*_):\n    print('unpacking', flush=True)\n    time.sleep(60)\nbackup._copy = slow\nraise"
        f" SystemExit(run(it.main, ['restore', {str(places / 'kept.zip')!r}]))"
    )
    store = tmp_path / "new" / "a.duckdb"
    command = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"HANDOVER_STORE": str(store)},
    )
    assert cast("IO[str]", command.stdout).readline() == "unpacking\n"
    assert [file.name[:10] for file in store.parent.iterdir()] == [".handover-"]
    command.send_signal(signal.SIGTERM)
    _, errors = command.communicate(timeout=30)
    assert (command.returncode, errors.strip()[:8]) == (130, "Stopped.")
    assert list(store.parent.iterdir()) == []
