"""Monte-Carlo: when a plan will end, what its critical path is and what its spread comes from; when customers are
moved.

Trials run in chunks of float32, so that memory does not grow with their number; the same seed gives the same result
whatever the machine. Between chunks ``progress`` is told the share done; it stops the run by raising
:class:`Cancelled` (or any exception of the caller's).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.estimates import Sampler, Shape, ThreePoint
from analytics.stats.network import Network, Relation

Floats = NDArray[np.float32]
CHUNK = 8192
EXPLAINED_TRIALS = 10_000
"""Trials from which criticality and the drivers of the spread are computed: ± 1 point at 95 %."""
SHARES = (0.10, 0.50, 0.80, 0.90)
_NEAR = np.float32(1e-3)


class Cancelled(Exception):
    """The reader has stopped the run; nothing of it is kept."""


Progress = Callable[[float], None]


@dataclass(frozen=True)
class Simulation:
    """Outcomes of a simulated plan, in the network's unit of time.

    ``finish`` one value a trial · ``mean`` of each activity's duration · ``criticality`` share of trials in which an
    activity is on the path that decides the finish · ``driver`` correlation of its duration with the finish; both in
    the order of the network, from the first :data:`EXPLAINED_TRIALS`.
    """

    finish: Floats
    ids: tuple[str, ...]
    mean: NDArray[np.float64]
    criticality: NDArray[np.float64]
    driver: NDArray[np.float64]
    trials: int
    seed: int
    correlation: float

    def percentile(self, share: float) -> float:
        """The value not exceeded in ``share`` of the trials."""
        return float(np.quantile(self.finish, share))

    def chance(self, limit: float) -> float:
        """The share of trials that end by ``limit``."""
        return float(np.mean(self.finish <= limit + _NEAR))


def simulate_finish(
    network: Network,
    estimates: Sequence[ThreePoint],
    progress: Progress | None = None,
    *,
    trials: int = 10_000,
    seed: int = 42,
    correlation: float = 0.2,
    shape: Shape = "triangular",
    explain: int = EXPLAINED_TRIALS,
) -> Simulation:
    """The finish of ``network`` when the duration of each activity is drawn from its estimate (in the same order)."""
    activities = network.activities
    if len(estimates) != len(activities):
        raise ValueError("one estimate for each activity")
    sampler = Sampler(estimates, shape=shape, correlation=correlation)
    rng = np.random.default_rng(seed)
    links: list[list[tuple[int, Relation, np.float32]]] = [
        [(network.position[link.before], link.relation, np.float32(link.lag)) for link in activity.links]
        for activity in activities
    ]
    followed = {link[0] for own in links for link in own if link[1] in ("FS", "FF") and link[2] >= 0}
    last = [at for at in range(len(activities)) if at not in followed]  # only these can end the plan
    earliest = [np.float32(activity.earliest) for activity in activities]
    count = len(activities)
    finish = np.zeros(trials, dtype=np.float32)
    explain = min(explain, trials)
    kept = np.zeros((count, explain), dtype=np.float32)
    critical = np.zeros(count, dtype=np.int64)
    starts = np.zeros((count, CHUNK), dtype=np.float32)
    ends = np.zeros((count, CHUNK), dtype=np.float32)
    work = np.zeros(CHUNK, dtype=np.float32)
    for first in range(0, trials, CHUNK):
        # Always whole chunks are drawn, so that more trials repeat the first ones.
        durations = sampler.draw(rng, CHUNK)
        size = min(CHUNK, trials - first)
        for at in range(count):
            start = starts[at]
            floor: np.float32 | Floats = earliest[at]
            if not links[at]:
                start.fill(floor)
            for before, relation, lag in links[at]:
                source = ends[before] if relation in ("FS", "FF") else starts[before]
                if relation in ("FF", "SF"):
                    np.subtract(source, durations[at], out=work)
                    if lag:
                        np.add(work, lag, out=work)
                    np.maximum(work, floor, out=start)
                elif lag:
                    np.add(source, lag, out=work)
                    np.maximum(work, floor, out=start)
                else:
                    np.maximum(source, floor, out=start)
                floor = start
            np.add(start, durations[at], out=ends[at])
        if count:
            ends[last].max(axis=0, out=work)
            finish[first : first + size] = work[:size]
        if first < explain:
            part = min(size, explain - first)
            kept[:, first : first + part] = durations[:, :part]
            critical += _on_path(links, starts[:, :part], ends[:, :part], durations[:, :part], work[:part])
        if progress is not None:
            progress(min(1.0, (first + CHUNK) / trials))
    return Simulation(
        finish=finish,
        ids=tuple(activity.id for activity in activities),
        mean=kept.mean(axis=1, dtype=np.float64) if explain else np.zeros(count),
        criticality=critical / max(explain, 1),
        driver=correlations(kept, finish[:explain]),
        trials=trials,
        seed=seed,
        correlation=correlation,
    )


def _on_path(
    links: Sequence[Sequence[tuple[int, Relation, np.float32]]],
    starts: Floats,
    ends: Floats,
    durations: Floats,
    finish: Floats,
) -> NDArray[np.int64]:
    """In how many trials each activity is on a path that decides the finish, from the last one back."""
    on = ends >= finish - _NEAR
    for at in range(len(links) - 1, -1, -1):
        for before, relation, lag in links[at]:
            bound = (ends[before] if relation in ("FS", "FF") else starts[before]) + lag
            if relation in ("FF", "SF"):
                bound = bound - durations[at]
            on[before] |= on[at] & (bound >= starts[at] - _NEAR)
    return on.sum(axis=1).astype(np.int64)


def correlations(inputs: Floats, output: Floats) -> NDArray[np.float64]:
    """Pearson's correlation of each row of ``inputs`` with ``output``; 0 where one of them does not vary."""
    if inputs.shape[1] < 2:
        return np.zeros(inputs.shape[0])
    centred = inputs - inputs.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
    shifted = output - output.mean()
    above = np.einsum(
        "ij,j->i", centred, shifted, dtype=np.float64
    )  # no library whose threads sum in an order of their own
    squares = np.einsum("ij,ij->i", centred, centred).astype(np.float64)
    below = np.sqrt(squares * float(np.einsum("i,i->", shifted, shifted, dtype=np.float64)))
    return np.divide(above, below, out=np.zeros_like(above), where=below > 1e-9)


