"""The pages of plan and money in a real browser: accessible, no wider than a phone, nothing wrong behind them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from data.settings import settings
from data.store import open_store
from tests.browser.conftest import visit
from tests.browser.server import TODAY, running
from tests.browser.test_looks import violations
from tests.pages.planned import fill_plan
from tests.pages.seed import seed


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the small programme with a plan and money."""
    address = tmp_path_factory.mktemp("planned") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_TODAY", TODAY)
        settings.cache_clear()
        store = open_store(str(address))
        seed(store)
        fill_plan(store)
        store.close()
    with running(address) as site:
        yield site


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["schedule?lang=en", "cost?lang=zh", "cost_benefit?lang=en&view=assumptions"])
def test_nobody_is_shut_out(browser: Browser, planned: str, address: str, theme: str) -> None:
    page = visit(browser, f"{planned}/{address}", theme=theme).page
    page.wait_for_timeout(800)
    assert violations(page) == []


@pytest.mark.parametrize(
    "address", ["schedule?lang=zh", "schedule?lang=en&view=outlook", "cost?lang=en", "cost_benefit?lang=zh"]
)
def test_a_phone_scrolls_in_one_direction(browser: Browser, planned: str, address: str) -> None:
    opened = visit(browser, f"{planned}/{address}", width=390, height=844)
    opened.page.wait_for_timeout(800)
    assert opened.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.errors == []
    assert opened.foreign == []


def test_what_is_expected_is_hatched_in_its_colour(browser: Browser, planned: str) -> None:
    """A pattern drawn in the colour of the page cannot be told from an outline."""
    page = visit(browser, f"{planned}/cost?lang=en&view=lines").page
    page.wait_for_selector(".ho-figure .bars path")
    page.wait_for_selector(".ho-figure pattern", state="attached")
    strokes = page.evaluate(
        """() => [...document.querySelectorAll('.ho-figure .bars path')]
            .filter(bar => bar.style.fill.includes('url'))
            .map(bar => document.querySelector(bar.style.fill.match(/#[^"')]+/)[0] + ' path'))
            .map(line => line ? getComputedStyle(line).stroke : 'none')"""
    )
    assert strokes
    assert {stroke.replace(" ", "") for stroke in strokes} == {"rgb(38,54,69)"}, "the colour of what is counted"
