"""A lake: the tables as Parquet files under a shared folder, their catalogue in PostgreSQL, read and written by many
processes.

The address is ``lake:postgresql://USER@HOST/DATABASE|FOLDER``. One database is one programme. The engine (DuckLake)
gives all-or-nothing commits over several tables and one state of the store to each question, and nothing that keeps a
number or a key unique: writers take turns through a lock of the catalogue, which ends with the connection of a process
that is killed.

With ``HANDOVER_KEY`` the Parquet files are encrypted; their keys and the extremes of each column lie in the catalogue,
but no row.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import duckdb

from data.private import keep_private
from data.problems import Refusal
from data.store.engine import CLOSED, code_of, crypto_extension, limits
from data.store.place import Heard
from data.store.secret import ready_secret
from data.store.sql import fill, quoted
from data.store.stand import Stand

if TYPE_CHECKING:
    import psycopg

PREFIX = "lake:"
ROWS, NAME = "rows", "programme"
"""The folder of the tables, and what the key beside it is called after."""
SPACE = 0x48414E44
"""The first half of the numbers of our locks: other programs of the database may have locks of theirs."""
WRITING, RECORDING = 1, 2
PATIENCE = "300s"
"""How long one who writes waits for another."""
ALIVE = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3"
"""A machine that is gone gives up its locks within a minute."""
HARMLESS = frozenset({"host", "port", "user", "dbname", "sslmode"})
"""What may follow the question mark of an address and be shown."""
RETRIES = 100
"""How often the engine tries to number a commit again that another one overtook."""
ENGLISH = ("en", "c", "posix")
"""The engine knows by its words that another commit overtook one."""


@dataclass(frozen=True)
class LakeAddress:
    """``catalogue`` is how PostgreSQL is reached, with whatever secret it needs; ``shown`` the whole address without
    it."""

    catalogue: str
    folder: Path
    shown: str


def is_lake(address: str | Path) -> bool:
    return str(address).startswith(PREFIX)


def lake_address(address: str) -> LakeAddress:
    """The parts of an address. Refusal ``lake_address``."""
    catalogue, bar, folder = address.removeprefix(PREFIX).partition("|")
    parts = urlsplit(catalogue)
    named = parts.scheme in ("postgresql", "postgres") and bar and folder and "://" not in folder
    told = [(name, value) for name, value in parse_qsl(parts.query) if name in HARMLESS]
    netloc, query = _without_password(parts.netloc), urlencode(told, safe="/")
    open_part = urlunsplit(parts._replace(netloc=netloc, query=query))
    shown = f"{PREFIX}{open_part}|{folder}"
    if not named:
        raise Refusal("lake_address", where=shown)
    return LakeAddress(catalogue, Path(folder).expanduser().resolve(), shown)


@contextmanager
def spilling() -> Iterator[Path]:
    """A folder of this process alone for what does not fit into memory: the lake's own is shared, and another machine's
    perhaps."""
    with tempfile.TemporaryDirectory(prefix="handover-spill-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _without_password(place: str) -> str:
    user, at, host = place.rpartition("@")
    return f"{user.partition(':')[0]}{at}{host}"


def _driver() -> Any:
    try:
        return importlib.import_module("psycopg")
    except ImportError:
        raise Refusal("lake_unavailable") from None


def extension(name: str) -> Path:
    """A library of the engine, from its wheel; nothing is downloaded. Refusal ``lake_unavailable``."""
    try:
        module = importlib.import_module(f"duckdb_extension_{name}")
    except ImportError:
        raise Refusal("lake_unavailable") from None
    return next((Path(str(module.__file__)).parent / "extensions").rglob(f"{name}.duckdb_extension"))


class Line:
    """A connection to the catalogue that is made again where it broke; safe to use from many threads."""

    def __init__(self, address: LakeAddress) -> None:
        self._address = address
        self._lock = Lock()
        self._open: psycopg.Connection[Any] | None = None

    def ask(self, statement: str, values: tuple[Any, ...] = (), *, again: bool = True) -> list[tuple[Any, ...]]:
        """The rows of a statement. Refusals: ``lake_not_reachable``, ``lake_busy``."""
        driver = _driver()
        with self._lock:
            for last in (False, True) if again else (True,):
                try:
                    if self._open is None or self._open.closed:
                        self._open = driver.connect(self._address.catalogue, autocommit=True, connect_timeout=10)
                        self._open.execute(f"set lock_timeout = '{PATIENCE}'; {ALIVE}")
                    found = self._open.execute(statement, values)
                    return list(found.fetchall()) if found.description else []
                except driver.errors.LockNotAvailable:
                    raise Refusal("lake_busy", where=self._address.shown) from None
                except (driver.OperationalError, driver.InterfaceError):
                    self._drop()
                    if last:
                        raise Refusal("lake_not_reachable", where=self._address.shown) from None
        return []

    def _drop(self) -> None:
        if self._open is not None:
            with suppress(Exception):  # it is broken
                self._open.close()
            self._open = None

    def close(self) -> None:
        with self._lock:
            self._drop()


class SharedLock:
    """Held by one thread of one process of all that use the lake. It ends with its process, however that ends."""

    def __init__(self, address: LakeAddress, number: int) -> None:
        self._line, self._number = Line(address), number
        self._own, self._depth = RLock(), 0

    def __enter__(self) -> SharedLock:
        self._own.acquire()
        try:
            if not self._depth:
                self._line.ask("select pg_advisory_lock(%s, %s)", (SPACE, self._number))
            self._depth += 1
        except BaseException:
            self._own.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        try:
            if not self._depth:
                with suppress(Refusal):  # what is lost is given up
                    self._line.ask("select pg_advisory_unlock(%s, %s)", (SPACE, self._number), again=False)
        finally:
            self._own.release()

    def sure(self) -> None:
        """Refuse where the lock was lost with its connection; of a lock that nobody holds here nothing is asked."""
        if self._depth:
            self._line.ask("select 1", again=False)

    def close(self) -> None:
        self._line.close()


class Followed(Stand):
    """Where the log stands, asked of the catalogue each time: others write too. What they wrote is ``heard`` before it
    is told."""

    def __init__(self, number: Callable[[], int], heard: Heard) -> None:
        super().__init__()
        self._number, self._heard = number, heard
        self._following, self._state, self._seq = Lock(), -1, 0

    def read(self, cursor_of: Any) -> int:
        number = self._number()
        if number == self._state:
            return self._seq
        with self._following:
            if number > self._state:
                with cursor_of() as cursor:
                    news = cursor.execute(
                        "select seq, event, dataset, known_at from batch_log where seq > $seq order by seq",
                        {"seq": self._seq},
                    ).fetchall()
                    self._heard(cursor, news)
                self._seq = news[-1][0] if news else self._seq
                self._state = number
            return self._seq


class LakePlace:
    """A lake as the place of a store."""

    shared = True

    def __init__(self, address: str) -> None:
        self.address = lake_address(address)
        self.shown, self.path = self.address.shown, self.address.folder / NAME
        self._line = Line(self.address)
        self._writing, self._recording = (SharedLock(self.address, number) for number in (WRITING, RECORDING))
        self.writing: AbstractContextManager[Any] = self._writing
        self.recording: AbstractContextManager[Any] = self._recording
        self._root: duckdb.DuckDBPyConnection | None = None
        self._spill = ExitStack()

    def made(self) -> bool:
        """Whether the catalogue has the tables of a lake."""
        return self._line.ask("select to_regclass('ducklake_metadata')")[0][0] is not None

    def holds(self) -> bool:
        """Whether there are tables."""
        return self.made() and bool(self._line.ask("select 1 from ducklake_table where end_snapshot is null limit 1"))

    def open(self, key: str | None) -> duckdb.DuckDBPyConnection:
        """Refusals: ``lake_unavailable``, ``lake_not_reachable``, ``lake_words``, ``lake_elsewhere``,
        ``store_encrypted``, ``store_not_encrypted``, ``store_not_reachable``."""
        keep_private()
        ((words,),) = self._line.ask("show lc_messages")
        if not str(words).lower().startswith(ENGLISH):
            raise Refusal("lake_words", where=self.shown, words=words)
        rows = self.address.folder / ROWS
        rows.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.writing:  # two that open a new lake at once
            self._compare(key, rows)
            self._root = root = duckdb.connect(config=limits(self._spill.enter_context(spilling())))
            try:
                attach_lake(root, self.address, key)
                root.execute(f"set allowed_directories = ['{_escaped(rows)}/']")
                for statement in (*(("set temp_file_encryption = true",) if key else ()), *CLOSED):
                    root.execute(statement)
            except BaseException:
                root.close()
                raise
        return root

    def _compare(self, key: str | None, rows: Path) -> None:
        """Refuse a folder that is not the catalogue's, and a key where none is or none where one is."""
        if not self.made():
            return
        kept = dict(self._line.ask("select key, value from ducklake_metadata where scope is null"))
        if Path(kept.get("data_path", "")) != rows:
            raise Refusal("lake_elsewhere", where=self.shown, folder=str(Path(kept.get("data_path", "")).parent))
        if (kept.get("encrypted") == "true") != bool(key):
            raise Refusal("store_not_encrypted" if key else "store_encrypted", where=self.shown)

    def ready(self, key: str | None) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        ready_secret(self.path, key)

    def laid(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """The engine remembers nothing of a table that never held a row and asks the catalogue for it ten times a
        question: each gets one row, which goes at once."""
        for (name,) in (new := self._line.ask(UNUSED)):
            cursor.execute(fill("insert into {name} default values", name=quoted(name)))
        for (name,) in new:
            cursor.execute(fill("delete from {name}", name=quoted(name)))

    def stand(self, heard: Heard) -> Stand:
        return Followed(lambda: int(self._line.ask("select max(snapshot_id) from ducklake_snapshot")[0][0]), heard)

    def sure(self) -> None:
        self._writing.sure()
        self._recording.sure()

    def tell(self, number: int) -> None:
        """The catalogue keeps what it has acknowledged."""

    def settle(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What is committed is in the catalogue and the folder."""

    def scour(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Only what was deleted from is written anew. Who reads an older state in that moment asks again."""
        with self.writing, self.recording:
            for (name,) in self._line.ask(DELETED_FROM):
                told(cursor, REWRITE.format(table=f", '{name}'", share="0"))
            for statement in FORGET:
                told(cursor, statement.format(until="now()", gone="cleanup_all => true"))

    def tidy(self, cursor: duckdb.DuckDBPyConnection) -> Tidied:
        """Bring all files in order, and leave to questions under way what they read."""
        with self.writing, self.recording:
            written = told(cursor, REWRITE.format(table="", share="0.3")) + told(cursor, MERGE)
            _, *deleted = (
                told(cursor, one.format(until=GRACE, gone=f"older_than => {GRACE}")) for one in (*FORGET, ORPHANS)
            )
            return Tidied(written, sum(deleted))

    def shut(self) -> None:
        if self._root is not None:
            self._root.close()
        self._spill.close()
        for one in (self._line, self._writing, self._recording):
            one.close()


def attach_lake(
    root: duckdb.DuckDBPyConnection, address: LakeAddress, key: str | None, name: str = "store", *, old: bool = False
) -> None:
    """Attach the lake to ``root``; it is made where there is none, unless it must be ``old``. Refusals as of
    :meth:`LakePlace.open`."""
    for library in (extension("ducklake"), extension("postgres_scanner"), *([crypto_extension()] if key else [])):
        root.execute(f"load '{_escaped(library)}'")
    root.execute(f"set ducklake_max_retry_count = {RETRIES}")
    options = [
        f"data_path '{_escaped(address.folder / ROWS)}/'",
        "data_inlining_row_limit 0",
        *(["encrypted"] if key else []),
    ]
    options += ["create_if_not_exists false"] if old else []
    try:
        root.execute(f"attach 'ducklake:postgres:{_escaped(address.catalogue)}' as {name} ({', '.join(options)})")
    except duckdb.Error as error:
        raise Refusal(code_of(str(error)) or "lake_not_reachable", where=address.shown) from None


def _escaped(text: object) -> str:
    return str(text).replace("'", "''")


REWRITE = "call ducklake_rewrite_data_files('store'{table}, delete_threshold => {share})"
MERGE = "call ducklake_merge_adjacent_files('store')"
FORGET = (
    "call ducklake_expire_snapshots('store', older_than => cast({until} as timestamptz))",
    "call ducklake_cleanup_old_files('store', {gone})",
)
"""States of the engine that nobody asks for, and the files of those alone: what was known at a moment is told by the
log."""
ORPHANS = "call ducklake_delete_orphaned_files('store', {gone})"
"""Files that a killed process left."""
DELETED_FROM = """
    select distinct t.table_name from ducklake_delete_file d join ducklake_table t on t.table_id = d.table_id
    where d.end_snapshot is null and t.end_snapshot is null order by 1
"""
UNUSED = """
    select t.table_name from ducklake_table t left join ducklake_table_stats s on s.table_id = t.table_id
    where t.end_snapshot is null and s.table_id is null order by t.table_name
"""
GRACE = "now() - interval 1 hour"
"""A question that runs longer than an hour may lose its files, and one that does says so."""


@dataclass(frozen=True)
class Tidied:
    """How many files were written anew, and how many deleted."""

    written: int
    deleted: int


def told(cursor: duckdb.DuckDBPyConnection, statement: str) -> int:
    """How many lines a call answers with: files, for most. As Python's own moments they would need one more library."""
    try:
        return int(cursor.execute(statement).to_arrow_table().num_rows)
    except duckdb.InvalidInputException as error:
        if "No snapshots" not in str(error):
            raise
        return 0


def only_a_file(address: str) -> None:
    """Refuse a lake for what is done to a file: ``lake_file_only``."""
    if is_lake(address):
        raise Refusal("lake_file_only", where=lake_address(address).shown)
