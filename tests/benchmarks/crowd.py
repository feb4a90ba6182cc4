"""A crowd at the dashboard: some read, some upload, one asks whether the server lives; what each waited, by whether
files were loaded.

Who runs a dashboard sends one to it: ``python -m tests.benchmarks.crowd http://localhost:8501 --readers 20``; with
``--file ROSTER.xlsx`` some upload that file meanwhile, again and again. Each upload is a batch of that programme: use a
copy of it.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import Literal

from tests.benchmarks.session import Session

Phase = Literal["quiet", "loud"]
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("satisfaction", {}),
    ("satisfaction", {"wave": "W2"}),
    ("complaints", {}),
    ("complaints", {"branch": "B03"}),
    ("retention", {}),
    ("schedule", {"view": "outlook"}),
    ("cost", {"view": "range"}),
    ("risk", {}),
    ("readiness", {}),
)
"""What readers look at in turn: with a filter and without, simulations among it."""
MOST_READERS, MOST_LOADERS, MOST_SECONDS = 50, 8, 600
"""A crowd is a measurement and not an attack."""


@dataclass(frozen=True)
class Wait:
    """How long somebody waited: ``kind`` read, load or health; ``phase`` when it began and when it ended."""

    kind: str
    what: str
    begun: Phase
    ended: Phase
    seconds: float


@dataclass
class Crowd:
    """``readers`` sessions that read with ``pause`` seconds between two pages, ``loaders`` sessions that upload what
    ``make_file`` gives, one after the other, while the phase is loud. ``look`` is asked of every page that was read;
    its words are faults."""

    address: str
    readers: int
    loaders: int
    pause: float
    make_file: Callable[[int], tuple[str, bytes]]
    look: Callable[[str], str]
    phase: Phase = "quiet"
    waits: list[Wait] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def run(self, phases: Sequence[tuple[Phase, float]]) -> None:
        """All of the crowd at once, through the phases in their order."""
        works: list[Callable[[int], None]] = [self._read] * self.readers + [self._load] * self.loaders + [self._ask]
        threads = [threading.Thread(target=self._safely, args=(work, at)) for at, work in enumerate(works)]
        for thread in threads:
            thread.start()
        for self.phase, seconds in phases:
            sleep(seconds)
        self.phase = "quiet"
        self._over.set()
        for thread in threads:
            thread.join(timeout=300)

    def waited(self, kind: str, phase: Phase) -> list[float]:
        """The seconds of all that began and ended in a phase, in ascending order."""
        return sorted(wait.seconds for wait in self.waits if wait.kind == kind and wait.begun == wait.ended == phase)

    def share(self, kind: str, phase: Phase, share: float) -> float:
        """The seconds that ``share`` of them did not exceed."""
        found = self.waited(kind, phase)
        return found[min(int(share * len(found)), len(found) - 1)]

    def _safely(self, work: Callable[[int], None], at: int) -> None:
        try:
            work(at)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault of the run
            self.faults.append(f"{work.__name__} {at}: {type(error).__name__}: {error}")

    def _note(self, kind: str, what: str, begun: Phase, seconds: float) -> None:
        self.waits.append(Wait(kind, what, begun, self.phase, seconds))

    def _read(self, at: int) -> None:
        order = random.Random(at)
        session = Session(self.address, "zh" if at % 2 else "en")
        try:
            while not self._over.is_set():
                page, query = order.choice(PAGES)
                begun = self.phase
                seconds = session.open(page, **query)
                self._note("read", page, begun, seconds)
                if wrong := self.look(session.words):
                    self.faults.append(f"{page}: {wrong}")
                self._over.wait(order.uniform(0.5, 1.5) * self.pause)
        finally:
            session.close()

    def _load(self, at: int) -> None:
        session = Session(self.address, "en")
        try:
            session.open("upload")
            while not self._over.is_set():
                if self.phase == "quiet":
                    self._over.wait(0.1)
                    continue
                name, content = self.make_file(next(self._numbers))
                began = perf_counter()
                session.drop(name, content)
                session.press("upload_keep")
                if "ho-ends" not in session.words:
                    self.faults.append(f"{name} was not kept: {session.words[-400:]}")
                    return
                self.acknowledged.append(name)
                self._note("load", name, "loud", perf_counter() - began)
                session.press("upload_next") if session.button("upload_next") else session.open("upload")
        finally:
            session.close()

    def _ask(self, at: int) -> None:
        while not self._over.wait(0.25):
            begun, began = self.phase, perf_counter()
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=60) as answer:
                if answer.read() != b"ok":
                    self.faults.append("the server is not well")
            self._note("health", "", begun, perf_counter() - began)


def memory_of(address: str) -> float:
    """MiB of memory that the server at an address has itself; where the system does not tell, ``LookupError``."""
    port = address.rpartition(":")[2]
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = place.read_bytes()
            if f"--server.port={port}".encode() in said:
                return int((place.parent / "statm").read_text().split()[1]) * 4096 / 2**20
        except OSError:
            continue
    raise LookupError(address)


def trouble(words: str) -> str:
    """What a page says it could not show."""
    at = max(words.find('class="ho-problem"'), words.find('{"exception"'))
    return words[at : at + 600] if at >= 0 else ""


def report(crowd: Crowd) -> list[str]:
    """What each waited, a line a kind: how many, the middle and the 95th of a hundred, quiet and while files were
    loaded."""
    lines = [f"{len(crowd.acknowledged)} files loaded, {len(crowd.faults)} faults"]
    for kind in ("read", "load", "health"):
        told, slowest = [], {}
        for phase in ("quiet", "loud"):
            if found := crowd.waited(kind, phase):  # type: ignore[arg-type]
                half, slowest[phase] = (crowd.share(kind, phase, share) for share in (0.5, 0.95))  # type: ignore[arg-type]
                told.append(f"{phase} {len(found)}: p50 {half:.2f} s, p95 {slowest[phase]:.2f} s")
        ratio = f"; p95 loud of quiet {slowest['loud'] / slowest['quiet']:.2f}" if len(slowest) == 2 else ""
        if told:
            lines.append(f"{kind:<7} {' · '.join(told)}{ratio}")
    return [*lines, *crowd.faults[:10]]


def bounded(most: int) -> Callable[[str], int]:
    """An argument that is a whole number up to ``most``."""

    def read(said: str) -> int:
        number = int(said)
        if not 0 <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not between 0 and {most}")
        return number

    return read


def main(argv: Sequence[str] | None = None) -> int:
    """Send a crowd to a running dashboard and print what it waited; 1 where a page failed, a file was lost or there was
    no answer."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks.crowd", description=main.__doc__)
    asked.add_argument("address", help="of the running dashboard, e.g. http://localhost:8501")
    asked.add_argument(
        "--readers", type=bounded(MOST_READERS), default=20, help=f"sessions that read, at most {MOST_READERS}"
    )
    asked.add_argument("--file", type=Path, help="a file whose mapping is certain, for the sessions that upload")
    asked.add_argument(
        "--loaders", type=bounded(MOST_LOADERS), default=4, help=f"sessions that upload it, at most {MOST_LOADERS}"
    )
    asked.add_argument(
        "--seconds", type=bounded(MOST_SECONDS), default=60, help="how long, half of it quiet where files are loaded"
    )
    asked.add_argument("--pause", type=float, default=5, help="seconds between two pages of a reader, in the middle")
    said = asked.parse_args(argv)
    content = said.file.read_bytes() if said.file else b""

    def deliver(number: int) -> tuple[str, bytes]:
        return f"{number}-{said.file.name}", content

    crowd = Crowd(said.address.rstrip("/"), said.readers, said.loaders if content else 0, said.pause, deliver, trouble)
    turns: list[tuple[Phase, float]] = [("quiet", said.seconds / 4), ("loud", said.seconds / 4)] * 2
    crowd.run(turns if content else [("quiet", said.seconds)])
    sys.stdout.write("\n".join(report(crowd)) + "\n")
    return 1 if crowd.faults or not crowd.waits else 0


if __name__ == "__main__":
    sys.exit(main())
