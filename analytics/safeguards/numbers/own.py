"""The product's own back-ups, as the store recorded them itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from analytics.judging import USUAL, load_judge
from analytics.snapshot import once
from data.clock import now

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Own:
    """``made_at``, ``size`` (bytes) and ``age`` (days) of the last back-up, ``tested_at``, ``passed`` and ``test_age``
    of the last restore test; None where there was none. ``backup`` and ``test``: good, watch (too old, or never), bad
    (failed). ``limit`` and ``test_limit``: the oldest that each may be, in days."""

    made_at: datetime | None = None
    size: int | None = None
    age: int | None = None
    backup: str = "watch"
    tested_at: datetime | None = None
    passed: bool | None = None
    test_age: int | None = None
    test: str = "watch"
    limit: int = USUAL.days("backup.days")
    test_limit: int = USUAL.days("backup.test_days")


@once
def load_own(store: Store, scope: Scope) -> Own:
    """As of the scope's moment."""
    judge = load_judge(store, scope)
    known, at = store.backups(scope.as_of), scope.as_of or now()
    backup, test = known["backup"], known["restore_test"]
    made_at = backup["at_time"] if backup else None
    tested_at = test["at_time"] if test else None
    age = (at - made_at).days if made_at else None
    test_age = (at - tested_at).days if tested_at else None
    passed = bool(test["passed"]) if test else None
    return Own(
        made_at,
        int(backup["bytes"]) if backup else None,
        age,
        "good" if judge.state("backup.days", age) == "good" else "watch",
        tested_at,
        passed,
        test_age,
        "bad" if passed is False else "good" if judge.state("backup.test_days", test_age) == "good" else "watch",
        judge.days("backup.days"),
        judge.days("backup.test_days"),
    )
