"""Early warnings of the cut-over: what it rests on and does not cover. Counted, not sampled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, counted
from analytics.cutover.charts.night import without_way_back
from analytics.cutover.numbers import load_cutover
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.metrics import METRICS
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.cutover.numbers import Cutover
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    return compute_alerts(load_cutover(store, scope), load_judge(store, scope))


def compute_alerts(found: Cutover, judge: Judge = USUAL) -> list[Alert]:
    """Of a cut-over that is ``cutover.soon_days`` away or nearer: places not covered, confirmations missing, a
    rehearsal far smaller than the wave, no way back. Of any: defects that the meeting was not told of, a load beyond
    what was tested."""
    alerts = []
    near = (
        found.on is not None and not found.moved and not judge.beyond("cutover.soon_days", (found.on - found.day).days)
    )
    onset = (
        found.day if found.on is None else min(found.day, found.on - timedelta(days=judge.days("cutover.soon_days")))
    )

    def said(code: str, severity: str, value: float, n: int, **params: object) -> Alert:
        return counted(
            code,
            "sites_covered" if code == "site_uncovered" else METRIC_OF[code],
            onset,
            found.day,
            value=value,
            n=n,
            severity=severity,  # type: ignore[arg-type]
            subject=found.wave,
            dated=False,
            **params,  # type: ignore[arg-type]
        )

    if near:
        bare = found.coverage[~found.coverage["covered"].astype(bool)]
        if len(bare):
            alerts.append(said("site_uncovered", "serious", float(len(bare)), len(bare), whole=len(found.coverage)))
        open_ones = found.asked_of[found.asked_of["state"] != "confirmed"]
        if len(open_ones):
            alerts.append(
                said(
                    "confirmation_missing", "serious", float(len(open_ones)), len(open_ones), whole=len(found.asked_of)
                )
            )
        size = found.rehearsed / found.planned if found.rehearsed is not None and found.planned else None
        verdict = judge.verdict(METRICS["cutover_rehearsed"].passport, size)
        if size is not None and verdict.alarming:
            severity = "serious" if verdict.state == "bad" else "watch"
            alerts.append(said("rehearsal_small", severity, size, found.planned or 0, share=Amount(size, "share")))
        if without_way_back(found):
            alerts.append(said("no_way_back", "serious", 1.0, 1))
    if found.known is not None and found.told is not None and found.told < found.known:
        on = pd.Timestamp(found.defects["snapshot_on"].max()).date()
        alerts.append(
            counted(
                "defects_untold",
                "defects_untold",
                on,
                found.day,
                value=float(found.known - found.told),
                n=found.known - found.told,
                severity="serious",
                subject=found.wave,
                known=found.known,
                told=found.told,
            )
        )
    alerts += [
        counted(
            "load_beyond",
            "sites_covered",
            row.day.date(),
            found.day,
            value=row.real / row.tested,
            n=1,
            severity="serious",
            load=str(row.name),
            times=Amount(row.real / row.tested, "ratio"),
        )
        for row in rows(found.loads)
        if row.real == row.real and row.tested == row.tested and row.real > row.tested
    ]
    return alerts


METRIC_OF = {
    "confirmation_missing": "suppliers_confirmed",
    "rehearsal_small": "cutover_rehearsed",
    "no_way_back": "sites_covered",
}
