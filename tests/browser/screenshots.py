"""The pictures of the README: ``python -m tests.browser.screenshots`` writes ``docs/img/<page>-<theme>-<lang>.png``.

They show the demo programme, named in their language, in a store of its own on a fixed day, so that they change only when
the product does.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import FLAGS, READY, ROOT, TODAY, running
from tests.ensure_browser import chromium

PICTURES = ROOT / "docs/img"


@dataclass(frozen=True)
class Shot:
    """One picture: the page's address, its theme and language, the size of the window; ``full`` takes the whole page."""

    page: str
    theme: str
    lang: str
    width: int = 1440
    height: int = 900
    full: bool = False

    @property
    def name(self) -> str:
        parts = [self.page, "phone" if self.width < 600 else "", "full" if self.full else "", self.theme, self.lang]
        return "-".join(filter(None, parts)) + ".png"


SHOTS = (
    *(
        Shot(page, theme, lang)
        for page in ("this_week", "satisfaction", "upload")
        for theme in ("light", "dark")
        for lang in ("en", "zh")
    ),
    Shot("satisfaction", "light", "en", full=True),
    Shot("satisfaction", "dark", "zh", full=True),
    Shot("this_week", "light", "zh", 390, 844, full=True),
    Shot("satisfaction", "light", "en", 390, 844, full=True),
)


def fill(store: Path, lang: str) -> None:
    """Load the demo programme, its names in a language."""
    os.environ |= {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": TODAY}
    from data.access import local_rights
    from data.demo import load_demo
    from data.store import open_store

    opened = open_store(str(store))
    load_demo(opened, local_rights("local", "administrator"), lang=lang)
    opened.close()


def take(browser: Browser, address: str, shot: Shot) -> Path:
    """Take one picture and return where it is."""
    page = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.theme,  # type: ignore[arg-type]
        locale="en-GB",
    ).new_page()
    page.goto(f"{address}/{shot.page}?lang={shot.lang}")
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(1500)  # the last chart draws itself
    if shot.full:
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": shot.width, "height": int(tall)})
        page.wait_for_timeout(800)
    path = PICTURES / shot.name
    page.screenshot(path=path)
    page.context.close()
    return path


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for lang in ("en", "zh"):
        shots = [shot for shot in SHOTS if shot.lang == lang]
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store" / "programme.duckdb"
            fill(store, lang)
            with running(store) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                take(browser, address, shots[0])  # the first visit to a server pays for its imports
                for shot in shots:
                    sys.stdout.write(f"{take(browser, address, shot).relative_to(ROOT)}\n")
                browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
