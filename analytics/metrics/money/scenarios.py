"""Scenarios that people named and kept: sets of assumptions, each a row of the settings with its history."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING

from analytics.frames import rows
from analytics.metrics.money.case import Assumptions
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
