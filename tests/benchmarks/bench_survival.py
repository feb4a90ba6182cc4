"""Kaplan–Meier curves, the table of who is at risk and the log-rank test of 10 million customers in 5 waves: from the
store, against lifelines.

lifelines has the lives in memory already and works in an environment of its own, which is made in a temporary folder
(it needs an older pandas than the product; ``HANDOVER_LIFELINES`` names the Python of one that exists). What both found
must be equal to 1e-10. Each works in a process of its own, and they take turns, so that what else the machine does is
in both. Of the store two things are measured: the first question after the ledgers have changed, for which it counts
the lives and keeps the counts, and every other (by another dimension, narrowed, of the alerts) until they change again,
which is asked of what is kept; what was answered is forgotten before each. Beside the time on the clock stands that of
the processor, all threads together, which what else the machine does hardly touches. Memory is how far its peak rose
over what the process had before. ``HANDOVER_BENCH_CUSTOMERS`` sets the number of customers, ``HANDOVER_BENCH_FOLDER`` a
folder in which the loaded store stays for another run. Prints one line each; fails where the values differ or a later
question misses its aims, that of time by the processor's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.filling import fill_in
from tests.benchmarks.peak import forget_peak, peak

if TYPE_CHECKING:
    from data.store import Store

CUSTOMERS = int(os.environ.get("HANDOVER_BENCH_CUSTOMERS", "10000000"))
STEP = 1_000_000
WAVES = 5
LAST = date(2026, 11, 22)
SPAN = (300, 1500)
"""Days between the cut-overs of a wave's customers and the last day."""
ROUNDS = 5
AIM_RATIO, AIM_MEGABYTES, EQUAL = 40.0, 150.0, 1e-10
LIFELINES = "lifelines==0.30.3"
THEIRS = """
import json, sys, time
import numpy as np
from tests.benchmarks.peak import forget_peak, peak
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

lives = np.load(sys.argv[1])
stop, event, wave = lives["stop"], lives["event"], lives["wave"]
found = {}
for turn in sys.stdin:
    before, begin, spent = forget_peak(), time.perf_counter(), time.process_time()
    for one in np.unique(wave):
        own = wave == one
        fit = KaplanMeierFitter().fit(stop[own], event[own])
        table = fit.event_table
        found[f"times{one}"], found[f"risk{one}"] = table.index.to_numpy(float), table["at_risk"].to_numpy(float)
        found[f"share{one}"] = fit.survival_function_.iloc[:, 0].to_numpy(float)
    test = multivariate_logrank_test(stop, wave, event)
    took = {"seconds": time.perf_counter() - begin, "processor": time.process_time() - spent, "megabytes": peak() - before}
    print(json.dumps(took), flush=True)
np.savez(sys.argv[2], statistic=test.test_statistic, **found)
"""


def lives(count: int) -> dict[str, np.ndarray]:
    """Wave, day of the cut-over, days followed and whether the customer left on the last of them; each wave leaves a
    little faster."""
    dice = np.random.default_rng(20261122)
    wave = dice.integers(0, WAVES, count)
    reach = dice.integers(*SPAN, count)
    leaves = dice.exponential(2500.0 / (1 + 0.05 * wave)).astype(np.int64)
    return {"wave": wave, "reach": reach, "stop": np.minimum(leaves, reach), "event": leaves < reach}


def fill(place: str, made: dict[str, np.ndarray]) -> None:
    """The customers' moves and departures, through the commit of the store, a million at a time."""
    from data.store import open_store

    store = open_store(place)
    commit = partial(fill_in, store)
    names = np.array([f"W{wave + 1}" for wave in range(WAVES)])
    days = np.datetime64(LAST) - made["reach"]
    first = np.datetime64(LAST - timedelta(days=SPAN[1]))
    commit("waves", {"wave": names, "cutover_on": np.full(WAVES, first)})
    for begin in range(0, len(days), STEP):
        part = slice(begin, begin + STEP)
        ids = np.char.mod("C%08d", np.arange(len(days))[part])
        commit(
            "transfers",
            {
                "customer": ids,
                "wave": names[made["wave"][part]],
                "cut_over_on": days[part],
                "status": np.full(len(ids), "moved"),
            },
        )
        left = made["event"][part]
        commit(
            "departures",
            {
                "customer": ids[left],
                "left_on": (days[part] + made["stop"][part])[left],
                "kind": np.full(int(left.sum()), "churn"),
            },
        )
    store.close()


def pages(store: Store) -> float:
    """What the engine keeps of the file in memory, in MB."""
    with store._cursor() as cursor:
        found = cursor.execute("select memory_usage_bytes from duckdb_memory() where tag = 'BASE_TABLE'").fetchall()
    return float(found[0][0]) / 2**20


