"""What counts as of today: consent and not silence, passing and not attending, what has happened and not what is dated
ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from analytics.metrics import METRICS
from analytics.periods import as_of_day, day_number, local_moment
from analytics.readiness.numbers.gates import load_readiness
from analytics.rights.numbers.consent import CALL_LIST, load_rights
from analytics.rights.numbers.states import need_params
from analytics.risk.numbers.indicators import load_indicators
from analytics.safeguards.numbers import load_training
from analytics.scope import Scope
from data import clock
from data.access import local_rights
from data.store import Store
from tests.analytics.conftest import answers
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
WAVES = "wave,planned cut-over,actual cut-over,route for personal data,route for contracts\n"
NOTICES = "customer,kind of notice,version,wave,sent at,answered at,answer\n"


def asked(store: Store, *answers: str) -> None:
    """Wave 1, planned for 5 December, with a customer for each answer ('' is silence)."""
    load(store, "waves", WAVES + "W1,2026-12-05,,provide,split\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(len(answers))))
    load(
        store,
        "notices",
        NOTICES
        + "".join(
            f"C{at},data,v1,W1,2026-10-01,{'2026-10-05' if answer else ''},{answer}\n"
            for at, answer in enumerate(answers)
        ),
    )


def test_a_wave_that_refuses_as_one_is_not_ready(store: Store) -> None:
    asked(store, *["refused"] * 40)
    gate = load_readiness(store, Scope(RIGHTS))["W1"]["consents"]
    assert (gate.state, gate.measure.part, gate.measure.whole) == ("at_risk", 0.0, 40.0)
    assert gate.measure.rows == (("refused", 40, ""),)


def test_who_refused_leaves_the_wave_by_name(store: Store) -> None:
    asked(store, *["consented"] * 30, *["refused"] * 6, *[""] * 4)
    row = load_rights(store, Scope(RIGHTS)).funnel.iloc[0]
    assert (row["consented"], row["refused"], row["silent"]) == (30, 6, 4)
    assert row["consented"] + row["refused"] + row["silent"] == row["sent"] == 40
    before = load_readiness(store, Scope(RIGHTS))["W1"]["consents"].measure
    assert (before.part, before.whole, before.rows) == (30.0, 40.0, (("silent", 4, ""), ("refused", 6, "")))
    load(store, "transfers", "customer,wave,status\n" + "".join(f"C{at},W1,refused\n" for at in range(30, 36)))
    after = load_readiness(store, Scope(RIGHTS))["W1"]["consents"].measure
    assert (after.part, after.whole, after.rows) == (30.0, 34.0, (("silent", 4, ""),))
    load(store, "transfers", "customer,wave,status\n" + "".join(f"C{at},W1,withdrawn\n" for at in range(36, 40)))
    last = load_readiness(store, Scope(RIGHTS))["W1"]["consents"]
    assert (last.state, last.measure.part, last.measure.whole) == ("met", 30.0, 30.0)


def test_a_wave_from_which_all_were_taken_is_not_ready(store: Store) -> None:
    asked(store, *["refused"] * 40)
    load(store, "transfers", "customer,wave,status\n" + "".join(f"C{at},W1,refused\n" for at in range(40)))
    assert load_readiness(store, Scope(RIGHTS))["W1"]["consents"].state == "unknown"


def test_who_left_before_the_wave_is_not_silent_once_it_has_moved(store: Store) -> None:
    """100 customers: 40 left in September, 50 were moved on 24 October, 10 stayed behind in silence."""
    load(store, "waves", WAVES + "W1,2026-10-24,2026-10-24,provide,split\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(100)))
    load(store, "departures", "customer,left on,kind\n" + "".join(f"C{at},2026-09-10,churn\n" for at in range(40)))
    load(
        store,
        "transfers",
        "customer,wave,cut over on,status\n" + "".join(f"C{at},W1,2026-10-24,moved\n" for at in range(40, 90)),
    )
    load(
        store,
        "notices",
        NOTICES
        + "".join(
            f"C{at},data,v1,W1,2026-08-01,{'2026-08-05,consented' if 40 <= at < 90 else ','}\n" for at in range(100)
        ),
    )
    scope = Scope(RIGHTS)
    found = load_rights(store, scope)
    row = found.funnel.iloc[0]
    assert (row["n"], row["consented"], row["silent"], row["silent_in"]) == (60, 50, 10, 10)
    params = scope.params("waves", "branches", "segments") | need_params(found.needs)
    called = store.read(CALL_LIST, RIGHTS, params=params | {"today": day_number(date(2026, 11, 23))})
    assert set(called["customer"]) == {store.pseudonym(f"C{at}") for at in range(90, 100)}


def test_a_consent_dated_in_the_future_is_silence_today(store: Store) -> None:
    load(store, "waves", WAVES + "W1,2026-12-05,,provide,split\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{at},W1\n" for at in range(40)))
    load(
        store,
        "notices",
        NOTICES
        + "".join(f"C{at},data,v1,W1,2026-10-01,{2062 if at < 15 else 2026}-10-05,consented\n" for at in range(40)),
    )
    row = load_rights(store, Scope(RIGHTS)).funnel.iloc[0]
    assert (row["consented"], row["silent"]) == (25, 15)


def test_who_failed_three_times_is_not_trained(store: Store) -> None:
    load(store, "waves", WAVES + "W1,2026-12-05,,split,split\n")
    load(
        store,
        "training",
        "person,topic,attempt,wave,role,due on,trained on,score,passed\n"
        "E1,Privacy,1,W1,Counter,2026-11-21,2026-10-01,40,no\nE1,Privacy,2,W1,Counter,2026-11-21,2026-10-10,45,no\n"
        "E1,Privacy,3,W1,Counter,2026-11-21,2026-10-20,50,no\nE2,Privacy,1,W1,Counter,2026-11-21,2026-10-01,80,yes\n"
        "E3,Privacy,1,W1,Counter,2026-11-21,2026-10-01,,\nE4,Privacy,1,W1,Counter,2026-11-21,,,\n",
    )
    seen = load_training(store, Scope(RIGHTS))
    assert seen.coverage[["n", "trained", "overdue"]].to_numpy().tolist() == [[4, 1, 3]]
    gate = load_readiness(store, Scope(RIGHTS))["W1"]["training"]
    assert (gate.measure.part, gate.measure.whole, gate.measure.rows) == (1.0, 4.0, (("Counter", 3, ""),))


def test_answers_dated_ahead_are_not_counted_as_of_today(store: Store) -> None:
    """Forty promoters in November and forty detractors in 2062: NPS is +100 from 40 answers."""
    put(store, "surveys", answers(40, datetime(2026, 11, 18, 10), nps=10.0), datetime(2026, 11, 22))
    put(store, "surveys", answers(40, datetime(2062, 11, 18, 10), first=50, nps=0.0), datetime(2026, 11, 22))
    line = METRICS["nps"].compute(store, Scope(RIGHTS)).iloc[0]
    assert (line["value"], line["n"]) == (100.0, 40)


def test_a_green_reading_that_is_too_old_is_not_green(store: Store) -> None:
    """41 days before 23 November: beyond a month and its quarter, also where nobody named a cadence. Red stays red."""
    old, new = date(2026, 10, 13), date(2026, 11, 20)
    told = [
        ("K1", old, 3.0, "monthly"),
        ("K2", old, 3.0, None),
        ("K3", old, 9.0, "monthly"),
        ("K4", new, 3.0, "weekly"),
    ]
    put(
        store,
        "indicators",
        [
            {"indicator": name, "measured_on": on, "value": value, "amber": 5.0, "red": 8.0, "cadence": cadence}
            for name, on, value, cadence in told
        ],
    )
    found = load_indicators(store, Scope(RIGHTS))
    states = dict(zip(found.now["indicator"], found.now["state"], strict=True))
    assert states == {"K1": "stale", "K2": "stale", "K3": "red", "K4": "green"}


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is 23:30 UTC of 22 November: 07:30 of the 23rd in Shanghai, 18:30 of the 22nd in New York."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 23, 30))
    monkeypatch.setattr(clock, "today", lambda: clock.day_of(datetime(2026, 11, 22, 23, 30)))
    yield
    clock.use_zone(None)


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Shanghai", date(2026, 11, 23)), ("America/New_York", date(2026, 11, 22))]
)
def test_one_calendar_the_zone_of_the_programme(store: Store, zone: str, day: date) -> None:
    """A gate, a duty, a promise and the store itself agree on today, and an as-of moment is read on the same
    calendar."""
    load(
        store,
        "programme",
        f"programme,transferring company,receiving company,decision on,time zone\nP,A,B,2026-09-01,{zone}\n",
    )
    load(store, "waves", WAVES + "W1,2026-12-05,,provide,split\n")
    from analytics.compliance.numbers import load_duties

    now, same = Scope(RIGHTS), Scope(RIGHTS, as_of=datetime(2026, 11, 22, 23, 30))
    for scope in (now, same):
        days = {
            as_of_day(scope),
            local_moment(scope).date(),
            load_duties(store, scope).day,
            load_readiness(store, scope).day,
            load_rights(store, scope).day,
        }
        assert days == {day}
    assert store._relations(RIGHTS).today == day
