"""Where customers go and what competitors do: the share of departures that each takes, now against before, and leaving
around each move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.families import level
from analytics.frames import rows
from analytics.market.numbers.statements import JOINED, MOVES, RECENT, UNDATED, WHITHER, WON
from analytics.periods import WEEKS, as_of_day, day_number, monday_of, week_number
from analytics.retention.curves import ask, known_day, load_leaving
from analytics.snapshot import once
from analytics.stats.compare import Difference, adjusted_p, compare_shares
from analytics.stats.rates import RateRatio, compare_rates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

LOOKS = 26
"""Weeks that are looked back over for the onset of a rise."""
AROUND = 8
"""Weeks before and after a move of a competitor that leaving is compared over."""


@dataclass(frozen=True)
class Gain:
    """One competitor in one week: departures to it in the twelve weeks to its end of all with a known destination
    (``share`` of ``n``), before that (``earlier`` of ``earlier_n``), the test of the change and ``q``, corrected for
    the competitors of the week."""

    step: int
    rival: str
    hits: int
    n: int
    earlier_hits: int
    earlier_n: int
    change: Difference
    q: float = 1.0

    @property
    def share(self) -> float:
        return self.hits / self.n

    @property
    def earlier(self) -> float:
        return self.earlier_hits / self.earlier_n

    @property
    def rose(self) -> bool:
        return self.change.difference > 0 and self.q < level("market")


def compute_gains(frame: pd.DataFrame) -> tuple[Gain, ...]:
    """The competitors of each week from ``WHITHER``; weeks without a time before, and what is hidden, are left out."""
    found: list[Gain] = []
    known = frame[
        frame["n"].notna() & (frame["recent"] + frame["others"] > 0) & (frame["earlier"] + frame["earlier_others"] > 0)
    ]
    for step, part in known.groupby("step"):
        lines = []
        for row in rows(part):
            n, before = int(row.recent + row.others), int(row.earlier + row.earlier_others)
            change = compare_shares(row.recent / n, n, row.earlier / before, before)
            lines.append(Gain(int(str(step)), str(row.rival), int(row.recent), n, int(row.earlier), before, change))
        for one, q in zip(lines, adjusted_p([one.change.p for one in lines]), strict=True):
            found.append(Gain(one.step, one.rival, one.hits, one.n, one.earlier_hits, one.earlier_n, one.change, q))
    return tuple(found)


@dataclass(frozen=True)
class Whither:
    """Every look of the last half year; ``hidden`` says that in the last week some competitors are of too few customers
    to be shown."""

    gains: tuple[Gain, ...]
    last_step: int
    hidden: bool

    @property
    def now(self) -> tuple[Gain, ...]:
        """The competitors in the last week, the one that takes most first."""
        return tuple(
            sorted((one for one in self.gains if one.step == self.last_step), key=lambda one: (-one.hits, one.rival))
        )

    @property
    def risen(self) -> Gain | None:
        """The competitor whose share rose most beyond chance."""
        return max((one for one in self.now if one.rose), key=lambda one: one.change.difference, default=None)


@once
def load_whither(store: Store, scope: Scope) -> Whither | None:
    """Where customers go; ``None`` without a ledger of departures."""
    day = known_day(store, scope)
    if day is None:
        return None
    last = (day_number(day) + 1) // 7 - 1
    frame = ask(store, scope, WHITHER, day, first_step=last - LOOKS + 1, last_step=last)
    here = frame[frame["step"] == last]
    return Whither(compute_gains(frame), last, bool(here["n"].isna().any()))


@dataclass(frozen=True)
class Move:
    """A move of a competitor with leaving in the eight weeks from its week on (``after``) against the eight before:
    departures per customer and week. ``why`` says why there is no comparison: early (not yet eight weeks), unknown (no
    departures known)."""

    competitor: str
    day: date
    kind: str
    name: str
    lost: int | None
    lost_before: int | None
    ratio: RateRatio | None
    q: float | None
    why: str


def compute_moves(moves: pd.DataFrame, weekly: pd.DataFrame) -> tuple[Move, ...]:
    """``moves`` of ``MOVES`` against ``weekly`` (step, n, lost); q is corrected for all moves that could be looked
    at."""
    known = weekly[weekly["n"].notna()].assign(exposure=exact_n(weekly)) if len(weekly) else weekly.assign(exposure=[])
    found: list[Move] = []
    for row in rows(moves):
        day = pd.Timestamp(row.day).date()
        at = week_number(day)
        after, before = (
            known[known["step"].between(at, at + AROUND - 1)],
            known[known["step"].between(at - AROUND, at - 1)],
        )
        kind, name = ("" if pd.isna(value) else str(value) for value in (row.kind, row.name))
        if len(after) < AROUND or len(before) < AROUND or not after["exposure"].sum() or not before["exposure"].sum():
            why = "early" if len(known) and at + AROUND - 1 > known["step"].max() else "unknown"
            found.append(Move(str(row.competitor), day, kind, name, None, None, None, None, why))
            continue
        lost, was = int(after["lost"].sum()), int(before["lost"].sum())
        ratio = compare_rates(lost, float(after["exposure"].sum()), was, float(before["exposure"].sum()))
        found.append(Move(str(row.competitor), day, kind, name, lost, was, ratio, None, ""))
    tested = [at for at, one in enumerate(found) if one.ratio is not None]
    for at, q in zip(tested, adjusted_p([found[at].ratio.p for at in tested]), strict=True):  # type: ignore[union-attr]
        one = found[at]
        found[at] = Move(one.competitor, one.day, one.kind, one.name, one.lost, one.lost_before, one.ratio, q, "")
    return tuple(found)


@once
def load_moves(store: Store, scope: Scope) -> tuple[Move, ...]:
    """What competitors did, oldest first."""
    moves = store.read(MOVES, scope.rights, as_of=scope.as_of, params={})
    moves = moves[pd.to_datetime(moves["day"]) <= pd.Timestamp(as_of_day(scope))]
    day = known_day(store, scope)
    weekly = pd.DataFrame({"step": [], "n": [], "lost": []}) if day is None else load_leaving(store, scope, day)
    return compute_moves(moves, weekly)


@dataclass(frozen=True)
class Joining:
    """Who joined in periods of four weeks: day (the last of them), n. ``customers`` by the roster, ``deals`` by deals
    won; ``undated`` of these have no day (``None``: one to nine)."""

    customers: pd.DataFrame
    deals: pd.DataFrame
    undated: int | None = 0

    @property
    def empty(self) -> bool:
        return self.customers.empty and self.deals.empty


@once
def load_joining(store: Store, scope: Scope) -> Joining:
    """The last year of joining; what a small period hides is null."""
    day = as_of_day(scope)
    last = (day_number(day) + 1) // 7 - 1
    parts = []
    for query in (JOINED, WON):
        frame = ask(store, scope, query, day, first_step=last - 51, last_step=last)
        known = dict(zip(frame["step"].astype(int), frame["n"], strict=True))
        steps = range(min(known), last + 1, WEEKS) if known else ()
        # Nobody in a period, and too few to be shown, are both no point of the line.
        days = [monday_of(step) + timedelta(days=6) for step in steps]
        parts.append(
            pd.DataFrame({"day": pd.to_datetime(days), "n": [known.get(step) for step in steps]}, dtype=object)
        )
    customers, deals = (part.astype({"day": "datetime64[us]", "n": "float64"}) for part in parts)
    return Joining(customers, deals, count_of(ask(store, scope, UNDATED, day)))


def count_of(frame: pd.DataFrame) -> int | None:
    """The exact count of the one row of a frame: 0 without one, ``None`` where it is too few to be shown."""
    exact = exact_n(frame) if len(frame) else pd.Series([0])
    return None if pd.isna(exact.iloc[0]) else int(exact.iloc[0])


def names_of(found: Sequence[Gain]) -> tuple[str, ...]:
    """The competitors of some looks, each once, in their order."""
    return tuple(dict.fromkeys(one.rival for one in found))


__all__ = [
    "AROUND",
    "LOOKS",
    "RECENT",
    "Gain",
    "Joining",
    "Move",
    "Whither",
    "compute_gains",
    "compute_moves",
    "load_joining",
    "load_moves",
    "load_whither",
    "names_of",
]
