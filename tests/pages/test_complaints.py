"""The complaints page without complaints and with some."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import local_rights
from data.ingest import prepare, read_file, understand
from data.language import LANGUAGES, Translator
from data.store import open_store
from tests.pages.conftest import Opened, words

SHOWN = {
    "causes": "complaints.causes.subtitle",
    "time": "resolution.ages.subtitle",
    "outcome": "complaints.outcome.title",
    "text": "complaints.themes.empty",
    "loop": "loop.nothing.todo",
}
"""What each section says with a ledger that has neither texts nor follow-ups."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("demo")
def test_without_complaints_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    session = open_page("complaints", lang=lang)
    assert not session.exception
    assert Translator(lang)("plan.nothing.complaints") in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_complaints_it_shows_four_tiles_and_four_charts(open_page: Opened, demo: Path, lang: str) -> None:
    store = open_store(str(demo / "programme.duckdb"))
    lines = "".join(f"K{i},C{i},2026-11-{i % 14 + 2:02},Fees,yes\n" for i in range(60))
    book = read_file("complaints.csv", ("complaint number,customer,received at,root cause,upheld\n" + lines).encode())
    store.commit(prepare(book, understand(book, dataset="complaints")), local_rights("t", "administrator"))
    store.close()
    session = open_page("complaints", lang=lang)
    assert not session.exception
    assert "ho-problem" not in words(session)
    t = Translator(lang)
    told = words(session)
    assert [t(f"complaints.tile.{key}") in told for key in ("in_time", "upheld", "overdue")] == [True] * 3
    assert t("complaints.weekly.subtitle.rate") in told
    for section, word in SHOWN.items():
        session = open_page("complaints", lang=lang, view=section)
        assert not session.exception
        assert "ho-problem" not in words(session)
        assert t(word) in words(session)
