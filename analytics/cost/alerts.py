"""Early warnings of the money: what is earned for what is spent, and the forecast against the budget."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.alerts.base import Alert, Amount, counted
from analytics.cost.numbers import Costs, compute_bridge, load_costs
from analytics.cost.numbers.costs import Value, available_rules, compute_value
from analytics.frames import rows
from analytics.judging import Judge, load_judge
from analytics.metrics.passport import METRICS
from analytics.schedule.alerts import runs
from analytics.schedule.numbers import load_plan, load_units
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment; none for a reader who sees only a part of the programme."""
    if rights.restricted:
        return []
    scope = Scope(rights, as_of=as_of)
    plan = load_plan(store, scope)
    currency = plan.programme.currency
    costs = load_costs(store, scope, currency)
    if costs.empty:
        return []
    judge, units = load_judge(store, scope), load_units(store, scope, plan)
    rules = available_rules(costs, plan, units)
    value = compute_value(costs, plan, units, rules[0]) if rules else None
    return [
        *compute_indices(costs, value, judge),
        *compute_overruns(costs, judge),
    ]


def compute_indices(costs: Costs, value: Value | None, judge: Judge) -> list[Alert]:
    """CPI below either of its limits (serious below the lower one) and TCPI above its own, from the period at which
    they were, and only where they are worse than the timing of the budget itself explains."""
    if value is None or value.trend.empty:
        return []
    frame = value.trend.copy()
    rest, left = costs.bac - frame["ev"], costs.bac - frame["ac"]
    frame["tcpi"] = np.where(left > 0, rest / left.where(left > 0), np.inf)
    frame.loc[rest <= 0, "tcpi"] = np.nan
    planned = (frame["pv"] / frame["planned_cost"]).where(frame["planned_cost"] > 0)
    room = costs.bac - frame["planned_cost"]
    planned_rest = ((costs.bac - frame["pv"]) / room).where(room > 0)
    # Customers are earned by whole waves and money is spent between them: a plan kept to the yuan has a low index
    # before a cut-over. So an index is called low only below this share of what the budget's own timing gives; and who
    # refused to be moved is no overspending: for this the work is held against those who could be moved.
    explained, working = judge["alert.explained"], frame["ev"] > 0
    reachable = frame["reachable"] if "reachable" in frame else frame["ev"]
    reached = (reachable / frame["ac"]).where(frame["ac"] > 0)
    reached_rest = ((costs.bac - reachable) / left).where(left > 0, np.inf)
    low = working & _beyond(judge, "cpi", frame["cpi"], "watch", "bad") & ~(reached >= explained * planned)
    high = working & _beyond(judge, "tcpi", frame["tcpi"], "bad") & ~(reached_rest <= planned_rest / explained)
    grave = _beyond(judge, "cpi", frame["cpi"], "bad")
    limits = {name: judge.limits(METRICS[name].passport) for name in ("cpi", "tcpi")}
    found = []
    for code, column, held, limit in (
        ("cpi_low", "cpi", low, limits["cpi"].watch),
        ("tcpi_high", "tcpi", high, limits["tcpi"].bad),
    ):
        for index in runs(held):
            run, active = frame.loc[index], bool(index[-1] == frame.index[-1])
            worth = float(run[column].iloc[-1 if active else 0])
            gone = not np.isfinite(worth)
            bad = code == "cpi_low" and bool(grave.loc[index[-1 if active else 0]])
            bar = (limits["cpi"].bad if bad else limit) or 0.0
            found.append(
                counted(
                    "budget_gone" if gone else code,
                    "final_cost" if gone else column,
                    run["day"].iloc[0].date(),
                    run["day"].iloc[-1].date(),
                    active=active,
                    value=costs.bac if gone else worth,
                    limit=bar,
                    n=len(frame),
                    currency=costs.currency,
                    severity="serious" if gone or bad else "watch",
                    index=Amount(worth, "ratio"),
                    bar=Amount(bar, "ratio"),
                    until=run["day"].iloc[-1 if active else 0].date(),
                )
            )
    return found


def compute_overruns(costs: Costs, judge: Judge) -> list[Alert]:
    """The forecast above the budget by more than the limit, and every category above its own."""
    day, found = known_on(costs), []
    over = costs.forecast - costs.bac
    verdict = judge.verdict(
        METRICS["final_cost"].passport, costs.forecast, reference=costs.bac if costs.budgeted else None
    )
    if verdict.alarming:
        found.append(
            counted(
                "final_cost_over",
                "final_cost",
                day,
                day,
                active=True,
                value=costs.forecast,
                limit=costs.bac,
                currency=costs.currency,
                n=len(costs.lines),
                severity="serious" if verdict.state == "bad" else "watch",
                dated=False,
                size=Amount(over, "money", costs.currency),
                share=Amount(over / costs.bac, "share"),
                forecast=Amount(costs.forecast, "money", costs.currency),
            )
        )
    for row in rows(compute_bridge(costs)):
        # Half of a thousandth is rounding, not an overrun.
        if row.budget > 0 and judge.beyond("alert.category", row.expected / row.budget - 0.0005):
            found.append(
                counted(
                    "category_over",
                    "final_cost",
                    day,
                    day,
                    active=True,
                    value=row.expected,
                    limit=row.budget,
                    currency=costs.currency,
                    n=len(costs.lines),
                    severity="watch",
                    dated=False,
                    category=str(row.category),
                    share=Amount(row.expected / row.budget, "share"),
                    size=Amount(row.change, "money", costs.currency),
                )
            )
    return found


def _beyond(judge: Judge, metric: str, values: pd.Series, *states: str) -> pd.Series:
    """Whether each value of a metric has one of these states; infinity counts, what is unknown does not."""
    passport = METRICS[metric].passport
    return pd.Series([judge.verdict(passport, float(value)).state in states for value in values], index=values.index)


def known_on(costs: Costs) -> date:
    """The day the sheet speaks of: the end of its last closed period."""
    return costs.closed_on or pd.Timestamp(costs.day).date()
