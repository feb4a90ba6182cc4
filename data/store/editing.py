"""An edit on screen: one row corrected, added or taken away, and a guard against what others did meanwhile.

An edit is a batch like a file, so undo, the two times, rights and audit hold for it. It keeps the key of its row, also
where a row is known by its content, and says from which stored row it started: from that the lineage tells old and new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import duckdb
import orjson
import pyarrow as pa

from data.access import Rights
from data.datasets import Dataset
from data.problems import Refusal
from data.store.batch import Prepared, Source
from data.store.commit import Entry, entry_of, next_seq, rebuild, write_issues, write_rows
from data.store.judging import weigh
from data.store.relations import Relations
from data.store.scrubbing import masked
from data.store.sql import content_hash, field_names, fill, listed, quoted, stored_columns
from data.store.staging import Staged, is_free_text, lay_out

Kind = Literal["corrected", "added", "removed"]


@dataclass(frozen=True)
class Edit:
    """One row, as a reader saw it under ``row_id``, and what becomes of it; without a ``row_id`` a new row.

    ``values`` are the stored columns that change, in their types; a removal has none and needs a ``reason``.
    """

    dataset: str
    row_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    remove: bool = False
    reason: str = ""

    @property
    def kind(self) -> Kind:
        if self.remove:
            return "removed"
        return "added" if self.row_id is None else "corrected"

    def told(self) -> str:
        """What the batch log keeps of it: the row it started from and the names of the columns, never a value."""
        about: dict[str, Any] = {"edit": self.kind}
        if self.row_id is not None:
            about["was"] = self.row_id
        return orjson.dumps(about).decode()


@dataclass(frozen=True)
class Change:
    """One edit of a row as the lineage tells it: who, when, and field by field the old and the new value.

    ``row_id`` is the row it was asked of. Customers are left out.
    """

    row_id: int
    batch_id: str
    kind: Kind
    who: str
    at: datetime
    reason: str
    live: bool
    values: tuple[tuple[str, Any, Any], ...] = ()


def addition(dataset: Dataset, values: Mapping[str, Any]) -> Prepared:
    """A new row as a prepared file of one line. Refusal ``edit_empty``."""
    columns = {name: pa.array([value]) for name, value in values.items() if value is not None}
    if not columns:
        raise Refusal("edit_empty", where=dataset.name)
    return Prepared(dataset.name, Source("", kind="screen"), pa.table(columns))


def stage_change(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, edit: Edit, rights: Rights, relations: Relations
) -> Staged:
    """Lay down and judge the row of a correction or removal. Refusals: those of :func:`guard`, ``key_not_editable``."""
    assert edit.row_id is not None
    guard(cursor, dataset, edit.row_id, relations)
    for name in edit.values:
        if name in dataset.key or name not in field_names(dataset):
            raise Refusal("key_not_editable" if name in dataset.key else "field_unknown", where=name)
    columns = []
    for name, kind in stored_columns(dataset):
        if name in edit.values:
            given = f"cast($v_{name} as {kind})"
            columns.append(f"{masked(given) if is_free_text(dataset, name) else given} as {quoted(name)}")
        else:
            columns.append(f"r.{quoted(name)}")
    cursor.execute(
        fill(
            """
            create or replace temp table staged_rows as
            select *, {content} as row_hash
            from (select cast(0 as bigint) as _pos, cast(null as varchar) as _sheet, cast(null as integer) as _row,
                  {columns}, r.row_key, r.row_part from current_{name} r where r.row_id = $row_id) as f
            """,
            content=content_hash(dataset),
            columns=", ".join(columns),
            name=dataset.name,
        ),
        {"row_id": edit.row_id, **{f"v_{name}": value for name, value in edit.values.items()}},
    )
    written = field_names(dataset)
    lay_out(cursor, dataset, written)
    one = Prepared(dataset.name, Source("", kind="screen"), pa.table({"_row": pa.nulls(1, pa.int32())}))
    staged = weigh(cursor, dataset, one, rights, relations, written, day=relations.today, looked_at=tuple(edit.values))
    if edit.remove:
        staged.counts = replace(staged.counts, unchanged=0, updated=staged.counts.unchanged)
    return staged


def settle(staged: Staged, edit: Edit) -> None:
    """On screen nothing is half done: what a file would report of a refused row is a refusal here.

    Refusals: ``row_exists``, ``nothing_changed``, and the codes of rejected and ignored rows.
    """
    counts = staged.counts
    for issue in staged.issues:
        if issue.severity in ("reject", "ignore"):
            raise Refusal(issue.code, where=issue.column or staged.dataset.name, **issue.params)
    if edit.row_id is None and not counts.new:
        raise Refusal("row_exists", where=staged.dataset.name)
    if edit.row_id is not None and not counts.updated:
        raise Refusal("nothing_changed", where=staged.dataset.name)


def write_edit(cursor: duckdb.DuckDBPyConnection, staged: Staged, edit: Edit, who: str, recorded: datetime) -> Entry:
    """Write the judged row as a batch, inside the caller's transaction."""
    dataset, seq = staged.dataset, next_seq(cursor)
    about = Prepared(dataset.name, Source("", kind="screen"), pa.table({}), mapping=edit.told())
    entry = replace(
        entry_of(about, staged.counts, seq, who, recorded, recorded), removes=edit.remove, reason=edit.reason.strip()
    )
    entry.write(cursor)
    write_rows(cursor, dataset, seq, written=staged.written, complete=False)
    if edit.remove and dataset.kind != "snapshot":
        rebuild(cursor, dataset, "row_key in (select row_key from judged)")
    write_issues(cursor, seq, staged.issues)
    return entry


