"""Coming back with everything: a folder that :mod:`data.store.leaving` wrote becomes the store of an empty place.

Nothing of the folder is read by a reader of Parquet before the seal of its manifest and the hash of the file hold. What
is in force is evaluated anew by the rule from what was said, and compared with what was counted when it was written.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from data.store.audit import Audit
from data.store.backup import cleared_place
from data.store.commit import rebuild
from data.store.engine import cursor_of, open_root, transaction
from data.store.lake import only_a_file
from data.store.leaving import FORMAT, MANIFEST, TABLES, columns_of, seal
from data.store.migrations import MIGRATIONS, migrate
from data.store.opening import open_store
from data.store.permits import may_leave
from data.store.secret import derived, fingerprint, read_secret, secret_file, unwrap, wrap, write_secret
from data.store.sql import fill, quoted
from data.store.swapping import put_in_place, workroom

LONGEST_MANIFEST = 2**26


@dataclass(frozen=True)
class Arrived:
    """What was put in, where, and where the empty store lies that was there before."""

    store: Path
    version: int
    batches: int
    withdrawn: int
    rows: Mapping[str, int]
    audit_head: str
    replaced: Path | None


def arrive(
    folder: str | Path,
    address: str | Path,
    rights: Rights,
    *,
    key: str | None,
    secret: str | Path | None = None,
    datasets: Mapping[str, Dataset] = DATASETS,
) -> Arrived:
    """Make the store at ``address``, which holds nothing and nobody has open, of a folder. All or nothing, also where
    it is killed.

    ``key`` encrypts the store and opens the sealed key of the pseudonyms; ``secret`` is the file of that key where the
    folder has none. Refusals: ``not_allowed``, ``export_unknown``, ``export_newer``, ``export_damaged``,
    ``export_key_sealed``, ``export_key_missing``, ``wrong_key``, ``secret_other``, ``import_not_empty``,
    ``store_owned``.
    """
    may_leave(rights)
    only_a_file(str(address))
    place = Path(folder).expanduser()
    told = read_manifest(place, datasets)
    master = _master(told, place, key, secret)
    given = {name: value for name, value in told.items() if name != "seal"}
    if not hmac.compare_digest(seal(given, derived(master, "export")).encode(), str(told["seal"]).encode()):
        raise Refusal("export_damaged", where=str(place / MANIFEST))
    real = Path(os.path.realpath(Path(address).expanduser()))
    try:
        cleared_place(real, key=key, force=False, datasets=datasets)
    except Refusal as refusal:
        raise Refusal("import_not_empty", where=str(real)) if refusal.code == "restore_not_empty" else refusal from None
    with workroom(real.parent) as room:
        fresh = room / "store.duckdb"
        _filled(fresh, place, told, master, key, datasets)
        store = open_store(str(fresh), key=key or "", datasets=datasets)
        try:
            if store.audit_head != (told["audit_head"] or store.audit_head) or any(
                one.severity == "reject" for one in store.check()
            ):
                raise Refusal("export_damaged", where=str(place))
            store.audit("import_all", rights, batches=told["batches"], made_at=told["made_at"])
            arrived = store.version(), store.audit_head
        finally:
            store.close()
        replaced = put_in_place(fresh, real)
    return Arrived(real, arrived[0], told["batches"], told["withdrawn"], told["rows"], arrived[1], replaced)


def read_manifest(place: Path, datasets: Mapping[str, Dataset]) -> dict[str, Any]:
    """What the folder says of itself; not believed before its seal is compared. Refusals: ``export_unknown``,
    ``export_newer``."""
    try:
        with (place / MANIFEST).open("rb") as stream:
            told: dict[str, Any] = orjson.loads(stream.read(LONGEST_MANIFEST))
        newer = int(told["format"]) > FORMAT or int(told["schema"]) > MIGRATIONS[-1].number
        unknown = set(told["datasets"]) - set(datasets)
        meta, files, rows = dict(told["meta"]), dict(told["files"]), dict(told["rows"])
        whole = {"seal", "made_at", "batches", "withdrawn", "version", "audit_head"} <= set(told)
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal("export_unknown", where=str(place)) from None
    if newer or unknown:
        raise Refusal("export_newer", where=str(place))
    wanted = {f"store/{table}.parquet" for table in TABLES}
    wanted |= {f"{kind}/{name}.parquet" for name in rows for kind in ("rows", "sightings")}
    if not whole or not wanted <= set(files) or "master_print" not in meta:
        raise Refusal("export_unknown", where=str(place))
    return told


def _master(told: Mapping[str, Any], place: Path, key: str | None, secret: str | Path | None) -> bytes:
    """The key of the pseudonyms that belongs to the folder."""
    sealed = told["meta"].get("master_key")
    if secret is not None:
        master, where = read_secret(Path(secret).expanduser()), str(secret)
    elif sealed and key:
        master, where = unwrap(str(sealed), key), str(place)
    else:
        raise Refusal("export_key_sealed" if sealed else "export_key_missing", where=str(place))
    if fingerprint(master) != told["meta"]["master_print"]:
        raise Refusal("secret_other", where=where)
    return master


def _filled(
    fresh: Path, place: Path, told: Mapping[str, Any], master: bytes, key: str | None, datasets: Mapping[str, Dataset]
) -> None:
    """Make the file of a store that holds what the folder holds; what is in force by the rule."""
    if not key:
        write_secret(secret_file(fresh), master)
    root = open_root(fresh, key)
    try:
        with cursor_of(root, fresh) as cursor:
            migrate(cursor, datasets)
            with transaction(cursor):
                odds = {
                    name: value for name, value in told["meta"].items() if name not in ("master_key", "master_print")
                }
                for name, value in (odds | ({"master_key": wrap(master, key)} if key else {})).items():
                    cursor.execute("insert into meta values ($name, $value)", {"name": name, "value": value})
                for table in TABLES:
                    _take(cursor, place, f"store/{table}.parquet", told, table)
                Audit(derived(master, "audit"), cursor)  # seals the end of the log
                for name in told["rows"]:
                    _take(cursor, place, f"rows/{name}.parquet", told, f"past_{name}")
                    _take(cursor, place, f"sightings/{name}.parquet", told, f"sightings_{name}")
                    rebuild(cursor, datasets[name], "true")
                    ((n,),) = cursor.execute(fill("select count(*) from current_{name}", name=name)).fetchall()
                    if n != told["rows"][name]:
                        raise Refusal("export_damaged", where=str(place / "rows" / f"{name}.parquet"))
            cursor.execute("checkpoint store")
    finally:
        root.close()


def _take(cursor: duckdb.DuckDBPyConnection, place: Path, name: str, told: Mapping[str, Any], table: str) -> None:
    """Put one file into its table. A column that this version does not have is of a newer one: nothing is left out
    silently."""
    file, known = place / name, told["files"][name]
    own = columns_of(cursor, table)
    if not set(known["columns"]) <= set(own):
        raise Refusal("export_newer", where=str(file))
    try:
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != known["sha256"]:
                raise Refusal("export_damaged", where=str(file))
            stream.seek(0)
            with pq.ParquetFile(stream) as read:
                pieces = pa.RecordBatchReader.from_batches(read.schema_arrow, read.iter_batches())
                cursor.register("arriving", pieces)
                what = ", ".join(
                    fill("cast({column} as {kind})", column=quoted(column), kind=own[column])
                    for column in known["columns"]
                )
                cursor.execute(
                    fill(
                        "insert into {table} ({columns}) select {what} from arriving",
                        table=table,
                        columns=", ".join(map(quoted, known["columns"])),
                        what=what,
                    )
                )
                cursor.unregister("arriving")
    except (OSError, pa.ArrowInvalid, duckdb.ConversionException):
        raise Refusal("export_damaged", where=str(file)) from None
