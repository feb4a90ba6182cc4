"""Early warnings of customers' rights: silence before a cut-over, letters that come back, promises past their day, an unfair gap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, counted
from analytics.frames import rows
from analytics.metrics.rights import load_rights
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.metrics.rights import Rights as Found
    from data.access import Rights
    from data.store import Store

LAWFUL = "lawful"
SILENT_DAYS = 14
"""A cut-over so near with customers who must answer and have not."""
BOUNCED = 0.03


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    return compute_alerts(load_rights(store, Scope(rights, as_of=as_of)))


def compute_alerts(found: Found) -> list[Alert]:
    """Silence near a cut-over, late promises, letters that came back."""
    alerts = []
    for row in rows(found.funnel):
        near = not pd.isna(row.days_left) and 0 <= row.days_left <= SILENT_DAYS
        if row.needs and not row.actual and near and not pd.isna(row.silent) and row.silent:
            alerts.append(
                counted("silent_customers", LAWFUL, found.day, found.day, value=float(int(row.silent)), n=int(row.silent), severity="serious", subject=str(row.wave),
                     dated=False, days=Amount(float(row.days_left), "days"))
            )  # fmt: skip
    for row in rows(found.promises[found.promises["state"].isin(["overdue", "broken"])]):
        onset = found.day if pd.isna(row.due_on) else pd.Timestamp(row.due_on).date() + timedelta(days=1)
        alerts.append(
            counted(
                "promise_overdue",
                LAWFUL,
                onset,
                found.day,
                value=float(1),
                n=1,
                severity="serious",
                promise=str(row.promise),
            )
        )
    known = found.reach[found.reach["n"].notna() & found.reach["bounced"].notna()]
    n, bounced = float(known["n"].sum()), float(known["bounced"].sum())
    if n and bounced / n > BOUNCED:
        alerts.append(
            counted("letters_bounced", LAWFUL, found.day, found.day, value=float(int(n)), n=int(n), severity="watch", dated=False,
                 share=Amount(bounced / n, "share"), most=Amount(BOUNCED, "share"))
        )  # fmt: skip
    return alerts
