"""Erasing a customer: rows and sightings everywhere, and a tombstone that keeps old files from bringing them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from data.datasets import Dataset
from data.store.commit import rebuild
from data.store.sql import fill, quoted


def erase_customer(
    cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset], pseudonym: str, erased_at: datetime
) -> dict[str, int]:
    """Rows erased a dataset, every stored content counted. Runs inside the caller's transaction."""
    erased: dict[str, int] = {}
    for name, dataset in datasets.items():
        customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
        if customer is None:
            continue
        theirs = fill(
            "select row_id from rows_{name} where {customer} = $customer", name=name, customer=quoted(customer)
        )
        values = {"customer": pseudonym}
        cursor.execute(
            fill(
                "insert into erased_rows select seq, '{name}', count(*) from sightings_{name} "
                "where row_id in ({theirs}) group by seq",
                name=name,
                theirs=theirs,
            ),
            values,
        )
        cursor.execute(
            fill("delete from sightings_{name} where row_id in ({theirs})", name=name, theirs=theirs), values
        )
        # A key may have named somebody else before: what was said then is current again.
        what = "row_part" if dataset.kind == "snapshot" else "row_key"
        cursor.execute(
            fill(
                "create or replace temp table touched as select distinct {what} from rows_{name} where {customer} = $customer",
                what=what,
                name=name,
                customer=quoted(customer),
            ),
            values,
        )
        gone = 0
        for where in ("current", "past"):
            statement = fill(
                "delete from {where}_{name} where {customer} = $customer",
                where=where,
                name=name,
                customer=quoted(customer),
            )
            gone += int(cursor.execute(statement, values).fetchall()[0][0])
        rebuild(cursor, dataset, fill("{what} in (select {what} from touched)", what=what))
        erased[name] = gone
    cursor.execute("delete from tombstones where customer = $customer", {"customer": pseudonym})
    cursor.execute(
        "insert into tombstones values ($customer, $erased_at)", {"customer": pseudonym, "erased_at": erased_at}
    )
    return {name: rows for name, rows in erased.items() if rows}
