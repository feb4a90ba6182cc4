"""The page Market: without its ledgers, with a tracker that tells little, and to a reader without rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.language import LANGUAGES, Translator
from data.store import Store, open_store
from tests.pages.conftest import Opened, looking_at, words
from tests.pages.seed import KNOWN, RIGHTS, prepare


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_any_of_its_ledgers_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    told = words(open_page("market", lang=lang))
    assert Translator(lang)("plan.nothing.market") in told
    assert Translator(lang)("plan.missing.market") in told


@pytest.fixture(scope="module")
def tracked(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two campaigns with a budget only, and rates of two competitors."""
    store = open_store(str(shutil.copytree(seeded, tmp_path_factory.mktemp("tracked") / "store") / "programme.duckdb"))
    store.commit(
        prepare(
            "campaigns",
            [
                {"campaign": name, "name": name, "started_on": date(2026, 10, 20), "budget": 120_000, "took_part": 430}
                for name in ("A", "B")
            ],
        ),
        RIGHTS,
        known_at=KNOWN,
    )
    store.commit(
        prepare(
            "market",
            [
                {"period": date(2026, 10, 1), "firm": name, "rate_short": rate}
                for name, rate in (("North", 0.0115), ("South", 0.0145))
            ],
        ),
        RIGHTS,
        known_at=KNOWN,
    )
    yield store
    store.shut()


@pytest.fixture
def tracker(tracked: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from looking_at(tracked, monkeypatch)


@pytest.mark.parametrize("view", ["rivals", "shares", "campaigns", "reviews", "deals"])
@pytest.mark.usefixtures("tracker")
def test_every_section_opens_with_little_and_says_what_is_missing(open_page: Opened, view: str) -> None:
    session = open_page("market", lang="en", view=view)
    told = words(session)
    assert not session.exception
    assert "ho-problem" not in told
    assert "incident" not in told.lower(), "no tile is told by a number of an incident"
    assert "What 2 campaigns cost is not told yet" in told
    if view == "shares":
        assert "The highest is South with 1.45%; our own is not told" in told
        assert "No brand survey yet" in told
