"""The product in a real Chromium, from a server of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect

from data.store import open_store
from tests.browser.server import FLAGS, READY, running
from tests.ensure_browser import chromium
from tests.pages.seed import seed

# Three browsers and their servers share two cores: what takes two seconds alone takes ten beside the others.
expect.set_options(timeout=20_000)
KNOWN_NOISE = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit asks for these below the path of a deep link first, and below the root when that gives 404."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail("No Chromium, so nothing is proven in one: run `python -m tests.ensure_browser`", pytrace=False)
    started = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield started
    started.close()


@pytest.fixture(autouse=True)
def _left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever visited leaves: a page that nobody looks at any more goes on drawing, and its session takes the server's
    time."""
    if "browser" not in request.fixturenames:
        yield
        return
    browser: Browser = request.getfixturevalue("browser")
    there = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in there:
            context.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The address of a store with the small programme."""
    address = tmp_path_factory.mktemp("browser") / "programme.duckdb"
    store = open_store(str(address))
    seed(store)
    store.close()
    return address


@pytest.fixture(scope="session")
def site(filled: Path) -> Iterator[str]:
    """A server on the small programme, shared by the tests that only look."""
    with running(filled) as address:
        yield address


@dataclass
class Visit:
    """A page and what went wrong behind it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def until(page: Page, said: str, seconds: float = 30) -> None:
    """Wait until an expression holds. Asked from outside: the policy of the page lets nothing in it evaluate a text."""
    end = time.monotonic() + seconds
    while not page.evaluate(said):
        if time.monotonic() > end:
            raise TimeoutError(said)
        page.wait_for_timeout(50)


def visit(browser: Browser, address: str, *, theme: str = "light", width: int = 1440, height: int = 900) -> Visit:
    """Open an address as a new reader would and wait until the page has spoken."""
    page = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        locale="en-GB",
    ).new_page()
    found = Visit(page)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(KNOWN_NOISE):
            found.errors.append(f"{message.text} ({message.location['url']})")

    page.on("console", hear)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on(
        "request",
        lambda request: (
            found.foreign.append(request.url)
            if not request.url.startswith(
                (address.split("/", 3)[0] + "//localhost", "ws://localhost", "data:", "blob:")
            )
            else None
        ),
    )
    page.goto(address)
    page.wait_for_selector(READY, timeout=30_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    return found
