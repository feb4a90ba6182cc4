"""Key risk indicators: the state of each reading by its own thresholds, and which have gone quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day
from analytics.risk.numbers.statements import READINGS
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

CADENCE = {"daily": 1, "weekly": 7, "fortnightly": 14, "monthly": 31, "quarterly": 92}
"""Days within which the next reading is expected."""
LEAST = 2.0
"""Days by which a reading may be late whatever its cadence: a daily one is not late after a weekend."""


@dataclass(frozen=True)
class Indicators:
    """``now`` one row an indicator, the worst first: indicator, name, risk, wave, owner, unit, value, measured_on,
    amber, red, better, cadence, ``state`` (red, amber, green, unjudged; ``stale`` where a green reading is too old to
    speak of today), ``age`` (days), ``stale``, ``twice`` (amber or worse in the last two readings), before (the reading
    before) · ``readings`` every reading with its state.
    """

    now: pd.DataFrame
    readings: pd.DataFrame
    day: date
    limits: Judge = USUAL

    @property
    def red(self) -> pd.DataFrame:
        return self.now[self.now["state"] == "red"]

    @property
    def stale(self) -> pd.DataFrame:
        return self.now[self.now["stale"].astype(bool)].sort_values("age", ascending=False)


def judge(value: float, amber: float, red: float, better: str | None) -> str:
    """green, amber or red by the thresholds; ``unjudged`` where value, thresholds or direction are missing."""
    if pd.isna(value) or (pd.isna(amber) and pd.isna(red)):
        return "unjudged"
    if better not in ("lower", "higher"):
        if pd.isna(amber) or pd.isna(red) or amber == red:
            return "unjudged"
        better = "lower" if red > amber else "higher"
    beyond = (lambda limit: value >= limit) if better == "lower" else (lambda limit: value <= limit)
    if not pd.isna(red) and beyond(red):
        return "red"
    return "amber" if not pd.isna(amber) and beyond(amber) else "green"


def too_old(age: int, cadence: str | None, limits: Judge = USUAL) -> bool:
    """Whether a reading is stale: later than its cadence allows."""
    days = expected_days(cadence, limits)
    return age > days + max(LEAST, days * limits["reach.grace"])


def expected_days(cadence: str | None, limits: Judge = USUAL) -> int:
    """Days within which the next reading is expected."""
    return CADENCE.get(cadence or "", limits.days("indicators.usual_days"))


def compute_indicators(frame: pd.DataFrame, day: date, limits: Judge = USUAL) -> Indicators:
    """Judge readings as of a day. What a later reading leaves empty (name, thresholds, cadence) holds from the last
    that had it."""
    readings = frame.copy().reset_index(drop=True)
    readings["measured_on"] = pd.to_datetime(readings["measured_on"])
    readings = readings.sort_values(["indicator", "measured_on"], ignore_index=True)
    carried = ["name", "risk", "unit", "better", "amber", "red", "cadence", "wave", "owner"]
    readings[carried] = readings.groupby("indicator")[carried].ffill()
    readings["state"] = [judge(row.value, row.amber, row.red, _text(row.better)) for row in rows(readings)]
    found: list[dict[str, Any]] = []
    for indicator, part in readings.groupby("indicator"):
        told = part.dropna(subset=["value"])
        last = rows(told if len(told) else part)[-1]
        age = (pd.Timestamp(day) - last.measured_on).days
        states = list(told["state"].tail(2))
        stale = too_old(age, _text(last.cadence), limits)
        found.append(
            {
                "indicator": indicator,
                **{name: getattr(last, name) for name in (*carried, "value", "measured_on", "row_id")},
                # What was red or amber stays so until it is measured again; what was green is not known to be any more.
                "state": "stale" if stale and last.state == "green" else last.state,
                "before": float(told["value"].iloc[-2]) if len(told) > 1 else None,
                "age": age,
                "stale": stale,
                "twice": len(states) == 2 and all(state in ("amber", "red") for state in states),
            }
        )
    columns = ["indicator", *carried, "value", "measured_on", "state", "row_id", "before", "age", "stale", "twice"]
    now = pd.DataFrame(found, columns=columns)
    order = {"red": 0, "amber": 1, "stale": 2, "green": 3, "unjudged": 4}
    now["order"] = [2 if row.stale and order[row.state] > 1 else order[row.state] for row in rows(now)]
    now = now.sort_values(["order", "indicator"], ignore_index=True).drop(columns="order")
    return Indicators(now, readings, day, limits)


@once
def load_indicators(store: Store, scope: Scope) -> Indicators:
    """The indicators as of the scope's moment."""
    frame = store.read(READINGS, scope.rights, as_of=scope.as_of, params=scope.params("waves", "branches", "phase"))
    return compute_indicators(frame, as_of_day(scope), load_judge(store, scope))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
