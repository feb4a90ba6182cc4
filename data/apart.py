"""Work in a process apart, with limits of memory and time: what breaks there, or never ends, ends there alone.

One process is started when it is first needed and imports the libraries that read files, and nothing else happens in
it: for work it makes a copy of itself, which takes milliseconds. Arguments and results are pickled through a socket;
columns of tables cross as they lie in memory. A copy that stayed small does the next piece of its ``kind`` too: what
has read a file never computes a number. The copy is no cage against a program that means harm – it runs as the same
user – but what a damaged or hostile file makes a library do stays in it. It has no key of the store.

Where processes cannot be copied (Windows), the work is done in this process, without limits.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from time import monotonic, sleep
from typing import Any, Literal, TypeVar, get_args

from data.copied import HEADER, HERE, LENGTH, PID, fill, received
from data.settings import environment_without_keys, surroundings

T = TypeVar("T")

Reason = Literal["memory", "time", "broke"]
Kind = Literal["files", "numbers"]
_ROOT = Path(__file__).resolve().parents[1]
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # a process with threads is no good one to copy
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve a gigabyte that counts against the limit
}
_ALIGNED = 64
_GRACE = 5.0
"""Seconds after the limit in which the copy must have been ended by its own clock."""
_LAST_ANSWER = 60.0
"""Seconds in which a copy says its number after it was asked for."""
_FIRST_ANSWER = 180.0
"""The same where the process that is copied was just started: on a busy machine its imports take their time."""
_TRIES = 4
"""How often a copy is asked for before it is said that none can be had, and the pause between, in seconds:"""
_PAUSE = 0.5


@dataclass(frozen=True)
class Limits:
    """What a piece of work may take: memory of its own in MiB, and seconds by the clock on the wall."""

    megabytes: int = 4096
    seconds: int = 120


class Ended(Exception):
    """The work was ended: by its limit of ``memory`` or of ``time``, or because it ``broke`` its process."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def can_work_apart() -> bool:
    """Whether processes can be copied here."""
    return hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and hasattr(socket, "send_fds")


def run_apart(
    work: Callable[..., T],
    *arguments: Any,
    limits: Limits | None = None,
    kind: Kind = "files",
    told: Callable[[Any], object] | None = None,
) -> T:
    """``work(*arguments)``, done in a process apart. ``work`` is a function that can be named from its module.

    Where ``told`` is given, ``work`` has a last argument, a function; what it is called with comes to ``told``
    meanwhile. If ``told`` raises, the work is ended. Raises what ``work`` raises (with the way to it as a note), and
    ``Ended`` where it was ended. ``OSError`` where no process can be started.
    """
    limits = limits or Limits()
    if not can_work_apart():
        try:
            return work(*arguments) if told is None else work(*arguments, told)
        except MemoryError:
            raise Ended("memory") from None
    request = pickle.dumps((limits, surroundings(), work, arguments, told is not None), protocol=5)
    with _TURNS[kind]:
        copy = _idle(kind)
        if copy is not None:  # it may have gone, or have no room left, by no fault of this work
            try:
                return _asked(copy, request, limits, told)
            except Ended as ended:
                if ended.reason == "time":
                    raise
        return _asked(_fresh(kind), request, limits, told)


def warm() -> None:
    """Start the process that is copied, if it does not run: the first file need not wait for it."""
    if can_work_apart():
        with _lock:
            _source()


def ready() -> bool:
    """Whether work can begin apart at once. Where the process that is copied does not run yet, it is started."""
    global _ready
    if not can_work_apart():
        return False
    with _lock:
        source = _source()
        if not _ready and select.select([source], [], [], 0)[0]:
            _ready = source.recv(1) == HERE  # nothing, where it has gone: then whoever asks for work starts it anew
        return _ready


_TURNS = {kind: threading.BoundedSemaphore(max(2, os.cpu_count() or 1)) for kind in get_args(Kind)}
"""Of each kind as many at a time as the machine has cores: more would only take memory. No number waits for a file."""
_lock = threading.Lock()
_control: socket.socket | None = None
_started_by = 0
_ready = False


