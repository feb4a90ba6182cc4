"""The critical path against textbook networks, an independent longest path, and what is wrong in plans."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from analytics.stats.network import Activity, Link, critical_path, make_network


def activity(name: str, duration: float, *before: str | Link, earliest: float = 0) -> Activity:
    links = tuple(Link(one) if isinstance(one, str) else one for one in before)
    return Activity(name, duration, links, earliest)


def test_the_general_foundry_project() -> None:
    """Heizer & Render, Operations Management: eight activities, critical path A–C–E–G–H, 15 weeks."""
    path = critical_path(
        make_network(
            [
                activity("A", 2),
                activity("B", 3),
                activity("C", 2, "A"),
                activity("D", 4, "A", "B"),
                activity("E", 4, "C"),
                activity("F", 3, "C"),
                activity("G", 5, "D", "E"),
                activity("H", 2, "F", "G"),
            ]
        )
    )
    frame = path.frame.set_index("id")
    assert path.finish == 15
    assert path.critical == ("A", "C", "E", "G", "H")
    assert frame["total_float"].to_dict() == {"A": 0, "B": 1, "C": 0, "D": 1, "E": 0, "F": 6, "G": 0, "H": 0}
    assert frame.loc["F", ["early_start", "early_finish", "late_start", "late_finish"]].tolist() == [4, 7, 10, 13]


def test_lags_of_all_four_relations() -> None:
    """Worked by hand. A 0–10; B starts 3 after A starts: 3–11; C ends at the earliest 2 after B ends: 13, so 9–13; D
    starts 1 after C ends: 14–19; E ends at the earliest 8 after D starts: 22, so 16–22; F overlaps E's end by 2:
    20–23."""
    path = critical_path(
        make_network(
            [
                activity("A", 10),
                activity("B", 8, Link("A", "SS", 3)),
                activity("C", 4, Link("B", "FF", 2)),
                activity("D", 5, Link("C", "FS", 1)),
                activity("E", 6, Link("D", "SF", 8)),
                activity("F", 3, Link("E", "FS", -2)),
            ]
        )
    )
    frame = path.frame.set_index("id")
    assert frame["early_start"].to_dict() == {"A": 0, "B": 3, "C": 9, "D": 14, "E": 16, "F": 20}
    assert frame["early_finish"].to_dict() == {"A": 10, "B": 11, "C": 13, "D": 19, "E": 22, "F": 23}
    assert path.finish == 23
    # All starts are bound to each other. A's *finish* is not, but it cannot float alone: its start is critical.
    assert frame["total_float"].to_dict() == dict.fromkeys("ABCDEF", 0)


def test_float_of_each_relation_is_what_the_activity_can_really_slip() -> None:
    """Independent: delaying one activity by its float leaves the finish, by one more moves it."""
    rng = np.random.default_rng(7)
    for _ in range(25):
        names = [f"T{at}" for at in range(12)]
        plan = []
        for at, name in enumerate(names):
            chosen = rng.choice(at, size=min(at, 2), replace=False) if at else []
            links = [
                Link(names[before], str(rng.choice(["FS", "SS", "FF", "SF"])), float(rng.integers(-2, 5)))  # type: ignore[arg-type]
                for before in chosen
            ]
            plan.append(activity(name, float(rng.integers(1, 9)), *links))
        path = critical_path(make_network(plan))
        for row in path.frame.itertuples():
            for extra, moves in ((0, False), (1, True)):
                delayed = [
                    (
                        Activity(one.id, one.duration, one.links, row.early_start + row.total_float + extra)
                        if one.id == row.id
                        else one
                    )
                    for one in plan
                ]
                assert (critical_path(make_network(delayed)).finish > path.finish) is moves


def test_the_finish_is_the_longest_path_of_an_independent_library() -> None:
    rng = np.random.default_rng(3)
    names = [f"T{at:03d}" for at in range(200)]
    lengths = rng.integers(1, 20, 200)
    plan, graph = [], nx.DiGraph()
    for at, name in enumerate(names):
        before = [names[one] for one in rng.choice(at, size=min(at, 3), replace=False)] if at else []
        plan.append(activity(name, float(lengths[at]), *before))
        graph.add_edge("start", name, weight=0)
        for one in before:
            graph.add_edge(one, name, weight=int(lengths[names.index(one)]))
        graph.add_edge(name, "end", weight=int(lengths[at]))
    assert critical_path(make_network(plan)).finish == nx.dag_longest_path_length(graph)


def test_a_cycle_and_a_missing_predecessor_are_reported_and_the_rest_is_computed() -> None:
    network = make_network(
        [
            activity("A", 2),
            activity("B", 3, "A", "D"),
            activity("C", 1, "B"),
            activity("D", 1, "C"),
            activity("E", 5, "X", "A"),
        ]
    )
    problems = {issue.code: issue.params for issue in network.issues}
    assert problems == {
        "predecessor_missing": {"task": "E", "predecessor": "X"},
        "schedule_cycle": {"tasks": "B → C → D → B"},
    }
    path = critical_path(network)
    assert path.finish == 7
    assert path.frame.set_index("id").loc["B", "early_start"] == 2


def test_a_task_that_waits_for_itself_is_a_cycle() -> None:
    assert [issue.code for issue in make_network([activity("A", 1, "A")]).issues] == ["schedule_cycle"]


def test_an_activity_is_not_planned_before_it_may_start_and_a_deadline_takes_float() -> None:
    plan = make_network([activity("A", 2, earliest=5), activity("B", 1)])
    path = critical_path(plan)
    assert (path.finish, path.critical) == (7, ("A",))
    late = critical_path(plan, deadline=6)
    assert late.frame.set_index("id")["total_float"].to_dict() == {"A": -1, "B": 5}


def test_an_empty_plan_ends_at_once() -> None:
    assert critical_path(make_network([])).finish == pytest.approx(0)
