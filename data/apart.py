"""Work in a process apart, with limits of memory and time: what breaks there, or never ends, ends there alone.

One process is started when it is first needed and imports the libraries that read files, and nothing else happens in it: for
work it makes a copy of itself, which takes milliseconds. Arguments and results are
pickled through a socket; columns of tables cross as they lie in memory. A copy that stayed small does the next piece of its
``kind`` too: what has read a file never computes a number. The copy is no cage against a program that means harm – it runs as
the same user – but what a damaged or hostile file makes a library do stays in it. It has no key of the store.

Where processes cannot be copied (Windows), the work is done in this process, without limits.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from struct import Struct
from time import monotonic
from typing import Any, Literal, TypeVar, get_args

from data.settings import environment_without_keys, surroundings, take_over

T = TypeVar("T")

Reason = Literal["memory", "time", "broke"]
Kind = Literal["files", "numbers"]
_ROOT = Path(__file__).resolve().parents[1]
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
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # a process with threads is no good one to copy
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve a gigabyte that counts against the limit
}
_HEADER = Struct("<QQ?")
_LENGTH = Struct("<Q")
_PID = Struct("<i")
_HERE = b"!"
"""What the process that is copied says once it has imported what it needs."""
_ALIGNED = 64
_GRACE = 5.0
"""Seconds after the limit in which the copy must have been ended by its own clock."""
_LIKELIER = "900"
"""Of 1000: how readily Linux ends the copy, before this process, where the machine runs out of memory."""
_LAST_ANSWER = 30.0
"""Seconds in which a copy says its number after it was asked for."""
_TIRED = 512 * 1024**2
"""Bytes of memory beyond which a copy does no second piece of work."""
_NICE = 5
"""Who reads a page goes before a file that is read."""


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

    Where ``told`` is given, ``work`` has a last argument, a function; what it is called with comes to ``told`` meanwhile. If
    ``told`` raises, the work is ended. Raises what ``work`` raises (with the way to it as a note), and ``Ended`` where it was
    ended. ``OSError`` where no process can be started.
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
            _ready = source.recv(1) == _HERE  # nothing, where it has gone: then whoever asks for work starts it anew
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
            [sys.executable, "-c", f"from data.apart import serve; serve({theirs.fileno()})"],
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
    for _ in range(2):
        ours, theirs = socket.socketpair()
        try:
            with _lock, theirs:
                socket.send_fds(_source(), [b"."], [theirs.fileno()])
            ours.settimeout(_LAST_ANSWER)
            return _Copy(ours, _PID.unpack(_received(ours, _PID.size))[0], os.getpid(), kind)
        except (OSError, EOFError):
            ours.close()
            _forget()
    raise OSError("no process apart can be started")


def _forget() -> None:
    """Let the process that is copied go, and the copies that rest."""
    global _control
    with _lock:
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
        line.sendall(_LENGTH.pack(len(request)))
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

    size, count, rests = _HEADER.unpack(_received(line, _HEADER.size))
    sizes = Struct(f"<{count}Q").unpack(_received(line, 8 * count))
    text = _received(line, size)
    places = [0]
    for one in sizes:
        places.append(places[-1] + -(-one // _ALIGNED) * _ALIGNED)
    room = pa.allocate_buffer(max(places[-1], 1))
    whole = memoryview(room).cast("B")
    buffers = []
    for at, one in zip(places, sizes, strict=False):
        _fill(line, whole[at : at + one])
        buffers.append(room.slice(at, one))
    found: tuple[str, Any] = pickle.loads(text, buffers=buffers)
    return found, rests


def _received(line: socket.socket, size: int) -> bytes:
    into = bytearray(size)
    _fill(line, memoryview(into))
    return bytes(into)


def _fill(line: socket.socket, into: memoryview) -> None:
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
        control.send(_HERE)
    while True:
        said, numbers, _, _ = socket.recv_fds(control, 1, 1)
        if not said:
            return
        for number in numbers:
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
        line.sendall(_PID.pack(os.getpid()))
        while True:
            request = _received(line, _LENGTH.unpack(_received(line, _LENGTH.size))[0])
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
    line.sendall(_HEADER.pack(len(text), len(raws), rests))
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
