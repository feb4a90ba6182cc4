"""New business and cross-sell against what was planned: deals won by kind beside the target of their metric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.care.numbers.statements import WON, WON_UNDATED
from analytics.families import level
from analytics.frames import rows
from analytics.market.numbers.rivals import count_of
from analytics.metrics.passport import HIDDEN
from analytics.periods import as_of_day
from analytics.reach import load_known_day, load_loaded
from analytics.retention.curves import ask
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.campaigns import fewer_than
from analytics.stats.compare import holm_p
from data.store.query import Query
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

KINDS = ("new", "cross_sell", "renewal", "win_back")
PLANNED = {"new": "new_business", "cross_sell": "cross_sell"}
"""Kinds of business and the metric whose target is their plan."""

BEGAN = Query(
    name="care.began",
    # One row: the day of the decision (may be null).
    sql="select min(decision_on) as day from {programme}",
    grain="open",
)


@dataclass(frozen=True)
class Business:
    """Deals won of a kind: ``n`` of them (``None``: one to nine, which are not shown), their ``amount``, the ``aim`` by
    ``due`` and how many of it were due by now (``planned``: the same number each day since the decision). ``behind``:
    fewer than planned beyond chance, were they as many as they may be; ``p`` is corrected for all kinds that are
    planned. What is not known is ``None``."""

    kind: str
    n: int | None
    amount: float | None
    aim: float | None = None
    due: date | None = None
    planned: float | None = None
    p: float | None = None

    @property
    def behind(self) -> bool:
        return (
            self.p is not None and self.planned is not None and self.p < level("care") and most(self.n) < self.planned
        )


@dataclass(frozen=True)
class Sold:
    """All kinds that were won or planned, with the currency of their amounts and the day up to which deals are told;
    ``undated`` deals were won of which nobody can say whether it was since the decision (``None``: one to nine)."""

    kinds: tuple[Business, ...]
    currency: str
    day: date
    undated: int | None = 0

    def of(self, kind: str) -> Business | None:
        return next((one for one in self.kinds if one.kind == kind), None)

    @property
    def behind(self) -> tuple[Business, ...]:
        return tuple(one for one in self.kinds if one.behind)


def most(n: int | None) -> int:
    """How many there are at most: of what is hidden nine."""
    return HIDDEN - 1 if n is None else n


def compute_business(
    kind: str,
    n: int | None,
    amount: float | None,
    steps: Sequence[tuple[date | None, float]],
    began: date | None,
    day: date,
) -> Business:
    """One kind against its plan: ``steps`` are the days by which so many are to be won.

    The plan grows by the same number each day from the decision to the first of them, and on from each to the next;
    told is the step that comes next, or the last.
    """
    dated = sorted((due, aim) for due, aim in steps if due is not None and began is not None and due > began)
    if not dated or began is None:
        due, aim = steps[0] if steps else (None, None)
        return Business(kind, n, amount, aim, due)
    due, aim = next((step for step in dated if step[0] >= day), dated[-1])
    days = [0, *((one - began).days for one, _ in dated)]
    planned = float(np.interp((day - began).days, days, [0.0, *(one for _, one in dated)]))
    return Business(kind, n, amount, aim, due, planned, fewer_than(most(n), planned))


def judged_together(found: Iterable[Business]) -> tuple[Business, ...]:
    """The kinds with the chance of each corrected (Holm) for all that have a plan: of two one falls short by chance."""
    kinds = tuple(found)
    corrected = iter(holm_p([one.p for one in kinds if one.p is not None]))
    return tuple(one if one.p is None else replace(one, p=next(corrected)) for one in kinds)


@once
def load_sold(store: Store, scope: Scope) -> Sold | None:
    """Business of the scope; ``None`` where no deal was ever loaded. A plan is of the whole programme: of a part of it
    nothing is said."""
    from analytics.coordination.numbers.results import TARGETS, metric_of

    if "deals" not in load_loaded(store, scope):
        return None
    day = min(load_known_day(store, scope, "deals"), as_of_day(scope))
    began = store.read(BEGAN, scope.rights, as_of=scope.as_of, params={})["day"]
    first = None if began.empty or pd.isna(began.iloc[0]) else pd.Timestamp(began.iloc[0]).date()
    frame = ask(store, scope, WON, day, since=first)
    frame = frame.assign(exact=exact_n(frame))
    won: dict[str, tuple[int | None, float | None]] = {
        str(row.kind): (None, None)
        if pd.isna(row.exact)
        else (int(row.exact), None if pd.isna(row.amount) else float(row.amount))
        for row in rows(frame)
    }
    targets = store.read(TARGETS, scope.rights, as_of=scope.as_of, params={})
    whole = not (scope.waves or scope.branches or scope.segments or scope.rights.restricted)
    plan: dict[str, list[tuple[date | None, float]]] = {}
    for row in rows(targets) if whole else ():
        if pd.isna(row.wave) and not pd.isna(row.aim):
            due = None if pd.isna(row.due_on) else pd.Timestamp(row.due_on).date()
            plan.setdefault(metric_of(row.metric), []).append((due, float(row.aim)))
    found = []
    for kind in KINDS:
        steps = plan.get(PLANNED[kind], []) if kind in PLANNED else []
        if kind in won or steps:
            found.append(compute_business(kind, *won.get(kind, (0, None)), steps, first, day))
    undated = count_of(ask(store, scope, WON_UNDATED, day, since=first))
    return Sold(judged_together(found), load_programme(store, scope).currency, day, undated)
