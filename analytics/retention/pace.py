"""How fast customers leave: in windows of four weeks along the calendar against their limit, and along the weeks since
cut-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.periods import WEEKS
from analytics.retention.alerts import watch_departures
from analytics.retention.curves import UNUSUAL, known_day, load_leaving
from analytics.retention.effect import load_dates
from analytics.snapshot import once
from analytics.stats.rates import PER
from analytics.waves import load_wave_dates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

EVENT = (-12, 23)
"""Weeks since cut-over that the waves are laid side by side for; a value is of the four weeks to its week."""


@dataclass(frozen=True)
class Pace:
    """Departures a week per 1,000 customers there at its start, in windows of four weeks.

    ``weekly``: week (Monday of the last of the four), value, n (customer-weeks), low (null), high (the limit, null
    without one), beyond (0, 1), p (of a window that high by chance; null where nothing is judged) · ``event``: wave,
    step (last of the four weeks since cut-over), value, lost, exposure · ``state``: whether the limits judge: full,
    provisional or '' (none) · ``freeze``: where the weeks end that they were learnt from."""

    weekly: pd.DataFrame
    event: pd.DataFrame
    state: str
    freeze: pd.Timestamp | None
    cutovers: pd.DataFrame
    until: date

    @property
    def empty(self) -> bool:
        return self.weekly.empty

    @property
    def judged(self) -> bool:
        return self.state == "full"

    @property
    def looks(self) -> int:
        """How many windows were held against the limit."""
        return int(self.weekly["p"].notna().sum())

    @property
    def chance(self) -> float:
        """How likely the highest of all windows is by chance, corrected for their number."""
        return 1.0 if not self.looks else min(1.0, float(self.weekly["p"].min()) * self.looks)


def compute_pace(weekly: pd.DataFrame, freeze: pd.Timestamp | None) -> tuple[pd.DataFrame, str]:
    """The windows of one subject with their limits from ``weekly`` (step, n, lost), and the state of these."""
    watched = watch_departures(weekly, freeze)
    found = watched.rolling.assign(value=-watched.rolling["value"], low=float("nan"), high=float("nan"))
    state, found["p"] = "", float("nan")
    if watched.limits is not None:
        state = watched.limits.state
        found["high"] = [-watched.limits.lowest(UNUSUAL, 1 / float(n) ** 0.5) for n in found["n"]]
    after = (
        found["week"] + pd.Timedelta(days=6) >= freeze if freeze is not None else pd.Series(False, index=found.index)
    )
    if watched.limits is not None and state == "full":
        chance = [
            watched.limits.p_below(-float(value), 1 / float(n) ** 0.5)
            for value, n in zip(found["value"], found["n"], strict=True)
        ]
        found["p"] = pd.Series(chance, index=found.index, dtype="float64").where(after)
    found["beyond"] = ((found["value"] > found["high"]) & after & (state == "full")).astype(int)
    return found.reset_index(drop=True), state


def compute_event(weekly: pd.DataFrame, moved: dict[str, int]) -> pd.DataFrame:
    """Windows of four weeks of each wave along the weeks since its cut-over; ``moved`` is the week number of week 0.
    Whole windows of known weeks only."""
    parts = []
    for wave, part in weekly.groupby("wave"):
        if wave not in moved:
            continue
        known = part.assign(step=part["step"] - moved[str(wave)], exposure=exact_n(part)).set_index("step").sort_index()
        line = known[["lost", "exposure"]].astype("float64").rolling(WEEKS).sum().dropna()
        parts.append(line[line["exposure"] > 0].reset_index().assign(wave=wave))
    columns = ["wave", "step", "value", "lost", "exposure"]
    if not parts:
        return pd.DataFrame(columns=columns)
    found = pd.concat(parts, ignore_index=True)
    found = found[found["step"].between(*EVENT)].assign(value=found["lost"] / found["exposure"] * PER)
    return found[columns].reset_index(drop=True)


@once
def load_pace(store: Store, scope: Scope, tier: str = "") -> Pace | None:
    """The pace of the scope's waves, branches and segments, of one ``tier`` of value where it is named; ``None``
    without a ledger of departures."""
    day = known_day(store, scope)
    if day is None:
        return None
    dates = load_wave_dates(store, scope)
    started = dates["started_on"].dropna()
    freeze = started.min() if len(started) else None
    weekly, state = compute_pace(load_leaving(store, scope, day, tier=tier or None), freeze)
    event = pd.DataFrame()
    if not tier:
        actual = set(dates.loc[dates["actual"], "wave"])
        moved = {wave: own.moved for wave, own in load_dates(store, scope).items() if wave in actual}
        event = compute_event(load_leaving(store, scope, day, by=("wave",)), moved)
    return Pace(weekly, event, state, freeze, dates, day)
