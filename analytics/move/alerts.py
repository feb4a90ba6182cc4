"""Early warnings of the move: a wave with an unexplained difference, an item that nobody reconciled, counts that
contradict the rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, Term, counted
from analytics.frames import rows, text
from analytics.judging import load_judge
from analytics.move.numbers.counts import load_counts
from analytics.move.numbers.reconciliation import load_moved_waves, load_reconciled
from analytics.periods import as_of_day
from analytics.schedule.numbers.plan import load_programme
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    return [*reconciliation_alerts(store, scope), *difference_alerts(store, scope)]


def reconciliation_alerts(store: Store, scope: Scope) -> list[Alert]:
    """A wave with something unexplained, since the day of its line; a wave moved long enough ago that lacks an item."""
    day, found, currency = as_of_day(scope), load_reconciled(store, scope), load_programme(store, scope).currency
    alerts = []
    for row in rows(found.open):
        onset = day if pd.isna(row.day) else pd.Timestamp(row.day).date()
        size = (
            Amount(float(row.unexplained), "money", row.currency or currency)
            if row.item == "balances" or row.currency
            else Amount(float(row.unexplained), "count")
        )
        alerts.append(
            counted(
                "difference_unexplained",
                "differences_open",
                onset,
                day,
                value=1.0,
                n=1,
                severity="serious",
                subject=text(row.wave),
                item=Term((f"move.item.{row.item}",)),
                size=size,
            )
        )
    if found.empty:
        return alerts  # nobody reconciles here: said on the page, and no alarm a wave
    moved: dict[str, date | None] = dict(load_moved_waves(store, scope))
    limit = load_judge(store, scope).days("moving.reconcile_days")
    for row in rows(found.waves):
        since = moved.get(text(row.wave))
        if row.missing and since is not None and (day - since).days > limit:
            alerts.append(
                counted(
                    "item_unreconciled",
                    "differences_open",
                    since + timedelta(days=limit + 1),
                    day,
                    value=float(len(row.missing)),
                    n=len(row.missing),
                    severity="watch",
                    subject=text(row.wave),
                    item=Term((f"move.item.{row.missing[0]}",)),
                    days=Amount(float(limit), "days"),
                )
            )
    return alerts


def difference_alerts(store: Store, scope: Scope) -> list[Alert]:
    """Counts that say something else than the rows of the same day."""
    day, most = as_of_day(scope), load_judge(store, scope)["moving.counts_differ"]
    return [
        counted(
            "counts_differ",
            "still_to_move",
            one.day,
            day,
            value=float(one.size),
            n=one.counted,
            severity="watch",
            subject=one.item if one.by == "wave" else "",
            counted=Amount(float(one.counted), "people"),
            rows=Amount(float(one.rows), "people"),
        )
        for one in load_counts(store, scope).differences
        if abs(one.size) > most * max(one.rows, 1)
    ]
