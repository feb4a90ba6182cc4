"""What others must do first: dependencies that are open and may decide the pace, whatever the programme does itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows, text
from analytics.move.numbers.counts import Counts, load_counts

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def load_awaited(store: Store, scope: Scope) -> Counts:
    """The counts with the dependencies that are open (:attr:`Counts.awaited`)."""
    own = load_coordination(store, scope).open
    own = own[own["kind"] == "dependency"].sort_values("age", ascending=False, na_position="last", kind="stable")
    days = [None if pd.isna(row.opened_on) else pd.Timestamp(row.opened_on).date() for row in rows(own)]
    lines = tuple((text(row.title) or text(row.action), day) for row, day in zip(rows(own), days, strict=True))
    return replace(load_counts(store, scope), awaited=lines)
