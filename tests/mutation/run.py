"""Which falsified screens are seen: ``python -m tests.mutation.run [COUNT]``, or the test beside it.

A mutant is seen *rightly* where a tile differs from what is reckoned from the ledgers (``tests/golden/right.py``), and
only *by sameness* where nothing but the text differs from the true page's.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import streamlit as st

from data.settings import settings
from data.store import open_store
from tests.golden.dump import LANGUAGES, PAGES, Case, open_session, set_up, shown
from tests.golden.right import PAGES as RECKONED
from tests.golden.right import Ledgers, Said, differing, tiles
from tests.golden.store import TODAY, built
from tests.mutation.mutants import FALSIFIED, Mutant, applied, sample

EVERYTHING = Case("all", tuple(page.name for page in PAGES))


@dataclass(frozen=True)
class Verdict:
    """How a mutant was seen: ``rightly``, ``by sameness``, ``broke`` (the page did not run) or ``survived``."""

    mutant: Mutant
    seen: str
    how: str = ""


def reckoned(store: Path) -> dict[str, dict[str, Said]]:
    """What the tiles of each page must say."""
    opened = open_store(str(store / "programme.duckdb"))
    try:
        ledgers = Ledgers(opened)
        return {page: reckon(ledgers) for page, reckon in RECKONED.items()}
    finally:
        opened.close()


def forget(mutant: Mutant) -> None:
    """Let what lies below the pages be computed again: the store keeps answers, and the pages what was made of them."""
    if not mutant.module.startswith("pages."):
        st.cache_data.clear()
        st.cache_resource.clear()


def run(mutants: Iterable[Mutant]) -> list[Verdict]:
    """Show the page of each mutant and look."""
    found = []
    with tempfile.TemporaryDirectory() as place, mock.patch.dict("os.environ", {"HANDOVER_TODAY": TODAY}):
        settings.cache_clear()
        store = Path(shutil.copytree(built(), Path(place) / "store"))
        must = reckoned(store)
        with set_up(store):
            session, true = None, {}
            for mutant in mutants:
                page = mutant.page
                session = session or open_session(EVERYTHING, LANGUAGES[0], page)
                if page not in true:
                    true[page] = shown(session, EVERYTHING, page, LANGUAGES[0])
                with applied(mutant):
                    forget(mutant)
                    try:
                        lines = shown(session, EVERYTHING, page, LANGUAGES[0])
                    except AssertionError as error:
                        found.append(Verdict(mutant, "broke", str(error)))
                        session = None
                        continue
                    finally:
                        forget(mutant)
                wrong = list(differing(tiles(lines), must.get(page, {})))
                if wrong:
                    found.append(Verdict(mutant, "rightly", wrong[0]))
                elif lines != true[page]:
                    how = next((new for old, new in zip(true[page], lines, strict=False) if old != new), "a line less")
                    found.append(Verdict(mutant, "by sameness", how.strip()))
                else:
                    found.append(Verdict(mutant, "survived"))
    return found


def main(arguments: list[str]) -> int:
    """Print each mutant and how it was seen; 1 where one survived."""
    count = int(arguments[0]) if arguments else 30
    verdicts = run([*FALSIFIED, *sample(count)])
    for verdict in verdicts:
        sys.stdout.write(f"{verdict.seen:12} {verdict.mutant.name}\n{'':12} {verdict.how}\n")
    return int(any(verdict.seen == "survived" for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
