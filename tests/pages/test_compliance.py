"""The compliance page without its ledgers, with the decision and the routes alone, and with all."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.compliance.numbers.files import Dropped, load_known_file, next_revision, read_dropped, register_file
from data.access import local_rights
from data.language import Translator
from data.problems import Refusal
from data.store import open_store
from tests.pages.conftest import Looking, Opened, charts_of, put_files, words
from tests.sessions import AppTest

SECTIONS = (("en", "clock"), ("zh", "reviews"), ("en", "evidence"), ("zh", "reports"), ("en", "catalogue"))
BEGIN = {
    "programme": "programme,transferring company,receiving company,decision date,calendar\nX,A,B,2026-10-20,CN\n",
    "waves": (
        "wave,route for personal data,route for contracts,planned"
        " cut-over\nW1,split,split,2026-12-05\nW2,provide,novation,2027-03-05\n"
    ),
}
REST = {
    "duties": "obligation,wave,done on,evidence\nL1-10,,2026-10-28,E1\n",
    "reviews": (
        "review number,kind of entry,reviewed against,what was reviewed,wave,result or subject,verdict,published,due"
        " on\nR1,Review,Law,Notices,W1,fine,compliant,2026-11-01,\nF1,Finding,Law,Notices,W1,No contact"
        " named,,2026-09-01,2026-10-01\nC1,Change of law or policy,Law,,,New rule,,2026-10-01,\nP1,Report to an"
        " authority,,,,Quarter,,,2026-12-01\n"
    ),
    "evidence": (
        "evidence number,revision,what it proves,sha-256,made on,expires on,obligations"
        f" proved\nE1,1,List,{'a' * 64},2026-10-28,2026-11-01,L1-10\n"
    ),
}


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(("lang", "view"), SECTIONS)
def test_every_section_opens_without_its_ledgers(open_page: Opened, lang: str, view: str) -> None:
    session = open_page("compliance", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)


def test_the_decision_and_the_routes_show_the_duties_at_once(open_page: Opened, look_at: Looking) -> None:
    look_at(**BEGIN)
    told = words(open_page("compliance", lang="en"))
    # Ten days from 20 October 2026 is a Friday; thirty days a Thursday.
    assert "30\u00a0Oct\u00a02026" in told
    assert "19\u00a0Nov\u00a02026" in told
    assert "Notify creditors of the split" in told
    assert Translator("en")("compliance.due.law") in told


@pytest.mark.parametrize(("lang", "view"), SECTIONS)
def test_every_section_opens(open_page: Opened, look_at: Looking, lang: str, view: str) -> None:
    look_at(**BEGIN | REST)
    session = open_page("compliance", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(charts_of(session)) <= 4


def test_what_is_wrong_is_said(open_page: Opened, look_at: Looking) -> None:
    look_at(**BEGIN | REST)
    told = words(open_page("compliance", lang="en", view="evidence"))
    announced = "“Announce the split in a newspaper or the publicity system”"
    assert f"duties with a day is overdue: {announced}, 4 days past its day" in told
    assert "expired 22 days ago" in told


FILE = b"certificate of deregistration"
SHA = hashlib.sha256(FILE).hexdigest()


def drop(session: AppTest, name: str, content: bytes) -> str:
    session.file_uploader[0].upload(name, content)
    session.run()
    return words(session).replace("\u00a0", " ")


def test_a_file_is_registered_once_and_recognised_under_any_name(open_page: Opened, demo: Path) -> None:
    put_files(demo, **BEGIN | REST)
    session = open_page("compliance", lang="en", view="evidence")
    assert "proves nothing" in drop(session, "empty.pdf", b"")
    told = drop(session, "certificate.pdf", FILE)
    assert "Not a file on record" in told
    assert f"certificate.pdf, {len(FILE)} bytes, SHA-256 {SHA}" in told
    assert session.text_input("evidence_file_title_2").value == "certificate"
    session.text_input("evidence_file_number_2").set_value("E1")
    session.button("evidence_file_save").click()
    session.run()
    assert "Added on screen" in words(session)
    # The same file, another name: recognised with its day and number; nothing is offered to be written.
    told = drop(session, "copy of it.pdf", FILE)
    assert "This file is already on record, of 23 Nov 2026: E1 · revision 2 · certificate" in told
    assert [one.key for one in session.button if one.key == "evidence_file_save"] == []
    # What is kept is what the row says, and no byte of the content.
    store = open_store(str(demo / "programme.duckdb"))
    rights = local_rights("t", "administrator")
    row = load_known_file(store, rights, SHA).iloc[0]
    assert (row["file_name"], row["file_bytes"], row["made_on"].date()) == (
        "certificate.pdf",
        len(FILE),
        date(2026, 11, 23),
    )
    with pytest.raises(Refusal, match="file_on_record"):
        register_file(store, rights, Dropped("again.pdf", len(FILE), SHA), "E9", "again")
    with pytest.raises(Refusal, match="file_empty"):
        register_file(store, rights, Dropped("empty.pdf", 0, SHA), "E9", "empty")
    assert store.audit_log(rights)["event"].tolist().count("edit") == 1
    store.close()
    assert not [path for path in demo.rglob("*") if path.is_file() and FILE in path.read_bytes()]
    # Undo takes the row back: then it is not on record.
    session.button("editor_evidence_files_undo").click()
    session.run()
    assert "Not a file on record" in drop(session, "certificate.pdf", FILE)


def test_numbers_go_on_and_revisions_too() -> None:
    assert read_dropped("a_b.final.pdf", io.BytesIO(FILE)) == Dropped("a_b.final.pdf", len(FILE), SHA)
    assert Dropped("a_b.final.pdf", 1, SHA).title == "a b.final"
    frame = pd.DataFrame([("E1", "1"), ("E1", "rev 3"), ("E2", None)], columns=["evidence", "revision"])
    assert [next_revision(frame, name) for name in ("E1", "E2", "E3")] == ["4", "2", "1"]
