"""The numbers of the complaints ledger with their passports: rate, share in time, share upheld."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.complaints.numbers.rates import PER, Outcome, load_outcome
from analytics.complaints.numbers.statements import RATES
from analytics.judging import load_judge
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.reading import Reading, Value, compute_reading
from analytics.metrics.trends import load_wave_dates
from analytics.periods import Period, as_of_day, current_period, day_number
from analytics.reach import load_reached, reached
from analytics.stats.intervals import Interval, wilson_interval
from data.problems import Refusal

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def rate_interval(events: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Garwood's exact interval of a Poisson rate. Garwood (1936), Biometrika 28."""
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low = float(chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
    return Interval(low / exposure, float(chi2.ppf(1 - tail, 2 * events + 2)) / 2 / exposure)


def _rate(store: Store, scope: Scope, period: Period) -> Value:
    """Complaints per 1,000 customers at risk a week; nothing without a roster. ``n`` = customer-weeks."""
    given = scope.but(start=None, end=None).params() | {
        "by_wave": False, "by_branch": False, "by_step": False, "axis": "calendar", "today": day_number(as_of_day(scope)),
        "first_step": max(0, day_number(period.start)) // 7, "last_step": day_number(period.end) // 7,
    }  # fmt: skip
    frame = store.read(RATES, scope.rights, as_of=scope.as_of, params=given)
    if frame.empty or pd.isna(frame["exposure"].iloc[0]) or not frame["exposure"].iloc[0]:
        return Value()
    events, exposure = int(frame["complaints"].iloc[0]), float(frame["exposure"].iloc[0])
    bounds = rate_interval(events, exposure)
    value = events / exposure * PER
    return Value(value, bounds.low * PER, bounds.high * PER, int(exposure), "", value * PER)


def _share(outcome: Outcome, part: Callable[[Outcome], tuple[int, int]]) -> Value:
    hits, n = part(outcome)
    interval = wilson_interval(hits, n)
    if interval is None or n < HIDDEN:
        return Value()
    return Value(hits / n, interval.low, interval.high, n, "", hits / n * (1 - hits / n))


@dataclass(frozen=True)
class ComplaintMetric:
    """A number of the complaints of a period, over all or by wave."""

    passport: Passport
    count: Callable[[Store, Scope, Period], Value]

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``; ``by`` may be ``wave``. Nothing where nothing is known."""
        if unknown := [name for name in by if name != "wave"]:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed="wave")
        waves = sorted(load_wave_dates(store, scope)["wave"]) if by else [""]
        told, lines = load_reached(store, scope, "complaints"), []
        period = current_period(told or scope)
        for wave in waves if told is not None else []:
            value = self.count(store, scope.but(waves=(wave,)) if by else scope, period)
            if value.known:
                lines.append((*((wave,) if by else ()), value.value, value.low, value.high, value.n, ""))
        return pd.DataFrame(lines, columns=[*by, "value", "low", "high", "n", "note"])

    def now(self, store: Store, scope: Scope) -> Reading:
        """The period of the scope, up to the last week the ledger reaches, against the one before."""
        told = load_reached(store, scope, "complaints")
        period = current_period(told or scope)
        now, before = (
            Value() if told is None else self.count(store, scope, part) for part in (period, period.before())
        )
        missing = "" if now.known else "complaints"
        found = compute_reading(
            self.passport,
            period,
            now,
            before,
            target=load_judge(store, scope).limits(self.passport).target,
            missing=missing,
        )
        return reached(store, scope, found)


def _outcome(part: Callable[[Outcome], tuple[int, int]]) -> Callable[[Store, Scope, Period], Value]:
    return lambda store, scope, period: _share(load_outcome(store, scope.but(start=period.start, end=period.end)), part)


COMPLAINT_RATE = ComplaintMetric(
    Passport(
        "complaint_rate", "ratio", "down", (0.0, 5.0), None, None, ("complaints", "customers", "departures"),
        "ISO 10002; exact interval: Garwood (1936), Biometrika 28", digits=2, low=0,
    ),
    _rate,
)  # fmt: skip
COMPLAINTS_IN_TIME = ComplaintMetric(
    Passport(
        "complaints_in_time", "share", "up", (0.5, 1.0), 0.95, (0.9, 0.8), ("complaints",),
        "own definition: open past its time is a failure; Wilson (1927), JASA 22", digits=1, low=0, high=1,
    ),
    _outcome(lambda outcome: (outcome.in_time, outcome.judged)),
)  # fmt: skip
COMPLAINTS_UPHELD = ComplaintMetric(
    Passport(
        "complaints_upheld", "share", "down", (0.0, 1.0), None, None, ("complaints",), "Wilson (1927), JASA 22",
        digits=1, low=0, high=1,
    ),
    _outcome(lambda outcome: (outcome.upheld, outcome.decided)),
)  # fmt: skip
for _metric in (COMPLAINT_RATE, COMPLAINTS_IN_TIME, COMPLAINTS_UPHELD):
    register(_metric)


def _overdue(store: Store, scope: Scope) -> Value:
    outcome = load_outcome(store, scope)
    if not outcome.dated and outcome.n:
        return Value()
    return Value(float(outcome.overdue), n=outcome.unclosed, whole=float(outcome.unclosed))


register(
    LedgerMetric(
        Passport("complaints_overdue", "count", "down", (0, 50), None, (0, 0), ("complaints",), "own definition: counted in the ledger"),
        _overdue,
    )
)  # fmt: skip
