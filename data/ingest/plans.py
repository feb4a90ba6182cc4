"""What a plan says beyond its cells: outlines, and predecessors that are missing, unreadable or wait in a circle."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from data.ingest.predecessors import read_predecessors, task_id
from data.problems import Issue

MOST_ISSUES = 50
_INDENT = " \u00a0\u3000\t"


def indents(texts: Sequence[str | None]) -> list[int] | None:
    """Outline levels (1 is the outermost) from the spaces before the names; ``None`` where nothing is indented."""
    widths = [len(text) - len(text.lstrip(_INDENT)) if text else 0 for text in texts]
    if not any(widths):
        return None
    steps = {width: level for level, width in enumerate(sorted(set(widths)), 1)}
    return [steps[width] for width in widths]


def parents(tasks: Sequence[str | None], levels: Sequence[int | None]) -> list[str | None]:
    """The task above each one: the nearest earlier row with a smaller level."""
    found: list[str | None] = []
    path: list[tuple[int, str | None]] = []
    for task, level in zip(tasks, levels, strict=True):
        if level is None:
            found.append(None)
            continue
        while path and path[-1][0] >= level:
            path.pop()
        found.append(path[-1][1] if path else None)
        path.append((level, task))
    return found


WBS_HEADERS = frozenset(
    {
        "wbs",
        "wbscode",
        "wbsid",
        "wbs编码",
        "wbs编号",
        "outlinenumber",
        "工作分解",
        "工作分解结构",
        "大纲数字",
        "大纲编号",
    }
)
_CODE = re.compile(r"\d+(\.\d+)*\.?")


def parents_of_codes(tasks: Sequence[str | None], codes: Sequence[str | None]) -> list[str | None] | None:
    """The task above each one by codes such as 1, 1.2, 1.2.1; ``None`` where the codes are of no such form or none lies
    below another."""
    plain = [None if code is None else code.strip().rstrip(".") for code in codes]
    if not all(code is None or _CODE.fullmatch(code) for code in plain):
        return None
    by_code = {code: task for code, task in zip(plain, tasks, strict=True) if code is not None}
    found: list[str | None] = []
    for code in plain:
        above = code
        while above and "." in above:
            above = above.rpartition(".")[0]
            if above in by_code:
                break
        found.append(by_code.get(above) if above and above != code else None)
    return found if any(parent is not None for parent in found) else None


def complete_plan(
    table: pa.Table, names: Sequence[str | None] | None, column: str, codes: Sequence[str | None] | None = None
) -> tuple[pa.Table, list[Issue]]:
    """A table of ``tasks`` with ids in one form and parents from its outline, and what is wrong with its links.

    ``names`` are the task names as written, with the spaces before them; ``column`` the header of the predecessors;
    ``codes`` the codes of a work breakdown that stands beside the ids (else the ids themselves may be such codes).
    """
    tasks = [None if task is None else task_id(task) for task in table["task"].to_pylist()]
    table = _with(table, "task", tasks)
    levels: Sequence[int | None] = table["outline_level"].to_pylist()
    if names is not None and all(level is None for level in levels):
        indented = indents(names)
        if indented is not None:
            levels = indented
            table = _with(table, "outline_level", levels)
    if all(parent is None for parent in table["parent"].to_pylist()) and any(level is not None for level in levels):
        table = _with(table, "parent", parents(tasks, levels))
    if all(parent is None for parent in table["parent"].to_pylist()):
        above = parents_of_codes(tasks, codes if codes is not None else tasks)
        if above is not None:
            table = _with(table, "parent", above)
    return table, link_issues(table, column)


def _with(table: pa.Table, name: str, values: Sequence[object]) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))


def link_issues(table: pa.Table, column: str) -> list[Issue]:
    """Unreadable lags, predecessors that no row has (in a plan without parts), and circles; each with its row."""
    import networkx as nx  # a sixth of what a command that loads a file takes to begin; only a plan needs it

    rows = table.select(["task", "part", "predecessors", "_sheet", "_row"]).to_pylist()
    known = {row["task"]: row for row in rows}
    graph: nx.DiGraph[str] = nx.DiGraph()
    issues: list[Issue] = []
    for row in rows:
        found, unread = read_predecessors(row["predecessors"])
        place = {"sheet": row["_sheet"], "row": row["_row"], "column": column}
        issues += [
            Issue("predecessor_unread", "warn", value=text[:80], params={"text": text[:80]}, **place) for text in unread
        ]
        for one in found:
            if one.task in known:
                graph.add_edge(one.task, row["task"])
            elif row["part"] is None:
                params = {"task": row["task"], "predecessor": one.task[:40]}
                issues.append(Issue("predecessor_missing", "warn", value=one.task[:40], params=params, **place))
    for knot in nx.strongly_connected_components(graph):
        if len(knot) > 1 or any(graph.has_edge(name, name) for name in knot):
            members = [row["task"] for row in rows if row["task"] in knot]
            first = known[members[0]]
            issues.append(
                Issue(
                    "schedule_cycle",
                    "warn",
                    first["_sheet"],
                    first["_row"],
                    column,
                    members[0],
                    params={"tasks": " → ".join([*members, members[0]])},
                )
            )
    return issues[:MOST_ISSUES]
