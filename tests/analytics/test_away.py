"""Who left and came back is away in between: for every page that reads the ledger of departures, as of a day before the
return and after."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.care.numbers.statements import CADENCE
from analytics.closing.numbers.prepaid import ROSTER
from analytics.closing.numbers.standing import CUSTOMERS
from analytics.complaints.numbers.statements import RATES
from analytics.coordination.numbers.problems import COUNTED
from analytics.move.numbers.places import load_places
from analytics.periods import day_number
from analytics.readiness.numbers.consistency import load_contradictions
from analytics.retention.statements import LEAVING
from analytics.retention.value import load_in_danger
from analytics.satisfaction.numbers.statements import POPULATION
from analytics.scope import Scope
from data.store import Store
from data.store.query import Query
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

ROOT = Path(__file__).resolve().parents[2]
KNOWN = datetime(2026, 1, 1, 12)
CUT, LEFT, BACK = date(2026, 6, 1), date(2026, 7, 6), date(2026, 9, 7)
"""Three Mondays."""
BETWEEN, AFTER = date(2026, 8, 3), date(2026, 10, 5)
PEOPLE, GONE = 40, 12


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


@pytest.fixture
def told(store: Store) -> Store:
    """40 customers moved on one day; twelve left five weeks later and came back nine weeks after that. W2 is still to
    move."""
    waves = [
        {"wave": "W1", "cutover_on": CUT, "started_on": date(2026, 5, 4)},
        {"wave": "W2", "planned_cutover_on": date(2027, 3, 1)},
    ]
    load(store, "waves", waves, KNOWN)
    people = [f"C{n:03d}" for n in range(PEOPLE)]
    roster = [{"customer": one, "wave": "W2", "branch": "B1", "prepaid_balance": 5} for one in people]
    load(store, "customers", roster, KNOWN)
    gone = [{"customer": one, "left_on": LEFT, "came_back_on": BACK} for one in people[:GONE]]
    load(store, "departures", gone, KNOWN)
    days = (CUT, BETWEEN, date(2026, 9, 28))
    cries = [{"complaint": f"K{one}{day}", "customer": one, "opened_at": noon(day)} for one in people for day in days]
    load(store, "complaints", cries, KNOWN)
    return store


@pytest.mark.parametrize(("day", "there"), [(date(2026, 6, 8), PEOPLE), (BETWEEN, PEOPLE - GONE), (AFTER, PEOPLE)])
def test_whoever_came_back_is_away_until_then_on_every_page(told: Store, day: date, there: int) -> None:
    scope = Scope(ADMIN, as_of=noon(day))

    def ask(query: Query) -> dict[str, int]:
        given = scope.params() | {"day": day, "today": day_number(day)}
        frame = told.read(query, ADMIN, as_of=scope.as_of, params=given)
        if "item" in frame.columns:
            frame = frame[frame["item"] == "left"]
        return {name: int(frame[name].sum()) for name in ("n", "there") if name in frame.columns}

    assert ask(POPULATION) == {"n": there}
    assert ask(CADENCE) == {"n": there}
    assert ask(ROSTER) == {"n": there}
    assert ask(CUSTOMERS) == {"n": PEOPLE, "there": there}
    assert ask(COUNTED) == {"n": PEOPLE - there}
    assert load_places(told, scope).of("left_before") == PEOPLE - there
    assert len(load_in_danger(told, scope)) == there  # each has a complaint that is open


def test_weeks_of_absence_are_not_weeks_at_risk(told: Store) -> None:
    """Of twelve weeks from the one before the departure on, nine are those of 28 customers."""
    first, last = day_number(LEFT) // 7 - 1, day_number(LEFT) // 7 + 10
    scope = Scope(ADMIN, as_of=noon(AFTER))
    given = scope.params() | {
        "day": AFTER,
        "today": day_number(AFTER),
        "tier": None,
        "by_wave": False,
        "by_branch": False,
        "by_step": True,
        "axis": "calendar",
        "first_step": first,
        "last_step": last,
    }
    weeks = [PEOPLE] + [PEOPLE - GONE] * 9 + [PEOPLE] * 2
    assert told.read(RATES, ADMIN, as_of=scope.as_of, params=given).sort_values("step")["n"].tolist() == weeks
    # In the week of the departure itself they are there at its start: they leave in it.
    leaving = told.read(LEAVING, ADMIN, as_of=scope.as_of, params=given).sort_values("step")
    assert leaving["n"].tolist() == [PEOPLE] * 2 + [PEOPLE - GONE] * 8 + [PEOPLE] * 2
    assert leaving["lost"].sum() == 0
    before = told.read(LEAVING, ADMIN, as_of=noon(BETWEEN), params=given | {"day": BETWEEN}).sort_values("step")
    assert before["lost"].tolist() == [0, GONE] + [0] * 10


def test_moved_while_away_is_a_contradiction_and_after_the_return_none(told: Store) -> None:
    for on, n in ((BETWEEN, [GONE]), (BACK, [])):
        moved = [
            {"customer": f"C{one:03d}", "wave": "W2", "status": "moved", "cut_over_on": on} for one in range(PEOPLE)
        ]
        load(told, "transfers", moved, KNOWN)
        found = load_contradictions(told, Scope(ADMIN, as_of=noon(AFTER)), "moved_after_leaving")
        assert found["n"].tolist() == n


def test_the_rule_stands_in_one_place() -> None:
    asked = re.compile(r"came_back_on is null(?! or \w*\.?came_back_on > )")
    found = [str(path) for path in (ROOT / "analytics").rglob("*.py") if asked.search(path.read_text("utf-8"))]
    assert found == []
