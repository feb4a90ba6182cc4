"""Copies of whole stores between engines: what a lake holds as one file, for a back-up or for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data.store.engine import attach, limits
from data.store.lake import LakeAddress, LakePlace, attach_lake, spilling
from data.store.secret import read_secret, secret_file, write_secret
from data.store.sql import fill, quoted

if TYPE_CHECKING:
    from data.store.store import Store

TABLES = """
    select distinct table_name from duckdb_columns() where database_name = 'store' and not starts_with(table_name,
      'rows_') order by 1
"""
"""``rows_X`` are views, made when the copy is opened."""


@contextmanager
def attached(address: LakeAddress, key: str | None, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A root connection with the lake as ``name``, which may reach files too."""
    with spilling() as spill:
        root = duckdb.connect(config=limits(spill))
        try:
            attach_lake(root, address, key, name)
            yield root
        finally:
            root.close()


def copy_tables(root: duckdb.DuckDBPyConnection) -> None:
    """Every table of ``store`` into ``fresh``, in one transaction."""
    root.execute("begin")
    for (table,) in root.execute(TABLES).fetchall():
        root.execute(fill("create table fresh.main.{table} as select * from store.main.{table}", table=quoted(table)))
    root.execute("commit")


def lift(store: Store, path: Path) -> tuple[int, int, str]:
    """Make the file ``path`` of a lake, while its writers wait: batches, rows that they said, and the end of the audit
    log."""
    place = store.place
    assert isinstance(place, LakePlace)
    with store.still():
        with attached(place.address, store.key, name="store") as root:
            attach(root, path, store.key, name="fresh")
            copy_tables(root)
            root.execute("checkpoint fresh")
            batches, said = root.execute(
                "select count(*) filter (event = 'commit'), coalesce(sum(\"new\" + updated + unchanged), 0) from"
                " fresh.main.batch_log"
            ).fetchall()[0]
        head = store.audit_head
    if not store.key:
        write_secret(secret_file(path), read_secret(secret_file(place.path)))
    return int(batches), int(said), head
