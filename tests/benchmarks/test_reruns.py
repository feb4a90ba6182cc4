"""One session that goes on for ever takes no more memory than it took at first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.store import open_store
from tests.benchmarks.crowd import PAGES, memory_of
from tests.benchmarks.session import Session
from tests.browser.server import running
from tests.conftest import proving
from tests.pages.seed import seed

RERUNS = proving(12, 10_000)
MORE = 32
"""MiB that the memory may waver."""


def test_one_session_may_go_on_for_ever(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    path = tmp_path / "s" / "programme.duckdb"
    made = open_store(str(path))
    seed(made)
    made.close()
    sizes: list[float] = []
    with running(path) as address:
        session = Session(address)
        for page, query in PAGES:
            session.open(page, **query)
        for number in range(RERUNS):
            if number % 20 == 0:
                page, query = PAGES[number // 20 % len(PAGES)]
                session.open(page, **query)
            session.again()
            if number % max(RERUNS // 50, 1) == 0:
                sizes.append(memory_of(address))
        session.close()
    settled = max(sizes[: len(sizes) // 3])
    record_property("reruns", RERUNS)
    record_property("memory after a third, at the end (MiB)", f"{settled:.0f}, {sizes[-1]:.0f}")
    assert sizes[-1] <= settled + MORE
