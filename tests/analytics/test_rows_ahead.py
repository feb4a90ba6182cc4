"""Ledgers all of whose rows lie ahead: nothing of them has happened, nothing is good for it, and it is said that they
lie ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from analytics.catalogue import areas
from analytics.cutover.numbers import load_cutover
from analytics.marks import Exhibit
from analytics.reach import Reach
from analytics.readiness.numbers.gates import DECISIONS
from analytics.readiness.numbers.principles import load_principles
from analytics.rights.numbers.texts import load_texts
from analytics.safeguards.numbers.protection import CONTROLS
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.store import Store
from pages.kit.reach import sentences
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
AHEAD = date(2026, 11, 30)


def said(store: Store, area: str, part: str, t: Translator = EN) -> tuple[str, str]:
    """Title and note of a chart or table."""
    parts = next(found for found in areas() if found.name == area).parts()
    section, one = next((section, one) for section, one in parts if one.key == part)
    shown = one.exhibit(store, SCOPE, [choice.settled("", store, SCOPE) for choice in section.choices], t)
    assert isinstance(shown, Exhibit)
    assert shown.answered is False, part
    return shown.title, shown.note


def test_an_announced_outage_does_not_last_now(store: Store) -> None:
    """One was over, one lasts, two are windows of maintenance of the next weeks."""
    head = "outage,system,wave,started at,ended at,customers,planned\n"
    ahead = "O3,Pay,W1,2026-11-30 01:00,2026-11-30 05:00,90,yes\nO4,Pay,W1,2026-12-07 01:00,2026-12-07 05:00,90,yes\n"
    load(store, "outages", head + ahead)
    assert said(store, "safeguards", "outages")[0] == (
        "No outage was reported · 2 outages announced, the first for 30\u00a0Nov\u00a02026"
    )
    assert said(store, "safeguards", "outages", ZH)[0].endswith("另有预告中断2次，最早为2026年11月30日")
    load(
        store,
        "outages",
        f"{head}O1,Pay,W1,2026-11-02 10:00,2026-11-02 10:30,10,no\nO2,Pay,W1,2026-11-23 10:00,,10,no\n{ahead}",
    )
    title, note = said(store, "safeguards", "outages")
    assert title == "300 customer-minutes lost in 2 unplanned outages"
    assert note.startswith("Longest unplanned 30 minutes · 1 lasting now · 2 outages announced")


def test_what_is_planned_is_not_told_as_never_loaded(store: Store) -> None:
    put(store, "campaigns", [{"campaign": "K1", "name": "Winter", "started_on": AHEAD, "ended_on": AHEAD}])
    put(store, "meetings", [{"meeting": f"M{at}", "name": "Board", "held_on": AHEAD} for at in range(2)])
    for part in ("campaigns", "roi", "cpa"):
        assert said(store, "market", part)[0] == "No campaign on file has begun yet"
    assert said(store, "market", "campaigns", ZH)[0] == "已登记的推广活动均未开始"
    assert said(store, "coordination", "meetings")[0] == "2 meetings are on file, none with a day that has come"


def test_nobody_was_spoken_with_in_contacts_that_lie_ahead(store: Store) -> None:
    people = [{"customer": f"C{at:03}", "wave": "W1", "branch": "B1", "value_tier": "high"} for at in range(14)]
    put(store, "customers", people)
    when = datetime.combine(AHEAD, datetime.min.time())
    calls = [
        {"contact": f"K{at}", "customer": one["customer"], "kind": "care", "raised_at": when, "contacted_at": when}
        for at, one in enumerate(people)
    ]
    put(store, "contacts", calls)
    assert load_standing(store, SCOPE, "high_value_silent").state == "unknown"
    early = EN("care.silent.early", days=30)
    assert [said(store, "care", part)[0] for part in ("silent", "quiet")] == [early, early]


def test_counts_decisions_and_closings_of_a_later_day_count_for_nothing(store: Store) -> None:
    """Ten defects are open today and none next week; a go, an approval and a closed finding are dated then."""
    put(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2026, 12, 20)}])
    counts = ((date(2026, 11, 20), 10), (AHEAD, 0))
    put(
        store,
        "defects",
        [{"snapshot_on": day, "part": "W1", "severity": "high", "known": n, "told": n} for day, n in counts],
    )
    put(store, "gates", [{"snapshot_on": AHEAD, "part": "W1", "gate": "wave", "wave": "W1", "decision": "go"}])
    put(store, "texts", [{"kind": "data", "version": "v1", "law": "pipl", "approved_on": AHEAD}])
    put(store, "controls", [{"control": "M1", "title": "Locks"}])
    test = {"control": "M1", "tested_on": AHEAD - timedelta(days=20), "result": "passed", "findings": 2}
    put(store, "control_tests", [test | {"closed_on": AHEAD}])
    assert load_standing(store, SCOPE, "defects_open").reading.value == 10
    assert load_cutover(store, SCOPE).by_severity["known"].tolist() == [10]
    assert store.read(DECISIONS, SCOPE.rights).empty
    assert load_texts(store, SCOPE).texts[0].approved_on is None
    assert store.read(CONTROLS, SCOPE.rights)["findings_open"].tolist() == [2]


def test_a_page_says_that_its_ledgers_were_loaded_after_its_day() -> None:
    reaches = (Reach("contacts", AHEAD, old=False), Reach("departures", date(2026, 11, 20), old=False))
    told = sentences(reaches, EN, date(2026, 11, 23))
    assert [state for state, _ in told] == ["watch", "none"]
    assert told[0][1].endswith(
        "loaded after 23\u00a0Nov\u00a02026, the day of this page; what is dated after it is not counted"
    )
    assert told[1][1] == "Known until 20\u00a0Nov\u00a02026"
    assert "此后的记录不计入" in sentences(reaches, ZH, date(2026, 11, 23))[0][1]


def test_nothing_is_safe_fair_or_answered_before_anything_was_done(store: Store) -> None:
    """Seventy of eighty refused before a letter went out, every letter lies ahead, and the assets are provided in a
    year."""
    route = {"data_route": "provide", "contract_route": "split"}
    put(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2027, 12, 20), **route}])
    names = [f"C{at:03}" for at in range(80)]
    put(
        store,
        "customers",
        [{"customer": one, "wave": "W1", "vulnerable": at % 2 == 0} for at, one in enumerate(names)],
    )
    put(store, "transfers", [{"customer": one, "wave": "W1", "status": "refused"} for one in names[:70]])
    put(
        store,
        "notices",
        [
            {
                "customer": one,
                "kind": "data",
                "version": "v1",
                "wave": "W1",
                "sent_at": datetime(2027, 9, 1),
                "result": "refused",
            }
            for one in names
        ],
    )
    asset = {"title": "Records", "sensitivity": "personal", "provided_on": date(2027, 12, 1)}
    put(store, "assets", [asset | {"asset": f"A{at}"} for at in range(6)])
    read = {name: load_standing(store, SCOPE, name).state for name in ("silent", "fair_comparisons", "safe_in_order")}
    assert read == dict.fromkeys(read, "unknown")
    _, fair, _, safe = load_principles(store, SCOPE)
    assert (fair.part, fair.whole) == (2, 2)  # of those who refused nobody is silent, in either group
    assert (safe.part, safe.whole) == (0, 0)
    put(store, "assets", [asset | {"asset": "A0", "assessed_on": date(2026, 11, 1)}])
    safe = load_principles(store, SCOPE)[3]
    assert (safe.part, safe.whole) == (6, 6)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_wave_that_is_not_planned_does_not_make_the_plan_empty(store: Store, lang: str) -> None:
    """The page names the filters where the headline says nothing."""
    put(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2026, 12, 20)}])
    put(store, "rehearsals", [{"rehearsal": "R1", "wave": "W1", "site": "Hall", "planned_on": AHEAD}])
    cutover = next(found for found in areas() if found.name == "cutover")
    assert cutover.headline(store, SCOPE.but(waves=("W99",)), Translator(lang)) == ""
    assert ("20\u00a0Dec" if lang == "en" else "12月20日") in cutover.headline(store, SCOPE, Translator(lang))
