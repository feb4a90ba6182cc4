"""How much the rules of the store cost, as ratios to the plainest way of doing the same in the same run.

* reading *now* over a dataset of which 2 % was superseded, against a plain scan of a plain table;
* loading as many rows again as there are (20 % known), with rows, sightings and current in one transaction, against a
  plain append of as many rows.

``HANDOVER_BENCH_ROWS`` sets the rows that are read (default 10 million) and a tenth of it the rows that are appended.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.access import Rights
from data.store import Prepared, Query, Source, Store, open_store
from data.store.engine import cursor_of

ADMIN = Rights("bench", "administrator")
ROUNDS = 5
ROWS = int(os.environ.get("HANDOVER_BENCH_ROWS", "10000000"))
WEEKLY = """
    select date_trunc('week', answered_at) as week, segment, count(*) as n,
        sum(case when nps >= 9 then 1 else 0 end) - sum(case when nps <= 6 then 1 else 0 end) as balance
    from {relation} group by 1, 2
"""


def answers(first: int, count: int, seed: int, *, customers: int = 0) -> pa.Table:
    """Answers numbered from ``first`` as a platform exports them; with customers where ``customers`` is given."""
    dice = np.random.default_rng(seed)
    numbers = np.arange(first, first + count)
    seconds = 1_750_000_000 + (numbers * 7919) % 40_000_000
    columns = {
        "survey": pa.array(np.full(count, "transfer-2026")),
        "response_id": pa.array(numbers.astype(str)),
        "answered_at": pa.array(seconds * 1_000_000, pa.timestamp("us")),
        "segment": pa.array(np.array(["Retail", "Business", "Premium"])[dice.integers(0, 3, count)]),
        "nps": pa.array(dice.integers(0, 11, count).astype(float)),
        "csat": pa.array(dice.integers(1, 6, count).astype(float)),
        "csat_points": pa.array(np.full(count, 5, "int16")),
        "_sheet": pa.array(np.full(count, "Sheet1")),
        "_row": pa.array(np.arange(2, count + 2, dtype="int32")),
    }
    if customers:
        ids = dice.integers(0, customers, count)
        columns["customer"] = pa.array(np.char.add("C", ids.astype(str)))
    return pa.table(columns)


def report(line: str) -> None:
    sys.stdout.write(line + "\n")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def load(store: Store, table: pa.Table) -> None:
    store.commit(Prepared("surveys", Source("bench", "00" * 32), table), ADMIN)


def bench_reading(folder: Path) -> None:
    store = open_store(str(folder / "read.duckdb"))
    step = max(ROWS // 5, 1)
    for first in range(0, ROWS, step):
        load(store, answers(first, step, first))
    load(store, answers(0, ROWS // 50, 99))  # 2 % said again with other contents
    with cursor_of(store._root) as cursor:
        cursor.execute("create table plain as select * exclude (row_key, row_hash, row_part) from current_surveys")
        cursor.execute("checkpoint store")
        now = Query("bench.now", WEEKLY.replace("{relation}", "{surveys}"), "aggregate", ("week", "segment"))
        plain = WEEKLY.replace("{relation}", "plain")
        ratios, times = [], []
        for _ in range(ROUNDS + 1):
            scan = timed(lambda: cursor.execute(plain).df())
            read = timed(lambda: store.read(now, ADMIN))
            ratios.append(read / scan)
            times.append((read, scan))
        past = timed(lambda: store.read(now, ADMIN, as_of=datetime(2030, 1, 1)))
    read, scan = min(times)
    report(
        f"read now, {ROWS:,} rows, 2 % superseded: {statistics.median(ratios[1:]):.2f} x a plain scan "
        f"({read * 1000:.0f} ms, {scan * 1000:.0f} ms); as of a moment {past / scan:.0f} x"
    )
    store.shut()


def bench_appending(folder: Path) -> None:
    count = ROWS // 10
    for customers in (0, count // 2):
        ratios, times = [], []
        for number in range(3):
            store = open_store(str(folder / f"append{number}{customers}.duckdb"))
            load(store, answers(0, count, 1, customers=customers))
            more = answers(count - count // 5, count, 1, customers=customers)
            with cursor_of(store._root) as cursor:
                columns = ", ".join(name for name in more.column_names if not name.startswith("_"))
                cursor.execute(
                    "create table plain as select * exclude (row_key, row_hash, row_part) from current_surveys"
                )
                cursor.execute("checkpoint store")
                cursor.register("more", more)
                statement = "insert into plain ({c}) select {c} from more".replace("{c}", columns)
                plain = timed(lambda c=cursor, s=statement: c.execute(s))
            full = timed(lambda s=store, m=more: load(s, m))
            ratios.append(full / plain)
            times.append((full, plain))
            store.shut()
        full, plain = min(times)
        report(
            f"load {count:,} rows into {count:,} ({'with' if customers else 'no'} customers): "
            f"{statistics.median(ratios):.1f} x a plain append ({full:.2f} s, {plain:.2f} s)"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        bench_appending(Path(name))
        bench_reading(Path(name))