def ours(place: str, out: str) -> None:
    """What the page of retention asks of the store for its curves, and what it makes of the answer, each time that a
    line comes in."""
    from analytics.retention.curves import ask, compute_curves
    from analytics.retention.statements import AT_RISK, COMPARED
    from analytics.scope import Scope
    from analytics.stats.intervals import normal_quantile
    from analytics.waves import load_wave_dates
    from data.access import local_rights
    from data.store import open_store

    store, scope = open_store(place), Scope(local_rights("bench", "administrator"))
    load_wave_dates(store, scope)  # what a process loads once
    normal_quantile(0.95)  # and the library that lifelines has loaded, too
    for _ in sys.stdin:
        store._memory.forget()  # a question that was answered takes no time at all
        before, begin, spent = forget_peak(), time.perf_counter(), time.process_time()
        frame, compared = (ask(store, scope, query, LAST, by="wave") for query in (AT_RISK, COMPARED))
        found = compute_curves(frame, compared, "wave", LAST, {})
        took = {
            "seconds": time.perf_counter() - begin,
            "processor": time.process_time() - spent,
            "megabytes": peak() - before,
            "pages": pages(store),
        }
        sys.stdout.write(json.dumps(took) + "\n")
        sys.stdout.flush()
    kept = {}
    for curve in found.curves:
        wave = int(curve.group[1:]) - 1
        kept |= {
            f"times{wave}": curve.survival.times,
            f"risk{wave}": curve.survival.at_risk,
            f"share{wave}": curve.survival.share,
        }
    np.savez(out, statistic=found.test.statistic if found.test else np.nan, **kept)
    store.close()


def apart(first: Path, other: Path) -> tuple[float, int]:
    """The largest difference of what both found – shares, numbers at risk, the statistic in parts of itself – and how
    many places were compared."""
    one, two = np.load(first), np.load(other)
    worst, places = abs(float(one["statistic"]) / float(two["statistic"]) - 1), 0
    for wave in range(WAVES):
        _, mine, theirs = np.intersect1d(one[f"times{wave}"], two[f"times{wave}"], return_indices=True)
        places += len(mine)
        for name in ("share", "risk"):
            worst = max(worst, float(np.abs(one[f"{name}{wave}"][mine] - two[f"{name}{wave}"][theirs]).max()))
    return worst, places


def their_python(folder: Path) -> str:
    """The Python of an environment with lifelines."""
    if given := os.environ.get("HANDOVER_LIFELINES"):
        return given
    subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
    subprocess.run([str(folder / "peer/bin/pip"), "install", "--quiet", LIFELINES], check=True)
    return str(folder / "peer/bin/python")


class Worker:
    """A process that does its work each time it is told to."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def work(self) -> dict[str, float]:
        """Seconds and megabytes of one turn."""
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        """Let it write down what it found."""
        self._process.communicate()
        if self._process.returncode:
            raise subprocess.CalledProcessError(self._process.returncode, self._process.args)


def spread(values: list[float], form: str) -> str:
    """The median with the least and the largest; one alone."""
    if len(values) == 1:
        return f"{values[0]:{form}}"
    return f"{np.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = their_python(folder)
        store = Path(os.environ.get("HANDOVER_BENCH_FOLDER") or folder) / f"store-{CUSTOMERS}" / "programme.duckdb"
        made = lives(CUSTOMERS)
        begin, loaded = time.perf_counter(), "loaded before"
        if not store.exists():
            fill(str(store), made)
            loaded = f"loaded in {time.perf_counter() - begin:.0f} s"
        np.savez(folder / "lives.npz", **made)
        left = int(made["event"].sum())
        del made
        mine = Worker(
            sys.executable, "-m", "tests.benchmarks.bench_survival", "--ours", str(store), str(folder / "ours.npz")
        )
        peer = Worker(python, "-c", THEIRS, str(folder / "lives.npz"), str(folder / "theirs.npz"))
        first = mine.work()
        turns = [(mine.work(), peer.work()) for _ in range(ROUNDS)]
        mine.end()
        peer.end()
        worst, places = apart(folder / "ours.npz", folder / "theirs.npz")
    own, theirs = [[turn[who] for turn in turns] for who in (0, 1)]

    def ratio(of: str) -> list[float]:
        return [their[of] / one[of] for one, their in turns]

    def told(of: list[dict[str, float]], form: str, factor: float = 1.0) -> str:
        clock, work = (spread([factor * one[name] for one in of], form) for name in ("seconds", "processor"))
        return f"{clock} on the clock, {work} of the processor"

    most = max(one["megabytes"] for one in own)
    begun = {of: [their[of] / first[of] for their in theirs] for of in ("seconds", "processor")}
    for line in (
        (
            f"{CUSTOMERS:,} customers in {WAVES} waves, {left:,} of them left; {loaded}; {ROUNDS} rounds by turns, load"
            f" {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
        ),
        (
            f"the store, once its lives are counted: {told(own, '.0f', 1000)} ms, at most {most:.0f} MB more (aim"
            f" {AIM_MEGABYTES:.0f})"
        ),
        (
            f"lifelines, lives in memory: {told(theirs, '.2f')} s, at most"
            f" {max(one['megabytes'] for one in theirs):.0f} MB more"
        ),
        (
            f"lifelines takes {spread(ratio('seconds'), '.0f')} times as long and {spread(ratio('processor'), '.0f')}"
            f" times the work of the processor (aim {AIM_RATIO:.0f})"
        ),
        (
            f"the first question after the ledgers changed, in which the store counts the lives: {told([first], '.1f')}"
            f" s, {first['megabytes']:.0f} MB more, {first['pages']:.0f} of them pages of the file; lifelines takes"
            f" {spread(begun['seconds'], '.2f')} times as long and {spread(begun['processor'], '.2f')} times the work"
        ),
        f"largest difference at {places:,} places {worst:.1e} (at most {EQUAL:.0e})",
    ):
        sys.stdout.write(line + "\n")
    return int(not (worst <= EQUAL and float(np.median(ratio("processor"))) >= AIM_RATIO and most <= AIM_MEGABYTES))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(*sys.argv[2:4])
    else:
        sys.exit(main())
