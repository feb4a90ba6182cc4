"""Reviews by item and wave, changes of law and policy with their assessment, findings with their actions, reports to
authorities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.covering import proven_of, spoken_of
from analytics.frames import rows, text
from analytics.judging import Judge, load_judge
from analytics.periods import as_of_day
from analytics.reach import done_by, load_known_day
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

AGES = (30, 60, 90)
"""Open findings are counted up to so many days of age, and above."""
VERDICTS = {"breach": "bad", "partly": "watch", "compliant": "good", "none": "none"}

REVIEWS = Query(
    name="compliance.reviews",
    # One row a review, change, finding or report.
    sql="""
        select review, kind, type, item, wave, title, verdict, severity, opened_on, due_on, closed_on, owner, action,
               action_due_on, action_done_on, repeats, regulator, obligation, sites, systems, suppliers
        from {reviews} order by opened_on, review
    """,
    grain="open",
)


@dataclass(frozen=True)
class Reviews:
    """``matrix``: item, type, wave, state, on – the last verdict of each –, whole, covered and bare (of the places that
    reviews of the item name) · ``changes``, ``findings`` and ``reports`` with ``due`` (findings: of their own),
    ``late`` (days past it while open), ``state`` and, for findings, ``age`` and ``again``."""

    matrix: pd.DataFrame
    changes: pd.DataFrame
    findings: pd.DataFrame
    reports: pd.DataFrame
    day: date
    judge: Judge

    @property
    def empty(self) -> bool:
        return self.matrix.empty and self.changes.empty and self.findings.empty and self.reports.empty

    @property
    def open_findings(self) -> pd.DataFrame:
        return self.findings[self.findings["open"].astype(bool)]


@once
def load_reviews(store: Store, scope: Scope) -> Reviews:
    """Reviews as of the scope's moment; with waves chosen theirs and those of no wave."""
    frame = store.read(REVIEWS, scope.rights, as_of=scope.as_of, params={})
    frame = done_by(frame, load_known_day(store, scope, "reviews"), "closed_on", "action_done_on")
    if scope.waves:
        frame = frame[frame["wave"].isna() | frame["wave"].isin(scope.waves)]
    return compute_reviews(frame, as_of_day(scope), load_judge(store, scope))


def compute_reviews(frame: pd.DataFrame, day: date, judge: Judge) -> Reviews:
    """The four parts of the ledger."""
    frame = frame.reset_index(drop=True)
    dated = compute_dates(frame, day, judge)
    return Reviews(
        compute_covers(compute_matrix(dated[dated["kind"] == "review"]), dated[dated["kind"] == "review"], day),
        _worst_first(dated[dated["kind"] == "change"]),
        _worst_first(compute_repeats(dated[dated["kind"] == "finding"])),
        dated[dated["kind"] == "report"].sort_values(["due", "review"], ignore_index=True),
        day,
        judge,
    )


def compute_dates(frame: pd.DataFrame, day: date, judge: Judge) -> pd.DataFrame:
    """Each entry with ``open``, ``due``, ``days`` (to it), ``late`` (days past it while open), ``age`` (days open) and
    ``state``.

    A change of law without a day of its own is assessed within the internal target. A corrective action that is late
    makes its finding late; a finding whose action is not done is open, whatever day it was closed on.
    """
    lines = []
    for row in rows(frame):
        closed, opened, due = _day(row.closed_on), _day(row.opened_on), _day(row.due_on)
        if due is None and row.kind == "change" and opened is not None:
            due = opened + timedelta(days=judge.days("compliance.assess_days"))
        undone = row.kind == "finding" and _day(row.action_done_on) is None
        is_open = closed is None or closed > day or (undone and bool(text(row.action).strip()))
        dues = [due]
        if undone:
            dues.append(_day(row.action_due_on))
        first = min((one for one in dues if one is not None), default=None)
        late = max((day - first).days, 0) if first is not None and is_open else 0
        left = None if first is None else (first - day).days
        soon = "compliance.report_days" if row.kind == "report" else "compliance.review_days"
        missed = not is_open and due is not None and closed is not None and closed > due
        lines.append(
            {
                "open": is_open,
                "due": None if due is None else pd.Timestamp(due),
                "days": left,
                "late": late,
                "age": None if opened is None else ((closed if closed and not is_open else day) - opened).days,
                "missed": missed,
                "state": ("bad" if late else "watch" if not judge.beyond(soon, left) else "none")
                if is_open
                else "good",
            }
        )
    more = pd.DataFrame(lines, columns=["open", "due", "days", "late", "age", "missed", "state"], index=frame.index)
    more["due"] = pd.to_datetime(more["due"])
    for name in ("days", "age"):
        more[name] = more[name].astype("Int64")
    return pd.concat([frame, more], axis=1)


