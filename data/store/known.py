"""Rows as they were known: what a ledger said at one moment is what it says at any other until something more became
known of it.

The rule (:mod:`data.store.rule`) is evaluated once for a ledger and a state of what was known of it, and is kept in
memory for whoever asks about a moment of that state: of a small ledger its rows, of a larger one which of the contents
were current. The log only grows, so a state is named by its entries; an erasure ends them all.

In the same way a :class:`~data.store.query.Summary` is counted once for a statement, its parameters and the states of
what it reads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock, RLock
from typing import Any

import duckdb

from data.datasets import Dataset
from data.store.rule import rule
from data.store.sql import fill

SMALL, LARGE = 5_000, 5_000_000
"""Rows of a ledger that are kept whole, and rows of one beyond which nothing is kept; of those between only 12 bytes a
row are."""
ROOM = 2 * 2**30
"""Bytes of what is kept in all, about."""
WHOLE = "create table {table} as {rule}"
IDS = "create table {table} as select row_id, row_ended from ({rule})"
JOINED = "(select r.*, k.row_ended from rows_{name} r join {table} k on k.row_id = r.row_id)"

WIDE, IDS_ONLY = 200, 12
"""Bytes of a row that is kept whole, and of one of which it is kept that it is current."""
BYTES = {"VARCHAR": 16, "TINYINT": 1, "BOOLEAN": 1, "SMALLINT": 2, "INTEGER": 4, "DATE": 4}
"""Bytes of a value in a column of a summary; of all other types 8."""
SUMMARY = "create table {table} as {statement}"
"""Counts that several questions are answered from."""
PART = 1_000_000
"""Rows of the largest ledger of customers that are counted at a time, about: each takes some 250 bytes until it is
counted."""
MORE = "insert into {table} {statement}"
ADDED_UP = "create table {table} as select * exclude (c), cast(sum(c) as bigint) as c from {parts} group by all"

State = tuple[str, int, int, int]
"""A dataset, how many entries of the log were known of it, all of them as one number, and how often somebody was
erased."""

TOLD = """
    select dataset, min(known_at), max(known_at), count(*),
        count(*) filter (known_at <= cast($as_of as timestamp)),
        bit_xor(hash(seq)) filter (known_at <= cast($as_of as timestamp)),
        sum("new" + updated) filter (event = 'commit' and known_at <= cast($as_of as timestamp))
    from batch_log group by dataset
"""


@dataclass(frozen=True)
class Told:
    """What the log tells of a dataset: since when the first and the last of it (withdrawals too) were known, the state
    at the moment asked about, and at most how many rows that is."""

    first: datetime
    last: datetime
    state: State
    rows: int


def load_told(cursor: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, Told]:
    """By dataset what the log tells of it as of a moment."""
    found = cursor.execute(TOLD, {"as_of": as_of}).fetchall()
    erased = next((of_all for name, _, _, of_all, *_ in found if not name), 0)
    return {
        name: Told(first, last, (name, known, mark or 0, erased), int(most or 0))
        for name, first, last, _, known, mark, most in found
    }


@dataclass(frozen=True)
class Table:
    """A table that is kept: its name, about how many bytes it has, and how often somebody had been erased when it was
    made."""

    name: str
    size: int
    erased: int


class Past:
    """The tables of what was known and of what was counted, by their states, beside the store in memory; safe to use
    from many threads.

    ``making`` is held by who makes a summary: the others that want one wait, and find it made."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Table] = OrderedDict()
        self._numbers = count(1)
        self._lock = Lock()
        self.making = RLock()

    def look(self, cursor: duckdb.DuckDBPyConnection) -> Look:
        """What is kept now, for one question that begins its transaction after this."""
        with self._lock:
            return Look(self, cursor, {state: table.name for state, table in self._kept.items()})

    def name(self, kind: str) -> str:
        return f"memory.main.{kind}_{next(self._numbers)}"

    def keep(self, cursor: duckdb.DuckDBPyConnection, made: Mapping[Hashable, Table]) -> None:
        """Keep the tables of a question that has been answered; what is too much, or older than an erasure, goes."""
        with self._lock:
            gone = []
            for state, table in made.items():
                if state in self._kept:  # two asked at once
                    gone.append(table.name)
                else:
                    self._kept[state] = table
            gone += self._forget(max((table.erased for table in self._kept.values()), default=0))
            for name in gone:
                cursor.execute(fill("drop table if exists {table}", table=name))

    def _forget(self, erased: int) -> list[str]:
        old = [state for state, table in self._kept.items() if table.erased < erased]
        gone = [self._kept.pop(state).name for state in old]
        while sum(table.size for table in self._kept.values()) > ROOM:
            gone.append(self._kept.popitem(last=False)[1].name)
        return gone

    def used(self, state: Hashable) -> None:
        with self._lock:
            if state in self._kept:
                self._kept.move_to_end(state)

    def clear(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Drop all of it: somebody was erased."""
        with self._lock:
            for table in self._kept.values():
                cursor.execute(fill("drop table if exists {table}", table=table.name))
            self._kept.clear()


@dataclass
class Look:
    """The tables that one question may read: those kept when it began, and those it makes itself."""

    past: Past
    cursor: duckdb.DuckDBPyConnection
    kept: Mapping[Hashable, str]
    made: dict[Hashable, Table] = field(default_factory=dict)

    def relation(self, dataset: Dataset, told: Told, as_of: datetime) -> str | None:
        """A dataset's rows as they were known, from what is kept or is made now; ``None`` for what there is no room
        for."""
        if told.rows > LARGE:
            return None
        table = self._table(dataset, told, as_of)
        return table if told.rows <= SMALL else fill(JOINED, name=dataset.name, table=table)

    def _table(self, dataset: Dataset, told: Told, as_of: datetime) -> str:
        if found := self.found(told.state):
            return found
        table = self.past.name("known")
        statement = fill(WHOLE if told.rows <= SMALL else IDS, table=table, rule=rule(dataset, as_of=True))
        self.cursor.execute(statement, {"as_of": as_of})
        self.made[told.state] = Table(table, told.rows * (WIDE if told.rows <= SMALL else IDS_ONLY), told.state[3])
        return table

    def found(self, state: Hashable) -> str | None:
        """The table of a state, where it is kept or has been made for this question."""
        if state in self.made:
            return self.made[state].name
        if kept := self.kept.get(state):
            self.past.used(state)
        return kept

    def count(self, state: Hashable, statement: str, params: Mapping[str, Any], erased: int, parts: int = 1) -> str:
        """The table of a summary, made now: of ``parts`` of the customers one after the other, as ``$h_part`` of
        ``$h_parts``."""
        table = made = self.past.name("summary")
        for part in range(parts):
            into = fill(MORE if part else SUMMARY, table=made, statement=statement)
            self.cursor.execute(into, {**params, "h_part": part, "h_parts": parts} if parts > 1 else params)
        if parts > 1:
            table = self.past.name("summary")
            self.cursor.execute(fill(ADDED_UP, table=table, parts=made))
            self.cursor.execute(fill("drop table {table}", table=made))
        rows = self.cursor.execute(fill("select count(*) from {table}", table=table)).fetchall()[0][0]
        columns = self.cursor.execute(fill("describe {table}", table=table)).fetchall()
        self.made[state] = Table(table, int(rows) * sum(BYTES.get(column[1], 8) for column in columns), erased)
        return table

    def done(self) -> None:
        """The question is answered and its transaction over: what was made for it is kept for others."""
        if self.made:
            self.past.keep(self.cursor, self.made)
