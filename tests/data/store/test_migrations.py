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


def test_a_store_that_kept_current_rows_twice_keeps_each_once(tmp_path: Path) -> None:
    address = str(tmp_path / "s" / "store.duckdb")
    store = open_store(address)
    first = store.commit(
        prepared("branches", [{"branch": "B1", "name": "East"}, {"branch": "B2", "name": "West"}]), ADMIN
    )
    second = store.commit(prepared("branches", [{"branch": "B1", "name": "Far East"}]), ADMIN)
    with cursor_of(store._root) as cursor:  # as version 2 laid it down
        for name in store.datasets:
            cursor.sql(f"from rows_{name}").create("kept")
            cursor.execute(f"drop view rows_{name}")
            cursor.execute(f"drop table past_{name}")
            cursor.execute(f"alter table kept rename to rows_{name}")
        cursor.execute("update meta set value = '2' where name = 'schema_version'")
    store.close()
    again = open_store(address)
    assert again.schema_version() == MIGRATIONS[-1].number
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    with cursor_of(again._root) as cursor:
        assert cursor.execute("select name from past_branches").fetchall() == [("East",)]
        assert cursor.execute("select count(*) from rows_branches").fetchall() == [(3,)]
    again.withdraw(second.batch_id, ADMIN)
    names = ask("select name from {branches} order by branch")
    assert again.read(names, ADMIN)["name"].tolist() == ["East", "West"]
    again.withdraw(first.batch_id, ADMIN)
    assert again.read(names, ADMIN).empty
    assert [issue.code for issue in again.check()] == ["check_not_encrypted"]
    again.close()
