"""Reading the batch log: batches, their issues, where rows come from, mappings to remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb
import orjson
import pandas as pd

from data.access import Rights
from data.datasets import Dataset
from data.problems import Issue, Refusal
from data.store.batch import Counts
from data.store.commit import Entry
from data.store.sql import fill

BATCHES = """
    select l.batch_id, l.seq, l.dataset, l.source, l.file_name, l.sha256, l.who, l.known_at, l.recorded_at,
        l."read", l."new", l.updated, l.unchanged, l.rejected, l.ignored,
        w.batch_id is null as live, w.known_at as withdrawn_at
    from batch_log l
    left join (select * from batch_log where event = 'withdraw' {withdrawn}) w on w.batch_id = l.batch_id
    where l.event = 'commit' {known} order by l.seq desc
"""


def batches(cursor: duckdb.DuckDBPyConnection, rights: Rights, as_of: datetime | None) -> pd.DataFrame:
    """Every batch of the datasets the reader may see, newest first."""
    asked = as_of is not None
    frame = cursor.execute(
        fill(
            BATCHES,
            withdrawn="and known_at <= cast($as_of as timestamp)" if asked else "",
            known="and l.known_at <= cast($as_of as timestamp)" if asked else "",
        ),
        {"as_of": as_of} if asked else {},
    ).df()
    if rights.datasets is not None:
        frame = frame[frame["dataset"].isin(sorted(rights.datasets))].reset_index(drop=True)
    return frame


def issues(cursor: duckdb.DuckDBPyConnection, batch_id: str) -> tuple[Issue, ...]:
    """The issues a batch was stored with, in their order."""
    found = cursor.execute(
        'select i.code, i.severity, i.sheet, i."row", i."column", i."value", i."count", i.params from batch_issues i '
        "join batch_log l on l.seq = i.seq and l.event = 'commit' where l.batch_id = $batch_id order by i.position",
        {"batch_id": batch_id},
    ).fetchall()
    return tuple(
        Issue(code, severity, sheet, row, column, value, times, orjson.loads(params))
        for code, severity, sheet, row, column, value, times, params in found
    )


def lineage(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, row_ids: Sequence[int]) -> pd.DataFrame:
    """One line a sighting of the rows: ``row_id, batch_id, seq, source, file_name, sheet, row, known_at, live``."""
    return cursor.execute(
        fill(
            """
            select s.row_id, l.batch_id, l.seq, l.source, l.file_name, s.sheet, s."row", l.known_at,
                not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id) as live
            from sightings_{name} s join batch_log l on l.seq = s.seq and l.event = 'commit'
            where list_contains($row_ids, s.row_id) order by s.row_id, l.seq
            """,
            name=dataset.name,
        ),
        {"row_ids": [int(row_id) for row_id in row_ids]},
    ).df()


def rows_said(cursor: duckdb.DuckDBPyConnection, batch: Entry, first: int) -> list[int]:
    """The rows a batch said, in the order of its file, at most ``first`` of them."""
    statement = 'select row_id from sightings_{name} where seq = $seq order by sheet, "row" limit $first'
    found = cursor.execute(fill(statement, name=batch.dataset), {"seq": batch.seq, "first": first}).fetchall()
    return [int(row[0]) for row in found]


KEPT_AS = "mapping."
"""How a setting is called that keeps a mapping: this and the fingerprint of the headers."""
FORGOTTEN = "forgotten"
"""The value of such a setting where the mapping is not to be used any more."""
USED = """
    select fingerprint, mapping, seq, recorded_at, who, file_name, '' as called, true as used from batch_log l
    where event = 'commit' and fingerprint <> '' and mapping <> ''
      and not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id)
"""
KEPT = """
    union all
    select substr(c.setting, 9) as fingerprint, c.value as mapping, l.seq, l.recorded_at, l.who,
        cast(null as varchar) as file_name, coalesce(c.note, '') as called, false as used
    from current_settings c join sightings_settings s on s.row_id = c.row_id
    join batch_log l on l.seq = s.seq and l.event = 'commit'
    where c.setting like 'mapping.%' and c.row_ended is null
      and not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id)
"""
LIBRARY = """
    select fingerprint, max_by(mapping, seq) as mapping, coalesce(max(case when not used then called end),
      '') as called,
        cast(sum(case when used then 1 else 0 end) as bigint) as uses, max(case when used
          then recorded_at end) as used_at,
        coalesce(max_by(file_name, case when used then seq end), '') as file_name, max_by(who, seq) as who, max_by(used,
          seq) as untouched, max(recorded_at) as changed_at
    from ({known}) as k group by fingerprint order by max(seq) desc
"""


def library(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> pd.DataFrame:
    """One line a mapping, the newest first: ``fingerprint, mapping, called, uses, used_at, file_name,
    who, untouched, changed_at``.

    The mapping is that of the last live batch with these headers, or of the edit that came after it.
    """
    known = USED + KEPT if "settings" in datasets else USED
    frame = cursor.execute(fill(LIBRARY, known=known)).df()
    return frame[frame["mapping"] != FORGOTTEN].reset_index(drop=True)


def mappings(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> Mapping[str, str]:
    """Fingerprint of the headers → the mapping that holds for them."""
    frame = library(cursor, datasets)
    return dict(zip(frame["fingerprint"], frame["mapping"], strict=True))


def entry(cursor: duckdb.DuckDBPyConnection, batch_id: str) -> Entry:
    """The line of the log with which a batch was committed. Refusal ``unknown_batch``."""
    found = cursor.execute(
        "select seq, known_at, recorded_at, who, dataset, source, file_name, sha256, complete, "
        '"read", "new", updated, unchanged, rejected, ignored, mapping, fingerprint, reason '
        "from batch_log where event = 'commit' and batch_id = $batch_id",
        {"batch_id": batch_id},
    ).fetchall()
    if not found:
        raise Refusal("unknown_batch", where=batch_id)
    seq, known_at, recorded_at, who, dataset, source, file_name, sha256, complete, *rest = found[0]
    counts, (mapping, fingerprint, reason) = Counts(*rest[:6]), rest[6:]
    return Entry(
        seq,
        batch_id,
        "commit",
        known_at,
        recorded_at,
        who,
        dataset,
        source,
        file_name,
        sha256,
        complete,
        counts,
        mapping,
        fingerprint,
        reason,
    )


def withdrawn(cursor: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    """Whether the batch was taken back."""
    return bool(
        cursor.execute(
            "select 1 from batch_log where event = 'withdraw' and batch_id = $batch_id", {"batch_id": batch_id}
        ).fetchall()
    )
