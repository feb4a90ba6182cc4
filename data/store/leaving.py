"""Leaving with everything: the whole store as a folder of Parquet files that any program reads, with a manifest in
JSON.

The folder holds the contents of each dataset (``rows``), which batch said which of them and where (``sightings``), and
all tables beside them (``store``): the log of batches with those that were undone, issues, the audit log, editions with
their answers and comments, messages, who was erased. What is in force follows from these by the rule, so it is not
written a second time.

The key of the pseudonyms leaves sealed by ``HANDOVER_KEY`` or not at all: without one the manifest has its fingerprint
only, and the file beside the store is taken along by hand. The manifest is sealed by a key that is derived from it, so
that nothing in the folder can be changed unseen. The contents are in the clear, also those of a store that is
encrypted.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from data.access import Rights
from data.clock import now
from data.datasets import Dataset
from data.problems import Refusal
from data.store.engine import transaction
from data.store.migrations import version_of
from data.store.permits import may_leave
from data.store.sql import fill, quoted, stored_columns
from data.store.swapping import workroom

if TYPE_CHECKING:
    from data.store.store import Store

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = (
    "batch_log",
    "batch_issues",
    "erased_rows",
    "tombstones",
    "audit",
    "audit_personal",
    "editions",
    "edition_frames",
    "edition_comments",
    "deliveries",
)
"""What is kept beside the datasets; a test finds a table of the store that is in neither."""
KEPT_OF_META = ("customer_id_rule", "master_key", "master_print")
"""Of the odds and ends of a store: how ids are written, the sealed key of the pseudonyms, and its fingerprint."""
FORMULA = r"'^[=+\-@\t\r\n]'"
"""How a text begins that a spreadsheet takes for a formula; a guard goes before it, which the reader of files takes
away again."""
PIECE = 100_000
"""Rows that are in memory at a time."""


@dataclass(frozen=True)
class Left:
    """A written folder: ``rows`` in force by dataset, ``stored`` lines of each file, ``sealed``: whether it holds the
    key, sealed."""

    path: Path
    made_at: datetime
    version: int
    batches: int
    withdrawn: int
    rows: Mapping[str, int]
    stored: Mapping[str, int]
    sealed: bool
    audit_head: str


def leave(store: Store, target: str | Path, rights: Rights, *, with_csv: bool = False) -> Left:
    """Write everything to the new folder ``target``, also while others read and write: one state of the store, whole or
    not at all.

    ``with_csv`` adds the rows in force of each dataset as CSV, for people. Refusals: ``not_allowed``,
    ``folder_not_empty``, ``file_not_written``.
    """
    may_leave(rights)
    path = Path(target).expanduser()
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise Refusal("folder_not_empty", where=str(path))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with workroom(path.parent) as room:
            folder = room / "all"
            folder.mkdir(mode=0o700)
            with store._cursor() as cursor, transaction(cursor):
                told = _written(cursor, store, folder, with_csv)
            _manifest(folder, told, store._sealing_key)
            os.rename(folder, path)  # an empty folder of that name gives way
    except OSError:
        raise Refusal("file_not_written", where=str(path)) from None
    left = Left(
        path,
        told["made_at"],
        told["version"],
        told["batches"],
        told["withdrawn"],
        told["rows"],
        {name: one["rows"] for name, one in told["files"].items()},
        "master_key" in told["meta"],
        told["audit_head"],
    )
    store.audit("export_all", rights, batches=left.batches, rows=sum(left.rows.values()), version=left.version)
    return left


def _written(cursor: duckdb.DuckDBPyConnection, store: Store, folder: Path, with_csv: bool) -> dict[str, Any]:
    """Every file of the folder, and what the manifest says of them and of the store; inside one transaction."""

    def one(sql: str) -> Any:
        found = cursor.execute(sql).fetchall()
        return found[0][0] if found else None

    files: dict[str, Any] = {}
    in_force: dict[str, int] = {}
    for table in TABLES:
        columns = columns_of(cursor, table)
        files[f"store/{table}.parquet"] = _parquet(cursor, table, columns, folder / "store" / f"{table}.parquet")
    for name, dataset in store.datasets.items():
        if not one(fill("select exists (select 1 from rows_{name})", name=name)):
            continue
        in_force[name] = int(one(fill("select count(*) from current_{name}", name=name)))
        for kind in ("rows", "sightings"):
            table = f"{kind}_{name}"
            files[f"{kind}/{name}.parquet"] = _parquet(
                cursor, table, columns_of(cursor, table), folder / kind / f"{name}.parquet"
            )
        if with_csv:
            files[f"csv/{name}.csv"] = _csv(cursor, dataset, folder / "csv" / f"{name}.csv")
    meta = dict(
        cursor.execute(
            "select name, value from meta where list_contains($names, name)", {"names": list(KEPT_OF_META)}
        ).fetchall()
    )
    return {
        "format": FORMAT,
        "made_at": now(),
        "schema": version_of(cursor),
        "version": one("select coalesce(max(seq), 0) from batch_log"),
        "batches": one("select count(*) from batch_log where event = 'commit'"),
        "withdrawn": one("select count(*) from batch_log where event = 'withdraw'"),
        "rows": in_force,
        "audit_head": one("select chain from audit order by number desc limit 1") or "",
        "meta": meta,
        "datasets": {name: declared(store.datasets[name]) for name in in_force},
        "files": files,
    }


def declared(dataset: Dataset) -> dict[str, Any]:
    """What somebody without Handover has to know of a dataset to read its rows."""
    return {
        "label": {"en": dataset.en, "zh": dataset.zh},
        "kind": dataset.kind,
        "key": list(dataset.key),
        "when": dataset.when,
        "links": dict(dataset.links),
        "fields": [
            {
                "field": field.name,
                "label": {"en": field.en, "zh": field.zh},
                "type": field.type,
                "unit": field.unit,
                "sensitivity": field.sensitivity,
                "help": {"en": field.help_en, "zh": field.help_zh},
                "choices": {choice.code: {"en": choice.en, "zh": choice.zh} for choice in field.choices},
            }
            for field in dataset.fields
            if field.sensitivity != "drop"
        ],
    }


def columns_of(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table or view of the store with their types, in order."""
    return dict(
        cursor.execute(
            "select column_name, lower(data_type) from duckdb_columns() where database_name = 'store' and table_name ="
            " $table order by column_index",
            {"table": table},
        ).fetchall()
    )


