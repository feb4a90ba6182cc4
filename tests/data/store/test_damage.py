"""A store that is damaged is refused in words, at its opening or where a block is read; never with an error of the engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.problems import Refusal
from data.store import Store, open_store
from data.store.backup import make_backup
from data.store.engine import cursor_of
from tests.data.store.builders import ADMIN, prepared
from tests.data.store.test_backup import FEW

ROOT = Path(__file__).resolve().parents[3]
SECTOR = 4096
"""The engine's file begins with three headers of this size; blocks follow."""
CUSTOMERS = 3000


def opened(path: Path) -> Store:
    return open_store(str(path), key="", datasets=FEW)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sound store with a back-up in its folder of back-ups."""
    folder = tmp_path_factory.mktemp("whole")
    store = opened(folder / "a.duckdb")
    store.commit(prepared("customers", [{"customer": f"C{n}", "wave": f"W{n % 5}"} for n in range(CUSTOMERS)]), ADMIN)
    (folder / "backups").mkdir()
    make_backup(store, folder / "backups", ADMIN)
    store.close()
    return folder


@pytest.fixture
def spoilt(whole: Path, tmp_path: Path) -> Callable[[Callable[[bytes], bytes]], Path]:
    """Gives a copy of the store whose bytes were changed."""

    def spoil(change: Callable[[bytes], bytes]) -> Path:
        shutil.copytree(whole, tmp_path / "store")
        path = tmp_path / "store" / "a.duckdb"
        path.write_bytes(change(path.read_bytes()))
        return path

    return spoil


def flipped(at: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def code(path: Path) -> str:
    """The refusal of opening the store and reading all of it."""

    def read() -> None:
        store = opened(path)
        try:
            store.check()
        finally:
            store.close()

    with pytest.raises(Refusal) as refused:
        read()
    backup = refused.value.params.get("backup", "")
    assert Path(backup).parent == path.parent / "backups"
    assert Path(backup).is_file()
    return refused.value.code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: b"", "not_a_store"),
        (lambda _: b"a list of customers\n" * 1000, "not_a_store"),
        (lambda content: content[:100], "store_damaged"),
        (lambda content: content[: len(content) // 2], "store_damaged"),
        (lambda content: content[: 3 * SECTOR], "store_damaged"),
        (flipped(0), "store_damaged"),
        (flipped(8), "not_a_store"),
        (flipped(12), "store_damaged"),
        (flipped(SECTOR + 4), "store_damaged"),
        (flipped(3 * SECTOR), "store_damaged"),
    ],
    ids=["empty", "text", "cut early", "cut in half", "cut after its head", "flip 0", "flip 8", "flip 12", "flip 4100", "flip 12288"],
)  # fmt: skip
def test_a_spoilt_file_is_refused_with_the_back_up_that_there_is(
    spoilt: Callable[[Callable[[bytes], bytes]], Path], change: Callable[[bytes], bytes], said: str
) -> None:
    assert code(spoilt(change)) == said


def test_every_tenth_of_the_file_may_be_spoilt(whole: Path, tmp_path: Path) -> None:
    content = (whole / "a.duckdb").read_bytes()
    outcomes = []
    for part in range(1, 10):
        folder = tmp_path / str(part)
        shutil.copytree(whole, folder)
        (folder / "a.duckdb").write_bytes(flipped(len(content) * part // 10)(content))
        try:
            store = opened(folder / "a.duckdb")
            try:
                store.check()
                outcomes.append("free")  # a block that nothing is in
            finally:
                store.close()
        except Refusal as refusal:
            outcomes.append(refusal.code)
    assert set(outcomes) <= {"store_damaged", "free"}
    assert "store_damaged" in outcomes


def _journal(folder: Path) -> bytes:
    """The journal of another store whose process was killed."""
    program = (
        "import os\nfrom data.store import open_store\nfrom tests.data.store.builders import ADMIN, prepared\n"
        "from tests.data.store.test_backup import FEW\n"
        f"store = open_store({str(folder / 'o.duckdb')!r}, key='', datasets=FEW)\n"
        "store.commit(prepared('waves', [{'wave': 'W1', 'name': 'One'}]), ADMIN)\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    return (folder / "o.duckdb.wal").read_bytes()


def test_a_journal_that_does_not_fit_is_refused_and_kept(whole: Path, tmp_path: Path) -> None:
    other = _journal(tmp_path)
    for number, journal in enumerate(
        (other, flipped(0)(other), flipped(100)(other), b"hello world" * 300, bytes(5000))
    ):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        path = folder / "a.duckdb"
        Path(str(path) + ".wal").write_bytes(journal)
        assert code(path) == "journal_unfit"
        assert Path(str(path) + ".wal").read_bytes() == journal


def test_a_journal_of_its_own_is_played_back(tmp_path: Path) -> None:
    _journal(tmp_path)
    store = opened(tmp_path / "o.duckdb")
    try:
        with cursor_of(store._root) as cursor:
            assert cursor.execute("select wave from current_waves").fetchall() == [("W1",)]
    finally:
        store.close()


def test_the_command_says_it_in_words(spoilt: Callable[[Callable[[bytes], bytes]], Path]) -> None:
    path = spoilt(lambda content: content[: len(content) // 2])
    for lang, said in (("en", "The store is damaged"), ("zh", "数据库已损坏")):
        done = subprocess.run(
            [sys.executable, "-m", "data", "check", "--lang", lang], cwd=ROOT, capture_output=True, encoding="utf-8",
            check=False, env=os.environ | {"HANDOVER_STORE": str(path)},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (2, "")
        assert said in done.stdout
        assert "handover-" in done.stdout
        assert "duckdb.IOException" not in done.stdout


def test_a_full_disk_is_told_and_the_store_reopens_as_it_was(whole: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk without room: the write fails in the same place."""
    folder = tmp_path / "full"
    shutil.copytree(whole, folder)
    program = (
        "import resource, signal\nfrom data.problems import Refusal\nfrom data.store import open_store\n"
        "from tests.data.store.builders import ADMIN, prepared\nfrom tests.data.store.test_backup import FEW\n"
        f"store = open_store({str(folder / 'a.duckdb')!r}, key='', datasets=FEW)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "said = []\n"
        "for turn in range(2):\n"
        "    try:\n"
        "        store.commit(prepared('waves', [{'wave': f'W{n}', 'name': 'x' * 200} for n in range(500)]), ADMIN)\n"
        "    except Refusal as refusal:\n"
        "        said.append(refusal.code)\n"
        "print(*said, flush=True)\nimport os\nos._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split()[0] == "disk_full"
    assert set(done.stdout.split()) <= {"disk_full", "store_lost"}
    store = opened(folder / "a.duckdb")
    try:
        with cursor_of(store._root) as cursor:
            assert cursor.execute("select count(*) from current_customers").fetchall() == [(CUSTOMERS,)]
            assert cursor.execute("select count(*) from current_waves").fetchall() == [(0,)]
    finally:
        store.close()
