"""The days that are due: cut-overs, milestones, duties and reviews, steps of the closing, decisions and actions. One
list for page, brief and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.closing.charts.steps import subject_of, title_of
from analytics.closing.numbers.steps import load_closing
from analytics.compliance.charts.clock import called
from analytics.compliance.numbers.found import load_compliance
from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows, text
from analytics.marks import Cell, Grid
from analytics.periods import as_of_day
from analytics.programme import load_overview
from analytics.schedule.numbers.plan import load_plan
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

Kind = Literal["wave", "milestone", "duty", "report", "finding", "change", "closing", "decision", "action"]
AHEAD = timedelta(days=28)
"""How far ahead page and brief look; the calendar has every day."""
MOST = 20
"""Lines of a table of the brief; of more the rest is folded, or counted."""
PAGES: dict[str, str] = {
    "wave": "readiness",
    "milestone": "schedule",
    "duty": "compliance",
    "report": "compliance",
    "finding": "compliance",
    "change": "compliance",
    "closing": "closing",
    "decision": "coordination",
    "action": "coordination",
}
"""Kind → the page that shows its rows."""


@dataclass(frozen=True)
class Due:
    """Something that is not done, with its day. ``key`` names it among those of its kind, so that a calendar knows it
    again."""

    kind: Kind
    key: str
    name: str
    day: date
    owner: str = ""

    @property
    def page(self) -> str:
        return PAGES[self.kind]

    def late(self, today: date) -> int:
        """Days past its day; 0 where it is still to come."""
        return max((today - self.day).days, 0)


def load_due(store: Store, scope: Scope, t: Translator) -> list[Due]:
    """Everything that is not done and has a day, the earliest first."""
    found = [
        *_waves(store, scope, t),
        *_milestones(store, scope),
        *_law(store, scope, t),
        *_closing(store, scope, t),
        *_items(store, scope),
    ]
    return sorted(found, key=lambda one: (one.day, one.kind, one.key))


def near(found: Sequence[Due], today: date) -> list[Due]:
    """What is late or due within four weeks."""
    return [one for one in found if one.day <= today + AHEAD]


def _waves(store: Store, scope: Scope, t: Translator) -> Iterator[Due]:
    for wave in load_overview(store, scope).waves:
        if wave.state != "moved" and wave.cutover_on is not None:
            yield Due("wave", wave.wave, start(t.wave(wave.wave)), wave.cutover_on)


def _milestones(store: Store, scope: Scope) -> Iterator[Due]:
    leaves = load_plan(store, scope).leaves
    if leaves.empty:
        return
    own = leaves[
        leaves["milestone"].fillna(False).astype(bool) & leaves["actual_finish_on"].isna() & leaves["wave"].isna()
    ]
    for row in rows(own):
        if (day := _day(row.finish)) is not None:
            yield Due("milestone", str(row.task), text(row.name) or str(row.task), day)


def _law(store: Store, scope: Scope, t: Translator) -> Iterator[Due]:
    found = load_compliance(store, scope)
    for row in rows(found.duties.of("overdue", "due")):
        if (day := _day(row.due_on)) is not None:
            key = ".".join(one for one in (str(row.obligation), text(row.wave), text(row.case_no)) if one)
            yield Due("duty", key, called(found.duties, row.obligation, row.wave, row.case_no, t), day, text(row.owner))
    kinds: tuple[tuple[Kind, pd.DataFrame], ...] = (
        ("report", found.reviews.reports),
        ("finding", found.reviews.findings),
        ("change", found.reviews.changes),
    )
    for kind, frame in kinds:
        for row in rows(frame[frame["open"].astype(bool)] if len(frame) else frame):
            if (day := _day(row.due)) is not None:
                yield Due(kind, str(row.review), f"{row.review} {text(row.title)}".strip(), day, text(row.owner))


def _closing(store: Store, scope: Scope, t: Translator) -> Iterator[Due]:
    for row in rows(load_closing(store, scope).of("overdue", "due")):
        if (day := _day(row.due_at)) is not None:
            name = f"{start(subject_of(row.subject, t))} · {title_of(row, t)}"
            yield Due("closing", f"{row.subject or '-'}.{row.step}", name, day, text(row.owner))


def _items(store: Store, scope: Scope) -> Iterator[Due]:
    for row in rows(load_coordination(store, scope).of("overdue", "open")):
        if (day := _day(row.due_on)) is not None:
            kind: Kind = "decision" if row.kind == "decision" else "action"
            name = f"{row.action} {text(row.title)}".strip()
            # A decision is seen to by a person or by nobody; what is only to be done may be a department's.
            yield Due(
                kind, str(row.action), name, day, text(row.owner) or (text(row.department) if kind == "action" else "")
            )


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def due_cell(day: date, today: date, late: str, else_: str, t: Translator) -> Cell:
    """How far a day is, or how long past, with the state for either."""
    left = (day - today).days
    said = t("brief.due.late", n=-left) if left < 0 else t("brief.due.in", n=left)
    return Cell(said, said, late if left < 0 else else_)


def grid_due(found: Sequence[Due], scope: Scope, t: Translator) -> Grid:
    """The days as a table; what is late is marked."""
    today = as_of_day(scope)
    heads = tuple(t(f"brief.due.{head}") for head in ("state", "day", "kind", "name", "owner", "page"))
    lines = []
    for one in found:
        lines.append(
            (
                due_cell(one.day, today, "bad", "none", t),
                Cell(t.date(one.day, year=True), one.day),
                Cell(t(f"brief.kind.{one.kind}"), one.kind),
                Cell(one.name, one.name),
                Cell(one.owner or "–", one.owner or None),
                Cell(t(f"page.{one.page}"), one.page),
            )
        )
    return Grid(heads, ("state", "date", "text", "prose", "text", "text"), tuple(lines), shown=MOST)


def title_due(found: Sequence[Due], scope: Scope, t: Translator) -> str:
    """How many are late and how many come within four weeks."""
    today = as_of_day(scope)
    late = sum(one.late(today) > 0 for one in found)
    if not found:
        return t("brief.due.nothing")
    return t("brief.due.title", n=len(found) - late, late=t.number(late))
