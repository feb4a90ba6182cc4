"""The one way out: a registered question, a reader's rights, a moment – and a frame that may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from math import ceil
from typing import Any

import duckdb
import pandas as pd

from data.access import Rights
from data.problems import Refusal
from data.store.cluster import cluster_here
from data.store.editions import answered
from data.store.known import PART, Look, Past, load_told
from data.store.memory import STILL, given_key
from data.store.narrow import sets_apart
from data.store.query import Query, Summary, check_query
from data.store.relations import Relations
from data.store.suppression import suppress

FILTERS = ("waves", "branches", "segments", "channels", "phase")
MOST_FILTERS = 3


def answer(
    cursor: duckdb.DuckDBPyConnection,
    query: Query,
    rights: Rights,
    relations: Relations,
    params: Mapping[str, Any],
    key: bytes,
    past: Past,
    read: Callable[..., pd.DataFrame],
) -> pd.DataFrame:
    """The answer as ``rights`` may see it, as an edition of this moment keeps it where there is one; ``key`` draws
    where values are rounded, ``past`` keeps rows as they were known, ``read`` asks another question of the same store.
    Refusals: ``no_row_level``, ``too_many_filters``."""
    check_query(query, relations.datasets)
    if query.grain == "rows" and not rights.row_level:
        raise Refusal("no_row_level", where=query.name)
    asked = dict(params) if rights.row_level else widened(params, query.name)
    if relations.as_of is not None and (kept := answered(cursor, query, rights, relations.as_of, params)) is not None:
        return kept
    cluster = cluster_here()
    if cluster is not None and (there := cluster.answer(cursor, query, relations, asked)) is not None:
        frame = there
    elif relations.as_of is None and not query.summaries:
        frame = _asked(cursor, query, relations, asked)
    else:
        frame = _in_one_state(cursor, query, relations, asked, past)
    if query.grain == "aggregate":
        return suppress(
            frame,
            query.dims,
            query.hide,
            row_level=rights.row_level,
            means=query.means,
            counts=query.counts,
            parts=query.parts,
            apart=query.apart,
            few=sets_apart(read, query, rights, relations.as_of, params),
            key=key,
        )
    return frame


class _NotMade(Exception):
    """A summary that the question names is not kept yet."""


def _in_one_state(
    cursor: duckdb.DuckDBPyConnection, query: Query, relations: Relations, params: Mapping[str, Any], past: Past
) -> pd.DataFrame:
    """One state of the store for the log, the rows and what is kept of them.

    A question is first asked of what is kept; where a summary is missing it is made, by one at a time, and where what
    was kept went while the question began, all is written into it."""
    for making, kept in ((False, True), *(((True, True),) if query.summaries else ()), (False, False)):
        with past.making if making else nullcontext():
            look = past.look(cursor) if kept else None
            cursor.execute("begin")
            try:
                frame = _looked(cursor, query, relations, params, look, making=making)
                cursor.execute("commit")
            except (_NotMade, duckdb.CatalogException):
                cursor.execute("rollback")
                if look is None:
                    raise
                relations.parts.clear()
                relations.used.clear()
                continue
            if look is not None:
                look.done()
            break
    return frame


def _looked(
    cursor: duckdb.DuckDBPyConnection,
    query: Query,
    relations: Relations,
    params: Mapping[str, Any],
    look: Look | None,
    *,
    making: bool,
) -> pd.DataFrame:
    """The answer from what ``look`` has, without it from the rows alone. Raises ``_NotMade``."""
    told = load_told(cursor, relations.as_of or STILL)
    relations.told, relations.look = (told if relations.as_of else None), look
    erased = max((one.state[3] for one in told.values()), default=0)
    tables: dict[str, str] = {}

    def add(summary: Summary, look: Look) -> None:
        """Its table among ``tables``. Written out, with all it is made from, it is known again whatever its tables are
        called."""
        written, read = relations.summary(summary, {})
        states = tuple(told[name].state for name in sorted(read & told.keys()))
        state = (written, given_key(relations.params(written, params)), states)
        table = look.found(state)
        if table is None:
            if not making:
                raise _NotMade
            for part in summary.summaries:
                add(part, look)
            of_customers = max(
                (told[name].rows for name in read & told.keys() if relations.datasets[name].has_customer), default=0
            )
            parts = max(1, ceil(of_customers / PART)) if summary.by_customer and relations.as_of is None else 1
            statement, _ = relations.summary(summary, tables, in_parts=parts > 1)
            table = look.count(state, statement, relations.params(statement, params), erased, parts)
        tables[summary.name] = table

    if look is not None:
        for summary in query.summaries:
            add(summary, look)
    relations.summaries = tables
    return _asked(cursor, query, relations, params)


def _asked(
    cursor: duckdb.DuckDBPyConnection, query: Query, relations: Relations, params: Mapping[str, Any]
) -> pd.DataFrame:
    statement = relations.expand(query.sql)
    return cursor.execute(statement, relations.params(statement, params)).df()


def widened(params: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a reader without row level may ask: whole weeks (Monday to Sunday) and at most three filters."""
    narrowed = [name for name in FILTERS if params.get(name)]
    if len(narrowed) > MOST_FILTERS:
        raise Refusal("too_many_filters", where=where, most=MOST_FILTERS)
    asked = dict(params)
    start, end = asked.get("start"), asked.get("end")
    if isinstance(start, date):
        asked["start"] = start - timedelta(days=start.weekday())
    if isinstance(end, date):
        asked["end"] = end + timedelta(days=6 - end.weekday())
    return asked
