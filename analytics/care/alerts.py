"""Early warnings of care: a wave that was not followed up by the first mark, customers of high value whom nobody speaks
with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, Amount, counted
from analytics.care.charts.follow_up import load_told, short_waves
from analytics.care.numbers.follow_up import FIRST, load_touched
from analytics.frames import text
from analytics.scope import Scope
from analytics.waves import load_wave_dates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from datetime import date

    from analytics.care.charts.follow_up import Told
    from analytics.care.numbers.follow_up import Touched
    from data.access import Rights
    from data.store import Store


def compute_missed(told: Told, cutovers: dict[str, date]) -> list[Alert]:
    """One a wave of which fewer than are asked for were reached by the first mark, as long as somebody of it is still
    to be reached."""
    found, alerts = told.found, []
    left = {
        text(wave): int(n) for wave, n in zip(found.unreached["wave"], exact_n(found.unreached).fillna(0), strict=True)
    }
    for wave in short_waves(told):
        own = found.share(FIRST, wave)
        if own is None or not left.get(wave):
            continue
        begun = cutovers.get(wave)
        alerts.append(
            counted(
                "care_missed",
                "followed_7d",
                min(begun + timedelta(days=FIRST + 1), found.day) if begun else found.day,
                found.day,
                value=own[0] / own[1],
                limit=told.needed,
                n=left[wave],
                severity="watch",
                subject=wave,
                dated=begun is not None,
                days=FIRST,
            )
        )
    return alerts


def compute_silent(found: Touched) -> list[Alert]:
    """One for all customers of high value without a contact."""
    if not found.silent:
        return []
    return [
        counted(
            "care_silent",
            "high_value_silent",
            found.day,
            found.day,
            value=float(found.silent),
            n=found.silent,
            severity="watch",
            dated=False,
            days=found.days,
            all=Amount(float(found.high), "people"),
        )
    ]


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    told, seen = load_told(store, scope), load_touched(store, scope)
    dates = load_wave_dates(store, scope)
    cutovers = {
        text(wave): pd.Timestamp(cut).date()
        for wave, cut in zip(dates["wave"], dates["cutover_on"], strict=True)
        if not pd.isna(cut)
    }
    return (compute_missed(told, cutovers) if told else []) + (compute_silent(seen) if seen else [])
