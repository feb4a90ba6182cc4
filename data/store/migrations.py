"""Forward migrations of the store: numbered steps, each in one transaction with the number it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from data.datasets import Dataset
from data.problems import Refusal
from data.store.comments import create_comments
from data.store.deliveries import create_deliveries, grade_deliveries
from data.store.editions import FRAMES, MADE
from data.store.engine import transaction
from data.store.schema import create_fixed, ensure_datasets
from data.store.sql import fill

SEALED = 7
"""From this version on the store says which entry of the audit log was its last when it was closed."""

Step = Callable[[duckdb.DuckDBPyConnection], None]


@dataclass(frozen=True)
class Migration:
    """One step forward. ``number`` is the version of the store after it."""

    number: int
    title: str
    step: Step


def add_removals(cursor: duckdb.DuckDBPyConnection) -> None:
    """Batches may take rows away."""
    cursor.execute("alter table batch_log add column removes boolean")


def keep_current_once(cursor: duckdb.DuckDBPyConnection) -> None:
    """A content that is current is no longer stored beside it a second time; the others are the past."""
    stored = cursor.execute(
        "select table_name from information_schema.tables "
        "where table_catalog = 'store' and table_type = 'BASE TABLE' and starts_with(table_name, 'rows_')"
    ).fetchall()
    for (table,) in stored:
        name = table.removeprefix("rows_")
        cursor.execute(
            fill(
                "create table past_{name} as select * from rows_{name} "
                "where row_id not in (select row_id from current_{name})",
                name=name,
            )
        )
        cursor.execute(fill("drop table rows_{name}", name=name))


def add_editions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Editions and the answers that each keeps."""
    cursor.execute(MADE)
    cursor.execute(FRAMES)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "the tables of every store", create_fixed),
    Migration(2, "rows can be taken away on screen", add_removals),
    Migration(3, "a row is stored in one place", keep_current_once),
    Migration(4, "editions keep what they showed", add_editions),
    Migration(5, "what channels were told is kept", create_deliveries),
    Migration(6, "editions have comments", create_comments),
    Migration(SEALED, "the end of the audit log is sealed", lambda cursor: None),
    Migration(8, "how grave an alert was when a channel was told of it", grade_deliveries),
)


def version_of(cursor: duckdb.DuckDBPyConnection) -> int:
    """The version the store's file has; 0 for an empty file."""
    known = cursor.execute(
        "select count(*) from duckdb_columns() where database_name = 'store' and table_name = 'meta'"
    ).fetchall()[0][0]
    if not known:
        return 0
    found = cursor.execute("select value from meta where name = 'schema_version'").fetchall()
    return int(found[0][0]) if found else 0


def migrate(
    cursor: duckdb.DuckDBPyConnection,
    datasets: Mapping[str, Dataset],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> int:
    """Bring the file to the newest version and the declared columns; a step that fails leaves the version before it.

    Refusal ``store_newer`` where a newer Handover wrote the file.
    """
    version = version_of(cursor)
    newest = migrations[-1].number
    if version > newest:
        raise Refusal("store_newer", version=version, newest=newest)
    for migration in migrations:
        if migration.number <= version:
            continue
        with transaction(cursor):
            migration.step(cursor)
            cursor.execute("delete from meta where name = 'schema_version'")
            cursor.execute("insert into meta values ('schema_version', $version)", {"version": str(migration.number)})
    with transaction(cursor):
        ensure_datasets(cursor, datasets)
    return newest
