"""Early warnings of the safeguards: measures, provisions, leaks, recovery, outages, training, documents and who looks
at them. Counted, not sampled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, Named, counted
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.rights.alerts import LAWFUL
from analytics.safeguards.numbers import load_continuity, load_documents, load_protection, load_training
from analytics.safeguards.numbers.documents import LEVELS, load_odd_looks
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
        *compute_look_alerts(load_odd_looks(store, scope), as_of_day(scope), load_judge(store, scope)),
    ]


def compute_protection_alerts(found: Protection) -> list[Alert]:
    """Measures past their day or proven in part, personal information soon to be provided without an assessment,
    incidents past their hours."""
    alerts = [
        counted(
            "control_overdue",
            LAWFUL,
            found.day - timedelta(days=int(row.late) - 1),
            found.day,
            value=1.0,
            n=1,
            severity="watch",
            control=str(row.control),
            named=Named(str(row.control), row.title),
            days=Amount(float(row.late), "days"),
        )
        for row in rows(found.overdue)
    ]
    alerts += [
        counted(
            "control_unproven",
            LAWFUL,
            found.day,
            found.day,
            value=float(row.whole - row.covered),
            n=int(row.whole),
            severity="serious",
            dated=False,
            control=str(row.control),
            named=Named(str(row.control), row.title),
            covered=Amount(float(row.covered), "count"),
            whole=Amount(float(row.whole), "count"),
        )
        for row in rows(found.unproven)
    ]
    alerts += [
        counted(
            "asset_unassessed",
            LAWFUL,
            found.day,
            found.day,
            value=1.0,
            n=1,
            severity="serious",
            dated=False,
            asset=str(row.asset),
            named=Named(str(row.asset), row.title),
            provided=pd.Timestamp(row.provided_on).date(),
        )
        for row in rows(found.assets[found.assets["state"] == "bad"])
        if not pd.isna(row.provided_on)
    ]
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
    return alerts + compute_leak_alerts(found)


def compute_leak_alerts(found: Protection) -> list[Alert]:
    """Personal data that got out: any incident of personal data, until the day it is said to have ended."""
    return [
        counted(
            "leak",
            LAWFUL,
            pd.Timestamp(row.occurred_at if pd.isna(row.detected_at) else row.detected_at).date(),
            found.day if pd.isna(row.ended_at) else pd.Timestamp(row.ended_at).date(),
            active=pd.isna(row.ended_at),
            value=1.0,
            n=1,
            severity="serious",
            subject=row.wave,
            incident=str(row.incident),
            named=Named(str(row.incident), row.name),
        )
        for row in rows(found.incidents[found.incidents["kind"] == "data"])
    ]


def compute_continuity_alerts(found: Continuity, judge: Judge = USUAL) -> list[Alert]:
    """Systems that did not recover in time before a coming cut-over, or not everywhere that their tests speak of, and
    what blocks it ``continuity.block_days`` before."""
    coming = found.waves[~found.waves["actual"].astype(bool)]
    last = found.last
    failed = last[(last["judged"] == "failed") & last["wave"].isin(list(coming["wave"]))]
    alerts = [
        counted(
            "recovery_unproven" if row.bare else "recovery_failed",
            LAWFUL,
            pd.Timestamp(row.tested_on).date(),
            found.day,
            value=1.0,
            n=1,
            severity="serious",
            subject=str(row.wave),
            system=str(row.system),
            **({"bare": row.bare[0]} if row.bare else {}),
        )
        for row in rows(failed)
    ]
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
    return alerts + compute_outage_alerts(found)


def compute_outage_alerts(found: Continuity) -> list[Alert]:
    """Outages longer than the longest that their system's plan allows, from their beginning to their end."""
    own = found.outages[found.outages["lasted"] > found.outages["tolerated"]]
    return [
        counted(
            "outage_intolerable",
            LAWFUL,
            pd.Timestamp(row.started_at).date(),
            found.day if pd.isna(row.ended_at) else pd.Timestamp(row.ended_at).date(),
            active=pd.isna(row.ended_at),
            value=float(row.lasted),
            limit=float(row.tolerated),
            n=1,
            severity="serious",
            subject=row.wave,
            outage=str(row.outage),
            named=Named(str(row.outage), row.system),
            lasted=Amount(float(row.lasted), "count"),
            most=Amount(float(row.tolerated), "count"),
        )
        for row in rows(own)
    ]


def compute_training_alerts(found: Training) -> list[Alert]:
    """Roles of which fewer than ``training.coverage`` are trained by their day, and people who failed again and
    again."""
    most = found.judge.days("training.retests")
    stuck = (
        [
            counted(
                "retests_many",
                LAWFUL,
                found.day,
                found.day,
                value=float(found.stuck),
                limit=float(most),
                n=found.stuck,
                severity="watch",
                dated=False,
                most=most,
            )
        ]
        if found.stuck
        else []
    )
    return stuck + [
        counted(
            "role_untrained",
            LAWFUL,
            found.day,
            found.day,
            value=float(int(row.n)),
            n=int(row.n),
            severity="watch",
            dated=False,
            role=str(row.role) or "–",
            share=Amount(float(row.value), "share"),
            least=Amount(found.needed, "share"),
        )
        for row in rows(found.short)
    ]


def compute_look_alerts(looks: pd.DataFrame, day: date, judge: Judge = USUAL) -> list[Alert]:
    """Looks at documents out of role in the last weeks; how many is told only where enough people are behind them."""
    known = looks[looks["looks"].notna()] if len(looks) else looks
    if not len(looks):
        return []
    strict = bool((looks["confidentiality"] == LEVELS[0]).any())
    n, first = int(known["looks"].sum()), known["first_on"].min() if len(known) else None
    few = len(known) < len(looks)
    onset = day if few or first is None else pd.Timestamp(first).date()
    return [
        counted(
            "looks_out_of_role_few" if few else "looks_out_of_role",
            LAWFUL,
            onset,
            day,
            value=float(n),
            n=n,
            severity="serious" if strict else "watch",
            dated=not few,
            days=judge.days("documents.look_days"),
        )
    ]


def compute_document_alerts(found: Documents) -> list[Alert]:
    """Documents missing after their day or soon at the end of their retention, back-ups that are old, restores that
    failed."""
    alerts, ahead = [], found.judge.days("documents.retention_days")
    if len(found.ending):
        first = pd.Timestamp(found.ending["keep_until"].min()).date()
        alerts.append(
            counted(
                "retention_ending",
                LAWFUL,
                min(first - timedelta(days=ahead), found.day),
                found.day,
                value=float(len(found.ending)),
                limit=float(ahead),
                n=len(found.ending),
                severity="watch",
                first=first,
                days=ahead,
            )
        )
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
                counted(
                    "backup_old",
                    LAWFUL,
                    on + timedelta(days=found.judge.days("backup.days") + 1),
                    found.day,
                    value=1.0,
                    n=1,
                    severity="watch",
                    days=Amount(float((found.day - on).days), "days"),
                )
            )
    return alerts
