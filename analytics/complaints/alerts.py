"""The complaint rate above its limit, of the programme and of waves: one family a week, so that quiet weeks stay quiet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Watched, compute_alerts, compute_looks
from analytics.alerts.rates import upright, watch_rate
from analytics.complaints.numbers.passports import COMPLAINT_RATE
from analytics.complaints.numbers.statements import RATES, SPAN
from analytics.periods import as_of_day, day_number, last_complete_week, monday_of
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
    watched = {} if rights.restricted else {PROGRAMME: watch_rate(told(whole), starts.min())}
    by_wave = store.read(RATES, rights, as_of=as_of, params=given | {"by_wave": True})
    for wave, part in by_wave.groupby("wave"):
        if wave in starts.index:
            watched[str(wave)] = watch_rate(told(part), starts[wave])
    return compute_rate_alerts(watched, pd.Timestamp(monday_of(last)))
