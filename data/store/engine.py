"""The database file: opened once in a process, encrypted where there is a key, closed to everything but itself.

The root connection is a database in memory to which the file is attached as ``store``. Each call takes a cursor of its
own; a connection may not be used from two threads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from data.problems import Refusal
from data.store.secret import file_key

MEMORY_SHARE = 0.5
CHECKPOINT_AT = "64MiB"
"""Size of the write-ahead log at which a commit also writes the tables out. What is committed is on disk in the log before;
rewriting the tables at the engine's 16 MiB cost as much as all else in the commit of a small batch."""


def _memory_limit() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{int(total * MEMORY_SHARE / 2**20)}MiB"


def _threads() -> int:
    return max(2, min(8, os.cpu_count() or 2))


@contextmanager
def one_thread(root: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Statements run on the core of their caller alone: where each is small, sharing it out costs more than it brings."""
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
    ``store_not_encrypted`` (a key given, the file is plain), ``not_a_store``, ``disk_full``, ``store_not_reachable``.
    The type is named: the engine would take a file of another kind for a table of its own and forget all at the end.
    """
    if key:
        root.execute(f"load '{crypto_extension()}'")
    option = f", encryption_key '{file_key(key)}'" if key else ""
    written = str(path).replace("'", "''")
    try:
        root.execute(f"attach '{written}' as {name} (type duckdb{option})")
    except duckdb.Error as error:
        raise refusal_of(error, path) from None


def refusal_of(error: duckdb.Error, path: Path) -> Refusal:
    """What an engine's message about opening a file means. The message itself may hold the key and is dropped."""
    return Refusal(code_of(str(error)) or "not_a_store", where=str(path))


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
    ("Permission denied", "store_not_reachable"),
    ("Read-only file system", "store_not_reachable"),
    ("Is a directory", "store_not_reachable"),
)


def code_of(said: str) -> str | None:
    """What a message of the engine or the system about a file means, where it is one that a user can mend."""
    return next((code for words, code in MEANINGS if words in said), None)


def open_root(path: Path, key: str | None) -> duckdb.DuckDBPyConnection:
    """The root connection of the store's file, locked down.

    No other file, no extension and no setting but the number of threads can be reached.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    spill = path.with_name(path.name + ".spill")
    root = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "checkpoint_threshold": CHECKPOINT_AT,
            "memory_limit": _memory_limit(),
            "threads": _threads(),
            "temp_directory": str(spill),
        }
    )
    try:
        attach(root, path, key)
        if key:
            root.execute("set temp_file_encryption = true")
        root.execute("set enable_external_access = false")
        root.execute("set allowed_configs = ['threads']")
        root.execute("set lock_configuration = true")
    except BaseException:
        root.close()
        raise
    os.chmod(path, 0o600)
    return root


@contextmanager
def cursor_of(root: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on the store's file, closed afterwards (an open transaction is rolled back, its temporary tables go).

    Refusals: ``disk_full``, ``store_not_reachable``, where the file or its spill cannot be written.
    """
    cursor = root.cursor()
    try:
        cursor.execute("use store")
        yield cursor
    except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
        code = code_of(str(error))
        if code is None:
            raise
        raise Refusal(code) from None
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
