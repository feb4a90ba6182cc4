"""Retention: rows that were kept as long as they may be, found and deleted for good.

How long is a setting: ``retention.DATASET`` is a number of days, counted from the day on which a row says that it
happened. Where none is set nothing is past it. ``retention.hold`` holds what must be kept for now, whatever the days
say – a claim, an inspection –: ``*`` or the datasets, with the reason as its note. What a key ever said goes together
and only when all of it is past: a corrected row neither comes back in its old form nor loses its history before it goes
itself. A row without a day is never past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb

from data.clock import now, today
from data.datasets import Dataset
from data.problems import Refusal
from data.store.cluster import copy_taken_away
from data.store.commit import Entry, next_seq
from data.store.memory import note
from data.store.permits import may_erase
from data.store.sql import fill, quoted

if TYPE_CHECKING:
    from data.access import Rights
    from data.store.store import Store

SET, HOLD = "retention.", "retention.hold"
LONGEST = 36_525
"""Days that may be set at most: a hundred years."""
STATED = """
    select setting, value, coalesce(note, '') from current_settings where row_ended is null and starts_with(setting,
      'retention.')
"""
PAST = """
    select row_id from rows_{name} where row_key in (
        select row_key from rows_{name} group by row_key
        having count({when}) = count(*) and max(cast({when} as date)) < $before)
"""
COUNTED = "select count(distinct row_key), min(cast({when} as date)) from rows_{name} where row_id in ({past})"


@dataclass(frozen=True)
class Expired:
    """Rows of a dataset that happened before the day ``before``, which is ``days`` days ago: how many, since when, and
    why they are held ('' where they are not)."""

    dataset: str
    days: int
    before: date
    rows: int
    oldest: date | None
    held: str = ""


def find_past(store: Store) -> list[Expired]:
    """What is past its retention, a line a dataset that has one set, held ones too. Refusal ``retention_unfit``."""
    note("settings")
    with store._cursor() as cursor:
        found = _found(cursor, store.datasets)
    note(*(one.dataset for one in found))
    return found


def purge(store: Store, rights: Rights) -> list[Expired]:
    """Delete what is past its retention and not held: all of it in one transaction, with one entry of the audit log.
    Nothing is written where there is nothing to delete. Refusals ``not_allowed``, ``retention_unfit``."""
    may_erase(rights)
    recorded = now()
    with store._writing_batch() as cursor, copy_taken_away(store):
        cursor.execute("begin")
        found = [one for one in _found(cursor, store.datasets) if one.rows and not one.held]
        if not found:
            cursor.execute("rollback")
            return []
        for one in found:
            _delete(cursor, store.datasets[one.dataset], one.before)
        seq = next_seq(cursor)
        Entry(seq, f"e{seq:06d}", "erase", recorded, recorded, rights.user, "", source="screen").write(cursor)
        counts = {one.dataset: one.rows for one in found} | {
            f"{one.dataset}.before": one.before.isoformat() for one in found
        }
        with store._audit.entry(cursor, "purge", rights, recorded, counts):
            cursor.execute("commit")
        store.place.scour(cursor)
        store._past.clear(cursor)
    store._memory.touch(*store.datasets)
    return found


def _found(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> list[Expired]:
    stated = {name: (value, note) for name, value, note in cursor.execute(STATED).fetchall()}
    hold, why = stated.pop(HOLD, ("", ""))
    held = {one.strip() for one in hold.replace("，", ",").replace("、", ",").split(",")}
    for name in held - {"", "*"}:
        _dated(datasets, name, HOLD, hold)
    found = []
    for setting, (value, _) in sorted(stated.items()):
        name = setting.removeprefix(SET)
        dataset = _dated(datasets, name, setting, value)
        if not value.strip().isdecimal() or not 0 < int(value) <= LONGEST:
            raise Refusal("retention_unfit", where=setting, value=value)
        before = today() - timedelta(days=int(value))
        rows, oldest = cursor.execute(_about(COUNTED, dataset), {"before": before}).fetchall()[0]
        kept = (why or HOLD) if held & {"*", name} else ""
        found.append(Expired(name, int(value), before, int(rows), oldest, kept))
    return found


def _dated(datasets: Mapping[str, Dataset], name: str, setting: str, value: str) -> Dataset:
    """The dataset of that name, whose rows say when they happened. Refusal ``retention_unfit``."""
    dataset = datasets.get(name)
    if dataset is None or dataset.kind != "fact" or not dataset.when:
        raise Refusal("retention_unfit", where=setting, value=value)
    return dataset


def _about(statement: str, dataset: Dataset) -> str:
    when = quoted(dataset.when or "")
    return fill(statement, name=dataset.name, when=when, past=fill(PAST, name=dataset.name, when=when))


def _delete(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, before: date) -> None:
    cursor.execute(_about("create or replace temp table purged as {past}", dataset), {"before": before})
    mine = "row_id in (select row_id from purged)"
    for statement in (
        "insert into erased_rows select seq, '{name}', count(*) from sightings_{name} where {mine} group by seq",
        "delete from sightings_{name} where {mine}",
        "delete from current_{name} where {mine}",
        "delete from past_{name} where {mine}",
    ):
        cursor.execute(fill(statement, name=dataset.name, mine=mine))
    cursor.execute("drop table purged")
