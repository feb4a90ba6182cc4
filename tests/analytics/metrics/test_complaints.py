"""Rates of complaints against counts made by hand, and what becomes of late and open ones."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.complaints.numbers.rates import compute_causes, compute_weekly, load_complaints
from analytics.complaints.numbers.resolution import load_still
from analytics.periods import week_number
from analytics.scope import Scope
from data.access import local_rights
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
ROSTER = "customer,wave,branch,segment\n" + "".join(f"C{i},W1,B1,Retail\n" for i in range(40))
WAVES = "wave,planned cut-over,actual start,actual cut-over\nW1,2026-10-24,2026-10-05,2026-10-24\n"
GONE = "customer,left on,kind\n" + "".join(f"C{i},2026-11-10,churn\n" for i in range(30, 40))
TOLD = """complaint number,customer,received at,closed at,due at,days paused,upheld,root cause
K1,C1,2026-11-02,2026-11-05,2026-11-10,,yes,Debit
K2,C2,2026-11-03,2026-11-15,2026-11-10,,no,Debit
K3,C3,2026-11-04,2026-11-15,2026-11-10,5,yes,Fees
K4,C4,2026-11-05,,2026-11-12,,,Fees
K5,C5,2026-11-17,,2026-12-12,,,Fees
"""


def test_the_rate_is_per_customer_still_there_in_that_week(store: Store) -> None:
    for dataset, text in (("customers", ROSTER), ("waves", WAVES), ("departures", GONE)):
        load(store, dataset, text)
    many = "".join(f"L{i}-{day},C{i},2026-11-{day},,,,,Fees\n" for i in range(8) for day in ("03", "17"))
    load(store, "complaints", TOLD + many)
    found = load_complaints(store, Scope(RIGHTS))
    rates = found.weekly.set_index("week")["value"]
    assert rates[pd.Timestamp("2026-11-02")] == pytest.approx(12 / 40 * 1000)
    assert rates[pd.Timestamp("2026-11-09")] == 0
    # Ten customers left on 10 November: they are not at risk in the week of the 16th.
    assert rates[pd.Timestamp("2026-11-16")] == pytest.approx(9 / 30 * 1000)
    # The map looks back twelve weeks: forty customers in eleven of them, thirty in the last.
    assert found.places["exposure"].tolist() == [11 * 40 + 30]


def test_open_past_its_time_is_a_failure_and_a_pause_puts_it_off(store: Store) -> None:
    load(
        store, "complaints", TOLD + "".join(f"M{i},C{i},2026-11-06,2026-11-07,2026-11-12,,no,Fees\n" for i in range(7))
    )
    outcome = load_complaints(store, Scope(RIGHTS)).outcome
    # In time: K1, K3 (five days paused) and seven more; late: K2 and K4, which is open; K5 is open and not yet due.
    assert (outcome.n, outcome.in_time, outcome.judged) == (12, 9, 11)
    still = load_still(store, Scope(RIGHTS)).iloc[0]
    assert (still["n"], still["still"], still["dated"], still["overdue"]) == (12, 2, 2, 1)
    assert (outcome.upheld, outcome.decided) == (2, 10)


def test_without_a_roster_complaints_are_counted_by_week(store: Store) -> None:
    load(store, "complaints", TOLD + "".join(f"M{i},C{i},2026-11-06,,,,,Fees\n" for i in range(11)))
    found = load_complaints(store, Scope(RIGHTS))
    assert (found.rated, found.event.empty, found.places.empty) == (False, True, True)
    assert found.weekly["value"].iloc[0] == 15


def test_limits_are_frozen_before_the_first_start() -> None:
    steps = range(week_number(date(2026, 1, 5)), week_number(date(2026, 1, 5)) + 30)
    counts = [20, 22, 18, 21, 19] * 5 + [60, 20, 20, 20, 20]
    frame = pd.DataFrame({"step": steps, "complaints": counts, "exposure": 20_000})
    weekly, chart = compute_weekly(frame, True, pd.Timestamp("2026-06-29"))
    assert (chart.points, chart.centre) == (25, pytest.approx(0.001))
    assert weekly.loc[weekly["beyond"] != 0, "complaints"].tolist() == [60]
    provisional = compute_weekly(frame, True, pd.Timestamp("2026-04-06"))
    assert (provisional[1].state, int(provisional[0]["beyond"].abs().sum())) == ("provisional", 0)
    assert compute_weekly(frame, True, pd.Timestamp("2026-02-02"))[1] is None


def test_causes_are_compared_by_customer_weeks_and_corrected_for_their_number() -> None:
    frame = pd.DataFrame(
        {"cause": ["debit", "fees", None], "n": [90, 40, 12], "before": [10, 20, 6], "after": [80, 20, 6]}
    )
    found = compute_causes(frame, 10_000, 10_000).set_index("cause")
    assert found["changed"].to_dict() == {"debit": 1, "fees": 0, "": 0}
    assert found.loc["debit", ["rate_before", "rate_after"]].tolist() == [1.0, 8.0]
