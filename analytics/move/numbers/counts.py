"""How far the move is and when it will be over, from rows of customers or, where there are none, from counts.

Rows win where both exist; a difference between them is shown. A forecast is nothing but a pace that goes on: it names
the stretch that the pace is of, and stands beside the pace before the company itself began to move customers, or beside
the pace of the whole time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.move.numbers.places import PLACED, STILL, load_places, place_params
from analytics.move.numbers.readings import (
    Difference,
    Reading,
    compute_cell,
    compute_newest,
    compute_place,
    compute_sum,
    load_differences,
)
from analytics.periods import as_of_day, day_number, steps
from analytics.reach import load_known_day, load_loaded
from analytics.snapshot import once
from data.store.query import Query
from data.store.suppression import MIN_GROUP

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

AHEAD = 6
"""Ends of months that a forecast looks ahead."""
WEEK = 7

COUNTS = Query(
    name="move.counts",
    # One row a row of the ledger of counts.
    sql="""
        select day, wave, branch, state, customers, in_use, in_primary_use, closed, closed_current, closed_deposit,
          closed_in_period,
               still_open, open_current, elsewhere, weeks
        from {progress} where {selected:wave,branch}
        order by day, wave, branch, state
    """,
    grain="open",
)
MOVER = Query(
    name="move.mover",
    # One row or none: since when the company moves customers itself.
    sql="select value from {settings} where setting = 'moving.company_since'",
    grain="open",
)
BURN = Query(
    name="move.burn",
    # One row a step ($first_step to $last_step, every seventh day since 3 Jan 2000): n (customers of the roster), cut
    # (moved by its end).
    sql=f"""
        with {PLACED},
        {steps("$first_step", "$last_step")}
        select s.step, count(*) as n, count(case when date_diff('day', date '2000-01-03', r.moved_on) <= s.step
          then 1 end) as cut,
               count(case when r.left_before and date_diff('day', date '2000-01-03', coalesce(least(r.left_on,
                 r.ended_on), r.left_on, r.ended_on)) <= s.step then 1 end) as gone
        from roster r cross join steps s where ($last_step - s.step) % 7 = 0 group by s.step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("step",),
    hide=("cut", "gone"),
)
FIRST = Query(
    name="move.first",
    # One row: n (customers with a cut-over), first (its earliest day), as days since 3 Jan 2000.
    sql=(
        f"with {PLACED} select count(*) as n, min(date_diff('day', date '2000-01-03', moved_on)) as first from roster"  # noqa: S608 – constants
        " where moved_on is not null"
    ),
    grain="aggregate",
    hide=("first",),
)


