"""The schedule page's statements on many snapshots, against one scan of all of them."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from analytics.schedule.numbers import load_plan
from analytics.scope import Scope
from data.access import local_rights
from data.datasets import DATASETS
from data.datasets.arrow import ARROW
from data.store import Prepared, Source, Store, open_store
from data.store.query import Query

SNAPSHOTS, TASKS, A_BATCH = 1_000, 2_000, 50
ADMIN = local_rights("bench", "administrator")
SCAN = Query(
    name="bench.scan",
    sql=(
        "select count(*) as n, sum(percent_complete) as share, max(forecast_finish_on) as finish, sum(budget) as budget"
        " from {tasks}"
    ),
    grain="open",
)


def fill(store: Store) -> None:
    """Weekly snapshots of a plan that slips a little each time."""
    rng = np.random.default_rng(3)
    first = date(2007, 1, 7)
    start = rng.integers(0, 7 * SNAPSHOTS, TASKS)
    length = rng.integers(3, 40, TASKS)
    for begin in range(0, SNAPSHOTS, A_BATCH):
        days, tasks, starts, finishes, shares, stones = [], [], [], [], [], []
        for week in range(begin, begin + A_BATCH):
            today = 7 * week
            slip = rng.integers(0, 3, TASKS) * (start + length > today)
            days += [first + timedelta(days=today)] * TASKS
            tasks += [f"T{at:05d}" for at in range(TASKS)]
            starts += [first + timedelta(days=int(day)) for day in start]
            finishes += [first + timedelta(days=int(day)) for day in start + length + slip]
            shares += np.clip((today - start) / length, 0, 1).round(2).tolist()
            stones += (np.arange(TASKS) % 50 == 0).tolist()
        size = len(days)
        given = {
            "snapshot_on": pa.array(days, pa.date32()),
            "task": pa.array(tasks),
            "milestone": pa.array(stones),
            "planned_start_on": pa.array(starts, pa.date32()),
            "planned_finish_on": pa.array(starts, pa.date32()),
            "forecast_start_on": pa.array(starts, pa.date32()),
            "forecast_finish_on": pa.array(finishes, pa.date32()),
            "percent_complete": pa.array(shares, pa.float64()),
            "duration": pa.array(np.tile(length, A_BATCH).astype(float)),
        }
        columns = {
            name: given.get(name, pa.nulls(size, ARROW[sql])).cast(ARROW[sql])
            for name, sql in DATASETS["tasks"].columns
        }
        columns |= {"_sheet": pa.array([""] * size), "_row": pa.array(np.arange(2, size + 2), pa.int32())}
        store.commit(Prepared("tasks", Source(f"plan_{begin}.csv", f"{begin:064d}"), pa.table(columns)), ADMIN)


def seconds(run: Callable[[], object], repeats: int = 5) -> float:
    took = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/plans/programme.duckdb")
        begin = time.perf_counter()
        fill(store)
        sys.stdout.write(f"{SNAPSHOTS:,} snapshots × {TASKS:,} tasks, loaded in {time.perf_counter() - begin:.0f} s\n")
        scan = seconds(lambda: store.read(SCAN, ADMIN))
        page = seconds(lambda: load_plan(store, Scope(ADMIN)))
        sys.stdout.write(
            f"  one scan {scan * 1000:.0f} ms   everything the schedule page reads {page * 1000:.0f} ms  "
            f" {page / scan:.1f} × a scan\n"
        )
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
