"""Simulation of a plan of 200 tasks with 100,000 trials: time and memory against naive numpy and plain Python."""

from __future__ import annotations

import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from analytics.stats.estimates import ThreePoint
from analytics.stats.network import Activity, Link, Network, make_network
from analytics.stats.simulation import simulate_finish

TASKS, TRIALS, PLAIN_TRIALS = 200, 100_000, 500
ESTIMATE = ThreePoint(2, 5, 14)


def plan() -> tuple[Network, list[ThreePoint]]:
    """Each task waits for up to two of the ten before it."""
    rng = np.random.default_rng(11)
    activities = []
    for at in range(TASKS):
        before = rng.choice(np.arange(max(0, at - 10), at), size=min(at, 2), replace=False) if at else []
        activities.append(Activity(f"T{at:03d}", 5, tuple(Link(f"T{one:03d}") for one in before)))
    return make_network(activities), [ESTIMATE] * TASKS


def waits(network: Network) -> list[list[int]]:
    return [[network.position[link.before] for link in activity.links] for activity in network.activities]


def naive(network: Network) -> float:
    """float64, everything at once."""
    rng = np.random.default_rng(42)
    durations = rng.triangular(2, 5, 14, (TASKS, TRIALS))
    ends = np.zeros((TASKS, TRIALS))
    for at, before in enumerate(waits(network)):
        start = np.max(ends[before], axis=0) if before else np.zeros(TRIALS)
        ends[at] = start + durations[at]
    return float(np.quantile(ends.max(axis=0), 0.8))


def plain(network: Network) -> float:
    """Python without numpy."""
    rng = random.Random(42)
    links = waits(network)
    finishes = []
    for _ in range(PLAIN_TRIALS):
        ends: list[float] = []
        for before in links:
            ends.append(max((ends[one] for one in before), default=0.0) + rng.triangular(2, 14, 5))
        finishes.append(max(ends))
    return statistics.quantiles(finishes, n=10)[7]


def seconds(run: Callable[[], float], repeats: int = 5) -> tuple[float, float]:
    """The median of some runs, and what the last one found."""
    took, found = [], 0.0
    for _ in range(repeats):
        begin = time.perf_counter()
        found = run()
        took.append(time.perf_counter() - begin)
    return statistics.median(took), found


def megabytes(run: Callable[[], float]) -> float:
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> int:
    network, estimates = plan()

    def ours(correlation: float) -> float:
        return simulate_finish(network, estimates, trials=TRIALS, correlation=correlation).percentile(0.8)

    rows = {
        "float32 in chunks": (*seconds(lambda: ours(0.0)), megabytes(lambda: ours(0.0))),
        "the same, correlated": (*seconds(lambda: ours(0.2)), megabytes(lambda: ours(0.2))),
        "naive float64": (*seconds(lambda: naive(network)), megabytes(lambda: naive(network))),
    }
    slow, p80 = seconds(lambda: plain(network), 1)
    base, own = rows["naive float64"][0], rows["float32 in chunks"][0]
    sys.stdout.write(f"{TASKS} tasks, {TRIALS:,} trials\n")
    for name, (took, found, memory) in rows.items():
        sys.stdout.write(f"  {name:22} {took:6.2f} s  {took / base:5.2f} × naive  {memory:6.0f} MB  P80 {found:.1f}\n")
    total = slow * TRIALS / PLAIN_TRIALS
    sys.stdout.write(
        f"  {'plain Python':22} {total:6.1f} s  ({PLAIN_TRIALS} trials) {total / own:5.0f} × ours  P80 {p80:.1f}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
