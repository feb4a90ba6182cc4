"""A large simulation beside other work: it lets other threads run and tells how far it is."""

from __future__ import annotations

import threading
import time

from analytics.stats.estimates import ThreePoint
from analytics.stats.network import Activity, Link, make_network
from analytics.stats.simulation import Cancelled, simulate_finish

TASKS, TRIALS = 200, 400_000


def test_a_large_run_holds_nobody_up_and_stops_within_a_chunk() -> None:
    """While one thread simulates, another that wants a millisecond's work gets it every few tens of milliseconds."""
    network = make_network(Activity(f"T{at}", 5.0, (Link(f"T{at - 1}"),) if at else (), 0.0) for at in range(TASKS))
    stop, told = threading.Event(), []

    def progress(share: float) -> None:
        told.append(share)
        if stop.is_set():
            raise Cancelled

    ended: list[str] = []

    def run() -> None:
        try:
            simulate_finish(network, [ThreePoint(2, 5, 14)] * TASKS, trials=TRIALS, correlation=0.2, progress=progress)
            ended.append("done")
        except Cancelled:
            ended.append("cancelled")

    thread = threading.Thread(target=run)
    thread.start()
    waits, begin = [], time.perf_counter()
    while len(told) < 5 and thread.is_alive():
        last = time.perf_counter()
        sum(range(2_000))
        stop.wait(0.001)
        waits.append(time.perf_counter() - last)
    stop.set()
    thread.join(timeout=20)
    assert ended == ["cancelled"]
    assert told == sorted(told)
    assert len(told) < TRIALS / 8192
    # The other thread had its turns all the time: at least ten while five chunks were drawn, none of them waiting a
    # second.
    assert len(waits) >= 10
    assert max(waits) < 1.0
    assert time.perf_counter() - begin < 30
