"""Most of what should be done by now is open: complaints, questions, treatments, agreements, tickets and cases.
Counted, so nothing of it is chance.

It is held against all whose time is up, done or not: of what is open most is slow even where nearly all is done in
time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from analytics.alerts.base import Alert, Term, counted
from analytics.complaints.numbers.loop import load_loop
from analytics.complaints.numbers.resolution import load_resolution
from analytics.judging import THRESHOLDS, load_judge
from analytics.periods import as_of_day
from analytics.rights.numbers.consent import load_rights
from analytics.risk.numbers import load_register
from analytics.risk.numbers.treatments import load_treatments
from analytics.safeguards.numbers import load_protection
from analytics.safeguards.numbers.support import load_support
from analytics.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.access import Rights
    from data.store import Store

METRIC = {"complaints": "complaints_in_time", "treatments": "treatments_overdue", "cases": "loop_in_time"}
"""What is overdue → the metric that it belongs to; all else is a matter of the law."""
LEAST = int(THRESHOLDS["alert.overdue_least"].default)
"""Fewer that are past their day are told by their own ledger."""


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    judge = load_judge(store, scope)
    least = judge.days("alert.overdue_least")
    return compute_alerts(load_overdue(store, scope), judge["alert.overdue_share"], as_of_day(scope), least)


def load_overdue(store: Store, scope: Scope) -> dict[str, tuple[int, int]]:
    """By what it is: how many are open past their day, of how many whose time is up – those, and all that were done.
    Small groups that a reader may not see are in neither."""
    ended, loop = load_resolution(store, scope), load_loop(store, scope)
    questions, agreements = load_rights(store, scope).questions, load_protection(store, scope).agreements
    treatments, support = load_treatments(store, scope, load_register(store, scope)), load_support(store, scope)
    late = {
        "complaints": (_sum(ended.all_open, "overdue"), _sum(ended.kept.weekly, "n")),
        "cases": (loop.total("overdue"), loop.total("judged")),
        "questions": (_sum(questions, "overdue"), _sum(questions, "judged")),
        "treatments": (
            len(treatments.overdue),
            len(treatments.measures) - len(treatments.open) + len(treatments.overdue),
        ),
        "agreements": (_sum(agreements, "overdue"), _sum(agreements, "signed") + _sum(agreements, "overdue")),
        "tickets": (
            _sum(support.ages, "overdue"),
            _sum(support.waves, "tickets") - _sum(support.ages, "n") + _sum(support.ages, "overdue"),
        ),
    }
    return {what: (open_, max(open_, whole)) for what, (open_, whole) in late.items()}


def _sum(frame: pd.DataFrame, column: str) -> int:
    return int(frame[column].fillna(0).sum())


def compute_alerts(found: dict[str, tuple[int, int]], share: float, day: date, least: int = LEAST) -> list[Alert]:
    """One alert for each of ``found`` (overdue, whose time is up) of which more than ``share``, and ``least`` or more,
    are overdue."""
    return [
        counted(
            "many_overdue",
            METRIC.get(what, "lawful"),
            day,
            day,
            value=float(late),
            limit=share,
            n=late,
            severity="serious" if late == whole else "watch",
            dated=False,
            what=Term((f"alert.overdue.{what}",)),
            whole=whole,
        )
        for what, (late, whole) in found.items()
        if late >= least and late / whole > share
    ]
