"""Writing a judged batch, and taking one back: inside the caller's transaction, all or nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import orjson

from data.datasets import Dataset
from data.problems import Issue
from data.store.batch import Counts, Prepared
from data.store.rule import rule
from data.store.sql import field_names, fill, listed

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
        cursor.execute(LOG, {**values, **self.counts.__dict__})


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
    name = dataset.name
    resolve_ids(cursor, name)
    cursor.execute(
        fill(
            """
            insert into rows_{name} (row_id, row_key, row_hash, row_part{fields})
            select n.row_id, s.row_key, s.row_hash, s.row_part{staged}
            from resolved n join staged_rows s on s._pos = n._pos where n.fresh
            """,
            name=name,
            fields=following(written),
            staged=following(written, "s"),
        )
    )
    cursor.execute(
        fill(
            """
            insert into sightings_{name}
            select $seq, n.row_id, s._sheet, s._row from resolved n join staged_rows s on s._pos = n._pos
            """,
            name=name,
        ),
        {"seq": seq},
    )
    if dataset.kind == "snapshot":
        rebuild(cursor, dataset, "row_part in (select row_part from judged)")
    elif complete and dataset.kind == "register":
        rebuild(cursor, dataset, "true")
    else:
        replace_current(cursor, dataset, written)


def following(names: tuple[str, ...], prefix: str = "") -> str:
    """The columns of a file after those that every row has."""
    return f", {listed(names, prefix)}" if names else ""


def resolve_ids(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """``resolved(_pos, row_id, fresh)``: the stored row of each content, a new number where there is none."""
    rows, current = cursor.execute(
        fill("select (select count(*) from rows_{name}), (select count(*) from current_{name})", name=name)
    ).fetchall()[0]
    if rows == current:  # every stored content is a current one: nothing else to look for
        found = "select _pos, case when row_hash = current_hash then current_id end as row_id from judged"
    else:
        found = fill(
            """
            select j._pos, r.row_id from judged j
            left join rows_{name} r on r.row_key = j.row_key and r.row_hash = j.row_hash
            """,
            name=name,
        )
    cursor.execute(
        fill(
            """
            create or replace temp table resolved as
            select _pos, row_id is null as fresh,
                coalesce(row_id, (select coalesce(max(row_id), 0) from rows_{name})
                    + row_number() over (partition by row_id is null order by _pos)) as row_id
            from ({found})
            """,
            name=name,
            found=found,
        )
    )


def replace_current(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, written: tuple[str, ...]) -> None:
    """What this batch says is now current, except where a correction holds."""
    cursor.execute(
        fill(
            "delete from current_{name} where row_key in (select row_key from judged where outcome = 'updated')",
            name=dataset.name,
        )
    )
    cursor.execute(
        fill(
            """
            insert into current_{name} (row_id, row_key, row_hash, row_part{fields})
            select n.row_id, s.row_key, s.row_hash, s.row_part{staged}
            from judged j join resolved n on n._pos = j._pos join staged_rows s on s._pos = j._pos
            where j.outcome <> 'unchanged'
            """,
            name=dataset.name,
            fields=following(written),
            staged=following(written, "s"),
        )
    )
    if dataset.kind == "register":  # named again: an ended entry is back, also where a correction of it holds
        cursor.execute(
            fill(
                """
                update current_{name} set row_ended = null
                where row_ended is not null and row_key in (select row_key from judged where outcome = 'unchanged')
                """,
                name=dataset.name,
            )
        )


def rebuild(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, touched: str) -> None:
    """Evaluate the rule again for the rows that ``touched`` (a condition on a row) takes."""
    cursor.execute(fill("delete from current_{name} where {touched}", name=dataset.name, touched=touched))
    cursor.execute(
        fill(
            "insert into current_{name} (row_id, row_key, row_hash, row_part, row_ended, {fields}) {rule}",
            name=dataset.name,
            fields=listed(field_names(dataset)),
            rule=rule(dataset, touched="r." + touched if touched != "true" else ""),
        )
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
            select distinct r.{what} from sightings_{name} s join rows_{name} r on r.row_id = s.row_id where s.seq = $seq
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
