"""The first minute: an empty programme, the demonstration loaded from its button, and the page that stands then."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visit
from tests.browser.server import running

WORDS = {
    "en": ("No data yet", "Load the demonstration", "8 waves, 20,000 customers"),
    "zh": ("尚无数据", "载入演示", "8个波次"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_demonstration_is_loaded_from_the_button(browser: Browser, tmp_path: Path, lang: str) -> None:
    nothing, button, waves = WORDS[lang]
    # Two weeks of the story have been told by that day, so that loading is short.
    with running(tmp_path / "programme.duckdb", today="2025-09-25") as address:
        found = visit(browser, f"{address}/this_week?lang={lang}")
        page = found.page
        expect(page.locator("h1.ho-message")).to_contain_text(nothing)
        expect(page.locator(".ho-foot:not(.ho-who)")).to_have_count(0)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("progressbar")).to_be_visible(timeout=30_000)
        # While the page is drawn anew the old heading stands below the new one for a moment.
        expect(page.locator("h1.ho-message").first).not_to_contain_text(nothing, timeout=60_000)
        expect(page.locator(".ho-foot:not(.ho-who)")).to_contain_text(waves)
        expect(page.locator(".st-key-tiles .ho-value")).to_have_count(4)
        assert found.errors == []
