"""Plan, money, market and customers: days that pass without news improve no number and no verdict, and soon nothing is
said of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from analytics.judging import load_judge
from analytics.metrics import METRICS
from analytics.reach import BESIDE, counted_in
from analytics.scope import Scope
from data.access import local_rights
from data.datasets import DATASETS
from data.language import Translator
from data.settings import settings
from data.store import Store
from pages.kit.reach import LEDGERS
from tests.analytics.conftest import load as put
from tests.analytics.metrics.resting import rests
from tests.pages.small import fill, programme

SCOPE = Scope(local_rights("tester", "administrator"))
LAST = date(2026, 11, 22)
KNOWN = datetime.combine(LAST, time(12))
RANK = {"good": 2, "watch": 1, "bad": 0}
OURS = sorted(
    name
    for name, metric in METRICS.items()
    if (ledger := counted_in(metric.passport.datasets)) and DATASETS[ledger].area in BESIDE
)
DAYS = (1, 2, 5, 8, 9, 14, 21, 30)


@pytest.fixture
def someday(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    settings.cache_clear()


def go_to(someday: pytest.MonkeyPatch, day: date) -> None:
    someday.setenv("HANDOVER_TODAY", day.isoformat())
    settings.cache_clear()


@pytest.fixture
def stopped(store: Store, someday: pytest.MonkeyPatch) -> Store:
    """A programme under way, late and dear by a little, of which nothing was loaded after 22 November."""
    go_to(someday, LAST)
    ledgers = programme(date(2026, 9, 1), LAST, late=3)
    fill(store, ledgers, KNOWN)
    people = [row["customer"] for row in ledgers["customers"]]
    put(
        store,
        "departures",
        [
            {"customer": one, "left_on": LAST - timedelta(days=7 * at + 1), "went_to": ("Harbour", "North")[at % 2]}
            for at, one in enumerate(people[:16])
        ],
        KNOWN,
    )
    put(
        store,
        "revenue",
        [{"customer": one, "month": date(2026, month, 1), "amount": 100} for one in people for month in range(1, 11)],
        KNOWN,
    )
    put(
        store,
        "market",
        [
            {
                "period": date(2026, month, 1),
                "firm": firm,
                "own": firm == "We",
                "volume": 100.0,
                "asked": 200,
                "aware": 120,
            }
            for month in (8, 9, 10)
            for firm in ("We", "Harbour")
        ],
        KNOWN,
    )
    put(
        store,
        "mentions",
        [
            {
                "mention": f"M{at}",
                "posted_on": LAST - timedelta(days=at),
                "stars": 5 - at % 5,
                "wording": "good" if at % 2 else "bad",
            }
            for at in range(60)
        ],
        KNOWN,
    )
    put(
        store,
        "campaigns",
        [
            {
                "campaign": "A",
                "goal": "win",
                "started_on": date(2026, 9, 1),
                "ended_on": date(2026, 12, 10),
                "budget": 100,
                "cost": 100,
                "reached": 500,
                "joined": 60,
                "income": 500,
            }
        ],
        KNOWN,
    )
    put(
        store,
        "deals",
        [
            {
                "deal": f"D{at}",
                "stage": "won" if at % 2 else "open",
                "amount": 10,
                "opened_on": date(2026, 10, 1),
                "closed_on": date(2026, 11, 10) if at % 2 else None,
                "expected_on": date(2026, 12, 1),
            }
            for at in range(60)
        ],
        KNOWN,
    )
    return store


def standing(store: Store) -> dict[str, tuple[float | None, str]]:
    """Of each metric its value, the greater the better (nothing where it is stale or has no better side), and its
    state."""
    judge, found = load_judge(store, SCOPE), {}
    for name in OURS:
        reading = METRICS[name].now(store, SCOPE)
        sided = reading.value is not None and not reading.stale and reading.metric.better != "neither"
        value = (reading.value if reading.metric.better == "up" else -(reading.value or 0.0)) if sided else None
        found[name] = (value, judge.reading(reading).state)
    return found


def test_days_without_news_improve_nothing(stopped: Store, someday: pytest.MonkeyPatch) -> None:
    go_to(someday, LAST + timedelta(days=DAYS[0]))
    first = standing(stopped)
    known = {name for name, (value, _) in first.items() if value is not None}
    assert {
        "finish_slip",
        "spi_t",
        "cpi",
        "final_cost",
        "npv",
        "customers_moved",
        "departure_rate",
        "market_share",
        "campaign_roi",
    } <= known
    for ahead in DAYS[1:]:
        go_to(someday, LAST + timedelta(days=ahead))
        now = standing(stopped)
        risen = {
            name: (first[name][0], value)
            for name, (value, _) in now.items()
            if value is not None and value > (first[name][0] if first[name][0] is not None else value) + 1e-9
        }
        better = {
            name: (first[name][1], state)
            for name, (_, state) in now.items()
            if RANK.get(state, -1) > RANK.get(first[name][1], 1)
        }
        assert (ahead, risen, better) == (ahead, {}, {})


def test_beyond_the_rhythm_of_its_ledger_nothing_is_said_of_today(stopped: Store, someday: pytest.MonkeyPatch) -> None:
    rhythms = {name: min(DATASETS[one].rhythm_days or 0 for one in rests(stopped, name)) for name in OURS}
    assert set(rhythms.values()) == {7, 31, 92}
    for name, rhythm in rhythms.items():
        last = LAST + timedelta(days=int(rhythm * 1.25))
        go_to(someday, last)
        assert (name, METRICS[name].now(stopped, SCOPE).stale) == (name, False)
        go_to(someday, last + timedelta(days=1))
        reading = METRICS[name].now(stopped, SCOPE)
        assert (name, reading.stale, load_judge(stopped, SCOPE).reading(reading).state) == (name, True, "unknown")
    # Costs are known to the end of the last month that was paid.
    words = {name: METRICS[name].now(stopped, SCOPE).words(Translator("en")) for name in ("finish_slip", "cpi")}
    assert words == {
        "finish_slip": "Known to 22\u00a0Nov\u00a02026: nothing newer was loaded in time",
        "cpi": "Known to 30\u00a0Nov\u00a02026: nothing newer was loaded in time",
    }


def test_what_is_over_does_not_grow_old(store: Store, someday: pytest.MonkeyPatch) -> None:
    """Nothing more is expected of a plan that is done and of costs that are paid: they are judged long after."""
    begin = date(2026, 3, 20) - timedelta(days=130)
    go_to(someday, date(2026, 11, 23))
    fill(store, programme(begin, date(2026, 3, 20)), datetime(2026, 3, 20, 18))
    names = ("finish_slip", "spi_t", "cpi", "final_cost", "unit_cost", "customers_moved")
    readings = {name: METRICS[name].now(store, SCOPE) for name in names}
    assert {name: reading.stale for name, reading in readings.items()} == dict.fromkeys(names, False)
    # Benefits go on: what came of them since is not known.
    assert METRICS["npv"].now(store, SCOPE).stale


def test_a_page_of_plan_and_money_says_until_when_its_ledgers_tell() -> None:
    assert {page: LEDGERS[page] for page in ("schedule", "cost", "cost_benefit", "satisfaction")} == {
        "schedule": ("tasks", "transfers"),
        "cost": ("costs",),
        "cost_benefit": ("costs", "benefits"),
        "satisfaction": ("surveys", "invitations"),
    }


def test_who_is_still_to_be_moved_is_known_until_the_transfers_were_loaded(
    stopped: Store, someday: pytest.MonkeyPatch
) -> None:
    """Notices that stopped with the last letter make nothing unknown, and letters that go on say nothing of who was
    moved; departures that stopped do, and are named."""
    names, last = ("still_to_move", "left_behind"), date(2026, 12, 2)
    go_to(someday, last)
    letter = [{"customer": "CW100", "kind": "data", "version": "v1", "sent_at": datetime(2026, 12, 1)}]
    put(stopped, "notices", letter, datetime.combine(last, time(12)))
    readings = {name: METRICS[name].now(stopped, SCOPE) for name in names}
    assert {name: (one.until, one.stale) for name, one in readings.items()} == dict.fromkeys(names, (LAST, True))
    go_to(someday, date(2026, 12, 20))
    transfers = [
        row | {"status": "planned"}
        for row in programme(date(2026, 9, 1), LAST, late=3)["transfers"]
        if row["wave"] == "W2"
    ][:1]
    put(stopped, "transfers", transfers, datetime(2026, 12, 20, 12))
    # Who left of those still to be moved is told by the departures alone.
    readings = {name: METRICS[name].now(stopped, SCOPE) for name in names}
    assert {name: (one.until, one.stopped) for name, one in readings.items()} == dict.fromkeys(
        names, (LAST, "departures")
    )
    put(stopped, "departures", [{"customer": "CW100", "left_on": date(2026, 12, 18)}], datetime(2026, 12, 20, 12))
    readings = {name: METRICS[name].now(stopped, SCOPE) for name in names}
    assert {name: (one.until, one.stale) for name, one in readings.items()} == dict.fromkeys(
        names, (date(2026, 12, 20), False)
    )
