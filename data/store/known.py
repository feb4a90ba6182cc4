"""Rows as they were known: what a ledger said at one moment is what it says at any other until something more became known of it.

The rule (:mod:`data.store.rule`) is evaluated once for a ledger and a state of what was known of it, and is kept in memory for whoever
asks about a moment of that state: of a small ledger its rows, of a larger one which of the contents were current. The log only grows,
so a state is named by its entries; an erasure ends them all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock

import duckdb

from data.datasets import Dataset
from data.store.rule import rule
from data.store.sql import fill

SMALL, ROOM = 5_000, 5_000_000
"""Rows of a ledger that are kept whole, and of what is kept in all; of a larger ledger only 12 bytes a row are."""
WHOLE = "create table {table} as {rule}"
IDS = "create table {table} as select row_id, row_ended from ({rule})"
JOINED = "(select r.*, k.row_ended from rows_{name} r join {table} k on k.row_id = r.row_id)"

State = tuple[str, int, int, int]
"""A dataset, how many entries of the log were known of it, all of them as one number, and how often somebody was erased."""

TOLD = """
    select dataset, min(known_at), max(known_at), count(*),
        count(*) filter (known_at <= cast($as_of as timestamp)),
        bit_xor(hash(seq)) filter (known_at <= cast($as_of as timestamp)),
        sum("new" + updated) filter (event = 'commit' and known_at <= cast($as_of as timestamp))
    from batch_log group by dataset
"""


@dataclass(frozen=True)
class Told:
    """What the log tells of a dataset: since when the first and the last of it (withdrawals too) were known, the state at the
    moment asked about, and at most how many rows that is."""

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


class Past:
    """The tables of what was known, by their states, beside the store in memory; safe to use from many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[State, tuple[str, int]] = OrderedDict()
        self._numbers = count(1)
        self._lock = Lock()

    def look(self, cursor: duckdb.DuckDBPyConnection) -> Look:
        """What is kept now, for one question that begins its transaction after this."""
        with self._lock:
            return Look(self, cursor, {state: table for state, (table, _) in self._kept.items()})

    def name(self) -> str:
        return f"memory.main.known_{next(self._numbers)}"

    def keep(self, cursor: duckdb.DuckDBPyConnection, made: Mapping[State, tuple[str, int]]) -> None:
        """Keep the tables of a question that has been answered; what is too much, or older than an erasure, goes."""
        with self._lock:
            gone = []
            for state, (table, rows) in made.items():
                if state in self._kept:  # two asked at once
                    gone.append(table)
                else:
                    self._kept[state] = (table, rows)
            gone += self._forget(max((state[3] for state in self._kept), default=0))
            for table in gone:
                cursor.execute(fill("drop table if exists {table}", table=table))

    def _forget(self, erased: int) -> list[str]:
        old = [state for state in self._kept if state[3] < erased]
        gone = [self._kept.pop(state)[0] for state in old]
        while sum(rows for _, rows in self._kept.values()) > ROOM:
            gone.append(self._kept.popitem(last=False)[1][0])
        return gone

    def used(self, state: State) -> None:
        with self._lock:
            if state in self._kept:
                self._kept.move_to_end(state)

    def clear(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Drop all of it: somebody was erased."""
        with self._lock:
            for table, _ in self._kept.values():
                cursor.execute(fill("drop table if exists {table}", table=table))
            self._kept.clear()


@dataclass
class Look:
    """The tables that one question may read: those kept when it began, and those it makes itself."""

    past: Past
    cursor: duckdb.DuckDBPyConnection
    kept: Mapping[State, str]
    made: dict[State, tuple[str, int]] = field(default_factory=dict)

    def relation(self, dataset: Dataset, told: Told, as_of: datetime) -> str | None:
        """A dataset's rows as they were known, from what is kept or is made now; ``None`` for what there is no room for."""
        if told.rows > ROOM:
            return None
        table = self._table(dataset, told, as_of)
        return table if told.rows <= SMALL else fill(JOINED, name=dataset.name, table=table)

    def _table(self, dataset: Dataset, told: Told, as_of: datetime) -> str:
        if told.state in self.made:
            return self.made[told.state][0]
        if kept := self.kept.get(told.state):
            self.past.used(told.state)
            return kept
        table = self.past.name()
        statement = fill(WHOLE if told.rows <= SMALL else IDS, table=table, rule=rule(dataset, as_of=True))
        self.cursor.execute(statement, {"as_of": as_of})
        self.made[told.state] = (table, told.rows)
        return table

    def done(self) -> None:
        """The question is answered and its transaction over: what was made for it is kept for others."""
        if self.made:
            self.past.keep(self.cursor, self.made)
