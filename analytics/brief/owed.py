"""Who owes which upload: every dataset that is expected at a rhythm, with who loaded it last and when the next load is
due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.brief.due import due_cell
from analytics.frames import rows
from analytics.marks import Cell, Grid
from analytics.periods import as_of_day
from analytics.programme import load_inputs
from data.datasets import DATASETS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


NEXT = 8
"""Uploads that are shown where fewer are late: those that are due next; the others are folded."""


@dataclass(frozen=True)
class Owed:
    """The next upload of a dataset: ``who`` loaded it last ('' where the reader may not see who does what), its
    ``rhythm`` in days."""

    dataset: str
    who: str
    rhythm: int
    last: date
    due: date

    def late(self, today: date) -> int:
        return max((today - self.due).days, 0)


def load_owed(store: Store, scope: Scope) -> list[Owed]:
    """The uploads that are expected, the most overdue first. What was never loaded has no rhythm yet."""
    by: dict[str, str] = {}
    if scope.rights.row_level:
        frame = store.batches(scope.rights, as_of=scope.as_of)
        for row in rows(frame[frame["live"].astype(bool) & (frame["source"] == "file")]):  # the newest first
            by.setdefault(str(row.dataset), "" if pd.isna(row.who) else str(row.who))
    found = []
    for one in load_inputs(store, scope):
        if (last := one.told) is not None:
            found.append(
                Owed(one.dataset, by.get(one.dataset, ""), one.rhythm, last, last + timedelta(days=one.rhythm))
            )
    return sorted(found, key=lambda one: (one.due, one.dataset))


def grid_owed(found: Sequence[Owed], scope: Scope, t: Translator) -> Grid:
    """The uploads as a table; what is late is marked."""
    today = as_of_day(scope)
    heads = tuple(t(f"brief.owed.{head}") for head in ("state", "dataset", "who", "rhythm", "last", "due"))
    lines = []
    for one in found:
        label = DATASETS[one.dataset].label(t.lang)
        lines.append(
            (
                due_cell(one.due, today, "watch", "good", t),
                Cell(label, label),
                Cell(one.who or "–", one.who or None),
                Cell(t("brief.owed.every", n=one.rhythm), one.rhythm),
                Cell(t.date(one.last, year=True), one.last),
                Cell(t.date(one.due, year=True), one.due),
            )
        )
    shown = max(NEXT, sum(one.late(today) > 0 for one in found))
    return Grid(heads, ("state", "head", "text", "text", "date", "date"), tuple(lines), shown=shown)


def title_owed(found: Sequence[Owed], scope: Scope, t: Translator) -> str:
    """How many uploads are late."""
    late = sum(one.late(as_of_day(scope)) > 0 for one in found)
    if not found:
        return t("brief.owed.nothing")
    return t("brief.owed.title", n=late, all=t.number(len(found))) if late else t("brief.owed.in_time", n=len(found))
