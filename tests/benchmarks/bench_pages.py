"""Milliseconds of Python a page takes with warm caches, and the ratio to an empty script run the same way."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from data.settings import settings
from data.store import open_store
from pages.kit.navigation import PAGES
from tests.pages.seed import TODAY, seed

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9
PagesManager.uses_pages_directory = False


def rerun(session: AppTest) -> float:
    """Milliseconds of the median of some reruns, the first ones not counted."""
    taken = []
    for _ in range(ROUNDS + 2):
        began = perf_counter()
        session.run()
        taken.append((perf_counter() - began) * 1000)
    return median(taken[2:])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDOVER_STORE": str(Path(folder) / "s" / "programme.duckdb"), "HANDOVER_TODAY": f"{TODAY}"}
        settings.cache_clear()
        store = open_store()
        seed(store)
        store.close()
        empty = rerun(AppTest.from_string("import streamlit as st\nst.write('')", default_timeout=60))
        sys.stdout.write(f"{'empty script':<16} {empty:7.1f} ms   1.0\n")
        for page in PAGES:
            session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
            session.switch_page(page.script).run()
            if session.exception:
                sys.stdout.write(f"{page.name:<16} failed: {session.exception[0].value}\n")
                return 1
            took = rerun(session)
            sys.stdout.write(f"{page.name:<16} {took:7.1f} ms {took / empty:5.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
