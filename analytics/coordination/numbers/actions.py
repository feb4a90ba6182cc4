"""Actions, decisions and requests between departments: what is open, late, unanswered or nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.families import level
from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.snapshot import once
from analytics.stats.compare import compare_ranks, holm_p
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ACTIONS = Query(
    name="coordination.actions",
    # One row an item; of a selection of waves those that name one of them.
    sql="""
        select action, kind, title, department, asked_by, owner, wave, meeting, opened_on, due_on, answered_on, done_on,
          dropped, about_kind, about, metric,
               effect_from, note
        from {actions} where {selected:wave} order by due_on nulls last, action
    """,
    grain="open",
)
FILED = Query(
    name="coordination.filed",
    # One row a thing that an item may hang on by its id or its name: kind (as in ``FILED_IN``), said (either, in small
    # letters).
    sql="""
        select distinct kind, lower(trim(said)) as said from (
          select 'risk' as kind, risk as said from {risks} union all select 'risk', name from {risks}
          union all select 'finding', review from {reviews} union all select 'finding', title from {reviews}
          union all select 'incident', incident from {incidents} union all select 'incident', name from {incidents}
        ) t where said is not null order by kind, said
    """,
    grain="open",
)
FILED_IN = {"risk": "risks", "finding": "reviews", "incident": "incidents"}
"""Kinds of what an item hangs on that have a ledger, and which."""
MEETINGS = Query(
    name="coordination.meetings",
    # One row a meeting, the newest first.
    sql=(
        "select meeting, name, held_on, chair, invited, attended, minutes_on from {meetings} order by held_on desc"
        " nulls last, meeting"
    ),
    grain="open",
)
SHARED = Query(
    name="coordination.shared",
    # One row a hand-over, the newest first.
    sql=(
        "select share, what, kind, recipient, shared_on, purpose, receipt_on, owner from {shared} order by shared_on"
        " desc nulls last, share"
    ),
    grain="open",
)
STATES = ("done", "late", "overdue", "open", "undated", "backwards", "dropped")
"""What can be said of an item; the first two are over. One that was done before it was opened (backwards) is neither in
time nor late nor open."""
BUCKETS = (7, 30, 90)
"""Days since an item was opened: the upper ends of the groups, the last group has none."""


@dataclass(frozen=True)
class Coordination:
    """``actions`` with ``state`` (see ``STATES``; undated: open without a day), ``days`` late (done or open; null
    without a day), ``age`` in days of the open ones and ``waited``: days to the first answer of a request, until
    ``day`` where there is none.

    ``filed`` is false where the risk, finding or incident that it hangs on is not on file. ``day`` is the last of which
    the ledger can tell what was done. ``meetings`` with ``items`` and ``open`` ones; ``shared`` as told. Of both
    ``backwards`` marks those whose minutes, or receipt, are dated before them: such a day counts as none.
    """

    actions: pd.DataFrame
    meetings: pd.DataFrame
    shared: pd.DataFrame
    day: date
    listed: bool = False
    """Whether a list of actions was ever loaded, though it names nothing of the selection."""

    @property
    def empty(self) -> bool:
        return self.actions.empty and self.meetings.empty and self.shared.empty

    def of(self, *states: str) -> pd.DataFrame:
        return self.actions[self.actions["state"].isin(states)]

    @property
    def open(self) -> pd.DataFrame:
        return self.of("overdue", "open", "undated")

    @property
    def early_answers(self) -> int:
        """Requests whose first answer is dated before they were made: nothing was waited for them that could be
        told."""
        own = self.requests
        return int((pd.to_datetime(own["answered_on"]) < pd.to_datetime(own["opened_on"])).sum())

    @property
    def decisions(self) -> pd.DataFrame:
        return self.actions[self.actions["kind"] == "decision"]

    @property
    def unowned(self) -> pd.DataFrame:
        """Decisions that are not done and that nobody is to see to."""
        own = self.decisions
        return own[own["state"].isin(("overdue", "open", "undated")) & own["owner"].isna()]

    @property
    def requests(self) -> pd.DataFrame:
        """What one department asked of another."""
        own = self.actions[
            self.actions["department"].notna() & self.actions["asked_by"].notna() & (self.actions["state"] != "dropped")
        ]
        return own[own["department"] != own["asked_by"]]

    @property
    def departments(self) -> pd.DataFrame:
        """By department: done, late, overdue, open (those without a day too), n, ``on_time`` (of all with a day that
        are over or overdue) and ``answer``: the median of the days that others waited for its first answer (those still
        waiting count with what they have waited); worst first."""
        own = self.actions[self.actions["department"].notna() & (self.actions["state"] != "dropped")]
        if own.empty:
            return pd.DataFrame(columns=["department", "done", "late", "overdue", "open", "n", "on_time", "answer"])
        state = own["state"].replace("undated", "open")
        table = pd.crosstab(own["department"], state).reindex(columns=["done", "late", "overdue", "open"], fill_value=0)
        table["n"] = table.sum(axis=1)
        timed = pd.crosstab(own["department"], own["state"].where(own["due_on"].notna(), "undated"))
        timed = timed.reindex(columns=["done", "late", "overdue"], fill_value=0).reindex(table.index, fill_value=0)
        table["on_time"] = timed["done"] / timed.sum(axis=1).replace(0, float("nan"))
        table["answer"] = self.requests.groupby("department")["waited"].median()
        table = table.rename_axis(columns=None).reset_index()
        return table.sort_values(["overdue", "late", "department"], ascending=[False, False, True], ignore_index=True)

    @property
    def pairs(self) -> pd.DataFrame:
        """By who asked and who was asked: ``asked_by, department, open`` (not done yet), ``longest`` (days since the
        oldest of them was asked), ``answer``."""
        own = self.requests
        still = own["state"].isin(("overdue", "open", "undated"))
        by = own.assign(open=still, longest=own["age"].where(still)).groupby(["asked_by", "department"])
        table = by.agg(
            open=("open", "sum"), longest=("longest", "max"), answer=("waited", "median"), n=("action", "size")
        ).reset_index()
        return table.sort_values(["open", "longest"], ascending=False, ignore_index=True)

    @property
    def unproven(self) -> pd.DataFrame:
        """Customer data that was handed over without a purpose or without a receipt."""
        own = self.shared[self.shared["shared_on"].notna() & (self.shared["kind"] == "data")]
        return own[own["receipt_on"].isna() | own["purpose"].isna()]

    @property
    def looked(self) -> list[tuple[str, pd.Series, pd.Series]]:
        """The departments that can be held against the others: what was waited for each, and for all others."""
        found = self.requests.dropna(subset=["waited"])
        return [
            (str(department), own["waited"], found.loc[found["department"] != department, "waited"])
            for department, own in found.groupby("department")
            if len(own) >= LEAST and len(found) - len(own) >= LEAST
        ]

    @property
    def held_up(self) -> tuple[str, float, float] | None:
        """The department that others wait for longest (days to its first answer, median) and that of all others
        together.

        Nothing where no department is waited for longer than by chance: Mann–Whitney against all others, one-sided,
        corrected (Holm) for the departments that were looked at, each with five requests or more on either side.
        """
        looked = self.looked
        p = holm_p([compare_ranks(own, rest) for _, own, rest in looked])
        slow = [
            one
            for one, chance in zip(looked, p, strict=True)
            if chance < level("coordination") and one[1].median() > one[2].median()
        ]
        if not slow:
            return None
        name, own, rest = max(slow, key=lambda one: float(one[1].median()))
        return name, float(own.median()), float(rest.median())


LEAST = 5
"""Requests that must stand behind either side of a comparison."""


@once
def load_coordination(store: Store, scope: Scope) -> Coordination:
    """All that is known of the work between departments, as of the scope's moment."""

    def ask(query: Query, **given: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=given)

    known = load_known_day(store, scope, "actions")
    told = one_spelling(ask(ACTIONS, **scope.params("waves")), "department", "asked_by")
    told = done_by(told, known, "done_on", "answered_on", "effect_from")
    actions = compute_states(told, known, as_of_day(scope))
    actions = actions.assign(filed=load_filed(store, scope, actions))
    meetings = done_by(ask(MEETINGS), load_known_day(store, scope, "meetings"), "held_on", "minutes_on")
    by = (
        actions[actions["meeting"].notna()]
        .groupby("meeting")["state"]
        .agg(items="size", open=lambda one: one.isin(("overdue", "open", "undated")).sum())
    )
    meetings = meetings.merge(by, how="left", left_on="meeting", right_index=True).fillna({"items": 0, "open": 0})
    meetings = forwards(meetings, "held_on", "minutes_on")
    shared = done_by(ask(SHARED), load_known_day(store, scope, "shared"), "shared_on", "receipt_on")
    shared = forwards(shared, "shared_on", "receipt_on")
    return Coordination(actions, meetings, shared, known, "actions" in load_loaded(store, scope))


