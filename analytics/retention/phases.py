"""Before the notice, between notice and cut-over, after: what the announcement went with and what the move went with.

Each wave is compared with itself over time, which is not yet an effect: what would have happened anyway is in both
steps. The effect against those not moved is on the page of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_reached
from analytics.retention.effect import Dates, load_dates, load_frame
from analytics.retention.statements import PHASES
from analytics.snapshot import once
from analytics.stats.compare import Difference, Sample, compare_scattered_nps, pooled_sample
from analytics.stats.intervals import Interval, rate_interval
from analytics.stats.rates import RateRatio, compare_rates, compare_scattered_rates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

NAMES = ("before", "announced", "after")
WINDOW = 12
"""Weeks before the notice and after the cut-over that are counted."""


@dataclass(frozen=True)
class Counted:
    """Complaints of one phase of the waves that have moved: events a thousand customer-weeks with Garwood's
    interval."""

    phase: str
    events: int
    exposure: float
    value: float
    interval: Interval


@dataclass(frozen=True)
class Scored:
    """The score of one phase: customers (each by the last answer in it), NPS and population variance of an answer."""

    phase: str
    n: int
    value: float
    variance: float


@dataclass(frozen=True)
class Phases:
    """``complaints`` and ``satisfaction`` by phase; ``announced`` and ``moved`` the steps into the second and third
    phase, as a ratio of rates and as a difference of scores; null where one side is missing. ``waves``: how many stand
    behind it; several scatter, and the intervals of the steps allow for it."""

    complaints: tuple[Counted, ...]
    announced_rate: RateRatio | None
    moved_rate: RateRatio | None
    satisfaction: tuple[Scored, ...]
    announced_score: Difference | None
    moved_score: Difference | None
    waves: int


def compute_counted(frame: pd.DataFrame, dates: dict[str, Dates], last: int) -> dict[str, list[tuple[int, float]]]:
    """Events and customer-weeks of each wave by phase, from ``frame`` (wave, step, size, events) up to the week
    ``last``; only waves that have moved and have been told, a window on either side."""
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in NAMES}
    for wave, own in dates.items():
        if own.moved > last:
            continue
        part = frame[(frame["wave"] == wave) & frame["size"].notna() & frame["events"].notna()]
        spans = {
            "before": (own.told - WINDOW, own.told - 1),
            "announced": (own.told, own.moved - 1),
            "after": (own.moved, min(own.moved + WINDOW - 1, last)),
        }
        for name, (start, end) in spans.items():
            inside = part[part["step"].between(start, end)]
            if len(inside) and inside["size"].sum() > 0:
                found[name].append((int(inside["events"].sum()), float(inside["size"].sum())))
    return found


def load_scores(store: Store, scope: Scope, moved: dict[str, Dates]) -> pd.DataFrame:
    """The answers of the waves in ``moved`` by phase, in the weeks of :func:`compute_counted`: the columns of
    ``statements.PHASES``."""
    told = {
        "of": list(moved),
        "told": [own.told for own in moved.values()],
        "moved": [own.moved for own in moved.values()],
        "window": WINDOW,
    }
    return store.read(PHASES, scope.rights, as_of=scope.as_of, params=scope.params() | told)


def compute_scored(frame: pd.DataFrame) -> tuple[list[Scored], dict[str, list[Sample]]]:
    """The score of each phase over all waves of ``frame`` (wave, phase, n, mean, variance), with ``n`` as its reader
    may have it, and that of each wave to be compared; hidden cells are left out."""
    frame = frame[frame["n"].notna()].assign(exact=exact_n(frame))
    scored, units = [], {}
    for name in NAMES:
        part = rows(frame[frame["phase"] == name])
        units[name] = [Sample(int(row.exact), float(row.mean), float(row.variance)) for row in part]
        if part:
            whole = pooled_sample(units[name])
            scored.append(Scored(name, int(sum(row.n for row in part)), whole.mean, whole.variance))
    return scored, units


def _step(found: dict[str, list[tuple[int, float]]], later: str, earlier: str) -> RateRatio | None:
    """Of one wave alone nothing tells how much waves scatter: its own counts are compared."""
    if len(found[later]) == len(found[earlier]) == 1:
        return compare_rates(*found[later][0], *found[earlier][0])
    return compare_scattered_rates(found[later], found[earlier])


@once
def load_phases(store: Store, scope: Scope) -> Phases:
    """The three phases of the scope's waves that have moved; empty where a ledger is missing."""
    whole = scope.but(start=None, end=None, phase=None, channels=())
    dates = {wave: own for wave, own in load_dates(store, whole).items() if not scope.waves or wave in scope.waves}
    counted: dict[str, list[tuple[int, float]]] = {name: [] for name in NAMES}
    if load_reached(store, whole, "complaints") is not None:
        until = load_known_day(store, whole, "complaints")
        frame = load_frame(store, whole, "complaints", until)
        known = frame[(frame["events"].fillna(0) > 0) & frame["step"].notna()]
        if len(known):
            last = int(frame["step"].max())
            counted = compute_counted(frame[frame["step"] >= known["step"].min()], dates, last)
    complaints = []
    for name in NAMES:
        events, exposure = sum(e for e, _ in counted[name]), sum(x for _, x in counted[name])
        if exposure:
            bounds = rate_interval(events, exposure)
            complaints.append(
                Counted(
                    name, events, exposure, events / exposure * 1000, Interval(bounds.low * 1000, bounds.high * 1000)
                )
            )
    moved = {wave: own for wave, own in dates.items() if own.moved <= day_number(as_of_day(scope)) // 7}
    satisfaction: list[Scored] = []
    scored: dict[str, list[Sample]] = {name: [] for name in NAMES}
    if moved:
        satisfaction, scored = compute_scored(load_scores(store, whole, moved))
    return Phases(
        tuple(complaints),
        _step(counted, "announced", "before"),
        _step(counted, "after", "announced"),
        tuple(satisfaction),
        compare_scattered_nps(scored["announced"], scored["before"]),
        compare_scattered_nps(scored["after"], scored["announced"]),
        max(*map(len, counted.values()), *map(len, scored.values())),
    )
