"""Slides of plan and money opened again: native charts whose sheets hold the numbers of the page, in the axis' unit."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.marks import Exhibit, Gantt, Limit, Spot, Step, Swing, Tornado, Unit, Waterfall, distribution_of
from analytics.marks.browser import figure_of
from analytics.marks.native.columns import serial
from analytics.marks.words import alt_of, table_of
from analytics.reports.slide import exhibit_pptx
from analytics.schedule.charts.gantt import chart_gantt
from analytics.schedule.charts.outlook import chart_finish
from analytics.schedule.charts.progress import chart_s_curve
from analytics.schedule.charts.trend import chart_milestones
from analytics.schedule.numbers import Plan, compute_outlook, compute_progress, load_plan
from analytics.schedule.numbers.outlook import Work
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.analytics.metrics.test_schedule import FIRST, SECOND, days, task, week
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")


def chart_of(slide: Any) -> Any:
    (found,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    return found


def values(chart: Any) -> dict[str, list[float | None]]:
    return {series.name: list(series.values) for series in chart.plots[0].series}


def labels(chart: Any) -> list[str]:
    return [node.text for node in chart._chartSpace.xpath(".//c:dLbl//a:t")]


@pytest.fixture
def plan(store: Store) -> Plan:
    stone = {"milestone": True}
    for day, slip in ((FIRST, 0), (SECOND, 3)):
        rows = [*week(day, slip), task(day, "M", days(20, 20), days(20 + slip, 20 + slip), predecessors="C", **stone)]
        rows[1] |= {"percent_complete": 0.5}
        load(store, "tasks", rows, datetime.combine(day, datetime.min.time()))
    return load_plan(store, Scope(ADMIN, as_of=datetime(2026, 11, 22, 18)))


STEPS = (
    Step("Budget", 3e6, total=True),
    Step("Migration", 5e5, "bad"),
    Step("Legal", -2e5, "good", "hatched"),
    Step("Forecast", 3.3e6, total=True),
)
LABELS = {"en": ["$3.0m", "+$500k", "−$200k", "$3.3m"], "zh": ["300万USD", "+50.0万USD", "−20.0万USD", "330万USD"]}


def exhibited(mark: Any, t: Translator = EN) -> Any:
    """The slide of a mark."""
    return Presentation(io.BytesIO(exhibit_pptx(Exhibit("The finding", "what is measured", "how", mark), t))).slides[0]


@pytest.mark.parametrize(("t", "factor"), [(EN, 1e6), (ZH, 1e4)])
def test_a_waterfall_stands_on_an_unseen_base(t: Translator, factor: float) -> None:
    """In the currency of the programme, on the page and on the slide."""
    mark = Waterfall(STEPS, Unit("money", currency="USD"), "Step")
    chart = chart_of(exhibited(mark, t))
    found = list(values(chart).values())
    assert found[0] == pytest.approx([0, 3e6 / factor, 3.3e6 / factor, 0])
    drawn = [sum(one[at] or 0 for one in found[1:-1]) for at in range(4)]
    assert drawn == pytest.approx([3e6 / factor, 5e5 / factor, 2e5 / factor, 3.3e6 / factor])
    assert labels(chart) == LABELS[t.lang]
    assert [one.label for one in chart.plots[0].categories] == [step.name for step in STEPS]
    written = [note.text for note in figure_of(mark, LIGHT, t, 340).layout.annotations]
    assert [text.replace("<b>", "").replace("</b>", "") for text in written] == LABELS[t.lang]
    table = table_of(mark, t)
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["Budget", 3e6, 3e6],
        ["Migration", 5e5, 3.5e6],
        ["Legal", -2e5, 3.3e6],
        ["Forecast", 3.3e6, 3.3e6],
    ]
    assert ["USD" in head for head in table.heads] == [False, True, True]


def test_a_step_through_zero_has_a_part_on_each_side() -> None:
    steps = (Step("Benefits", 100, total=True), Step("Costs", -130, "bad"), Step("NPV", -30, total=True))
    found = list(values(chart_of(exhibited(Waterfall(steps)))).values())
    drawn = [sorted(one[at] for one in found[1:-1] if one[at]) for at in range(3)]
    assert drawn == [[100], [-30, 100], [-30]]


def test_the_gantt_chart_has_dates_in_its_sheet(plan: Plan) -> None:
    slide = exhibited(chart_gantt(plan, EN).body)
    chart = chart_of(slide)
    found, names = values(chart), [one.label for one in chart.plots[0].categories]
    at = next(number for number, name in enumerate(names) if name.endswith("Task C"))
    assert found["Base"][at] == serial(date(2026, 11, 19))
    assert found["forecast"][at] == 5.0
    assert (found["Base"][at - 1], found["planned day"][at - 1]) == (serial(date(2026, 11, 16)), 5.0)
    begun = next(number for number, name in enumerate(names) if name.endswith("Task B"))
    assert (found["done"][begun], found["forecast"][begun]) == (7.0, 1.0)
    assert "+3 d" in [text.replace("\u00a0", " ") for text in labels(chart)]
    assert "today" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_gantt_chart_says_its_days_as_a_table(plan: Plan) -> None:
    """Forecast and baseline; a milestone has one day of each."""
    rows = {
        row[0].text.removeprefix("◆ "): [cell.value for cell in row[1:]]
        for row in table_of(chart_gantt(plan, EN).body, EN).rows
    }  # type: ignore[arg-type]
    assert rows["Task C"][:4] == [date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 20)]
    assert rows["Task M"][:4] == [None, date(2026, 11, 23), None, date(2026, 11, 20)]


LONG = "Branch and hotline training, wave 7", "第七波次网点与热线人员培训及上岗考核安排"


@pytest.mark.parametrize("name", LONG)
def test_a_long_name_of_a_task_is_whole(plan: Plan, name: str) -> None:
    """On the page over two lines, on a slide on one."""
    renamed = replace(plan, tasks=plan.tasks.assign(name=name))
    mark = chart_gantt(renamed, EN).body
    assert isinstance(mark, Gantt)
    for text in figure_of(mark, LIGHT, EN, 400).layout.yaxis.ticktext:
        assert text.count("<br>") == 1
        assert text.replace("<br>", " " if name is LONG[0] else "").removeprefix("◆ ") == name
    said = [node.text for node in chart_of(exhibited(mark))._chartSpace.xpath(".//c:cat//c:v") if node.text]
    assert {one.removeprefix("◆ ") for one in said} == {name}


@pytest.mark.parametrize("many", [3, 10])
def test_the_names_of_few_bars_have_more_room(many: int) -> None:
    mark = Waterfall(tuple([Step("Archive built", 1.0, "bad")] * many))
    names = figure_of(mark, LIGHT, EN, 340).layout.xaxis.ticktext
    assert set(names) == ({"Archive built"} if many == 3 else {"Archive<br>built"})


def test_milestones_have_both_dates(plan: Plan) -> None:
    """And beside them the diagonal on which what is done lies: the day of the report is the day of the milestone."""
    chart = chart_of(exhibited(chart_milestones(plan, EN).body))
    series, diagonal = chart.plots[0].series
    assert points_of(series) == [
        (serial(FIRST), serial(date(2026, 11, 20))),
        (serial(SECOND), serial(date(2026, 11, 23))),
    ]
    assert labels(chart) == [series.name]
    assert [x - y for x, y in points_of(diagonal)] == [0, 0]


def points_of(series: Any) -> list[tuple[float, float]]:
    """Where a series of a scatter lies."""
    return [(float(x.text), y) for x, y in zip(series._element.xpath(".//c:xVal//c:v"), series.values, strict=True)]


def test_planned_and_earned_work(plan: Plan) -> None:
    progress = compute_progress(plan)
    assert progress
    chart = chart_of(exhibited(chart_s_curve(Work(plan, progress), ZH).body, ZH))
    planned, earned = (list(series.values) for series in chart.plots[0].series)
    assert planned == pytest.approx(progress.planned["value"].tolist())
    assert earned == pytest.approx(progress.earned["value"].tolist())


def test_a_distribution_sums_to_its_trials_and_its_marks_stand_on_their_days(plan: Plan) -> None:
    outlook = compute_outlook(plan, trials=2_000)
    slide = exhibited(chart_finish(outlook, EN).body)
    chart = chart_of(slide)
    (shares,) = values(chart).values()
    assert 0.98 <= sum(share or 0 for share in shares) <= 1.0001
    names = [one.label for one in chart.plots[0].categories]
    p80 = names.index(EN.date(outlook.day(0.8), year=True))
    plot = chart._chartSpace.xpath(".//c:plotArea/c:layout//c:x | .//c:plotArea/c:layout//c:w")
    left, width = (float(node.get("val")) for node in plot)
    expected = 44 + 1192 * (left + width * (p80 + 0.5) / len(names))
    mark = next(shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text == "P80")
    middle = (mark.left + mark.width / 2) / 9525
    assert middle == pytest.approx(expected, abs=1192 * width / len(names) * 0.51)


def test_a_tornado_grows_from_its_base() -> None:
    """The better end of churn is its lower one. What lies on one side of the base has one label for both its ends."""
    swings = (
        Swing("churn", ("2.0%", 12e6), ("6.0%", 7e6)),
        Swing("delay", ("2 wk", 9.9e6), ("5 wk", 9e6)),
    )
    mark = Tornado(swings, Limit(1e7, "base"), Unit("money", currency="USD"), Limit(0.0, "break-even"), "Input")
    chart = chart_of(exhibited(mark))
    assert list(values(chart).values()) == [pytest.approx([9.0, 7.0]), pytest.approx([9.9, 12.0])]
    assert [node.get("val") for node in chart._chartSpace.xpath(".//c:catAx/c:crossesAt")] == ["10.0"]
    assert set(labels(chart)) == {"2.0%", "2 wk · 5 wk", "6.0%"}
    assert [[cell.text for cell in row] for row in table_of(mark, EN).rows] == [
        ["churn", "6.0%", "$7.0m", "2.0%", "$12.0m"],
        ["delay", "5 wk", "$9.0m", "2 wk", "$9.9m"],
    ]


def test_a_simulation_is_counted_in_steps_with_what_is_marked() -> None:
    """1,000 outcomes from 0 to 999: 99% of them in 36 equal steps, each as often; the middle stands in the middle."""
    mark = distribution_of(np.arange(1000.0), "Cost", (Spot(499.5, "P50"),), Unit("money", currency="USD"))
    assert (len(mark.shares), sum(mark.shares)) == (36, pytest.approx(0.99, abs=0.002))
    assert max(mark.shares) - min(mark.shares) <= 0.001 + 1e-9
    slide = exhibited(mark)
    (shares,) = values(chart_of(slide)).values()
    assert sum(share or 0 for share in shares) == pytest.approx(sum(mark.shares))
    assert alt_of(Exhibit("Found", "", "", mark), EN) == "Found. P50: $500."
    plot = chart_of(slide)._chartSpace.xpath(".//c:plotArea/c:layout//c:x | .//c:plotArea/c:layout//c:w")
    left, width = (float(node.get("val")) for node in plot)
    spot = next(shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text == "P50")
    assert (spot.left + spot.width / 2) / 9525 == pytest.approx(44 + 1192 * (left + width / 2), abs=1192 * width / 36)
