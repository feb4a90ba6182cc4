"""Erasing a customer: rows and sightings everywhere, and a tombstone that keeps old files from bringing them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from data.datasets import Dataset
from data.store.comments import forget_in_comments
from data.store.commit import rebuild
from data.store.scrubbing import without
from data.store.sql import fill, quoted


def erase_customer(
    cursor: duckdb.DuckDBPyConnection,
    datasets: Mapping[str, Dataset],
    pseudonym: str,
    erased_at: datetime,
    written: tuple[str, ...] = (),
) -> dict[str, int]:
    """Rows erased a dataset, every stored content counted, and under ``edition_comments`` the comments that named the
    customer by the pseudonym or the id as ``written``: the name goes out of them. Runs inside the caller's
    transaction."""
    names = tuple(name for name in (pseudonym, *written) if name)
    erased: dict[str, int] = {}
    for name, dataset in datasets.items():
        customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
        if customer is None:
            continue
        theirs = fill(
            "select row_id from rows_{name} where {customer} = $customer", name=name, customer=quoted(customer)
        )
        values = {"customer": pseudonym}
        if not cursor.execute(fill("select exists ({theirs})", theirs=theirs), values).fetchall()[0][0]:
            continue
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
                "create or replace temp table touched as select distinct {what} from rows_{name} where {customer} ="
                " $customer",
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
    erased["edition_comments"] = forget_in_comments(cursor, names)
    _forget_in_reasons(cursor, names)
    cursor.execute("delete from tombstones where customer = $customer", {"customer": pseudonym})
    cursor.execute(
        "insert into tombstones values ($customer, $erased_at)", {"customer": pseudonym, "erased_at": erased_at}
    )
    return {name: rows for name, rows in erased.items() if rows}


def _forget_in_reasons(cursor: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Take ``names`` out of the reasons for undoing and taking away."""
    told = cursor.execute("select seq, reason from batch_log where reason <> '' and reason not like '{%'").fetchall()
    for seq, reason in told:
        if (left := without(reason, names)) != reason:
            cursor.execute("update batch_log set reason = $reason where seq = $seq", {"reason": left, "seq": seq})
