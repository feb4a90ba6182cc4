"""Early warning of the case: the chance that the move pays is below its limit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from analytics.alerts.base import Alert, Amount, counted
from analytics.cost.alerts import known_on
from analytics.cost.numbers import Costs, load_costs
from analytics.cost_benefit.numbers import Odds, compute_odds, load_case
from analytics.cost_benefit.numbers.case import measured
from analytics.judging import Judge, load_judge
from analytics.metrics.passport import METRICS
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment; none for a reader who sees only a part of the programme."""
    if rights.restricted:
        return []
    scope = Scope(rights, as_of=as_of)
    case = load_case(store, scope)
    if case is None:
        return []
    costs = load_costs(store, scope, case.currency)
    return compute_pays(costs, compute_odds(case, measured(case)), load_judge(store, scope))


def compute_pays(costs: Costs, odds: Odds | None, judge: Judge) -> list[Alert]:
    """The chance of a positive present value is below its limit."""
    if odds is None:
        return []
    passport = METRICS["npv_chance"].passport
    verdict = judge.verdict(passport, odds.positive)
    if not verdict.alarming or verdict.limits.watch is None:
        return []
    day, share = known_on(costs), 1 - verdict.limits.watch
    worth = odds.percentile(share)
    return [
        counted(
            "npv_at_risk",
            "npv_chance",
            day,
            day,
            active=True,
            value=odds.positive,
            limit=verdict.limits.watch,
            n=odds.trials,
            severity="serious",
            dated=False,
            worth=Amount(worth, "money", costs.currency),
            percent=round(100 * share),
            chance=Amount(1 - odds.positive, "share"),
        )
    ]
