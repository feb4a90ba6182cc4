"""Metrics as pages read them: once for each state of the store, scope and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.judging import Judge, load_judge
from analytics.metrics import METRICS, Reading
from pages.kit.cache import keep

if TYPE_CHECKING:
    from pages.kit.guard import View


def read_now(view: View, metric: str) -> Reading:
    """The reading of a metric's tile: the period of the scope against the one before."""
    return keep(view, "reading", lambda: METRICS[metric].now(view.store, view.scope), metric)


def read_judge(view: View) -> Judge:
    """The limits in force at the scope's moment."""
    return keep(view, "judge", lambda: load_judge(view.store, view.scope))
