"""The fact sheet: what customers may know, in both languages, and nothing from inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from analytics.reports.fact_sheet import fact_sheet, load_sheet
from analytics.scope import Scope
from data.access import local_rights
from data.ingest import prepare, read_file, understand
from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import Store, open_store

RIGHTS = local_rights("tester", "administrator")
TEXTS = {
    "programme": "programme,from,to,decision date\nMove,Lakeside,<b>Meridian</b>,2025-09-01\n",
    "branches": "branch,name\nB1,North Street\nB2,South Street\n",
    "waves": (
        "wave,branch,planned cut-over,actual cut-over,route for personal data,route for contracts,planned customers\n"
        "W1,B1,2026-10-24,2026-10-24,split,split,7531\nW2,B2,2026-12-05,,provide,novation,8642\n"
    ),
    "promises": (
        "promise,what was promised,owner,due on,kept on,may be published\nP1,Fees stay the"
        " same,Weber,2027-01-31,,yes\nP2,Cards stay valid,Weber,2026-08-01,,yes\nP3,Secret plan,Weber,2027-01-31,,no\n"
    ),
    "settings": "setting,value\ncontact.phone,400 123\n",
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-23")
    settings.cache_clear()
    opened = open_store()
    for dataset, text in TEXTS.items():
        book = read_file(f"{dataset}.csv", text.encode())
        opened.commit(prepare(book, understand(book, dataset=dataset)), RIGHTS)
    yield opened
    opened.close()


def test_it_says_what_happens_when_and_whom_to_ask(store: Store) -> None:
    sheet = load_sheet(store, Scope(RIGHTS))
    page = fact_sheet(sheet, Translator("en"))
    for told in (
        "Lakeside",
        "North Street",
        "moved on 24",
        "planned for 5",
        "Your yes: without it",
        "you are told in time",
        "No answer is a no",
        "Phone 400 123",
        "Fees stay the same",
        "until 31",
        "was due on 1",
    ):
        assert told in page, told
    assert sheet.missing == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_from_inside_is_in_it(store: Store, lang: str) -> None:
    page = fact_sheet(load_sheet(store, Scope(RIGHTS)), Translator(lang))
    for inside in ("7531", "7,531", "8642", "Weber", "Secret plan", "%"):
        assert inside not in re.sub(r"<style>.*?</style>", "", page, flags=re.S), inside
    assert "<b>Meridian" not in page
    assert "&lt;b&gt;Meridian" in page


def test_silence_is_a_no_only_where_consent_is_needed(store: Store) -> None:
    book = read_file(
        "w.csv", b"wave,planned cut-over,route for personal data,route for contracts\nW2,2026-12-05,split,split\n"
    )
    store.commit(prepare(book, understand(book, dataset="waves")), RIGHTS)
    page = fact_sheet(load_sheet(store, Scope(RIGHTS)), Translator("en"))
    assert "No answer is a no" not in page
    assert "Your yes" not in page


def test_it_is_whole_in_both_languages(store: Store) -> None:
    sheet = load_sheet(store, Scope(RIGHTS))
    pages = [fact_sheet(sheet, Translator(lang)) for lang in LANGUAGES]
    tags = [re.findall(r"</?\w+", page) for page in pages]
    assert tags[0] == tags[1]
    assert "fact_sheet." not in pages[0] + pages[1]


def test_what_is_missing_is_named() -> None:
    empty = open_store()
    book = read_file("w.csv", b"wave,planned cut-over\nW1,2026-12-05\n")
    empty.commit(prepare(book, understand(book, dataset="waves")), RIGHTS)
    sheet = load_sheet(empty, Scope(RIGHTS))
    empty.close()
    assert sheet.missing == ("contact", "parties", "routes")