def compute_matrix(frame: pd.DataFrame) -> pd.DataFrame:
    """The last verdict of each item in each wave ('' for all): ``item, type, wave, state, verdict, on``."""
    latest: dict[tuple[str, str], Any] = {}
    for row in rows(frame):
        key = (row.item if isinstance(row.item, str) else "", row.wave if isinstance(row.wave, str) else "")
        before = latest.get(key)
        if before is None or pd.isna(before.opened_on) or before.opened_on <= row.opened_on:
            latest[key] = row
    lines = [
        {
            "item": item,
            "type": row.type if isinstance(row.type, str) else "",
            "wave": wave,
            "verdict": row.verdict if isinstance(row.verdict, str) else "",
            "state": VERDICTS.get(row.verdict, "none") if isinstance(row.verdict, str) else "none",
            "on": row.opened_on,
        }
        for (item, wave), row in latest.items()
    ]
    found = pd.DataFrame(lines, columns=["item", "type", "wave", "verdict", "state", "on"])
    return found.sort_values(["type", "item", "wave"], ignore_index=True)


def compute_covers(matrix: pd.DataFrame, reviews: pd.DataFrame, day: date) -> pd.DataFrame:
    """``matrix`` with whole, covered and bare: of the sites, systems and suppliers that any review of the item names,
    those that the reviews of the wave, or of none, found in order. A verdict in order that does not cover all of them
    is to be watched."""
    found = []
    for row in rows(matrix):
        own = reviews[reviews["item"].fillna("") == row.item]
        spoken = spoken_of(own, "sites", "systems", "suppliers")
        of = own[own["wave"].isna() | (own["wave"] == row.wave)]
        claims = of[["sites", "systems", "suppliers"]].assign(
            waves=None,
            held_on=of["opened_on"],
            result=of["verdict"].map({"compliant": "passed", "partly": "failed", "breach": "failed"}),
        )
        found.append(proven_of(spoken, claims[claims["held_on"].notna()], day, "safeguards.why"))
    lacking = [one.covered < one.whole for one in found]
    return matrix.assign(
        state=[
            "watch" if lacks and state == "good" else state
            for lacks, state in zip(lacking, matrix["state"], strict=True)
        ],
        whole=[one.whole for one in found],
        covered=[one.covered for one in found],
        bare=pd.Series([one.bare for one in found], index=matrix.index, dtype=object),
    )


def compute_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Findings with ``again``: the earlier finding that they repeat – the one they name, else a closed one of the same
    item and type found before them in the same wave or in another."""
    agains: list[str | None] = []
    for row in rows(frame):
        if isinstance(row.repeats, str) and row.repeats:
            agains.append(row.repeats)
            continue
        earlier = [
            other.review
            for other in rows(frame)
            if other.review != row.review
            and isinstance(row.item, str)
            and other.item == row.item
            and other.type == row.type
            and other.obligation == row.obligation
            and isinstance(row.obligation, str)
            and not pd.isna(other.closed_on)
            and other.closed_on < row.opened_on
        ]
        agains.append(earlier[-1] if earlier else None)
    return frame.assign(again=pd.Series(agains, index=frame.index, dtype=object))


def compute_ages(found: Reviews) -> pd.DataFrame:
    """Open findings by age: ``age`` ('30', '60', '90', 'more'), ``n``, ``late``."""
    own = found.open_findings
    edges = [-1, *AGES, 10**6]
    names = [*(str(age) for age in AGES), "more"]
    place = pd.cut(own["age"].astype(float), edges, labels=names)
    return pd.DataFrame(
        {
            "age": names,
            "n": [int((place == name).sum()) for name in names],
            "late": [int((own["late"][place == name] > 0).sum()) for name in names],
        }
    )


def _worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(["open", "late", "opened_on"], ascending=[False, False, False], ignore_index=True)


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
