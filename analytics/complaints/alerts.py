"""The complaint rate above its limit, of the programme and of waves: one family a week, so that quiet weeks stay quiet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Watched, compute_alerts, compute_looks
from analytics.complaints.numbers.passports import COMPLAINT_RATE
from analytics.complaints.numbers.rates import PER
from analytics.complaints.numbers.statements import RATES, SPAN
from analytics.metrics.trends import load_wave_dates
from analytics.periods import WEEKS, as_of_day, day_number, last_complete_week, monday_of
from analytics.reach import load_reached
from analytics.scope import Scope
from analytics.stats.count_limits import CountLimits, count_limits

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


@dataclass(frozen=True)
class Upside:
    """Limits of counts as a judge of rates turned upside down: ``value`` is −1 times the rate, ``error`` 1/√exposure."""

    counts: CountLimits

    @property
    def state(self) -> Literal["full", "provisional"]:
        return self.counts.state

    def p_below(self, value: float, error: float) -> float:
        exposure = 1 / error**2
        return self.counts.p_above(-value / PER * exposure, exposure)

    def lowest(self, p: float, error: float) -> float:
        exposure = 1 / error**2
        return -self.counts.highest(p, exposure) / exposure * PER


def watch_rate(weekly: pd.DataFrame, freeze: pd.Timestamp | None) -> Watched:
    """``weekly`` (step, complaints, exposure) of one subject as a series under watch, turned upside down: a rise is a fall of it.

    Windows of four weeks are judged by the counts of single weeks before ``freeze``; ``n`` is the exposure. The test is exact:
    a wave has about ten complaints in four weeks, whose upper tail is longer than a normal one.
    """
    found = weekly[weekly["exposure"].fillna(0) > 0].sort_values("step").astype("float64")
    found["week"] = pd.to_datetime([monday_of(int(step)) for step in found["step"]])
    part = found[["complaints", "exposure"]].rolling(WEEKS).sum()
    windows = pd.DataFrame(
        {"week": found["week"], "value": -(part["complaints"] / part["exposure"] * PER), "n": part["exposure"]}
    )
    base = found[found["week"] + pd.Timedelta(days=6) < freeze] if freeze is not None else found.iloc[:0]
    limits = count_limits(list(base["complaints"]), list(base["exposure"]))
    return Watched(windows.dropna(subset=["value"]), None if limits is None else Upside(limits), freeze)


def upright(alert: Alert) -> Alert:
    """An alert of a rate turned upside down, the right way up."""
    return replace(alert, value=-alert.value, limit=-alert.limit, worst=-alert.worst)


def compute_rate_alerts(watched: dict[str, Watched], last_week: pd.Timestamp) -> list[Alert]:
    """The alerts of all subjects, with the rates the right way up."""
    found = compute_alerts(compute_looks(watched), "complaints_high", COMPLAINT_RATE.passport, last_week)
    return [upright(alert) for alert in found]


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment; none without a roster."""
    scope = Scope(rights, as_of=as_of)
    reached = load_reached(store, scope, "complaints")
    if reached is None:
        return []
    day, last = as_of_day(scope), last_complete_week(reached.end or as_of_day(scope))
    span = store.read(SPAN, rights, as_of=as_of, params=scope.params())
    if span.empty or pd.isna(span["first_day"].iloc[0]):
        return []
    dates = load_wave_dates(store, scope)
    starts = dates.dropna(subset=["started_on"]).set_index("wave")["started_on"]
    if starts.empty:
        return []
    given = scope.params() | {
        "axis": "calendar", "first_step": int(span["first_day"].iloc[0]) // 7, "last_step": last,
        "today": day_number(day), "by_branch": False, "by_step": True,
    }  # fmt: skip
    whole = store.read(RATES, rights, as_of=as_of, params=given | {"by_wave": False})
    watched = (
        {} if rights.restricted else {PROGRAMME: watch_rate(whole[["step", "complaints", "exposure"]], starts.min())}
    )
    by_wave = store.read(RATES, rights, as_of=as_of, params=given | {"by_wave": True})
    for wave, part in by_wave.groupby("wave"):
        if wave in starts.index:
            watched[str(wave)] = watch_rate(part[["step", "complaints", "exposure"]], starts[wave])
    return compute_rate_alerts(watched, pd.Timestamp(monday_of(last)))
