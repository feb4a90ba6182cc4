"""The numbers of staying and leaving with their passports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.complaints.numbers.passports import rate_interval
from analytics.judging import load_judge
from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.reading import Reading, Value, compute_reading
from analytics.metrics.trends import load_wave_dates
from analytics.periods import Period, as_of_day, current_period, day_number
from analytics.reach import load_reached
from analytics.retention.curves import known_day, load_curves, load_leaving
from analytics.retention.effect import load_effect
from analytics.retention.value import load_kept, load_lifetime
from data.problems import Refusal
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

DAYS = 90
"""Days after the cut-over at which the share still there is told."""
PER = 1_000

Count = Callable[["Store", "Scope", Period], Value]


@dataclass(frozen=True)
class RetentionMetric:
    """A number of the departures, over all or by wave. ``paced``: it is of a period and compared with the one before; the others are as of
    a day, over all customers moved so far, so that an earlier one would be of the same customers."""

    passport: Passport
    count: Count
    ledger: str = "departures"
    paced: bool = False

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``; ``by`` may be ``wave``. Nothing where nothing is known."""
        if unknown := [name for name in by if name != "wave"]:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed="wave")
        told, lines = load_reached(store, scope, self.ledger), []
        waves = sorted(load_wave_dates(store, scope)["wave"]) if by else [""]
        period = current_period(told or scope)
        for wave in waves if told is not None else []:
            value = self.count(store, scope.but(waves=(wave,)) if by else scope, period)
            if value.known:
                lines.append((*((wave,) if by else ()), value.value, value.low, value.high, value.n, ""))
        return pd.DataFrame(lines, columns=[*by, "value", "low", "high", "n", "note"])

    def now(self, store: Store, scope: Scope) -> Reading:
        """The value up to the day the ledger reaches."""
        told = load_reached(store, scope, self.ledger)
        period = current_period(told or scope)
        value = Value() if told is None else self.count(store, scope, period)
        before = self.count(store, scope, period.before()) if told is not None and self.paced else Value()
        found = compute_reading(
            self.passport,
            period,
            value,
            before,
            target=load_judge(store, scope).limits(self.passport).target,
            missing=self.ledger if told is None else "",
        )
        return replace(found, until=None if told is None else min(told.end or as_of_day(scope), as_of_day(scope)))


def _kept_for(days: int) -> Count:
    def count(store: Store, scope: Scope, period: Period) -> Value:
        found = load_curves(store, scope.but(start=None, end=None))
        if found is None or found.empty:
            return Value()
        curve = found.curves[0]
        point = curve.survival.at(days)
        if point is None:
            return Value()
        share, low, high = point
        known = low == low
        return Value(share, low if known else None, high if known else None, curve.n, "", share * (1 - share))

    return count


def _median(store: Store, scope: Scope, period: Period) -> Value:
    """The day by which half have left; nothing where the curve does not get there."""
    found = load_curves(store, scope.but(start=None, end=None))
    if found is None or found.empty or (median := found.curves[0].survival.quantile()) is None:
        return Value()
    return Value(median, *found.curves[0].survival.quantile_interval(), n=found.curves[0].n)


def _pace(tier: str | None) -> Count:
    """Departures a week per 1,000 customers there at its start, of all or of one tier of value; ``n`` = customer-weeks."""

    def count(store: Store, scope: Scope, period: Period) -> Value:
        day = known_day(store, scope)
        if day is None:
            return Value()
        weekly = load_leaving(store, scope.but(start=None, end=None), day, tier=tier)
        first, last = day_number(period.start) // 7, day_number(period.end) // 7
        weekly = weekly[weekly["step"].between(first, last) & weekly["n"].notna()]
        exposure = float(exact_n(weekly).sum())
        if exposure < HIDDEN:
            return Value()
        lost = int(weekly["lost"].sum())
        bounds = rate_interval(lost, exposure)
        value = lost / exposure * PER
        return Value(value, bounds.low * PER, bounds.high * PER, int(exposure), "", value * PER)

    return count


def _revenue(kind: str) -> Count:
    def count(store: Store, scope: Scope, period: Period) -> Value:
        found = load_kept(store, scope.but(start=None, end=None))
        return Value() if not found else Value(getattr(found[0], kind), n=found[0].n)

    return count


def _lifetime(store: Store, scope: Scope, period: Period) -> Value:
    found = load_lifetime(store, scope.but(start=None, end=None))
    if found is None:
        return Value()
    return Value(found.value, found.low, found.high, found.n, currency=found.currency)


def _caused(store: Store, scope: Scope, period: Period) -> Value:
    """Customers lost beyond what would have been, with the interval of the effect; ``n`` = customers seen to leave in those weeks."""
    found = load_effect(store, scope.but(start=None, end=None))
    if found.overall is None or found.seen is None:
        return Value()
    total, low, high = found.overall.total
    return Value(total, low, high, round(found.seen))


LEDGERS = ("departures", "transfers", "customers")
RETENTION_90D = RetentionMetric(
    Passport(
        "retention_90d", "share", "up", (0.9, 1.0), None, None, LEDGERS,
        "Kaplan & Meier (1958), JASA 53; log–log bounds: Kalbfleisch & Prentice, 1.4", digits=1, low=0, high=1,
    ),
    _kept_for(DAYS),
)  # fmt: skip
MEDIAN_STAY = RetentionMetric(
    Passport(
        "median_stay",
        "days",
        "up",
        (0.0, 730.0),
        None,
        None,
        LEDGERS,
        "Brookmeyer & Crowley (1982), Biometrics 38",
        low=0,
    ),
    _median,
)
DEPARTURE_RATE = RetentionMetric(
    Passport(
        "departure_rate", "ratio", "down", (0.0, 5.0), None, None, ("departures", "customers"),
        "exact interval: Garwood (1936), Biometrika 28", digits=2, low=0,
    ),
    _pace(None),
    paced=True,
)  # fmt: skip
HIGH_VALUE_DEPARTURES = RetentionMetric(
    replace(DEPARTURE_RATE.passport, id="high_value_departures"), _pace("high"), paced=True
)
GRR = RetentionMetric(
    Passport(
        "grr", "share", "up", (0.5, 1.0), None, None, ("revenue", "departures", "transfers"), "own definition", digits=1,
        low=0, high=1, sampled=False,
    ),
    _revenue("gross"), "revenue",
)  # fmt: skip
NRR = RetentionMetric(replace(GRR.passport, id="nrr", domain=(0.5, 1.5), high=None), _revenue("net"), "revenue")
CLV = RetentionMetric(
    Passport(
        "clv", "money", "up", (0.0, 1e6), None, None, ("revenue", "departures", "customers"),
        "Gupta, Lehmann & Stuart (2004), Journal of Marketing Research 41", low=0,
    ),
    _lifetime, "revenue",
)  # fmt: skip
CAUSED_DEPARTURES = RetentionMetric(
    Passport(
        "caused_departures", "count", "down", (-500.0, 500.0), None, None, ("departures", "waves", "customers"),
        "Callaway & Sant'Anna (2021), Journal of Econometrics 225; cluster jackknife", signed=True,
    ),
    _caused,
)  # fmt: skip
for _metric in (RETENTION_90D, MEDIAN_STAY, DEPARTURE_RATE, HIGH_VALUE_DEPARTURES, GRR, NRR, CLV, CAUSED_DEPARTURES):
    register(_metric)
