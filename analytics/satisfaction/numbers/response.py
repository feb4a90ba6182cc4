"""Who answers: the response rate by branch, segment and way of asking, each group against all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.metrics.passport import FEW
from analytics.periods import Period, current_period, local_moment
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.scores import RESPONSE_RATE
from analytics.satisfaction.numbers.trends import GROUP_WEEKS
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p, compare_shares

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

DIMENSIONS = ("segment", "branch", "channel")
RELEVANT = 0.03
"""With thousands asked a gap of one point is beyond chance: below so much it is said to be small."""


@dataclass(frozen=True)
class Response:
    """``frames``: dimension → group, value, low, high, n (asked), q, verdict 'above'|'below'|'small'|'within'|'few',
    best first.

    ``overall``: share of all asked, with its n; ``period`` of the invitations.
    """

    frames: dict[str, pd.DataFrame]
    overall: float | None
    n: int
    period: Period
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.overall is None


def compute_response(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Each group against all others of its dimension; all comparisons of the section are one family."""
    parts = []
    for dimension, frame in frames.items():
        known = frame[frame["value"].notna() & frame[dimension].notna()].rename(columns={dimension: "group"})
        total, answered = float(known["n"].sum()), float((known["value"] * known["n"]).sum())
        p_values: list[float | None] = []
        gaps: list[float] = []
        for row in rows(known):
            n, rest = int(row.n), int(total - row.n)
            if n < FEW or rest < FEW:
                p_values.append(None)
                gaps.append(0.0)
                continue
            others = min(1.0, max(0.0, (answered - row.value * n) / rest))
            difference = compare_shares(float(row.value), n, others, rest)
            p_values.append(difference.p)
            gaps.append(difference.difference)
        parts.append(
            known.assign(dimension=dimension, p=pd.Series(p_values, index=known.index, dtype="float64"), gap=gaps)
        )
    every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if every.empty:
        return {dimension: pd.DataFrame() for dimension in frames}
    tested = every["p"].notna()
    every["q"] = pd.Series(float("nan"), index=every.index)
    every.loc[tested, "q"] = list(adjusted_p(list(every.loc[tested, "p"])))
    every["verdict"] = [
        "few"
        if pd.isna(q)
        else "within"
        if q >= LEVEL
        else "small"
        if abs(gap) < RELEVANT
        else "above"
        if gap > 0
        else "below"
        for q, gap in zip(every["q"], every["gap"], strict=True)
    ]
    columns = ["group", "value", "low", "high", "n", "gap", "q", "verdict"]
    return {
        dimension: every.loc[every["dimension"] == dimension, columns].sort_values(
            ["value", "group"], ascending=[False, True], ignore_index=True
        )
        for dimension in frames
    }


@once
def load_response(store: Store, scope: Scope) -> Response:
    """The dates of the scope, or the last 12 complete weeks."""
    period = current_period(scope, GROUP_WEEKS)
    dated = scope.but(start=period.start, end=period.end)
    totals = RESPONSE_RATE.compute(store, dated)
    known = len(totals) and not pd.isna(totals["value"].iloc[0])
    frames = {dimension: RESPONSE_RATE.compute(store, dated, (dimension,)) for dimension in DIMENSIONS} if known else {}
    return Response(
        compute_response(frames),
        float(totals["value"].iloc[0]) if known else None,
        int(totals["n"].iloc[0]) if known else 0,
        period,
        local_moment(scope),
    )
