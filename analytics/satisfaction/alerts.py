"""A fall of the NPS below what its own past predicts, for the programme and for each wave."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Watched, compute_alerts, compute_looks
from analytics.periods import as_of_day, last_complete_week, monday_of
from analytics.satisfaction.numbers.scores import NPS
from analytics.satisfaction.numbers.trends import compute_limits
from analytics.scope import Scope
from analytics.snapshot import once
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

CODE = "nps_fall"


@once
def load_watched(store: Store, scope: Scope) -> dict[str, Watched]:
    """The series under watch. Baselines end where a wave starts (the programme's: its first wave) and then stay.

    A reader who sees only some waves or branches has no programme to watch.
    """
    dates = load_wave_dates(store, scope)
    starts = dates.dropna(subset=["started_on"]).set_index("wave")["started_on"]
    watched: dict[str, Watched] = {}
    if starts.empty:
        return watched
    if not scope.rights.restricted:
        freeze = starts.min()
        watched[PROGRAMME] = Watched(
            NPS.rolling(store, scope), compute_limits(NPS.weekly(store, scope), freeze), freeze
        )
    weekly, rolling = NPS.weekly(store, scope, ("wave",)), NPS.rolling(store, scope, ("wave",))
    for wave, start in starts.items():
        own = weekly[weekly["wave"] == wave]
        watched[str(wave)] = Watched(rolling[rolling["wave"] == wave], compute_limits(own, start), start)
    return watched


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment, newest onset first; those that are over are among them, with ``active`` false."""
    scope = Scope(rights, as_of=as_of)
    last = pd.Timestamp(monday_of(last_complete_week(as_of_day(scope))))
    return compute_alerts(compute_looks(load_watched(store, scope)), CODE, NPS.passport, last)