def guard(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, row_id: int, relations: Relations) -> None:
    """That the row is still as it was shown.

    Refusals: ``row_gone`` (taken away, ended, or no longer the reader's), ``row_changed`` with ``changes``: field →
    (value shown, value now), and ``row_id``, the row as it is now.
    """
    found = cursor.execute(
        fill(
            "select c.row_id from rows_{name} r join current_{name} c on c.row_key = r.row_key "
            "where r.row_id = $row_id and c.row_ended is null",
            name=dataset.name,
        ),
        {"row_id": row_id},
    ).fetchall()
    if not found or not _may_see(cursor, dataset, found[0][0], relations):
        raise Refusal("row_gone", where=dataset.name)
    now = int(found[0][0])
    if now != row_id:
        contents = _contents(cursor, dataset, [row_id, now])
        changes = {name: (old, new) for name, old, new in _differences(dataset, contents[row_id], contents[now])}
        raise Refusal("row_changed", where=dataset.name, row_id=now, changes=changes)


def _may_see(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, row_id: int, relations: Relations) -> bool:
    own = Relations(relations.datasets, relations.rights, relations.today, grain="rows")
    statement = own.expand(f"select count(*) from {{{dataset.name}}} where row_id = $row_id")  # noqa: S608 - declared
    return bool(cursor.execute(statement, own.params(statement, {"row_id": row_id})).fetchall()[0][0])


CHANGES = """
    select {asked} as row_id, l.batch_id, l.who, l.recorded_at, l.mapping, coalesce(l.reason, '') as reason,
        s.row_id as said_id,
        not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id) as live
    from {rows} join batch_log l on l.seq = s.seq and l.event = 'commit' and l.source = 'screen'
    where {condition} order by l.seq, s.row_id
"""
OF_ROWS = """rows_{name} k join rows_{name} r on r.row_key = k.row_key join sightings_{name} s on s.row_id = r.row_id"""


def changes(
    cursor: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    *,
    row_ids: Sequence[int] = (),
    batch_id: str = "",
) -> tuple[Change, ...]:
    """The edits on screen that rows went through, undone ones too, or those of one batch; oldest first."""
    if batch_id:
        statement = fill(
            CHANGES,
            asked="s.row_id",
            rows=f"sightings_{dataset.name} s",
            condition="l.batch_id = $batch_id",
        )
        found = cursor.execute(statement, {"batch_id": batch_id}).fetchall()
    else:
        statement = fill(
            CHANGES,
            asked="k.row_id",
            rows=fill(OF_ROWS, name=dataset.name),
            condition="list_contains($row_ids, k.row_id)",
        )
        found = cursor.execute(statement, {"row_ids": [int(one) for one in row_ids]}).fetchall()
    edits = [(*line[:4], _read_told(line[4]), *line[5:]) for line in found]
    ids = {line[6] for line in edits} | {line[4]["was"] for line in edits if "was" in line[4]}
    contents = _contents(cursor, dataset, sorted(ids))
    return tuple(
        Change(
            int(row_id),
            batch_id,
            told.get("edit", "corrected"),
            who,
            at,
            reason,
            bool(live),
            _differences(dataset, contents.get(told.get("was", -1), {}), contents[said]) if "was" in told else (),
        )
        for row_id, batch_id, who, at, told, reason, said, live in edits
    )


def _read_told(text: str | None) -> dict[str, Any]:
    return orjson.loads(text) if text and text.startswith('{"edit"') else {}


def _contents(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    names = field_names(dataset)
    found = cursor.execute(
        fill(
            "select row_id, {fields} from rows_{name} where list_contains($ids, row_id)",
            fields=listed(names),
            name=dataset.name,
        ),
        {"ids": list(ids)},
    ).fetchall()
    return {int(row_id): dict(zip(names, values, strict=True)) for row_id, *values in found}


def _differences(dataset: Dataset, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(
        (f.name, old.get(f.name), new.get(f.name))
        for f in dataset.fields
        if f.sensitivity not in ("pseudonym", "drop") and old.get(f.name) != new.get(f.name)
    )
