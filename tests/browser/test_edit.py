"""A cell is corrected in a real browser: the number follows, and the undo takes it back."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.access import Rights
from data.settings import settings
from data.store import open_store
from tests.browser.conftest import visit
from tests.browser.server import TODAY, running
from tests.data.store.builders import prepared

PATIENCE = 30_000
RIGHTS = Rights("seed", "administrator")


@pytest.fixture
def promised(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small programme with two promises, one of them overdue."""
    folder = tmp_path / "promised"
    shutil.copytree(filled.parent, folder, ignore=shutil.ignore_patterns("*.sock", "*.door"))  # of a server that runs
    monkeypatch.setenv("HANDOVER_TODAY", TODAY)
    settings.cache_clear()
    store = open_store(str(folder / filled.name))
    promises = [
        {"promise": "P1", "title": "Fees stay", "made_on": date(2026, 1, 5), "due_on": date(2026, 6, 1)},
        {"promise": "P2", "title": "A letter first", "due_on": date(2026, 7, 1), "kept_on": date(2026, 6, 1)},
    ]
    notice = {"customer": "C00000", "kind": "transfer", "version": "1", "wave": "W1", "sent_at": datetime(2026, 2, 1)}
    known = datetime(2026, 11, 20, 18)
    store.commit(prepared("promises", promises), RIGHTS, known_at=known)
    store.commit(prepared("notices", [notice]), RIGHTS, known_at=known)
    store.close()
    return folder / filled.name


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()


def test_a_corrected_cell_changes_the_number_and_is_undone(browser: Browser, promised: Path) -> None:
    with running(promised) as site:
        seen = visit(browser, f"{site}/rights?lang=en&view=promises")
        page = seen.page
        row = page.locator(".st-key-card-promises tr", has_text="P1")
        tile = page.locator(".st-key-tile-promises_kept .ho-value")
        expect(row).to_contain_text("overdue", timeout=PATIENCE)
        before = tile.inner_text()
        press(page, "editor_promises_correct")
        box = page.locator("[class*=st-key-editor_promises_row_] input")
        box.click()
        box.press("Enter")
        cell = page.locator("[class*=st-key-editor_promises_cell_kept_on] input")
        cell.fill("May")
        press(page, "editor_promises_save")
        expect(page.locator(".st-key-card-editor-promises")).to_contain_text("is not a date", timeout=PATIENCE)
        cell.fill("2026-05-20")
        press(page, "editor_promises_save")
        expect(page.locator("body")).to_contain_text("(blank) → 2026-05-20", timeout=PATIENCE)
        expect(row).not_to_contain_text("overdue")
        assert tile.inner_text() != before
        press(page, "editor_promises_undo")
        expect(row).to_contain_text("overdue", timeout=PATIENCE)
        expect(tile).to_have_text(before, use_inner_text=True)
        assert seen.errors == []