@dataclass(frozen=True)
class Pace:
    """So many moved from the end of one day to the end of another. ``key``: last (between the last two readings), all
    (since the first), customers and company (before and after the company began to move them itself)."""

    key: str
    since: date
    until: date
    moved: int

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def daily(self) -> float:
        return self.moved / self.days

    def after(self, reading: Reading, day: date) -> float:
        """Moved by a later day at this pace: at most all that are left, of whom who came back was counted once, and
        nobody who left before."""
        moved = float(reading.moved or 0)
        more = self.daily * (day - reading.day).days
        reached = moved + (more if reading.left is None else min(more, reading.left))
        return reached if reading.whole is None else max(moved, min(reached, reading.whole - reading.gone))

    def left_after(self, reading: Reading, day: date) -> float | None:
        """Still to be moved on a later day at this pace; ``None`` where nobody knows how many there are."""
        return (
            None if reading.left is None else max(reading.left - max(self.daily, 0.0) * (day - reading.day).days, 0.0)
        )

    def finish(self, reading: Reading) -> date | None:
        """The day on which nobody is left at this pace; ``None`` where nobody moves or nobody knows how many are
        left."""
        left = reading.left
        if left is None or self.daily <= 0:
            return None
        days = -(-left / self.daily // 1)
        return reading.day + timedelta(days=int(days)) if days < 36_500 else None


@dataclass(frozen=True)
class Counts:
    """``source``: rows, counts or '' · ``readings`` oldest first, of the source · ``paces`` · ``company_since``: the
    day from which on the company moves customers itself, if told (``mover_text``: what was told and is no day) ·
    ``planned``: the last cut-over that is planned · ``awaited``: dependencies on others that are open, as (what, the
    day it was opened), the longest open first."""

    source: str
    readings: tuple[Reading, ...]
    paces: tuple[Pace, ...]
    differences: tuple[Difference, ...]
    compared: int
    company_since: date | None
    mover_text: str
    counted: tuple[Reading, ...]
    planned: date | None = None
    awaited: tuple[tuple[str, date | None], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.readings

    @property
    def last(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def watched(self) -> Reading | None:
        """The last reading that says how the accounts still there are used, and can be true."""
        return next(
            (one for one in reversed(self.readings) if one.fits and (one.prime is not None or one.used is not None)),
            None,
        )

    @property
    def fallen(self) -> Reading | None:
        """The earlier count that says more than the last one, the highest of them: what was moved so far cannot become
        less."""
        if self.source != "counts" or self.last is None or self.last.moved is None:
            return None
        moved = self.last.moved
        return max(
            (one for one in self.readings if (one.moved or 0) > moved), key=lambda one: one.moved or 0, default=None
        )

    @property
    def horizon(self) -> tuple[date, ...]:
        """The ends of the months after the last reading."""
        return month_ends(self.last.day, AHEAD) if self.last else ()


def month_ends(day: date, count: int) -> tuple[date, ...]:
    """The ends of the next months after a day."""
    return tuple(
        (pd.Timestamp(day) + pd.Timedelta(days=1) + pd.offsets.MonthEnd(at)).date() for at in range(1, count + 1)
    )


def compute_readings(frame: pd.DataFrame, waves: frozenset[str] = frozenset()) -> tuple[Reading, ...]:
    """The readings of all from rows of counts, the newest of each day: of rows that name no wave and no branch, of the
    waves together, or of the branches together. ``waves``: those that there are – a count of some of them is not one of
    all, where all were counted."""
    if frame.empty:
        return ()
    at_once, of_wave = frame["wave"].isna() & frame["branch"].isna(), frame["wave"].notna()
    alone = compute_cell(frame[at_once])
    places = {str(wave): compute_place(own) for wave, own in frame[of_wave].groupby("wave")}
    by_wave = {} if alone and not waves <= places.keys() else compute_sum(places.values())
    by_branch = compute_sum(compute_cell(own) for _, own in frame[~at_once & ~of_wave].groupby("branch"))
    return tuple(compute_newest(alone, by_wave, by_branch).values())


def compute_paces(readings: tuple[Reading, ...], company_since: date | None, stretch: int = 0) -> tuple[Pace, ...]:
    """The paces that a forecast may go on with: before and after the company began, where that is told and both can be
    measured; else of the last stretch and of the whole time. ``stretch``: days that the last stretch has at least."""
    known = [one for one in readings if one.moved is not None]
    if len(known) < 2:
        return ()

    def between(key: str, first: Reading, last: Reading) -> Pace | None:
        days = (last.day - first.day).days
        return Pace(key, first.day, last.day, (last.moved or 0) - (first.moved or 0)) if days > 0 else None

    last = known[-1]
    if company_since is not None:
        turn = [one for one in known if one.day < company_since]
        if turn and turn[-1].day > known[0].day and last.day > turn[-1].day:
            both = (between("company", turn[-1], last), between("customers", known[0], turn[-1]))
            return tuple(one for one in both if one is not None)
    before = next((one for one in reversed(known[:-1]) if (last.day - one.day).days >= stretch), known[0])
    found = [between("last", before, last)]
    if before.day > known[0].day:
        found.append(between("all", known[0], last))
    return tuple(one for one in found if one is not None)


@once
def load_counts(store: Store, scope: Scope) -> Counts:
    """Readings, paces and the differences between rows and counts, as of the scope's moment."""
    day = as_of_day(scope)
    given = scope.params("waves", "branches")
    frame = store.read(COUNTS, scope.rights, as_of=scope.as_of, params=given)
    frame = frame[pd.to_datetime(frame["day"]) <= pd.Timestamp(day)]
    if scope.segments:
        frame = frame.iloc[:0]  # nobody counts by segment
    counted = compute_readings(frame, _waves(store, scope))
    of_rows = _from_rows(store, scope)
    mover = store.read(MOVER, scope.rights, as_of=scope.as_of, params={})
    text = "" if mover.empty else str(mover["value"].iloc[0]).strip()
    since = _day(text)
    readings = of_rows or counted
    if not scope.rights.row_level and not of_rows:
        readings = tuple(_shown(one) for one in readings)
    return Counts(
        "rows" if of_rows else "counts" if counted else "",
        readings,
        compute_paces(readings, since, 28 if of_rows else 0),
        *load_differences(store, scope, frame if of_rows else frame.iloc[:0]),
        since,
        text if since is None else "",
        counted,
        _planned(store, scope),
    )


def _waves(store: Store, scope: Scope) -> frozenset[str]:
    from analytics.programme import load_waves

    return frozenset(wave.wave for wave in load_waves(store, scope))


def _planned(store: Store, scope: Scope) -> date | None:
    """The day on which the last wave is to be cut over, where each that has not been has one."""
    from analytics.programme import load_waves

    coming = [wave for wave in load_waves(store, scope) if wave.state != "moved"]
    days = [wave.cutover_on for wave in coming if wave.cutover_on is not None]
    return max(days) if days and len(days) == len(coming) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shown(one: Reading) -> Reading:
    """A reading for readers without rows: counts of fewer than the smallest group are not shown."""

    def hide(value: int | None) -> int | None:
        return None if value is not None and 0 < value < MIN_GROUP else value

    apart = None if one.apart is None else _shown(one.apart)
    return replace(
        one, moved=hide(one.moved), still=hide(one.still), used=hide(one.used), prime=hide(one.prime), apart=apart
    )


def _from_rows(store: Store, scope: Scope) -> tuple[Reading, ...]:
    """A reading a week since the week before the first cut-over; nothing without a ledger of transfers."""
    if "transfers" not in load_loaded(store, scope):
        return ()
    params = place_params(store, scope)
    first = store.read(FIRST, scope.rights, as_of=scope.as_of, params=params)
    if first.empty or pd.isna(first["first"].iloc[0]):
        return ()
    until = load_known_day(store, scope, "transfers")
    last = day_number(until)
    frame = store.read(
        BURN,
        scope.rights,
        as_of=scope.as_of,
        params=params | {"first_step": int(first["first"].iloc[0]) - WEEK, "last_step": last},
    )
    found = [
        Reading(until - timedelta(days=last - int(row.step)), int(row.cut), int(row.n), int(row.gone), whole_on=until)
        for row in rows(frame.sort_values("step"))
        if not pd.isna(row.n)
    ]
    if not found:
        return ()
    places = load_places(store, scope)
    # Who came back is to be moved again, and who left after the cut-over of the wave is not.
    found[-1] = replace(found[-1], still=places.still)
    if places.usage_known:
        used, prime, base = (places.of(*STILL, what=name) for name in ("used", "prime", "known"))
        found[-1] = replace(found[-1], used=used, prime=prime, base=base)
    return tuple(found)
