"""What two ledgers say that cannot both be true, or must not be: each check that finds rows, wave by wave. Counted, so
nothing of it is chance."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Term, counted
from analytics.compliance.numbers.score import BREAKS
from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.readiness.numbers.consistency import load_contradictions
from analytics.scope import Scope
from data.language import People

if TYPE_CHECKING:
    from datetime import date

    from data.access import Rights
    from data.store import Store

OF_CUSTOMERS = {"moved_without_notice", "moved_without_consent", "consent_after_move", "moved_after_leaving"}
"""Checks whose rows are customers: readers without rows have their number rounded."""


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    return compute_alerts(load_contradictions(store, scope), as_of_day(scope))


def compute_alerts(found: pd.DataFrame, day: date) -> list[Alert]:
    """One alert a check and wave (:func:`analytics.readiness.numbers.consistency.load_contradictions`); serious where
    the law is broken.

    Where fewer customers are concerned than may be told, that it is so is told without their number.
    """
    alerts = []
    for row in rows(found):
        few, dated = pd.isna(row.n), not pd.isna(row.first_on)
        onset = min(pd.Timestamp(row.first_on).date(), day) if dated else day
        alerts.append(
            counted(
                "ledgers_contradict_few" if few else "ledgers_contradict",
                "lawful",
                onset,
                day,
                value=0.0 if few else float(row.n),
                n=0 if few else (People if row.rule in OF_CUSTOMERS else int)(row.n),
                severity="serious" if row.rule in BREAKS else "watch",
                subject=row.wave,
                dated=dated,
                check=Term((f"readiness.check.{row.rule}",)),
            )
        )
    return alerts
