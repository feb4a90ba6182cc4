"""The closed loop and the clocks of complaints against counts made by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import scipy.stats

from analytics.complaints.numbers.loop import LOOP_IN_TIME, compute_after, load_loop
from analytics.complaints.numbers.rates import LEVEL
from analytics.complaints.numbers.resolution import compute_curves, compute_share, load_resolution
from analytics.complaints.numbers.texts import compute_rare
from analytics.periods import day_number, week_number
from analytics.scope import Scope
from data.store import Store
from tests.analytics.made import ADMIN as RIGHTS
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")


def test_a_case_is_kept_missed_or_still_within_its_hours(store: Store) -> None:
    rows = ["contact,customer,kind,reason,raised at,owner,reached at"]
    told = ["complaint number,customer,received at"]
    for i in range(12):  # reached after one hour
        told.append(f"K{i},C{i},2026-11-16 09:00")
        rows.append(f"F{i},C{i},follow_up,complaint,2026-11-16 09:10,Ann,2026-11-16 10:00")
    for i in range(12, 16):  # reached after four days, of three that are allowed
        told.append(f"K{i},C{i},2026-11-16 09:00")
        rows.append(f"F{i},C{i},follow_up,complaint,2026-11-16 09:10,Ann,2026-11-20 10:00")
    told += [f"K{i},C{i},2026-11-16 09:00" for i in range(16, 18)]  # nobody owns them: failures
    told.append("K18,C18,2026-11-22 20:00")  # still within its hours
    load(store, "complaints", "\n".join(told) + "\n")
    load(store, "contacts", "\n".join(rows) + "\n")
    found = load_loop(store, Scope(RIGHTS))
    row = found.reasons.iloc[0]
    assert (row["reason"], row["n"], row["judged"], row["in_time"]) == ("complaint", 19, 18, 12)
    assert (row["unowned"], row["unreached"], row["overdue"]) == (3, 3, 2)
    share = LOOP_IN_TIME.compute(store, Scope(RIGHTS), ("reason",)).iloc[0]
    assert (share["value"], share["n"]) == (pytest.approx(12 / 18), 18)
    load(store, "settings", "setting,value\nloop.hours.complaint,120\n")
    assert load_loop(store, Scope(RIGHTS)).total("in_time") == 16


def test_the_next_answer_is_compared_in_pairs() -> None:
    frame = pd.DataFrame(
        {
            "handled": ["in_time", "late"],
            "n": [100, 100],
            "total": [200.0, 100.0],
            "squares": [500.0, 200.0],
            "before": [3.0, 3.0],
        }
    )
    after, gap = compute_after(frame)
    assert after["change"].tolist() == [2.0, 1.0]
    # Both variances are 1 (divisor n): Welch's interval of a difference of 1 is 1 ± t·√(2/99), at the level that the
    # page leaves it.
    quantile = scipy.stats.t.ppf(1 - LEVEL / 2, 198)
    assert (gap.difference, gap.high - gap.low) == (1.0, pytest.approx(2 * quantile * (2 / 99) ** 0.5, abs=1e-4))
    assert compute_after(frame.assign(n=[100, 29]))[1] is None


def test_the_ways_of_handling_stand_in_one_order_however_the_store_answers() -> None:
    frame = pd.DataFrame(
        {
            "handled": ["none", "late", "in_time"],
            "n": [40, 50, 60],
            "total": [40.0, 50.0, 60.0],
            "squares": [90.0, 90.0, 90.0],
            "before": [3.0, 4.0, 5.0],
        }
    )
    after, _ = compute_after(frame)
    assert list(zip(after["handled"], after["n"], strict=True)) == [("in_time", 60), ("late", 50), ("none", 40)]


LEDGER = "complaint number,customer,received at,closed at,due at,days paused,clock stopped on\n"


def test_pauses_stop_the_clock_and_working_days_pass_weekends_over(store: Store) -> None:
    # Friday to Tuesday fortnight: 18 calendar days, 12 working days; 20 more that waited eight days for the customer.
    late = "".join(f"A{i},C{i},2026-10-02,2026-10-20,2026-10-12,,\n" for i in range(20))
    paused = "".join(f"B{i},C{i},2026-10-02,2026-10-20,2026-10-12,8,\n" for i in range(20))
    waiting = "".join(f"D{i},C{i},2026-10-02,,2026-10-12,,2026-10-05\n" for i in range(10))
    load(store, "complaints", LEDGER + late + paused + waiting)
    load(store, "settings", "setting,value\ncomplaints.days,14\n")
    judged = {}
    for clock in ("ledger", "calendar", "business"):
        found = load_resolution(store, Scope(RIGHTS), clock)
        row = found.kept.weekly.iloc[0]
        judged[clock] = (row["n"], row["part"])
        assert (int(found.all_open["n"].iloc[0]), int(found.all_open["waiting"].iloc[0])) == (10, 10)
        assert int(found.all_open["overdue"].iloc[0]) == 0
    assert judged == {"ledger": (40, 20), "calendar": (40, 20), "business": (40, 40)}


def test_open_ones_are_censored_in_the_curve() -> None:
    steps = pd.DataFrame({"grp": "", "step": range(4), "n": [40, 40, 30, 20], "closed": [0, 10, 10, 5]})
    curves, test = compute_curves(steps)
    assert [float(share) for share in curves[""].share] == pytest.approx([1, 0.75, 0.5, 0.375])
    assert (curves[""].quantile(), test) == (2.0, None)


def test_a_week_with_too_little_is_blank_and_judges_nothing() -> None:
    first = week_number(date(2026, 1, 5))
    frame = pd.DataFrame(
        {"step": [first + i for i in range(26) if i != 3], "judged": [50] * 24 + [4], "in_time": [45] * 24 + [0]}
    )
    found = compute_share(frame, "in_time", "judged", pd.Timestamp("2026-06-08"))
    assert len(found.weekly) == 26
    assert found.weekly["value"].isna().tolist() == [i in (3, 25) for i in range(26)]
    assert (found.chart.centre, int(found.weekly["beyond"].abs().sum())) == (pytest.approx(0.9), 0)


def test_complaints_that_are_rare_are_judged_by_the_time_between_them() -> None:
    start = day_number(date(2026, 1, 1))
    days = [start + 7 * i for i in range(20)] + [start + 7 * 19 + i for i in range(1, 61)]
    found = compute_rare(days, 1_000, pd.Timestamp("2026-05-15"))
    assert (found.a_week, found.times.points, found.between.centre) == (pytest.approx(1.0), 19, pytest.approx(7_000))
    assert (found.shifted, found.change.rose, found.change.start) == (True, True, 0)
