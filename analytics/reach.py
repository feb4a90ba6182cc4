"""Until when a ledger speaks: what happened after it was last loaded is not known, which is not the same as nothing
having happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import fact
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.scope import CUSTOMERS
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.clock import day_of
from data.datasets import DATASETS
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.metrics.reading import Reading
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

AREAS = ("rights", "compliance", "closing", "cutover", "coordination", "safeguards", "risk", "complaints", "loop")
"""Areas whose values are unknown once their ledger is older than its rhythm."""
BESIDE = ("plan", "money", "market", "customers")
"""Further areas of which the same holds: what is told of the programme itself and of how many there are is beside what
is counted."""

IN_BOUTS = ("notices", "control_tests", "continuity_tests")
"""Ledgers that have nothing to tell between two waves or two rounds of tests: that none comes is no sign that they
stopped."""
MOVING = ("transfers",)
"""Ledgers that end with the last cut-over."""

LOADED = Query(
    name="reach.loaded",
    # One row a dataset with a live batch: dataset, known_at (newest).
    sql="select dataset, max(known_at) as known_at from {batches} where live group by dataset order by dataset",
    grain="open",
)


@once
def load_loaded(store: Store, scope: Scope) -> dict[str, date]:
    """The programme's day of the newest live batch of each dataset that the reader may see, as of the scope's moment.

    Of one that is kept from the reader no row is read: for them it is as if it had never been loaded, and not as if it
    were empty.
    """
    frame = store.read(LOADED, scope.rights, as_of=scope.as_of, params={})
    return {
        str(dataset): day_of(pd.Timestamp(known_at).to_pydatetime())
        for dataset, known_at in zip(frame["dataset"], frame["known_at"], strict=True)
        if scope.rights.may_see(str(dataset))
    }


def load_reached(store: Store, scope: Scope, dataset: str) -> Scope | None:
    """The scope up to the day its ledger reaches; ``None`` where it holds nothing of the time that is asked about."""
    reach = load_loaded(store, scope).get(dataset)
    if reach is None or (scope.start is not None and scope.start > reach):
        return None
    end = min(scope.end or as_of_day(scope), as_of_day(scope))
    return scope if reach >= end else scope.but(end=reach)


@dataclass(frozen=True)
class Reach:
    """Until when a ledger speaks: the day it was last loaded (``None``: never), and whether it is older than its rhythm
    allows."""

    dataset: str
    until: date | None
    old: bool


def compute_reach(dataset: str, loaded: dict[str, date], day: date, judge: Judge = USUAL) -> Reach:
    """The reach of a ledger on a day. One without a rhythm does not grow old; one that was never loaded is not old but
    missing."""
    until, rhythm = loaded.get(dataset), DATASETS[dataset].rhythm_days
    old = until is not None and rhythm is not None and (day - until).days > rhythm * (1 + judge["reach.grace"])
    return Reach(dataset, until, old)


def load_reaches(store: Store, scope: Scope, datasets: Iterable[str]) -> tuple[Reach, ...]:
    """The reach of ledgers as of the scope's moment."""
    loaded, day, judge = load_loaded(store, scope), as_of_day(scope), load_judge(store, scope)
    return tuple(compute_reach(dataset, loaded, day, judge) for dataset in datasets)


def load_known_day(store: Store, scope: Scope, dataset: str) -> date:
    """The last day of which a ledger can tell what was done: that of its last load, never after the scope's own.

    What is dated later was written ahead: a plan, which becomes a fact by being told again and not by the day coming.
    """
    day = as_of_day(scope)
    return min(load_loaded(store, scope).get(dataset, day), day)


def done_by(frame: pd.DataFrame, day: date, *columns: str) -> pd.DataFrame:
    """The frame with the dates of ``columns`` that lie after ``day`` taken out: what is dated ahead has not been
    done."""
    last = pd.Timestamp(day) + pd.Timedelta(days=1)
    moments = {name: pd.to_datetime(frame[name]) for name in columns}
    return frame.assign(**{name: found.where(found < last) for name, found in moments.items()})


def counted_in(datasets: Iterable[str]) -> str:
    """Of the datasets of a metric the ledger it is counted in: the first that has a rhythm; '' where none of these
    areas is."""
    return next(
        (name for name in datasets if DATASETS[name].rhythm_days and DATASETS[name].area in (*AREAS, *BESIDE)), ""
    )


def of_whole(said: str, scope: Scope | None, t: Translator, *, shared: bool = False) -> str:
    """A clause of a headline that the chosen customers do not narrow, saying so; as it is where nobody is chosen or
    nothing is said. ``shared``: chosen waves do narrow it, and what belongs to no wave is counted with them."""
    if not said or scope is None or not any(getattr(scope, name) for name in CUSTOMERS):
        return said
    text = said.rstrip(".。")
    return t("whole.with" if shared and scope.waves else "whole.said", said=text) + said[len(text) :]


def reached(store: Store, scope: Scope, reading: Reading) -> Reading:
    """The reading with the day its ledger reaches; stale where that is longer ago than the ledger's rhythm. A value
    that the filters of the scope do not narrow says of what it is."""
    if reading.now.known and any(getattr(scope, name) for name in reading.metric.whole):
        reading = replace(reading, now=replace(reading.now, said=(*reading.now.said, fact("tile.whole"))))
    found = load_counted(store, scope, reading.metric.datasets)
    if found is None:
        return reading
    return replace(
        reading,
        until=found.until,
        stale=found.old,
        stopped=found.dataset if found.old and found.dataset != counted_in(reading.metric.datasets) else "",
    )


def _tells(name: str) -> bool:
    """Whether a ledger tells all the time what happened."""
    return bool(DATASETS[name].rhythm_days) and DATASETS[name].kind == "fact" and name not in IN_BOUTS


def load_counted(store: Store, scope: Scope, datasets: Iterable[str]) -> Reach | None:
    """Until when a value that rests on these datasets is known: as far as the ledger that it is counted in reaches, and
    where another that tells what happened has stopped, no farther than that one. ``None`` where it is counted in none
    with a rhythm.

    With the last cut-over those who are moved and written to have been told: then these ledgers have ended and not
    stopped.
    """
    names = tuple(datasets)
    ledger = counted_in(names)
    if not ledger:
        return None
    told = [name for name in names if name != ledger and _tells(name)]
    first, *others = load_reaches(store, scope, [ledger, *told])
    stopped = [one for one in others if one.old]
    if any(one.dataset in MOVING for one in stopped):
        waves = load_wave_dates(store, scope.but(waves=()))
        if len(waves) and waves["actual"].astype(bool).all():
            stopped = [one for one in stopped if one.dataset not in MOVING]
    old = [one for one in (first, *stopped) if one.old and one.until is not None]
    return min(old, key=lambda one: one.until or date.max, default=first)
