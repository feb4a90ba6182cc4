"""Departures above their control limit, of the programme, of waves and of the customers worth most: one family a
week."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Watched, compute_alerts, compute_looks
from analytics.alerts.rates import upright, watch_rate
from analytics.periods import last_complete_week, monday_of
from analytics.retention.curves import known_day, load_leaving
from analytics.retention.metrics import DEPARTURE_RATE, HIGH_VALUE_DEPARTURES
from analytics.scope import Scope
from analytics.waves import load_wave_dates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

DEAREST = "high"
"""The tier of value whose loss is watched by itself; in the family it stands under a name that no wave has."""
WATCHED_TIER = "tier:" + DEAREST


def watch_departures(weekly: pd.DataFrame, freeze: pd.Timestamp | None) -> Watched:
    """``weekly`` (step, n, lost) of one subject as a series under watch, from the first week on in which anybody had
    left: before that nobody kept the ledger."""
    known = weekly[weekly["n"].notna()].assign(exposure=exact_n(weekly), events=weekly["lost"])
    happened = known.loc[known["events"] > 0, "step"]
    known = known[known["step"] >= happened.min()] if len(happened) else known.iloc[:0]
    return watch_rate(known[["step", "events", "exposure"]], freeze)


def compute_departure_alerts(watched: dict[str, Watched], last_week: pd.Timestamp) -> list[Alert]:
    """The alerts of all subjects as one family a week; the tier is of the programme as a whole."""
    looks = compute_looks(watched)
    tier = looks["subject"] == WATCHED_TIER
    found = compute_alerts(looks[~tier], "departures_high", DEPARTURE_RATE.passport, last_week)
    found += compute_alerts(
        looks[tier].assign(subject=PROGRAMME), "high_value_loss", HIGH_VALUE_DEPARTURES.passport, last_week
    )
    return [upright(alert) for alert in found]


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment; none without a ledger of departures or before anything has started."""
    scope = Scope(rights, as_of=as_of)
    day = known_day(store, scope)
    dates = load_wave_dates(store, scope)
    starts = dates.dropna(subset=["started_on"]).set_index("wave")["started_on"]
    if day is None or starts.empty:
        return []
    watched = {}
    if not rights.restricted:
        watched[PROGRAMME] = watch_departures(load_leaving(store, scope, day), starts.min())
        watched[WATCHED_TIER] = watch_departures(load_leaving(store, scope, day, tier=DEAREST), starts.min())
    for wave, part in load_leaving(store, scope, day, by=("wave",)).groupby("wave"):
        if wave in starts.index:
            watched[str(wave)] = watch_departures(part, starts[wave])
    return compute_departure_alerts(watched, pd.Timestamp(monday_of(last_complete_week(day))))
