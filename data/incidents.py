"""What nobody expected: written to the log under a number that a user can name.

The log lies beside the store (``<store>.log``), one line an incident: when, its number, the page or command, the kind
of the error and the places in the code, innermost first. The text of the error is left out: a library may have put a
value of a customer into it.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.problems import Refusal
from data.settings import settings
from data.whose import whose

LOG = logging.getLogger("handover")
LOG_ENDING = ".log"
"""What the log of incidents beside the store adds to its name."""
LARGEST = 2**20
"""Bytes at which a log is put aside; so many are kept beside the one that is written:"""
ASIDE = 3
PLACES = 12
"""Places in the code that are named for one error."""
ROOT = Path(__file__).resolve().parents[1]


def log_incident(error: BaseException, where: str = "") -> str:
    """Write ``error`` to the log under a new incident number, and return the number. ``where`` is the page or
    command."""
    incident = secrets.token_hex(4).upper()
    LOG.error("incident %s in %s: %s", incident, where or "-", told(error))
    return incident


def unexpected(error: BaseException, where: str = "") -> Refusal:
    """The refusal by which a command says that it broke; the details are in the log."""
    return Refusal("unexpected", incident=log_incident(error, where))


def told(error: BaseException) -> str:
    """The kind of an error and of what brought it about, each with its places in the code; never its text."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < PLACES:
        places = [
            f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        parts.append(" < ".join([f"{type(seen).__module__}.{type(seen).__qualname__}", *places[::-1][:PLACES]]))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " | from ".join(parts)


def _place(file: str) -> str:
    """A file of the product by its path in it, any other by its name and that of its folder."""
    path = Path(file)
    with suppress(ValueError):
        inside = path.resolve().relative_to(ROOT)
        if not inside.parts[0].startswith("."):
            return inside.as_posix()
    return "/".join(path.parts[-2:])


def log_beside_the_store() -> None:
    """Incidents go to a file that only the owner reads, not to the screen. Once a process is enough."""
    LOG.propagate = False
    without_texts()
    if not any(isinstance(handler, _Beside) for handler in LOG.handlers):
        handler = _Beside()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        LOG.addHandler(handler)


def without_texts() -> None:
    """No log of this process, whoever writes it, has the text of an error: a library's may hold a value of a customer.
    In its place stand its kind and the places in the code. Once a process is enough."""
    make = logging.getLogRecordFactory()
    if getattr(make, "without_texts", False):
        return

    def record(
        name: str, level: int, file: str, line: int, msg: Any, args: Any, exc_info: Any, *rest: Any, **more: Any
    ) -> Any:
        given = tuple(map(_kind, args)) if isinstance(args, tuple) else args
        made = make(name, level, file, line, _kind(msg), given, None, *rest, **more)
        if isinstance(exc_info, tuple) and isinstance(exc_info[1], BaseException):
            with suppress(TypeError, ValueError):  # a message that does not fit its values is the library's own affair
                made.msg, made.args = f"{made.getMessage()}: {told(exc_info[1])}", ()
        return made

    record.without_texts = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)
    threading.excepthook = lambda hook: log_incident(hook.exc_value, "thread") if hook.exc_value else None


def _kind(value: Any) -> Any:
    return f"{type(value).__module__}.{type(value).__qualname__}" if isinstance(value, BaseException) else value


class _Beside(logging.Handler):
    """Appends to a file of mode 0600 beside the store of the settings, of several programmes beside that of the one
    that is worked on; made when there is something to say."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, Refusal):  # a log that cannot be written must not break what is logged
            place = Path(
                f"{(whose().beside if settings().programmes else '') or settings().beside()}{LOG_ENDING}"
            ).expanduser()
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _put_aside(place)
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(self.format(record) + "\n")


def _put_aside(place: Path) -> None:
    """Make room: ``.log`` becomes ``.log.1`` and so on; the oldest goes."""
    if not place.exists() or place.stat().st_size < LARGEST:
        return
    names = [place, *(Path(f"{place}.{number}") for number in range(1, ASIDE + 1))]
    for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
        with suppress(FileNotFoundError):  # another process was quicker
            os.replace(newer, older)
