"""A fall of the NPS below what its own past predicts, for the programme and for each wave."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Watched, compute_alerts, compute_looks
from analytics.periods import as_of_day, last_complete_week, monday_of
from analytics.satisfaction.numbers.control import load_controls
from analytics.satisfaction.numbers.scores import NPS
from analytics.scope import Scope
from analytics.snapshot import once

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

CODE = "nps_fall"


@once
def load_watched(store: Store, scope: Scope) -> dict[str, Watched]:
    """The series under watch, as the page draws them. Baselines end where a wave starts (the programme's: its first wave) and then stay.

    A reader who sees only some waves or branches has no programme to watch.
    """
    return {
        one.wave or PROGRAMME: Watched(one.trend.rolling, one.trend.limits, one.trend.freeze)
        for one in load_controls(store, scope, NPS)
        if one.wave or not scope.rights.restricted
    }


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment, newest onset first; those that are over are among them, with ``active`` false."""
    scope = Scope(rights, as_of=as_of)
    last = pd.Timestamp(monday_of(last_complete_week(as_of_day(scope))))
    return compute_alerts(compute_looks(load_watched(store, scope)), CODE, NPS.passport, last)
