"""How far each area of the programme is managed, from what is on file: recorded, current, steered by a target, improved
beyond noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.coordination.numbers.results import Results, load_results, metric_of
from analytics.metrics import METRICS
from analytics.reach import Reach, load_reaches
from analytics.snapshot import once

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from analytics.scope import Scope
    from data.store import Store

FIELDS = {
    "satisfaction": ("surveys", "invitations"),
    "complaints": ("complaints",),
    "rights": ("notices", "promises", "questions"),
    "retention": ("departures", "transfers"),
    "care": ("contacts", "deals"),
    "market": ("market", "campaigns", "mentions"),
    "risk": ("risks", "treatments"),
    "compliance": ("duties", "reviews", "evidence"),
    "safeguards": ("controls", "control_tests", "continuity", "training", "documents"),
    "schedule": ("tasks", "baselines"),
    "cost": ("costs",),
    "cost_benefit": ("benefits",),
    "coordination": ("actions", "meetings", "shared"),
    "move": ("customers", "transfers"),
    "cutover": ("rehearsals", "cutover_steps", "defects"),
    "closing": ("closing", "prepaid"),
}
"""Area (a page by its name) → the ledgers it is managed with."""
HIGHEST = 4


@dataclass(frozen=True)
class Maturity:
    """An area at its ``level``, each resting on those below it: 0 nothing on file · 1 a ledger is · 2 all are, and none
    is older than its rhythm · 3 a target is set for one of its metrics · 4 an improvement moved one of them beyond
    noise.

    ``missing`` and ``old`` ledgers are what level 2 still asks for."""

    area: str
    level: int
    missing: tuple[str, ...]
    old: tuple[str, ...]


def compute_maturity(
    reaches: Mapping[str, Reach], aimed: Collection[str], improved: Collection[str]
) -> tuple[Maturity, ...]:
    """The areas, the lowest first. ``aimed`` and ``improved`` are the ledgers that metrics with a target, or moved by
    an improvement, are read from."""
    found = []
    for area, ledgers in FIELDS.items():
        missing = tuple(name for name in ledgers if reaches[name].until is None)
        old = tuple(name for name in ledgers if reaches[name].old)
        steps = (
            len(missing) < len(ledgers),
            not missing and not old,
            not set(ledgers).isdisjoint(aimed),
            not set(ledgers).isdisjoint(improved),
        )
        level = next((at for at, done in enumerate(steps) if not done), HIGHEST)
        found.append(Maturity(area, level, missing, old))
    return tuple(sorted(found, key=lambda one: one.level))


def ledgers_of(found: Results) -> tuple[set[str], set[str]]:
    """The first ledgers of the metrics that have a target, and of those that an improvement moved beyond noise."""
    aimed = {metric_of(one.row["metric"]) for one in found.targets if one.reading is not None}
    moved = {metric_of(one.row["metric"]) for one in found.improvements if one.outcome == "better"}
    of = [
        {name for metric in metrics if metric for name in METRICS[metric].passport.datasets[:1]}
        for metrics in (aimed, moved)
    ]
    return of[0], of[1]


@once
def load_maturity(store: Store, scope: Scope) -> tuple[Maturity, ...]:
    """How far each area is, as of the scope's moment."""
    names = dict.fromkeys(name for ledgers in FIELDS.values() for name in ledgers)
    reaches = {one.dataset: one for one in load_reaches(store, scope, names)}
    return compute_maturity(reaches, *ledgers_of(load_results(store, scope)))
