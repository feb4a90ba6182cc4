"""The safeguards page without its ledgers and with some."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from analytics.safeguards.charts.support import wave_line
from data.clock import now
from data.language import LANGUAGES, Translator
from data.store import open_store
from data.store.backup import make_backup, try_backup
from tests.pages.conftest import ADMIN, Looking, Opened, charts_of, put_files, words

SECTIONS = ("information", "continuity", "support", "training", "documents")
TEXTS = {
    "controls": "measure,what is done,due on,in place since,tested every\nC-1,Encryption,2026-01-01,2026-01-01,90\n",
    "control_tests": "measure,tested on,kind of test,result,findings\nC-1,2026-11-01,Control test,passed,1\n",
    "agreements": "agreement,kind of party,due on,signed on\nN1,Staff,2026-01-01,2026-01-01\nN2,Partner,2026-01-01,\n",
    "assets": "asset,what it is,sensitivity,provided on\nA1,Recordings,Sensitive personal information,2026-12-05\n",
    "continuity_tests": (
        "test,system,wave,tested on,result,recovery time objective,recovery"
        " took\nT1,Ledger,W4,2026-11-20,passed,60,90\n"
    ),
    "continuity": (
        "item,what it is,kind of item,wave,due on,blocks the cut-over\nI1,Fall-back,Defect,W4,2026-11-30,yes\n"
    ),
    "tickets": (
        "ticket,subject,system,wave,opened at,first response at,to be resolved by,resolved at\n"
        + "".join(
            f"T{i},Log-in,Portal,W4,2026-11-0{i % 9 + 1} 09:00,2026-11-0{i % 9 + 1} 1{i % 8}:00,2026-11-15"
            f" 09:00,{'2026-11-12 09:00' if i % 3 else ''}\n"
            for i in range(40)
        )
    ),
    "outages": (
        "outage,system,wave,started at,ended at,customers affected\nO1,Ledger,W4,2026-11-01 10:00,2026-11-01"
        " 10:30,100\n"
    ),
    "training": (
        "person,topic,attempt,role,has to be trained,due on,trained on,mode,score,passed,wave\n"
        + "".join(f"E{i},Privacy,1,Counter,yes,2026-11-01,2026-10-10,On-line,80,yes,W1\n" for i in range(12))
    ),
    "documents": (
        "document,title,wave,needed by,finished on,archived"
        " on\nD1,Minutes,W1,2026-03-01,2026-02-01,2026-02-10\nD2,List,W1,2026-03-01,,\n"
    ),
    "document_access": "document,person,looked at,allowed by role\nD1,E1,2026-11-01 23:10,no\n",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("looked")
def test_without_ledgers_the_page_says_what_to_load(open_page: Opened, lang: str) -> None:
    session = open_page("safeguards", lang=lang)
    assert not session.exception
    assert Translator(lang)("plan.nothing.safeguards") in words(session)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", SECTIONS)
def test_every_section_opens(open_page: Opened, look_at: Looking, lang: str, view: str) -> None:
    look_at(**TEXTS)
    session = open_page("safeguards", lang=lang, view=view)
    assert not session.exception
    assert "ho-problem" not in words(session)
    assert len(charts_of(session)) <= 4


def test_what_is_wrong_is_said_first(open_page: Opened, look_at: Looking) -> None:
    look_at(**TEXTS)
    told = words(open_page("safeguards", lang="en", view="documents"))
    assert "Ledger did not recover in time: wave\u00a04 moves in 12 days" in told
    assert "1 look out of hours or role" in told


def test_an_executive_sees_no_single_looks(open_page: Opened, look_at: Looking) -> None:
    look_at(**TEXTS)
    told = words(open_page("safeguards", lang="en", view="documents", role="executive"))
    assert Translator("en")("safeguards.looks.hidden") in told
    assert "E1" not in told


def test_support_without_tickets_says_what_to_load(open_page: Opened, look_at: Looking) -> None:
    look_at(controls=TEXTS["controls"])
    session = open_page("safeguards", lang="en", view="support")
    assert not session.exception
    assert Translator("en")("plan.missing.tickets") in words(session)


def test_tickets_alone_open_the_page(open_page: Opened, look_at: Looking) -> None:
    look_at(tickets=TEXTS["tickets"])
    told = words(open_page("safeguards", lang="en", view="support"))
    assert "14 tickets are open, 14 past their time" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_product_says_when_it_was_last_saved_and_tried(
    open_page: Opened, demo: Path, tmp_path: Path, lang: str
) -> None:
    put_files(demo, **TEXTS)
    t = Translator(lang)
    assert t("safeguards.itself.no_test") in words(open_page("safeguards", lang=lang, view="information"))
    store = open_store(str(demo / "programme.duckdb"))
    made = make_backup(store, tmp_path / "kept.zip", ADMIN)
    try_backup(store, made.path, ADMIN)
    store.close()
    said = words(open_page("safeguards", lang=lang, view="information"))
    assert t("safeguards.itself.test_passed", date=t.date(now(), year=True)) in said
    assert (
        t("safeguards.itself.backup_made", date=t.date(now(), year=True), n=0, size=t.number(made.size / 2**20, 1))
        in said
    )


@pytest.mark.parametrize(
    ("days", "tickets", "judged", "said"),
    [(40, 0, 0, "not begun"), (12, 7, 6, "too few"), (-30, 0, 0, "–"), (-2, 90, 0, "most open")],
)
def test_a_wave_without_numbers_says_why(days: int, tickets: int, judged: int, said: str) -> None:
    """Not begun, too few, or still open: a dash is only what nobody recorded."""
    nothing = dict.fromkeys(("planned", "ready", "response", "resolution", "value", "low", "high"))
    row = SimpleNamespace(
        wave="W7", state="none", days=days, tickets=tickets, still_open=0, overdue=0, judged=judged, **nothing
    )
    cells = [str(cell) for cell in wave_line(row, Translator("en"))]
    assert cells[6] == said
    assert cells[3] == (str(tickets) if tickets else said)
    assert ("–" in cells[3:]) == (said == "–")
