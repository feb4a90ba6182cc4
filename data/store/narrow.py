"""Selections that would set a few customers apart: a reader without row level is not answered in them.

Two selections whose difference is one customer tell what that one adds to a number, however large both are. So the
roster is laid out by what a question is narrowed by – waves, branches, segments –, the cells of fewer than
:data:`~data.store.suppression.MIN_GROUP` customers are hidden in that table and others with them, as in every table,
and a selection that takes in some of the hidden cells and leaves others out is not answered: every number in it is as
that of a small group. ``tests/data/store/test_narrow_selections.py`` tries all pairs and triples of selections for what
is left over between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from data.access import Rights
from data.store.query import Query
from data.store.suppression import MIN_GROUP, protect

PLACES = {"waves": "wave", "branches": "branch", "segments": "segment"}
"""What is selected by → the column of the roster."""
ROSTER = Query(
    "narrow.roster",
    "select wave, branch, segment, count(*) as n, count(*) as size from {moves} group by all",
    "aggregate",
    ("wave", "branch", "segment"),
    ("n",),
)
"""The roster by its places, for this module alone: ``size`` is exact however small."""


def sets_apart(
    read: Callable[..., pd.DataFrame], query: Query, rights: Rights, as_of: datetime | None, params: Mapping[str, Any]
) -> bool:
    """Whether the selection in ``params`` sets a few customers apart for this reader. What is rounded by whose rows are
    counted (:mod:`data.store.rounding`) is told in every selection."""
    named = {column: params[name] for name, column in PLACES.items() if params.get(name)}
    if rights.row_level or not named or query.means or query.counts:
        return False
    return tells_few(read(ROSTER, replace(rights, role="administrator"), as_of=as_of), named)


def tells_few(roster: pd.DataFrame, named: Mapping[str, Sequence[str]]) -> bool:
    """Whether what is ``named`` parts the hidden cells of the ``roster`` (wave, branch, segment, size)."""
    dims = list(named)
    table = roster.groupby(dims, dropna=False)["size"].sum().reset_index()
    sizes = table["size"].to_numpy(float)
    hidden = protect(table, dims, sizes, sizes < MIN_GROUP)
    inside = np.logical_and.reduce([table[column].isin(list(names)) for column, names in named.items()])
    return bool(hidden[inside].any() and hidden[~inside].any()) or bool(0 < sizes[inside].sum() < MIN_GROUP)
