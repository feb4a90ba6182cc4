"""From a prepared table to rows that know their key, their content and what would become of them.

Preview and commit share this: what is shown is what will be done. Everything is SQL over temporary tables of the
cursor; only the distinct customers of the file pass through Python, to be hashed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset
from data.problems import Issue
from data.store.batch import Counts, Prepared, Roster
from data.store.customers import IdRule, pseudonyms
from data.store.scrubbing import NUMBER_PUT, masked
from data.store.sql import content_hash, field_names, fill, key_hash, part_hash, quoted, stored_columns

PIECE = 8_192
"""Rows that one core takes at a time."""


@dataclass
class Staged:
    """What staging found. The rows themselves are in the temporary table ``judged`` of the cursor."""

    dataset: Dataset
    counts: Counts
    issues: tuple[Issue, ...]
    rejected: tuple[tuple[str, int], ...]
    corrections: int = 0
    roster: Roster | None = None
    written: tuple[str, ...] = ()
    """The stored columns with a value in some row; the others are empty in every row."""


class Laid(NamedTuple):
    """What was laid down: the stored columns with a value, how many customers the file names (``None`` without such a
    column), and by column how many texts something was taken out of."""

    written: tuple[str, ...]
    customers: int | None
    cleaned: dict[str, int]


def columns_written(dataset: Dataset, prepared: Prepared) -> tuple[str, ...]:
    """The stored columns with a value in some row or that are filled in; the others are empty in every row."""
    table = prepared.table
    present = {name for name in table.column_names if table.column(name).null_count < table.num_rows}
    if dataset.when and prepared.snapshot_date:
        present.add(dataset.when)
    return tuple(name for name in field_names(dataset) if name in present)


def _incoming(dataset: Dataset, table: pa.Table, snapshot_date: datetime | None, written: tuple[str, ...]) -> str:
    """The expressions that bring the file's columns to the stored ones."""
    present = set(table.column_names)
    parts = []
    for name, kind in stored_columns(dataset):
        if name not in written:
            continue
        column = f"i.{quoted(name)}"
        if name not in present:  # filled in below
            text = f"cast(null as {kind})"
        elif is_free_text(dataset, name):
            text = masked(f"cast({column} as varchar)")
        else:
            text = f"cast({column} as {kind})"
        if name == dataset.when and snapshot_date is not None:
            text = f"coalesce({text}, cast($snapshot_date as {kind}))"
        parts.append(f", {text} as {quoted(name)}")
    return "".join(parts)


def stage(
    cursor: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    prepared: Prepared,
    *,
    rule: IdRule,
    key: bytes,
) -> Laid:
    """Make ``staged`` (rows with key and content) and the temporary table ``dropped`` (empty).

    Only the columns with a value are laid down (``staged_rows``); ``staged`` adds the empty ones.
    """
    table = prepared.table.append_column("_pos", pa.array(np.arange(prepared.table.num_rows, dtype="int64")))
    for name in ("_sheet", "_row"):
        if name not in table.column_names:
            empty = pa.nulls(table.num_rows, pa.string() if name == "_sheet" else pa.int32())
            table = table.append_column(name, empty)
    customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
    customers = None
    if customer and customer in table.column_names:
        hashed, column = pseudonyms(table.column(customer), rule, key)
        table = table.set_column(table.column_names.index(customer), customer, column)
        cursor.register("known_ids", hashed)
        customers = int(pc.count_distinct(hashed.column("pseudonym")).as_py())
    # In pieces, so that all cores work at it.
    cursor.register("incoming", pa.Table.from_batches(table.to_batches(max_chunksize=PIECE), table.schema))
    written = columns_written(dataset, prepared)
    filled = {name for name in table.column_names if not table.column(name).null_count}
    dated = {"snapshot_date": prepared.snapshot_date} if prepared.snapshot_date and dataset.when else {}
    cursor.execute(
        fill(
            """
            create or replace temp table staged_rows as
            select *, {key} as row_key, {content} as row_hash, {part} as row_part
            from (select i._pos, cast(i._sheet as varchar) as _sheet, cast(i._row as integer) as _row{fields}
                  from incoming i) as f
            """,
            key=key_hash(dataset, present=written),
            content=content_hash(dataset, present=written, filled=filled),
            part=part_hash(dataset, present=written),
            fields=_incoming(dataset, table, prepared.snapshot_date if dated else None, written),
        ),
        dated,
    )
    cleaned = _cleaned(cursor, dataset, written)
    cursor.unregister("incoming")
    lay_out(cursor, dataset, written)
    return Laid(written, customers, cleaned)


def _cleaned(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, written: tuple[str, ...]) -> dict[str, int]:
    """By free text, how many cells something was taken out of: those with the sign of it that did not have it
    before."""
    texts = [name for name in written if is_free_text(dataset, name)]
    if not texts:
        return {}
    counted = ", ".join(f"count(*) filter (contains({quoted(name)}, '{NUMBER_PUT}'))" for name in texts)
    after, before = (
        cursor.execute(fill("select {counted} from {rows}", counted=counted, rows=rows)).fetchall()[0]
        for rows in ("staged_rows", "incoming")
    )
    return {name: now - then for name, now, then in zip(texts, after, before, strict=True) if now > then}


def is_free_text(dataset: Dataset, name: str) -> bool:
    """Whether a column holds what people wrote, from which what identifies a person is taken."""
    field = dataset.by_name.get(name)
    return field is not None and (field.sensitivity == "mask" or field.type == "json")


