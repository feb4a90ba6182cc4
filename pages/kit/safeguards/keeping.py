"""What the product says of its own back-ups: the last one, and the last time one was tried."""

from __future__ import annotations

from markupsafe import Markup

from analytics.metrics.safeguards import load_own
from pages.kit.guard import View
from pages.kit.status import shape


def kept_lines(view: View) -> list[tuple[Markup, str, str]]:
    """State, what, and how it stands: the back-up and its restore test."""
    t, own = view.t, load_own(view.store, view.scope)
    if own.made_at is None:
        made = t("safeguards.itself.no_backup")
    else:
        words = "safeguards.itself.backup_made" if own.backup == "good" else "safeguards.itself.backup_old"
        size = t.number((own.size or 0) / 2**20, 1)
        made = t(words, date=t.date(own.made_at, year=True), n=own.age, size=size, limit=own.limit)
    if own.tested_at is None:
        tested = t("safeguards.itself.no_test")
    else:
        outcome = {"good": "test_passed", "watch": "test_old", "bad": "test_failed"}[own.test]
        tested = t(
            f"safeguards.itself.{outcome}", date=t.date(own.tested_at, year=True), n=own.test_age, limit=own.test_limit
        )
    return [
        (_state(view, own.backup), t("safeguards.itself.backup"), made),
        (_state(view, own.test), t("safeguards.itself.test"), tested),
    ]


def _state(view: View, state: str) -> Markup:
    return shape(state, view.t(f"state.{state}"))
