"""The demo programme as it stood on 22 November 2026, loaded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from data.access import Rights, local_rights
from data.demo import load_demo
from data.store import Store, open_store


@pytest.fixture(scope="session")
def rights() -> Rights:
    return local_rights("tester", "administrator")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, rights: Rights) -> Iterator[Store]:
    """The whole demo programme; tests only read it."""
    store = open_store(str(tmp_path_factory.mktemp("demo") / "demo.duckdb"))
    load_demo(store, rights, until=date(2026, 11, 22))
    yield store
    store.close()
