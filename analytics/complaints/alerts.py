"""The complaint rate above its limit, of the programme and of waves: one family a week, so that quiet weeks stay quiet;
and unhappy customers who were not called in time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Amount, Watched, compute_alerts, compute_looks, counted
from analytics.alerts.rates import upright, watch_rate
from analytics.complaints.numbers.loop import LOOP_IN_TIME, load_hours, load_shares
from analytics.complaints.numbers.passports import COMPLAINT_RATE
from analytics.complaints.numbers.statements import RATES, SPAN
from analytics.frames import rows
from analytics.judging import Judge, load_judge
from analytics.periods import Period, as_of_day, current_period, day_number, last_complete_week, monday_of
from analytics.reach import load_reached
from analytics.scope import Scope
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def told(weekly: pd.DataFrame) -> pd.DataFrame:
    """The weeks of ``RATES`` as rates are watched."""
    return weekly.rename(columns={"complaints": "events"})[["step", "events", "exposure"]]


def compute_rate_alerts(watched: dict[str, Watched], last_week: pd.Timestamp) -> list[Alert]:
    """The alerts of all subjects, with the rates the right way up."""
    found = compute_alerts(compute_looks(watched), "complaints_high", COMPLAINT_RATE.passport, last_week)
    return [upright(alert) for alert in found]


def compute_call_alerts(shares: pd.DataFrame, judge: Judge, period: Period, day: date) -> list[Alert]:
    """Customers who would not recommend and were not called within their hours: the share that was, below the limit of
    the metric by more than chance explains (the whole interval), serious below the lower one. ``shares``: reason,
    judged, in_time, overdue, value, high."""
    found = []
    for row in rows(shares[(shares["reason"] == "detractor") & shares["high"].notna()]):
        verdict = judge.verdict(LOOP_IN_TIME.passport, float(row.high))
        if verdict.alarming:
            found.append(
                counted(
                    "calls_late",
                    "loop_in_time",
                    period.end,
                    day,
                    value=float(row.value),
                    n=int(row.judged),
                    dated=False,
                    severity="serious" if verdict.state == "bad" else "watch",
                    limit=verdict.limits.watch or 0.0,
                    share=Amount(float(row.value), "share"),
                    needed=Amount(verdict.limits.watch or 0.0, "share"),
                    hours=Amount(judge["loop.hours.detractor"], "count"),
                )
            )
    return found


def load_call_alerts(store: Store, scope: Scope) -> list[Alert]:
    """The calls of the last weeks that the ledger of contacts reaches; none without one."""
    told = load_reached(store, scope, "contacts")
    if told is None:
        return []
    period = current_period(told)
    part = scope.but(start=period.start, end=period.end)
    shares = load_shares(store, part, load_hours(store, scope), "reason")
    return compute_call_alerts(shares, load_judge(store, scope), period, as_of_day(scope))


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment; none without a roster."""
    scope = Scope(rights, as_of=as_of)
    calls = load_call_alerts(store, scope)
    reached = load_reached(store, scope, "complaints")
    if reached is None:
        return calls
    day, last = as_of_day(scope), last_complete_week(reached.end or as_of_day(scope))
    span = store.read(SPAN, rights, as_of=as_of, params=scope.params())
    if span.empty or pd.isna(span["first_day"].iloc[0]):
        return calls
    dates = load_wave_dates(store, scope)
    starts = dates.dropna(subset=["started_on"]).set_index("wave")["started_on"]
    if starts.empty:
        return calls
    given = scope.params() | {
        "axis": "calendar",
        "first_step": int(span["first_day"].iloc[0]) // 7,
        "last_step": last,
        "today": day_number(day),
        "by_branch": False,
        "by_step": True,
    }
    whole = store.read(RATES, rights, as_of=as_of, params=given | {"by_wave": False})
    watched = {} if rights.restricted else {PROGRAMME: watch_rate(told(whole), starts.min())}
    by_wave = store.read(RATES, rights, as_of=as_of, params=given | {"by_wave": True})
    for wave, part in by_wave.groupby("wave"):
        if wave in starts.index:
            watched[str(wave)] = watch_rate(told(part), starts[wave])
    return calls + compute_rate_alerts(watched, pd.Timestamp(monday_of(last)))
