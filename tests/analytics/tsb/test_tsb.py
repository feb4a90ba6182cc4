"""The move of April 2018 as it could have been entered, asked in February, in March and on its eve: not ready, for the
reasons that later reviews gave, each with the row that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.cutover.charts import defects, evidence
from analytics.cutover.numbers import load_cutover
from analytics.move import area as move
from analytics.readiness.area import headline
from analytics.readiness.charts.gates import table_blocks
from analytics.readiness.numbers.found import load_wave
from analytics.safeguards.charts.continuity import table_items
from analytics.safeguards.numbers import load_continuity
from analytics.schedule.alerts import evaluate as schedule_alerts
from analytics.schedule.area import headline as headline_of_schedule
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.settings import settings
from data.store import Store, open_store
from tests.analytics.tsb.entering import EVE, enter

RIGHTS = local_rights("tester", "administrator")
EN, ZH = Translator("en"), Translator("zh")
FEBRUARY, MARCH, APRIL = datetime(2018, 2, 28, 12), datetime(2018, 3, 29, 12), datetime(2018, 4, 19, 12)
WITHOUT = {
    "Duties met",
    "Notices sent",
    "Consent answered",
    "Training held",
    "Documents archived",
    "Risk in appetite",
    "Back-up restored",
}
"""Gates of which nothing public is known, and which nobody entered."""
CAUSES = [
    "D1 Cause of the delay of 2017: the platform was not ready",
    "D2 Cause of the delay of 2017: testing was behind its plan",
]
PLACE = "Data centre 2: not rehearsed for it"
SIZE = "The most that were ever moved at once are 2,000 customers, 0.04% of the 5,200,000 of this wave"
LOWERED = "Mobile log-ins (tested = 100): the load assumed was lowered from 200 to 100, 100 were tested"
SHORTER = {
    "february": (
        "2 tasks not begun planned shorter than in baseline plan of October 2017: 30 of 65 working days are gone"
    ),
    "march": "1 task not begun planned shorter than in baseline plan of October 2017: 15 of 25 working days are gone",
}
"""Forty days of tests under load became twenty and twenty-five of rehearsals fifteen, then ten, with the same weekend
at the end."""
FALSE_GREEN = "Nothing is known: load Open defects"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("tsb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_TODAY", EVE)
        patch.setenv("HANDOVER_STORE", str(folder / "programme.duckdb"))
        settings.cache_clear()
        store = open_store(str(folder / "programme.duckdb"))
        enter(store, RIGHTS)
        yield store
        store.close()
    settings.cache_clear()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells(exhibit: Any) -> list[list[str]]:
    return [[plain(cell.text) for cell in row] for row in exhibit.body.rows]


def reasons(store: Store, at: datetime, t: Translator = EN) -> dict[str, list[str]]:
    """What a reader is told, by gate, of those that anybody has written of."""
    found: dict[str, list[str]] = {}
    for row in cells(table_blocks(load_wave(store, Scope(RIGHTS, as_of=at)), t)):
        found.setdefault(row[1], []).append(row[2])
    return {gate: rows for gate, rows in found.items() if gate not in WITHOUT}


def test_on_its_eve_it_is_told_no_and_why(programme: Store) -> None:
    assert load_wave(programme, Scope(RIGHTS, as_of=APRIL)).wave.state == "no_go"
    assert (
        plain(headline(programme, Scope(RIGHTS, as_of=APRIL), EN))
        == "MME is not ready for 21 Apr 2018: 4 gates block it or will be late; nothing is known of 7 gates"
    )
    told = reasons(programme, APRIL)
    assert told.pop("Suppliers confirmed")[:2] == [
        "70 of 71 suppliers have not confirmed",
        "Sub-supplier 01, who works for Platform supplier: overdue",
    ]
    assert told == {
        "Continuity tested": CAUSES,
        "Rehearsed": [PLACE, SIZE, LOWERED],
        "Defects closed": [
            "2,000 defects are open, the meeting was told of 800",
            "Critical defects: not counted",
            "Of 2,000 open defects the severity is not written: any of them may be critical",
        ],
    }
    assert reasons(programme, APRIL, ZH)["缺陷关闭"][0] == "未关闭缺陷2,000个，向会议通报800个"


def test_in_march_one_site_was_tested_and_the_defects_were_not_known(programme: Store) -> None:
    wave = load_wave(programme, Scope(RIGHTS, as_of=MARCH)).wave
    assert (wave.state, wave["defects"].state) == ("not_yet", "unknown")
    told = reasons(programme, MARCH)
    assert told["Plan"] == [f"Its date is kept with {SHORTER['march']} (Rehearsals 25 → 10); page Schedule"]
    assert told["Suppliers confirmed"][:2] == [
        "71 of 71 suppliers have not confirmed",
        "Platform supplier: not confirmed",
    ]
    assert (told["Continuity tested"], told["Rehearsed"], told["Defects closed"]) == (
        CAUSES,
        [PLACE, SIZE, LOWERED],
        [FALSE_GREEN],
    )


def test_in_february_no_load_was_tested_at_all(programme: Store) -> None:
    scope = Scope(RIGHTS, as_of=FEBRUARY)
    assert load_wave(programme, scope).wave.state == "not_yet"
    assert (
        plain(headline(programme, scope, EN))
        == "MME is not shown to be ready for 21 Apr 2018: nothing is known of 8 gates; its date is kept with"
        f" {SHORTER['february']}"
    )
    told = reasons(programme, FEBRUARY)
    assert told["Rehearsed"] == [PLACE, SIZE, "Mobile log-ins (tested = 100): not tested under load"]
    assert (told["Continuity tested"], told["Defects closed"]) == (CAUSES, [FALSE_GREEN])
    assert told["Suppliers confirmed"][0] == "71 of 71 suppliers have not confirmed"


def test_a_plan_made_backwards_from_its_date_is_told(programme: Store) -> None:
    """At its gates, as an early warning and on the schedule, while there is time; once all of it has begun nothing can
    be planned any more."""
    told = reasons(programme, FEBRUARY)
    tasks = "Tests under load 40 → 20, Rehearsals 25 → 15"
    assert told["Plan"] == [f"Its date is kept with {SHORTER['february']} ({tasks}); page Schedule"]
    assert reasons(programme, FEBRUARY, ZH)["计划"] == [
        "日期未变，但较基准plan of October 2017有2项未开始的任务工期被压缩，65个工作日减少30个（Tests under load"
        " 40→20、Rehearsals 25→15）；见“进度”页"
    ]
    alerts = [alert for alert in schedule_alerts(programme, RIGHTS, FEBRUARY) if alert.code == "date_kept_short"]
    assert sorted(plain(alert.sentence(EN)) for alert in alerts) == [
        f"{who} keeps its finish of 20 Apr 2018 with 2 tasks not begun planned shorter: 30 of the 65 working days of"
        " baseline plan of October 2017 are gone"
        for who in ("MME", "The programme")
    ]
    kept = "the date is kept with 2 tasks not begun planned shorter, 30 working days in all"
    assert kept in plain(headline_of_schedule(programme, Scope(RIGHTS, as_of=FEBRUARY), EN))
    assert "Plan" not in reasons(programme, APRIL)


def test_each_reason_stands_on_the_page_that_its_gate_leads_to(programme: Store) -> None:
    scope = Scope(RIGHTS, as_of=APRIL)
    found = load_cutover(programme, scope)
    assert ["Data centre 2", "–", "–", "not rehearsed for it"] in [
        row[1:] for row in cells(evidence.table_coverage(found, EN))
    ]
    assert "0.04%" in plain(evidence.chart_rehearsed(found, EN).title)
    assert (
        evidence.table_loads(found, EN).title
        == "Mobile log-ins (tested = 100): the load assumed was lowered from 200 to 100"
    )
    assert [row[1:6] for row in cells(evidence.table_loads(found, EN))] == [
        ["mobile log-ins (tested = 100)", "200", "100", "100", "–"]
    ]
    missing = [row[1] for row in cells(evidence.table_confirmations(found, EN)) if row[4] == "overdue"]
    assert missing == [f"Sub-supplier {at:02}" for at in range(1, 71)]
    assert plain(defects.chart_severity(found, EN).title) == "2,000 defects are open, the meeting was told of 800"
    items = [" ".join(row) for row in cells(table_items(load_continuity(programme, scope), EN))]
    assert [sum(cause[3:] in item for item in items) for cause in CAUSES] == [1, 1]


def test_the_move_shows_its_facts_before_anybody_is_listed(programme: Store) -> None:
    """Who moves customers to whom, by which routes and until when is known; where they are is not, and nothing counts
    them."""
    scope = Scope(RIGHTS, as_of=APRIL)
    assert move.headline(programme, scope, EN).startswith("Where the customers are is not known")
    assert move.headline(programme, scope, ZH).startswith("客户各在何处未知")
    shown = {part.key: part for row in move.AREA.sections[0].rows for part in getattr(row, "pieces", [row])}
    facts = shown["facts"].exhibit(programme, scope, (), EN)
    assert "from TSB on the platform of Lloyds to TSB on its own platform" in " ".join(
        text for row in cells(facts) for text in row
    )
    places = shown["places-waves"].exhibit(programme, scope, (), EN)
    assert places.body is None
    assert "customers" in places.needs
