"""A score on its control chart: limits frozen before the first notice, runs by Anhøj's rules, a break at each cut-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.frames import rows
from analytics.metrics.annotations import first_notice, load_annotations
from analytics.metrics.passport import Passport
from analytics.periods import local_moment
from analytics.snapshot import once
from analytics.stats.control import RateChart, Runs, State, ValueChart, count_runs, individuals_chart, rate_chart
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.satisfaction.numbers.scores import AnswerMetric
    from analytics.scope import Scope
    from data.store import Store

RANGE_FACTOR = 3.267
"""Upper limit of a moving range of two in mean moving ranges (D4). Montgomery, Introduction to SQC, appendix VI."""
LOOK = 12
"""Weeks of one look at the runs; a shift is said only when two looks in a row see it."""
Freeze = Literal["notice", "start", ""]


@dataclass(frozen=True)
class Control:
    """``points``: week, value, n, low, high (limits), beyond (−1, 0, 1; judged after the freeze only), range (moving range),
    wide (its range is above ``range_limit``) · ``kind``: 'i' (individuals) or 'p' with the name of the chart.

    ``freeze``: the first day that is no longer before, ``reason`` why ('notice' or 'start') · ``base``: weeks the limits stand on ·
    ``before``: runs of these weeks about the centre · ``looks``: runs of the weeks since, in stretches of :data:`LOOK` that do
    not overlap, the last one up to now.
    """

    metric: Passport
    kind: Literal["i", "p"]
    name: str
    points: pd.DataFrame
    centre: float | None
    range_limit: float | None
    state: State
    base: int
    freeze: pd.Timestamp | None
    reason: Freeze
    before: Runs | None
    looks: tuple[Runs, ...]
    cutovers: pd.DataFrame
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.points.empty

    @property
    def outside(self) -> pd.DataFrame:
        """The weeks since the freeze that lie beyond the limits."""
        return self.points[self.points["beyond"] != 0]

    @property
    def shifted(self) -> bool:
        """Whether two looks in a row agree that the runs are not chance: one alone is too often wrong about a frozen centre."""
        return self.state == "full" and any(a.shift and b.shift for a, b in pairwise(self.looks))


def compute_control(
    metric: Passport,
    weekly: pd.DataFrame,
    freeze: pd.Timestamp | None,
    reason: Freeze,
    cutovers: pd.DataFrame,
    as_of: datetime,
) -> Control:
    """The chart of weekly values (week, value, n): p for a share, I-MR for a score; without a freeze there are no limits."""
    points = weekly.loc[weekly["value"].notna(), ["week", "value", "n"]].sort_values("week", ignore_index=True)
    before = points["week"] + pd.Timedelta(days=6) < freeze if freeze is not None else points["week"] < points["week"]
    base = points[before]
    kind: Literal["i", "p"] = "p" if metric.unit == "share" else "i"
    chart: RateChart | ValueChart | None
    if kind == "p":
        chart = rate_chart("p", list((base["value"] * base["n"]).round()), list(base["n"]))
    else:
        chart = individuals_chart(list(base["value"]))
    state: State = chart.state if chart is not None else "none"
    limits: list[tuple[float | None, float | None]] = [(None, None)] * len(points)
    name, range_limit = "I-MR", None
    if isinstance(chart, RateChart):
        name = chart.name
        limits = [chart.limits(float(n)) for n in points["n"]]
    elif chart is not None:
        limits = [(chart.low, chart.high)] * len(points)
        range_limit = RANGE_FACTOR * (chart.spread or 0.0)
    if state == "none":
        limits, range_limit = [(None, None)] * len(points), None
    points["low"] = pd.Series([low for low, _ in limits], dtype="float64")
    points["high"] = pd.Series([high for _, high in limits], dtype="float64")
    judged = state == "full"
    points["beyond"] = [
        0 if not judged or early else int(value > high) - int(value < low)
        for value, low, high, early in zip(points["value"], points["low"], points["high"], before, strict=True)
    ]
    apart = points["week"].diff() > pd.Timedelta(weeks=1)
    points["range"] = points["value"].diff().abs().mask(apart)
    points["wide"] = [range_limit is not None and value > range_limit for value in points["range"].fillna(0.0)]
    centre = chart.centre if chart is not None and state != "none" else None
    runs = None if centre is None else count_runs(list(base["value"]), centre)
    looks = (
        [] if centre is None else [count_runs(part, centre) for part in stretches(list(points.loc[~before, "value"]))]
    )
    return Control(
        metric, kind, name, points, centre, range_limit, state, len(base), freeze, reason, runs, tuple(looks), cutovers, as_of
    )  # fmt: skip


def stretches(values: list[float]) -> list[list[float]]:
    """``values`` in stretches of :data:`LOOK` counted from the end, oldest first; what is left at the start is no look."""
    return [values[max(0, end - LOOK) : end] for end in range(len(values), LOOK - 1, -LOOK)][::-1]


@once
def load_freeze(store: Store, scope: Scope) -> tuple[pd.Timestamp | None, Freeze]:
    """The first day that is no longer 'before': the first notice that is on record, else the first start of a wave."""
    told = first_notice(load_annotations(store, scope))
    starts = load_wave_dates(store, scope)["started_on"].dropna()
    return _earlier(told, starts.min() if len(starts) else None)


@once
def load_controls(store: Store, scope: Scope, metric: AnswerMetric) -> tuple[Control, ...]:
    """Each wave of the scope on a chart of its own, frozen before its own notice."""
    dates = load_wave_dates(store, scope)
    annotations = load_annotations(store, scope)
    weekly = metric.weekly(store, scope.but(start=None, end=None), ("wave",))
    found = []
    for row in rows(dates):
        told = first_notice(annotations[annotations["wave"] == row.wave])
        start = None if pd.isna(row.started_on) else row.started_on
        freeze, reason = _earlier(told, start)
        own = weekly[weekly["wave"] == row.wave]
        if len(own) and row.actual:
            found.append(
                compute_control(
                    metric.passport, own, freeze, reason, dates[dates["wave"] == row.wave], local_moment(scope)
                )
            )
    return tuple(found)


def _earlier(told: pd.Timestamp | None, start: pd.Timestamp | None) -> tuple[pd.Timestamp | None, Freeze]:
    if told is not None and (start is None or told <= start):
        return told, "notice"
    return (start, "start") if start is not None else (None, "")


@once
def load_control(store: Store, scope: Scope, metric: AnswerMetric) -> Control:
    """All complete weeks: limits do not depend on the dates that the scope shows."""
    freeze, reason = load_freeze(store, scope)
    weekly = metric.weekly(store, scope.but(start=None, end=None))
    cutovers = load_wave_dates(store, scope)
    return compute_control(metric.passport, weekly, freeze, reason, cutovers, local_moment(scope))
