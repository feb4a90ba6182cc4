"""Rates of rare events under watch: complaints, departures. A rise is what calls for a look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from analytics.alerts.base import Alert, Watched
from analytics.periods import WEEKS, monday_of
from analytics.stats.count_limits import CountLimits, count_limits
from analytics.stats.rates import PER


@dataclass(frozen=True)
class Upside:
    """Limits of counts as a judge of rates turned upside down: ``value`` is −1 times the rate, ``error``
    1/√exposure."""

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
    """``weekly`` (step, events, exposure) of one subject as a series under watch, turned upside down: a rise is a fall
    of it.

    Windows of four weeks are judged by the counts of single weeks before ``freeze``; ``n`` is the exposure. The test is
    exact: a wave has about ten events in four weeks, whose upper tail is longer than a normal one.
    """
    found = weekly[weekly["exposure"].fillna(0) > 0].sort_values("step").astype("float64")
    found["week"] = pd.to_datetime([monday_of(int(step)) for step in found["step"]])
    part = found[["events", "exposure"]].rolling(WEEKS).sum()
    windows = pd.DataFrame(
        {"week": found["week"], "value": -(part["events"] / part["exposure"] * PER), "n": part["exposure"]}
    )
    base = found[found["week"] + pd.Timedelta(days=6) < freeze] if freeze is not None else found.iloc[:0]
    limits = count_limits(list(base["events"]), list(base["exposure"]))
    return Watched(windows.dropna(subset=["value"]), None if limits is None else Upside(limits), freeze)


def upright(alert: Alert) -> Alert:
    """An alert of a rate turned upside down, the right way up."""
    return replace(alert, value=-alert.value, limit=-alert.limit, worst=-alert.worst)
