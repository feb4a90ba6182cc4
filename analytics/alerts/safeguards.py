"""Early warnings of the safeguards: measures, provisions, recovery, training, documents. Counted, not sampled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount
from analytics.alerts.rights import told
from analytics.frames import rows
from analytics.metrics.safeguards import load_continuity, load_documents, load_protection, load_training
from analytics.metrics.safeguards.continuity import BLOCK_DAYS, latest_tests
from analytics.metrics.safeguards.documents import BACKUP_DAYS
from analytics.metrics.safeguards.training import COVERAGE
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.metrics.safeguards import Continuity, Documents, Protection, Training
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    return [
        *compute_protection_alerts(load_protection(store, scope)),
        *compute_continuity_alerts(load_continuity(store, scope)),
        *compute_training_alerts(load_training(store, scope)),
        *compute_document_alerts(load_documents(store, scope)),
    ]


def compute_protection_alerts(found: Protection) -> list[Alert]:
    """Measures past their day, personal information soon to be provided without an assessment, incidents past their hours."""
    alerts = [
        told("control_overdue", found.day - timedelta(days=int(row.late) - 1), found.day, n=1, severity="watch",
             control=str(row.control), days=Amount(float(row.late), "days"))
        for row in rows(found.overdue)
    ]  # fmt: skip
    alerts += [
        told("asset_unassessed", found.day, found.day, n=1, severity="serious", dated=False, asset=str(row.asset),
             provided=pd.Timestamp(row.provided_on).date())
        for row in rows(found.assets[found.assets["state"] == "bad"])
        if not pd.isna(row.provided_on)
    ]  # fmt: skip
    alerts += [
        told(
            "incident_late",
            pd.Timestamp(row.due_at).date(),
            found.day,
            n=1,
            severity="serious",
            incident=str(row.incident),
        )
        for row in rows(found.incidents[found.incidents["state"] == "bad"])
        if pd.isna(row.reported_at)
    ]
    return alerts


def compute_continuity_alerts(found: Continuity) -> list[Alert]:
    """Systems that did not recover in time before a coming cut-over, and what blocks it five days before."""
    coming = found.waves[~found.waves["actual"].astype(bool)]
    last = latest_tests(found.tests)
    failed = last[(last["judged"] == "failed") & last["wave"].isin(list(coming["wave"]))]
    alerts = [
        told("recovery_failed", pd.Timestamp(row.tested_on).date(), found.day, n=1, severity="serious", subject=str(row.wave),
             system=str(row.system))
        for row in rows(failed)
    ]  # fmt: skip
    alerts += [
        told(
            "blockers_near",
            found.day,
            found.day,
            n=int(row.blockers),
            severity="serious",
            subject=str(row.wave),
            dated=False,
        )
        for row in rows(coming)
        if row.blockers and not pd.isna(row.days) and row.days <= BLOCK_DAYS
    ]
    return alerts


def compute_training_alerts(found: Training) -> list[Alert]:
    """Roles that are not trained to 95 % two weeks before their day."""
    return [
        told("role_untrained", found.day, found.day, n=int(row.n), severity="watch", dated=False, role=str(row.role) or "–",
             share=Amount(float(row.value), "share"), least=Amount(COVERAGE, "share"))
        for row in rows(found.coverage)
        if row.value < COVERAGE
    ]  # fmt: skip


def compute_document_alerts(found: Documents) -> list[Alert]:
    """Documents missing after their day, back-ups that are old, restores that failed."""
    alerts = []
    for wave, own in found.missing.groupby("wave"):
        due: date = pd.to_datetime(own["required_by"]).min().date()
        alerts.append(
            told(
                "documents_missing", due + timedelta(days=1), found.day, n=len(own), severity="watch", subject=str(wave)
            )
        )
    for row in rows(found.backups):
        on = pd.Timestamp(row.last_on).date()
        if row.last_result == "failed":
            alerts.append(told("restore_failed", on, found.day, n=1, severity="serious"))
        elif row.kind == "backup" and (found.day - on).days > BACKUP_DAYS:
            alerts.append(
                told("backup_old", on + timedelta(days=BACKUP_DAYS + 1), found.day, n=1, severity="watch",
                     days=Amount(float((found.day - on).days), "days"))
            )  # fmt: skip
    return alerts
