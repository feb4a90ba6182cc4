"""Reading, recognising and preparing a file that nobody knows: in a process apart, so that what no check foresaw ends
in a refusal, and a large file keeps nobody waiting but who brought it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from data.apart import Ended, Limits, run_apart
from data.ingest import preparing, reading, understanding
from data.ingest.mapping import Mapping
from data.ingest.understanding import Understanding
from data.ingest.workbook import Sheet, Workbook
from data.problems import Refusal
from data.settings import settings
from data.store.batch import Prepared

T = TypeVar("T")


def read_file(name: str, content: bytes) -> Workbook:
    """The sheets of a dropped file as text cells, read within the limits of the settings.

    Refusals: those of ``reading.read_file``, and reading_memory, reading_time, reading_broke where the reader was
    ended, reading_not_begun where no process can be started.
    """
    return _within_limits(name, _read, name, content)


def understand(book: Workbook, **how: Any) -> Understanding:
    """``understanding.understand`` within the same limits. It looks at every text that somebody wrote, and takes long
    on a large file: meanwhile this process answers those who read pages."""
    return _within_limits(book.name, partial(understanding.understand, **how), book)


def prepare(book: Workbook, how: Understanding | Mapping, **chosen: Any) -> Prepared:
    """``preparing.prepare`` within the same limits."""
    return _within_limits(book.name, partial(preparing.prepare, **chosen), book, how)


def _within_limits(name: str, work: Callable[..., T], *arguments: Any) -> T:
    limits = Limits(settings().read_megabytes, settings().read_seconds)
    try:
        return run_apart(work, *arguments, limits=limits)
    except Ended as ended:
        raise Refusal(
            f"reading_{ended.reason}", where=name, seconds=limits.seconds, megabytes=limits.megabytes
        ) from None
    except OSError:
        raise Refusal("reading_not_begun", where=name) from None


def _read(name: str, content: bytes) -> Workbook:
    """The workbook with the cells of all its sheets. What breaks a library is damage of the file."""
    try:
        book = reading.read_file(name, content)
        for sheet in book.sheets:
            _load(sheet)
    except (Refusal, MemoryError):
        raise
    except Exception:  # noqa: BLE001
        raise Refusal("unreadable_file", where=name) from None
    return book


def _load(sheet: Sheet) -> None:
    """Read the cells; a sheet that cannot be read says so when it is chosen."""
    try:
        sheet.grid  # noqa: B018
    except Refusal:
        return
