"""The number of the last commit, asked of the file once after each writing: every part of every page asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import duckdb


class Stand:
    """Where the log of batches stands. One process owns the file: while nobody writes, it is where it was when it was
    asked last."""

    def __init__(self) -> None:
        self._writers, self._written, self._known = 0, 0, (-1, 0)

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Around a writing, which lets others write by turns."""
        self._writers += 1
        try:
            yield
        finally:
            self._written += 1
            self._writers -= 1

    def read(self, cursor_of: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> int:
        """The largest ``seq``, asked now where somebody writes or has written since; safe to call from many threads."""
        written, known = self._written, self._known
        if self._writers or known[0] != written:
            with cursor_of() as cursor:
                seq = int(cursor.execute("select coalesce(max(seq), 0) from batch_log").fetchall()[0][0])
            if self._writers:
                return seq
            self._known = known = (written, seq)
        return known[1]
