"""The demo programme as it stood on 22 November 2026, loaded once for all tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from data.access import Rights, local_rights
from data.store import Store, open_store
from tests.golden.store import built


@pytest.fixture(scope="session")
def rights() -> Rights:
    return local_rights("tester", "administrator")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The whole demo programme; tests only read it."""
    folder = shutil.copytree(built(), tmp_path_factory.mktemp("demo") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    yield store
    store.close()