def pieces(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """A table, or a selection in brackets, piece by piece. Numbers of 128 bits are their text: that is how other
    programs know them."""
    what = ", ".join(
        f"cast({quoted(name)} as varchar) as {quoted(name)}" if kind == "uuid" else quoted(name)
        for name, kind in columns.items()
    )
    order = next((name for name in ("row_id", "number", "seq") if name in columns), next(iter(columns)))
    reader = cursor.execute(
        fill("select {what} from {table} order by {order}", what=what, table=table, order=quoted(order))
    ).to_arrow_reader(PIECE)
    return reader.schema, reader


def _parquet(cursor: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], file: Path) -> dict[str, Any]:
    """Write a table; what the manifest says of the file."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    schema, found = pieces(cursor, table, columns)
    rows = 0
    with new_file(file) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for piece in found:
            writer.write_batch(piece)
            rows += piece.num_rows
    return {"rows": rows, "columns": dict(columns), **_digest(file)}


def _csv(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, file: Path) -> dict[str, Any]:
    """The rows in force for a spreadsheet: UTF-8 with its mark, no cell of it a formula."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    names = dict(stored_columns(dataset))
    what = ", ".join(
        (
            fill(
                "case when regexp_matches({column}, {formula}) then '''' || {column} else {column} end",
                column=quoted(name),
                formula=FORMULA,
            )
            if kind == "varchar"
            else quoted(name)
        )
        for name, kind in names.items()
    )
    present = " where row_ended is null" if dataset.kind == "register" else ""
    found = cursor.execute(
        fill(
            "select {what} from current_{name}{present} order by row_id", what=what, name=dataset.name, present=present
        )
    )
    rows = 0
    with io.TextIOWrapper(new_file(file), "utf-8-sig", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(names)
        while piece := found.fetchmany(PIECE):
            writer.writerows(piece)
            rows += len(piece)
    return {"rows": rows, "columns": names, **_digest(file)}


def new_file(file: Path) -> Any:
    """A new file that only its owner reads."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _digest(file: Path) -> dict[str, Any]:
    """Length and SHA-256 of a file that is on the disk."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        return {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _manifest(folder: Path, told: Mapping[str, Any], key: bytes) -> None:
    with new_file(folder / MANIFEST) as out:
        out.write(orjson.dumps({**told, "seal": seal(told, key)}, option=orjson.OPT_INDENT_2))
        out.flush()
        os.fsync(out.fileno())


def seal(told: Mapping[str, Any], key: bytes) -> str:
    """The seal of a manifest, and by the hashes in it of all files."""
    return hmac.digest(key, orjson.dumps(told, option=orjson.OPT_SORT_KEYS), "sha256").hex()
