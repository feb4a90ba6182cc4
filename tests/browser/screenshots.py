"""The pictures of the README: ``python -m tests.browser.screenshots`` writes ``docs/img/<page>-<theme>-<lang>.png``.

They show the demo programme, named in their language, in a store of its own on a fixed day, so that they change only
when the product does. ``python -m tests.browser.screenshots case`` takes those of ``docs/case-tsb.md``, of the
programme that is entered from ``tests/analytics/tsb``.
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
    """One picture: the page's address, its theme and language, the size of the window; ``full`` takes the whole page.
    One of a case has a ``title`` and parameters of its address (``asked``)."""

    page: str
    theme: str
    lang: str
    width: int = 1440
    height: int = 900
    full: bool = False
    title: str = ""
    asked: str = ""

    @property
    def name(self) -> str:
        if self.title:
            return f"{self.title}.png"
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
CASE = (
    Shot("readiness", "light", "en", 1280, 1180, title="case-tsb-april"),
    Shot("readiness", "light", "en", 1280, 1180, title="case-tsb-february", asked="asof=2018-02-28T10:00:00"),
    Shot("cutover", "light", "en", 1280, 1180, title="case-tsb-rests"),
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
    page.goto(f"{address}/{shot.page}?lang={shot.lang}&{shot.asked}")
    page.wait_for_selector(READY, timeout=120_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=120_000)
    page.wait_for_timeout(1500)  # the last chart draws itself
    if shot.full:
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": shot.width, "height": int(tall)})
        page.wait_for_timeout(800)
    path = PICTURES / shot.name
    page.screenshot(path=path)
    page.context.close()
    return path


def take_case() -> int:
    """The pictures of the move of April 2018, as it stood on its eve."""
    from data.access import local_rights
    from data.store import open_store
    from tests.analytics.tsb.entering import EVE, enter

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store" / "programme.duckdb"
        os.environ |= {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": EVE}
        opened = open_store(str(store))
        enter(opened, local_rights("local", "administrator"))
        opened.close()
        with running(store, today=EVE) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            take(browser, address, CASE[0])
            for shot in CASE:
                sys.stdout.write(f"{take(browser, address, shot).relative_to(ROOT)}\n")
            browser.close()
    return 0


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    if sys.argv[1:] == ["case"]:
        return take_case()
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
