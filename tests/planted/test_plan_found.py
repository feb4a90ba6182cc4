"""The planted slip, overrun and shortfall are found and named, each in a sentence, in both languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.alerts import evaluate_all
from analytics.cost.charts.costs import chart_bridge
from analytics.cost.numbers import compute_bridge, load_costs
from analytics.cost_benefit.charts.case import chart_shortfall
from analytics.cost_benefit.numbers import load_benefits
from analytics.cost_benefit.numbers.case import compute_shortfall
from analytics.metrics import METRICS
from analytics.schedule.charts.gantt import chart_gantt
from analytics.schedule.charts.outlook import slipped
from analytics.schedule.charts.trend import chart_milestones
from analytics.schedule.numbers import Plan, compute_difference, compute_slippage, load_plan
from analytics.scope import Scope
from data.access import Rights
from data.demo.project import truth
from data.language import Translator
from data.store import Store

EN, ZH = Translator("en"), Translator("zh")


@pytest.fixture(scope="module")
def plan(demo: Store, rights: Rights) -> Plan:
    return load_plan(demo, Scope(rights, as_of=datetime(2026, 11, 22, 12)))


def test_the_slip_is_found_on_its_task_and_follows_to_the_end(plan: Plan) -> None:
    slip = next(slip for slip in truth()["slips"] if slip["id"] == "archive_slips")
    days = max(slip["days"].values())
    assert plan.late == days
    tasks = plan.tasks.set_index("task")
    parts = compute_slippage(plan.leaves, tasks["base_start"], tasks["base_finish"])
    assert [(row.task, row.days) for row in parts.itertuples()] == [(slip["task"], days)]
    assert plan.path.critical == ("ARC-20", "ARC-30", "END-10")
    assert tasks.loc["W6-60", "late"] == 7


def test_tasks_without_a_planted_slip_keep_their_baseline(plan: Plan) -> None:
    late = plan.tasks[plan.tasks["late"] != 0]
    followers = {
        "W2-40",
        "W2-60",
        "W2-70",
        "W5-40",
        "W5-60",
        "W5-70",
        "W6-40",
        "W6-60",
        "W6-70",
        "ARC-20",
        "ARC-30",
        "END-10",
    }
    assert set(late["task"]) == followers


def test_the_slip_is_named_in_a_sentence(plan: Plan) -> None:
    assert (
        chart_gantt(plan, EN).title == "“Archive built” is critical and 18 days late: every day there moves the finish"
    )
    assert chart_gantt(plan, ZH).title == "“Archive built”在关键路径上，已滞后18天：再晚一天，完工就晚一天"
    assert chart_milestones(plan, EN).title == "“Lakeside branches closed” has slipped 3 reports in a row"
    assert (
        slipped(plan, None, EN, since="baseline").title
        == "The finish is 32 days later than first planned; 18 of them from “Archive built”"
    )


def test_the_last_week_and_its_edits(plan: Plan) -> None:
    assert (plan.before_on, plan.moved) == (date(2026, 11, 15), 6)
    found, edits = compute_difference(plan.tasks, plan.before), truth()["edits"]
    assert found.added["task"].tolist() == [edits["added"]]
    assert found.removed["task"].tolist() == [edits["removed"]]
    assert found.renamed["task"].tolist() == [edits["renamed"]]
    assert dict(zip(found.moved["task"], found.moved["days"], strict=True)) == {"ARC-20": 6, "ARC-30": 6, "END-10": 6}


def test_an_earlier_meeting_saw_the_plan_of_its_week(demo: Store, rights: Rights) -> None:
    then = load_plan(demo, Scope(rights, as_of=datetime(2026, 11, 8, 12)))
    assert (then.status_on, then.late) == (date(2026, 11, 8), 7)
    before = load_plan(demo, Scope(rights, as_of=datetime(2026, 7, 19, 12)))
    assert (before.baseline, before.late) == ("v1", 0)


def test_the_overrun_is_found_and_named(demo: Store, rights: Rights) -> None:
    costs = load_costs(demo, Scope(rights, as_of=datetime(2026, 11, 22, 12)), "CNY")
    planted = truth()["overrun"]
    frame = compute_bridge(costs)
    changed = frame[frame["change"].abs() > 1]
    assert changed["category"].tolist() == ["Migration"]
    own = costs.work[(costs.work["category"] == "Migration") & ~costs.work["wave"].isin(["W1", "W2"])]
    assert own["expected"].sum() / own["budget"].sum() == pytest.approx(planted["ratio"])
    assert chart_bridge(costs, EN).title == (
        "¥3.4m (9.1%) over budget; the largest overrun is “Migration” with ¥3.4m, 100% of all"
    )
    assert chart_bridge(costs, ZH).title == ("超支340万元（9.1%）；超支最大的是“Migration”，340万元，占全部超支的100%")


def test_the_shortfall_is_found_and_named(demo: Store, rights: Rights) -> None:
    benefits = load_benefits(demo, Scope(rights, as_of=datetime(2026, 11, 22, 12)), "CNY")
    frame = compute_shortfall(benefits).set_index("benefit")
    assert frame.loc["Savings", "share"] == 0
    assert frame.loc["New business", "share"] == 0
    late = benefits.lines[
        (benefits.lines["kind"] == "retained_revenue") & (benefits.lines["period"] >= truth()["shortfall"]["from"])
    ]
    done = late[late["realised"].notna()]
    assert done["realised"].sum() / done["planned"].sum() == pytest.approx(truth()["shortfall"]["ratio"], abs=1e-4)
    assert chart_shortfall(benefits, EN).title.startswith("“Retained revenue” is 6.8%")


@pytest.mark.parametrize(
    ("metric", "value", "change"),
    [
        ("finish_slip", 18, 6),
        ("spi_t", pytest.approx(43.3 / 44.3, abs=1e-3), pytest.approx(-0.006, abs=1e-3)),
        ("cpi", pytest.approx(0.824, abs=1e-3), 0),
        ("final_cost", pytest.approx(40_674_800), 0),
        ("unit_cost", pytest.approx(1_421, abs=1), pytest.approx(0, abs=5)),
        ("npv", pytest.approx(10_155_198, rel=1e-3), pytest.approx(-321_000, rel=0.1)),
    ],
)
def test_the_metrics_say_what_the_pages_show(
    demo: Store, rights: Rights, metric: str, value: float, change: float
) -> None:
    reading = METRICS[metric].now(demo, Scope(rights, as_of=datetime(2026, 11, 22, 12)))
    assert (reading.value, reading.change) == (value, change)
    assert reading.words(EN) == "Counted from the ledger, not sampled"


def test_the_early_warnings_are_those_of_what_was_planted(demo: Store, rights: Rights) -> None:
    """The slip of the archive, the overrun of the migration and what follows from them; of the shortfall nothing yet,
    as the case still pays with 19 of 20."""
    found = [alert for alert in evaluate_all(demo, rights, datetime(2026, 11, 22, 12)) if alert.active]
    own = {
        alert.code: alert
        for alert in found
        if alert.metric in ("spi_t", "finish_slip", "cpi", "tcpi", "final_cost", "npv")
    }
    assert set(own) == {
        "finish_beyond_target",
        "milestone_moved",
        "milestone_slips",
        "final_cost_over",
        "category_over",
        "cpi_low",
        "tcpi_high",
    }
    assert own["milestone_moved"].onset == date(2026, 11, 8)
    assert own["category_over"].params["category"] == "Migration"
    words = {code: (alert.sentence(EN).replace("\u00a0", " "), alert.sentence(ZH)) for code, alert in own.items()}
    assert words["milestone_moved"] == (
        "“Lakeside branches closed” moved by 18 days within 28 days, to 30 Apr 2027",
        "“Lakeside branches closed”在28天内推迟18天，至2027年4月30日",
    )
    assert words["final_cost_over"] == (
        "The forecast of the final cost is ¥40.7m, ¥3.4m (9.1%) over budget",
        "预计最终成本4,067万元，超出预算340万元（9.1%）",
    )


def test_before_the_overrun_and_the_slip_money_and_milestones_are_quiet(demo: Store, rights: Rights) -> None:
    found = [alert for alert in evaluate_all(demo, rights, datetime(2026, 7, 5, 12)) if alert.active]
    assert {alert.code for alert in found if alert.metric in ("cpi", "tcpi", "final_cost", "npv", "spi_t")} == set()
    assert "milestone_moved" not in {alert.code for alert in found}
