"""Pages without a browser: the door is run as a reader's session runs it, on an empty or a seeded store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from data.access import local_rights
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.settings import settings
from data.store import Store, open_store
from tests.golden.lines import chart_of
from tests.pages.seed import seed
from tests.sessions import AppTest

ROOT = Path(__file__).resolve().parents[2]
Opened = Callable[..., AppTest]
Looking = Callable[..., None]
ADMIN = local_rights("t", "administrator")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """What a process keeps for all sessions must not pass from test to test."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _no_bare_ids(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page that asks for words which no catalogue has shows their id to its reader."""
    bare, ask = set(), Translator.__call__

    def asked(self: Translator, key: str, /, **params: Any) -> str:
        if not self.has(key):
            bare.add(f"{key} ({self.lang})")
        return ask(self, key, **params)

    monkeypatch.setattr(Translator, "__call__", asked)
    yield
    assert sorted(bare) == []


@pytest.fixture(autouse=True)
def _running_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run be one of a server that somebody has opened before: AppTest forgets that between two runs.

    With the marker ``fresh_server`` a run is the first of its process, when Streamlit still discovers ``pages/``.
    """
    if request.node.get_closest_marker("fresh_server"):
        return
    made = PagesManager.__init__

    def make(self: PagesManager, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", make)


@pytest.fixture(scope="session")
def seeded(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the small programme; tests work on copies of it."""
    folder = shutil.copytree(blank, tmp_path_factory.mktemp("seeded") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    seed(store)
    store.close()
    return folder


@pytest.fixture(scope="session")
def shown(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small programme, opened once for all tests that only look: it remembers what was asked, as a server does."""
    store = open_store(str(shutil.copytree(seeded, tmp_path_factory.mktemp("shown") / "store") / "programme.duckdb"))
    yield store
    store.shut()


def looking_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this test's store be one that others look at too; it may not write."""
    monkeypatch.setenv("HANDOVER_STORE", store.address)
    settings.cache_clear()
    version = store.version()
    yield
    while store._when_shut:  # the door of this test's server
        store._when_shut.pop()()
    assert store.version() == version, "this test wrote into the store of those that only look"


@pytest.fixture
def looked(shown: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this test's store be the small programme that others look at too; who writes takes :func:`demo`."""
    yield from looking_at(shown, monkeypatch)


def put_files(folder: Path, **texts: str) -> None:
    """Load CSV files, by the name of their dataset, into the store of a folder; a wave that is asked for is none."""
    store = open_store(str(folder / "programme.duckdb"))
    for dataset, text in texts.items():
        book = read_file(f"{dataset}.csv", text.encode())
        how = understand(book, dataset=dataset)
        constants = {"wave": None} if any(question.id == "wave" for question in how.questions) else {}
        store.commit(prepare(book, how, constants=constants), ADMIN)
    store.close()


@pytest.fixture(scope="module")
def with_files(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Store]]:
    """The small programme with some files, opened once for a module."""
    kept: dict[tuple[tuple[str, str], ...], Store] = {}

    def opened(**texts: str) -> Store:
        files = tuple(texts.items())
        if files not in kept:
            folder = shutil.copytree(seeded, tmp_path_factory.mktemp("files") / "store")
            put_files(folder, **texts)
            kept[files] = open_store(str(folder / "programme.duckdb"))
        return kept[files]

    yield opened
    for store in kept.values():
        store.shut()


@pytest.fixture
def look_at(with_files: Callable[..., Store], monkeypatch: pytest.MonkeyPatch) -> Iterator[Looking]:
    """``look_at(waves="wave,…")`` lets this test's store be the small programme with those files, which others look at
    too; who writes takes :func:`demo` and :func:`put_files`."""
    looks = []

    def begin(**texts: str) -> None:
        looks.append(looking_at(with_files(**texts), monkeypatch))
        next(looks[-1])

    yield begin
    for look in looks:
        next(look, None)


@pytest.fixture
def demo(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this test's store be the small programme."""
    folder = tmp_path / "demo"
    shutil.copytree(seeded, folder)
    monkeypatch.setenv("HANDOVER_STORE", str(folder / "programme.duckdb"))
    settings.cache_clear()
    return folder


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, blank: Path) -> Opened:
    """Opens a page as a reader of a role and language would: ``open_page("satisfaction", lang="zh", wave="W3")``.

    The page is asked for by its address, as from a link: the start page, the dearest of all, does not run before it. A
    test that names no store looks at an empty one.
    """
    own = tmp_path / "store"
    if Path(settings().store) == own / "programme.duckdb" and not own.exists():
        shutil.copytree(blank, own)

    def open_page(page: str = "", role: str = "administrator", **params: str | list[str]) -> AppTest:
        monkeypatch.setenv("HANDOVER_ROLE", role)
        settings.cache_clear()
        session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
        for key, value in params.items():
            session.query_params[key.rstrip("_")] = value
        if page:
            session.switch_page(f"pages/{page}.py")
        session.run()
        if (
            page
        ):  # now that the menu is known, the same address must mean the same page: another one would have run unseen
            asked = session._page_hash
            assert session.switch_page(f"pages/{page}.py")._page_hash == asked
        return session

    return open_page


def words(session: AppTest) -> str:
    """All the HTML that the page has put on the screen, without the style sheet."""
    return "\n".join(element.value for element in session.html if "<style>" not in element.value)


def charts_of(session: AppTest) -> list[dict[str, Any]]:
    """What the page sends for each of its charts: ``alt``, ``figure``, ``picks``."""
    return [chart for element in session.get("bidi_component") if (chart := chart_of(element)) is not None]