def lay_out(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, written: tuple[str, ...]) -> None:
    """``staged`` over the ``staged_rows`` of the columns ``written``, and an empty table ``dropped``."""
    fields = (
        quoted(n) if n in written else f"cast(null as {kind}) as {quoted(n)}" for n, kind in stored_columns(dataset)
    )
    cursor.execute(
        fill(
            "create or replace temp view staged as "
            "select _pos, _sheet, _row, {fields}, row_key, row_hash, row_part from staged_rows",
            fields=", ".join(fields),
        )
    )
    cursor.execute(
        "create or replace temp table dropped (_pos bigint, outcome varchar, code varchar, first_row integer, field"
        " varchar)"
    )


class Doubtful(NamedTuple):
    """How many rows need a closer look; where there are none, as in most files, the look is left out."""

    keyless: int
    repeated: int
    checked: int
    """Rows that break some consistency rule."""


def doubtful_rows(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, day: date) -> Doubtful:
    """Counted in one pass over all rows of the file, those already dropped included."""
    broken = " or ".join(f"coalesce(({check.sql}), false)" for check in dataset.every_check) or "false"
    statement = fill(
        """
        select count(*) - count(s.row_key), count(s.row_key) - count(distinct s.row_key),
            count(case when {broken} then 1 end)
        from staged s
        """,
        broken=broken,
    )
    return Doubtful(*cursor.execute(statement, _dated(statement, day)).fetchall()[0])


def number_keyless(cursor: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Rows that no key fits: facts are known by content and ordinal among equal rows; the others are refused."""
    if dataset.kind == "fact":
        cursor.execute("""
            update staged_rows set row_key = n.row_key from (
                select _pos, cast(md5(concat_ws('|', 'content', cast(row_hash as varchar),
                    cast(row_number() over (partition by row_hash order by _pos) as varchar))) as uuid) as row_key
                from staged where row_key is null
            ) n where n._pos = staged_rows._pos
            """)
    else:
        cursor.execute(
            "insert into dropped select _pos, 'rejected', 'missing_key', null, $key from staged where row_key is null",
            {"key": dataset.key[-1]},
        )


def drop_erased(cursor: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Customers who were erased do not come back with an old file."""
    customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
    if customer and count(cursor, "select count(*) from tombstones"):
        _drop(
            cursor,
            "ignored",
            "erased_customer",
            fill("s.{customer} in (select customer from tombstones)", customer=quoted(customer)),
            customer,
        )


def apply_checks(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, day: date) -> list[Issue]:
    """The declared consistency rules on the day of the import: refuse the row or warn of it."""
    issues: list[Issue] = []
    for check in dataset.every_check:
        if check.severity == "reject":
            _drop(cursor, "rejected", check.code, f"({check.sql})", check.field, _dated(check.sql, day))
        else:
            issues += issues_of(
                cursor,
                fill(
                    "select s._sheet, s._row, '' from staged s where ({condition}) and {alive} order by s._pos",
                    condition=check.sql,
                    alive=ALIVE,
                ),
                check.code,
                "warn",
                check.field,
                _dated(check.sql, day),
            )
    return issues


def _dated(sql: str, day: date) -> dict[str, Any]:
    """The day as a parameter where the text has it: DuckDB refuses what is given and not named."""
    return {"today": day} if "$today" in sql else {}


def drop_repeats(cursor: duckdb.DuckDBPyConnection) -> None:
    """Within one file: an equal repeat is ignored, the same key with other content refused; the first row stands."""
    cursor.execute(
        fill(
            """
            insert into dropped
            select _pos,
                case when row_hash = first_hash then 'ignored' else 'rejected' end,
                case when row_hash = first_hash then 'repeat_in_file' else 'conflict_in_file' end,
                first_row, null
            from (
                select s._pos, s.row_hash,
                    first_value(s._pos) over k as first_pos,
                    first_value(s.row_hash) over k as first_hash,
                    first_value(s._row) over k as first_row
                from staged s where {alive}
                window k as (partition by s.row_key order by s._pos)
            ) where _pos <> first_pos
            """,
            alive=ALIVE,
        )
    )


ALIVE = "s._pos not in (select _pos from dropped)"


def _drop(
    cursor: duckdb.DuckDBPyConnection,
    outcome: str,
    code: str,
    condition: str,
    field_name: str,
    params: Mapping[str, Any] | None = None,
) -> None:
    cursor.execute(
        fill(
            """
            insert into dropped
            select s._pos, $outcome, $code, null, $field from staged s where {condition} and {alive}
            """,
            condition=condition,
            alive=ALIVE,
        ),
        {"outcome": outcome, "code": code, "field": field_name, **(params or {})},
    )


def count(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, Any] | None = None) -> int:
    return int(cursor.execute(sql, dict(params or {})).fetchall()[0][0])


LISTED = 200
"""Places listed one by one for each kind of problem; the rest are counted with the last of them."""


def issues_of(
    cursor: duckdb.DuckDBPyConnection,
    sql: str,
    code: str,
    severity: Any,
    column: str,
    params: Mapping[str, Any] | None = None,
) -> list[Issue]:
    """The rows of ``sql`` (sheet, row, value, and named parameters) as issues, the long tail as one."""
    found = cursor.execute(sql, dict(params or {})).fetchall()
    names = [item[0] for item in cursor.description or ()][3:]
    issues = [
        Issue(code, severity, sheet or "", row, column, value or "", 1, _given(names, more))
        for sheet, row, value, *more in found[:LISTED]
    ]
    if len(found) > LISTED:
        last = issues[-1]
        issues[-1] = Issue(
            code, severity, last.sheet, last.row, column, last.value, len(found) - LISTED + 1, last.params
        )
    return issues


def _given(names: list[str], values: list[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}
