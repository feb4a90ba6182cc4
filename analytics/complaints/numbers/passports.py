"""The numbers of the complaints ledger with their passports: rate, share in time, share upheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from analytics.complaints.numbers.rates import Outcome, load_outcome
from analytics.complaints.numbers.resolution import load_still
from analytics.complaints.numbers.statements import RATES
from analytics.metrics.ledger import LedgerMetric, overdue_of
from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.periodic import PeriodMetric
from analytics.metrics.reading import Value
from analytics.periods import Period, as_of_day, day_number
from analytics.stats.intervals import rate_interval
from analytics.stats.rates import PER

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def _rate(store: Store, scope: Scope, period: Period) -> Value:
    """Complaints per 1,000 customers at risk a week; nothing without a roster. ``n`` = customer-weeks."""
    given = scope.but(start=None, end=None).params() | {
        "by_wave": False,
        "by_branch": False,
        "by_step": False,
        "axis": "calendar",
        "today": day_number(as_of_day(scope)),
        "first_step": max(0, day_number(period.start)) // 7,
        "last_step": day_number(period.end) // 7,
    }
    frame = store.read(RATES, scope.rights, as_of=scope.as_of, params=given)
    if frame.empty or pd.isna(frame["exposure"].iloc[0]) or not frame["exposure"].iloc[0]:
        return Value()
    events, exposure = int(frame["complaints"].iloc[0]), float(frame["exposure"].iloc[0])
    bounds = rate_interval(events, exposure)
    value = events / exposure * PER
    return Value(value, bounds.low * PER, bounds.high * PER, int(exposure), "", value * PER)


def _share(outcome: Outcome, part: Callable[[Outcome], tuple[int, int]]) -> Value:
    """A share of what stands in the ledger, with its counts."""
    hits, n = part(outcome)
    return Value(hits / n, n=n, part=float(hits), whole=float(n)) if n >= HIDDEN else Value()


def _outcome(part: Callable[[Outcome], tuple[int, int]]) -> Callable[[Store, Scope, Period], Value]:
    return lambda store, scope, period: _share(load_outcome(store, scope.but(start=period.start, end=period.end)), part)


COMPLAINT_RATE = PeriodMetric(
    Passport(
        "complaint_rate",
        "ratio",
        "down",
        (0.0, 5.0),
        None,
        None,
        ("complaints", "customers", "departures"),
        "ISO 10002; exact interval: Garwood (1936), Biometrika 28",
        digits=2,
        low=0,
    ),
    _rate,
)
COMPLAINTS_IN_TIME = PeriodMetric(
    Passport(
        "complaints_in_time",
        "share",
        "up",
        (0.5, 1.0),
        0.95,
        (0.9, 0.8),
        ("complaints",),
        "own definition: counted in the ledger; open past its time is a failure",
        digits=1,
        low=0,
        high=1,
        sampled=False,
    ),
    _outcome(lambda outcome: (outcome.in_time, outcome.judged)),
)
COMPLAINTS_UPHELD = PeriodMetric(
    Passport(
        "complaints_upheld",
        "share",
        "down",
        (0.0, 1.0),
        None,
        None,
        ("complaints",),
        "own definition: counted in the ledger",
        digits=1,
        low=0,
        high=1,
        sampled=False,
    ),
    _outcome(lambda outcome: (outcome.upheld, outcome.decided)),
)
for _metric in (COMPLAINT_RATE, COMPLAINTS_IN_TIME, COMPLAINTS_UPHELD):
    register(_metric)


def _overdue(store: Store, scope: Scope) -> Value:
    found = load_still(store, scope)
    if found.empty:
        return Value(0.0, n=0, whole=0.0)
    row = found.iloc[0]
    if pd.isna(row["overdue"]):
        return Value()
    return overdue_of(int(row["overdue"]), int(row["still"]), int(row["dated"]))


register(
    LedgerMetric(
        Passport(
            "complaints_overdue",
            "count",
            "down",
            (0, 50),
            None,
            (0, 0),
            ("complaints", "obligations"),
            "own definition: counted in the ledger",
        ),
        _overdue,
    )
)
