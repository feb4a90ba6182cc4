"""The readiness page without its ledgers and with some, and the decision to go in spite of red."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.readiness.numbers.gates import load_readiness
from analytics.scope import Scope
from data.language import LANGUAGES, Translator
from data.store import open_store
from tests.pages.conftest import ADMIN, Looking, Opened, put_files, words
from tests.pages.test_rights import letters, roster
from tests.sessions import AppTest

WAVE = "wave,planned cut-over,route for personal data,route for contracts\nW4,2026-12-05,provide,novation\n"
TEXTS = {
    "waves": WAVE,
    "customers": roster(),
    "notices": letters(),
    "continuity_tests": (
        "test,system,wave,planned on,tested on,result,recovery time objective,recovery"
        " took\nT1,Ledger,W4,2026-11-20,2026-11-20,passed,60,90\n"
    ),
    "training": "person,topic,wave,role,trained on,score,passed\nE1,Privacy,W4,Counter,2026-10-01,,yes\n",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", ["gates", "principles", "checks"])
def test_every_section_opens(open_page: Opened, look_at: Looking, lang: str, view: str) -> None:
    look_at(**TEXTS)
    session = open_page("readiness", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)


def test_a_wave_that_is_not_ready_cannot_hide(open_page: Opened, look_at: Looking) -> None:
    look_at(**TEXTS)
    told = words(open_page("readiness", lang="en"))
    assert "Wave\u00a04 is not ready for 5\u00a0Dec" in told
    assert Translator("en")("readiness.what.silent") in told
    assert "Ledger" in told


def test_each_open_gate_leads_to_its_rows_or_to_the_upload(open_page: Opened, look_at: Looking) -> None:
    """Notices and consents are met or open by their rows; of defects nothing was ever loaded."""
    look_at(**TEXTS)
    links = {link.proto.label: link.proto for link in open_page("readiness", lang="en").get("page_link")}
    assert links["Consent answered: Rights, Consent"].query_string.startswith("wave=W4&view=consent")
    assert links["Continuity tested: Safeguards, Continuity"].page.endswith("safeguards")
    assert links["Defects closed: load it"].page.endswith("upload")
    assert "Nothing is known: load Open defects" in words(open_page("readiness", lang="en"))


def test_checks_name_what_contradicts(open_page: Opened, look_at: Looking) -> None:
    look_at(**TEXTS)
    told = words(open_page("readiness", lang="en", view="checks"))
    assert "2 checks found what cannot be true" in told


def test_going_in_spite_needs_a_name_and_a_reason(open_page: Opened, demo: Path) -> None:
    put_files(demo, **TEXTS)
    session = open_page("readiness", lang="en")
    _submit(session)
    assert [error.value for error in session.error] == [Translator("en")("readiness.in_spite.missing")]
    store = open_store(str(demo / "programme.duckdb"))
    assert "gates" not in set(store.batches(ADMIN)["dataset"])
    store.close()


def test_a_decision_in_spite_is_kept_with_what_was_measured(open_page: Opened, demo: Path) -> None:
    put_files(demo, **TEXTS)
    session = open_page("readiness", lang="en")
    session.text_input(key="in-spite-name").input("Chen")
    session.text_area(key="in-spite-reason").input("the regulator's date")
    _submit(session)
    assert not session.exception
    assert "in spite of 3 open gates" in words(session)
    store = open_store(str(demo / "programme.duckdb"))
    wave = load_readiness(store, Scope(ADMIN))["W4"]
    store.close()
    decision = {} if wave.decision is None else wave.decision.to_dict()
    assert wave.in_spite
    assert (decision["decided_by"], decision["reason"]) == ("Chen", "the regulator's date")
    assert "consents 22.2%" in decision["measured"]


def _submit(session: AppTest) -> None:
    label = Translator("en")("readiness.in_spite.submit")
    next(button for button in session.button if button.label == label).click().run()
