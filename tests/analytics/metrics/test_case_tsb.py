"""The move of 5.2 million customers in one weekend of April 2018, entered as a small programme on the day before:
readiness does not say go.

What was known by the reviews that were published later: everybody in one wave; of two data centres that were to be
alike only one had been tested under load; defects were open that nobody had counted for the board; the suppliers behind
the supplier were not asked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analytics.alerts import evaluate_all
from analytics.readiness.numbers.gates import load_readiness
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load as commit
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("eve")
RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
TESTED = "test,system,wave,planned on,tested on,result,defects found,defects open\n"
FIRST = "T1,Data centre 1,W1,2026-11-05,2026-11-05,passed,60,0\n"
SECOND = "T2,Data centre 2,W1,2026-11-06,2026-11-06,passed,40,0\n"


def put(store: Store, dataset: str, rows: list[dict[str, Any]]) -> None:
    """Rows as they were known the day before."""
    commit(store, dataset, rows, datetime(2026, 11, 19))


@pytest.fixture
def eve(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Friday, the cut-over begins tomorrow."""
    from data.settings import settings

    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-20")
    settings.cache_clear()


@pytest.fixture
def programme(store: Store) -> Store:
    """One wave with every customer and what a steering committee was shown: notices out, people trained, papers filed,
    a back-up restored."""
    load(
        store,
        "programme",
        "programme,transferring company,receiving company,decision on,calendar\nMove,Old bank,New"
        " platform,2025-09-01,CN\n",
    )
    load(store, "settings", "setting,value\ngate.duties.on,no\n")
    load(
        store,
        "waves",
        "wave,planned cut-over,route for personal data,route for contracts,planned"
        " customers\nW1,2026-11-21,split,split,400\n",
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(400)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,delivered at\n"
        + "".join(f"C{at},data,v1,W1,2026-09-01,2026-09-03\n" for at in range(400)),
    )
    load(
        store,
        "training",
        "person,topic,attempt,wave,required,due on,trained on,score,passed\n"
        + "".join(f"E{at},Platform,1,W1,yes,2026-11-01,2026-10-20,90,yes\n" for at in range(20)),
    )
    load(
        store,
        "documents",
        "document,title,wave,required by,finished on,archived on\nD1,Runbook,W1,2026-11-10,2026-11-01,2026-11-02\n",
    )
    load(store, "controls", "control,title,kind,done on\nM1,Back-up,technical,2026-10-01\n")
    load(store, "control_tests", "control,tested on,kind,result\nM1,2026-11-10,restore,passed\n")
    put(
        store,
        "risks",
        [
            {
                "snapshot_on": date(2026, 11, 16),
                "part": "all",
                "risk": "K1",
                "name": "Load",
                "wave": "W1",
                "likelihood": "1",
                "impact": "1",
            }
        ],
    )
    put(
        store,
        "continuity",
        [
            {
                "item": f"P{at}",
                "title": f"Fall back to data centre {at}",
                "kind": "plan",
                "system": f"Data centre {at}",
                "wave": "W1",
                "due_on": date(2026, 10, 30),
                "done_on": date(2026, 10, 28),
                "rto_minutes": 60,
            }
            for at in (1, 2)
        ],
    )
    return store


def test_with_both_sites_tested_it_may_go(programme: Store) -> None:
    """The programme that was shown, had it been true: every gate is met."""
    load(programme, "continuity_tests", TESTED + FIRST + SECOND)
    load(
        programme,
        "rehearsals",
        "rehearsal,wave,site,held on,customers moved in it,result of the rehearsal\n"
        "R1,W1,Data centre 1,2026-11-01,100,passed\nR2,W1,Data centre 2,2026-11-02,100,passed\n",
    )
    load(programme, "defects", "counted on,severity,known,told\n2026-11-19,critical,0,0\n2026-11-19,high,0,0\n")
    load(
        programme,
        "confirmations",
        "confirmation,supplier,wave,confirmed on,confirmed by\nS0,Platform,W1,2026-10-20,Li\n",
    )
    wave = load_readiness(programme, SCOPE)["W1"]
    assert [(gate.rule.gate, gate.state) for gate in wave.gates if gate.state != "met"] == []
    assert wave.state == "go"


def test_one_of_two_sites_is_not_tested(programme: Store) -> None:
    """A test of one site is one of two, also where nobody planned a test of the other."""
    load(programme, "continuity_tests", TESTED + FIRST)
    wave = load_readiness(programme, SCOPE)["W1"]
    gate = wave["continuity"]
    assert (gate.measure.part, gate.measure.whole, gate.measure.rows) == (1.0, 2.0, (("Data centre 2", None, ""),))
    assert (wave.state, gate.state) == ("no_go", "blocks")


def test_open_defects_that_block_hold_the_wave(programme: Store) -> None:
    """Of 2,000 defects that were open the one that blocks is enough; one that was closed next month does not count as
    closed."""
    load(programme, "continuity_tests", TESTED + FIRST + SECOND)
    put(
        programme,
        "continuity",
        [
            {
                "item": f"X{at}",
                "title": f"Defect {at}",
                "kind": "defect",
                "system": "Data centre 1",
                "wave": "W1",
                "due_on": date(2026, 11, 14),
                "done_on": date(2026, 12, 14) if at else date(2026, 11, 10),
                "blocks": True,
            }
            for at in range(3)
        ],
    )
    wave = load_readiness(programme, SCOPE)["W1"]
    assert (wave.state, wave["continuity"].measure.part, wave["continuity"].measure.whole) == ("no_go", 2.0, 4.0)


def test_suppliers_who_were_not_asked_are_named(programme: Store) -> None:
    """Seventy suppliers behind the supplier, none of whose confirmations is there: each a check that blocks, and an
    alert of the agreements."""
    load(programme, "continuity_tests", TESTED + FIRST + SECOND)
    load(
        programme,
        "agreements",
        "agreement,kind of party,party,due on\n"
        + "".join(f"A{at},supplier,Supplier {at},2026-11-01\n" for at in range(70)),
    )
    put(
        programme,
        "continuity",
        [
            {
                "item": f"S{at}",
                "title": f"Confirmation of supplier {at}",
                "kind": "check",
                "system": "",
                "wave": "W1",
                "due_on": date(2026, 11, 1),
                "blocks": True,
            }
            for at in range(70)
        ],
    )
    wave = load_readiness(programme, SCOPE)["W1"]
    assert (wave.state, wave["continuity"].measure.part, wave["continuity"].measure.whole) == ("no_go", 2.0, 72.0)
    assert "Agreements: 70 of 70 whose time is up are not done" in {
        alert.sentence(Translator("en")) for alert in evaluate_all(programme, RIGHTS) if alert.code == "many_overdue"
    }
