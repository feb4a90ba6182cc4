"""The numbers of staying and leaving with their passports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.periodic import Count, PeriodMetric
from analytics.metrics.reading import Value
from analytics.periods import Period, day_number
from analytics.retention.by_wave import by_wave_day, load_by_wave_day
from analytics.retention.curves import known_day, load_curves, load_leaving
from analytics.retention.effect import load_effect
from analytics.retention.value import load_kept, load_lifetime
from analytics.stats.intervals import rate_interval
from analytics.stats.rates import PER
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

DAYS = 90
"""Days after the cut-over at which the share still there is told."""


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
        return Value(
            share,
            low if known else None,
            high if known else None,
            curve.n,
            "",
            share * (1 - share),
            said=by_wave_day(found.by_wave_day),
        )

    return count


def _median(store: Store, scope: Scope, period: Period) -> Value:
    """The day by which half have left; nothing where the curve does not get there."""
    found = load_curves(store, scope.but(start=None, end=None))
    if found is None or found.empty or (median := found.curves[0].survival.quantile()) is None:
        return Value()
    return Value(
        median, *found.curves[0].survival.quantile_interval(), n=found.curves[0].n, said=by_wave_day(found.by_wave_day)
    )


def _pace(tier: str | None) -> Count:
    """Departures a week per 1,000 customers there at its start, of all or of one tier of value; ``n`` =
    customer-weeks."""

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
        whole = scope.but(start=None, end=None)
        found, day = load_kept(store, whole), known_day(store, whole)
        if not found or day is None:
            return Value()
        return Value(getattr(found[0], kind), n=found[0].n, said=by_wave_day(load_by_wave_day(store, whole, day)))

    return count


def _lifetime(store: Store, scope: Scope, period: Period) -> Value:
    found = load_lifetime(store, scope.but(start=None, end=None))
    if found is None:
        return Value()
    return Value(found.value, found.low, found.high, found.n, currency=found.currency)


def _caused(store: Store, scope: Scope, period: Period) -> Value:
    """Customers lost beyond what would have been, with the interval of the effect; ``n`` = customers seen to leave in
    those weeks. Unknown where the waves went apart before they were told."""
    found = load_effect(store, scope.but(start=None, end=None))
    if found.overall is None or found.seen is None or found.drifting:
        return Value()
    total, low, high = found.overall.total
    return Value(total, low, high, round(found.seen), said=by_wave_day(found.by_wave_day))


LEDGERS = ("departures", "transfers", "customers")
RETENTION_90D = PeriodMetric(
    Passport(
        "retention_90d",
        "share",
        "up",
        (0.9, 1.0),
        None,
        None,
        LEDGERS,
        "Kaplan & Meier (1958), JASA 53; log–log bounds: Kalbfleisch & Prentice, 1.4",
        digits=1,
        low=0,
        high=1,
    ),
    _kept_for(DAYS),
    paced=False,
)
MEDIAN_STAY = PeriodMetric(
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
    paced=False,
)
DEPARTURE_RATE = PeriodMetric(
    Passport(
        "departure_rate",
        "ratio",
        "down",
        (0.0, 5.0),
        None,
        None,
        ("departures", "customers"),
        "exact interval: Garwood (1936), Biometrika 28",
        digits=2,
        low=0,
    ),
    _pace(None),
)
HIGH_VALUE_DEPARTURES = PeriodMetric(replace(DEPARTURE_RATE.passport, id="high_value_departures"), _pace("high"))
GRR = PeriodMetric(
    Passport(
        "grr",
        "share",
        "up",
        (0.5, 1.0),
        None,
        None,
        ("revenue", "departures", "transfers"),
        "own definition",
        digits=1,
        low=0,
        high=1,
        sampled=False,
    ),
    _revenue("gross"),
    paced=False,
)
NRR = PeriodMetric(replace(GRR.passport, id="nrr", domain=(0.5, 1.5), high=None), _revenue("net"), paced=False)
CLV = PeriodMetric(
    Passport(
        "clv",
        "money",
        "up",
        (0.0, 1e6),
        None,
        None,
        ("revenue", "departures", "customers"),
        "Gupta, Lehmann & Stuart (2004), Journal of Marketing Research 41",
        low=0,
    ),
    _lifetime,
    paced=False,
)
CAUSED_DEPARTURES = PeriodMetric(
    Passport(
        "caused_departures",
        "count",
        "down",
        (-500.0, 500.0),
        None,
        None,
        ("departures", "waves", "customers"),
        "Callaway & Sant'Anna (2021), Journal of Econometrics 225; cluster jackknife",
        signed=True,
    ),
    _caused,
    paced=False,
)
for _metric in (RETENTION_90D, MEDIAN_STAY, DEPARTURE_RATE, HIGH_VALUE_DEPARTURES, GRR, NRR, CLV, CAUSED_DEPARTURES):
    register(_metric)
