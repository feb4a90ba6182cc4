"""Readiness on event time: the next wave beside earlier ones as many days before their cut-over, each by what was known
then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.judging import load_judge
from analytics.readiness.numbers.gates import at_end, load_known, load_readiness, load_stale
from analytics.readiness.numbers.measures import UNKNOWN, Measure
from analytics.snapshot import once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.readiness.numbers.rules import Rule
    from analytics.scope import Scope
    from data.store import Store

EARLIER = 3
"""Earlier waves that are looked at, the last ones."""


@dataclass(frozen=True)
class Stood:
    """How a wave stood on a day: gates that were met, open, and of which nothing (or nothing new) was known."""

    wave: str
    day: date
    met: int
    open: int
    unknown: int

    @property
    def whole(self) -> int:
        return self.met + self.open + self.unknown


@dataclass(frozen=True)
class Beside:
    """``wave`` as it stands ``days`` before its cut-over, and ``earlier`` ones at the same distance, oldest first.
    ``now`` is missing where it has been moved already or has no day."""

    wave: str
    days: int
    now: Stood | None
    earlier: tuple[Stood, ...] = ()


def compute_stood(
    wave: str, day: date, measured: Mapping[str, Measure], rules: Sequence[Rule], stale: frozenset[str]
) -> Stood:
    """Gates counted by the rules of today, so that all waves are held against the same; one that is met by an old
    ledger is not known."""
    met = open_ = unknown = 0
    for rule in rules:
        value = measured.get(rule.gate, UNKNOWN).value
        if value is None or (value >= rule.needed and rule.gate in stale):
            unknown += 1
        elif value >= rule.needed:
            met += 1
        else:
            open_ += 1
    return Stood(wave, day, met, open_, unknown)


@once
def load_beside(store: Store, scope: Scope, wave: str = "") -> Beside | None:
    """The wave (by default the next one) and up to three that were moved before it, as known so many days before their
    cut-over; ``None`` where no wave is known."""
    found = load_readiness(store, scope.but(waves=()))
    if not found.waves:
        return None
    own = found[wave or found.focus]
    if own.actual or own.days is None or own.cutover_on is None:
        return Beside(own.wave, 0, None)
    days = max(own.days, 0)
    today = {gate.rule.gate: gate.measure for gate in own.gates}
    now = compute_stood(
        own.wave, found.day, today, found.rules, load_stale(store, scope, found.day, load_judge(store, scope))
    )
    earlier = []
    cutovers = {one.wave: one.cutover_on for one in found.waves if one.actual and one.cutover_on is not None}
    for name, cutover in [(name, on) for name, on in cutovers.items() if on < own.cutover_on][-EARLIER:]:
        day = cutover - timedelta(days=days)
        known = load_known(store, at_end(scope, day), ((name, cutover),), day)
        measured = {gate: by_wave.get(name, UNKNOWN) for gate, by_wave in known.measured.items()}
        earlier.append(compute_stood(name, day, measured, found.rules, known.stale))
    return Beside(own.wave, days, now, tuple(earlier))
