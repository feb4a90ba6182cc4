"""The rows behind the numbers: those of a dataset, of one batch or of one customer, each with its place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from data.store import Query, Store

MOST = 100
"""Rows shown at once; who needs others narrows the search."""


def _rows_of(dataset: Dataset) -> Query:
    """One row a current row of the dataset, newest first; ``$customer`` is a pseudonym or null, ``$row_ids`` a list or
    null."""
    about = " and ($customer is null or customer = $customer)" if dataset.has_customer else ""
    return Query(
        f"records.rows.{dataset.name}",
        "select * from {placed:" + dataset.name + "} "  # noqa: S608 - declared names only
        "where ($row_ids is null or list_contains($row_ids, row_id))"
        + about
        + f" order by row_id desc limit {MOST + 1}",
        "rows",
        to_date=False,
        as_told=True,
    )


ROWS: dict[str, Query] = {name: _rows_of(dataset) for name, dataset in DATASETS.items()}

WAVES = Query("records.waves", "select wave from {waves} order by {ordered:wave}", "open")


def load_waves(store: Store, rights: Rights) -> list[str]:
    """The ids of the programme's waves, in their order."""
    return [str(wave) for wave in store.read(WAVES, rights)["wave"]]


@dataclass(frozen=True)
class Rows:
    """Rows of a dataset with the columns ``file_name, sheet, row, batch_id`` of the batch that said each last.

    ``more`` says that there are others beyond the first :data:`MOST`.
    """

    frame: pd.DataFrame
    more: bool


def load_rows(
    store: Store, rights: Rights, dataset: str, *, customer: str | None = None, batch: str | None = None
) -> Rows:
    """The newest rows of a dataset, those of one customer (by pseudonym), or those a batch said, with their lineage.

    The lineage is that of the batch asked for, else of the one that said the row last. The look is logged. Raises
    ``Refusal`` for readers without row level.
    """
    params: dict[str, object] = {"customer": customer} if DATASETS[dataset].has_customer else {}
    params["row_ids"] = store.rows_said(batch, rights, first=MOST + 1) if batch else None
    frame = store.read(ROWS[dataset], rights, params=params)
    more = len(frame) > MOST
    frame = frame.head(MOST)
    lineage = store.lineage(dataset, [int(row) for row in frame["row_id"]], rights)
    of_interest = lineage[lineage["batch_id"] == batch] if batch else lineage[lineage["live"].astype(bool)]
    last = of_interest.sort_values("seq").drop_duplicates("row_id", keep="last")
    places = last[["row_id", "file_name", "sheet", "row", "batch_id"]]
    return Rows(frame.merge(places, on="row_id", how="left"), more)


MOST_EDITED = 500


@cache
def _editable_rows(dataset: str, fields: tuple[str, ...]) -> Query:
    """One row a current row of the dataset, in the order of its key; ``$w_<field>`` is the list of values it may
    have."""
    told = DATASETS[dataset]
    condition = " and ".join(
        f"list_contains($w_{name}, {name if name == 'row_id' else f'cast({name} as varchar)'})" for name in fields
    )
    return Query(
        ".".join(("records.edit", dataset, *fields)),
        f"select * from {{{dataset}}} where {condition or 'true'} "  # noqa: S608 - declared names only
        f"order by {', '.join(told.key)}, row_id limit {MOST_EDITED}",
        "rows",
        as_told=True,
    )


EDITABLE: dict[str, Query] = {name: _editable_rows(name, ()) for name in DATASETS}


def load_editable(store: Store, rights: Rights, dataset: str, where: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The current rows of a dataset with ``row_id`` and every stored column, at most :data:`MOST_EDITED`.

    ``where`` narrows: field (or ``row_id``) → a value, or a list of values. The look is logged. Raises ``Refusal`` for
    readers without row level.
    """
    asked = {
        name: [value if name == "row_id" else str(value) for value in (given if isinstance(given, list) else [given])]
        for name, given in (where or {}).items()
    }
    unknown = set(asked) - {"row_id", *DATASETS[dataset].by_name}
    if unknown:
        raise Refusal("field_unknown", where=sorted(unknown)[0], dataset=dataset)
    query = _editable_rows(dataset, tuple(sorted(asked)))
    return store.read(query, rights, params={f"w_{name}": values for name, values in asked.items()})
