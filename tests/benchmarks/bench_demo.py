"""Seconds to load the demo programme, and the ratio to plainly appending the same rows to DuckDB tables."""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.access import local_rights
from data.demo import SEED, load_demo
from data.demo.answers import simulate
from data.demo.plan import sunday
from data.demo.reading import Reader
from data.demo.story import tell
from data.store import open_store

WEEKS = 63


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print: whole load, its parts, the slowest datasets, and the ratio to appending the prepared rows."""
    began = perf_counter()
    story = list(tell(SEED, simulate(SEED, WEEKS), "en"))
    made = perf_counter() - began
    began, reader = perf_counter(), Reader()
    prepared = [reader.prepare(delivery) for _, delivery in story]
    read = perf_counter() - began

    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        plain = duckdb.connect(str(Path(folder) / "plain.duckdb"))
        known: set[str] = set()
        for one in prepared:
            rows_in = plain.from_arrow(one.table)
            if one.dataset in known:
                rows_in.insert_into(one.dataset)
            else:
                rows_in.create(one.dataset)
                known.add(one.dataset)
        plain.close()
        append = perf_counter() - began

        rights = local_rights("bench", "administrator")
        store = open_store(str(Path(folder) / "store.duckdb"))
        by_dataset: dict[str, list[float]] = defaultdict(list)
        began = last = perf_counter()
        for (_, delivery), one in zip(story, prepared, strict=True):
            receipt = store.commit(one, rights, known_at=delivery.known_at)
            if delivery.withdraw_at:
                store.withdraw(receipt.batch_id, rights, reason=delivery.withdraw, known_at=delivery.withdraw_at)
            now = perf_counter()
            by_dataset[delivery.dataset].append(now - last)
            last = now
        commit = perf_counter() - began
        store.close()

        store = open_store(str(Path(folder) / "whole.duckdb"))
        began = perf_counter()
        load_demo(store, rights, until=sunday(WEEKS - 1))
        whole = perf_counter() - began
        store.close()

    rows = sum(one.table.num_rows for one in prepared)
    say(f"{len(story)} deliveries, {rows:,} rows")
    say(f"story made {made:.1f} s · read and prepared {read:.1f} s · committed {commit:.1f} s")
    say(f"plain append {append:.2f} s → commit is {commit / append:.1f} times that")
    for dataset, times in sorted(by_dataset.items(), key=lambda item: -sum(item[1])):
        say(
            f"  {dataset:12} {len(times):3} batches {sum(times):6.2f} s, a batch"
            f" {1000 * sum(times) / len(times):5.0f} ms"
        )
    say(f"whole load, the story told by a process of its own: {whole:.1f} s")


if __name__ == "__main__":
    main()
