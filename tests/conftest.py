"""What every test may use: the reference material beside the checkout, counts, settings that do not leak."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.settings import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def proving(small: int, large: int) -> int:
    """The count of a costly test: ``small`` in `make test`, ``large`` in `make prove`."""
    return large if os.environ.get("HANDOVER_PROVE") == "1" else small


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The reference material; a fresh clone has none, and says so."""
    if not SHARED.is_dir():
        pytest.skip("no reference material beside this checkout (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Worked values of every formula, computed by independent libraries."""
    return json.loads((ROOT / "tests/golden/golden.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session", autouse=True)
def _nobodys_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is shared by several tests names its store; one that does not is refused, and never opens that of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_STORE", str(tmp_path_factory.mktemp("no_store_is_here")))
        settings.cache_clear()
        yield


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test has a store of its own and the settings of a fresh machine on a fixed day."""
    for name in [name for name in os.environ if name.startswith("HANDOVER_") and name != "HANDOVER_PROVE"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HANDOVER_STORE", str(tmp_path / "store" / "programme.duckdb"))
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-23")
    settings.cache_clear()
    yield
    settings.cache_clear()
