"""Writing a judged batch, and taking one back: inside the caller's transaction, all or nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import orjson

from data.datasets import Dataset
from data.problems import Issue
from data.store.batch import Counts, Prepared, Receipt
from data.store.rule import rule
from data.store.scrubbing import scrubbed
from data.store.sql import field_names, fill, listed
from data.store.staging import count

LOG = """
    insert into batch_log values (
        $seq, $batch_id, $event, $known_at, $recorded_at, $who, $source, $file_name, $sha256, $dataset, $complete,
        $read, $new, $updated, $unchanged, $rejected, $ignored, $mapping, $fingerprint, $reason, $removes)
"""


@dataclass(frozen=True)
class Entry:
    """One line of the batch log."""

    seq: int
    batch_id: str
    event: str
    known_at: datetime
    recorded_at: datetime
    who: str
    dataset: str
    source: str = "file"
    file_name: str = ""
    sha256: str = ""
    complete: bool = False
    counts: Counts = field(default_factory=Counts)
    mapping: str = ""
    fingerprint: str = ""
    reason: str = ""
    removes: bool = False
    """An edit that takes its rows away."""

    def write(self, cursor: duckdb.DuckDBPyConnection) -> None:
        values = {name: value for name, value in self.__dict__.items() if name != "counts"}
        cursor.execute(LOG, {**values, **self.counts.__dict__, "reason": scrubbed(self.reason)})

    def told(self) -> dict[str, Any]:
        """What the audit log says of the batch."""
        about = {"batch": self.batch_id, "dataset": self.dataset, "source": self.source, "known_at": self.known_at}
        return {**about, **self.counts.__dict__}

    def receipt(self, issues: tuple[Issue, ...] = (), **more: Any) -> Receipt:
        """What the writer is given; ``more`` are the rejected rows and details."""
        told = (self.batch_id, self.seq, self.dataset, self.counts, issues, self.known_at, self.recorded_at)
        return Receipt(*told, **more)


def next_seq(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(cursor.execute("select coalesce(max(seq), 0) + 1 from batch_log").fetchall()[0][0])


def new_batch_id(seq: int) -> str:
    """Text that is never used twice, also after a crash or a restored back-up; sorts by time."""
    return f"b{seq:06d}-{secrets.token_hex(4)}"


def entry_of(
    prepared: Prepared, counts: Counts, seq: int, who: str, known_at: datetime, recorded_at: datetime
) -> Entry:
    return Entry(
        seq=seq,
        batch_id=new_batch_id(seq),
        event="commit",
        known_at=known_at,
        recorded_at=recorded_at,
        who=who,
        dataset=prepared.dataset,
        source=prepared.source.kind,
        file_name=prepared.source.name,
        sha256=prepared.source.sha256,
        complete=prepared.complete,
        counts=counts,
        mapping=prepared.mapping,
        fingerprint=prepared.fingerprint,
    )


def write_rows(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, seq: int, *, written: tuple[str, ...], complete: bool
) -> None:
    """Store the rows of ``judged``: new contents, a sighting of each, and the current rows of the keys it touches.

    The line of the batch log is already there, since the rule reads it. ``written`` are the columns of the file.
    """
    resolve_ids(cursor, dataset.name)
    fate = fate_of(cursor)
    cursor.execute(
        fill(
            "insert into sightings_{name} select $seq, {row_id}, s._sheet, s._row from {rows}",
            name=dataset.name,
            row_id=fate.row_id,
            rows=fate.rows(),
        ),
        {"seq": seq},
    )
    if dataset.kind == "snapshot" and not new_parts(cursor, dataset.name):
        store_new(cursor, dataset.name, "past", fate, "n.fresh", written)
        rebuild(cursor, dataset, "row_part in (select row_part from judged)")
    elif complete and dataset.kind == "register":
        store_new(cursor, dataset.name, "past", fate, "n.fresh", written)
        rebuild(cursor, dataset, "true")
    else:
        replace_current(cursor, dataset, fate, written)


@dataclass(frozen=True)
class Fate:
    """How many rows of ``resolved`` replace another content, come back, or are said while a correction stands in their
    place; ``first`` is the number of the first row where every row of the file is new."""

    replacing: int
    again: int
    held: int
    first: int | None

    def rows(self, condition: str = "") -> str:
        """The rows of the file for which ``condition`` (on ``n``, a line of ``resolved``) holds, as a source. New ones,
        as in a first load, are not joined: so the engine inserts them on all cores."""
        if self.first is not None:
            return "staged_rows s"
        joined = "staged_rows s join resolved n on n._pos = s._pos"
        return f"{joined} where {condition}" if condition else joined

    @property
    def row_id(self) -> str:
        """The number of such a row: new ones are numbered by their place."""
        return "n.row_id" if self.first is None else f"{self.first} + s._pos"


def fate_of(cursor: duckdb.DuckDBPyConnection) -> Fate:
    replacing, again, held, fresh, first = cursor.execute("""
        select count(*) filter (outcome = 'updated'), count(*) filter (outcome <> 'unchanged' and not fresh),
            count(*) filter (outcome = 'unchanged' and fresh), count(*) filter (outcome = 'new' and fresh), min(row_id)
        from resolved
        """).fetchall()[0]
    whole = fresh == count(cursor, "select count(*) from staged_rows")
    return Fate(replacing, again, held, first if whole and fresh else None)


def following(names: tuple[str, ...], prefix: str = "") -> str:
    """The columns of a file after those that every row has."""
    return f", {listed(names, prefix)}" if names else ""


def resolve_ids(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """``resolved(_pos, row_id, fresh, outcome)``: the stored row of each content; where there is none, a new number by
    the place in the file, which leaves gaps."""
    cursor.execute(
        fill(
            """
            create or replace temp table resolved as
            select _pos, outcome, row_id is null as fresh,
                coalesce(row_id, (select coalesce(max(row_id), 0) + 1 from rows_{name}) + _pos) as row_id
            from (
                select j._pos, j.outcome, case when j.row_hash = j.current_hash then j.current_id
                  else p.row_id end as row_id
                from judged j left join past_{name} p on p.row_key = j.row_key and p.row_hash = j.row_hash
            )
            """,
            name=name,
        )
    )


def new_parts(cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether nothing was ever said of the sets of this file: then its rows are the current ones."""
    return not cursor.execute(
        fill("select exists (select 1 from rows_{name} r where r.row_part in (select row_part from judged))", name=name)
    ).fetchall()[0][0]


