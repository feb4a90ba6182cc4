"""A store that is damaged is refused in words, at its opening or where a block is read; never with an error of the
engine."""

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
from data.store.backup import make_backup, restore_backup
from data.store.engine import cursor_of
from tests.conftest import proving
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
        (lambda content: bytes(SECTOR) + content[SECTOR:], "not_a_store"),
        (lambda content: content[:SECTOR] + bytes(2 * SECTOR) + content[3 * SECTOR :], "store_damaged"),
        (lambda content: content[: 3 * SECTOR] + bytes(len(content) - 3 * SECTOR), "store_damaged"),
        (bytes.swapcase, "not_a_store"),
        (lambda _: bytes(100_000), "not_a_store"),
    ],
    ids=[
        "empty",
        "text",
        "cut early",
        "cut in half",
        "cut after its head",
        "flip 0",
        "flip 8",
        "flip 12",
        "flip 4100",
        "flip 12288",
        "no head",
        "no second head",
        "no blocks",
        "another word",
        "zeros",
    ],
)
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


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store whose process was killed after four commits, all of which are in its journal."""
    folder: Path = tmp_path_factory.mktemp("killed")
    program = (
        "import os\nfrom data.store import open_store\nfrom tests.data.store.builders import ADMIN, prepared\n"
        "from tests.data.store.test_backup import FEW\n"
        f"store = open_store({str(folder / 'a.duckdb')!r}, key='', datasets=FEW)\n"
        "for wave in range(4):\n    store.commit(prepared('waves', [{'wave': f'W{wave}'}]), ADMIN)\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    (folder / "backups").mkdir()
    (folder / "backups" / "handover-1.zip").touch()
    return folder


SPOILT = {
    "a length": (lambda journal: flipped(len(journal) // 8)(journal), {"journal_cut", "journal_unfit"}),
    "its middle": (lambda journal: flipped(len(journal) // 2)(journal), {"journal_cut", "journal_unfit"}),
    "its end": (lambda journal: flipped(len(journal) - 10)(journal), {"journal_cut", "journal_unfit"}),
    "zeros at its end": (
        lambda journal: journal[: len(journal) // 2] + bytes(len(journal) // 2),
        {"journal_cut", "journal_unfit"},
    ),
    "cut by a byte": (lambda journal: journal[:-1], {"journal_cut"}),
    "cut in half": (lambda journal: journal[: len(journal) // 2], {"journal_cut"}),
    "cut early": (lambda journal: journal[:100], {"journal_cut"}),
    "emptied": (lambda journal: b"", {"journal_cut"}),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_journal_that_lost_what_was_committed_is_refused_and_kept(killed: Path, tmp_path: Path, what: str) -> None:
    """The engine alone would take it for one whose writing was interrupted, and forget the rest without a word."""
    spoil, codes = SPOILT[what]
    folder = shutil.copytree(killed, tmp_path / "store")
    path = folder / "a.duckdb"
    journal = Path(f"{path}.wal")
    before, spoilt = path.read_bytes(), spoil(journal.read_bytes())
    journal.write_bytes(spoilt)
    assert code(path) in codes
    assert code(path) in codes, "asked again, the same is said"
    assert path.read_bytes() == before
    assert not spoilt or journal.read_bytes() == spoilt, "an empty one is no journal"


def test_every_byte_of_a_journal_may_be_spoilt(killed: Path, tmp_path: Path) -> None:
    """No flipped byte costs a commit unseen."""
    journal = (killed / "a.duckdb.wal").read_bytes()
    every = proving(12, 300)
    lost = []
    for turn in range(every):
        folder = shutil.copytree(killed, tmp_path / str(turn))
        at = len(journal) * turn // every
        (folder / "a.duckdb.wal").write_bytes(flipped(at)(journal))
        try:
            store = opened(folder / "a.duckdb")
        except Refusal as refusal:
            assert refusal.code in (  # noqa: PT017
                "journal_cut",
                "journal_unfit",
            )
            continue
        with cursor_of(store._root) as cursor:
            if cursor.execute("select count(*) from current_waves").fetchall() != [(4,)]:
                lost.append(at)
        store.close()
    assert lost == []


def test_what_was_committed_last_may_be_given_up(killed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(killed, tmp_path / "store")
    path = folder / "a.duckdb"
    Path(f"{path}.wal").write_bytes(Path(f"{path}.wal").read_bytes()[:-1])
    done = subprocess.run(
        [sys.executable, "-m", "data", "check"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"HANDOVER_STORE": str(path)},
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert "lacks the last 1 entr" in done.stdout
    assert f"delete {path}.last" in done.stdout
    Path(f"{path}.last").unlink()
    store = opened(path)
    with cursor_of(store._root) as cursor:
        assert cursor.execute("select count(*) from current_waves").fetchall() == [(3,)]
    store.close()
    assert sorted(one.name for one in folder.iterdir()) == ["a.duckdb", "a.duckdb.key", "backups"]


def test_a_store_taken_away_leaves_no_memory_of_its_last_entry(killed: Path, tmp_path: Path) -> None:
    """A new store in the place of one that was deleted after it was killed is no older copy; nor is a restored one."""
    folder = shutil.copytree(killed, tmp_path / "store")
    for ending in ("", ".wal"):
        (folder / f"a.duckdb{ending}").unlink()
    opened(folder / "a.duckdb").close()
    again = shutil.copytree(killed, tmp_path / "again")
    other = opened(tmp_path / "other" / "o.duckdb")
    made = make_backup(other, tmp_path / "o.zip", ADMIN)
    other.close()
    Path(again / "a.duckdb.wal").write_bytes(b"")
    restore_backup(made.path, again / "a.duckdb", ADMIN, key="", force=True, another=True, datasets=FEW)
    opened(again / "a.duckdb").close()
    assert code(again / "a.replaced-1.duckdb") == "journal_cut"


@pytest.mark.parametrize("place", ["/dev/null/a.duckdb", "/proc/nobody/a.duckdb", "a.folder"])
def test_a_place_that_cannot_hold_a_store_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "a.folder").mkdir()
    with pytest.raises(Refusal) as refused:
        opened(tmp_path / place)
    assert (refused.value.code, refused.value.where) == ("store_not_reachable", str(tmp_path / place))


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
            [sys.executable, "-m", "data", "check", "--lang", lang],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ | {"HANDOVER_STORE": str(path)},
        )
        assert (done.returncode, done.stderr) == (2, "")
        assert said in done.stdout
        assert "handover-" in done.stdout
        assert "duckdb.IOException" not in done.stdout


def test_a_full_disk_is_told_and_the_store_reopens_as_it_was(whole: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk without room: the write fails in the same place."""
    folder = tmp_path / "full"
    shutil.copytree(whole, folder)
    program = (
        "import resource, signal\nfrom data.problems import Refusal\nfrom data.store import open_store\nfrom"
        " tests.data.store.builders import ADMIN, prepared\nfrom tests.data.store.test_backup import FEW\nstore ="
        f" open_store({str(folder / 'a.duckdb')!r}, key='', datasets=FEW)\nsignal.signal(signal.SIGXFSZ,"
        " signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\nsaid = []\nfor turn in"
        " range(2):\n    try:\n        store.commit(prepared('waves', [{'wave': f'W{n}', 'name': 'x' * 200} for n"
        " in range(500)]), ADMIN)\n    except Refusal as refusal:\n        said.append(refusal.code)\nprint(*said,"
        " flush=True)\nimport os\nos._exit(0)"
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
