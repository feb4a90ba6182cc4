"""Open defects as they were counted: by severity, and of all severities together, without counting a defect twice."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.frames import parts_of, rows

SEVERITIES = ("critical", "high", "medium", "low")
UNSORTED = "unsorted"
"""Of no severity that anybody has written: any of them may be critical."""
ALL = "all"
"""Of all severities together: a sum, of which only what no severity accounts for is a count of its own."""


def compute_counts(history: pd.DataFrame) -> pd.DataFrame:
    """The counts with each sum of all severities replaced by its rest: what the newest counts by severity of its part
    leave of it.

    A severity that is counted later for the first time comes out of that rest. Where more were open on earlier days
    than the sum says are, those counts are over (``known`` is nothing from its day on); those of its own day stand, and
    ``excess`` says by how many the sum falls short of them. ``sum_told``: a rest of a sum of which it is written of how
    many the meeting was told, so that its severities need not say it.
    """
    counted = history.assign(excess=0, sum_told=False)
    if not (history["severity"] == ALL).any():
        return counted
    found = [line for _, own in parts_of(counted, "part") for line in _of_part(own)]
    return pd.DataFrame(found, columns=counted.columns).astype({"known": "Int64", "told": "Int64"})


def _of_part(own: pd.DataFrame) -> list[dict[str, Any]]:
    """The counts of one part as :func:`compute_counts` has them."""
    lines: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    rest: dict[str, Any] | None = None
    for day, counted in own.groupby("snapshot_on"):
        by = {row.severity: dict(row._asdict()) for row in rows(counted)}
        stated, new = by.pop(ALL, None), {name: line for name, line in by.items() if name not in last}
        last |= by
        lines += by.values()
        if stated is not None:
            if _sum(last, "known") > stated["known"]:
                over = [name for name in last if name not in by]
                lines += [last.pop(name) | {"snapshot_on": day, "known": None, "told": None} for name in over]
            rest = stated | {"excess": max(_sum(last, "known") - int(stated["known"]), 0)}
            rest |= _left(stated, last) | {"sum_told": not pd.isna(stated["told"])}
            lines.append(rest)
        elif rest is not None and new:
            rest = rest | {"snapshot_on": day} | _left(rest, new)
            # What is told now of a severity is newer than what was told of all.
            rest["told"] = None if rest["told"] is None else min(rest["told"], rest["known"])
            lines.append(rest)
    return lines


def _left(whole: dict[str, Any], by: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Known and told of a sum less its parts. Of nothing that is left nobody need have been told."""
    known = max(int(whole["known"]) - _sum(by, "known"), 0)
    unsaid = pd.isna(whole["told"])
    return {"known": known, "told": (None if known else 0) if unsaid else max(int(whole["told"]) - _sum(by, "told"), 0)}


def _sum(lines: dict[str, dict[str, Any]], name: str) -> int:
    return sum(int(line[name]) for line in lines.values() if not pd.isna(line[name]))


def newest(history: pd.DataFrame, wave: str, waves: set[str]) -> pd.DataFrame:
    """The newest count of each part and severity that this cut-over rests on: of the wave itself where it is counted,
    else of all that is no other wave. A later count of one severity says nothing of the others."""
    own = history[history["part"] == wave]
    if own.empty:
        own = history[~history["part"].isin(waves)]
    last = own.groupby(["part", "severity"], dropna=False)["snapshot_on"].transform("max")
    return (
        own[(own["snapshot_on"] == last) & own["known"].notna()]
        .replace({"severity": {ALL: UNSORTED}})
        .reset_index(drop=True)
    )


def compute_standing(history: pd.DataFrame) -> pd.DataFrame:
    """What stood on each day on which something was counted: known and told (nothing where nobody says) by day, the
    newest count of each part and severity until then added up."""
    lines = []
    for day in sorted(history["snapshot_on"].unique()):
        own = history[history["snapshot_on"] <= day].sort_values("snapshot_on", kind="stable")
        last = own.drop_duplicates(["part", "severity"], keep="last")
        lines.append((day, *(last[name].sum(min_count=1) for name in ("known", "told"))))
    return pd.DataFrame(lines, columns=["snapshot_on", "known", "told"]).set_index("snapshot_on")
