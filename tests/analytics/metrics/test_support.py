"""Tickets judged by hand: times of open ones, the share in time, weeks, who is short of people."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.safeguards.numbers import load_support
from analytics.safeguards.numbers.support import compute_times, compute_weekly, wave_state
from analytics.scope import Scope
from data.access import local_rights
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
HEAD = "ticket,wave,opened at,first response at,to be resolved by,resolved at\n"
WAVES = "wave,planned cut-over,actual cut-over\nW1,2026-11-02,2026-11-02\nW2,2026-12-05,\n"
FOUR = (
    "A,W1,2026-11-02 09:00,2026-11-02 10:30,2026-11-05 09:00,2026-11-04 09:00\n"  # 2 hours begun, 2 days, in time
    "B,W1,2026-11-03 09:00,2026-11-03 09:40,2026-11-05 09:00,2026-11-07 10:00\n"  # 1 hour begun, 5 days begun, late
    "C,W1,2026-11-10 09:00,,2026-11-12 09:00,\n"  # neither; past its time
    "D,W1,2026-11-20 09:00,,2026-12-20 09:00,\n"  # neither; within its time
    "E,W1,2026-11-11 09:00,,2026-11-12 09:00,2026-11-11 15:00\n"  # resolved, the response is unknown
)


def test_open_tickets_count_as_long_as_they_have_been_seen(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "tickets", HEAD + FOUR)
    found = load_support(store, Scope(RIGHTS))
    resolution = found.times["resolution"]["W1"]
    assert resolution.n == 5
    assert {step: int(n) for step, n in enumerate(resolution.ended) if n} == {1: 1, 2: 1, 5: 1}
    assert resolution.at_risk[[0, 1, 2, 3, 5, 6]].tolist() == [5, 5, 4, 3, 2, 1]
    response = found.times["response"]["W1"]
    assert response.n == 4
    assert {step: int(n) for step, n in enumerate(response.ended) if n} == {1: 1, 2: 1}
    assert response.at_risk[72] == 1 + 1  # C is still waiting, and D: seen for 72 hours at least


def test_an_open_ticket_past_its_time_is_not_in_time(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "tickets", HEAD + FOUR)
    row = load_support(store, Scope(RIGHTS)).waves.iloc[0]
    assert (row["tickets"], row["still_open"], row["overdue"], row["judged"], row["in_time"]) == (5, 2, 1, 4, 2)
    assert pd.isna(row["value"])


def test_ages_are_counted_in_bands(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "tickets", HEAD + FOUR)
    ages = load_support(store, Scope(RIGHTS)).ages
    assert ages[["band", "n", "overdue"]].to_numpy().tolist() == [[2, 1, 0], [4, 1, 1]]


def test_people_ready_are_held_against_those_planned(store: Store) -> None:
    load(store, "waves", WAVES)
    load(
        store,
        "continuity",
        "item,what it is,kind of item,wave,due on,support people planned,support people ready\n"
        "S1,Desk,Support,W1,2026-10-20,8,8\nS2,Night"
        " desk,Support,W1,2026-10-20,4,1\nS3,Desk,Support,W2,2026-11-25,6,\n",
    )
    found = load_support(store, Scope(RIGHTS)).waves.set_index("wave")
    assert found.loc["W1", ["planned", "ready", "state"]].tolist() == [12, 9, "bad"]
    assert pd.isna(found.loc["W2", "planned"])
    assert found.loc["W2", "state"] == "none"


@pytest.mark.parametrize(("days", "state"), [(30, "watch"), (14, "bad"), (-10, "bad")])
def test_missing_people_are_bad_from_two_weeks_before(days: int, state: str) -> None:
    row = pd.Series({"planned": 6, "ready": 5, "days": days, "slow": False, "busy": False, "overdue": 0, "tickets": 0})
    assert wave_state(row) == state


def test_weeks_without_tickets_are_0_and_unknown_ones_are_left_out() -> None:
    waves = pd.DataFrame({"wave": ["W1"], "cutover_on": [pd.Timestamp("2026-11-02")], "customers": [500]})
    counts = pd.DataFrame({"wave": ["W1", "W1"], "step": [-1, 1], "tickets": [2, 3]})
    found = compute_weekly(waves, counts, pd.Timestamp("2026-10-26"), date(2026, 11, 22))
    assert found[["step", "tickets", "rate"]].to_numpy().tolist() == [[-1, 2, 4], [0, 0, 0], [1, 3, 6], [2, 0, 0]]


def test_fewer_than_thirty_tickets_have_no_curve() -> None:
    curves = {
        n: compute_times(pd.DataFrame({"wave": "W1", "step": [2], "n": [n], "ended": [n]}), "resolution")["W1"].curve
        for n in (29, 30)
    }
    assert [curve is None for curve in curves.values()] == [True, False]


def test_the_median_is_that_of_the_product_limit() -> None:
    """Forty tickets end after 2 days, forty are lost from sight after 1, twenty after 9: 60 at risk, 40 ended."""
    frame = pd.DataFrame({"wave": "W1", "step": [2, 1, 9], "n": [40, 40, 20], "ended": [40, 0, 0]})
    found = compute_times(frame, "resolution")["W1"]
    assert found.curve.share[2] == pytest.approx(1 / 3)
    assert found.median == 2
