"""What the overview of *Satisfaction* asks of a large programme: from the kept answers against the ledgers themselves,
in one run.

Of each the first look after a load and the look through another filter, in seconds of its questions.
``HANDOVER_BENCH_ANSWERS`` sets how many answers are loaded (default 2 million), of a fifth as many customers in five
waves, forty branches and three segments.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks.filling import fill_in

ANSWERS = int(os.environ.get("HANDOVER_BENCH_ANSWERS", "2000000"))
STEP, WAVES, BRANCHES = 1_000_000, 5, 40
SEGMENTS = np.array(["Retail", "Business", "Premium"])
CUTS = [date(2026, 3, 1) + timedelta(days=50 * wave) for wave in range(WAVES)]


def fill(place: str) -> None:
    """The roster, the moves and the answers, through the commit of the store, a million at a time."""
    from data.store import open_store

    store = open_store(place)
    commit = partial(fill_in, store)
    dice = np.random.default_rng(20261122)
    waves, people = np.array([f"W{wave + 1}" for wave in range(WAVES)]), ANSWERS // 5
    branches = np.array([f"B{branch}" for branch in range(BRANCHES)])
    commit("waves", {"wave": waves, "cutover_on": np.array(CUTS, dtype="datetime64[D]")})
    for begin in range(0, people, STEP):
        size = min(STEP, people - begin)
        ids, wave = np.char.mod("C%08d", np.arange(begin, begin + size)), dice.integers(0, WAVES, size)
        commit(
            "customers",
            {
                "customer": ids,
                "wave": waves[wave],
                "branch": branches[dice.integers(0, BRANCHES, size)],
                "segment": SEGMENTS[dice.integers(0, 3, size)],
            },
        )
        commit(
            "transfers",
            {
                "customer": ids,
                "wave": waves[wave],
                "status": np.full(size, "moved"),
                "cut_over_on": np.array(CUTS, dtype="datetime64[D]")[wave],
            },
        )
    for begin in range(0, ANSWERS, STEP):
        size = min(STEP, ANSWERS - begin)
        at = np.datetime64("2025-10-01") + dice.integers(0, 410 * 86400, size).astype("timedelta64[s]")
        commit(
            "surveys",
            {
                "survey": np.full(size, "s"),
                "response_id": np.arange(begin, begin + size).astype(str),
                "answered_at": at.astype("datetime64[us]"),
                "customer": np.char.mod("C%08d", dice.integers(0, people, size)),
                "nps": dice.integers(0, 11, size).astype(float),
                "csat": dice.integers(1, 6, size).astype(float),
                "ces": dice.integers(1, 8, size).astype(float),
                "channel": np.array(["email", "sms", "app"])[dice.integers(0, 3, size)],
            },
        )
    store.close()


def looks(place: str, large: int) -> tuple[float, float]:
    """Seconds of the questions behind tiles and charts of the overview: everything, then one wave and segment."""
    from analytics.satisfaction.numbers import turns
    from analytics.satisfaction.numbers.look import load_answered, load_overview
    from analytics.satisfaction.numbers.scores import FAMILY
    from analytics.scope import Scope
    from data.access import local_rights
    from data.store import open_store

    turns.LARGE = large
    store, everything = open_store(place), Scope(local_rights("bench", "analyst"))
    took = []
    for scope in (everything, everything.but(waves=("W3",), segments=("Retail",))):
        begin = time.perf_counter()
        load_answered(store, scope)
        for score in FAMILY:
            score.now(store, scope)
        load_overview(store, scope, "nps")
        took.append(time.perf_counter() - begin)
    store.close()
    return took[0], took[1]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HANDOVER_TODAY"] = "2026-11-23"
        place = str(Path(folder) / "store" / "programme.duckdb")
        begin = time.perf_counter()
        fill(place)
        loaded = time.perf_counter() - begin
        direct, kept = looks(place, sys.maxsize), looks(place, 0)
    sys.stdout.write(
        f"{ANSWERS:,} answers of {ANSWERS // 5:,} customers, loaded in {loaded:.0f} s; load {os.getloadavg()[0]:.0f} on"
        f" {os.cpu_count()} cores\nfirst look: from the ledgers {direct[0]:.1f} s, with keeping the answers"
        f" {kept[0]:.1f} s: {direct[0] / kept[0]:.1f} times as long\nanother filter: from the ledgers {direct[1]:.2f}"
        f" s, from what is kept {kept[1]:.2f} s: {direct[1] / kept[1]:.1f} times as long\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
