"""The local door: commands reach a store that another process of this machine has open.

The owner listens on a Unix socket beside the store; a file of mode 0600 holds the place of the socket and a token. A
command sends its program, arguments and files and who asks, and gets back what the same command would have printed:
with the rights of its caller, not of the owner. Only who may read the token file is heard. A door whose owner is gone
is recognised and cleared away.
"""

from __future__ import annotations

import atexit
import hmac
import os
import secrets
import shutil
import socket
import socketserver
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from data.access import Rights, local_rights
from data.problems import Refusal

if TYPE_CHECKING:
    from data.store.store import Store

Run = Callable[[str, list[str], dict[str, bytes], "Store", Rights], tuple[int, str, str]]
"""Runs ``program`` (``data`` or ``analytics``) with arguments and files on the open store for a caller: exit code,
output, errors."""

LONGEST_SOCKET = 100
FOLDER = "handover-"
"""How a folder begins that holds the socket of a store with a long name."""
LENGTH_BYTES = 8
LONGEST_HEADER = 2**20
CONNECT_SECONDS = 5.0
NARROWING = ("branches", "waves", "datasets")
"""What rights are narrowed by; what is not narrowed is not sent."""


class Door:
    """An open door. ``close`` takes it away."""

    def __init__(self, server: socketserver.ThreadingUnixStreamServer, token_file: Path, folder: Path | None) -> None:
        self._server = server
        self._token_file = token_file
        self._folder = folder
        self._closed = False

    def close(self) -> None:
        """Stop listening and remove the traces. Safe to call twice; called when the store is shut."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        self._end_serving()
        self._server.server_close()
        self._token_file.unlink(missing_ok=True)
        Path(str(self._server.server_address)).unlink(missing_ok=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _end_serving(self) -> None:
        """End the server and wake it: on its own it looks only twice a second whether it is to end, and who closes the
        store waits."""
        ending = Thread(target=self._server.shutdown)
        try:
            ending.start()
        except RuntimeError:  # the interpreter ends and starts no thread any more
            self._server.shutdown()
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(CONNECT_SECONDS)
            caller.connect(str(self._server.server_address))
        ending.join()


def door_file(address: str | Path) -> Path:
    """The file that tells where the door of a store is, and the word to be let in."""
    real = os.path.realpath(address)
    return Path(real + ".door")


def clear(address: str | Path) -> None:
    """Remove what a door left behind whose process was killed. Only who has just opened the store, and so knows that
    nobody else has it, may call this."""
    told = _told(address)
    if told is None:
        return
    place = Path(told[0])
    with suppress(OSError):
        if place.is_socket():
            place.unlink()
        if place.parent.name.startswith(FOLDER):
            place.parent.rmdir()
    door_file(address).unlink(missing_ok=True)


def _told(address: str | Path) -> tuple[str, str] | None:
    """The place of the socket and the word to be let in, where a door says so."""
    try:
        known = orjson.loads(door_file(address).read_bytes())
        return str(known["socket"]), str(known["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def serve(store: Store, run: Run) -> Door:
    """Open the door of ``store`` in a thread of its own; every request is answered in another. It closes with the
    store, and where the process ends before, with the process."""
    token = secrets.token_hex(32)
    place, folder = Path(store.address + ".sock"), None
    if len(str(place).encode()) > LONGEST_SOCKET:  # a Unix socket has a short name
        folder = Path(tempfile.mkdtemp(prefix=FOLDER))
        place = folder / "door.sock"
    place.unlink(missing_ok=True)

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                header = orjson.loads(_receive(self.rfile, LONGEST_HEADER))
                if not hmac.compare_digest(str(header["token"]), token):
                    return
                files = {str(name): _exactly(self.rfile, int(size)) for name, size in header["files"]}
                caller = _caller(header)
            except (EOFError, ValueError, KeyError, TypeError):
                return  # not one of our commands: it gets no answer
            code, output, errors = run(str(header["program"]), [str(a) for a in header["argv"]], files, store, caller)
            _send(self.wfile, {"code": code, "output": output, "errors": errors})

    class Listener(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A command that broke off is its own affair; the dashboard goes on."""

    server = Listener(str(place), Answer)
    os.chmod(place, 0o600)
    token_file = door_file(store.address)
    token_file.unlink(missing_ok=True)
    handle = os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(orjson.dumps({"socket": str(place), "token": token, "pid": os.getpid()}))
    Thread(target=server.serve_forever, name="door", daemon=True).start()
    door = Door(server, token_file, folder)
    store.when_shut(door.close)
    atexit.register(door.close)
    return door


def ask(
    address: str | Path,
    argv: Sequence[str],
    files: Mapping[str, bytes] | None = None,
    *,
    rights: Rights,
    program: str = "data",
) -> tuple[int, str, str] | None:
    """Exit code, output and errors of a command run by the owner of the store for ``rights``; ``None`` where no owner
    listens.

    Refusal ``door_broken`` where the owner stopped answering in the middle: what was asked may be done.
    """
    told = _told(address)
    if told is None:
        return None
    place, token = told
    sent = dict(files or {})
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(place)
        except (FileNotFoundError, ConnectionRefusedError):
            door_file(address).unlink(missing_ok=True)  # its owner is gone
            return None
        except OSError:
            return None
        line.settimeout(None)  # a large file takes its time
        try:
            with line.makefile("rwb") as stream:
                header = {
                    "token": token,
                    "program": program,
                    "user": rights.user,
                    "role": rights.role,
                    "only": {name: sorted(own) for name in NARROWING if (own := getattr(rights, name)) is not None},
                    "argv": list(argv),
                    "files": [[name, len(content)] for name, content in sent.items()],
                }
                _send(stream, header)
                for content in sent.values():
                    stream.write(content)
                stream.flush()
                answer = orjson.loads(_receive(stream))
        except (EOFError, OSError):
            raise Refusal("door_broken", where=str(address)) from None
    return int(answer["code"]), str(answer["output"]), str(answer["errors"])


def _caller(header: Mapping[str, Any]) -> Rights:
    """Who asks, no wider than he is in his own process."""
    only: dict[str, Any] = {
        name: frozenset(map(str, words)) for name, words in dict(header["only"]).items() if name in NARROWING
    }
    return replace(local_rights(str(header["user"]), str(header["role"])), **only)


def _send(stream: Any, value: Mapping[str, Any]) -> None:
    text = orjson.dumps(dict(value))
    stream.write(len(text).to_bytes(LENGTH_BYTES, "big") + text)
    stream.flush()


def _receive(stream: BinaryIO | Any, longest: int | None = None) -> bytes:
    size = int.from_bytes(_exactly(stream, LENGTH_BYTES), "big")
    if longest is not None and size > longest:
        raise ValueError("too long")
    return _exactly(stream, size)


def _exactly(stream: BinaryIO | Any, size: int) -> bytes:
    content: bytes = stream.read(size)
    if len(content) != size:
        raise EOFError
    return content
