"""What a restore does on the disk, so that one that is killed leaves the store as it was or as it is to be, and nothing
else.

It works in a folder of its own beside the store, whose lock lasts as long as its process: the folder of a process that
is gone is cleared away by the next. The last step, several files changing their names, is written down before it
begins; an opening that finds it half done completes it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from data.problems import Refusal
from data.store.last import forget

PREFIX, LOCK = ".handover-", "lock"
BEGUN = ".restoring"
"""What the note of a change that was begun adds to the name of the store."""


@contextmanager
def workroom(beside: Path | None = None) -> Iterator[Path]:
    """A folder of mode 0700 in ``beside`` (default: that of the machine) that is gone afterwards."""
    clear(beside or Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside) as name:
        folder = Path(name)
        with (folder / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def clear(place: Path) -> None:
    """Remove the work rooms in ``place`` of processes that are gone."""
    for folder in place.glob(PREFIX + "*"):
        if in_use(folder) is False:
            shutil.rmtree(folder, ignore_errors=True)


def in_use(folder: Path) -> bool | None:
    """Whether the process of a work room lives; unknown where the folder has no lock or may not be read."""
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    return False


def put_in_place(fresh: Path, real: Path) -> Path | None:
    """Let the store ``fresh``, in a work room, be the one at ``real``; where the one before it lies now, if there was
    one."""
    aside = _free_name(real) if real.exists() else None
    note = Path(str(real) + BEGUN)
    draft = fresh.with_name("note")
    draft.write_bytes(orjson.dumps({"fresh": str(fresh), "aside": str(aside) if aside else None}))
    os.replace(draft, note)
    _change(fresh, real, aside)
    note.unlink()
    return aside


def complete(real: Path) -> None:
    """Do the rest of a change that was stopped in the middle. Refusal ``store_owned`` while its process is at work."""
    note = Path(str(real) + BEGUN)
    try:
        told = orjson.loads(note.read_bytes())
        fresh, aside = Path(told["fresh"]), told["aside"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if in_use(fresh.parent):
        raise Refusal("store_owned", where=str(real), who="restore")
    _change(fresh, real, Path(aside) if aside else None)
    note.unlink(missing_ok=True)
    clear(real.parent)


def _change(fresh: Path, real: Path, aside: Path | None) -> None:
    """Each step is left out where it was done before: the file itself moves last, both ways."""
    if aside is not None and not aside.exists():
        for ending in (".wal", ".last", ".key", ""):
            with suppress(FileNotFoundError):
                os.replace(str(real) + ending, str(aside) + ending)
    forget(real)
    for ending in (".key", ""):
        with suppress(FileNotFoundError):
            os.replace(str(fresh) + ending, str(real) + ending)


def _free_name(real: Path) -> Path:
    number = 1
    while (aside := real.with_name(f"{real.stem}.replaced-{number}{real.suffix}")).exists():
        number += 1
    return aside
