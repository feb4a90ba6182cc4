"""What goes together with a score: relative weights of the rated parts, beside how well each is rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.periods import local_moment
from analytics.reckoning import simulate
from analytics.satisfaction.numbers.statements import ASKED, MOMENTS, PARTS
from analytics.snapshot import once
from analytics.stats.importance import LEAST_GROUPS, LEAST_PER_ITEM, REPEATS, Importance, importance_of_groups

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

GROUPS, PER_GROUP = 200, 15
"""Random groups of answers, and how many answers each must have at least: more than the store's smallest group."""
OFTEN = 0.5
"""A part that fewer of the answers have is left out, or the complete answers would be too few or too different."""


@dataclass(frozen=True)
class Drivers:
    """``frame``: item, weight, share (of the explained variance) with low and high, beyond (more than a column of
    noise), performance (0 to 1 on the item's scale), quadrant ('keep', 'improve', 'watch', 'fine'); the largest share
    first.

    ``asked``: answers with the score · ``left_out``: parts too seldom answered · ``needed``: complete answers it takes.
    """

    item: str
    frame: pd.DataFrame
    importance: Importance | None
    asked: int
    left_out: tuple[str, ...]
    needed: int
    as_of: datetime


def parts_of(score: str) -> tuple[str, ...]:
    """The parts that can go with a score: itself is none of them."""
    return tuple(part for part in PARTS if part != score)


def moments_of(frame: pd.DataFrame, places: list[int]) -> np.ndarray:
    """The sums of products as (groups, k + 2, k + 2) matrices, of the parts at ``places`` (0 is 1, the last the
    score)."""
    size = len(PARTS) + 2
    matrices = np.zeros((len(frame), size, size))
    matrices[:, 0, 0] = frame["n"].to_numpy(float)
    for a in range(size):
        for b in range(a, size):
            if (a, b) != (0, 0):
                matrices[:, a, b] = matrices[:, b, a] = frame[f"p_{a}_{b}"].to_numpy(float)
    kept = [0, *places, size - 1]
    return matrices[:, kept][:, :, kept]


def compute_drivers(importance: Importance, performance: dict[str, float]) -> pd.DataFrame:
    """The frame of :class:`Drivers`: quadrants are divided at the equal share and the mean performance."""
    equal = 1 / len(importance.weights)
    middle = sum(performance.values()) / len(performance)
    scale = importance.r2 or 1.0
    found = []
    for weight in importance.weights:
        strong, good = weight.share >= equal, performance[weight.item] >= middle
        found.append(
            {
                "item": weight.item,
                "weight": weight.weight,
                "share": weight.share,
                "low": weight.low / scale,
                "high": weight.high / scale,
                "beyond": weight.beyond_random,
                "performance": performance[weight.item],
                "quadrant": ("keep" if good else "improve") if strong else ("fine" if good else "watch"),
            }
        )
    return pd.DataFrame(found)


@once
def load_drivers(store: Store, scope: Scope, item: str, *, repeats: int = REPEATS) -> Drivers:
    """The drivers of a score over the dates of the scope, each customer once with the last complete answer."""
    given = scope.params() | {"item": item}
    counts = store.read(ASKED, scope.rights, as_of=scope.as_of, params=given)
    asked = 0 if counts.empty or pd.isna(counts["n"].iloc[0]) else int(counts["n"].iloc[0])
    usual = [part for part in parts_of(item) if asked and counts[part].iloc[0] >= OFTEN * asked]
    left_out = tuple(part for part in parts_of(item) if part not in usual)
    needed = LEAST_PER_ITEM * max(2, len(usual))
    nothing = Drivers(item, pd.DataFrame(), None, asked, left_out, needed, local_moment(scope))
    if len(usual) < 2 or asked < max(needed, LEAST_GROUPS * PER_GROUP):
        return nothing
    groups = max(LEAST_GROUPS, min(GROUPS, asked // (4 * PER_GROUP)))
    frame = store.read(
        MOMENTS, scope.rights, as_of=scope.as_of, params=given | {"items": usual, "groups": groups}
    ).dropna()
    if len(frame) < LEAST_GROUPS:
        return nothing
    moments = moments_of(frame, [PARTS.index(part) + 1 for part in usual])
    importance = simulate(partial(importance_of_groups, repeats=repeats), usual, moments)
    if importance is None:
        return nothing
    total = moments.sum(axis=0)
    performance = {
        part: (float(total[0, at + 1] / total[0, 0]) - 1) / (6 if part == "ces" else 4) for at, part in enumerate(usual)
    }
    kept = {weight.item: performance[weight.item] for weight in importance.weights}
    return Drivers(item, compute_drivers(importance, kept), importance, asked, left_out, needed, local_moment(scope))
