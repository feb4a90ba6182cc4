"""Presenting in a real browser: keys, full screen, clock, drill-down and compare; what is shown stays when the server
is gone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analytics.meeting.editions import make_edition
from analytics.scope import Scope
from data.language import Translator
from data.store import open_store
from tests.browser.conftest import visit
from tests.browser.server import running
from tests.pages.seed import RIGHTS, prepare

PIECES = "piece=satisfaction.numbers&piece=satisfaction.overview.calendar&piece=this_week"


@pytest.fixture(scope="module")
def edition(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small programme with an edition, after which 300 bad answers came in."""
    from datetime import datetime

    own = shutil.ignore_patterns("*.sock", "*.door")  # of a server that has it open beside
    folder = shutil.copytree(filled.parent, tmp_path_factory.mktemp("present") / "store", ignore=own)
    store = open_store(str(folder / filled.name))
    make_edition(store, Scope(RIGHTS), "SC-15", Translator("en"))
    low = [
        {
            "survey": "s",
            "response_id": f"N{at}",
            "customer": f"C{at:05d}",
            "complete": True,
            "answered_at": datetime(2026, 11, 20, 9),
            "nps": 0.0,
        }
        for at in range(300)
    ]
    store.commit(prepare("surveys", low, "low.xlsx"), RIGHTS)
    store.close()
    shutil.copytree(folder, folder.parent / "spare")
    return folder / filled.name


@pytest.fixture(scope="module")
def presented(edition: Path) -> Iterator[str]:
    with running(edition, role="presenter") as address:
        yield address


def open_slides(browser: Browser, address: str, more: str = "") -> Page:
    page = visit(
        browser, f"{address}/meeting?lang=en&present=1&edition=SC-15&{PIECES}{more}", width=1280, height=720
    ).page
    expect(page.locator(".st-key-present-bar")).to_contain_text("1 / 3")
    # The clock is drawn by what listens to the keys: before it runs a key is heard by nobody.
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^\d\d:\d\d$"), timeout=60_000)
    return page


def test_keys_turn_the_slides_and_all_of_a_slide_stands_on_the_screen(browser: Browser, presented: str) -> None:
    page = open_slides(browser, presented)
    bar = page.locator(".st-key-present-bar")
    expect(bar).to_contain_text("Edition SC-15")
    for key, place in (("ArrowRight", "2 / 3"), ("ArrowRight", "3 / 3"), ("ArrowLeft", "2 / 3")):
        page.keyboard.press(key)
        expect(bar).to_contain_text(place, timeout=30_000)
        expect(page.locator(".st-key-slide .ho-note").last).to_be_in_viewport(ratio=1, timeout=30_000)
    expect(page.locator(".st-key-present-leave")).to_be_in_viewport(ratio=1)
    assert "slide=2" in page.url
    expect(page.locator(".st-key-slide .ho-figure").first).to_be_visible(timeout=30_000)
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.st-key-slide h1, .st-key-slide .ho-figure')].map(one =>"
        " one.getBoundingClientRect().bottom)"
    )
    assert max(heights) <= 720
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    size = page.locator("h1.ho-message").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 28
    page.get_by_role("button", name="Full screen (f)").click()
    assert page.evaluate("() => document.fullscreenElement !== null")
    page.keyboard.press("x")
    expect(page.locator("[data-testid=stSidebar]")).to_be_visible(timeout=30_000)


def test_a_slide_is_compared_with_now_and_opened_on_its_page(browser: Browser, presented: str) -> None:
    page = open_slides(browser, presented)
    frozen = page.locator("h1.ho-message").inner_text()
    page.keyboard.press("b")
    expect(page.locator("h1.ho-message")).to_have_count(2, timeout=60_000)
    both = page.locator("h1.ho-message").all_inner_texts()
    assert both[0] == frozen
    assert both[1] != frozen, "answers came in since"
    page.keyboard.press("b")
    expect(page.locator("h1.ho-message")).to_have_count(1, timeout=60_000)
    page.get_by_role("link", name="Open the page").click()
    page.wait_for_url("**/satisfaction?**edition=SC-15**", timeout=30_000)
    expect(page.locator("h1.ho-message")).to_contain_text(frozen.split(".")[0], timeout=60_000)


def test_what_is_shown_stays_when_the_connection_is_lost(browser: Browser, edition: Path) -> None:
    with running(edition.parent.parent / "spare" / edition.name, role="presenter") as address:
        page = open_slides(browser, address)
        told = page.locator(".st-key-slide").inner_text()
    page.wait_for_timeout(6000)
    assert page.locator(".st-key-slide").inner_text() == told
    expect(page.locator("h1.ho-message")).to_be_visible()
    shown = page.evaluate(
        "() => [...document.querySelectorAll('[role=dialog], .stDialog')].map(one => one.getClientRects().length)"
    )
    assert sum(shown) == 0, "the message that the connection is lost covers nothing"
