"""Scenarios that people named and kept: sets of assumptions, each a row of the settings with its history."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING

from analytics.cost_benefit.numbers.case import (
    Assumptions,
    Returns,
    compute_returns,
    load_pays,
    measured,
)
from analytics.frames import rows
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PREFIX = "scenario."

SCENARIOS = Query(
    name="settings.scenarios",
    # One row a kept scenario: row_id, setting ('scenario.<name>'), value (text).
    sql="select row_id, setting, value from {settings} where starts_with(setting, 'scenario.') order by setting",
    grain="open",
)


def write_scenario(given: Assumptions) -> str:
    """Assumptions as the settings keep them: ``rate=0.06; churn=0.015; …``."""
    return "; ".join(f"{name}={value:g}" for name, value in asdict(given).items())


def read_scenario(text: str, base: Assumptions) -> Assumptions:
    """The assumptions of a text; what it does not name, or does not say as a number, is as in ``base``."""
    known = {field.name for field in fields(Assumptions)}
    for part in text.split(";"):
        name, _, written = part.partition("=")
        try:
            value = float(written)
        except ValueError:
            continue
        # What is not a number of its own (nan, inf) would take every result with it.
        if name.strip() in known and abs(value) < 1e6:
            base = replace(base, **{name.strip(): value})
    return base


def load_scenarios(store: Store, scope: Scope, base: Assumptions) -> dict[str, tuple[int, Assumptions]]:
    """Kept scenarios by name, as of the scope: the row they stand in and what they assume."""
    found = store.read(SCENARIOS, scope.rights, as_of=scope.as_of)
    return {
        str(row.setting).removeprefix(PREFIX): (int(row.row_id), read_scenario(str(row.value), base))
        for row in rows(found)
    }


@dataclass(frozen=True)
class Scenario:
    """A named set of assumptions and what it gives: ``code`` is one of the product's own, else people gave it its
    ``name``."""

    code: str
    name: str
    given: Assumptions
    found: Returns


@dataclass(frozen=True)
class Scenarios:
    """Sets of assumptions side by side, in the currency of the programme."""

    sets: tuple[Scenario, ...]
    currency: str


@once
def load_side_by_side(store: Store, scope: Scope) -> Scenarios | None:
    """As measured, without the slip, cautious (every input at its worse end), those that were kept, and the assumptions
    of the moment where they are not among them; ``None`` where there is no case."""
    pays = load_pays(store, scope)
    if pays is None:
        return None
    case, base, ranges = pays.case, measured(pays.case), pays.case.ranges
    cautious = Assumptions(
        rate=base.rate,
        churn=ranges["churn"].high,
        retained=ranges["retained"].low,
        savings=ranges["savings"].low,
        cost=ranges["cost"].high,
        delay=ranges["delay"].high,
    )
    sets = [("measured", "", base), ("on_time", "", replace(base, delay=0.0)), ("cautious", "", cautious)]
    sets += [("", name, given) for name, (_, given) in load_scenarios(store, scope, base).items()]
    if pays.given not in [given for _, _, given in sets]:
        sets.append(("own", "", pays.given))
    found = tuple(Scenario(code, name, given, compute_returns(case, given)) for code, name, given in sets)
    return Scenarios(found, case.currency)
