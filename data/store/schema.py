"""The tables of the store. Those of a dataset are derived from its declaration and gain its new columns by
themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from data.datasets import Dataset
from data.store.sql import field_names, fill, listed, quoted, stored_columns

FIXED = (
    """create table if not exists meta (name varchar, value varchar)""",
    """create table if not exists batch_log (
        seq bigint, batch_id varchar, event varchar, known_at timestamp, recorded_at timestamp, who varchar,
        source varchar, file_name varchar, sha256 varchar, dataset varchar, complete boolean,
        "read" bigint, "new" bigint, updated bigint, unchanged bigint, rejected bigint, ignored bigint,
        mapping varchar, fingerprint varchar, reason varchar)""",
    """create table if not exists batch_issues (
        seq bigint, position integer, code varchar, severity varchar, sheet varchar, "row" integer,
        "column" varchar, "value" varchar, "count" bigint, params varchar)""",
    """create table if not exists audit (
        number bigint, at_time timestamp, who varchar, "role" varchar, event varchar, details varchar,
        personal_hash varchar, chain varchar)""",
    """create table if not exists audit_personal (number bigint, salt varchar, personal varchar)""",
    """create table if not exists tombstones (customer varchar, erased_at timestamp)""",
    """create table if not exists erased_rows (seq bigint, dataset varchar, sightings bigint)""",
)
"""``batch_log`` is the commit record and only ever grows. ``erased_rows`` says how many sightings of a batch an erasure
took away, so that the counts of the batch can still be checked."""

HIDDEN = (("row_id", "bigint"), ("row_key", "uuid"), ("row_hash", "uuid"), ("row_part", "uuid"))
"""What every stored row carries beside its fields: number, key, content, and the set it belongs to (snapshots)."""


def create_fixed(cursor: duckdb.DuckDBPyConnection) -> None:
    for statement in FIXED:
        cursor.execute(statement)


def ensure_dataset(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, present: Mapping[str, Collection[str]]) -> None:
    """The tables of ``dataset``, and a column for each field it has gained since; ``present``: :func:`columns_present`.

    A content is stored once: in ``current`` while it is what its key says now, else in ``past``. ``rows`` shows both.
    """
    fields = stored_columns(dataset)
    if f"sightings_{dataset.name}" not in present:
        columns = 'seq bigint, row_id bigint, sheet varchar, "row" integer'
        cursor.execute(fill("create table sightings_{name} ({columns})", name=dataset.name, columns=columns))
    gained = f"rows_{dataset.name}" not in present
    for kept, more in (("past", ()), ("current", (("row_ended", "date"),))):
        table = f"{kept}_{dataset.name}"
        if table not in present:
            every = (*HIDDEN, *more, *((quoted(name), kind) for name, kind in fields))
            declared = ", ".join(f"{name} {kind}" for name, kind in every)
            cursor.execute(fill("create table {table} ({columns})", table=table, columns=declared))
            continue
        for name, kind in fields:
            if name not in present[table]:
                cursor.execute(
                    fill("alter table {table} add column {name} {kind}", table=table, name=quoted(name), kind=kind)
                )
                gained = True
    if gained:
        cursor.execute(
            fill(
                "create or replace view rows_{name} as "
                "select {columns} from current_{name} union all select {columns} from past_{name}",
                name=dataset.name,
                columns=listed((*(name for name, _ in HIDDEN), *field_names(dataset))),
            )
        )


def columns_present(cursor: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of each table and view of the store. One question: asked table by table it takes longer than all the
    rest of opening. Of the engine itself: the standard view of the same, with what it says beside, takes six times as
    long."""
    found: dict[str, set[str]] = {}
    for table, column in cursor.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'store'"
    ).fetchall():
        found.setdefault(table, set()).add(column)
    return found


def ensure_datasets(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> None:
    present = columns_present(cursor)
    for dataset in datasets.values():
        ensure_dataset(cursor, dataset, present)
