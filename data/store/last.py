"""The number of the last entry that was committed, in a file beside the store while it is open.

The engine takes a journal that is cut or spoilt in its lengths for one whose writing was interrupted: it plays back
what comes before and forgets the rest, also what was committed and acknowledged. Every commit has an entry in the audit
log; the number of the last one is written down here, and who opens the store next compares. A store that is closed
properly has no journal, and the file goes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb

from data.problems import Refusal

ENDING = ".last"
_DIGITS = 20


def last_file(path: Path) -> Path:
    return Path(f"{path}{ENDING}")


class Last:
    """Where the number is written down while the store is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = os.open(last_file(path), os.O_WRONLY | os.O_CREAT, 0o600)

    def tell(self, number: int) -> None:
        """Written in one piece, so that it is whole or as it was. What cannot be written costs only the comparison."""
        with suppress(OSError):
            os.pwrite(self._handle, f"{number:0{_DIGITS}d}\n".encode(), 0)

    def close(self) -> None:
        """Give the file up; it goes, unless there is a journal for the next opening to play back."""
        with suppress(OSError):
            os.close(self._handle)
        if not Path(f"{self._path}.wal").exists():
            forget(self._path)


def shut(root: duckdb.DuckDBPyConnection, last: Last) -> None:
    """Close a store."""
    root.close()
    last.close()


def forget(path: Path) -> None:
    """Of a store that was closed, or is no longer there."""
    with suppress(OSError):
        os.unlink(last_file(path))


def told(path: Path) -> int:
    """The number that was written down; 0 where there is none."""
    try:
        return int(last_file(path).read_bytes()[:_DIGITS])
    except (OSError, ValueError):
        return 0


def compare(root: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a store, just attached as ``store``, that lacks what was committed last; file and journal stay as they
    are.

    Refusal ``journal_cut``. A file that holds nothing yet is compared too: what was committed may all lie in the
    journal.
    """
    number = told(path)
    if not number:
        return
    try:
        ((found,),) = root.execute("select coalesce(max(number), 0) from store.audit").fetchall()
    except duckdb.CatalogException:
        found = 0
    if found < number:
        root.execute("pragma disable_checkpoint_on_shutdown")
        raise Refusal("journal_cut", where=str(path), n=number - found)
