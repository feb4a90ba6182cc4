"""Many threads at once, and a process that dies in the middle: nothing lost, nothing torn."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import duckdb
import pytest

from data.problems import Refusal
from data.store import Store, engine, open_store
from data.store.engine import cursor_of
from tests.conftest import ROOT, proving
from tests.data.store.builders import ADMIN, ask, prepared

ROWS = 50
BATCHES = ask("select region as batch, count(*) as n from {branches} group by 1 order by 1", "open")


def test_threads_write_and_read_at_once(store: Store) -> None:
    torn: list[object] = []
    failed: list[BaseException] = []
    running = True

    def write(writer: int) -> None:
        try:
            for number in range(4):
                name = f"{writer}.{number}"
                rows = [{"branch": f"{name}.{i}", "region": name} for i in range(ROWS)]
                receipt = store.commit(prepared("branches", rows), ADMIN)
                if number == 3:
                    store.withdraw(receipt.batch_id, ADMIN)
        except BaseException as error:  # noqa: BLE001 - a thread's error belongs to the test
            failed.append(error)

    def read() -> None:
        try:
            while running:
                frame = store.read(BATCHES, ADMIN)
                torn.extend(n for n in frame["n"] if n != ROWS)
                store.audit("look", ADMIN, n=len(frame))
        except BaseException as error:  # noqa: BLE001 - a thread's error belongs to the test
            failed.append(error)

    writers = [Thread(target=write, args=(writer,)) for writer in range(4)]
    readers = [Thread(target=read) for _ in range(4)]
    for thread in [*writers, *readers]:
        thread.start()
    for thread in writers:
        thread.join()
    running = False
    for thread in readers:
        thread.join()
    assert (failed, torn) == ([], [])
    assert store.read(BATCHES, ADMIN)["batch"].tolist() == [f"{w}.{n}" for w in range(4) for n in range(3)]
    assert [issue.code for issue in store.check()] == ["check_not_encrypted"]


def test_many_small_batches_take_one_thread_and_give_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_threads", lambda: 2)
    store = open_store(str(tmp_path / "two" / "store.duckdb"))

    def threads() -> int:
        with cursor_of(store._root) as cursor:
            return int(cursor.execute("select current_setting('threads')").fetchall()[0][0])

    before, inside = threads(), []

    def load() -> None:
        with store.many_small():
            store.commit(prepared("branches", [{"branch": "B1", "region": "North"}]), ADMIN)
            inside.append((threads(), store.read(BATCHES, ADMIN)["n"].tolist()))
            store.withdraw("nobody's", ADMIN)

    with pytest.raises(Refusal):
        load()
    assert inside == [(1, [1])]
    assert before == threads() == 2
    with cursor_of(store._root) as cursor, pytest.raises(duckdb.Error, match="locked"):
        cursor.execute("set memory_limit = '1GB'")
    store.close()


LOADER = """
import sys
from data.store import open_store
from tests.data.store.builders import ADMIN, prepared
store = open_store(sys.argv[1])
first = store.version()
sys.stdout.write("ready\\n"); sys.stdout.flush()
for number in range(first, first + 1000):
    rows = [{"branch": f"{number}.{i}", "region": str(number)} for i in range(2000)]
    rows += [{"branch": "shared", "region": str(number)}]
    store.commit(prepared("branches", rows), ADMIN)
    sys.stdout.write(f"{number}\\n"); sys.stdout.flush()
"""


def test_a_process_that_dies_leaves_a_batch_whole_or_not_at_all(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(1)
    address, kept = "", 0
    whole = ask("select region as batch, count(*) as n from {branches} where branch <> 'shared' group by 1", "open")
    for kill in range(proving(8, 200)):
        if kill % 20 == 0:  # a new store now and then, so that the last kill takes no longer than the first
            address, kept = str(tmp_path / str(kill) / "store.duckdb"), 0
        process = subprocess.Popen(
            [sys.executable, "-c", LOADER, address], stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout.read().split()]
        process.wait()
        store = open_store(address)
        frame = store.read(whole, ADMIN)
        assert set(frame["n"]) <= {2000}
        assert len(frame) == store.version()
        assert store.version() >= max([kept, *[number + 1 for number in told]])
        kept = store.version()
        assert [issue.code for issue in store.check()] == ["check_not_encrypted"]
        store.close()
    record_property("kills_survived", str(kill + 1))
