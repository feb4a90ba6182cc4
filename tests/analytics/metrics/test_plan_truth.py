"""Numbers of plan and money that were once wrong, each worked out by hand, on programmes before, at and after their
ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from analytics.cost import alerts as money_alerts
from analytics.cost.charts.costs import chart_bridge, rule_words
from analytics.cost.numbers import compute_value, load_costs
from analytics.cost.numbers.costs import Value, available_rules
from analytics.cost_benefit import alerts as case_alerts
from analytics.cost_benefit.numbers import compute_odds, load_benefits, load_case
from analytics.cost_benefit.numbers.case import Case, measured
from analytics.frames import natural
from analytics.judging import USUAL
from analytics.marks import Bars
from analytics.metrics import METRICS
from analytics.programme import load_waves
from analytics.schedule import alerts as schedule_alerts
from analytics.schedule.charts.gantt import chart_gantt
from analytics.schedule.numbers import Progress, compute_progress, load_plan, load_units
from analytics.scope import Scope
from analytics.stats.earned_value import EarnedSchedule
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load as load_rows
from tests.analytics.metrics.test_money import cost, load
from tests.data.store.builders import ADMIN

DAY = date(2026, 11, 22)
EN = Translator("en")


def scope(on: date = DAY, **more: Any) -> Scope:
    return Scope(ADMIN, as_of=datetime.combine(on, datetime.min.time()) + timedelta(hours=18), **more)


def sheet(store: Store, rows: list[dict[str, Any]]) -> Any:
    load(store, "costs", rows)
    return load_costs(store, scope(), "CNY")


# Versions: only budgets have them.


def test_one_line_under_another_label_does_not_empty_the_forecast(store: Store) -> None:
    """A: 12 × 100, six months spent at 105, six expected at 110; B: 12 × 50; one month of B again as v3, at 80."""
    a = [
        cost(m, "A", 100.0, version="v2", **({"actual": 105.0} if m < 7 else {"forecast": 110.0})) for m in range(1, 13)
    ]
    b = [cost(m, "B", 50.0, version="v2") for m in range(1, 13)]
    costs = sheet(store, [*a, *b, cost(12, "B", 80.0, version="v3")])
    assert (costs.bac, costs.actual, costs.forecast) == (1830, 630, 630 + 660 + 550 + 80)


def test_version_ten_comes_after_nine_and_replaces_it_as_a_whole(store: Store) -> None:
    rows = [cost(1, c, v, version=n) for n, x in (("v9", 100.0), ("v10", 120.0)) for c, v in (("A", x), ("B", x / 2))]
    costs = sheet(store, [*rows, cost(2, "A", 7.0, version="v9")])
    assert (costs.bac, costs.version) == (180, "v10")
    assert sorted(["v10", "V2", "v9", "2026-10", "2026-9"], key=natural) == ["V2", "v9", "v10", "2026-9", "2026-10"]


def test_a_budget_moved_to_another_month_is_not_counted_twice(store: Store) -> None:
    assert sheet(store, [cost(1, "A", 100.0, version="v1"), cost(2, "A", 100.0, version="v2")]).bac == 100


def test_a_budget_without_a_version_counts_until_the_version_in_force_names_its_place(store: Store) -> None:
    rows = [cost(1, "A", 100.0, version="v1"), cost(1, "D", 40.0), cost(1, "A", 99.0)]
    assert sheet(store, rows).bac == 140


def test_what_was_spent_has_no_version_and_counts_once(store: Store) -> None:
    """January is said again by v2, February by v1 only; v2 has no forecast, so that of v1 stays."""
    rows = [
        cost(1, "A", 100.0, version="v1", actual=90.0),
        cost(2, "A", 100.0, version="v1", actual=70.0),
        cost(3, "A", 100.0, version="v1", forecast=130.0),
        cost(1, "A", 110.0, version="v2", actual=95.0),
        cost(3, "A", 110.0, version="v2"),
    ]
    costs = sheet(store, rows)
    assert (costs.bac, costs.actual, costs.forecast) == (220, 165, 295)


def test_what_a_new_or_unnamed_version_does_is_said_at_upload(store: Store) -> None:
    def keep(text: str) -> list[tuple[str, int | None]]:
        book = read_file("costs.csv", text.encode())
        prepared = prepare(book, understand(book, dataset="costs"), constants={"wave": None})
        receipt = store.commit(prepared, ADMIN, known_at=datetime(2026, 11, 22, 12))
        return [(issue.code, issue.row) for issue in receipt.issues]

    head = "period,cost category,version,budget\n"
    assert keep(head + "2026-01-01,A,v1,100\n2026-02-01,A,v1,100\n") == []
    assert keep(head + "2026-01-01,A,v2,120\n2026-02-01,A,v2,100\n") == [("budget_version_new", 2)]
    assert keep(head + "2026-01-01,A,v2,120\n2026-03-01,A,,5\n2026-04-01,A,,5\n") == [("budget_version_empty", 3)]


# To date: nothing of next year, nothing of next month.


def test_a_cost_of_next_year_is_not_spent(store: Store) -> None:
    rows = [cost(m, "A", 100.0, earned=90.0, actual=100.0) for m in (9, 10)]
    costs = sheet(store, [*rows, {"period": date(2027, 1, 1), "category": "A", "budget": 100.0, "actual": 5000.0}])
    value = compute_value(costs, None, None, "stated")
    assert isinstance(value, Value)
    assert (value.now.cpi, costs.closed_on, costs.actual, costs.forecast) == (0.9, date(2026, 10, 31), 200, 5200)


def moved_sheet(store: Store, rows: list[tuple[int, str, date | None]], planned: int = 100) -> None:
    """Wave 1, planned and cut over on 10 October, with customers by status and day; 1,000 budgeted and 500 spent in
    October."""
    customers = [
        {"customer": f"C{at}-{number}", "wave": "W1", "status": status, "cut_over_on": day}
        for at, (count, status, day) in enumerate(rows)
        for number in range(count)
    ]
    on = date(2026, 10, 10)
    load(store, "waves", [{"wave": "W1", "planned_customers": planned, "planned_cutover_on": on, "cutover_on": on}])
    load(store, "transfers", customers)
    load(store, "costs", [cost(10, "A", 1000.0, actual=500.0)])


def by_customers(store: Store) -> Value:
    plan = load_plan(store, scope())
    found = compute_value(load_costs(store, scope(), "CNY"), plan, load_units(store, scope(), plan), "units")
    assert isinstance(found, Value)
    return found


def test_the_index_of_october_knows_no_move_of_november(store: Store) -> None:
    moved_sheet(store, [(60, "moved", date(2026, 10, 10)), (40, "moved", date(2026, 11, 5))])
    assert (by_customers(store).now.ev, by_customers(store).now.cpi) == (600, 1.2)


def test_who_refused_or_withdrew_is_not_earned(store: Store) -> None:
    """15 of 40 planned: EV 375, as the label says. ÷ (40 − 10 − 5) it would be 600."""
    day = date(2026, 10, 10)
    moved_sheet(store, [(15, "moved", day), (10, "refused", None), (5, "withdrawn", None), (10, "planned", None)], 40)
    assert (by_customers(store).now.ev, by_customers(store).now.cpi) == (375, 0.75)
    assert rule_words("units", EN) == "customers transferred ÷ planned"
    assert "customers transferred ÷ customers planned" in EN("metric.cpi.formula")


def test_a_ledger_that_was_never_loaded_is_unknown_and_not_nothing(store: Store) -> None:
    load(store, "waves", [{"wave": "W1", "planned_customers": 100, "planned_cutover_on": date(2026, 10, 10)}])
    load(store, "costs", [cost(10, "A", 1000.0, actual=500.0)])
    plan = load_plan(store, scope())
    units = load_units(store, scope(), plan)
    assert (units.done, available_rules(load_costs(store, scope(), "CNY"), plan, units)) == (None, ())
    for metric in ("cpi", "spi_t", "finish_slip", "npv", "unit_cost"):
        assert METRICS[metric].now(store, scope()).value is None, metric
    load(store, "costs", [{"period": date(2026, 10, 1), "category": "Empty"}])
    assert METRICS["final_cost"].now(store, scope()).value == 500


def test_a_wave_that_moved_without_its_date_is_not_late(store: Store) -> None:
    load(store, "waves", [{"wave": "W1", "planned_customers": 40, "planned_cutover_on": date(2026, 11, 1)}])
    rows = [
        {"customer": f"C{at}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 11, 3)} for at in range(39)
    ]
    load(store, "transfers", rows)
    (wave,) = load_waves(store, scope())
    assert (wave.state, wave.days, wave.slip, wave.sentence(EN)) == (
        "moved",
        None,
        None,
        "moved; the day is not recorded",
    )


# The plan at its ends.


def plan_rows(*tasks: tuple[str, date, date, dict[str, Any]], on: date = DAY) -> list[dict[str, Any]]:
    return [
        {
            "snapshot_on": on,
            "task": n,
            "name": n,
            "planned_start_on": a,
            "planned_finish_on": b,
            "duration": 10.0,
            **more,
        }
        for n, a, b, more in tasks
    ]


FIVE_WEEKS = (date(2026, 10, 5), date(2026, 11, 8))


def test_a_plan_with_all_done_is_drawn_as_such(store: Store) -> None:
    done = {"actual_finish_on": date(2026, 11, 8), "percent_complete": 1.0}
    load_rows(store, "tasks", plan_rows(*((n, *FIVE_WEEKS, done) for n in "AB")))
    assert chart_gantt(load_plan(store, scope()), EN).title == EN("schedule.gantt.empty")


@pytest.mark.parametrize(("over", "expected"), [(date(2026, 11, 1), 5 / 4), (date(2026, 11, 15), 5 / 6)])
@pytest.mark.parametrize("on", [DAY, date(2027, 6, 30)])
def test_the_clock_stops_when_all_is_done(store: Store, over: date, expected: float, on: date) -> None:
    done = {"actual_finish_on": over, "percent_complete": 1.0}
    load_rows(store, "tasks", plan_rows(*((n, *FIVE_WEEKS, done) for n in "AB"), on=on))
    plan = load_plan(store, scope(on))
    progress = compute_progress(plan)
    assert isinstance(progress, Progress)
    assert isinstance(progress.schedule, EarnedSchedule)
    assert progress.schedule.spi_t == pytest.approx(expected)
    assert schedule_alerts.compute_pace(plan, USUAL) == []
    assert METRICS["spi_t"].now(store, scope(on)).until == on


def test_the_second_day_of_a_plan_has_no_pace_yet(store: Store) -> None:
    load_rows(store, "tasks", plan_rows(("A", date(2026, 11, 21), date(2027, 3, 1), {"percent_complete": 0.0})))
    assert METRICS["spi_t"].now(store, scope()).value is None
    assert schedule_alerts.evaluate(store, ADMIN, scope().as_of) == []


def test_done_on_a_day_that_nobody_states_is_done_and_its_lateness_unknown(store: Store) -> None:
    load_rows(store, "tasks", plan_rows(("A", *FIVE_WEEKS, {"percent_complete": 1.0})))
    plan = load_plan(store, scope())
    assert (plan.tasks["done"].tolist(), plan.late, METRICS["spi_t"].now(store, scope()).value) == ([True], None, None)
    told = {"percent_complete": 1.0, "forecast_finish_on": date(2026, 11, 12)}
    load_rows(store, "tasks", plan_rows(("A", *FIVE_WEEKS, told)), datetime(2026, 11, 22, 13))
    assert load_plan(store, scope()).late == 4


def test_a_plan_that_says_of_no_task_how_far_it_is_has_no_progress(store: Store) -> None:
    load_rows(store, "tasks", plan_rows(("A", *FIVE_WEEKS, {}), ("B", *FIVE_WEEKS, {})))
    assert compute_progress(load_plan(store, scope())) is None
    assert METRICS["spi_t"].now(store, scope()).value is None


def test_a_task_that_should_have_begun_and_says_nothing_is_named_where_it_counts_as_nothing(store: Store) -> None:
    later = (date(2027, 1, 4), date(2027, 2, 7))
    load_rows(
        store,
        "tasks",
        plan_rows(("A", *FIVE_WEEKS, {"percent_complete": 1.0}), ("B", *FIVE_WEEKS, {}), ("C", *later, {})),
    )
    for lang, said in (
        ("en", "1 task that should have begun does not say how far it is, and counts as not begun"),
        ("zh", "1项应已开始的任务未填完成情况，按未开始计"),
    ):
        t = Translator(lang)
        assert said in [one.write(t) for one in METRICS["spi_t"].now(store, scope()).now.said]


@pytest.mark.parametrize(("open_", "severity"), [(40, "serious"), (20, "watch"), (19, None)])
def test_tasks_that_should_be_over_and_are_not_are_told(store: Store, open_: int, severity: str | None) -> None:
    done = {"actual_finish_on": date(2026, 11, 8)}
    load_rows(store, "tasks", plan_rows(*((f"T{n}", *FIVE_WEEKS, {} if n < open_ else done) for n in range(40))))
    found = [a for a in schedule_alerts.evaluate(store, ADMIN, scope().as_of) if a.code == "tasks_overdue"]
    assert [a.severity for a in found] == ([severity] if severity else [])
    if severity:
        assert found[0].sentence(EN) == f"{open_} of the 40 tasks that should be over are not done"


def test_summary_tasks_are_told_by_a_breakdown_beside_the_ids(store: Store) -> None:
    """Two tasks of ten days, 100 % and 50 %, planned 5 October to 1 November; what lies above them weighs nothing."""
    text = (
        "ID,WBS,Task Name,Duration,Baseline Start,Baseline Finish,Actual Start,Actual Finish,% Complete,status date\n"
        "1,1,Project,20 days,2026-10-05,2026-11-01,2026-10-05,,10%,2026-11-01\n"
        "2,1.1,First,10 days,2026-10-05,2026-10-18,2026-10-05,2026-10-18,100%,2026-11-01\n"
        "3,1.2,Second,10 days,2026-10-19,2026-11-01,2026-10-19,,50%,2026-11-01\n"
    )
    book = read_file("plan.csv", text.encode())
    store.commit(
        prepare(book, understand(book, dataset="tasks"), constants={"wave": None}),
        ADMIN,
        known_at=datetime(2026, 11, 2),
    )
    plan = load_plan(store, scope())
    assert plan.leaves["name"].tolist() == ["First", "Second"]
    assert METRICS["spi_t"].now(store, scope()).value == pytest.approx(3 / 4)  # ES 3 weeks of 4


# What is looked at.


def test_the_dates_of_the_answers_are_no_dates_of_the_plan(store: Store) -> None:
    load_rows(
        store, "tasks", plan_rows(("A", *FIVE_WEEKS, {"forecast_finish_on": date(2026, 11, 26)}), on=date(2026, 11, 15))
    )
    early = scope(
        start=date(2026, 1, 1), end=date(2026, 3, 31), branches=("B01",), segments=("retail",), channels=("sms",)
    )
    assert [load_plan(store, one).late for one in (scope(), early)] == [18, 18]


def case_rows(store: Store) -> None:
    load(
        store,
        "costs",
        [
            cost(1, "Move", 300.0, actual=300.0, wave="W1"),
            cost(2, "Move", 300.0, actual=320.0, wave="W3"),
            cost(1, "Office", 400.0, actual=400.0),
        ],
    )
    load(
        store,
        "benefits",
        [{"period": date(2026, 12, 1), "benefit": "Kept", "planned": 2000.0, "kind": "retained_revenue"}],
    )


def test_a_wave_has_its_own_costs_and_the_case_is_that_of_all(store: Store) -> None:
    case_rows(store)
    one, whole = scope(waves=("W3",)), scope()
    costs = load_costs(store, one, "CNY")
    assert (costs.bac, costs.forecast, costs.elsewhere, costs.elsewhere_lines) == (300, 320, 400, 1)
    cases = [load_case(store, each) for each in (one, whole)]
    assert cases[0].npv(cases[0].base) == cases[1].npv(cases[1].base)  # type: ignore[union-attr]
    assert METRICS["npv"].now(store, one).value is None


def test_page_metric_and_alert_draw_the_same_odds(store: Store) -> None:
    case_rows(store)
    load_rows(
        store, "tasks", plan_rows(("A", date(2026, 10, 5), date(2027, 1, 31), {"forecast_finish_on": date(2027, 3, 1)}))
    )
    case = load_case(store, scope())
    assert isinstance(case, Case)
    odds = compute_odds(case, measured(case))
    assert METRICS["npv_chance"].now(store, scope()).value == odds.positive
    (alert,) = [one for one in case_alerts.evaluate(store, ADMIN, scope().as_of) if one.code == "npv_at_risk"]
    assert (alert.value, alert.params["worth"].value) == (odds.positive, odds.percentile(0.2))


def test_who_came_back_is_not_lost(store: Store) -> None:
    """20 moved in May; three left in June, one of whom is back: 2 of 20."""
    rows = [{"customer": f"C{n}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 5, 9)} for n in range(20)]
    load(store, "transfers", rows)
    gone = [{"customer": f"C{n}", "left_on": date(2026, 6, 1)} for n in range(3)]
    load(store, "departures", [{**gone[0], "came_back_on": date(2026, 8, 1)}, *gone[1:]])
    assert (load_benefits(store, scope(), "CNY").churn, load_benefits(store, scope(), "CNY").churn_n) == (0.1, 20)


def test_credits_beyond_the_budget_leave_none_to_compare_with(store: Store) -> None:
    costs = sheet(store, [cost(1, "A", 100.0, actual=120.0), cost(1, "Grant", -300.0, actual=-300.0)])
    assert (costs.bac, costs.forecast, costs.budgeted) == (-200, -180, False)
    assert [alert.code for alert in money_alerts.compute_overruns(costs, USUAL)] == ["category_over"]
    assert chart_bridge(costs, EN).empty == EN("cost.empty.costs")


def test_each_category_stands_beside_its_budget_also_where_only_one_changed(store: Store) -> None:
    costs = sheet(store, [cost(1, "A", 1000.0, forecast=1090.0), cost(1, "B", 500.0, forecast=480.0)])
    mark = chart_bridge(costs, EN).body
    assert isinstance(mark, Bars)
    assert (mark.names, mark.ends) == (("A", "B"), ("+¥90", "−¥20"))
    assert [series.values for series in (*mark.series, mark.targets) if series] == [(1090, 480), (1000, 500)]
    load(store, "costs", [cost(1, "B", 500.0, forecast=500.0)])
    said = chart_bridge(load_costs(store, scope(), "CNY"), EN)
    assert said.title == "¥90 (6.0%) over budget; the largest overrun is “A” with ¥90, 100% of all"
    assert isinstance(said.body, Bars)
    assert said.body.ends == ("+¥90", "¥0")


BETTER: dict[str, Callable[[float, float], bool]] = {
    "up": lambda now, then: now > then,
    "down": lambda now, then: now < then,
}


def test_no_number_gets_better_because_nothing_was_loaded(store: Store) -> None:
    """Moves, departures, costs, benefits and a plan up to 22 November; then a month without a file."""
    on = date(2026, 9, 5)
    load(
        store,
        "waves",
        [
            {"wave": "W1", "planned_customers": 100, "planned_cutover_on": on, "cutover_on": on},
            {"wave": "W2", "planned_customers": 100, "planned_cutover_on": date(2026, 12, 5)},
        ],
    )
    first = [{"customer": f"A{n}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 8, 1)} for n in range(20)]
    later = [{"customer": f"B{n}", "wave": "W1", "status": "moved", "cut_over_on": on} for n in range(60)]
    load(store, "transfers", [*first, *later])
    load(store, "departures", [{"customer": f"A{n}", "left_on": date(2026, 9, 1)} for n in range(4)])
    load(
        store,
        "costs",
        [cost(m, "Move", 100.0, wave="W1", **({"actual": 90.0} if m < 11 else {})) for m in range(6, 13)],
    )
    load(
        store,
        "benefits",
        [
            {"period": date(2027, m, 1), "benefit": "K", "kind": "retained_revenue", "planned": 300.0}
            for m in range(1, 7)
        ],
    )
    load_rows(
        store,
        "tasks",
        plan_rows(
            (
                "A",
                date(2026, 8, 3),
                date(2026, 12, 6),
                {"percent_complete": 0.6, "forecast_finish_on": date(2026, 12, 9)},
            )
        ),
    )
    metrics = ("finish_slip", "spi_t", "cpi", "final_cost", "unit_cost", "npv")

    def read(day: date) -> dict[str, float]:
        return {name: METRICS[name].now(store, scope(day)).value for name in metrics}  # type: ignore[misc]

    start = read(DAY)
    assert start["cpi"] == pytest.approx(700 * 0.4 / 450)
    assert load_benefits(store, scope(), "CNY").churn == 0.2
    alerts = {
        a.code
        for a in (
            *money_alerts.evaluate(store, ADMIN, scope().as_of),
            *schedule_alerts.evaluate(store, ADMIN, scope().as_of),
        )
        if a.active
    }
    for days in (1, 8, 9, 13, 20, 30):
        day = DAY + timedelta(days=days)
        now = read(day)
        better = {name for name in metrics if BETTER[METRICS[name].passport.better](now[name], start[name] + 0.0)}
        assert better == set(), (days, now, start)
        held = (
            *money_alerts.evaluate(store, ADMIN, scope(day).as_of),
            *schedule_alerts.evaluate(store, ADMIN, scope(day).as_of),
        )
        assert alerts <= {a.code for a in held if a.active}
        assert METRICS["cpi"].now(store, scope(day)).until == date(2026, 10, 31)
