"""How each area stands: the worst of its tiles as a state, and its finding as the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.catalogue import areas
from analytics.judging import State, load_judge, worst
from analytics.marks import Cell, Grid
from analytics.readiness.numbers.gates import load_readiness
from analytics.standing import load_standing
from data.incidents import log_incident

if TYPE_CHECKING:
    from analytics.catalogue import Area
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

GATES: dict[str, State] = {"no_go": "bad", "not_yet": "watch", "go": "good", "early": "none", "went": "none"}
"""State of the wave in focus at its gates → what it is for readiness, beside its scores; one that went is judged no
more."""
APART = ("alerts",)
"""Areas that are told in a part of their own."""


@dataclass(frozen=True)
class AreaStanding:
    """``area`` with its state and why; ``unknown`` where nothing is there to be judged."""

    area: str
    state: State
    said: str


def load_areas(store: Store, scope: Scope, t: Translator) -> list[AreaStanding]:
    """Every area of the menu in its order. What breaks in one does not take the others with it."""
    return [_area(store, scope, area, t) for area in areas() if area.name not in APART]


def _area(store: Store, scope: Scope, area: Area, t: Translator) -> AreaStanding:
    try:
        said = area.headline(store, scope, t)
        if not said:
            return AreaStanding(area.name, "unknown", t(f"plan.nothing.{area.name}"))
        judge = load_judge(store, scope)
        states = [load_standing(store, scope, metric, judge).state for metric in area.tiles]
        if area.name == "readiness":
            found = load_readiness(store, scope)
            states += [GATES[one.state] for one in found.waves if one.wave == found.focus]
        return AreaStanding(area.name, worst(states), said)
    except Exception as error:  # noqa: BLE001 - one area that cannot be told is said to be so
        return AreaStanding(
            area.name, "unknown", t("meeting.broken", incident=log_incident(error, f"brief {area.name}"))
        )


def grid_areas(found: Sequence[AreaStanding], t: Translator) -> Grid:
    """The areas as a table."""
    heads = tuple(t(f"brief.areas.{head}") for head in ("state", "area", "said"))
    lines = tuple(
        (
            Cell(t(f"meeting.state.{one.state}"), t(f"meeting.state.{one.state}"), one.state),
            Cell(t(f"page.{one.area}"), one.area),
            Cell(one.said, one.said),
        )
        for one in found
    )
    return Grid(heads, ("state", "head", "prose"), lines)


def title_areas(found: Sequence[AreaStanding], t: Translator) -> str:
    """How many areas have something beyond its limit, and of how many nothing is known."""
    count = {state: sum(one.state == state for one in found) for state in ("bad", "watch", "unknown")}
    said = t("brief.areas.title", n=count["bad"], all=t.number(len(found)), watch=t.number(count["watch"]))
    return t("brief.areas.unknown", said=said, unknown=t.number(count["unknown"])) if count["unknown"] else said
