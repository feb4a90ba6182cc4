"""What moved since the snapshot before, and when the baseline was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import Column, Exhibit, grid
from analytics.schedule.numbers import compute_difference

if TYPE_CHECKING:
    from analytics.schedule.numbers import Plan
    from data.language import Translator

MOST = 12
"""Tasks that moved and are named, those that moved most first."""


def table_differences(plan: Plan, t: Translator) -> Exhibit:
    """Tasks moved, added, removed and renamed since the snapshot before."""
    if plan.before_on is None:
        return Exhibit.nothing(t("schedule.diff.none_before"))
    found = compute_difference(plan.tasks, plan.before)
    subtitle = t("schedule.diff.subtitle", date=t.date(plan.before_on, year=True))
    if found.nothing:
        return Exhibit.answer(t("schedule.diff.nothing"), subtitle)
    told = [
        ("moved", row.name, t("schedule.days", days=t.number(row.days, sign=True)))
        for row in rows(found.moved.head(MOST))
    ]
    told += [("added", row.name, row.task) for row in rows(found.added)]
    told += [("removed", row.name, row.task) for row in rows(found.removed)]
    told += [("renamed", row.name, t("schedule.diff.was", name=row.was)) for row in rows(found.renamed)]
    frame = pd.DataFrame(told, columns=["what", "task", "how"])
    columns = (Column("what", codes="schedule.diff"), Column("task", "head"), Column("how", "prose"))
    title = t(
        "schedule.diff.title",
        moved=len(found.moved),
        added=len(found.added),
        removed=len(found.removed),
        renamed=len(found.renamed),
    )
    return Exhibit(title, subtitle, "", grid(frame, columns, "schedule.diff", t))


def table_versions(plan: Plan, t: Translator) -> Exhibit | None:
    """The baselines in the order of their approval, with what each moved and why."""
    versions = plan.baselines
    if versions.empty:
        return None
    days = versions["finish"].diff().dt.days
    reasons = versions["reason"].fillna("").astype(str).str.strip()
    frame = versions.assign(
        approved=versions["approved_on"],
        moved=["" if pd.isna(one) else t("schedule.days", days=t.number(one, sign=True)) for one in days],
        reason=reasons.where(reasons != "", t("schedule.tile.no_reason")),
    )
    columns = (
        Column("version", "head"),
        Column("approved", "date"),
        Column("finish", "date"),
        Column("moved"),
        Column("reason", "prose"),
    )
    title = t("schedule.versions.title", n=len(versions))
    return Exhibit(title, t("schedule.versions.subtitle"), "", grid(frame, columns, "schedule.versions", t))
