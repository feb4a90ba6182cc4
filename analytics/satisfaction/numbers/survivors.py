"""Those who left do not answer: how far that can have moved the score after cut-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import hypot, inf
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.metrics.passport import FEW, Passport
from analytics.periods import local_moment
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.statements import LEFT
from analytics.satisfaction.numbers.trends import AFTER, BEFORE
from analytics.snapshot import once
from analytics.stats.intervals import Interval
from analytics.stats.sampling import silent_bounds
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.satisfaction.numbers.scores import AnswerMetric
    from analytics.scope import Scope
    from data.store import Store

RANGE = {"nps": (-100.0, 100.0), "csat": (0.0, 1.0), "ces": (1.0, 7.0)}
"""The lowest and highest score that somebody silent could have given."""


@dataclass(frozen=True)
class Survivors:
    """``frame``: wave, moved (customers), gone, silent, share (of those moved that left without an answer since
    cut-over), value, low, high (of those who answered in the weeks 0 to 11), n, worst and best (the bounds with
    sampling in them), floor and ceiling (the score alone if the silent had all given the lowest, the highest), before
    (the 12 weeks before), verdict: 'below' or 'above' where even the score of that bound is apart from ``before``
    beyond noise, both drawn and corrected for the number of waves, else 'open', 'few' below 30 answers.
    """

    metric: Passport
    frame: pd.DataFrame
    departures: bool
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.frame.empty


def _error(side: Any) -> float:
    """The standard error of a value from the width of its 95% interval; of none, nothing is known to be apart."""
    return (
        inf if pd.isna(side.low) or pd.isna(side.high) else (side.high - side.low) / (2 * NormalDist().inv_cdf(0.975))
    )


def compute_survivors(metric: Passport, left: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """From the counts of :data:`LEFT` and the values of both sides (wave, period 'now'|'before', value, low, high,
    n)."""
    floor, ceiling = RANGE[metric.id]
    looked = values.dropna(subset=["value", "low", "high"]).groupby("wave")["period"].nunique().eq(2).sum()
    reach = NormalDist().inv_cdf(1 - LEVEL / 2 / max(1, looked))
    sides = {(row.wave, row.period): row for row in rows(values[values["value"].notna()])}
    found: list[dict[str, Any]] = []
    for row in rows(left.dropna(subset=["n"])):
        after, before = sides.get((row.wave, "now")), sides.get((row.wave, "before"))
        if after is None:
            continue
        share = float(row.silent) / float(row.n)
        value = float(after.value)
        interval = None if pd.isna(after.low) else Interval(float(after.low), float(after.high))
        bounds, bare = (
            silent_bounds(value, interval, share, floor, ceiling),
            silent_bounds(value, None, share, floor, ceiling),
        )
        earlier = None if before is None else float(before.value)
        verdict = "open"
        # Both sides are drawn, and the wave is one of several that are looked at.
        apart = reach * hypot((1 - share) * _error(after), 0.0 if before is None else _error(before))
        if int(after.n) < FEW:
            verdict = "few"
        elif earlier is not None and bare.high + apart < earlier:
            verdict = "below"
        elif earlier is not None and bare.low - apart > earlier:
            verdict = "above"
        found.append(
            {
                "wave": row.wave,
                "moved": int(row.n),
                "gone": int(row.gone),
                "silent": int(row.silent),
                "share": share,
                "value": value,
                "low": after.low,
                "high": after.high,
                "n": int(after.n),
                "worst": bounds.low,
                "best": bounds.high,
                "floor": bare.low,
                "ceiling": bare.high,
                "before": earlier,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(found)


@once
def load_survivors(store: Store, scope: Scope, metric: AnswerMetric) -> Survivors:
    """The waves of the scope that have moved, over the weeks 0 to 11 since their cut-over."""
    dates = load_wave_dates(store, scope)
    moved = list(dates.loc[dates["actual"], "wave"])
    whole = scope.but(start=None, end=None, waves=(), channels=())
    given = whole.params() | {"items": [metric.passport.id], "moved": moved, "after_to": AFTER - 1}
    left = store.read(LEFT, scope.rights, as_of=scope.as_of, params=given)
    values = metric.compare_event(store, scope.but(start=None, end=None), (0, AFTER - 1), (-BEFORE, -1))
    known = bool((left["gone"].fillna(0) > 0).any()) if len(left) else False
    frame = compute_survivors(metric.passport, left, values)
    if len(frame):
        order = {wave: at for at, wave in enumerate(moved)}
        frame = frame.sort_values("wave", key=lambda column: column.map(order), ignore_index=True)
    return Survivors(metric.passport, frame, known, local_moment(scope))
