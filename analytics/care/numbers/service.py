"""Service cases: whether they are settled at the first contact, and who had to come again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.care.numbers.statements import CASES
from analytics.families import level
from analytics.frames import rows
from analytics.judging import load_judge
from analytics.metrics.passport import FEW
from analytics.periods import last_complete_week
from analytics.reach import load_known_day, load_loaded
from analytics.retention.curves import ask
from analytics.snapshot import once
from analytics.stats.compare import compare_shares, holm_p
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

RECENT = 26
"""Weeks of which branches are compared."""


@dataclass(frozen=True)
class Apart:
    """A branch whose share of repeated contacts differs from that of all others beyond chance; ``p`` corrected
    (Holm)."""

    branch: str
    share: float
    n: int
    others: float
    p: float


@dataclass(frozen=True)
class Service:
    """Cells as :data:`CASES` has them: ``whole`` (one row, the last ``RECENT`` weeks), ``branches`` (the same by
    branch) and ``steps`` (four weeks each, since the beginning). ``apart`` are branches with more repeats than the
    others, the worst first. ``days``: within which a customer who comes again has a repeated contact."""

    whole: pd.DataFrame
    branches: pd.DataFrame
    steps: pd.DataFrame
    apart: tuple[Apart, ...]
    days: int
    day: date

    @property
    def looked(self) -> int:
        """Branches that were held against all others."""
        return len(_held(self.branches))

    def counts(self, part: str, of: str) -> tuple[int, int]:
        """(``part``, ``of``) over all cases of the period; (0, 0) where too few are told."""
        known = self.whole[self.whole["n"].notna()]
        return (0, 0) if known.empty else (int(known[part].iloc[0]), int(known[of].iloc[0]))


def _held(branches: pd.DataFrame) -> list[tuple[str, float, int, float, int]]:
    """Branch, its share and cases, the share and cases of all others, each with 30 judged cases or more on either
    side."""
    known = branches[branches["judged"].notna() & branches["branch"].notna()]
    again, judged = int(known["again"].sum()), int(known["judged"].sum())
    return [
        (
            str(row.branch),
            row.again / row.judged,
            int(row.judged),
            (again - row.again) / (judged - row.judged),
            judged - int(row.judged),
        )
        for row in rows(known)
        if row.judged >= FEW and judged - row.judged >= FEW
    ]


def compute_apart(branches: pd.DataFrame) -> tuple[Apart, ...]:
    """Branches that more often see the same customer again than all others together."""
    looked = [
        (branch, own, n, others, compare_shares(own, n, others, rest).p)
        for branch, own, n, others, rest in _held(branches)
    ]
    corrected = holm_p([one[-1] for one in looked])
    found = [
        Apart(*one[:-1], p) for one, p in zip(looked, corrected, strict=True) if p < level("care") and one[1] > one[3]
    ]
    return tuple(sorted(found, key=lambda one: -one.share))


@once
def load_service(store: Store, scope: Scope) -> Service | None:
    """Service cases of the scope up to the day the ledger of contacts tells; ``None`` where none was ever loaded."""
    if "contacts" not in load_loaded(store, scope):
        return None
    day = load_known_day(store, scope, "contacts")
    days = int(load_judge(store, scope).days("care.repeat_days"))
    given = {
        "repeat_days": days,
        "last_step": last_complete_week(day),
        "by_branch": False,
        "by_step": False,
        "since": None,
    }
    recent = given | {"since": day - timedelta(weeks=RECENT)}
    whole, branches = (
        ask(store, scope, CASES, day, **recent),
        ask(store, scope, CASES, day, **recent | {"by_branch": True}),
    )
    return Service(
        whole, branches, ask(store, scope, CASES, day, **given | {"by_step": True}), compute_apart(branches), days, day
    )


def cases(found: Service) -> int:
    """How many cases the period has; 0 where too few."""
    known = found.whole[found.whole["n"].notna()]
    return 0 if known.empty else int(exact_n(known).iloc[0])