def _source() -> socket.socket:
    """The way to the process that is copied; started anew where it has gone."""
    global _control, _started_by, _ready
    if _control is not None and _started_by == os.getpid():
        return _control
    _ready = False
    ours, theirs = socket.socketpair()
    with theirs:
        subprocess.Popen(
            [sys.executable, "-c", f"from data.copied import serve; serve({theirs.fileno()})"],
            cwd=_ROOT,
            env=environment_without_keys() | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    _control, _started_by = ours, os.getpid()
    return ours


@dataclass(frozen=True)
class _Copy:
    """A copy: the way to it, its number, whose it is, and what it works on."""

    line: socket.socket
    number: int
    owner: int
    kind: Kind


_resting: list[_Copy] = []
"""Copies that did their work and wait for more."""


def _idle(kind: Kind) -> _Copy | None:
    with _lock:
        _resting[:] = [copy for copy in _resting if copy.owner == os.getpid()]
        found = next((copy for copy in reversed(_resting) if copy.kind == kind), None)
        if found is not None:
            _resting.remove(found)
        return found


def _fresh(kind: Kind) -> _Copy:
    """A new copy. ``OSError`` where none can be had."""
    for _ in range(_TRIES):
        ours, theirs = socket.socketpair()
        source: socket.socket | None = None
        try:
            with theirs:
                ours.settimeout(_LAST_ANSWER if ready() else _FIRST_ANSWER)
                with _lock:
                    source = _source()
                    socket.send_fds(source, [b"."], [theirs.fileno()])
            return _Copy(ours, PID.unpack(received(ours, PID.size))[0], os.getpid(), kind)
        except (OSError, EOFError) as error:
            ours.close()
            if isinstance(error, TimeoutError) or _gone(source):
                _forget(source)
            sleep(_PAUSE)
    raise OSError("no process apart can be started")


def _gone(source: socket.socket | None) -> bool:
    """Whether the process that is copied has ended. One that lives and gave no copy had no room for it at that moment;
    others wait for theirs from it, and it is left to them."""
    with _lock:
        if source is None or source is not _control:
            return False
        try:
            return select.select([source], [], [], 0)[0] != [] and source.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True


def _forget(source: socket.socket | None = None) -> None:
    """Let the process that is copied go, and the copies that rest. Where ``source`` is given, only if it is still that
    one."""
    global _control
    with _lock:
        if source is not None and source is not _control:
            return
        for copy in _resting:
            copy.line.close()
        _resting.clear()
        if _control is not None:
            _control.close()
        _control = None


def _asked(copy: _Copy, request: bytes, limits: Limits, told: Callable[[Any], object] | None) -> Any:
    begin = monotonic()
    rests = False
    line = copy.line
    try:
        line.settimeout(limits.seconds + _GRACE)
        line.sendall(LENGTH.pack(len(request)))
        line.sendall(request)
        (verdict, found), rests = _answer(line)
        while verdict == "told":
            if told is not None:
                _pass_on(told, found, copy)
            (verdict, found), rests = _answer(line)
    except TimeoutError:
        _kill(copy)
        raise Ended("time") from None
    except (EOFError, OSError):
        raise Ended("time" if monotonic() - begin >= limits.seconds else "broke") from None
    finally:
        if rests:
            with _lock:
                _resting.append(copy)
        else:
            line.close()
    if verdict == "ended":
        raise Ended(found)
    if verdict == "raised":
        raise found
    return found


def _pass_on(told: Callable[[Any], object], word: Any, copy: _Copy) -> None:
    try:
        told(word)
    except BaseException:  # the reader has gone elsewhere: nobody waits for the rest
        _kill(copy)
        raise


def _kill(copy: _Copy) -> None:
    with suppress(ProcessLookupError):
        os.kill(copy.number, signal.SIGKILL)


def _answer(line: socket.socket) -> tuple[tuple[str, Any], bool]:
    """What came of the work, and whether the copy waits for more. Columns are used where they arrive."""
    import pyarrow as pa

    size, count, rests = HEADER.unpack(received(line, HEADER.size))
    sizes = Struct(f"<{count}Q").unpack(received(line, 8 * count))
    text = received(line, size)
    places = [0]
    for one in sizes:
        places.append(places[-1] + -(-one // _ALIGNED) * _ALIGNED)
    room = pa.allocate_buffer(max(places[-1], 1))
    whole = memoryview(room).cast("B")
    buffers = []
    for at, one in zip(places, sizes, strict=False):
        fill(line, whole[at : at + one])
        buffers.append(room.slice(at, one))
    found: tuple[str, Any] = pickle.loads(text, buffers=buffers)
    return found, rests
