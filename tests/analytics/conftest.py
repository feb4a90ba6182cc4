"""Small programmes in a store of their own, built row by row so that every number can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from analytics.scope import Scope
from data.settings import settings
from data.store import Store
from tests.data.store.builders import ADMIN, prepared

AS_OF = datetime(2026, 11, 22, 18)
"""A Sunday: the week from 16 Nov is complete."""
LAST_MONDAY = date(2026, 11, 16)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at 23 November 2026."""
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-23")
    settings.cache_clear()


@pytest.fixture
def scope() -> Scope:
    return Scope(ADMIN, as_of=AS_OF)


def at(weeks_ago: int, day: int = 2, hour: int = 12) -> datetime:
    """Noon of a day of a week counted back from the last complete one (0)."""
    return datetime.combine(LAST_MONDAY, datetime.min.time()) + timedelta(weeks=-weeks_ago, days=day, hours=hour)


def load(
    store: Store, dataset: str, rows: Sequence[dict[str, Any]], known_at: datetime = datetime(2026, 11, 22, 12)
) -> str:
    """Commit rows of one dataset; the id of the batch."""
    return store.commit(prepared(dataset, rows), ADMIN, known_at=known_at).batch_id


def answers(
    count: int, when: datetime, *, first: int = 0, customers: bool = True, survey: str = "s", **fields: Any
) -> list[dict[str, Any]]:
    """``count`` answers of different customers at one moment, a second apart; ids go on from ``first``."""
    return [
        {
            "survey": survey,
            "response_id": f"r{first + number}-{when:%m%d}",
            "answered_at": when + timedelta(seconds=number),
            "customer": f"C{first + number:06d}" if customers else None,
            **fields,
        }
        for number in range(count)
    ]
