"""Forward migrations and the columns a declaration gains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data.datasets import DATASETS, Field
from data.problems import Refusal
from data.store import Counts, Store, open_store
from data.store.engine import cursor_of
from data.store.migrations import MIGRATIONS, Migration, migrate, version_of
from tests.data.store.builders import ADMIN, ask, prepared


def add_shelf(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("create table shelf (name varchar)")


def fail_halfway(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("insert into shelf values ('half')")
    raise RuntimeError("the step fails")


def test_steps_run_once_and_in_order(store: Store) -> None:
    newest = MIGRATIONS[-1].number
    steps = (*MIGRATIONS, Migration(newest + 1, "a shelf", add_shelf))
    with cursor_of(store._root) as cursor:
        assert version_of(cursor) == newest
        assert migrate(cursor, store.datasets, steps) == newest + 1
        assert migrate(cursor, store.datasets, steps) == newest + 1  # a second run would make the shelf again
        with pytest.raises(RuntimeError, match="the step fails"):
            migrate(cursor, store.datasets, (*steps, Migration(newest + 2, "fails", fail_halfway)))
        assert version_of(cursor) == newest + 1
        assert cursor.execute("select count(*) from shelf").fetchall() == [(0,)]
        with pytest.raises(Refusal, match="store_newer"):
            migrate(cursor, store.datasets, MIGRATIONS)


def test_a_declaration_that_gains_a_field_keeps_its_rows(tmp_path: Path) -> None:
    address = str(tmp_path / "s" / "store.duckdb")
    file = prepared("branches", [{"branch": "B1", "name": "East"}])
    store = open_store(address)
    store.commit(file, ADMIN)
    store.close()
    branches = DATASETS["branches"]
    grown = replace(branches, fields=(*branches.fields, Field("seats", "integer", "Seats", "座席数")))
    again = open_store(address, datasets={**DATASETS, "branches": grown})
    assert again.commit(file, ADMIN).counts == Counts(read=1, unchanged=1)
    assert again.commit(prepared(grown, [{"branch": "B1", "name": "East", "seats": 4}]), ADMIN).counts.updated == 1
    assert again.read(ask("select name, seats from {branches}"), ADMIN).values.tolist() == [["East", 4]]
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()
