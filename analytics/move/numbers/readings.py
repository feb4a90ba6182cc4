"""Readings of counts, place by place, and where rows and counts of the same place and day differ; rows win."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.move.numbers.places import CUT_OVER, PLACED, STILL, place_params
from analytics.periods import day_number
from analytics.reach import load_known_day
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

STATED = (*STILL, "open")
"""States of counts that are still to be moved."""

MOVED_BY = Query(
    name="move.moved_by",
    # One row a wave or branch, as $item says, or all ('all'): n (customers of the roster), cut (moved by $until).
    sql=f"""
        with {PLACED}
        select case $item when 'wave' then wave when 'branch' then branch end as item, count(*) as n,
               count(case when date_diff('day', date '2000-01-03', moved_on) <= $until then 1 end) as cut
        from roster group by 1
    """,  # noqa: S608
    grain="aggregate",
    dims=("item",),
    hide=("cut",),
)


@dataclass(frozen=True)
class Reading:
    """Where the move stands at the end of a day. ``moved`` counts whoever was ever cut over or closed, ``gone`` who left before; ``whole``
    is all there are (``whole_on``: the day it was last told), ``still`` those to be moved (``derived``: whole less the others).
    ``used`` and ``prime`` are those of them who live off the account, out of ``base`` for whom it was counted."""

    day: date
    moved: int | None
    whole: int | None = None
    gone: int = 0
    still: int | None = None
    used: int | None = None
    prime: int | None = None
    base: int | None = None
    whole_on: date | None = None
    derived: bool = False

    @property
    def share(self) -> float | None:
        return None if not self.whole or self.moved is None else self.moved / self.whole

    @property
    def fits(self) -> bool:
        """Whether those who live off the account can be that many of those still there."""
        limits = [one for one in (self.base, self.left, self.used) if one is not None]
        return not any(part > limit for part in (self.used, self.prime) if part is not None for limit in limits)

    @property
    def left(self) -> int | None:
        """Still to be moved, as counted or as reckoned."""
        if self.still is not None:
            return self.still
        return None if self.whole is None or self.moved is None else max(self.whole - self.moved - self.gone, 0)


@dataclass(frozen=True)
class Difference:
    """What rows and counts say of the same day: of a wave, a branch or ('') of all."""

    by: str
    item: str
    day: date
    counted: int
    rows: int

    @property
    def size(self) -> int:
        return self.counted - self.rows


def _int(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def compute_place(frame: pd.DataFrame) -> dict[date, Reading]:
    """The readings of one place (a wave, a branch, or none named) from its rows of counts, by day; what a day does not tell stays open."""
    found: dict[date, Reading] = {}
    whole: tuple[int, date] | None = None
    for day, own in frame.groupby("day"):
        on = pd.Timestamp(str(day)).date()
        stated, wide = own[own["state"].notna()], own[own["state"].isna()]
        moved = still = used = prime = base = None
        gone, total = 0, None
        if len(stated):
            n = stated.set_index("state")["customers"]
            known = n.notna().all()
            total = int(n.sum()) if known else None
            if set(n.index) <= set(STATED):  # who has been moved is not counted: the whole is not known
                total = None
            moved = _sum(n, CUT_OVER)
            gone = _sum(n, ("left_before",)) or 0
            still = _sum(n, STATED)
            there = stated[stated["state"].isin(STATED)]
            used, prime = (_known_sum(there[name]) for name in ("in_use", "in_primary_use"))
            base = still
        for row in rows(wide):
            closed, open_ = _int(row.closed), _int(row.still_open)
            moved = closed if closed is not None else moved
            still = open_ if open_ is not None else still
            if _int(row.in_use) is not None or _int(row.in_primary_use) is not None:
                used, prime = _int(row.in_use), _int(row.in_primary_use)
                base = _int(row.open_current) if _int(row.open_current) is not None else open_
        if total is None and moved is not None and still is not None:
            total = moved + still + gone
        if total is not None:
            whole = (total, on)
        derived = still is None and moved is not None and whole is not None
        found[on] = Reading(
            on, moved, None if whole is None else whole[0], gone,
            max(whole[0] - moved - gone, 0) if derived and whole is not None and moved is not None else still,
            used, prime, base, None if whole is None else whole[1], derived,
        )  # fmt: skip
    return found


def _sum(n: pd.Series, states: tuple[str, ...]) -> int | None:
    own = n[n.index.isin(states)]
    return int(own.sum()) if len(own) and own.notna().all() else None


def _known_sum(column: pd.Series) -> int | None:
    return int(column.sum()) if column.notna().any() else None


def load_differences(store: Store, scope: Scope, frame: pd.DataFrame) -> tuple[tuple[Difference, ...], int]:
    """Where rows and the newest counts of the same place and day differ, the widest first, and how many places were compared."""
    if frame.empty:
        return (), 0
    params = place_params(store, scope)
    until = load_known_day(store, scope, "transfers")
    found, compared = [], 0
    for by, own in (
        ("wave", frame[frame["wave"].notna() & frame["branch"].isna()]),
        ("branch", frame[frame["wave"].isna() & frame["branch"].notna()]),
        ("", frame[frame["wave"].isna() & frame["branch"].isna()]),
    ):
        if own.empty:
            continue
        parts = own.groupby(by) if by else [("", own)]
        newest: dict[date, list[tuple[str, Reading]]] = {}
        for item, part in parts:
            told = [one for one in compute_place(part).values() if one.moved is not None and one.day <= until]
            if told:
                newest.setdefault(told[-1].day, []).append((str(item), told[-1]))
        for on, items in newest.items():
            asked = params | {"item": by, "until": day_number(on)}
            known = {
                row.item: row.cut for row in rows(store.read(MOVED_BY, scope.rights, as_of=scope.as_of, params=asked))
            }
            for item, one in items:
                cut = known.get(item if by else None, next(iter(known.values()), None) if not by else None)
                if cut is None or pd.isna(cut):
                    continue
                compared += 1
                if one.moved is not None and one.moved != int(cut):
                    found.append(Difference(by, item, on, one.moved, int(cut)))
    return tuple(sorted(found, key=lambda one: (-abs(one.size), one.item))), compared
