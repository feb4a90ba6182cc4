"""Small builders for stores: prepared tables from plain rows, people with rights, questions that need no catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.datasets.arrow import ARROW
from data.store import Prepared, Query, Source

ADMIN = Rights("admin", "administrator")


def prepared(
    dataset: str | Dataset,
    rows: Sequence[Mapping[str, Any]],
    *,
    name: str = "file.xlsx",
    kind: Any = "file",
    **more: Any,
) -> Prepared:
    """A prepared file of ``rows``, numbered from row 2 of ``Sheet1`` as under a header."""
    declared = DATASETS[dataset] if isinstance(dataset, str) else dataset
    columns = {column: pa.array([row.get(column) for row in rows], ARROW[sql]) for column, sql in declared.columns}
    columns["_sheet"] = pa.array(["Sheet1"] * len(rows), pa.string())
    columns["_row"] = pa.array(range(2, len(rows) + 2), pa.int32())
    return Prepared(declared.name, Source(name, "00" * 32, kind), pa.table(columns), **more)


_ASKED: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], Query] = {}


def ask(sql: str, grain: Any = "rows", dims: tuple[str, ...] = (), hide: tuple[str, ...] = ()) -> Query:
    """A question of a test, registered once."""
    known = (sql, grain, dims, hide)
    if known not in _ASKED:
        _ASKED[known] = Query(f"test.{len(_ASKED)}", sql, grain, dims, hide)
    return _ASKED[known]
