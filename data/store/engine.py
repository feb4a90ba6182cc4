"""The database file: opened once in a process, encrypted where there is a key, closed to everything but itself.

The root connection is a database in memory to which the file is attached as ``store``. Each call takes a cursor of its
own; a connection may not be used from two threads.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from data.incidents import log_incident
from data.private import keep_private
from data.problems import Refusal
from data.store.last import compare, forget
from data.store.secret import file_key

MEMORY_SHARE = 0.5
CHECKPOINT_AT = "64MiB"
"""Size of the write-ahead log at which a commit also writes the tables out. What is committed is on disk in the log
before; rewriting the tables at the engine's 16 MiB cost as much as all else in the commit of a small batch."""


def _memory_limit() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{int(total * MEMORY_SHARE / 2**20)}MiB"


def _threads() -> int:
    return max(2, min(8, os.cpu_count() or 2))


@contextmanager
def one_thread(root: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Statements run on the core of their caller alone: where each is small, sharing it out costs more than it
    brings."""
    with cursor_of(root) as cursor:
        cursor.execute("set threads = 1")
    try:
        yield
    finally:
        with cursor_of(root) as cursor:
            cursor.execute(f"set threads = {_threads()}")


def crypto_extension() -> Path:
    """The library that can write encrypted files, from its wheel; nothing is downloaded."""
    try:
        import duckdb_extension_httpfs
    except ImportError:
        raise Refusal("encryption_unavailable") from None
    folder = Path(duckdb_extension_httpfs.__file__).parent / "extensions"
    return next(folder.rglob("httpfs.duckdb_extension"))


def attach(root: duckdb.DuckDBPyConnection, path: Path, key: str | None, name: str = "store") -> None:
    """Attach the file to ``root``.

    Refusals: ``store_owned`` (another process has it), ``wrong_key``, ``store_encrypted`` (no key given),
    ``store_not_encrypted`` (a key given, the file is plain), ``not_a_store``, ``store_damaged``, ``journal_unfit``,
    ``disk_full``, ``store_not_reachable``.
    The type is named: the engine would take a file of another kind for a table of its own and forget all at the end.
    """
    if key:
        root.execute(f"load '{crypto_extension()}'")
    option = f", encryption_key '{file_key(key)}'" if key else ""
    written = str(path).replace("'", "''")
    _check_journal(path)
    try:
        root.execute(f"attach '{written}' as {name} (type duckdb{option})")
    except duckdb.Error as error:
        raise refusal_of(error, path) from None


def refusal_of(error: duckdb.Error, path: Path) -> Refusal:
    """What an engine's message about opening a file means. The message itself may hold the key and is dropped."""
    said = str(error)
    code = code_of(said) or ("store_damaged" if _begins_as_a_store(path) else "not_a_store")
    return about(Refusal(code, where=str(path), **(owner_in(said) if code == "store_owned" else {})), path)


def about(refusal: Refusal, path: Path | None) -> Refusal:
    """The refusal with the store's place and, where it is damaged, the newest back-up of the folder for back-ups."""
    refusal.where = refusal.where or str(path or "")
    if refusal.code in DAMAGED:
        made = (
            sorted(path.parent.glob("backups/handover-*.zip")) if path else []
        )  # by their names: the day and the hour
        refusal.params.setdefault("backup", str(made[-1]) if made else "FILE")
    return refusal


def owner_in(said: str) -> dict[str, str]:
    """Who has the file, as the engine's message tells it: the program and its number, never its arguments."""
    found = HOLDER.search(said)
    return {"who": f"{Path(found[1]).name}, PID {found[2]}" if found else f"PID {os.getpid()}"}


def _begins_as_a_store(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_AT + len(MAGIC))[MAGIC_AT:] == MAGIC
    except OSError:
        return False


def _check_journal(path: Path) -> None:
    """Refuse a journal that does not begin as one: the engine would throw it away, and with it what was committed
    last."""
    journal = Path(str(path) + ".wal")
    try:
        with journal.open("rb") as file:
            head = file.read(len(JOURNAL))
    except FileNotFoundError:
        return
    except OSError:
        raise Refusal("store_not_reachable", where=str(journal)) from None
    if head and not JOURNAL.startswith(head):
        raise about(Refusal("journal_unfit", where=str(journal)), path)


DAMAGED = frozenset({"store_damaged", "journal_unfit", "journal_cut", "not_a_store", "store_lost"})
"""Refusals after which a back-up is restored."""
HOLDER = re.compile(r"held in (\S+)(?: \(deleted\))? \(PID (\d+)\)")
MAGIC_AT, MAGIC = 8, b"DUCK"
JOURNAL = b"d\x00be\x00"
"""The first bytes of a journal: the field of the entry's kind, the kind that tells the version, the field of the
version."""
MEANINGS = (
    ("Could not set lock", "store_owned"),
    ("Conflicting lock", "store_owned"),
    ("already attached", "store_owned"),
    ("Wrong encryption key", "wrong_key"),
    ("without a key", "store_encrypted"),
    ("is not encrypted", "store_not_encrypted"),
    ("newer version", "store_newer_engine"),
    ("No space left on device", "disk_full"),
    ("File too large", "disk_full"),
    ("Disk quota exceeded", "disk_full"),
    ("has been invalidated", "store_lost"),
    ("replaying WAL", "journal_unfit"),
    ("Corrupt", "store_damaged"),
    ("Could not read", "store_damaged"),
    ("Input/output error", "store_damaged"),
    ("Permission denied", "store_not_reachable"),
    ("Read-only file system", "store_not_reachable"),
    ("server closed the connection", "lake_not_reachable"),
    ("Unable to connect to Postgres", "lake_not_reachable"),
    ("connection to server", "lake_not_reachable"),
    ("terminating connection", "lake_not_reachable"),
    ("no connection to the server", "lake_not_reachable"),
    ("ducklake-", "lake_tidied"),
    ("Failed to commit DuckLake transaction", "lake_overtaken"),
    ("Is a directory", "store_not_reachable"),
)


def code_of(said: str) -> str | None:
    """What a message of the engine or the system about a file means, where it is one that a user can mend."""
    return next((code for words, code in MEANINGS if words in said), None)


CLOSED = ("set enable_external_access = false", "set allowed_configs = ['threads']", "set lock_configuration = true")
"""No other file, no extension and no setting but the number of threads can be reached."""


def limits(spill: Path) -> dict[str, Any]:
    """How an engine is set up: what it may take, and that it downloads nothing."""
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "checkpoint_threshold": CHECKPOINT_AT,
        "memory_limit": _memory_limit(),
        "threads": _threads(),
        "temp_directory": str(spill),
    }