def store_new(
    cursor: duckdb.DuckDBPyConnection, name: str, where: str, fate: Fate, condition: str, written: tuple[str, ...]
) -> None:
    """Rows of the file for which ``condition`` (on ``n``, a line of ``resolved``) holds, to ``current`` or ``past``."""
    cursor.execute(
        fill(
            "insert into {where}_{name} (row_id, row_key, row_hash, row_part{fields}) "
            "select {row_id}, s.row_key, s.row_hash, s.row_part{staged} from {rows}",
            where=where,
            name=name,
            fields=following(written),
            row_id=fate.row_id,
            staged=following(written, "s"),
            rows=fate.rows(condition),
        )
    )


def replace_current(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, fate: Fate, written: tuple[str, ...]) -> None:
    """What this batch says is now current, except where a correction holds."""
    name = dataset.name
    if fate.replacing:
        set_aside(cursor, dataset, "row_id in (select current_id from judged where outcome = 'updated')")
    store_new(cursor, name, "current", fate, "n.outcome <> 'unchanged'", written)
    if fate.again:
        take_up(cursor, name, "row_id in (select row_id from resolved where outcome <> 'unchanged' and not fresh)")
    if fate.held:  # said by the file, but a correction stands in its place
        store_new(cursor, name, "past", fate, "n.outcome = 'unchanged' and n.fresh", written)
    if dataset.kind == "register":  # named again: an ended entry is back, also where a correction of it holds
        cursor.execute(
            fill(
                """
                update current_{name} set row_ended = null
                where row_ended is not null and row_key in (select row_key from judged where outcome = 'unchanged')
                """,
                name=name,
            )
        )


def set_aside(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, touched: str) -> None:
    """The current rows that ``touched`` takes become past ones."""
    parts = {
        "name": dataset.name,
        "columns": listed(("row_id", "row_key", "row_hash", "row_part", *field_names(dataset))),
        "touched": touched,
    }
    cursor.execute(
        fill("insert into past_{name} ({columns}) select {columns} from current_{name} where {touched}", **parts)
    )
    cursor.execute(fill("delete from current_{name} where {touched}", **parts))


def take_up(cursor: duckdb.DuckDBPyConnection, name: str, taken: str) -> None:
    """Past rows that have become current are kept there alone."""
    cursor.execute(fill("delete from past_{name} where {taken}", name=name, taken=taken))


def rebuild(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, touched: str) -> None:
    """Evaluate the rule again for the rows that ``touched`` (a condition on a row) takes."""
    set_aside(cursor, dataset, touched)
    cursor.execute(
        fill(
            "insert into current_{name} (row_id, row_key, row_hash, row_part, row_ended, {fields}) {rule}",
            name=dataset.name,
            fields=listed(field_names(dataset)),
            rule=rule(dataset, touched="r." + touched if touched != "true" else ""),
        )
    )
    take_up(
        cursor,
        dataset.name,
        fill("row_id in (select row_id from current_{name} where {touched})", name=dataset.name, touched=touched),
    )


def rebuild_batch(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, seq: int, *, complete: bool) -> None:
    """Evaluate the rule again for what batch ``seq`` had said (its withdrawal is already in the log)."""
    if complete and dataset.kind == "register":
        rebuild(cursor, dataset, "true")
        return
    what = "row_part" if dataset.kind == "snapshot" else "row_key"
    cursor.execute(
        fill(
            """
            create or replace temp table touched as
            select distinct r.{what} from sightings_{name} s join rows_{name} r on r.row_id = s.row_id
              where s.seq = $seq
            """,
            what=what,
            name=dataset.name,
        ),
        {"seq": seq},
    )
    rebuild(cursor, dataset, fill("{what} in (select {what} from touched)", what=what))


def write_issues(cursor: duckdb.DuckDBPyConnection, seq: int, issues: tuple[Issue, ...]) -> None:
    """Keep code, place and masked value of each issue with the batch."""
    if not issues:
        return
    import pyarrow as pa

    table = pa.table(
        {
            "seq": pa.array([seq] * len(issues), pa.int64()),
            "position": pa.array(range(len(issues)), pa.int32()),
            "code": [issue.code for issue in issues],
            "severity": [issue.severity for issue in issues],
            "sheet": [issue.sheet for issue in issues],
            "row": pa.array([issue.row for issue in issues], pa.int32()),
            "column": [issue.column for issue in issues],
            "value": [issue.value for issue in issues],
            "count": pa.array([issue.count for issue in issues], pa.int64()),
            "params": [orjson.dumps(issue.params, default=str).decode() for issue in issues],
        }
    )
    cursor.register("new_issues", table)
    cursor.execute("insert into batch_issues select * from new_issues")
    cursor.unregister("new_issues")
