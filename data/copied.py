"""The other side of work apart: the process that is copied, and what a copy does. :mod:`data.apart` starts and asks
it."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any

from data.settings import take_over

if TYPE_CHECKING:
    from data.apart import Limits

_PRELOADED = (
    "ctypes",
    "resource",
    "numpy",
    "numpy.random",
    "scipy.special",
    "pyarrow",
    "pyarrow.compute",
    "pyarrow.csv",
    "fastexcel",
    "python_calamine",
    "xlrd",
    "lxml.etree",
    "lxml.html",
    "isal.igzip_lib",
    "charset_normalizer",
    "networkx",
    "data.ingest",
)
HEADER = Struct("<QQ?")
LENGTH = Struct("<Q")
PID = Struct("<i")
HERE = b"!"
"""What the process that is copied says once it has imported what it needs."""
_LIKELIER = "900"
"""Of 1000: how readily Linux ends the copy, before this process, where the machine runs out of memory."""
_TIRED = 512 * 1024**2
"""Bytes of memory beyond which a copy does no second piece of work."""
_NICE = 5
"""Who reads a page goes before a file that is read."""


def received(line: socket.socket, size: int) -> bytes:
    into = bytearray(size)
    fill(line, memoryview(into))
    return bytes(into)


def fill(line: socket.socket, into: memoryview) -> None:
    """Read until ``into`` is full. ``EOFError`` where the other side has gone."""
    while into:
        got = line.recv_into(into)
        if not got:
            raise EOFError
        into = into[got:]


def serve(control_number: int) -> None:
    """The process that is copied: wait for a request, copy itself, until the other side goes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=control_number)
    for name in _PRELOADED:
        import_module(name)
    gc.freeze()  # a copy that looks through what was there before would copy all of it
    with suppress(OSError):
        control.send(HERE)
    while True:
        said, numbers, _, _ = socket.recv_fds(control, 1, 1)
        if not said:
            return
        for number in numbers:
            with suppress(OSError):  # no room for a copy now: who asked sees the line closed, and asks again
                if os.fork() == 0:
                    control.close()
                    _copy(socket.socket(fileno=number))
            os.close(number)


def _copy(line: socket.socket) -> None:
    """A copy: one piece of work, and the end."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _end_with_parent()
        with suppress(OSError):
            os.nice(_NICE)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_LIKELIER)
        line.sendall(PID.pack(os.getpid()))
        while True:
            request = received(line, LENGTH.unpack(received(line, LENGTH.size))[0])
            limits, theirs, work, arguments, tells = pickle.loads(request)
            if tells:
                arguments = (*arguments, partial(_tell, line))
            del request
            _limit(limits)
            take_over(theirs)
            found = _done(work, arguments)
            rests = found[0] != "ended" and _room() < _TIRED
            _send(line, found, rests)
            signal.alarm(0)
            del found, work, arguments
            if not rests:
                return
    finally:
        os._exit(0)


def _tell(line: socket.socket, word: Any) -> None:
    _send(line, ("told", word), True)


def _room() -> int:
    """The most memory this process had, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _done(work: Callable[..., Any], arguments: Sequence[Any]) -> tuple[str, Any]:
    try:
        return "done", work(*arguments)
    except MemoryError:
        return "ended", "memory"
    except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
        error.add_note("".join(traceback.format_exception(error)))
        error.__traceback__ = error.__cause__ = error.__context__ = None
        return "raised", error


def _send(line: socket.socket, found: tuple[str, Any], rests: bool) -> None:
    buffers: list[pickle.PickleBuffer] = []
    try:
        text = pickle.dumps(found, protocol=5, buffer_callback=buffers.append)
    except MemoryError:
        text, buffers = pickle.dumps(("ended", "memory"), protocol=5), []
    raws = [buffer.raw() for buffer in buffers]
    line.sendall(HEADER.pack(len(text), len(raws), rests))
    line.sendall(Struct(f"<{len(raws)}Q").pack(*(raw.nbytes for raw in raws)))
    line.sendall(text)
    for raw in raws:
        line.sendall(raw)


def _limit(limits: Limits) -> None:
    """The kernel ends what goes beyond, whatever library it is in."""
    import resource

    size = limits.megabytes * 1024**2
    signal.alarm(limits.seconds)
    for name in ("RLIMIT_DATA", "RLIMIT_AS"):
        if sys.platform == "linux" and name == "RLIMIT_AS":
            continue  # counts what is only reserved; there the other one counts all that is had
        with suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, name)
            resource.setrlimit(kind, (size, resource.getrlimit(kind)[1]))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """Where Linux runs: end when the process that was copied ends."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
