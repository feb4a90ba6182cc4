"""A score watched: the programme and each wave against limits of its own. Page, command and alert judge by these and no
others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.frames import rows
from analytics.metrics.annotations import load_annotations
from analytics.periods import local_moment
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.trends import CalendarTrend, compute_trend
from analytics.snapshot import once
from analytics.stats.compare import holm_p
from analytics.stats.control import Runs, State, count_runs
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.satisfaction.numbers.scores import AnswerMetric, ResponseRate
    from analytics.scope import Scope
    from data.store import Store

LOOK = 12
"""Weeks of one look at the runs; a shift is said only when two looks in a row see it."""
EVERYBODY = ""
"""The programme as a subject beside its waves."""
Verdict = Literal["outside", "was", "shift", "within", "waiting", "provisional", "none"]


@dataclass(frozen=True)
class Control:
    """``wave`` ('' is the programme) with its ``trend``: four-week windows against the limits of the weeks before it
    began.

    ``looks``: runs of single weeks about the frozen mean since then, in stretches of :data:`LOOK` that do not overlap,
    the last one up to now.
    """

    wave: str
    trend: CalendarTrend
    looks: tuple[Runs, ...]

    @property
    def state(self) -> State:
        return "none" if self.trend.limits is None else self.trend.limits.state

    @property
    def outside(self) -> pd.DataFrame:
        """The windows since the freeze that lie beyond the limits."""
        return self.trend.rolling[self.trend.rolling["beyond"] != 0]

    @property
    def shifted(self) -> bool:
        """Whether two looks in a row agree that the runs are not chance: one alone is too often wrong about a frozen
        mean."""
        return self.state == "full" and any(a.shift and b.shift for a, b in pairwise(self.looks))

    @property
    def verdict(self) -> Verdict:
        """What holds now, else what once did: beyond the limits, runs longer than chance, within. Before it begins
        nothing is judged."""
        if self.state != "full" or self.trend.freeze is None:
            return "provisional" if self.state == "provisional" else "none"
        since = self.trend.rolling["week"] + pd.Timedelta(days=6) >= self.trend.freeze
        known = self.trend.rolling[since & self.trend.rolling["value"].notna()]
        if known.empty:
            return "waiting"
        if known["beyond"].iloc[-1]:
            return "outside"
        return "was" if len(self.outside) else "shift" if self.shifted else "within"


def compute_control(wave: str, trend: CalendarTrend) -> Control:
    """The looks at the runs of a trend; none without limits."""
    looks: list[Runs] = []
    if trend.limits is not None and trend.freeze is not None:
        since = trend.weekly[trend.weekly["week"] + pd.Timedelta(days=6) >= trend.freeze]
        looks = [count_runs(part, trend.limits.mean) for part in stretches(list(since["value"].dropna()))]
    return Control(wave, trend, tuple(looks))


def stretches(values: list[float]) -> list[list[float]]:
    """``values`` in stretches of :data:`LOOK` counted from the end, oldest first; what is left at the start is no
    look."""
    return [values[max(0, end - LOOK) : end] for end in range(len(values), LOOK - 1, -LOOK)][::-1]


@once
def load_controls(store: Store, scope: Scope, metric: AnswerMetric | ResponseRate) -> tuple[Control, ...]:
    """The programme, then each wave of the scope that has begun, in the order of their cut-overs; without answers it is
    left out.

    Limits do not depend on the dates that the scope shows: of each all complete weeks before it began, of the programme
    before its first wave began.
    """
    whole, dates = scope.but(start=None, end=None), load_wave_dates(store, scope)
    starts = dates["started_on"].dropna()
    moment, passport = local_moment(scope), metric.passport
    weekly, rolling = metric.weekly(store, whole), metric.rolling(store, whole)
    freeze = starts.min() if len(starts) else None
    found = [compute_control(EVERYBODY, compute_trend(passport, weekly, rolling, weekly, freeze, dates, moment))]
    by_week, by_window = metric.weekly(store, whole, ("wave",)), metric.rolling(store, whole, ("wave",))
    for row in rows(dates[dates["started_on"].notna()]):
        own = by_week[by_week["wave"] == row.wave]
        windows = by_window[by_window["wave"] == row.wave]
        cutover = dates[dates["wave"] == row.wave]
        found.append(
            compute_control(row.wave, compute_trend(passport, own, windows, own, row.started_on, cutover, moment))
        )
    return tuple(one for one in found if one.trend.weekly["value"].notna().any())


def certain(controls: Sequence[Control]) -> set[str]:
    """The subjects that left their limits by more than chance takes one of so many out of them (Holm over the
    subjects)."""
    judged = [one for one in controls if len(one.trend.judged)]
    chances = holm_p([one.trend.chance for one in judged])
    return {one.wave for one, chance in zip(judged, chances, strict=True) if chance < LEVEL}


@dataclass(frozen=True)
class Watch:
    """All subjects under watch, the one that is looked at, and the events beside."""

    controls: tuple[Control, ...]
    chosen: Control | None
    events: pd.DataFrame


@once
def load_watch(store: Store, scope: Scope, metric: AnswerMetric, wave: str) -> Watch:
    """The subjects of the scope; ``wave`` is the id of one, or '' for the programme."""
    found = load_controls(store, scope, metric)
    events = load_annotations(store, scope)
    if wave:
        events = events[events["wave"].isin(["", wave])]
    return Watch(found, next((one for one in found if one.wave == wave), None), events)
