"""What the page of cost is made of: the sheet, what was earned by a rule, a customer's cost by wave, and the simulated
whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost.numbers.costs import (
    Costs,
    Range,
    Value,
    available_rules,
    compute_unit_costs,
    compute_value,
    load_costs,
    load_range,
)
from analytics.schedule.numbers.plan import load_plan, load_programme
from analytics.schedule.numbers.progress import load_units
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


def load_sheet(store: Store, scope: Scope, rule: str = "") -> Costs:
    """The cost sheet in the currency of the programme, whatever the rule."""
    return load_costs(store, scope, load_programme(store, scope).currency)


@dataclass(frozen=True)
class Earned:
    """The cost sheet, and what was earned for it by the rule; no value where none can be reckoned."""

    costs: Costs
    value: Value | None


def load_rules(store: Store, scope: Scope) -> tuple[str, ...]:
    """The earning rules that the ledgers allow, the usual one first."""
    costs, plan = load_sheet(store, scope), load_plan(store, scope)
    return () if costs.empty else available_rules(costs, plan, load_units(store, scope, plan))


@once
def load_earned(store: Store, scope: Scope, rule: str) -> Earned:
    """Earned value by a rule; '' where no rule is possible."""
    costs, plan = load_sheet(store, scope), load_plan(store, scope)
    return Earned(costs, compute_value(costs, plan, load_units(store, scope, plan), rule) if rule else None)


@dataclass(frozen=True)
class Spread:
    """The cost sheet, its simulated final cost, and the cost of a customer by wave (see ``compute_unit_costs``)."""

    costs: Costs
    final: Range
    units: pd.DataFrame


@once
def load_spread(store: Store, scope: Scope) -> Spread:
    """Where the final cost may lie."""
    costs = load_sheet(store, scope)
    units = compute_unit_costs(costs, load_units(store, scope, load_plan(store, scope)))
    return Spread(costs, load_range(store, scope, costs.currency), units)
