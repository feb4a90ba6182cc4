"""Before the notice, between notice and cut-over, after: what the announcement went with and what the move went with.

Each wave is compared with itself over time, which is not yet an effect: what would have happened anyway is in both steps. The effect
against those not moved is on the page of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_reached
from analytics.retention.effect import Dates, load_dates, load_frame
from analytics.retention.statements import PHASES
from analytics.snapshot import once
from analytics.stats.compare import Difference, Sample, compare_nps
from analytics.stats.intervals import Interval, rate_interval
from analytics.stats.rates import RateRatio, compare_scattered_rates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

NAMES = ("before", "announced", "after")
WINDOW = 12
"""Weeks before the notice and after the cut-over that are counted."""


@dataclass(frozen=True)
class Counted:
    """Complaints of one phase of the waves that have moved: events a thousand customer-weeks with Garwood's interval."""

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
    """``complaints`` and ``satisfaction`` by phase; ``announced`` and ``moved`` the steps into the second and third phase, as a ratio of
    rates (waves scatter) and as a difference of scores; null where one side is missing."""

    complaints: tuple[Counted, ...]
    announced_rate: RateRatio | None
    moved_rate: RateRatio | None
    satisfaction: tuple[Scored, ...]
    announced_score: Difference | None
    moved_score: Difference | None


def compute_counted(frame: pd.DataFrame, dates: dict[str, Dates], last: int) -> dict[str, list[tuple[int, float]]]:
    """Events and customer-weeks of each wave by phase, from ``frame`` (wave, step, size, events) up to the week ``last``; only waves
    that have moved and have been told, a window on either side."""
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


def _step(found: dict[str, list[tuple[int, float]]], later: str, earlier: str) -> RateRatio | None:
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
    moved = [wave for wave, own in dates.items() if own.moved <= day_number(as_of_day(scope)) // 7]
    frame = store.read(PHASES, scope.rights, as_of=scope.as_of, params=whole.params())
    frame = frame[frame["wave"].isin(moved) & frame["n"].notna()].assign(exact=exact_n(frame))
    scored = []
    for phase, name in zip(("before", "during", "after"), NAMES, strict=True):
        part = frame[frame["phase"] == phase]
        n = float(part["exact"].sum())
        if n:
            mean = float((part["mean"] * part["exact"]).sum()) / n
            square = float(((part["variance"] + part["mean"] ** 2) * part["exact"]).sum()) / n
            scored.append(Scored(name, int(part["n"].sum()), mean, max(0.0, square - mean**2)))
    samples = {one.phase: Sample(one.n, one.value, one.variance) for one in scored}

    def change(later: str, earlier: str) -> Difference | None:
        return compare_nps(samples[later], samples[earlier]) if {later, earlier} <= set(samples) else None

    return Phases(
        tuple(complaints), _step(counted, "announced", "before"), _step(counted, "after", "announced"),
        tuple(scored), change("announced", "before"), change("after", "announced"),
    )  # fmt: skip
