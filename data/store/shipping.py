"""The copy of a store that a cluster reads: Parquet files in a shared folder, and a manifest that names those that
count.

One writer at a time adds what is new: the contents of each dataset, then who said them, then the log, and last of all
the manifest, which takes the place of the one before in one step. A file that no manifest names counts for nobody, so
that a writer may be killed at any moment; the next one clears it away.

What a copy holds is told by marks, one a dataset, made from the entries of the log: a question is answered from a copy
only where the marks of all that it reads are those of the store. So a copy that is behind, or that was made before a
back-up was put back, answers nothing. An erasure takes the whole copy away before it is committed. The copy is in the
clear: of a store that is encrypted none is made.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb
import orjson
import pyarrow.parquet as pq

from data.access import Rights
from data.problems import Refusal
from data.settings import settings
from data.store.engine import transaction
from data.store.leaving import columns_of, new_file, pieces
from data.store.permits import may_leave
from data.store.sql import fill

if TYPE_CHECKING:
    from data.store.store import Store

SCHEME = "sc://"
MANIFEST, LOCK = "manifest.json", "writer.lock"
LOG = "batch_log"
FORMAT = 1
GROWING = (("rows", "row_id"), ("sightings", "seq"))
"""The tables of a dataset that only grow, each with the number by which what is new is known; in the order of
writing."""
ERASED = ""
"""Among the marks: the erasures, which are of no one dataset."""
MARKS = """
    select dataset, cast(count(*) as varchar) || ':' || cast(bit_xor(hash(seq, batch_id, event, known_at,
      recorded_at)) as varchar)
    from batch_log where seq <= $seq group by dataset
