"""The first request of a server goes through the door, whatever its address."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import until, visit
from tests.browser.server import ROOT, running


def test_a_deep_link_to_a_fresh_server_shows_the_framed_page(browser: Browser, filled: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(filled.parent, own, ignore=shutil.ignore_patterns("*.sock", "*.door"))
    with running(own / filled.name) as address:
        found = visit(browser, f"{address}/satisfaction?wave=W3&score=csat&lang=zh")
        page = found.page
        expect(page.locator("h1.ho-message")).to_contain_text("第3波次")
        expect(page.get_by_role("heading", level=2).first).to_contain_text("CSAT")
        menu = page.get_by_test_id("stSidebarNav")
        expect(menu.get_by_text("满意度")).to_be_visible()
        expect(menu.get_by_text("dashboard")).to_have_count(0)
        expect(page.locator(".st-key-controls").get_by_text("第3波次")).to_be_visible()
        until(page, "document.documentElement.lang == 'zh-CN'")  # said by the frame after it has drawn
        assert page.url.endswith("/satisfaction?wave=W3&score=csat&lang=zh")
        assert found.errors == []
        assert found.foreign == []


@pytest.mark.parametrize("path", ["kit", "secret", "__init__"])
def test_an_address_that_is_no_page_leaks_nothing(browser: Browser, filled: Path, tmp_path: Path, path: str) -> None:
    own = tmp_path / "store"
    shutil.copytree(filled.parent, own, ignore=shutil.ignore_patterns("*.sock", "*.door"))
    with running(own / filled.name) as address:
        page = visit(browser, f"{address}/{path}").page
        expect(page.get_by_role("alert").filter(has_text=f"There is no page “{path}”")).to_be_visible()
        expect(page.get_by_test_id("stMain").get_by_role("link", name="This week")).to_be_visible()
        assert page.get_by_text("Traceback").count() == 0


def test_a_page_closed_to_the_role_shows_nothing_of_it(browser: Browser, filled: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(filled.parent, own, ignore=shutil.ignore_patterns("*.sock", "*.door"))
    with running(own / filled.name, role="executive") as address:
        page = visit(browser, f"{address}/records").page
        expect(page.get_by_test_id("stSidebarNav").get_by_text("Records")).to_have_count(0)
        expect(page.locator("table")).to_have_count(0)
        assert page.get_by_text("surveys.xlsx").count() == 0


def test_static_files_are_those_of_the_product(site: str, browser: Browser) -> None:
    page = visit(browser, site).page
    served = page.evaluate("fetch('/app/static/inter-latin-wght-normal.woff2').then(answer => answer.status)")
    outside = page.evaluate("fetch('/app/static/../dashboard.py').then(answer => answer.text())")
    assert served == 200
    assert (ROOT / "dashboard.py").read_text(encoding="utf-8")[:40] not in outside
