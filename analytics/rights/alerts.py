"""Early warnings of customers' rights: silence before a cut-over, customers not told in time, refusals above plan,
letters that come back, promises past their day, an unfair gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, Named, Term, counted
from analytics.frames import natural, rows
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.fairness import load_gap, load_spread
from analytics.rights.numbers.paths import load_paths
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.rights.numbers.consent import Rights as Found
    from analytics.rights.numbers.paths import Paths
    from data.access import Rights
    from data.store import Store

LAWFUL = "lawful"


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    found = load_rights(store, scope)
    gaps = compute_gap_alerts(load_spread(store, scope), load_gap(store, scope), found.day)
    return [*compute_alerts(found), *path_alerts(load_paths(store, scope)), *gaps]


def compute_alerts(found: Found) -> list[Alert]:
    """Silence near a cut-over, customers not told by their day, refusals above plan, late promises, letters that came
    back."""
    judge = found.judge
    alerts = wave_alerts(found)
    for row in rows(found.funnel):
        near = (
            not pd.isna(row.days_left) and row.days_left >= 0 and not judge.beyond("rights.silent_days", row.days_left)
        )
        undecided = 0 if pd.isna(row.silent) else int(row.silent + row.unasked)
        if row.needs and not row.actual and near and undecided:
            alerts.append(
                counted(
                    "silent_customers",
                    LAWFUL,
                    found.day,
                    found.day,
                    value=float(undecided),
                    n=undecided,
                    severity="serious",
                    subject=str(row.wave),
                    dated=False,
                    days=Amount(float(row.days_left), "days"),
                )
            )
    for row in rows(found.promises[found.promises["state"].isin(["overdue", "broken"])]):
        onset = found.day if pd.isna(row.due_on) else pd.Timestamp(row.due_on).date() + timedelta(days=1)
        alerts.append(
            counted(
                "promise_overdue",
                LAWFUL,
                onset,
                found.day,
                value=1.0,
                n=1,
                severity="serious",
                promise=str(row.promise),
                named=Named(str(row.promise), row.title),
            )
        )
    known = found.reach[found.reach["n"].notna() & found.reach["bounced"].notna()]
    n, bounced = float(known["n"].sum()), float(known["bounced"].sum())
    if n and judge.beyond("rights.bounced", bounced / n):
        alerts.append(
            counted(
                "letters_bounced",
                LAWFUL,
                found.day,
                found.day,
                value=bounced / n,
                limit=judge["rights.bounced"],
                n=int(n),
                severity="watch",
                dated=False,
                share=Amount(bounced / n, "share"),
                most=Amount(judge["rights.bounced"], "share"),
            )
        )
    return alerts


def wave_alerts(found: Found) -> list[Alert]:
    """Of waves to come: whom no notice reached by their day, and refusals beyond the share that the plan allows for."""
    judge, alerts = found.judge, []
    told_days = judge.days("rights.told_days")
    for row in rows(found.funnel[~found.funnel["actual"].astype(bool)]):
        if not pd.isna(row.due) and row.due and judge.beyond("rights.told", 1 - row.late / row.due):
            onset = (
                found.day
                if pd.isna(row.cutover_on)
                else min(found.day, pd.Timestamp(row.cutover_on).date() - timedelta(days=told_days - 1))
            )
            alerts.append(
                counted(
                    "told_short",
                    LAWFUL,
                    onset,
                    found.day,
                    value=1 - row.late / row.due,
                    n=int(row.late),
                    severity="serious",
                    subject=str(row.wave),
                    limit=judge["rights.told"],
                    whole=Amount(float(row.due), "people"),
                    days=told_days,
                )
            )
        if (
            row.needs
            and row.sent
            and not pd.isna(row.refused)
            and judge.beyond("rights.refused", row.refused / row.sent)
        ):
            alerts.append(
                counted(
                    "refusals_high",
                    LAWFUL,
                    found.day,
                    found.day,
                    value=row.refused / row.sent,
                    n=int(row.refused),
                    severity="watch",
                    subject=str(row.wave),
                    limit=judge["rights.refused"],
                    dated=False,
                    share=Amount(row.refused / row.sent, "share"),
                    plan=Amount(judge["rights.refused"], "share"),
                )
            )
    return alerts


def path_alerts(found: Paths) -> list[Alert]:
    """Who has no path near the cut-over of the wave, paths past their day, contracts in force unsigned; nothing of what
    is not recorded."""
    alerts, day = [], found.day
    for wave in sorted({str(one) for one in found.waves["wave"].dropna()}, key=natural) if found.told else []:
        lacking, late, days = found.of("none", wave=wave), found.of("late", wave=wave), found.days_left(wave)
        if lacking and days is not None and days >= 0 and not found.judge.beyond("rights.silent_days", days):
            alerts.append(
                counted(
                    "without_path",
                    "without_path",
                    day,
                    day,
                    value=float(lacking),
                    n=lacking,
                    severity="serious",
                    subject=wave,
                    dated=False,
                    days=Amount(float(days), "days"),
                )
            )
        if late:
            alerts.append(
                counted(
                    "paths_late",
                    "paths_late",
                    day,
                    day,
                    value=float(late),
                    n=late,
                    severity="serious",
                    subject=wave,
                    dated=False,
                )
            )
    early = found.of_contracts("early")
    if early:
        alerts.append(
            counted(
                "contracts_early",
                "contracts_unsigned",
                day,
                day,
                value=float(early),
                n=early,
                severity="serious",
                dated=False,
            )
        )
    return alerts


def compute_gap_alerts(spread: pd.DataFrame, relevant: float, day: date) -> list[Alert]:
    """Groups called unfair (:func:`analytics.rights.numbers.fairness.load_spread`), the widest gap first.

    Customers are a sample of what the treatment does, so this has p, q and an interval, unlike what is counted.
    """
    return [
        replace(
            counted(
                "unfair_gap",
                LAWFUL,
                day,
                day,
                value=float(row.gap),
                n=int(row.n),
                severity="watch",
                limit=relevant,
                dated=False,
                outcome=Term((f"rights.gap.{row.outcome}",)),
                group=Term((f"rights.group.{row.item}.{row.grp}", f"rights.group.{row.item}"), str(row.grp)),
                share=Amount(float(row.value), "share"),
                rest=Amount(float(row.rest), "share"),
                gap=Amount(float(row.gap) * 100, "points"),
                low=Amount(float(row.gap_low) * 100, "points"),
                high=Amount(float(row.gap_high) * 100, "points"),
            ),
            p=float(row.p),
            q=float(row.q),
        )
        for row in rows(spread[spread["unfair"]].sort_values("gap", ascending=False))
    ]
