"""Metrics counted from a ledger: no sample, so no interval; every change is a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Fact, Ledgers, fact
from analytics.frames import natural
from analytics.judging import load_judge
from analytics.metrics.passport import Passport
from analytics.metrics.reading import Reading, Value, as_told
from analytics.periods import Period, as_of_day, earlier
from analytics.reach import load_loaded, reached
from analytics.schedule.numbers.plan import load_plan
from analytics.schedule.numbers.progress import load_units
from data.problems import Refusal

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Count = Callable[["Store", "Scope"], Value]
Beside = Callable[["Store", "Scope"], tuple[Fact, ...]]
Until = Callable[["Store", "Scope"], "date | None"]
COLUMNS = ("value", "low", "high", "n", "note")


def overdue_of(late: int, still: int, dated: int, whole: float | None = None) -> Value:
    """How many of what is ``still`` open are past their day, of ``whole``; not known where none of it has a day to be
    held against."""
    if still and not dated:
        return Value()
    said = (fact("metric.undated", n=still - dated),) if still > dated else ()
    of = float(still) if whole is None else whole
    return Value(float(late), n=int(of), whole=of, said=said)


@dataclass(frozen=True)
class LedgerMetric:
    """A metric that is read off the ledgers as of a moment; ``by`` may be ``wave`` where the ledger has waves.
    ``until`` tells the day up to which its data reach; ``beside`` what else is said of the value of now, and takes time
    to find."""

    passport: Passport
    count: Count
    by_wave: bool = True
    until: Until | None = None
    beside: Beside | None = None
    either: tuple[str, ...] = ()
    """Other ledgers than the first that it can be counted in alone."""
    adds: tuple[str, ...] = ()
    """Ledgers that each add to what is counted: the value says without which of them, never loaded, it was counted."""
    ended: Callable[[Store, Scope], bool] | None = None
    """Whether nothing can change any more, so that its ledger does not grow old: every task done, every line paid."""

    def __post_init__(self) -> None:
        """What is counted was not drawn: no interval, and never too few; and it is of the moment."""
        object.__setattr__(self, "passport", replace(self.passport, sampled=False, of_period=False))

    def value(self, store: Store, scope: Scope) -> Value:
        """What was counted; nothing where its ledger was never loaded: no line in it is not none that happened."""
        loaded = load_loaded(store, scope).keys()
        if loaded.isdisjoint((self.passport.datasets[0], *self.either)):
            return Value()
        found = as_told(self.passport, self.count(store, scope), scope.rights)
        without = tuple(name for name in self.adds if name not in loaded)
        return (
            replace(found, said=(*found.said, fact("tile.without", what=Ledgers(without))))
            if without and found.known
            else found
        )

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """One row, or one a wave; the shared columns of every metric, ``low`` and ``high`` null."""
        allowed = ("wave",) if self.by_wave else ()
        unknown = [name for name in by if name not in allowed]
        if unknown:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed=", ".join(allowed))
        cells: list[tuple[dict[str, str], Value]] = []
        if by:
            waves = load_units(store, scope, load_plan(store, scope)).waves["wave"]
            cells = [
                ({"wave": wave}, self.value(store, scope.but(waves=(wave,)))) for wave in sorted(waves, key=natural)
            ]
        else:
            cells = [({}, self.value(store, scope))]
        found = [
            {**place, "value": value.value, "low": None, "high": None, "n": value.n, "note": ""}
            for place, value in cells
            if value.known
        ]
        return pd.DataFrame(found, columns=[*by, *COLUMNS])

    def now(self, store: Store, scope: Scope) -> Reading:
        """The value now and as it was known a week before, and until when its data reach."""
        counted = self._counted(store, scope)
        found = reached(store, scope, counted)
        if counted.until is not None:
            until = min(counted.until, found.until or counted.until) if found.stopped else counted.until
            found = replace(found, until=until)
        over = found.stale and self.ended is not None and self.ended(store, scope)
        return replace(found, stale=False) if over else found

    def _counted(self, store: Store, scope: Scope) -> Reading:
        day = as_of_day(scope)
        period = Period(day - timedelta(days=6), day)
        value = self.value(store, scope)
        if value.known and self.beside is not None:
            value = replace(value, said=(*value.said, *self.beside(store, scope)))
        before = self.value(store, replace(scope, as_of=earlier(scope)))
        reading = partial(
            Reading,
            self.passport,
            period,
            value,
            before,
            target=load_judge(store, scope).limits(self.passport, value.reference).target,
            until=None if self.until is None else self.until(store, scope),
        )
        if value.value is None:
            first = self.passport.datasets[0]
            return reading("nothing", missing="" if first in load_loaded(store, scope) else first)
        if before.value is None:
            return reading("no_previous")
        return reading("counted", value.value - before.value)
