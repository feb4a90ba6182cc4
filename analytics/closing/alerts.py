"""Early warnings of closing: a step past its day or soon due, one done before what comes first, a period closed too
early, a branch that is deregistered and not empty. A step that the register of duties warns of already is not told
twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.alerts.base import Alert, Amount, Named, counted
from analytics.amounts import Branch, Term
from analytics.closing.numbers.standing import Standing, load_standing
from analytics.closing.numbers.steps import Closing, load_closing
from analytics.compliance.numbers import load_duties
from analytics.frames import rows
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    duties = load_duties(store, scope).frame
    told = {(row.obligation, row.case_no) for row in rows(duties[duties["state"] == "overdue"])}
    return [
        *compute_step_alerts(load_closing(store, scope), told),
        *compute_standing_alerts(load_standing(store, scope)),
    ]


def compute_step_alerts(found: Closing, told: set[tuple[Any, Any]]) -> list[Alert]:
    """Steps past their day (but those of ``told``: obligation and case), soon due, out of order and closed too
    early."""
    alerts, n = [], len(found.asked)
    for row in rows(found.of("overdue")):
        if (row.obligation, row.subject) not in told:
            code = "closing_overdue" if row.law else "closing_target_missed"
            onset = row.due_at.date() + timedelta(days=1)
            alerts.append(
                _step(
                    found,
                    row,
                    code,
                    "closing_overdue",
                    onset,
                    n,
                    "serious" if row.law else "watch",
                    due=row.due_at.date(),
                    days=Amount(float(-row.days), "days"),
                )
            )
    near = found.judge.days("compliance.due_days")
    for row in rows(found.of("due")):
        # A period that has to run out is nothing to be done in time.
        if row.law and row.days <= near and not row.waits:
            onset = max(row.due_at.date() - timedelta(days=near), row.start_on)
            alerts.append(
                _step(
                    found,
                    row,
                    "closing_due",
                    "closing_overdue",
                    onset,
                    n,
                    "watch",
                    due=row.due_at.date(),
                    days=Amount(float(row.days), "days"),
                )
            )
    for row in rows(found.contradicted):
        if "order" in row.wrong:
            first = _named(found, row.subject, (row.waits_for + row.behind)[0])
            alerts.append(
                _step(
                    found,
                    row,
                    "closing_order",
                    "closing_contradicted",
                    row.done_on,
                    n,
                    "serious",
                    done=row.done_on,
                    first=first,
                )
            )
        if "early" in row.wrong:
            alerts.append(
                _step(
                    found,
                    row,
                    "closing_early",
                    "closing_contradicted",
                    row.done_on,
                    n,
                    "serious",
                    done=row.done_on,
                    due=row.due_at.date(),
                )
            )
    return alerts


def compute_standing_alerts(found: Standing) -> list[Alert]:
    """Branches that are deregistered and not empty."""
    frame, day = found.frame, found.closing.day
    alive = frame[frame["alive"].map(len) > 0]
    return [
        counted(
            "closed_standing",
            "closed_standing",
            max(pd.Timestamp(row.registered_on).date(), date.min),
            day,
            value=1.0,
            n=len(frame),
            severity="serious",
            branch=_branch(row.branch),
        )
        for row in rows(alive)
    ]


def _step(found: Closing, row: Any, code: str, metric: str, onset: date, n: int, severity: Any, **more: Any) -> Alert:
    return counted(
        code,
        metric,
        onset,
        found.day,
        value=1.0,
        n=n,
        severity=severity,
        branch=_branch(row.subject),
        named=_named(found, row.subject, row.step),
        **more,
    )


def _named(found: Closing, subject: str, step: str) -> Named:
    row = found.at(subject, step)
    return Named(step) if row is None else Named("", row.title or row.title_en, row.title or row.title_zh)


def _branch(subject: str) -> Any:
    return (
        Term(("closing.split",)) if subject == "split" else Branch(subject) if subject else Term(("closing.unnamed",))
    )
