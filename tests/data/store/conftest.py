"""A store for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path, blank: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(str(shutil.copytree(blank, tmp_path / "store") / "programme.duckdb"))
    yield opened
    opened.shut()
