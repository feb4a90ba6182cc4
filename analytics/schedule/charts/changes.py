"""What moved since the snapshot before, when the baseline was changed, and whether a date was kept by planning
shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.schedule.numbers import compute_difference, compute_shortened, find_kept

if TYPE_CHECKING:
    from analytics.schedule.numbers import Plan
    from data.language import Translator

MOST = 12
"""Tasks that moved and are named, those that moved most first."""
NAMED = 5
"""Tasks planned shorter that are named beside a baseline, the most shortened first."""


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


def shortened_now(plan: Plan, t: Translator) -> str:
    """That the finish was kept by planning shorter what has not begun; '' where it was not, or nothing is known of
    it."""
    kept = find_kept(compute_shortened(plan))
    return (
        ""
        if kept is None or kept.frame.empty
        else t("schedule.shortened.message", n=len(kept.frame), days=t.number(kept.days))
    )


def table_shortened(plan: Plan, t: Translator) -> Exhibit:
    """Each baseline: whether its finish is kept, and what has not begun and is planned shorter than it had it."""
    found, subtitle = compute_shortened(plan), t("schedule.shortened.subtitle")
    if not found:
        return Exhibit.nothing(t("schedule.shortened.unknown"), subtitle, needs=("baselines",))
    lines = []
    for one in found:
        short = not one.frame.empty
        kind = ("kept_short" if short else "kept") if one.held else "later_short" if short else "later"
        words = t(f"schedule.shortened.{kind}")
        state = {"kept_short": "bad", "kept": "good", "later_short": "watch"}.get(kind, "none")
        named = [
            t("schedule.shortened.one", task=row.name, was=t.number(row.was), now=t.number(row.now))
            for row in rows(one.frame.head(NAMED))
        ]
        named += [t("schedule.shortened.more", n=rest)] if (rest := len(one.frame) - NAMED) > 0 else []
        ends = t("schedule.days", days=t.number(one.moved, sign=True))
        lines.append(
            (
                Cell(words, words, state),
                one.version,
                one.base,
                ends,
                len(one.frame),
                one.days,
                t("schedule.comma").join(named),
            )
        )
    columns = (
        Column("state", "state"),
        Column("version", "head"),
        Column("base", "date"),
        Column("ends"),
        Column("tasks", "number"),
        Column("days", "number"),
        Column("which", "prose"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    kept = find_kept(found)
    kept_short = kept is not None and not kept.frame.empty
    shorter = next((one for one in found if not one.frame.empty), None)
    own = kept if kept is not None and (kept_short or shorter is None) else shorter or found[-1]
    kind = "title" if kept_short else "despite" if shorter is not None else "none" if kept is not None else "moved"
    said = t(
        f"schedule.shortened.{kind}",
        n=own.moved if kind in ("moved", "despite") else len(own.frame),
        tasks=len(own.frame),
        days=t.number(own.days),
        date=t.date(own.base, year=True),
        version=own.version,
    )
    return Exhibit(said, subtitle, t("schedule.shortened.note"), grid(frame, columns, "schedule.shortened", t))
