"""A crowd at the dashboard: some read, some upload, one asks whether the server lives; what each waited, by whether files were loaded."""

from __future__ import annotations

import random
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
    """``readers`` sessions that read with ``pause`` seconds between two pages, ``loaders`` sessions that upload what ``make_file``
    gives, one after the other, while the phase is loud. ``look`` is asked of every page that was read; its words are faults."""

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
