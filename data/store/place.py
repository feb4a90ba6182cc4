"""Where a store lies: a file that one process owns. A lake (:mod:`data.store.lake`) is the other place, with the same
methods."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Protocol

import duckdb

from data.store.engine import open_root
from data.store.last import Last, shut
from data.store.secret import ready_secret
from data.store.stand import Stand

Heard = Callable[[duckdb.DuckDBPyConnection, list[tuple[Any, ...]]], None]
"""Is told of entries of the log that this process has not seen: ``(seq, event, dataset, known_at)`` each."""


class Place(Protocol):
    """What a store needs of where it lies."""

    shown: str
    """The address as it may be shown."""
    path: Path
    """Beside it lie the key of a store that is not encrypted, and the folder of back-ups."""
    shared: bool
    """Whether other processes read and write it too."""
    writing: AbstractContextManager[Any]
    """Held by who writes a batch."""
    recording: AbstractContextManager[Any]
    """Held by who appends to the audit log."""

    def open(self, key: str | None) -> duckdb.DuckDBPyConnection:
        """The root connection, the store attached to it as ``store``."""

    def stand(self, heard: Heard) -> Stand:
        """Where the log of batches stands."""

    def ready(self, key: str | None) -> None:
        """Make the key of a new store that has none to seal it."""

    def laid(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """The tables are there, new ones among them."""

    def sure(self) -> None:
        """Refuse to commit where what is held has been lost."""

    def tell(self, number: int) -> None:
        """Entry ``number`` of the audit log was committed."""

    def scour(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What was deleted goes from the disk too."""

    def settle(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What is committed goes to where a copy finds it."""

    def shut(self) -> None:
        """Give it all up."""


class FilePlace:
    """A DuckDB file."""

    shared = False

    def __init__(self, path: Path) -> None:
        self.path, self.shown = path, str(path)
        self.writing: AbstractContextManager[Any] = RLock()
        self.recording: AbstractContextManager[Any] = Lock()

    def open(self, key: str | None) -> duckdb.DuckDBPyConnection:
        ready_secret(self.path, key)
        self._root, self._last = open_root(self.path, key), Last(self.path)
        return self._root

    def stand(self, heard: Heard) -> Stand:
        return Stand()

    def ready(self, key: str | None) -> None:
        """It was made before the file: what makes a file that is there without its key is found out."""

    def laid(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """An empty table costs nothing."""

    def sure(self) -> None:
        """Nobody else can write."""

    def tell(self, number: int) -> None:
        self._last.tell(number)

    def scour(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("checkpoint store")

    settle = scour

    def shut(self) -> None:
        shut(self._root, self._last)
