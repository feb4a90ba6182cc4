"""Gates of a moved wave stand as they were known at its go; ticks against the ledgers are breaches; a ledger speaks
until it was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from analytics.complaints.numbers.rates import load_complaints
from analytics.compliance.numbers import load_lawful
from analytics.metrics import METRICS
from analytics.readiness.alerts import evaluate
from analytics.readiness.numbers.gates import load_readiness
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.settings import settings
from data.store import Store
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
MOVED = (
    "wave,planned cut-over,actual cut-over,route for personal data,route for"
    " contracts\nW1,2026-10-24,2026-10-24,provide,split\n"
)


def training(passed: int, of: int = 4) -> list[dict[str, object]]:
    """Everybody of wave 1 with the same topic; the first ones passed on 1 October."""
    return [
        {
            "person": f"E{at}",
            "topic": "Privacy",
            "attempt": 1,
            "wave": "W1",
            "required": True,
            "due_on": date(2026, 10, 10),
            "held_on": date(2026, 10, 1),
            "score": 80.0 if at < passed else 40.0,
            "passed": at < passed,
        }
        for at in range(of)
    ]


def test_what_is_loaded_after_the_go_does_not_rewrite_its_gates(store: Store) -> None:
    """Three of four had passed by what was known at the go of 24 October; a list of November says four, and is told
    apart."""
    wave = {"wave": "W1", "planned_cutover_on": date(2026, 10, 24)}
    put(store, "waves", [wave], datetime(2026, 9, 1))
    put(store, "training", training(3), datetime(2026, 10, 20))
    put(store, "waves", [wave | {"cutover_on": date(2026, 10, 24)}], datetime(2026, 11, 1))
    before = load_readiness(store, SCOPE)["W1"]["training"]
    assert (before.state, before.measure.part, before.measure.whole, before.later) == ("blocks", 3.0, 4.0, None)
    put(store, "training", training(4), datetime(2026, 11, 10))
    wave = load_readiness(store, SCOPE)["W1"]
    gate = wave["training"]
    assert wave.went_on == date(2026, 10, 24)
    assert (gate.state, gate.measure.part, gate.measure.whole) == ("blocks", 3.0, 4.0)
    assert None if gate.later is None else (gate.later.part, gate.later.whole) == (4.0, 4.0)


def test_what_was_not_loaded_at_the_go_was_not_known(store: Store) -> None:
    load(store, "waves", MOVED)
    put(store, "training", training(4), datetime(2026, 11, 10))
    gate = load_readiness(store, SCOPE)["W1"]["training"]
    assert (gate.state, gate.measure.value) == ("unknown", None)
    assert None if gate.later is None else gate.later.value == 1.0


def test_the_go_is_the_decision_and_not_the_cut_over(store: Store) -> None:
    load(store, "waves", MOVED)
    load(store, "gates", "decided on,part,gate,wave,decision\n2026-10-22,W1,wave,W1,go\n2026-11-20,W1,wave,W1,go\n")
    assert load_readiness(store, SCOPE)["W1"].went_on == date(2026, 10, 22)


def test_a_gate_is_not_met_by_a_ledger_of_long_ago(store: Store) -> None:
    """Training is expected every 31 days: 38 days later it still speaks, 39 days later it does not."""
    load(store, "waves", MOVED.replace("2026-10-24", "2027-01-10", 1).replace("2026-10-24", "", 1))
    put(store, "training", training(4), datetime(2026, 11, 23) - timedelta(days=38))
    assert load_readiness(store, SCOPE)["W1"]["training"].state == "met"
    store.withdraw(str(store.batches(RIGHTS)["batch_id"].iloc[0]), RIGHTS)
    put(store, "training", training(4), datetime(2026, 11, 23) - timedelta(days=39))
    assert load_readiness(store, SCOPE)["W1"]["training"].state == "unknown"


@pytest.fixture
def ticked(store: Store) -> Store:
    """Wave 1 moved 40 customers; 12 had no notice before it, 15 no consent; the register says both duties were done in
    time."""
    load(
        store,
        "programme",
        "programme,transferring company,receiving company,decision on,calendar\nP,A,B,2026-06-01,CN\n",
    )
    load(store, "waves", MOVED.replace("split", "novation"))
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    load(
        store,
        "transfers",
        "customer,wave,cut over on,status\n" + "".join(f"C{at},W1,2026-10-24,moved\n" for at in range(40)),
    )
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,delivered at,answered at,answer\n"
        + "".join(
            f"C{at},{kind},v1,W1,2026-09-01,{'' if at < 12 else '2026-09-03'},{'' if at >= 25 else '2026-09-05'},{'' if at >= 25 else 'consented'}\n"
            for at in range(40)
            for kind in ("data", "contract")
        ),
    )
    put(
        store,
        "duties",
        [{"obligation": name, "wave": "W1", "done_at": datetime(2026, 9, 10)} for name in ("P2", "P9", "L4")],
    )
    return store


def test_a_tick_against_the_ledger_is_a_breach(ticked: Store) -> None:
    rows = load_lawful(ticked, SCOPE).rows
    said = {
        row.id: (row.state, None if row.number != row.number else row.number)
        for row in rows.itertuples()
        if row.wave == "W1"
    }
    assert said["P2"] == said["L4"] == ("failed", 15.0)
    assert said["moved_without_notice"] == ("failed", 12.0)
    assert said["P9"] == ("in_time", None)


def test_contradictions_are_alerts(ticked: Store) -> None:
    told = sorted(alert.sentence(Translator("en")) for alert in evaluate(ticked, RIGHTS))
    assert told == [
        "Wave\u00a01: Moved without a notice before it, 12 cases",
        "Wave\u00a01: Moved without the consent its routes ask for, 15 cases",
    ]


@pytest.fixture
def complained(store: Store) -> Store:
    """Forty customers, four complaints a week up to Sunday 1 November, loaded that evening (Shanghai); nothing
    since."""
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(400)))
    last = date(2026, 10, 31)
    rows = [
        {
            "complaint": f"K{week}-{at}",
            "customer": None,
            "opened_at": datetime.combine(last - timedelta(weeks=week), datetime.min.time()),
        }
        for week in range(30)
        for at in range(4)
    ]
    put(store, "complaints", rows, datetime(2026, 11, 1, 10))
    return store


@pytest.fixture
def someday(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    settings.cache_clear()


def test_no_news_is_no_good_news(complained: Store, someday: pytest.MonkeyPatch) -> None:
    """One to thirty days on without a file: the rate stays what it was, of the weeks to 1 November, and no week is
    0."""
    seen = set()
    for ahead in range(0, 31, 5):
        someday.setenv("HANDOVER_TODAY", str(date(2026, 11, 1) + timedelta(days=ahead)))
        settings.cache_clear()
        reading = METRICS["complaint_rate"].now(complained, SCOPE)
        seen.add((round(reading.now.value or 0.0, 6), reading.period.end))
        weekly = load_complaints(complained, SCOPE).weekly
        assert (weekly["value"].min(), weekly["week"].max().date()) == (pytest.approx(10.0), date(2026, 10, 26))
    assert seen == {(10.0, date(2026, 11, 1))}


def test_a_sunday_before_its_file_is_no_complete_week(store: Store, someday: pytest.MonkeyPatch) -> None:
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(400)))
    put(
        store,
        "complaints",
        [{"complaint": f"K{at}", "opened_at": datetime(2026, 11, 12)} for at in range(4)],
        datetime(2026, 11, 15, 4),
    )
    someday.setenv("HANDOVER_TODAY", "2026-11-22")
    settings.cache_clear()
    assert METRICS["complaint_rate"].now(store, SCOPE).period.end == date(2026, 11, 15)


def test_without_the_ledger_there_is_no_rate(store: Store) -> None:
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(400)))
    reading = METRICS["complaint_rate"].now(store, SCOPE)
    assert (reading.now.value, reading.missing) == (None, "complaints")
    assert METRICS["complaint_rate"].compute(store, SCOPE).empty
