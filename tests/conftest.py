"""What every test may use: the reference material beside the checkout, counts, settings that do not leak.

The clock stands at :data:`TODAY` from the moment this file is imported, so for fixtures of every scope, for parameters
and for the processes that tests start; whoever asks the machine for the day all the same is refused.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from unittest import mock

import pytest

from data import clock
from data.settings import settings
from data.store import engine

if TYPE_CHECKING:
    from data.store import Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TODAY = "2026-11-23"
"""The day of the whole run: a Monday, the story of the demo programme ends the day before."""


def _fresh_machine() -> None:
    """Forget the settings of whoever runs the tests and fix the day, for this process and those it starts."""
    for name in [name for name in os.environ if name.startswith("HANDOVER_") and not name.startswith("HANDOVER_PROVE")]:
        del os.environ[name]
    os.environ["HANDOVER_TODAY"] = TODAY
    settings.cache_clear()


class _NoMachineDay:
    """Stands where the clock asks the machine for the day: in a test that is a fault, of the test or of the product."""

    combine = datetime.combine

    @staticmethod
    def now(zone: object = None) -> NoReturn:
        raise AssertionError("a test read the day of the machine: HANDOVER_TODAY was not set")


_fresh_machine()
if not os.environ.get("HANDOVER_PROVE"):
    engine._threads = lambda: (
        1
    )  # two workers have two cores: a question of either shared out over both costs an eighth more
clock.datetime = _NoMachineDay  # type: ignore[misc, assignment]


LONGEST = (
    "tests/golden/test_screen.py",
    "tests/pages/test_ends.py",
    "tests/planted/test_catalogue.py",
    "tests/pages/test_hostile_names.py",
    "tests/planted/test_quiet_claims.py",
    "tests/analytics/metrics/test_until_when.py",
    "tests/pages/test_pages.py",
    "tests/data/ingest/test_nasty_files.py",
    "tests/pages/test_editions.py",
    "tests/analytics/test_same_on_a_lake.py",
    "tests/planted/test_without_a_ledger.py",
    "tests/benchmarks/test_crowd.py",
    "tests/pages/test_upload_hurting.py",
    "tests/data/demo/test_loading.py",
    "tests/pages/test_readiness.py",
    "tests/house/test_patterns.py",
    "tests/data/store/test_private_files.py",
    "tests/pages/test_scope.py",
    "tests/pages/test_brief.py",
    "tests/pages/test_plan_pages.py",
    "tests/planted/test_leaving_found.py",
    "tests/pages/test_safeguards.py",
    "tests/planted/test_counts_at_every_door.py",
    "tests/planted/test_retention_found.py",
    "tests/planted/test_plan_found.py",
    "tests/mutation",
    "tests/planted/test_truth_found.py",
    "tests/pages/test_upload.py",
    "tests/pages/test_risk.py",
    "tests/pages/test_satisfaction_sections.py",
    "tests/data/store/test_concurrency.py",
    "tests/pages/test_meeting.py",
    "tests/data/demo/test_story.py",
    "tests/recognition/test_recognition.py",
    "tests/browser/test_looks.py",
    "tests/browser/test_branch_move.py",
    "tests/browser/test_every_chart.py",
    "tests/browser/test_edit.py",
    "tests/browser/test_upload.py",
    "tests/browser/test_empty.py",
    "tests/browser/test_phone.py",
    "tests/browser/test_signin.py",
    "tests/browser/test_plan.py",
)
"""Modules that begin first: a module stays with one of the workers, and the other must not wait for it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first, the others as they were found."""
    order = {name: at for at, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        return next((at for name, at in order.items() if item.nodeid.startswith(name)), len(order))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage with every test, and that
    is looked for seldom, as a server does (``pages.kit.cache``)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def proving(small: int, large: int) -> int:
    """The count of a costly test: ``small`` in `make test`, ``large`` in `make prove`, or as many of these as it was
    asked for."""
    asked = os.environ.get("HANDOVER_PROVE", "")
    return large if asked == "1" else max(small, min(large, int(asked))) if asked.isdigit() else small


def as_long(seeds: Iterable[int]) -> Iterator[int]:
    """The seeds one by one, until the minutes that `make prove` was given are over: a test says how many it had. The
    first always comes."""
    until = time.monotonic() + 60 * float(os.environ.get("HANDOVER_PROVE_MINUTES") or "inf")
    for position, seed in enumerate(seeds):
        if position and time.monotonic() > until:
            return
        yield seed


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
    """What is shared by several tests names its store; one that does not is refused, and never opens that of the
    checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_STORE", str(tmp_path_factory.mktemp("no_store_is_here")))
        settings.cache_clear()
        yield


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that nothing was loaded into: a copy of it is opened in half the time that a new one takes
    to make.

    Its pseudonyms and what is drawn by them are the same in every run: counts of readers without rows are moved by
    some, and one store of twenty-five would raise an alert by chance.
    """
    from data.store import open_store

    folder = tmp_path_factory.mktemp("blank")
    with mock.patch("data.store.secret.new_master", return_value=bytes(32)):
        open_store(str(folder / "programme.duckdb")).close()
    return folder


@pytest.fixture
def store(tmp_path: Path, blank: Path) -> Iterator[Store]:
    """An empty store of the test's own."""
    from data.store import open_store

    opened = open_store(str(shutil.copytree(blank, tmp_path / "store") / "programme.duckdb"))
    yield opened
    opened.shut()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test has a store of its own and the settings of a fresh machine on a fixed day."""
    for name in [name for name in os.environ if name.startswith("HANDOVER_") and not name.startswith("HANDOVER_PROVE")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HANDOVER_STORE", str(tmp_path / "store" / "programme.duckdb"))
    monkeypatch.setenv("HANDOVER_TODAY", TODAY)
    settings.cache_clear()
    yield
    settings.cache_clear()
    _shut_stores_of(tmp_path)


def _shut_stores_of(folder: Path) -> None:
    """Close what a test opened in its folder and left open: all that such a store remembers would stay for the whole
    run."""
    from data.store import opening

    below = f"{os.path.realpath(folder)}{os.sep}"
    for address in [one for one in opening._OPEN if one.startswith(below)]:
        store, _ = opening._OPEN.pop(address)
        store.shut()
