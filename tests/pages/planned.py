"""The demo's plan and money put into the small programme."""

from __future__ import annotations

from datetime import date, datetime

from data.access import local_rights
from data.demo.money import changes, sheets
from data.demo.plan import sunday
from data.demo.project import baselines, plans
from data.demo.reading import typed
from data.demo.words import Words
from data.store import Store

ADMIN = local_rights("tester", "administrator")
WEEKS = 63


def fill_plan(store: Store) -> None:
    """The plans of the last four weeks, both baselines, and the last sheets of costs, benefits and changes."""
    told = Words("en")
    for week in range(WEEKS):
        on, before = sunday(week), sunday(week - 1)
        parts = [*baselines(told, on, before), *sheets(told, on, before), *changes(told, on, before)]
        if on > date(2026, 10, 25):
            parts += plans(told, on)
        for delivery in parts:
            if delivery.dataset in ("baselines", "tasks") or on > date(2026, 11, 1):
                store.commit(typed(delivery), ADMIN, known_at=max(delivery.known_at, datetime(2025, 9, 28, 10)))
