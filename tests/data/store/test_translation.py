"""Every statement the store runs, and every registered question, can be written for Spark."""

from __future__ import annotations

import importlib
import pkgutil
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot.errors import SqlglotError

import analytics
import data
from analytics.ledger_sums import groups_of, question_of
from data.access import Rights
from data.datasets import DATASETS
from data.store import QUERIES, Edit, open_store
from data.store.query import NAMED, check_query
from data.store.relations import Relations
from data.store.selection import selected
from tests.conftest import proving
from tests.data.store.builders import ADMIN, ask, prepared

ENGINE_ONLY = {
    r"^use store$": "one file is attached; elsewhere the catalogue is named by the connection",
    r"^(begin|commit|rollback)$": "elsewhere the batch log is the commit record",
    r"^checkpoint store$": "writes the file out after an erasure",
    r"^alter table \w+ add column": "Spark writes ADD COLUMNS",
    r"^create or replace temp table \w+ \(": "an empty staging table is a data frame on Spark",
    r"^update (judged|staged_rows) set": "changes a temporary table in place",
}
"""Statements that belong to the embedded engine, each with its reason."""

STAGING = re.compile(r"^create or replace temp table \w+ as ")
"""A staging table is a temporary view on Spark; the question that fills it is translated like any other."""


W1, DAY = frozenset({"W1"}), datetime(2026, 9, 1)
READERS = ((None, None), (W1, DAY), (None, DAY), (W1, None))[: proving(2, 4)]
"""Whose waves, as of when: what each adds to a relation is in the first two, and what both add together."""


class Recording:
    """A cursor that remembers what it was asked."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, seen: set[str]) -> None:
        self._cursor, self._seen = cursor, seen

    def execute(self, sql: str, *params: Any) -> Recording:
        self._seen.add(re.sub(r"\s+", " ", sql).strip())
        self._cursor.execute(sql, *params)
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@cache
def translated(sql: str) -> str:
    """The one statement in Spark's words; an unsupported construct is an error."""
    found = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert len(found) == 1
    sqlglot.parse_one(found[0], read="spark")
    return found[0]


def test_every_internal_statement_is_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    from contextlib import contextmanager

    from data.store import store as module

    original = module.cursor_of

    @contextmanager
    def recorded(root: duckdb.DuckDBPyConnection, path: Path | None = None, where: str = "") -> Any:
        with original(root, path, where) as cursor:
            yield Recording(cursor, seen)

    monkeypatch.setattr(module, "cursor_of", recorded)
    store = open_store(str(tmp_path / "s" / "store.duckdb"))
    at = datetime(2026, 9, 1, 9)
    manager = Rights("m", "manager", waves=frozenset({"W1"}))
    store.commit(prepared("waves", [{"wave": "W1", "branch": "B1"}], complete=True), ADMIN)
    store.commit(prepared("customers", [{"customer": "C1", "wave": "W1"}]), manager)
    answers = [
        {"survey": "s", "response_id": str(i), "answered_at": at, "customer": "C1", "nps": 9.0} for i in (1, 2, 2)
    ]
    store.commit(prepared("surveys", answers), ADMIN)
    store.commit(prepared("surveys", [{**answers[0], "nps": 8.0}], kind="screen"), ADMIN)
    store.commit(prepared("surveys", answers), manager)
    row_id = int(store.read(ask("select row_id from {surveys} order by row_id"), ADMIN)["row_id"][0])
    store.edit(Edit("surveys", row_id, {"nps": 7.0}), manager)
    row_id = int(store.read(ask("select row_id from {surveys} order by row_id"), ADMIN)["row_id"][0])
    removed = store.edit(Edit("surveys", row_id, remove=True, reason="twice"), ADMIN)
    store.edited("surveys", manager, row_ids=[row_id])
    store.edited("surveys", ADMIN, batch_id=removed.batch_id)
    store.commit(prepared("surveys", answers), ADMIN)
    store.commit(prepared("departures", [{"customer": "C1"}]), ADMIN)
    batch = store.batches(ADMIN)["batch_id"][0]
    store.withdraw(batch, ADMIN)
    store.lineage("surveys", [1], manager)
    store.issues(batch, ADMIN)
    store.mappings()
    store.erase("C1", ADMIN)
    store.commit(prepared("departures", [{"customer": "C1", "left_on": date(2026, 9, 1)}]), ADMIN)
    store.check()
    store.audit_log(ADMIN)
    store.close()
    assert len(seen) > 100
    failed = {}
    for sql in sorted(seen):
        if any(re.match(pattern, sql) for pattern in ENGINE_ONLY):
            continue
        try:
            translated(STAGING.sub("", sql))
        except SqlglotError as error:
            failed[sql[:200]] = str(error)[:200]
    assert failed == {}


@pytest.mark.parametrize(("waves", "as_of"), READERS)
def test_every_relation_and_question_is_translated(as_of: datetime | None, waves: frozenset[str] | None) -> None:
    """Piece by piece: the relations that a question stands on are the same ones in many, and each is translated once.
    So is the question itself, with names where the relations stand: it is the same for every reader and moment."""
    packages = (
        *pkgutil.walk_packages(analytics.__path__, "analytics."),
        *pkgutil.walk_packages(data.__path__, "data."),
    )
    for module in packages:
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for dataset in DATASETS:
        for by in ("", *groups_of(dataset)[: proving(1, 99)]):
            question_of(dataset, by)
    questions = [query for name, query in QUERIES.items() if not name.startswith(("test.", "bench."))]
    questions += [ask(f"select * from {{{name}}} as x") for name in ("moves", "wave_dates", "batches", *DATASETS)]  # noqa: S608
    questions += [ask(f"select * from {{placed:{name}}} as x") for name in DATASETS]  # noqa: S608
    rights = Rights("m", "manager", waves=waves)
    whole = questions[:: max(1, len(questions) // 8)]
    for query in questions:
        check_query(query, DATASETS)
        relations = Relations(DATASETS, rights, today=date(2026, 11, 23), as_of=as_of, grain=query.grain)
        statement = relations.expand(query.sql)
        asked = selected(query.sql)
        stand = {name[0]: relations.relation(name[2], placed=bool(name[1])) for name in NAMED.finditer(asked)}
        written = NAMED.sub(lambda name, stand=stand: stand[name[0]], asked)
        assert statement.endswith(re.sub(r"^\s*with\s+", "", written) if relations.parts else written)
        assert all(f"{name} as ({text})" in statement for name, text in relations.parts.items())
        body = NAMED.sub(lambda name: f"(select * from stands_{name[2]})", asked)  # noqa: S608
        relation = [f"select * from {text} as x" for text in stand.values()]  # noqa: S608
        for piece in [*relations.parts.values(), *relation, body, *([statement] if query in whole else [])]:
            assert translated(piece).lower().lstrip("(").startswith(("select", "with")), query.name
