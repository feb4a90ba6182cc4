"""Ways that only a page can give: from an item to what it hangs on, from a work list to names, and from nothing to what
to load."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from data.datasets import DATASETS
from data.language import LANGUAGES, Translator
from data.settings import settings
from data.store import open_store
from pages.kit.coordination import WAYS, way_of
from pages.kit.navigation import BY_NAME
from tests.pages.conftest import Opened, words
from tests.pages.seed import KNOWN, RIGHTS, prepare

EN = Translator("en")


@pytest.fixture
def works(demo: Path) -> None:
    """Three open items that hang on something, one that is done; four customers of high value, one of whom was spoken
    with last week."""
    store = open_store(str(demo / "programme.duckdb"))
    items = [
        ("A1", "risk", "R-07", "W3", None),
        ("A2", "chart", "retention/leaving", None, None),
        ("A3", "chart", "a sketch", None, None),
        ("A4", "finding", "R-014", None, None),
        ("A5", "risk", "R-08", None, date(2026, 11, 1)),
    ]
    store.commit(
        prepare(
            "actions",
            [
                {
                    "action": action,
                    "kind": "action",
                    "title": "x",
                    "about_kind": kind,
                    "about": about,
                    "wave": wave,
                    "opened_on": date(2026, 10, 1),
                    "due_on": date(2026, 11, 10 + at),
                    "done_on": done,
                }
                for at, (action, kind, about, wave, done) in enumerate(items)
            ],
        ),
        RIGHTS,
        known_at=KNOWN,
    )
    risk = {"risk": "R-07", "name": "Letters come late", "snapshot_on": date(2026, 10, 1)}
    store.commit(prepare("risks", [risk]), RIGHTS, known_at=KNOWN)
    finding = {"review": "R-014", "kind": "finding", "name": "Annex missing", "opened_on": date(2026, 10, 1)}
    store.commit(prepare("reviews", [finding]), RIGHTS, known_at=KNOWN)
    store.commit(
        prepare(
            "contacts",
            [
                {
                    "contact": "K1",
                    "customer": "C00002",
                    "kind": "care",
                    "raised_at": datetime(2026, 6, 1, 9),
                    "contacted_at": datetime(2026, 6, 1, 9),
                }
            ],
        ),
        RIGHTS,
        known_at=KNOWN,
    )
    store.close()


def test_what_an_item_hangs_on_has_a_page_and_a_section() -> None:
    for page, section in WAYS.values():
        assert page in BY_NAME
        assert not section or EN.has(f"{page}.view.{section}")
    assert way_of("chart", " Retention/curves") == ("retention", "curves")
    assert (way_of("chart", "sketch"), way_of(None, "R-07"), way_of("risk", None)) == (None, None, ("risk", "register"))


@pytest.mark.usefixtures("works")
def test_an_open_item_leads_to_what_it_hangs_on(open_page: Opened) -> None:
    session = open_page("coordination", lang="en")
    assert not session.exception
    found = {
        link.proto.label: (link.proto.page, parse_qs(link.proto.query_string)) for link in session.get("page_link")
    }
    ways = {
        label: (page, where.get("view"), where.get("wave")) for label, (page, where) in found.items() if "→" in label
    }
    assert ways == {
        "A1 → risk: R-07": ("risk", ["register"], ["W3"]),
        "A2 → chart: retention/leaving": ("retention", ["leaving"], None),
        "A4 → finding: R-014": ("compliance", ["reviews"], None),
    }


@pytest.mark.usefixtures("works")
def test_names_stand_beside_the_list_on_the_page_and_are_not_kept(open_page: Opened) -> None:
    session = open_page("care", lang="en")
    assert EN("care.own.title") in words(session)
    roster = "\n".join(["number,name", *(f"C{n:05d},Person {n}" for n in range(0, 480, 2))])
    session.file_uploader[0].upload("own.csv", roster.encode())
    session.run()
    assert not session.exception
    assert EN("care.own.purpose.why") in words(session)
    assert not [one for one in session.get("download_button") if "with names" in one.proto.label]
    session.text_input(key="own-purpose").set_value("calls of wave 3").run()
    labels = [one.proto.label for one in session.get("download_button") if "with names" in one.proto.label]
    assert labels
    assert EN("care.own.purpose.why") not in words(session)
    session.file_uploader[0].upload("own.csv", b"number,name\nX1,Nobody\n")
    session.run()
    assert EN("problem.names_unmatched") in words(session)
    for role in ("executive", "analyst"):
        assert not open_page("care", role=role, lang="en").file_uploader


@pytest.mark.usefixtures("demo")
def test_a_page_without_its_ledgers_offers_their_templates(open_page: Opened) -> None:
    session = open_page("market", lang="en")
    labels = {one.proto.label for one in session.get("download_button")}
    for name in ("market", "campaigns", "departures"):
        assert EN("complaints.needs.template", dataset=DATASETS[name].label("en")) in labels


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty customers of one wave who were told in May and moved in July; no ledger of what became of them."""
    place = str(tmp_path / "told" / "programme.duckdb")
    monkeypatch.setenv("HANDOVER_STORE", place)
    settings.cache_clear()
    store = open_store(place)
    customers = [f"C{n:03d}" for n in range(40)]
    loads: dict[str, list[dict[str, Any]]] = {
        "waves": [{"wave": "W1", "cutover_on": date(2026, 7, 11)}],
        "customers": [{"customer": one, "wave": "W1", "branch": "B1"} for one in customers],
        "notices": [{"notice": f"N{one}", "customer": one, "sent_at": datetime(2026, 5, 12, 9)} for one in customers],
        "transfers": [
            {"customer": one, "wave": "W1", "cut_over_on": date(2026, 7, 11), "status": "moved"} for one in customers
        ],
    }
    for name, rows in loads.items():
        store.commit(prepare(name, rows), RIGHTS, known_at=KNOWN)
    store.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("told")
def test_before_any_outcome_the_page_of_the_effect_says_what_to_load_and_has_the_thread(
    open_page: Opened, lang: str
) -> None:
    """What the move did needs one of four ledgers; what is known of a wave and of a customer needs none of them."""
    t = Translator(lang)
    ledgers = ("departures", "complaints", "surveys", "revenue")
    session = open_page("effect", lang=lang)
    assert not session.exception
    assert t("effect.untold", ledgers=t.listing([DATASETS[name].label(lang) for name in ledgers])) in words(session)
    labels = {one.proto.label for one in session.get("download_button")}
    for name in ledgers:
        assert t("complaints.needs.template", dataset=DATASETS[name].label(lang)) in labels
    session = open_page("effect", lang=lang, view="thread")
    shown = words(session)
    assert not session.exception
    assert t("effect.thread.notices.title", count=t.count(40), n=9) in shown
    for name in ledgers[:3]:
        assert t("complaints.needs", datasets=DATASETS[name].label(lang)) in shown
    session.text_input(key="life_customer").set_value("C007")
    next(one for one in session.button if one.label == t("life.show")).click().run()
    assert not session.exception
    assert "C007" in words(session)
