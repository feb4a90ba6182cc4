"""The critical path: when each activity can start, may end at the latest, and how much room is between (total
float)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import networkx as nx
import pandas as pd

from data.problems import Issue

Relation = Literal["FS", "SS", "FF", "SF"]
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Link:
    """``before`` and an activity: finish–start, start–start, finish–finish or start–finish, and a lag in its unit of
    time."""

    before: str
    relation: Relation = "FS"
    lag: float = 0.0


@dataclass(frozen=True)
class Activity:
    """Work of ``duration`` that may start at ``earliest`` (time 0 is the start of the plan) after its links allow
    it."""

    id: str
    duration: float
    links: tuple[Link, ...] = ()
    earliest: float = 0.0


@dataclass(frozen=True)
class Network:
    """Activities in an order in which each comes after what it waits for.

    ``issues`` are links that were left out so that the rest can be computed: ``predecessor_missing`` (an activity that
    is not there) and ``schedule_cycle`` (activities that wait for each other; the links among them are dropped).
    """

    activities: tuple[Activity, ...]
    issues: tuple[Issue, ...] = field(default_factory=tuple)

    @cached_property
    def position(self) -> dict[str, int]:
        return {activity.id: at for at, activity in enumerate(self.activities)}


def make_network(activities: Iterable[Activity]) -> Network:
    """The network of activities with distinct ids."""
    given = {activity.id: activity for activity in activities}
    issues: list[Issue] = []
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(given)
    kept: dict[str, list[Link]] = {name: [] for name in given}
    for activity in given.values():
        for link in activity.links:
            if link.before not in given:
                issues.append(
                    Issue(
                        "predecessor_missing",
                        "warn",
                        value=link.before,
                        params={"task": activity.id, "predecessor": link.before},
                    )
                )
            else:
                kept[activity.id].append(link)
                graph.add_edge(link.before, activity.id)
    for knot in nx.strongly_connected_components(graph):
        if len(knot) > 1 or any(graph.has_edge(name, name) for name in knot):
            members = [name for name in given if name in knot]
            issues.append(
                Issue("schedule_cycle", "warn", value=members[0], params={"tasks": " → ".join([*members, members[0]])})
            )
            for name in members:
                kept[name] = [link for link in kept[name] if link.before not in knot]
    clean: nx.DiGraph[str] = nx.DiGraph()
    clean.add_nodes_from(given)
    clean.add_edges_from((link.before, name) for name, links in kept.items() for link in links)
    order = list(
        nx.lexicographical_topological_sort(clean, key={name: at for at, name in enumerate(given)}.__getitem__)
    )
    return Network(
        tuple(Activity(name, given[name].duration, tuple(kept[name]), given[name].earliest) for name in order),
        tuple(issues),
    )


@dataclass(frozen=True)
class CriticalPath:
    """``frame`` has one row an activity in the order of the network: id, duration, early_start, early_finish,
    late_start, late_finish, total_float, critical. ``finish`` is the end of the plan."""

    frame: pd.DataFrame
    finish: float
    issues: tuple[Issue, ...]

    @property
    def critical(self) -> tuple[str, ...]:
        return tuple(self.frame.loc[self.frame["critical"], "id"])


def critical_path(network: Network, deadline: float | None = None) -> CriticalPath:
    """Forward and backward pass over links of all four relations with lags, leads included.

    Total float is late start − early start against ``deadline`` (the computed finish where none is given); critical is
    what has the least float. Kelley & Walker (1959); precedence relations as in the PMI's Practice Standard for
    Scheduling.
    """
    activities, position = network.activities, network.position
    starts: list[float] = []
    for activity in activities:
        start = activity.earliest
        for link in activity.links:
            before = position[link.before]
            allowed = earliest_start(link, activity.duration, starts[before], activities[before].duration)
            start = max(start, allowed)
        starts.append(start)
    finishes = [start + activity.duration for start, activity in zip(starts, activities, strict=True)]
    finish = max(finishes, default=0.0)
    latest = [finish if deadline is None else deadline] * len(activities)
    for at in range(len(activities) - 1, -1, -1):
        late_finish = latest[at]
        late_start = late_finish - activities[at].duration
        for link in activities[at].links:
            before = position[link.before]
            bound = (late_start if link.relation in ("FS", "SS") else late_finish) - link.lag
            if link.relation in ("SS", "SF"):
                bound += activities[before].duration
            latest[before] = min(latest[before], bound)
    frame = pd.DataFrame(
        {
            "id": [activity.id for activity in activities],
            "duration": [float(activity.duration) for activity in activities],
            "early_start": starts,
            "early_finish": finishes,
            "late_start": [late - activity.duration for late, activity in zip(latest, activities, strict=True)],
            "late_finish": latest,
        }
    )
    frame["total_float"] = frame["late_start"] - frame["early_start"]
    frame["critical"] = frame["total_float"] <= frame["total_float"].min() + TOLERANCE
    return CriticalPath(frame, finish, network.issues)


def earliest_start(link: Link, duration: float, start_before: float, duration_before: float) -> float:
    """The earliest start that one link allows an activity of ``duration``."""
    anchor = start_before + (duration_before if link.relation in ("FS", "FF") else 0.0) + link.lag
    return anchor - (duration if link.relation in ("FF", "SF") else 0.0)