def load_filed(store: Store, scope: Scope, actions: pd.DataFrame) -> list[bool]:
    """Whether what each item hangs on is on file. A reader who sees a part of the ledger is not told that of the
    rest."""
    known = {kind for kind, ledger in FILED_IN.items() if scope.rights.may_see(ledger) and not scope.rights.restricted}
    found = store.read(FILED, scope.rights, as_of=scope.as_of, params={})
    filed = set(zip(found["kind"], found["said"], strict=True))
    return [
        kind not in known or not isinstance(about, str) or (kind, about.strip().lower()) in filed
        for kind, about in zip(actions["about_kind"], actions["about"], strict=True)
    ]


def one_spelling(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The frame with each name of ``columns`` in the spelling that most rows have: ``it`` and ``IT`` are one
    department."""
    told = pd.concat([frame[name] for name in columns]).dropna().astype(str).str.strip()
    usual = {str(key): str(own.mode().iloc[0]) for key, own in told.groupby(told.str.casefold())}
    return frame.assign(
        **{
            name: [usual[str(one).strip().casefold()] if isinstance(one, str) else one for one in frame[name]]
            for name in columns
        }
    )


def forwards(frame: pd.DataFrame, first: str, then: str) -> pd.DataFrame:
    """The frame without what is dated before that which it answers (``backwards``): minutes of a meeting to come, a
    receipt of what was not yet sent."""
    backwards = pd.to_datetime(frame[then]) < pd.to_datetime(frame[first])
    return frame.assign(**{then: frame[then].where(~backwards)}, backwards=backwards)


def compute_states(actions: pd.DataFrame, known: date, today: date) -> pd.DataFrame:
    """Items with ``state``, ``days`` late, ``age`` and ``waited`` (neither is known of an item that was opened after
    its answer, or is to be opened). What was done is told by the ledger until ``known``; a due day passes by itself
    (``today``), but an item whose ledger ends before its due day may have been done: it is open, not overdue."""
    last, found = pd.Timestamp(known), []
    for row in rows(actions):
        due = None if pd.isna(row.due_on) else pd.Timestamp(row.due_on)
        opened = None if pd.isna(row.opened_on) else pd.Timestamp(row.opened_on)
        done = None if pd.isna(row.done_on) else pd.Timestamp(row.done_on)
        days = None if due is None else float(((done or last) - due).days)
        if not pd.isna(row.dropped) and bool(row.dropped):
            state = "dropped"
        elif done is not None and opened is not None and done < opened:
            state, days = "backwards", None
        elif done is not None:
            state = "late" if days is not None and days > 0 else "done"
        elif due is None:
            state = "undated"
        else:
            state = "overdue" if days is not None and days > 0 else "open"
        over = state in ("done", "late", "dropped", "backwards")
        age = None if opened is None or over or opened > last else float((last - opened).days)
        answered = min(
            (pd.Timestamp(one) for one in (row.answered_on, done) if one is not None and not pd.isna(one)), default=None
        )
        waited = (
            None
            if opened is None or state == "dropped"
            else float(((answered if answered is not None else last) - opened).days)
        )
        if waited is not None and waited < 0:
            waited = None
        found.append((state, days if state in ("late", "overdue") else None, age, waited))
    told = pd.DataFrame(found, columns=["state", "days", "age", "waited"], index=actions.index)
    return actions.join(told.astype({"days": "float64", "age": "float64", "waited": "float64"}))
