"""Ways that only a page can give: from an item to what it hangs on, from a work list to names, and from nothing to what to load."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from data.datasets import DATASETS
from data.language import Translator
from data.store import open_store
from pages.kit.coordination import WAYS, way_of
from pages.kit.navigation import BY_NAME
from tests.pages.conftest import Opened, words
from tests.pages.seed import KNOWN, RIGHTS, prepare

EN = Translator("en")


@pytest.fixture
def works(demo: Path) -> None:
    """Three open items that hang on something, one that is done; four customers of high value, one of whom was spoken with last week."""
    store = open_store(str(demo / "programme.duckdb"))
    items = [
        ("A1", "risk", "R-07", "W3", None), ("A2", "chart", "retention/leaving", None, None), ("A3", "chart", "a sketch", None, None),
        ("A4", "finding", "R-014", None, None), ("A5", "risk", "R-08", None, date(2026, 11, 1)),
    ]  # fmt: skip
    store.commit(
        prepare("actions", [
            {"action": action, "kind": "action", "title": "x", "about_kind": kind, "about": about, "wave": wave, "opened_on": date(2026, 10, 1),
             "due_on": date(2026, 11, 10 + at), "done_on": done}
            for at, (action, kind, about, wave, done) in enumerate(items)
        ]), RIGHTS, known_at=KNOWN,
    )  # fmt: skip
    store.commit(
        prepare("contacts", [{"contact": "K1", "customer": "C00002", "kind": "care", "raised_at": datetime(2026, 6, 1, 9), "contacted_at": datetime(2026, 6, 1, 9)}]),
        RIGHTS, known_at=KNOWN,
    )  # fmt: skip
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
        "A1 → risk: R-07": ("risk", ["register"], ["W3"]), "A2 → chart: retention/leaving": ("retention", ["leaving"], None),
        "A4 → finding: R-014": ("compliance", ["reviews"], None),
    }  # fmt: skip


@pytest.mark.usefixtures("works")
def test_names_stand_beside_the_list_on_the_page_and_are_not_kept(open_page: Opened) -> None:
    session = open_page("care", lang="en")
    assert EN("care.own.title") in words(session)
    roster = "\n".join(["number,name", *(f"C{n:05d},Person {n}" for n in range(0, 480, 2))])
    session.file_uploader[0].upload("own.csv", roster.encode())
    session.run()
    assert not session.exception
    labels = [one.proto.label for one in session.get("download_button") if "with names" in one.proto.label]
    assert labels
    session.file_uploader[0].upload("own.csv", b"number,name\nX1,Nobody\n")
    session.run()
    assert EN("problem.names_unmatched") in words(session)
    executive = open_page("care", role="executive", lang="en")
    assert not executive.file_uploader


@pytest.mark.usefixtures("demo")
def test_before_any_outcome_the_page_of_the_effect_says_what_to_load_with_its_templates(open_page: Opened) -> None:
    """The thread of a customer stands there: one of the ledgers opens the page."""
    session = open_page("market", lang="en")
    labels = {one.proto.label for one in session.get("download_button")}
    for name in ("market", "campaigns", "departures"):
        assert EN("complaints.needs.template", dataset=DATASETS[name].label("en")) in labels
