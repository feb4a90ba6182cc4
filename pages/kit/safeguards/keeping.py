"""The product's own protection, read from itself: encryption, the last back-up, and the last time one was tried."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from analytics.safeguards.numbers import load_own
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import Column, show_table


def show_itself(view: View, _: Sequence[str]) -> None:
    """Nobody has typed it. The whole check takes its time, so it is asked for."""
    t, locked = view.t, view.store.encrypted
    standing = t("safeguards.itself.locked" if locked else "safeguards.itself.open")
    lines = [
        (_state(view, "good" if locked else "watch"), t("safeguards.itself.encryption"), standing),
        *kept_lines(view),
    ]
    with card(t("safeguards.itself.title"), t("safeguards.itself.subtitle"), key="card-itself"):
        if st.button(t("safeguards.itself.check"), icon=":material/verified_user:", key="check-itself"):
            faults = [issue for issue in view.store.check() if issue.severity == "reject"]
            told = t("safeguards.itself.broken", n=len(faults)) if faults else t("safeguards.itself.sound")
            lines.append((_state(view, "bad" if faults else "good"), t("safeguards.itself.whole"), told))
        heads = (("state", "state"), ("what", "head"), ("standing", "prose"))
        columns = [Column(t(f"safeguards.column.{name}"), kind, kind == "state") for name, kind in heads]
        show_table(columns, lines, t("safeguards.itself.title"))


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
