"""What the sections of the readiness page look at: one wave at its gates, one principle, one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.compliance.numbers.duties import load_duties
from analytics.judging import load_judge
from analytics.readiness.numbers.consistency import Finding, load_findings
from analytics.readiness.numbers.gates import Readiness, WaveGates, load_readiness
from analytics.readiness.numbers.principles import Score, load_principles
from analytics.schedule.numbers import Shortened, compute_kept_short, load_plan

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MOST = 6
"""Waves that can be chosen: the next ones."""


@dataclass(frozen=True)
class Looked:
    """A wave among all. ``kept``: the baseline whose finish its tasks – the whole plan, where it has none of its own –
    keep by being planned shorter; ``None`` where they do not, where that is not known, and of a wave that has gone."""

    readiness: Readiness
    wave: WaveGates
    kept: Shortened | None = None


def load_coming(store: Store, scope: Scope) -> tuple[str, ...]:
    """The waves that are still to be moved, the next one first; after the last move the last one."""
    found = load_readiness(store, scope)
    coming = [wave.wave for wave in found.waves if not wave.actual]
    return tuple(coming[:MOST] or [wave.wave for wave in found.waves[-1:]])


def load_wave(store: Store, scope: Scope, wave: str = "") -> Looked | None:
    """The wave that is looked at, by default the next one; ``None`` where no wave is known."""
    found = load_readiness(store, scope)
    if not found.waves:
        return None
    own = found[wave or found.focus]
    return Looked(found, own, None if own.actual else load_kept_short(store, scope, own.wave))


def load_kept_short(store: Store, scope: Scope, wave: str) -> Shortened | None:
    """See :attr:`Looked.kept`."""
    plan = load_plan(store, scope.but(waves=()))
    own = wave if (plan.leaves["wave"] == wave).any() else ""
    return compute_kept_short(plan, load_judge(store, scope), own)


@dataclass(frozen=True)
class Opened:
    """The score of a principle, and the duties that it may speak of."""

    score: Score
    catalogue: pd.DataFrame


def load_opened(store: Store, scope: Scope, principle: str) -> Opened:
    """One principle with its rows."""
    score = next(score for score in load_principles(store, scope) if score.principle == principle)
    return Opened(score, load_duties(store, scope).catalogue)


def load_wrong(store: Store, scope: Scope) -> tuple[str, ...]:
    """The checks that have found rows."""
    return tuple(item.rule.name for item in load_findings(store, scope) if len(item.rows))


def load_check(store: Store, scope: Scope, name: str) -> Finding | None:
    """One check; nothing where none has found rows."""
    return next((item for item in load_findings(store, scope) if item.rule.name == name), None)
