"""What the overview looks at: one score over the calendar, at the cut-overs, by wave and by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.behind import load_branch_names
from analytics.metrics.annotations import load_annotations
from analytics.metrics.passport import METRICS, Passport
from analytics.satisfaction.numbers.answers import ANSWERED
from analytics.satisfaction.numbers.scores import AnswerMetric
from analytics.satisfaction.numbers.trends import (
    CalendarTrend,
    EventTrend,
    Groups,
    WaveTrends,
    load_calendar,
    load_event,
    load_groups,
    load_waves,
)
from analytics.satisfaction.numbers.turns import best
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

SCORES = ("nps", "csat", "ces")
DIMENSIONS = ("wave", "branch", "segment", "channel", "phase")


@dataclass(frozen=True)
class Overview:
    """The four looks at a score; ``names`` of branches, ``events`` of the programme."""

    metric: Passport
    calendar: CalendarTrend
    event: EventTrend
    waves: WaveTrends
    groups: Groups
    events: pd.DataFrame
    names: Mapping[str, str]


def score_of(code: str) -> AnswerMetric:
    """The score of a code."""
    found = METRICS[code]
    assert isinstance(found, AnswerMetric)
    return found


@once
def load_overview(store: Store, scope: Scope, score: str, by: str = "wave") -> Overview:
    """The four looks at the score of that code, grouped by that dimension."""
    metric = score_of(score)
    return Overview(
        metric.passport,
        load_calendar(store, scope, metric),
        load_event(store, scope, metric),
        load_waves(store, scope, metric),
        load_groups(store, scope, metric, by),
        load_annotations(store, scope),
        load_branch_names(store, scope),
    )


@once
def load_known(store: Store, scope: Scope) -> tuple[str, ...]:
    """The scores that have a value in the scope."""
    frames = {score: score_of(score).compute(store, scope) for score in SCORES}
    return tuple(score for score, frame in frames.items() if len(frame) and frame["value"].notna().any())


def offered_scores(store: Store, scope: Scope) -> tuple[str, ...]:
    """All scores, those that have a value first."""
    known = load_known(store, scope)
    return (*known, *(score for score in SCORES if score not in known))


@once
def load_answered(store: Store, scope: Scope) -> Any | None:
    """How many answers there are (``n``, null below ten) and when the last came (``last``); ``None`` where there is
    none."""
    frame = store.read(best(ANSWERED, store, scope), scope.rights, as_of=scope.as_of, params=scope.params())
    return None if frame.empty else next(frame.itertuples(index=False))