"""
PRINT = "select value from meta where name = 'master_print'"
NEWEST = 2**62


@dataclass(frozen=True)
class ClusterAddress:
    """``sc://HOST:PORT|FOLDER``: where Spark Connect listens, and the folder of the copies, which all machines of the
    cluster reach."""

    url: str
    host: str
    port: int
    folder: Path


@dataclass(frozen=True)
class Shipped:
    """What was copied: ``rows`` of new contents by dataset, ``version`` the entry of the log up to which the copy
    stands now, and whether it was begun anew."""

    folder: Path
    rows: Mapping[str, int]
    version: int
    anew: bool


def cluster_address(written: str) -> ClusterAddress:
    """Refusal ``cluster_address_unfit``."""
    url, bar, folder = written.partition("|")
    host, _, port = url.removeprefix(SCHEME).partition(":")
    if not (url.startswith(SCHEME) and host and port.isdecimal() and bar and folder.strip()):
        raise Refusal("cluster_address_unfit", where="HANDOVER_CLUSTER")
    return ClusterAddress(url, host, int(port), Path(folder.strip()).expanduser().absolute())


def marks_of(cursor: duckdb.DuckDBPyConnection, seq: int = NEWEST) -> dict[str, str]:
    """By dataset which entries the log has of it, up to ``seq``: no two states of any store have the same."""
    return {name or ERASED: mark for name, mark in cursor.execute(MARKS, {"seq": seq}).fetchall()}


def copy_of(folder: Path, cursor: duckdb.DuckDBPyConnection) -> Path:
    """Where the copy of this store lies among those of others."""
    found = cursor.execute(PRINT).fetchall()
    return folder / str(found[0][0] if found else "store")


def manifest_of(copy: Path) -> dict[str, Any] | None:
    """What counts in the folder of a copy; ``None`` where there is none."""
    try:
        told: dict[str, Any] = orjson.loads((copy / MANIFEST).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return told if told.get("format") == FORMAT else None


def ship(store: Store, rights: Rights) -> Shipped:
    """Bring the copy to where the store stands, also while others read either.

    Refusals: ``not_allowed``, ``cluster_not_set``, ``cluster_address_unfit``, ``cluster_in_the_clear`` for a store that
    is encrypted, ``cluster_busy`` while another writes, ``file_not_written``.
    """
    may_leave(rights)
    if not settings().cluster:
        raise Refusal("cluster_not_set", where="HANDOVER_CLUSTER")
    address = cluster_address(settings().cluster)
    if store.encrypted:
        raise Refusal("cluster_in_the_clear", where=store.address)
    try:
        with store._cursor() as cursor:
            copy = copy_of(address.folder, cursor)
            copy.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _only_writer(copy), transaction(cursor):
                done = _added(cursor, store, copy)
    except OSError:
        raise Refusal("file_not_written", where=str(address.folder)) from None
    store.audit("ship", rights, rows=sum(done.rows.values()), version=done.version)
    return done


@contextmanager
def taken_away(copy: Path) -> Iterator[None]:
    """The copy goes, and none is written inside the block."""
    with _only_writer(copy, wait=True):
        (copy / MANIFEST).unlink(missing_ok=True)
        _clear(copy, {})
        yield


@contextmanager
def _only_writer(copy: Path, *, wait: bool = False) -> Iterator[None]:
    with (copy / LOCK).open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("cluster_busy", where=str(copy)) from None
        yield


def _added(cursor: duckdb.DuckDBPyConnection, store: Store, copy: Path) -> Shipped:
    """Write what the copy lacks, and the manifest that counts it."""
    before = manifest_of(copy) or {}
    anew = not before or marks_of(cursor, before["version"]) != before["marks"]
    if anew:
        before = {"marks": {}, "files": {}}
    marks = marks_of(cursor)
    files: dict[str, list[dict[str, Any]]] = {}
    rows: dict[str, int] = {}
    for name in store.datasets:
        for kind, number in GROWING:
            table = f"{kind}_{name}"
            kept = list(before["files"].get(table, []))
            if before["marks"].get(name) != marks.get(name):
                new = _file(cursor, copy, table, number, max((one["last"] for one in kept), default=-1))
                if new["rows"]:
                    kept.append(new)
                    if kind == "rows":
                        rows[name] = new["rows"]
            files[table] = kept
    files[LOG] = [_file(cursor, copy, LOG, "seq", -1)]
    version = int(cursor.execute("select coalesce(max(seq), 0) from batch_log").fetchall()[0][0])
    told = {"format": FORMAT, "version": version, "marks": marks, "files": files}
    _put(copy, told)
    _clear(copy, files)
    return Shipped(copy, rows, version, anew)


def _file(cursor: duckdb.DuckDBPyConnection, copy: Path, table: str, number: str, after: int) -> dict[str, Any]:
    """Write the lines of a table beyond ``after`` to a file of its own; none is left where there are none."""
    place = copy / table
    place.mkdir(mode=0o700, exist_ok=True)
    new = place / f"{uuid4().hex}.parquet"
    chosen = fill("(select * from {table} where {number} > {after})", table=table, number=number, after=str(after))
    last = cursor.execute(fill("select max({number}) from {table}", number=number, table=table)).fetchall()[0][0]
    schema, found = pieces(cursor, chosen, columns_of(cursor, table))
    rows = 0
    with new_file(new) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for piece in found:
            writer.write_batch(piece)
            rows += piece.num_rows
    if not rows:
        new.unlink()
    return {"file": f"{table}/{new.name}", "rows": rows, "last": -1 if last is None else int(last)}


def _put(copy: Path, told: Mapping[str, Any]) -> None:
    """The manifest takes the place of the one before, when all that it names is on the disk."""
    for table in told["files"].values():
        for one in table:
            if one["rows"]:
                _settle(copy / one["file"])
    new = copy / f".{MANIFEST}.{uuid4().hex}"
    with new_file(new) as out:
        out.write(orjson.dumps(told))
    _settle(new)
    os.replace(new, copy / MANIFEST)
    _settle(copy)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(copy: Path, files: Mapping[str, list[dict[str, Any]]]) -> None:
    """What no manifest names goes from the disk."""
    named = {one["file"] for table in files.values() for one in table}
    for file in [*copy.glob("*/*.parquet"), *copy.glob(f".{MANIFEST}.*")]:
        if str(file.relative_to(copy)) not in named:
            file.unlink(missing_ok=True)
