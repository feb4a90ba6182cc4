"""Awkward files in processes apart: what comes of it, how long it takes, how much memory, whether it is right.

``python -m tests.data.ingest.nasty`` prints the table of outcomes.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from data.ingest import understand
from data.ingest.reading import read_file
from data.problems import Refusal
from tests.conftest import proving
from tests.data.ingest.second_reader import NoSecondReader, differences

MOST_SECONDS = 20
MOST_BYTES = 4 * 1024**3
"""Address space that a child may take beyond that of the process it comes from (late in a run that has gigabytes of
it): far above the resident memory that is judged, so that only a run-away is stopped."""
AT_ONCE = 2
COMPARED = proving(200_000, MOST_BYTES)
"""Bytes of a file up to which it is read a second time by another library, which takes ten times as long."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file. ``end`` is ``read``, a refusal's code, or ``crash``."""

    file: str
    end: str
    kind: str = ""
    recognised: str = ""
    seconds: float = 0.0
    megabytes: int = 0
    same: int = 0
    wrong: tuple[str, ...] = ()
    unchecked: str = ""
    heard: str = ""
    """What a reader wrote to the standard error stream while it was at the file: a library's panic tells itself
    there."""


def outcomes(folder: Path, files: Iterable[Path]) -> Iterator[Outcome]:
    """Read the files in a few forked processes; one that dies or hangs is a crash of the file it was at, and the next
    goes on."""
    import charset_normalizer  # noqa: F401 - what every child needs is imported once
    import fastexcel  # noqa: F401
    import lxml.html  # noqa: F401
    import openpyxl  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.csv  # noqa: F401
    import python_calamine  # noqa: F401

    # Words and weights of recognition too: else each child reads them anew.
    with suppress(Refusal):
        understand(read_file("first.csv", b"customer,opened on,comment\nC1,2026-09-01,slow\n"))
    every = list(files)
    running = dict(_begun(folder, every[at::AT_ONCE]) for at in range(min(AT_ONCE, len(every))))
    while running:
        ready, _, _ = select.select(list(running), [], [], 0.5)
        for pipe in ready:
            reader = running[pipe]
            chunk = os.read(pipe, 65536)
            *lines, reader.said = (reader.said + chunk).split(b"\n")
            for line in lines:
                reader.begun = time.monotonic()
                reader.left.pop(0)
                yield _told(line)
            if chunk:
                continue
            os.close(pipe)
            del running[pipe]
            _, status = os.waitpid(reader.child, 0)
            if reader.left:
                yield Outcome(str(reader.left[0].relative_to(folder)), "crash", unchecked=f"status {status}")
                running |= dict([_begun(folder, reader.left[1:])])
        for reader in running.values():
            if time.monotonic() - reader.begun > 6 * MOST_SECONDS:
                os.kill(reader.child, signal.SIGKILL)


@dataclass
class _Reader:
    """A process that reads files one after the other; those that it has not told of yet, the one it is at first."""

    child: int
    left: list[Path]
    begun: float
    said: bytes = b""


def _taken() -> int:
    """The address space of this process, in bytes; 0 where the system does not tell."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    return 0


def _begun(folder: Path, files: list[Path]) -> tuple[int, _Reader]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(files, folder, writer)
    os.close(writer)
    return reader, _Reader(child, list(files), time.monotonic())


def _told(said: bytes) -> Outcome:
    found = json.loads(said)
    return Outcome(**{**found, "wrong": tuple(found["wrong"])})


def _child(files: list[Path], folder: Path, pipe: int) -> None:
    """Never returns."""
    global _own
    status, _own = 1, _peak()
    try:
        most = _taken() + MOST_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        os.dup2(os.memfd_create("heard"), 2)
        for path in files:
            os.ftruncate(2, 0)
            os.lseek(2, 0, os.SEEK_SET)
            found = asdict(_judged(path, str(path.relative_to(folder))))
            said = json.dumps(found, ensure_ascii=False).encode() + b"\n"
            while said:
                said = said[os.write(pipe, said) :]
        status = 0
    finally:
        os._exit(status)


def _judged(path: Path, name: str) -> Outcome:
    content = path.read_bytes()
    begun = time.process_time()
    try:
        book = read_file(path.name, content)
        for sheet in book.sheets:
            assert sheet.grid.height >= 0
        try:
            recognised = understand(book).dataset
        except Refusal as refusal:
            recognised = refusal.code
    except Refusal as refusal:
        spent = time.process_time() - begun
        return Outcome(name, refusal.code, path.suffix.lstrip("."), "", spent, _peak(), heard=_heard())
    spent, peak, heard = time.process_time() - begun, _peak(), _heard()
    if len(content) > COMPARED:
        return Outcome(name, "read", book.kind, recognised, spent, peak, unchecked="large", heard=heard)
    signal.signal(signal.SIGALRM, _too_slow)
    signal.alarm(MOST_SECONDS // 2)
    try:
        same, wrong = differences(book, content)
    except (NoSecondReader, TimeoutError) as none:
        return Outcome(name, "read", book.kind, recognised, spent, peak, unchecked=str(none)[:80], heard=heard)
    finally:
        signal.alarm(0)
    return Outcome(name, "read", book.kind, recognised, spent, peak, same, tuple(wrong[:5]), heard=heard)


def _heard() -> str:
    """What was written to standard error since the file was begun, by whatever library, past Python too."""
    return os.pread(2, 4000, 0).decode("utf-8", "replace")


def _too_slow(*_: object) -> None:
    raise TimeoutError("the second reader takes too long")


_own = 0
"""What a child holds when it is begun, in MiB: a fork has all that the tests before it have left in its parent."""


def _peak() -> int:
    """The most that reading took, in MiB, beyond what the child had when it was begun."""
    return max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 - _own)


def chosen(folder: Path, one_in: int) -> list[Path]:
    """One file in so many of each kind – a format of a collection –, and at least one of each."""
    kinds: dict[tuple[str, str], list[Path]] = {}
    for path in every_file(folder):
        kinds.setdefault((path.relative_to(folder).parts[0], path.suffix.lower()), []).append(path)
    return [path for files in kinds.values() for path in files[::one_in]]


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "FEATURES.csv")


def table(found: list[Outcome]) -> str:
    """The outcomes counted, and what stands out."""
    lines = ["outcome                 files"]
    lines += [f"{end:24}{count:5}" for end, count in Counter(one.end for one in found).most_common()]
    checked = [one for one in found if one.same or one.wrong]
    lines.append(f"read alike by a second reader: {sum(not one.wrong for one in checked)} of {len(checked)} files,")
    lines.append(
        f"{sum(one.same for one in checked)} cells; without a second reader: "
        f"{sum(one.end == 'read' for one in found) - len(checked)}"
    )
    slow, large = max(found, key=lambda one: one.seconds), max(found, key=lambda one: one.megabytes)
    lines.append(f"slowest {slow.seconds:.2f} s ({slow.file}), largest {large.megabytes} MB ({large.file})")
    return "\n".join(lines)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/nasty")
    found = list(outcomes(folder, every_file(folder)))
    for one in sorted(found, key=lambda one: (one.end, one.file)):
        note = "; ".join(one.wrong) or one.unchecked
        sys.stdout.write(f"{one.end:18}{one.kind:6}{one.seconds:6.2f} s{one.megabytes:5} MB  {one.file}  {note}\n")
    sys.stdout.write(table(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
