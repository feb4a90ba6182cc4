"""The gates of a wave and their rules: how much is needed and how many days before the cut-over.

The rules are settings of the judge: ``gate.<gate>.needed`` (a share such as 0.97 or 97%), ``gate.<gate>.days`` and
``gate.<gate>.on`` (yes or no).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.judging import USUAL, Judge, load_judge
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

GATES = (
    "duties",
    "notices",
    "consents",
    "continuity",
    "rehearsal",
    "defects",
    "suppliers",
    "training",
    "documents",
    "risk",
    "backup",
)
"""Every gate, in the order in which it is shown."""


@dataclass(frozen=True)
class Rule:
    """``needed``: share that must be met · ``days``: by so many days before the cut-over · ``on``: whether the gate
    counts."""

    gate: str
    needed: float
    days: int
    on: bool = True


def compute_rules(judge: Judge) -> tuple[Rule, ...]:
    """The rule of every gate, as the judge has it."""
    return tuple(
        Rule(gate, judge[f"gate.{gate}.needed"], judge.days(f"gate.{gate}.days"), bool(judge[f"gate.{gate}.on"]))
        for gate in GATES
    )


DEFAULTS = compute_rules(USUAL)
"""The rules where nothing was set."""


@once
def load_rules(store: Store, scope: Scope) -> tuple[Rule, ...]:
    """The rules as of the scope's moment."""
    return compute_rules(load_judge(store, scope))
