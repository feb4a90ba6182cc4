"""Data that stop coming: a ledger that is older than its agreed rhythm allows. What it would tell since is not
known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from analytics.alerts.base import Alert, Amount, Named, counted
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.reach import Reach, load_reaches
from analytics.scope import Scope
from data.datasets import DATASETS, OWN

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

LEDGERS = tuple(name for name in DATASETS if name != "alert_answers" and name not in OWN)
"""What somebody delivers, so that alerts can be found in it: every ledger but the answers to them, settings and
access."""


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    names = [name for name in LEDGERS if DATASETS[name].rhythm_days]
    return compute_alerts(load_reaches(store, scope, names), as_of_day(scope), load_judge(store, scope))


def compute_alerts(reaches: Iterable[Reach], day: date, judge: Judge = USUAL) -> list[Alert]:
    """One a ledger that is old, since the day it became so; serious once it has missed so many deliveries as the
    setting says."""
    found = []
    for one in reaches:
        rhythm = DATASETS[one.dataset].rhythm_days
        if not one.old or one.until is None or rhythm is None:
            continue
        age, dataset = (day - one.until).days, DATASETS[one.dataset]
        onset = min(one.until + timedelta(days=int(rhythm * (1 + judge["reach.grace"])) + 1), day)
        found.append(
            counted(
                "data_stopped",
                "lawful",
                onset,
                day,
                value=float(age),
                limit=float(rhythm),
                n=1,
                severity="serious" if age > judge["reach.serious"] * rhythm else "watch",
                named=Named("", dataset.en, dataset.zh),
                ledger=one.dataset,
                age=Amount(float(age), "days"),
                rhythm=Amount(float(rhythm), "days"),
                until=one.until,
            )
        )
    return found