def open_root(path: Path, key: str | None) -> duckdb.DuckDBPyConnection:
    """The root connection of the store's file, locked down as :data:`CLOSED` says."""
    keep_private()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        forget(path)
    for left in (path, Path(f"{path}.wal")):  # of an earlier release, or copied here
        with suppress(OSError):
            left.chmod(0o600)
    root = duckdb.connect(config=limits(path.with_name(path.name + ".spill")))
    try:
        attach(root, path, key)
        try:
            compare(root, path)
        except Refusal as refusal:
            raise about(refusal, path) from None
        if key:
            root.execute("set temp_file_encryption = true")
        for statement in CLOSED:
            root.execute(statement)
    except BaseException:
        root.close()
        raise
    return root


@contextmanager
def cursor_of(
    root: duckdb.DuckDBPyConnection, path: Path | None = None, where: str = ""
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on the store's file, closed afterwards (an open transaction is rolled back, its temporary tables go).

    Refusals: ``disk_full``, ``store_not_reachable``, where the file or its spill cannot be written; ``store_damaged``
    where a block of it cannot be read; ``store_lost`` where the engine gave the file up and nothing can be read any
    more.
    """
    cursor = root.cursor()
    try:
        cursor.execute("use store")
        yield cursor
    except (duckdb.IOException, duckdb.SerializationException, duckdb.TransactionException) as error:
        code = code_of(str(error))
        if code is None:
            raise
        raise about(Refusal(code, where=where), path) from None
    except (duckdb.FatalException, duckdb.InternalException) as error:
        log_incident(error, "store")
        raise about(Refusal(code_of(str(error)) or "store_lost", where=where), path) from None
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # how the engine says Ctrl+C
            raise KeyboardInterrupt from None
        raise
    finally:
        cursor.close()


@contextmanager
def transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    cursor.execute("begin")
    try:
        yield
        cursor.execute("commit")
    except BaseException:
        with suppress(duckdb.Error):  # what failed may have ended the transaction already
            cursor.execute("rollback")
        raise
