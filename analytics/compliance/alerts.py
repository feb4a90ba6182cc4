"""Early warnings of law and policy: a duty past its day, evidence that has expired or soon will, a change that nobody
has assessed, a finding past its day or found again, a report that is soon due. All are counted from the ledgers and
hold until these say otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, Named, counted
from analytics.amounts import Term
from analytics.compliance.numbers import Duties, Reviews, load_duties, load_evidence, load_reviews
from analytics.compliance.numbers.clocks import Clocks, load_clocks
from analytics.frames import rows
from analytics.judging import Judge, load_judge
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

INDEX = "compliance_index"


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    duties, reviews = load_duties(store, scope), load_reviews(store, scope)
    evidence = load_evidence(store, scope, set(duties.catalogue["obligation"]))
    judge = load_judge(store, scope)
    return [
        *compute_duty_alerts(duties),
        *compute_evidence_alerts(evidence, duties.day, judge),
        *compute_review_alerts(reviews),
        *compute_clock_alerts(load_clocks(store, scope)),
    ]


def compute_duty_alerts(found: Duties) -> list[Alert]:
    """Duties past their day, and waves without the decision that their clocks are counted from. While nobody has
    recorded any duty it is not known whether one was done: nothing is claimed."""
    unset = [
        counted(
            "decision_undated",
            "lawful",
            found.day,
            found.day,
            value=float(len(found.waves)),
            n=len(found.waves),
            severity="serious",
            dated=False,
        )
    ]
    alerts = unset if found.decision is None and found.waves else []
    if not found.recorded:
        return alerts
    late = found.of("overdue")
    return alerts + [
        counted(
            "duty_overdue" if row.law else "duty_target_missed",
            "lawful",
            row.due_on + timedelta(days=1) if row.days else row.due_on,
            found.day,
            value=float(-row.days),
            n=len(late),
            severity="serious" if row.law else "watch",
            subject=row.wave,
            duty=row.obligation if not isinstance(row.case_no, str) else f"{row.obligation} ({row.case_no})",
            named=Named(row.obligation, row.duty_en, row.duty_zh, row.case_no if isinstance(row.case_no, str) else ""),
            due=row.due_on,
            days=Amount(float(-row.days), "days"),
        )
        for row in rows(late)
    ]


def compute_evidence_alerts(evidence: pd.DataFrame, day: date, judge: Judge) -> list[Alert]:
    """Proofs that have expired, or will within the days of the limit."""
    found = []
    for row in rows(evidence[evidence["state"].isin(("bad", "watch"))]):
        ends = pd.Timestamp(row.expires_on).date()
        expired = row.state == "bad"
        onset = (
            ends + timedelta(days=1)
            if expired
            else max(
                ends - timedelta(days=judge.days("compliance.evidence_days")),
                pd.Timestamp(row.made_on).date() if not pd.isna(row.made_on) else date.min,
            )
        )
        found.append(
            counted(
                "evidence_expired" if expired else "evidence_expiring",
                INDEX,
                onset,
                day,
                value=float(abs(row.days)),
                n=len(evidence),
                severity="serious" if expired else "watch",
                subject=row.wave,
                evidence=row.evidence,
                ends=ends,
                named=Named(str(row.evidence), row.title),
                days=Amount(float(abs(row.days)), "days"),
            )
        )
    return found


def compute_review_alerts(found: Reviews) -> list[Alert]:
    """Changes not assessed, findings past their day or found again, reports that are late or soon due."""
    alerts = []
    for code, frame in (
        ("change_unassessed", found.changes),
        ("finding_overdue", found.findings),
        ("report_overdue", found.reports),
    ):
        for row in rows(frame[frame["late"] > 0]):
            alerts.append(
                counted(
                    code,
                    INDEX,
                    found.day - timedelta(days=int(row.late) - 1),
                    found.day,
                    value=float(row.late),
                    n=len(frame),
                    severity="watch" if code == "finding_overdue" and row.severity == "low" else "serious",
                    subject=row.wave,
                    review=row.review,
                    named=Named(str(row.review), row.title),
                    days=Amount(float(row.late), "days"),
                )
            )
    for row in rows(found.findings[found.findings["again"].notna() & found.findings["open"].astype(bool)]):
        onset = found.day if pd.isna(row.opened_on) else pd.Timestamp(row.opened_on).date()
        alerts.append(
            counted(
                "finding_repeated",
                INDEX,
                onset,
                found.day,
                value=1.0,
                n=len(found.findings),
                severity="watch",
                subject=row.wave,
                review=row.review,
                named=Named(str(row.review), row.title),
                earlier=row.again,
            )
        )
    ahead = found.judge.days("compliance.report_days")
    soon = found.reports[found.reports["open"].astype(bool) & found.reports["days"].between(0, ahead).fillna(False)]
    for row in rows(soon):
        onset = row.due.date() - timedelta(days=ahead)
        alerts.append(
            counted(
                "report_due",
                INDEX,
                onset,
                found.day,
                value=float(row.days),
                n=len(found.reports),
                severity="watch",
                subject=row.wave,
                review=row.review,
                named=Named(str(row.review), row.title),
                due=row.due.date(),
                days=Amount(float(row.days), "days"),
            )
        )
    return alerts


def compute_clock_alerts(found: Clocks) -> list[Alert]:
    """Clocks of requests, withdrawals, complaints and notices to persons that have run out, or soon will. Reports to
    the authority are told by Safeguards, steps of closing by their own page."""
    alerts, near = [], found.judge.days("clock.soon_days")
    for row in rows(found.kinds[~found.kinds["clock"].isin(("incident_authority", "closing"))]):
        kind = Term((f"compliance.clocks.kind.{row.clock}",))
        if row.overdue:
            alerts.append(
                counted(
                    "clock_overdue",
                    "clocks_overdue",
                    row.oldest_due + timedelta(days=1),
                    found.day,
                    value=float(row.overdue),
                    n=int(row.overdue),
                    severity="serious" if row.law else "watch",
                    kind=kind,
                    late=Amount(float(row.overdue), "count"),
                    due=row.oldest_due,
                )
            )
        elif row.running and row.clock != "complaint" and (row.next_due - found.day).days <= near:
            alerts.append(
                counted(
                    "clock_due",
                    "clocks_overdue",
                    min(row.next_due - timedelta(days=near), found.day),
                    found.day,
                    value=float(row.running),
                    n=int(row.running),
                    severity="watch",
                    kind=kind,
                    running=Amount(float(row.running), "count"),
                    due=row.next_due,
                )
            )
    return alerts
