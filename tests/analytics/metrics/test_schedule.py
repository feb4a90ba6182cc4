"""The schedule on plans small enough to work out by hand, and on a public register of projects."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.schedule.area import headline
from analytics.schedule.charts.progress import spi_sentence
from analytics.schedule.numbers import (
    Progress,
    compute_difference,
    compute_outlook,
    compute_progress,
    compute_slippage,
    load_plan,
    load_units,
)
from analytics.schedule.numbers.slippage import Slipped, compute_most_slipped
from analytics.scope import Scope
from analytics.stats.earned_value import EarnedSchedule
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN


def task(day: date, name: str, base: tuple[date, date], now: tuple[date, date], **more: Any) -> dict[str, Any]:
    return {
        "snapshot_on": day,
        "task": name,
        "name": f"Task {name}",
        "planned_start_on": base[0],
        "planned_finish_on": base[1],
        "forecast_start_on": now[0],
        "forecast_finish_on": now[1],
        **more,
    }


NOV = [date(2026, 11, day) for day in range(1, 31)]
FIRST, SECOND = date(2026, 11, 8), date(2026, 11, 15)


def days(first: int, last: int) -> tuple[date, date]:
    return NOV[first - 1], NOV[last - 1]


def week(day: date, slip: int = 0) -> list[dict[str, Any]]:
    """A (done) → B (begun) → C, D beside them; B and C are ``slip`` days late."""
    return [
        task(day, "A", days(2, 6), days(2, 6), actual_start_on=NOV[1], actual_finish_on=NOV[5], percent_complete=1.0),
        task(day, "B", days(9, 13), (NOV[8], NOV[12 + slip]), predecessors="A", duration=5.0),
        task(day, "C", days(16, 20), (NOV[15 + slip], NOV[19 + slip]), predecessors="B", duration=5.0),
        task(day, "D", days(16, 17), days(16, 17), duration=2.0),
    ]


def scope(**more: Any) -> Scope:
    return Scope(ADMIN, as_of=datetime(2026, 11, 22, 18), **more)


def test_two_equal_plans_a_week_apart_have_no_slippage(store: Store) -> None:
    load(store, "tasks", week(FIRST), datetime(2026, 11, 8, 12))
    load(store, "tasks", week(SECOND), datetime(2026, 11, 15, 12))
    plan = load_plan(store, scope())
    assert (plan.late, plan.moved, plan.before_on) == (0, 0, FIRST)
    assert compute_difference(plan.tasks, plan.before).nothing
    before = plan.before.set_index("task")
    stated = plan.leaves.assign(finish=plan.leaves["stated"])
    assert compute_slippage(stated, before["start"], before["stated"]).empty
    # What should be over and is not ends today at the earliest: that is lateness, not a change of the plan.
    assert plan.tasks.set_index("task")["late"].to_dict() == {"A": 0, "B": 2, "C": 0, "D": 0}


def test_a_slip_is_counted_where_it_arose(store: Store) -> None:
    load(store, "tasks", week(FIRST), datetime(2026, 11, 8, 12))
    load(store, "tasks", week(SECOND, slip=3), datetime(2026, 11, 15, 12))
    plan = load_plan(store, scope())
    assert (plan.late, plan.moved, plan.finish) == (3, 3, date(2026, 11, 23))
    tasks = plan.tasks.set_index("task")
    parts = compute_slippage(plan.leaves, tasks["base_start"], tasks["base_finish"])
    assert [(row.task, row.days) for row in parts.itertuples()] == [("B", 3)]
    assert tasks["late"].to_dict() == {"A": 0, "B": 3, "C": 3, "D": 0}


def test_of_tasks_that_slipped_alike_the_first_is_named_and_the_others_are_counted(store: Store) -> None:
    """Three end the plan three days late each; the one that starts first is named, whatever the order of the file. E
    waits for D and is late because of it."""
    rows = [
        task(SECOND, "C", days(14, 20), (NOV[13], NOV[22])),
        task(SECOND, "D", days(12, 20), (NOV[11], NOV[22])),
        task(SECOND, "B", days(13, 20), (NOV[12], NOV[22])),
        task(SECOND, "E", days(20, 20), (NOV[22], NOV[22]), predecessors="D"),
        task(SECOND, "A", days(2, 13), days(2, 14)),
    ]
    load(store, "tasks", rows, datetime(2026, 11, 15, 12))
    plan = load_plan(store, scope())
    tasks = plan.tasks.set_index("task")
    found = compute_most_slipped(plan, compute_slippage(plan.leaves, tasks["base_start"], tasks["base_finish"]))
    assert found == Slipped("D", "Task D", 3, 2)
    said = headline(store, scope(), Translator("en"))
    assert "“Task D” and 2 more tasks have slipped most" in said.replace("\u00a0", " ")
    assert "其中“Task D”及其他2项任务滞后最多" in headline(store, scope(), Translator("zh"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_plan_of_which_nothing_slipped_is_not_said_to_be_late(store: Store, lang: str) -> None:
    """Twenty tasks side by side end on the planned day: of estimates with wide ranges one ends later, which is no slip.
    Three days more are one."""
    t = Translator(lang)
    wide = {"optimistic": 8.0, "most_likely": 10.0, "pessimistic": 30.0}
    load(
        store,
        "tasks",
        [task(FIRST, f"T{n}", days(9, 27), days(9, 27), **wide) for n in range(20)],
        datetime(2026, 11, 8, 12),
    )
    said = headline(store, scope(), t)
    word = {
        "en": ("The plan finishes on the planned day", "days late", "slipped"),
        "zh": ("计划完工与计划日一致", "滞后", "很可能"),
    }[lang]
    assert said.startswith(word[0])
    assert not any(one in said for one in word[1:])
    load(
        store,
        "tasks",
        [task(SECOND, f"T{n}", days(9, 27), days(9, 30), **wide) for n in range(20)],
        datetime(2026, 11, 15, 12),
    )
    assert headline(store, scope(), t).startswith({"en": "Finish will likely be", "zh": "完工很可能滞后"}[lang])


def test_a_withdrawn_snapshot_takes_the_trend_back(store: Store) -> None:
    stone = {"milestone": True}
    load(store, "tasks", [task(FIRST, "M", days(20, 20), days(20, 20), **stone)], datetime(2026, 11, 8, 12))
    late = load(store, "tasks", [task(SECOND, "M", days(20, 20), days(27, 27), **stone)], datetime(2026, 11, 15, 12))
    assert load_plan(store, scope()).milestones["finish_on"].dt.day.tolist() == [20, 27]
    assert load_plan(store, scope()).late == 7
    store.withdraw(late, ADMIN, known_at=datetime(2026, 11, 16, 12))
    plan = load_plan(store, scope())
    assert (plan.milestones["finish_on"].dt.day.tolist(), plan.late, plan.status_on) == ([20], 0, FIRST)


def test_two_managers_send_their_parts_of_one_week(store: Store) -> None:
    one, two = week(FIRST), [task(FIRST, "X", days(2, 27), days(2, 27))]
    load(store, "tasks", [{**row, "part": "W1"} for row in one], datetime(2026, 11, 8, 12))
    load(store, "tasks", [{**row, "part": "W2"} for row in two], datetime(2026, 11, 8, 13))
    load(store, "tasks", [{**row, "part": "W1"} for row in week(SECOND)], datetime(2026, 11, 15, 12))
    plan = load_plan(store, scope())
    assert set(plan.tasks["task"]) == {"A", "B", "C", "D", "X"}
    assert (plan.finish, plan.snapshots["tasks"].tolist()) == (date(2026, 11, 27), [5, 5])


def test_a_circle_and_a_missing_predecessor_do_not_stop_the_page(store: Store) -> None:
    rows = week(FIRST)
    rows[1]["predecessors"], rows[3]["predecessors"] = "C", "nobody"
    load(store, "tasks", rows, datetime(2026, 11, 8, 12))
    plan = load_plan(store, scope())
    assert sorted(issue.code for issue in plan.network.issues) == ["predecessor_missing", "schedule_cycle"]
    assert compute_outlook(plan, trials=500).simulation.trials == 500


def test_late_work_that_is_done_shows_in_spi_t_alone(store: Store) -> None:
    """Five weeks of work planned from 5 October, all done, two weeks late: SPI 1.00, SPI(t) 5/7."""
    rows = [
        task(
            date(2026, 11, 22),
            f"T{at}",
            (date(2026, 10, 5), date(2026, 11, 8)),
            (date(2026, 10, 5), date(2026, 11, 22)),
            actual_finish_on=date(2026, 11, 22),
            duration=10.0,
        )
        for at in range(3)
    ]
    load(store, "tasks", rows)
    progress = compute_progress(load_plan(store, scope()))
    assert isinstance(progress, Progress)
    assert isinstance(progress.schedule, EarnedSchedule)
    assert (progress.spi, progress.schedule.spi_t) == (1.0, pytest.approx(5 / 7))
    assert (
        spi_sentence(progress, Translator("en"))
        == "SPI is 1.00 only because all work is done; SPI(t) is 0.71: it took 2.0 weeks longer"
    )
    assert spi_sentence(progress, Translator("zh")) == "SPI为1.00只是因为工作已全部完成；SPI(t)为0.71，实际晚了2.0周"


def test_done_work_is_certain_in_the_simulation(store: Store) -> None:
    load(store, "tasks", week(FIRST), datetime(2026, 11, 8, 12))
    outlook = compute_outlook(load_plan(store, scope()), trials=4_000)
    assert set(outlook.tasks["task"]) == {"B", "C", "D"}
    assert outlook.day(0.5) >= date(2026, 11, 20)
    assert outlook.tasks.set_index("task").loc["C", "criticality"] == 1.0
    assert outlook.stated == 0


def test_a_public_register_of_projects_shows_what_moved_and_what_it_costs(store: Store, shared_dir: Path) -> None:
    """Government of Canada, large IT projects 2019 and 2022; known answers counted from the two files themselves."""
    for year, snapshots in ((2019, "2019-05-01"), (2022, "2022-04-25")):
        name = f"gc-it-projects-{year}.csv"
        book = read_file(name, (shared_dir / "real/projects_canada_it" / name).read_bytes())
        found = understand(book)
        assert found.dataset == "tasks"
        prepared = prepare(book, found, constants={"wave": None})
        store.commit(prepared, ADMIN, known_at=datetime.fromisoformat(f"{snapshots}T12:00:00"))
    plan = load_plan(store, scope())
    assert (plan.status_on, plan.before_on) == (date(2022, 4, 25), date(2019, 5, 1))
    import csv

    def rows(year: int) -> dict[str, dict[str, str]]:
        with (shared_dir / f"real/projects_canada_it/gc-it-projects-{year}.csv").open(encoding="utf-8-sig") as stream:
            return {row["uniqueId"]: row for row in csv.DictReader(stream)}

    def day(row: dict[str, str]) -> date:
        return datetime.strptime(row["estimatedCompletionDate"], "%B %d, %Y").date()  # noqa: DTZ007

    def money(row: dict[str, str]) -> float:
        return float(row["totalBudget"].replace("$", "").replace(",", ""))

    then, now = rows(2019), rows(2022)
    both = [name for name in then if name in now]
    found_tasks, before = plan.tasks.set_index("task"), plan.before.set_index("task")
    assert len(both) > 50
    moved = compute_difference(plan.tasks, plan.before).moved.set_index("task")["days"]
    dated = [name for name in both if then[name]["estimatedCompletionDate"] and now[name]["estimatedCompletionDate"]]
    expected = {name: day(now[name]) - day(then[name]) for name in dated}
    assert moved.to_dict() == {name: change.days for name, change in expected.items() if change.days}
    overrun = (found_tasks["budget"] - before["budget"]).reindex(both).dropna()
    assert overrun.to_dict() == {name: pytest.approx(money(now[name]) - money(then[name])) for name in overrun.index}


def test_waves_of_few_customers_tell_nothing_of_their_ledger(store: Store) -> None:
    at = datetime(2026, 11, 8, 12)
    load(store, "waves", [{"wave": w, "planned_customers": 40, "cutover_on": FIRST} for w in ("W1", "W2")], at)
    moved = [("W1", at, "moved") for at in range(15)] + [("W1", at, "refused") for at in range(15, 25)]
    moved += [("W2", at, "moved") for at in range(30, 39)]
    rows = [{"customer": f"C{at}", "wave": wave, "status": status, "cut_over_on": FIRST} for wave, at, status in moved]
    load(store, "transfers", rows, at)
    load(store, "tasks", week(FIRST), at)
    waves = load_units(store, scope(), load_plan(store, scope())).waves.set_index("wave")
    assert (waves.loc["W1", "moved"], waves.loc["W1", "planned"]) == (15, 40)
    assert np.isnan(waves.loc["W2", "moved"])
