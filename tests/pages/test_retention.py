"""The pages of retention and of the effect of the move: without their ledgers, and with the small programme and some
departures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.language import LANGUAGES, Translator
from data.store import Store, open_store
from tests.pages.conftest import Opened, charts_of, looking_at, words
from tests.pages.seed import KNOWN, RIGHTS, prepare

SECTIONS = (
    ("retention", "staying"),
    ("retention", "leaving"),
    ("retention", "why"),
    ("retention", "who"),
    ("retention", "worth"),
    ("effect", "effect"),
    ("effect", "phases"),
    ("effect", "thread"),
    ("effect", "worth"),
)
CUT = date(2026, 7, 11)
"""The third wave's customers are C00002, C00006 …: 24 of its 120 leave after its cut-over, a day apart."""
LOST = 24


@pytest.fixture(scope="module")
def left(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small programme with a ledger of departures: one in eight weeks of each other wave, and those of the
    third."""
    rows = [
        {"customer": f"C{2 + 4 * n:05d}", "left_on": CUT + timedelta(days=n), "kind": "churn", "reason": "Price"}
        for n in range(1, LOST + 1)
    ]
    rows += [
        {
            "customer": f"C{wave + 4 * n:05d}",
            "left_on": date(2025, 10, 6) + timedelta(weeks=8 * n, days=wave),
            "kind": "churn",
        }
        for wave in (0, 1, 3)
        for n in range(7)
    ]
    store = open_store(str(shutil.copytree(seeded, tmp_path_factory.mktemp("left") / "store") / "programme.duckdb"))
    store.commit(prepare("departures", rows), RIGHTS, known_at=KNOWN)
    yield store
    store.shut()


@pytest.fixture
def lost(left: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from looking_at(left, monkeypatch)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_departures_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    told = words(open_page("retention", lang=lang))
    assert Translator(lang)("plan.nothing.retention") in told
    assert Translator(lang)("plan.missing.retention") in told


@pytest.mark.parametrize(("at", "place"), list(enumerate(SECTIONS)))
@pytest.mark.usefixtures("lost")
def test_every_section_opens(open_page: Opened, at: int, place: tuple[str, str]) -> None:
    page, view = place
    session = open_page(page, lang=LANGUAGES[at % 2], view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(charts_of(session)) <= 4


@pytest.mark.usefixtures("lost")
def test_the_page_says_who_is_still_there_and_shows_rows_to_who_may_see_them(open_page: Opened) -> None:
    """96 of the 120 of wave 3 are left after 90 days: 80.0%. An executive has no list of customers."""
    told = words(open_page("retention", lang="en", view="why"))
    assert "80.0% are still with us after 90 days" in told
    assert "The last " in told
    assert "departures.xlsx · Data · row" in told.replace("\u00a0", " ")
    session = open_page("retention", lang="en", view="why", role="executive")
    assert not session.exception
    assert "departures.xlsx" not in words(session)


@pytest.mark.usefixtures("lost")
def test_before_anything_has_moved_no_effect_is_claimed(open_page: Opened) -> None:
    told = words(open_page("effect", lang="en", asof="2026-11-21", wave="W4"))
    assert (
        "What the move did to leaving cannot be told yet: none of the selected waves has moved for a whole week."
        in told
    )
