"""The gates of what a cut-over rests on: met only where the union of what is written down covers sites, loads, size,
suppliers and defects."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.readiness.charts.beside import chart_beside
from analytics.readiness.charts.gates import table_blocks
from analytics.readiness.numbers.beside import Stood, load_beside
from analytics.readiness.numbers.found import load_wave
from analytics.readiness.numbers.gates import load_readiness
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
RESTS = ("rehearsal", "defects", "suppliers")
WAVES = "wave,planned cut-over,planned customers\nW10,2026-11-28,1000\n"
HEAD = (
    "rehearsal,kind of rehearsal,wave,site,held on,planned on,customers moved in it,what the load is,load assumed,load"
    " reached,result of the rehearsal\n"
)
FIRST = "R1,rehearsal,W10,Site 1,2026-11-01,2026-11-01,100,,,,passed\n"
SECOND = "R2,rehearsal,W10,Site 2,2026-11-02,2026-11-02,,,,,passed\n"
AHEAD = "R2,rehearsal,W10,Site 2,,2026-11-25,,,,,\n"
LOAD = "L1,load test,W10,,2026-11-03,2026-11-03,,logins,500,{reached},passed\n"
COUNT = 'counted on,wave or system they are of,severity,"open, as known",as told to the meeting\n'
ASKED = "confirmation,supplier,works for,wave,due on,confirmed on,expires on,confirmed by\n"


def gates(store: Store, wave: str = "W10") -> dict[str, tuple[str, float | None, float | None]]:
    """State, part and whole of the three gates."""
    found = load_readiness(store, SCOPE)[wave]
    return {name: (found[name].state, found[name].measure.part, found[name].measure.whole) for name in RESTS}


def reasons(store: Store, gate: str, t: Translator = EN) -> list[str]:
    """What a reader is told of one gate."""
    body = table_blocks(load_wave(store, SCOPE, "W10"), t).body
    name = t(f"readiness.gate.{gate}")
    return [row[2].text.replace("\u00a0", " ") for row in getattr(body, "rows", ()) if row[1].text == name]


def test_where_nothing_was_loaded_nothing_is_known_and_it_is_said_what_to_load(store: Store) -> None:
    load(store, "waves", WAVES)
    assert gates(store) == dict.fromkeys(RESTS, ("unknown", None, None))
    assert [reasons(store, gate) for gate in RESTS] == [
        ["Nothing is known: load Rehearsals of the cut-over"],
        ["Nothing is known: load Open defects"],
        ["Nothing is known: load Confirmations of suppliers"],
    ]
    assert reasons(store, "rehearsal", ZH) == ["无数据：请上传切换演练"]


def test_one_of_two_sites_is_not_rehearsed_and_the_union_of_two_is(store: Store) -> None:
    """Both sites, the size (100 of 1,000 is the least that is asked) and the load: four things."""
    load(store, "waves", WAVES)
    load(store, "rehearsals", HEAD + FIRST + AHEAD + LOAD.format(reached=500))
    assert gates(store)["rehearsal"] == ("blocks", 3.0, 4.0)
    assert reasons(store, "rehearsal") == ["Site 2: not rehearsed for it"]
    assert load_readiness(store, SCOPE)["W10"]["rehearsal"].measure.planned == date(2026, 11, 25)
    load(store, "rehearsals", HEAD + SECOND)
    assert gates(store)["rehearsal"] == ("met", 4.0, 4.0)


def test_a_load_below_what_is_assumed_and_a_size_below_a_tenth_keep_it_back(store: Store) -> None:
    load(store, "waves", WAVES.replace("1000", "1001"))
    load(store, "rehearsals", HEAD + FIRST + SECOND + LOAD.format(reached=499))
    assert gates(store)["rehearsal"] == ("blocks", 2.0, 4.0)
    assert reasons(store, "rehearsal") == [
        "The most that were ever moved at once are 100 customers, 10% of the 1,001 of this wave",
        "Logins: 500 are assumed, 499 were tested",
    ]
    load(store, "settings", "setting,value\nlimit.cutover_rehearsed.bad,5%\n")
    assert gates(store)["rehearsal"] == ("blocks", 3.0, 4.0)


def test_a_rehearsal_that_names_no_place_covers_none(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "rehearsals", HEAD + FIRST.replace("Site 1", ""))
    assert gates(store)["rehearsal"] == ("blocks", 1.0, 2.0)
    assert reasons(store, "rehearsal") == ["No rehearsal says for which site or system it holds"]


def test_defects_are_judged_as_known_and_not_as_told(store: Store) -> None:
    load(store, "waves", WAVES)
    load(
        store, "defects", COUNT + "2026-11-20,W10,critical,0,0\n2026-11-20,W10,high,0,0\n2026-11-20,W10,medium,50,50\n"
    )
    assert gates(store)["defects"] == ("met", 4.0, 4.0)
    load(
        store, "defects", COUNT + "2026-11-21,W10,critical,3,0\n2026-11-21,W10,high,0,0\n2026-11-21,W10,medium,51,51\n"
    )
    assert gates(store)["defects"] == ("at_risk", 1.0, 4.0)
    assert reasons(store, "defects") == [
        "54 defects are open, the meeting was told of 51",
        "3 critical defects are open, allowed: 0; the meeting was told of 0",
        "51 medium defects are open, allowed: 50",
    ]
    load(store, "settings", "setting,value\ngate.defects.medium,60\ngate.defects.critical,3\n")
    assert gates(store)["defects"] == ("at_risk", 3.0, 4.0)


def test_a_severity_that_nobody_counted_is_not_within_its_limit(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "defects", COUNT + "2026-11-21,W10,high,0,0\n")
    assert gates(store)["defects"] == ("at_risk", 2.0, 3.0)
    assert reasons(store, "defects") == ["Critical defects: not counted"]


def test_confirmations_that_are_missing_are_counted_and_named(store: Store) -> None:
    """The main supplier has confirmed until the day before; of two behind it one was asked for another wave only; one
    behind a supplier that nobody has asked at all."""
    load(store, "waves", WAVES + "W2,2026-10-24,10\n")
    load(
        store,
        "confirmations",
        ASKED
        + "S1,Lines,,,2026-11-01,2026-10-20,2026-11-27,Li\nS2,Power,Lines,W10,2026-11-01,,,\nS3,Fibre,Lines,W2,2026-10-01,2026-09-20,,Li\n"
        + "S4,Cards,Atlas,W10,2026-11-01,2026-10-20,2026-12-31,Li\n",
    )
    assert gates(store)["suppliers"] == ("blocks", 1.0, 5.0)
    assert reasons(store, "suppliers") == [
        "4 of 5 suppliers have not confirmed",
        "Lines: ends before the cut-over",
        "Power, who works for Lines: overdue",
        "Atlas: not asked",
        "Fibre, who works for Lines: not asked",
    ]
    assert reasons(store, "suppliers", ZH)[2] == "Power（Lines的分包方）：逾期未确认"


def test_a_wave_that_went_before_the_ledgers_existed_is_not_called_unrehearsed(store: Store) -> None:
    """Its gates stay unknown as on its day; what was written down before its go counts, and what came after its night
    does not."""
    went = {"wave": "W1", "planned_cutover_on": date(2026, 10, 24)}
    put(store, "waves", [went | {"cutover_on": date(2026, 10, 24)}], datetime(2026, 10, 25))
    put(
        store,
        "defects",
        [{"snapshot_on": date(2026, 10, 22), "part": "W1", "severity": "critical", "known": 0, "told": 0}],
        datetime(2026, 10, 23),
    )
    load(store, "rehearsals", HEAD + FIRST.replace("W10", "W1"))
    found = gates(store, "W1")
    assert found["rehearsal"] == found["suppliers"] == ("unknown", None, None)
    assert found["defects"] == ("met", 2.0, 2.0)
    assert load_readiness(store, SCOPE)["W1"]["rehearsal"].later is None


def test_a_count_grown_old_is_not_met(store: Store) -> None:
    """Defects are counted every fourteen days: a count of eighteen days ago says nothing of today."""
    load(store, "waves", WAVES)
    row = {"snapshot_on": date(2026, 11, 5), "part": "W10", "severity": "critical", "known": 0, "told": 0}
    put(store, "defects", [row], datetime(2026, 11, 5))
    assert gates(store)["defects"][0] == "unknown"
    assert reasons(store, "defects") == ["Nothing new is known: load Open defects again"]


def trained(wave: str, passed: int) -> list[dict[str, object]]:
    """Four persons of a wave, of whom some have passed."""
    return [
        {
            "person": f"{wave}-{at}",
            "topic": "Privacy",
            "attempt": 1,
            "wave": wave,
            "required": True,
            "held_on": date(2026, 10, 1),
            "passed": at < passed,
        }
        for at in range(4)
    ]


def test_the_next_wave_stands_beside_the_last_one_as_many_days_before(store: Store) -> None:
    """Twelve days before its cut-over three of four of wave 1 were trained, as known then; a list of two days later
    does not count."""
    first = {"wave": "W1", "planned_cutover_on": date(2026, 10, 24)}
    put(store, "waves", [first], datetime(2026, 9, 1))
    put(store, "training", trained("W1", 3), datetime(2026, 10, 10))
    put(store, "training", trained("W1", 4), datetime(2026, 10, 14))
    put(
        store,
        "waves",
        [first | {"cutover_on": date(2026, 10, 24)}, {"wave": "W2", "planned_cutover_on": date(2026, 12, 5)}],
    )
    put(store, "training", trained("W2", 4))
    found = load_beside(store, SCOPE)
    assert (found.wave, found.days, found.now) == ("W2", 12, Stood("W2", date(2026, 11, 23), 1, 0, 10))
    assert found.earlier == (Stood("W1", date(2026, 10, 12), 0, 1, 10),)
    told = chart_beside(found, EN)
    assert (
        told.title.replace("\u00a0", " ")
        == "12 days before its cut-over wave 2 meets 1 of 11 gates; wave 1 met 0 as early, and of 10 nothing was known"
    )
    assert [series.values for series in told.body.series] == [(0.0, 1.0), (1.0, 0.0), (10.0, 10.0)]  # type: ignore[union-attr]


def test_the_first_wave_stands_beside_none(store: Store) -> None:
    load(store, "waves", WAVES)
    assert (
        chart_beside(load_beside(store, SCOPE), EN).title
        == "Wave\u00a010 is the first: no earlier wave stands beside it"
    )
