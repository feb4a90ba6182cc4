"""Versions of a budget: which one is in force, and what a new one changes. What was spent, earned or committed has
none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.frames import natural

WHOLE = 0.5
"""A version that names more than this share of the cost lines of the one before is the budget; one that names fewer
changes only the cells that it names."""


def versions_of(lines: pd.DataFrame) -> list[str]:
    """The versions that a sheet names, oldest first."""
    return sorted((str(name) for name in lines["version"].dropna().unique() if str(name).strip()), key=natural)


def settle(
    lines: pd.DataFrame, *, place: Sequence[str], plans: Sequence[str], facts: Sequence[str], period: str = "period"
) -> pd.DataFrame:
    """The amounts of ``lines`` that hold, the others null; the rows stay.

    ``place`` are the columns that name a line of the sheet; with ``period`` they name a cell. ``plans`` are amounts of
    a version: of each the newest version that has any holds as a whole, or changes the cells that it names. A row
    without a version belongs to every one, and gives way to a row of the version in force for the same cell. ``facts``
    have no version: of one cell that several versions repeat the newest says it.
    """
    known = versions_of(lines)
    if not known:
        return lines
    found = lines.copy()
    rank = found["version"].map({name: at for at, name in enumerate(known)}).fillna(-1).astype(int)
    line = pd.Series(
        list(zip(*(found[name].astype(object).where(found[name].notna(), "") for name in place), strict=True)),
        index=found.index,
    )
    cell = pd.Series(list(zip(line, found[period], strict=True)), index=found.index)
    for name in plans:
        stated = found[name].notna()
        in_force = pd.Index([])
        for at in range(len(known)):
            own = found.index[stated & (rank == at)]
            if own.empty:
                continue
            before = set(line[in_force])
            if before and len(before & set(line[own])) <= WHOLE * len(before):
                own = own.append(in_force[~cell[in_force].isin(set(cell[own]))])
            in_force = own
        loose = found.index[stated & (rank < 0)]
        in_force = in_force.append(loose[~cell[loose].isin(set(cell[in_force]))])
        found[name] = found[name].where(found.index.isin(in_force))
    for name in facts:
        rows = found.index[found[name].notna()]
        newest = rank[rows].groupby(cell[rows], sort=False).transform("max")
        in_force = rows[(rank[rows] == newest).to_numpy()]
        found[name] = found[name].where(found.index.isin(in_force))
    return found