@dataclass(frozen=True)
class Throughput:
    """When the rest will be moved, by resampling past weeks. ``weeks`` one value a trial (``limit`` if not by then).

    ``bands`` has one row a week from 0 (now): cumulated moves at P10, P50 and P90 – P10 is the slow side.
    """

    weeks: NDArray[np.int64]
    bands: NDArray[np.float64]
    limit: int
    seed: int

    def percentile(self, share: float) -> int | None:
        """Weeks not exceeded in ``share`` of the trials; ``None`` where that is beyond the limit."""
        found = int(np.ceil(np.quantile(self.weeks, share)))
        return None if found >= self.limit else found


def idle_mostly(moved: Sequence[float]) -> bool:
    """Whether more than half of the weeks moved nobody: then weeks say nothing of the pace, and the waves' dates do."""
    return not moved or sum(1 for week in moved if week <= 0) * 2 > len(moved)


def simulate_throughput(
    moved: Sequence[float], done: float, total: float, *, trials: int = 5_000, seed: int = 42, limit: int = 260
) -> Throughput:
    """Bootstrap of the weekly numbers moved over the customers that remain. Refuses a history that moved nobody."""
    history = np.asarray(moved, dtype=np.float64)
    if not len(history) or history.max() <= 0:
        raise ValueError("nobody has been moved")
    rng = np.random.default_rng(seed)
    totals = np.full(trials, float(done))
    weeks = np.where(totals >= total, 0, limit)
    bands = [np.quantile(totals, (0.1, 0.5, 0.9))]
    for week in range(1, limit + 1):
        totals = np.minimum(totals + rng.choice(history, trials), total)
        weeks = np.where((weeks == limit) & (totals >= total), week, weeks)
        bands.append(np.quantile(totals, (0.1, 0.5, 0.9)))
        if (totals >= total).all():
            break
    return Throughput(weeks.astype(np.int64), np.array(bands), limit, seed)
