"""Scores for readers without row level: computed from counts rounded to five, so that no two questions tell one answer.

Two selections that differ by one customer would tell the answer of that one, if their means had full precision: the
means times their counts are sums, and the sums differ by the answer. So what such a reader gets is a mean that so many
answers as the rounded count says can have, with its sum a multiple of five answers. Which of the two nearest it is –
the one above as often as the value is close to it – is drawn from whose rows are counted and a key of the store (random
rounding to base five). Therefore

* the same rows give the same value, by whichever question, page, file or command, today and tomorrow: asking again
  tells nothing;
* rows that differ by one are drawn anew: whatever difference is seen, each answer of that one could have made it, and
  who knows an answer (his own) learns nothing from the other that is left out in its place;
* nothing is shifted on average, and no value lies beyond its scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

ROUNDING = 5
LEAST, WORTH, LOT = "least", "worth", "lot"
"""Beside the means of a question: the least score there is, and by how much one answer counts in a sum (a box of 0 and
1: 1, a promoter 100, half the length of another scale). Beside means and counts: which rows are counted, as a number
(``bit_xor(hash(…))`` as text). They do not leave the store."""
NPS = 100.0
SIDE = 30
"""The least answers of a solid mark: rounding does not carry a count over it, or a value would be solid for one reader
only."""
Row = Mapping[str, Any]


def to_five(n: float) -> int:
    """A count to the nearest five on the side of :data:`SIDE` that it is on, as who may not see rows reads it."""
    near = int(n / ROUNDING + 0.5) * ROUNDING
    return SIDE - ROUNDING if n < SIDE <= near else near


def rounded(counts: pd.Series) -> pd.Series:
    """Counts as :func:`to_five` has each; none where there is none."""
    return counts.map(lambda n: float(to_five(n)), na_action="ignore")


def round_scores(frame: pd.DataFrame, means: Sequence[str], counts: Sequence[str], key: bytes) -> pd.DataFrame:
    """``frame`` (exact ``n`` beside ``means``, their ``variance``, ``counts``, least, worth and lot) with sums of whole
    fives of answers. Counts stay at most the rounded ``n``. Without a row that counts something it is left as it is."""
    changed = [*means, *counts, *(("mean", "variance") if means else ())]
    values = {name: frame[name].astype("float64").to_numpy(copy=True) for name in dict.fromkeys(changed)}
    told = np.maximum(rounded(frame["n"].astype("float64")).to_numpy(), ROUNDING)
    lines: list[Row] = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    for at, (row, near) in enumerate(zip(lines, told, strict=True)):
        if not row["n"] > 0:
            continue
        draw, n = _Draw(row, key), float(row["n"])
        drawn: dict[str, float] = {}
        for name in counts:
            if pd.notna(row[name]):
                whole = draw.near(float(row[name]), ROUNDING, name)
                drawn[name] = min(whole, near) if row[name] <= n else whole
        if means:
            drawn |= _means(row, means, draw, near)
        for name, value in drawn.items():
            values[name][at] = value
    return frame.assign(**values)


def _means(row: Row, means: Sequence[str], draw: _Draw, near: float) -> dict[str, float]:
    """The means of a row and their variance. Where there is a mean before and one after, the change is that of the
    two."""
    least, worth = float(row[LEAST]), float(row[WORTH])
    drawn = {
        name: least + draw.near(float(row[name]) - least, ROUNDING * worth / near, name)
        for name in means
        if pd.notna(row[name])
    }
    if {"before", "after"} <= set(drawn):
        drawn["mean"] = drawn["after"] - drawn["before"]
        drawn["variance"] = draw.near(float(row["variance"]), ROUNDING * worth**2 / near, "variance")
    elif "mean" in drawn:
        drawn["variance"] = _spread(drawn["mean"], least, worth, draw, float(row["variance"]), near)
    return drawn


def _spread(mean: float, least: float, worth: float, draw: _Draw, variance: float, near: float) -> float:
    """The variance of answers with that mean, within what the scale allows; of boxes it follows from the mean."""
    if worth == 1:
        return mean * (1 - mean)
    most = (mean - least) * (least + 2 * worth - mean)
    fewest = worth * abs(mean) - mean**2 if worth == NPS else 0.0
    return min(max(draw.near(variance, ROUNDING * worth**2 / near, "variance"), fewest), most)


class _Draw:
    """Where the values of a row are rounded to, decided by the rows that it counts."""

    def __init__(self, row: Row, key: bytes) -> None:
        self._told, self._key = f"{row[LOT]} {float(row['n']):.0f}", key

    def near(self, value: float, step: float, name: str) -> float:
        """The multiple of ``step`` below or above; above as often as it is closer to it."""
        drawn = blake2b(f"{name} {self._told}".encode(), key=self._key, digest_size=8).digest()
        return step * float(np.floor(value / step + int.from_bytes(drawn, "big") / 2**64 + 1e-12))
