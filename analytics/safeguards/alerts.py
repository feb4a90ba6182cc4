"""Early warnings of the safeguards: measures, provisions, recovery, training, documents. Counted, not sampled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, Named, counted
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.rights.alerts import LAWFUL
from analytics.safeguards.numbers import load_continuity, load_documents, load_protection, load_training
from analytics.safeguards.numbers.continuity import latest_tests
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Continuity, Documents, Protection, Training
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    judge = load_judge(store, scope)
    return [
        *compute_protection_alerts(load_protection(store, scope)),
        *compute_continuity_alerts(load_continuity(store, scope), judge),
        *compute_training_alerts(load_training(store, scope)),
        *compute_document_alerts(load_documents(store, scope)),
    ]


def compute_protection_alerts(found: Protection) -> list[Alert]:
    """Measures past their day or proven in part, personal information soon to be provided without an assessment, incidents past their hours."""
    alerts = [
        counted("control_overdue", LAWFUL, found.day - timedelta(days=int(row.late) - 1), found.day, value=1.0, n=1, severity="watch",
             control=str(row.control), named=Named(str(row.control), row.title), days=Amount(float(row.late), "days"))
        for row in rows(found.overdue)
    ]  # fmt: skip
    alerts += [
        counted("control_unproven", LAWFUL, found.day, found.day, value=float(row.whole - row.covered), n=int(row.whole), severity="serious", dated=False,
             control=str(row.control), named=Named(str(row.control), row.title), covered=Amount(float(row.covered), "count"), whole=Amount(float(row.whole), "count"))
        for row in rows(found.unproven)
    ]  # fmt: skip
    alerts += [
        counted("asset_unassessed", LAWFUL, found.day, found.day, value=1.0, n=1, severity="serious", dated=False, asset=str(row.asset), named=Named(str(row.asset), row.title),
             provided=pd.Timestamp(row.provided_on).date())
        for row in rows(found.assets[found.assets["state"] == "bad"])
        if not pd.isna(row.provided_on)
    ]  # fmt: skip
    alerts += [
        counted(
            "incident_late",
            LAWFUL,
            pd.Timestamp(row.due_at).date(),
            found.day,
            value=1.0,
            n=1,
            severity="serious",
            incident=str(row.incident),
            named=Named(str(row.incident), row.name),
        )
        for row in rows(found.incidents[found.incidents["state"] == "bad"])
        if pd.isna(row.reported_at)
    ]
    return alerts


def compute_continuity_alerts(found: Continuity, judge: Judge = USUAL) -> list[Alert]:
    """Systems that did not recover in time before a coming cut-over, and what blocks it ``continuity.block_days`` before."""
    coming = found.waves[~found.waves["actual"].astype(bool)]
    last = latest_tests(found.tests)
    failed = last[(last["judged"] == "failed") & last["wave"].isin(list(coming["wave"]))]
    alerts = [
        counted("recovery_failed", LAWFUL, pd.Timestamp(row.tested_on).date(), found.day, value=1.0, n=1, severity="serious", subject=str(row.wave),
             system=str(row.system))
        for row in rows(failed)
    ]  # fmt: skip
    alerts += [
        counted(
            "blockers_near",
            LAWFUL,
            found.day,
            found.day,
            value=float(row.blockers),
            n=int(row.blockers),
            severity="serious",
            subject=str(row.wave),
            dated=False,
        )
        for row in rows(coming)
        if row.blockers and not pd.isna(row.days) and not judge.beyond("continuity.block_days", row.days)
    ]
    return alerts


def compute_training_alerts(found: Training) -> list[Alert]:
    """Roles of which fewer than ``training.coverage`` are trained by their day."""
    return [
        counted("role_untrained", LAWFUL, found.day, found.day, value=float(int(row.n)), n=int(row.n), severity="watch", dated=False, role=str(row.role) or "–",
             share=Amount(float(row.value), "share"), least=Amount(found.needed, "share"))
        for row in rows(found.short)
    ]  # fmt: skip


def compute_document_alerts(found: Documents) -> list[Alert]:
    """Documents missing after their day, back-ups that are old, restores that failed."""
    alerts = []
    for wave, own in found.missing.groupby("wave"):
        due: date = pd.to_datetime(own["required_by"]).min().date()
        alerts.append(
            counted(
                "documents_missing",
                LAWFUL,
                due + timedelta(days=1),
                found.day,
                value=float(len(own)),
                n=len(own),
                severity="watch",
                subject=str(wave),
            )
        )
    for row in rows(found.backups):
        on = pd.Timestamp(row.last_on).date()
        if row.last_result == "failed":
            alerts.append(counted("restore_failed", LAWFUL, on, found.day, value=1.0, n=1, severity="serious"))
        elif row.kind == "backup" and found.judge.beyond("backup.days", (found.day - on).days):
            alerts.append(
                counted("backup_old", LAWFUL, on + timedelta(days=found.judge.days("backup.days") + 1), found.day, value=1.0, n=1, severity="watch",
                     days=Amount(float((found.day - on).days), "days"))
            )  # fmt: skip
    return alerts
