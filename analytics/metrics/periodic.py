"""Metrics of a period of a ledger, up to the last week that it reaches, and those of all that it holds until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import natural
from analytics.judging import load_judge
from analytics.metrics.passport import Passport
from analytics.metrics.reading import Reading, Value, compute_reading
from analytics.periods import Period, as_of_day, current_period
from analytics.reach import load_loaded, load_reached, reached
from analytics.waves import load_wave_dates
from data.problems import Refusal

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Count = Callable[["Store", "Scope", Period], Value]


@dataclass(frozen=True)
class PeriodMetric:
    """A number of the first ledger of its passport, over all or by wave.

    ``paced``: of a period, and compared with the one before. The others are of everything up to the day the ledger
    reaches: an earlier value would be of the same customers, and there is nothing to compare with.
    """

    passport: Passport
    count: Count
    paced: bool = True
    either: tuple[str, ...] = ()
    """Other ledgers than the first that it can be read from alone; what they publish has periods of its own, and is
    compared with nothing."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "passport", replace(self.passport, of_period=self.paced))

    def ledger(self, store: Store, scope: Scope) -> str:
        """The ledger it is counted in: the first, or where that was never loaded one that it can be read from alone."""
        own, loaded = self.passport.datasets[0], load_loaded(store, scope)
        return own if own in loaded else next((name for name in self.either if name in loaded), own)

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``; ``by`` may be ``wave``. Nothing where nothing is known."""
        if unknown := [name for name in by if name != "wave"]:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed="wave")
        waves = sorted(load_wave_dates(store, scope)["wave"], key=natural) if by else [""]
        told, lines = load_reached(store, scope, self.ledger(store, scope)), []
        period = current_period(told or scope)
        for wave in waves if told is not None else []:
            value = self.count(store, scope.but(waves=(wave,)) if by else scope, period)
            if value.known:
                lines.append((*((wave,) if by else ()), value.value, value.low, value.high, value.n, ""))
        return pd.DataFrame(lines, columns=[*by, "value", "low", "high", "n", "note"])

    def now(self, store: Store, scope: Scope) -> Reading:
        """The value up to the day the ledger reaches, of a period against the one before."""
        ledger = self.ledger(store, scope)
        told, paced = load_reached(store, scope, ledger), self.paced and ledger not in self.either
        period = current_period(told or scope)
        now = Value() if told is None else self.count(store, scope, period)
        before = self.count(store, scope, period.before()) if told is not None and paced else Value()
        found = compute_reading(
            self.passport,
            period,
            now,
            before,
            target=load_judge(store, scope).limits(self.passport).target,
            missing="" if now.known else self._missing(store, scope),
        )
        until = (
            load_loaded(store, scope).get(ledger)
            if told is None
            else min(told.end or as_of_day(scope), as_of_day(scope))
        )
        return reached(store, scope, replace(found, until=until))

    def _missing(self, store: Store, scope: Scope) -> str:
        """The first ledger it needs that was never loaded; '' where each was, and yet there is nothing of what is asked
        about."""
        loaded = load_loaded(store, scope)
        return next((name for name in self.passport.datasets if name not in loaded), "")
