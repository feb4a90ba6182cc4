"""Readings of counts, place by place, and where rows and counts of the same place and day differ; rows win."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.move.numbers.places import CUT_OVER, PLACED, STILL, place_params
from analytics.periods import day_number
from analytics.reach import load_known_day
from data.store.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("item",),
    hide=("cut",),
)


@dataclass(frozen=True)
class Reading:
    """Where the move stands at the end of a day. ``moved`` counts whoever was ever cut over or closed, ``gone`` who
    left before; ``whole`` is all there are (``whole_on``: the day it was last told), ``still`` those to be moved
    (``derived``: whole less the others). ``used`` and ``prime`` are those of them who live off the account, out of
    ``base`` for whom it was counted. ``oldest``: the day of the oldest part of a sum · ``apart``: what the same day
    says otherwise, counted in another way."""

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
    oldest: date | None = None
    apart: Reading | None = None

    @property
    def since(self) -> date:
        """The day of what it is made of, the oldest part of a sum."""
        return self.oldest or self.day

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
    """The readings of one wave from its rows of counts, by day: of the wave itself or, where that is newer, of its
    branches together."""
    named = frame[frame["branch"].notna()]
    return compute_newest(
        compute_cell(frame[frame["branch"].isna()]),
        compute_sum(compute_cell(own) for _, own in named.groupby("branch")),
    )


def compute_cell(frame: pd.DataFrame) -> dict[date, Reading]:
    """The readings of one place that is not divided (a branch of a wave, a wave alone, a branch alone, all) by day;
    what a day does not tell stays open. A day has a whole of its own where it tells both who was moved and who is still
    to be; else the last one told goes on."""
    found: dict[date, Reading] = {}
    whole: Reading | None = None
    for day, own in frame.groupby("day"):
        on = pd.Timestamp(str(day)).date()
        stated, wide = own[own["state"].notna()], own[own["state"].isna()]
        moved = still = used = prime = base = gone = total = None
        if len(stated):
            n = stated.set_index("state")["customers"]
            moved, still, gone = _sum(n, CUT_OVER), _sum(n, STATED), _sum(n, ("left_before",))
            if n.notna().all() and moved is not None and still is not None:
                total = int(n.sum())
            there = stated[stated["state"].isin(STATED)]
            used, prime = (_known_sum(there[name]) for name in ("in_use", "in_primary_use"))
            base = still
        for row in rows(wide):  # one at most: a day of a place has one row without a state
            closed, open_ = _int(row.closed), _int(row.still_open)
            moved = closed if closed is not None else moved
            still = open_ if open_ is not None else still
            if _int(row.in_use) is not None or _int(row.in_primary_use) is not None:
                used, prime = _int(row.in_use), _int(row.in_primary_use)
                base = _int(row.open_current) if _int(row.open_current) is not None else open_
        if total is None and moved is not None and still is not None:
            total = moved + still + (gone or 0)
        told = Reading(on, moved, total, gone or 0, still, used, prime, base, None if total is None else on)
        if total is not None:
            whole = told
        found[on] = told if whole is None else _carried(told, whole)
    return found


def _carried(told: Reading, whole: Reading) -> Reading:
    """A reading that tells no whole with the last one told, unless what it tells itself is more than that."""
    gone = max(told.gone, whole.gone)
    if told.whole is not None or whole.whole is None or (told.moved or 0) + gone > whole.whole:
        return told
    derived = told.still is None and told.moved is not None
    still = whole.whole - (told.moved or 0) - gone if derived else told.still
    return replace(told, whole=whole.whole, whole_on=whole.whole_on, gone=gone, still=still, derived=derived)


def compute_sum(places: Iterable[dict[date, Reading]]) -> dict[date, Reading]:
    """The readings of places together, by day; each counts as it was last told, and what one of them does not tell is
    not told of all."""
    own = [place for place in places if place]
    found = {}
    for day in sorted({day for place in own for day in place}):
        known = [
            max((one for on, one in place.items() if on <= day), key=lambda one: one.day, default=None) for place in own
        ]
        parts = [one for one in known if one is not None]
        if len(parts) == len(own):  # a place nobody has counted yet: the sum would grow by its first count
            found[day] = _added(day, parts)
    return found


def _added(day: date, parts: list[Reading]) -> Reading:
    def total(name: str) -> int | None:
        values = [getattr(one, name) for one in parts]
        return None if any(value is None for value in values) else sum(values)

    wholes = [one.whole_on for one in parts if one.whole_on is not None]
    return Reading(
        day,
        total("moved"),
        total("whole"),
        sum(one.gone for one in parts),
        total("still"),
        total("used"),
        total("prime"),
        total("base"),
        min(wholes) if len(wholes) == len(parts) else None,
        any(one.derived for one in parts),
        min(one.since for one in parts),
    )


def compute_newest(*told: dict[date, Reading]) -> dict[date, Reading]:
    """Of the same customers counted in several ways (at once, by wave, by branch) the newest reading by day: none with
    a part older than what was told before it. Of one day the first that tells most stands, and what differs from it
    beside it (``apart``)."""
    ways = [way for way in told if way]
    if len(ways) < 2:
        return ways[0] if ways else {}
    if any(one.moved is not None for way in ways for one in way.values()):
        ways = [{day: one for day, one in way.items() if one.moved is not None} for way in ways]
    found: dict[date, Reading] = {}
    last: Reading | None = None
    for day in sorted({day for way in ways for day in way}):
        fresh = [way[day] for way in ways if day in way and (last is None or way[day].since >= last.since)]
        if not fresh:
            continue
        best = max(fresh, key=lambda one: (one.since, one.moved is not None, one.whole is not None))
        apart = next((one for one in fresh if one.since == best.since and _differs(one, best)), None)
        best = replace(best if last is None else _carried(best, last), apart=apart)
        found[day] = last = best
    return found


def _differs(one: Reading, other: Reading) -> bool:
    pairs = ((one.moved, other.moved), (one.left, other.left))
    return any(mine is not None and its is not None and mine != its for mine, its in pairs)


def _sum(n: pd.Series, states: tuple[str, ...]) -> int | None:
    own = n[n.index.isin(states)]
    return int(own.sum()) if len(own) and own.notna().all() else None


def _known_sum(column: pd.Series) -> int | None:
    return int(column.sum()) if column.notna().any() else None


def load_differences(store: Store, scope: Scope, frame: pd.DataFrame) -> tuple[tuple[Difference, ...], int]:
    """Where rows and the newest counts of the same place and day differ, the widest first, and how many places were
    compared."""
    if frame.empty:
        return (), 0
    params = place_params(store, scope)
    until = load_known_day(store, scope, "transfers")
    found, compared = [], 0
    for by, own in (
        ("wave", frame[frame["wave"].notna()]),
        ("branch", frame[frame["wave"].isna() & frame["branch"].notna()]),
        ("", frame[frame["wave"].isna() & frame["branch"].isna()]),
    ):
        if own.empty:
            continue
        parts = own.groupby(by) if by else [("", own)]
        newest: dict[date, list[tuple[str, Reading]]] = {}
        for item, part in parts:
            told = [
                one for one in compute_place(part).values() if one.moved is not None and one.since == one.day <= until
            ]
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
