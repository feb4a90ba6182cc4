"""The thread of one wave: notice, answers, complaints and departures on one axis of weeks since its cut-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.complaints.numbers.rates import load_complaints
from analytics.metrics import METRICS
from analytics.periods import as_of_day, monday_of
from analytics.retention.curves import ask
from analytics.retention.effect import Effect, load_dates, load_effect
from analytics.retention.pace import load_pace
from analytics.retention.statements import NOTICED
from analytics.retention.value import Lifetime, load_lifetime
from analytics.satisfaction.numbers.scores import AnswerMetric
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

WEEKS = (-16, 23)
"""Weeks since cut-over that the thread is shown for."""


@dataclass(frozen=True)
class Thread:
    """One wave. ``told``: week since cut-over of its notice; ``moved_on``: Monday of week 0; ``last``: the last whole
    week that has passed. Each series has step (weeks since cut-over), value and n: ``notices`` customers first told in
    the week · ``scores`` NPS · ``complaints`` a week per 1,000 · ``departures`` a week per 1,000, the last three of the
    four weeks to the step. ``effect`` is that of the wave on departures."""

    wave: str
    told: int
    moved_on: date
    last: int
    notices: pd.DataFrame
    scores: pd.DataFrame
    complaints: pd.DataFrame
    departures: pd.DataFrame
    effect: Effect
    lifetime: Lifetime | None


def moved_waves(store: Store, scope: Scope) -> list[str]:
    """The waves that have moved for a whole week, those of the scope: the one with the largest sure effect first, then
    the last moved."""
    today = as_of_day(scope)
    dates = {wave: own for wave, own in load_dates(store, scope).items() if monday_of(own.moved) < today}
    order = sorted(
        (wave for wave in dates if not scope.waves or wave in scope.waves), key=lambda wave: -dates[wave].moved
    )
    effect = load_effect(store, scope)
    sure = [
        wave
        for wave in order
        if wave in effect.waves and effect.sure(effect.waves[wave]) and effect.waves[wave].value > 0
    ]
    return [*sure, *(wave for wave in order if wave not in sure)]


def _series(frame: pd.DataFrame, wave: str, value: str, n: str) -> pd.DataFrame:
    """The weeks of one wave as step, value, n; empty where there is none."""
    if frame.empty:
        return pd.DataFrame({"step": [], "value": [], "n": []})
    own = frame[(frame["wave"] == wave) & frame["step"].between(*WEEKS) & frame[value].notna()]
    return pd.DataFrame({"step": own["step"].astype(int), "value": own[value].astype(float), "n": own[n]}).reset_index(
        drop=True
    )


@once
def load_thread(store: Store, scope: Scope, wave: str = "") -> Thread | None:
    """The thread of a wave; ``None`` where it has not moved."""
    dates = load_dates(store, scope).get(wave)
    if dates is None or monday_of(dates.moved) >= as_of_day(scope):
        return None
    own = scope.but(waves=(wave,), start=None, end=None)
    noticed = ask(store, own, NOTICED, as_of_day(scope))
    noticed = noticed.assign(step=noticed["step"] - dates.moved)
    nps = METRICS["nps"]
    scores = nps.rolling_event(store, own) if isinstance(nps, AnswerMetric) else pd.DataFrame()
    pace = load_pace(store, own)
    return Thread(
        wave,
        dates.told - dates.moved,
        monday_of(dates.moved),
        (as_of_day(scope) - monday_of(dates.moved)).days // 7 - 1,
        _series(noticed, wave, "n", "n"),
        _series(scores, wave, "value", "n"),
        _series(load_complaints(store, own).event, wave, "value", "complaints"),
        _series(pace.event if pace is not None else pd.DataFrame(), wave, "value", "lost"),
        load_effect(store, own),
        load_lifetime(store, scope.but(waves=(), start=None, end=None)),
    )
