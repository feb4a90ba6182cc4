"""Back-ups: one file that holds the store, what opens it and a manifest; made while people work, tried, and put back.

A back-up is a ZIP of ``manifest.json`` (of which programme, when, versions, counts, SHA-256), ``store.duckdb`` and,
only where the store is not encrypted, ``store.duckdb.key``: without its master key a store cannot be opened. An
encrypted store holds it sealed, so that its back-up tells nothing without ``HANDOVER_KEY``, which is never part of it.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import duckdb
import orjson

from data.access import Rights
from data.clock import now
from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from data.store.engine import cursor_of, open_root
from data.store.lake import only_a_file
from data.store.lifting import lift
from data.store.migrations import MIGRATIONS, version_of
from data.store.opening import is_open, open_store
from data.store.permits import may_erase
from data.store.secret import fingerprint, read_secret, secret_file
from data.store.sql import fill
from data.store.store import Store
from data.store.swapping import complete, put_in_place, workroom

FORMAT = 1
MANIFEST, FILE = "manifest.json", "store.duckdb"
BLOCK = 2**20
LONGEST_MANIFEST = 2**20
SHOWN = 8
"""Digits of what a programme is known by that a refusal shows."""


@dataclass(frozen=True)
class Backup:
    """One back-up: where it lies and what its manifest says."""

    path: Path
    made_at: datetime
    schema: int
    version: int
    batches: int
    withdrawn: int
    rows: Mapping[str, int]
    encrypted: bool
    audit_head: str
    files: Mapping[str, Mapping[str, Any]]
    programme: str
    """By what the store is known, whatever its name and place: the print of its key. '' in back-ups made before it was
    written down."""

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def make_backup(store: Store, target: str | Path, rights: Rights) -> Backup:
    """Write a back-up of an open store to ``target``, a new file or a folder. Nobody who reads or writes is turned
    away.

    Writers wait only while the file is copied; it is counted and packed afterwards. Refusals: ``not_allowed``,
    ``backup_exists``, ``file_not_written``.
    """
    may_erase(rights)  # who may take all out may see all
    path = Path(target).expanduser()
    made_at = now()
    if path.is_dir():
        path = path / f"handover-{made_at:%Y%m%d-%H%M%S}-{store.version()}.zip"
    if path.exists():
        raise Refusal("backup_exists", where=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with workroom(path.parent) as folder:
            copy = folder / FILE
            if store.place.shared:
                *_, head = lift(store, copy)
            else:
                with store.still():
                    _copied(store.place.path, copy, ("", ".wal") if store.encrypted else ("", ".wal", ".key"))
                    head = store.audit_head
            kept = _kept(copy, store.key, store.datasets)
            manifest = {
                "format": FORMAT,
                "made_at": made_at.isoformat(),
                **kept,
                "encrypted": store.encrypted,
                "audit_head": head,
            }
            packed = folder / "packed"
            _pack(packed, copy, manifest)
            _appear(packed, path)
    except FileExistsError:
        raise Refusal("backup_exists", where=str(path)) from None
    except (OSError, subprocess.CalledProcessError, duckdb.IOException, duckdb.FatalException):
        raise Refusal("file_not_written", where=str(path)) from None
    made = read_manifest(path)
    store.audit(
        "backup", rights, batches=made.batches, rows=sum(made.rows.values()), bytes=made.size, version=made.version
    )
    return made


NAMED = re.compile(r"handover-\d{8}-\d{6}-\d+\.zip")


def drop_older(newest: Path, keep: int, rights: Rights) -> tuple[Path, ...]:
    """Delete what :func:`make_backup` named in the folder of ``newest``, but for the ``keep`` that were made last.

    The newest always stays, and so does a file that somebody named himself. Refusal ``not_allowed``.
    """
    may_erase(rights)
    named = sorted((file for file in newest.parent.glob("handover-*.zip") if NAMED.fullmatch(file.name)), reverse=True)
    older = [file for file in named if file != newest][max(keep - 1, 0) :]
    for file in older:
        file.unlink(missing_ok=True)
    return tuple(older)


def _copied(source: Path, target: Path, endings: Iterable[str]) -> None:
    """Copy the file, its journal and what opens it in another process.

    The engine locks the file for this process; a second opening here would end that lock when it is closed.
    """
    for ending in endings:
        file = Path(str(source) + ending)
        if file.exists():
            code = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"
            subprocess.run(
                [sys.executable, "-I", "-c", code, str(file), str(target) + ending], check=True, capture_output=True
            )
            os.chmod(str(target) + ending, 0o600)


def _kept(path: Path, key: str | None, datasets: Mapping[str, Dataset]) -> dict[str, Any]:
    """What a file that nobody has open holds; its journal is written into it."""
    root = open_root(path, key)
    try:
        root.execute("checkpoint store")
        with cursor_of(root) as cursor:
            return {"schema": version_of(cursor), "programme": _identity(cursor), **_counts(cursor, datasets)}
    finally:
        root.close()


def _identity(cursor: duckdb.DuckDBPyConnection) -> str:
    """By what a store is known; '' where it was last opened before that was written down."""
    found = cursor.execute("select value from meta where name = 'master_print'").fetchall()
    return str(found[0][0]) if found else ""


def _counts(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> dict[str, Any]:
    def one(sql: str) -> int:
        return int(cursor.execute(sql).fetchall()[0][0])

    return {
        "version": one("select coalesce(max(seq), 0) from batch_log"),
        "batches": one("select count(*) from batch_log where event = 'commit'"),
        "withdrawn": one("select count(*) from batch_log where event = 'withdraw'"),
        "rows": {name: n for name in datasets if (n := one(fill("select count(*) from current_{name}", name=name)))},
    }


def _pack(target: Path, copy: Path, manifest: dict[str, Any]) -> None:
    files = [file for file in (copy, secret_file(copy)) if file.exists()]
    manifest["files"] = {file.name: {"bytes": file.stat().st_size, "sha256": _digest_of(file)} for file in files}
    method = zipfile.ZIP_STORED if manifest["encrypted"] else zipfile.ZIP_DEFLATED  # what is encrypted cannot be packed
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
            archive.writestr(MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
            for file in files:
                archive.write(file, file.name)
        out.flush()
        os.fsync(out.fileno())


def _appear(packed: Path, path: Path) -> None:
    """Give a finished file its name: whole at once, and never over another file."""
    try:
        os.link(packed, path)
    except FileExistsError:
        raise
    except OSError:  # a drive without second names, as sticks are
        if path.exists():
            raise FileExistsError from None
        os.rename(packed, path)


def _digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(path: str | Path) -> Backup:
    """What a back-up says of itself. Refusals: ``file_missing``, ``backup_unknown`` (another file), ``backup_damaged``,
    ``backup_newer`` (a newer Handover made it)."""
    place = Path(path).expanduser()
    if not place.is_file():
        raise Refusal("file_unreadable" if place.exists() else "file_missing", where=str(place))
    try:
        with zipfile.ZipFile(place) as archive, archive.open(MANIFEST) as stream:
            told = orjson.loads(stream.read(LONGEST_MANIFEST))
        names = {FILE} if told["encrypted"] else {FILE, FILE + ".key"}
        if int(told["format"]) > FORMAT or int(told["schema"]) > MIGRATIONS[-1].number:
            raise Refusal("backup_newer", where=str(place))
        if set(told["files"]) != names:
            raise Refusal("backup_damaged", where=str(place))
        return Backup(
            place,
            datetime.fromisoformat(told["made_at"]),
            int(told["schema"]),
            int(told["version"]),
            int(told["batches"]),
            int(told["withdrawn"]),
            dict(told["rows"]),
            bool(told["encrypted"]),
            str(told["audit_head"]),
            dict(told["files"]),
            str(told.get("programme", "")),
        )
    except KeyError:
        raise Refusal("backup_unknown", where=str(place)) from None
    except (zipfile.BadZipFile, OSError, ValueError, TypeError, EOFError, NotImplementedError):
        raise Refusal(_broken(place), where=str(place)) from None


def _broken(place: Path) -> str:
    """A ZIP that was cut begins like one."""
    with place.open("rb") as stream:
        return "backup_damaged" if stream.read(4) == b"PK\x03\x04" else "backup_unknown"


@contextmanager
def _unpacked(made: Backup, beside: Path | None, key: str | None, datasets: Mapping[str, Dataset]) -> Iterator[Store]:
    """The store of a back-up, opened in a folder of its own: every byte is what was packed, every count what was
    counted."""
    with workroom(beside) as folder:
        _extract(made, folder)
        address = folder / FILE
        kept = _kept(address, key, {name: datasets[name] for name in made.rows if name in datasets})
        said = (made.schema, made.version, made.batches, made.withdrawn, dict(made.rows))
        same = made.programme in ("", kept["programme"])
        if not same or said != (kept["schema"], kept["version"], kept["batches"], kept["withdrawn"], kept["rows"]):
            raise Refusal("backup_damaged", where=str(made.path))
        store = open_store(str(address), key=key or "", datasets=datasets)
        try:
            if any(issue.severity == "reject" for issue in store.check()):
                raise Refusal("backup_damaged", where=str(made.path))
            yield store
        finally:
            store.close()


def _extract(made: Backup, folder: Path) -> None:
    try:
        with zipfile.ZipFile(made.path) as archive:
            for name, expected in made.files.items():
                handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as out, archive.open(name) as packed:
                    same = _copy(packed, out, int(expected["bytes"])) == expected["sha256"]
                if not same:
                    raise Refusal("backup_damaged", where=str(made.path))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError):
        raise Refusal("backup_damaged", where=str(made.path)) from None
    except OSError:
        raise Refusal("file_not_written", where=str(folder.parent)) from None


def _copy(packed: IO[bytes], out: IO[bytes], longest: int) -> str:
    """Copy what the manifest promises and no more; its SHA-256."""
    digest, left = hashlib.sha256(), longest + 1
    while left > 0 and (block := packed.read(min(BLOCK, left))):
        digest.update(block)
        out.write(block)
        left -= len(block)
    return digest.hexdigest() if left == 1 else ""


def try_backup(store: Store, path: str | Path, rights: Rights) -> Backup:
    """Restore a back-up into a temporary place, compare and check it, and record the outcome in ``store``.

    Refusals as of :func:`read_manifest` and ``open_store``; a failed test is recorded too.
    """
    may_erase(rights)
    made = read_manifest(path)
    try:
        with _unpacked(made, None, store.key, store.datasets):
            pass
    except Refusal as refusal:
        store.audit("restore_test", rights, passed=False, problem=refusal.code, made_at=made.made_at)
        raise
    store.audit(
        "restore_test", rights, passed=True, batches=made.batches, rows=sum(made.rows.values()), made_at=made.made_at
    )
    return made


@dataclass(frozen=True)
class Restored:
    """``replaced`` is where the store lies that was there before; ``erased`` the rows of who was erased since."""

    backup: Backup
    store: Path
    replaced: Path | None
    erased: int


def restore_backup(
    path: str | Path,
    address: str | Path,
    rights: Rights,
    *,
    key: str | None,
    force: bool = False,
    another: bool = False,
    datasets: Mapping[str, Dataset] = DATASETS,
) -> Restored:
    """Put a back-up in the place of ``address``, which nobody may have open. All or nothing, also where it is killed.

    A store there that holds batches is replaced only with ``force``; it is kept beside under another name, and who was
    erased in it is erased in what is restored. One of another programme is so replaced only where ``another`` says that
    this is meant. Refusals: ``restore_not_empty``, ``restore_other_programme``, ``store_owned``, those of a test.
    """
    may_erase(rights)
    only_a_file(str(address))
    made = read_manifest(path)
    real = Path(os.path.realpath(Path(address).expanduser()))
    erased_before, replaces = cleared_place(real, key=key, force=force, datasets=datasets)
    with _unpacked(made, real.parent, key, datasets) as fresh:
        with fresh._cursor() as cursor:
            programme = _identity(cursor)
        if replaces not in ("", programme) and not another:
            raise Refusal("restore_other_programme", where=str(real), made=programme[:SHOWN], there=replaces[:SHOWN])
        erased = fresh.forget(erased_before, rights)
        fresh.audit("restore", rights, batches=made.batches, made_at=made.made_at)
        place = Path(fresh.address)
        fresh.close()
        replaced = put_in_place(place, real)
    return Restored(made, real, replaced, erased)


def cleared_place(
    real: Path, *, key: str | None, force: bool, datasets: Mapping[str, Dataset]
) -> tuple[list[str], str]:
    """Make sure that a store may be put at ``real``: nobody has it open, and it holds no batch, unless ``force`` says
    so. The pseudonyms of who was erased in it, and which programme's it is; '' where it holds nothing or that cannot be
    told. Refusals: ``store_owned``, ``restore_not_empty``, ``store_not_reachable``."""
    if is_open(real):
        raise Refusal("store_owned", where=str(real), who=f"PID {os.getpid()}")
    complete(real)
    erased_before: list[str] = []
    programme = ""
    if real.exists():
        try:
            old = open_store(str(real), key=key or "", datasets=datasets)
        except Refusal as refusal:
            if refusal.code == "store_owned" or not force:  # one that does not open may hold data all the same
                raise
            with suppress(Refusal):
                programme = fingerprint(read_secret(secret_file(real)))
        else:
            erased_before, holds = old.tombstones(), old.version() > 0
            with old._cursor() as cursor:
                programme = _identity(cursor) if holds else ""
            old.close()
            if holds and not force:
                raise Refusal("restore_not_empty", where=str(real))
    try:
        real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Refusal("store_not_reachable", where=str(real)) from None
    return erased_before, programme
