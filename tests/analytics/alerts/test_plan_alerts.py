"""Early warnings of plan and money on ledgers made by hand: each fires at its limit, at its onset, and not below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from analytics.cost import alerts as money
from analytics.cost.numbers.costs import Costs, Value, compute_costs
from analytics.cost_benefit.alerts import compute_pays
from analytics.cost_benefit.numbers.case import Odds
from analytics.judging import USUAL, Judge, load_judge
from analytics.metrics import METRICS
from analytics.schedule import alerts as schedule
from analytics.schedule.numbers import Plan, compute_outlook, load_plan
from analytics.scope import Scope
from analytics.stats.earned_value import EarnedValue
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN = Translator("en")
LIMITS = USUAL
FIRST, START = date(2026, 9, 27), date(2026, 10, 4)


def stone(week: int, forecast: date, **more: object) -> dict[str, object]:
    """A milestone planned for 1 December, as the plan of a week has it."""
    day = FIRST + timedelta(weeks=week)
    return {
        "snapshot_on": day,
        "task": "M",
        "name": "Close",
        "milestone": True,
        "planned_finish_on": date(2026, 12, 1),
        "forecast_finish_on": forecast,
        **more,
    }


def plan_of(store: Store, forecasts: list[date], **more: object) -> Plan:
    for week, forecast in enumerate(forecasts):
        at = datetime.combine(FIRST + timedelta(weeks=week), datetime.min.time())
        load(store, "tasks", [stone(week, forecast, **more)], at)
    return load_plan(store, Scope(ADMIN, as_of=datetime(2026, 12, 1, 12)))


@pytest.mark.parametrize(("days", "alerted"), [(6, False), (7, True)])
def test_a_milestone_that_moves_by_the_limit_is_told_at_the_week_it_moved(
    store: Store, days: int, alerted: bool
) -> None:
    still, later = date(2026, 12, 1), date(2026, 12, 1) + timedelta(days=days)
    found = schedule.compute_moves(plan_of(store, [still, still, later, later], wave="W6"), LIMITS)
    assert bool(found) is alerted
    if found:
        (alert,) = found
        assert (alert.onset, alert.active, alert.subject) == (FIRST + timedelta(weeks=2), True, "W6")
        assert alert.sentence(EN).replace("\u00a0", " ") == "“Close” moved by 7 days within 28 days, to 8 Dec 2026"


def test_within_which_days_moves_add_up_and_hold_is_a_setting(store: Store) -> None:
    """Two moves of four days a week apart: eight within a fortnight, four within ten days; of the newest snapshot two
    weeks later the last of them is still told."""
    plan = plan_of(store, [date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 9)])
    (alert,) = schedule.compute_moves(plan, Judge({"alert.milestone_window_days": "14"}))
    assert alert.sentence(EN).replace("\u00a0", " ") == "“Close” moved by 8 days within 14 days, to 9 Dec 2026"
    assert schedule.compute_moves(plan, Judge({"alert.milestone_window_days": "10"})) == []
    load(store, "tasks", [stone(4, date(2026, 12, 1), task="N")], datetime.combine(START, datetime.min.time()))
    later = load_plan(store, Scope(ADMIN, as_of=datetime(2026, 12, 1, 12)))
    active = [
        schedule.compute_moves(later, Judge({"alert.milestone_recent_days": days}))[0].active for days in ("13", "14")
    ]
    assert active == [False, True]


def test_small_steps_add_up_and_an_old_move_is_over(store: Store) -> None:
    """Two moves of four days make eight; seven weeks later nothing has moved within four weeks."""
    dates = [date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 9)] + [date(2026, 12, 9)] * 6
    (alert,) = schedule.compute_moves(plan_of(store, dates), LIMITS)
    assert (alert.value, alert.onset, alert.active) == (8.0, FIRST + timedelta(weeks=2), False)


@pytest.mark.parametrize(("steps", "onset"), [((1, 2, 3), 3), ((1, 0, 1, 1), None), ((1, 1, 1, 0), 3), ((1, 1), None)])
def test_a_milestone_put_off_three_times_in_a_row(store: Store, steps: tuple[int, ...], onset: int | None) -> None:
    """By a day each time, which is no move of a week; it is over once a snapshot left it where it was."""
    dates = [date(2026, 12, 1) + timedelta(days=sum(steps[:at])) for at in range(len(steps) + 1)]
    plan = plan_of(store, dates, wave="W6")
    found = schedule.compute_slips(plan, LIMITS)
    assert [(one.onset, one.active, one.subject) for one in found] == (
        [] if onset is None else [(FIRST + timedelta(weeks=onset), steps[-1] > 0, "W6")]
    )
    assert not schedule.compute_slips(plan, Judge({"alert.milestone_slips": "4"}))
    if steps == (1, 2, 3):
        said = found[0].sentence(EN).replace("\u00a0", " ")
        assert said == "“Close” was put off 3 times in a row, by 6 days in all, to 7 Dec 2026"


def test_a_baseline_is_asked_for_its_reason(store: Store) -> None:
    plan = plan_of(store, [date(2026, 12, 1)])
    versions = pd.DataFrame(
        {
            "version": ["v1", "v2"],
            "approved_on": pd.to_datetime(["2026-01-01", "2026-09-01"]),
            "reason": ["", None],
            "finish": pd.to_datetime(["2026-11-17", "2026-12-01"]),
        }
    )
    (alert,) = schedule.compute_baselines(replace(plan, baselines=versions))
    assert alert.sentence(EN) == "Baseline v2 moves the finish by 14 days and gives no reason"
    assert (alert.onset, alert.active) == (date(2026, 9, 1), True)
    assert not schedule.compute_baselines(replace(plan, baselines=versions.assign(reason=["", "Archive repair"])))


def work(week: int, share: float) -> dict[str, object]:
    """One piece of work of ten weeks from 5 October."""
    return {
        "snapshot_on": START + timedelta(weeks=week),
        "task": "A",
        "name": "Work",
        "planned_start_on": date(2026, 10, 5),
        "planned_finish_on": date(2026, 12, 13),
        "percent_complete": share,
        "duration": 50.0,
        "optimistic": 45.0,
        "most_likely": 50.0,
        "pessimistic": 90.0,
        "forecast_start_on": date(2026, 10, 5),
        "forecast_finish_on": date(2026, 12, 13),
    }


def worked(store: Store, shares: list[float]) -> Plan:
    for week, share in enumerate(shares, 1):
        load(store, "tasks", [work(week, share)], datetime.combine(START + timedelta(weeks=week), datetime.min.time()))
    return load_plan(store, Scope(ADMIN, as_of=datetime(2026, 12, 1, 12)))


def test_pace_is_told_from_the_week_it_fell_below_its_limit(store: Store) -> None:
    plan = worked(store, [0.1, 0.2, 0.27, 0.35])
    (alert,) = schedule.compute_pace(plan, LIMITS)
    assert (alert.onset, alert.active, alert.severity) == (START + timedelta(weeks=3), True, "watch")
    assert alert.value == pytest.approx(0.9)
    assert not schedule.compute_pace(plan, Judge({"limit.spi_t.watch": "0.85"}))
    # 0.3 and 0.5 weeks of ten: behind by three and five in a hundred of the plan's length
    assert [alert.onset for alert in schedule.compute_pace(plan, Judge({"alert.lag": "0.04"}))] == [
        START + timedelta(weeks=4)
    ]
    assert not schedule.compute_pace(plan, Judge({"alert.lag": "0.06"}))


def test_a_finish_that_is_not_likely_in_time_is_told_with_its_chance(store: Store) -> None:
    plan = worked(store, [0.1, 0.2])
    programme = replace(plan.programme, target=date(2026, 12, 20))
    late = replace(plan, programme=programme)
    outlook = compute_outlook(late)
    (alert,) = schedule.compute_target(late, outlook, LIMITS)
    assert alert.params["finish"] == outlook.day(0.8) > date(2026, 12, 20)
    assert (alert.severity, alert.dated) == ("serious", False)
    roomy = replace(plan, programme=replace(programme, target=date(2027, 6, 1)))
    assert not schedule.compute_target(roomy, compute_outlook(roomy), LIMITS)


def sheet(actual: list[float], *, forecast: float = 100.0) -> Costs:
    """Ten months with a budget of 100 each; the first ones spent."""
    months = pd.date_range("2026-01-01", periods=10, freq="MS")
    frame = pd.DataFrame(
        {"period": months, "category": "Migration", "wave": None, "kind": "one_off", "version": None, "unrated": 0}
    )
    frame["budget"], frame["forecast"] = 100.0, forecast
    frame["actual"] = actual + [float("nan")] * (10 - len(actual))
    for name in ("committed", "low", "high", "earned"):
        frame[name] = float("nan")
    return compute_costs(frame, pd.DataFrame(), "CNY", date(2026, 12, 1))


def earned(costs: Costs, ev: list[float], pv: list[float]) -> Value:
    ac = costs.work["actual"].dropna().cumsum().tolist()
    trend = pd.DataFrame({"day": pd.date_range("2026-01-31", periods=len(ev), freq="ME"), "pv": pv, "ev": ev, "ac": ac})
    trend["planned_cost"] = [100.0 * (at + 1) for at in range(len(ev))]
    trend["cpi"], trend["spi"] = trend["ev"] / trend["ac"], trend["ev"] / trend["pv"]
    return Value(EarnedValue(costs.bac, pv[-1], ev[-1], ac[-1]), trend, "units", date(2026, 3, 31))


def test_an_overspent_programme_is_told_and_one_that_follows_its_budget_is_not() -> None:
    """By customers moved, a plan kept to the yuan has a CPI of 0.5 between two cut-overs: that is its timing."""
    dear = sheet([100, 150, 200])
    found = {
        alert.code: alert
        for alert in money.compute_indices(dear, earned(dear, [100, 200, 300], [100, 200, 300]), LIMITS)
    }
    assert set(found) == {"cpi_low", "tcpi_high"}
    assert found["cpi_low"].onset == date(2026, 2, 28)
    assert (found["cpi_low"].value, found["cpi_low"].severity, found["cpi_low"].limit) == (
        pytest.approx(300 / 450),
        "serious",
        0.9,
    )
    slow = sheet([100, 105, 115])  # 300 ÷ 320: below the first limit of 0.95 and not below the second of 0.90
    (near,) = money.compute_indices(slow, earned(slow, [100, 200, 300], [100, 200, 300]), LIMITS)
    assert (near.code, near.value, near.severity, near.limit) == ("cpi_low", pytest.approx(300 / 320), "watch", 0.95)
    assert found["tcpi_high"].value == pytest.approx(700 / 550)
    kept = sheet([100, 100, 100])
    assert not money.compute_indices(kept, earned(kept, [50, 50, 150], [50, 50, 150]), LIMITS)


def test_a_budget_that_is_gone_is_said_in_words() -> None:
    gone = sheet([400, 400, 400])
    found = money.compute_indices(gone, earned(gone, [100, 200, 300], [100, 200, 300]), LIMITS)
    (alert,) = [alert for alert in found if alert.code == "budget_gone"]
    assert alert.severity == "serious"
    assert "no performance meets it any more" in alert.sentence(EN)
    assert "inf" not in "".join(alert.sentence(EN) for alert in found)


def test_a_forecast_over_budget_and_its_category() -> None:
    found = {alert.code: alert for alert in money.compute_overruns(sheet([100, 100], forecast=120.0), LIMITS)}
    assert found["final_cost_over"].sentence(EN) == "The forecast of the final cost is ¥1,160, ¥160 (16%) over budget"
    assert found["category_over"].sentence(EN) == "“Migration” is forecast at 116% of its budget, ¥160 over"
    assert found["final_cost_over"].severity == "serious"
    assert not money.compute_overruns(sheet([100, 100]), LIMITS)


@pytest.mark.parametrize(("lift", "alerts"), [(1.0, 1), (7.0, 0)])
def test_a_case_that_may_not_pay(lift: float, alerts: int) -> None:
    values = pd.Series(range(-10, 10)).to_numpy(dtype=float) + lift
    found = compute_pays(sheet([100]), Odds(values, pd.DataFrame(), 20, 42, 0.2), LIMITS)
    assert len(found) == alerts


def test_thresholds_come_from_the_settings(store: Store) -> None:
    rows = [
        {"setting": "alert.cpi", "value": "0.8"},
        {"setting": "alert.category", "value": "110%"},
        {"setting": "alert.tcpi", "value": "much"},
    ]
    load(store, "settings", rows)
    found = load_judge(store, Scope(ADMIN))
    passports = {name: METRICS[name].passport for name in ("cpi", "tcpi")}
    assert (found.limits(passports["cpi"]).bad, found["alert.category"]) == (0.8, 1.1)
    assert found.limits(passports["tcpi"]).bad == 1.1
    assert [(one.setting, one.value) for one in found.unreadable] == [("alert.tcpi", "much")]


def test_a_reader_of_one_wave_has_no_programme_to_watch(store: Store) -> None:
    plan_of(store, [date(2026, 12, 1), date(2026, 12, 20)])
    narrow = replace(ADMIN, waves=frozenset({"W1"}))
    assert isinstance(narrow, Rights)
    assert money.evaluate(store, narrow, datetime(2026, 12, 1, 12)) == []
    assert {alert.code for alert in schedule.evaluate(store, narrow, datetime(2026, 12, 1, 12))} <= {"milestone_moved"}
