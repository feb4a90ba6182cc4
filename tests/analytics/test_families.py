"""What stands on one page shares the chance of a false claim, and what lies beyond a limit by chance is said to do
so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from analytics.care.charts.follow_up import beside_words
from analytics.care.numbers.business import Business
from analytics.catalogue import areas
from analytics.complaints.charts.loop import slow
from analytics.complaints.charts.rates import weekly_title
from analytics.complaints.numbers.loop import Loop
from analytics.complaints.numbers.rates import Complaints, compute_weekly
from analytics.families import FAMILIES, HEADLINE, level
from analytics.market.charts.rivals import changed_after
from analytics.market.numbers.back import Drive
from analytics.market.numbers.campaigns import Campaign
from analytics.market.numbers.rivals import Gain, Move
from analytics.metrics import METRICS
from analytics.retention.charts.leaving import Look, chart_pace
from analytics.retention.pace import Pace, compute_pace
from analytics.satisfaction.charts.calendar import chart_calendar
from analytics.satisfaction.charts.control import chart_control, table_control
from analytics.satisfaction.numbers.control import Control, Watch, certain, compute_control
from analytics.satisfaction.numbers.look import Overview
from analytics.satisfaction.numbers.trends import CalendarTrend, compute_trend
from data.language import Translator

EN, ZH = Translator("en"), Translator("zh")
BASE = [28.0, 32.0] * 12
NO_EVENTS = pd.DataFrame(columns=["week", "date", "label", "wave", "kind"])


@pytest.mark.parametrize("page", list(FAMILIES))
def test_a_page_has_five_percent_once_for_all_that_it_compares(page: str) -> None:
    area = next(one for one in areas() if one.name == page)
    shown = {part.key for _, part in area.parts()}
    assert [part for part in FAMILIES[page] if part not in shown] in ([], [HEADLINE])
    assert len(set(FAMILIES[page])) == len(FAMILIES[page])
    assert level(page) * len(FAMILIES[page]) == pytest.approx(0.05)


def trend(later: list[float]) -> CalendarTrend:
    """Weeks of 100 answers after 24 of 28 and 32: limits at 30 ± 7.1, of each window its own week here."""
    values = [*BASE, *later]
    weeks = pd.date_range("2026-01-05", periods=len(values), freq="7D")
    frame = pd.DataFrame({"week": weeks, "value": values, "n": 100, "low": values, "high": values, "note": ""})
    cutovers = pd.DataFrame({"wave": [], "cutover_on": pd.to_datetime([]), "actual": []})
    return compute_trend(METRICS["nps"].passport, frame, frame, frame, weeks[24], cutovers, datetime(2026, 11, 22))


def calendar_title(later: list[float], t: Translator) -> str:
    look = SimpleNamespace(calendar=trend(later), metric=METRICS["nps"].passport, events=NO_EVENTS)
    return chart_calendar(cast("Overview", look), t).title.replace("\u00a0", " ")


def test_a_window_beyond_the_limits_is_no_more_than_chance_where_forty_were_looked_at() -> None:
    """22 lies 3.7 standard deviations below (p 0.0012, of 41 windows one so far in 20 charts), 12 lies 8.4 below."""
    quiet = [30.0, 31.0, 29.0, 30.0] * 10
    assert calendar_title([22.0, *quiet], EN).endswith(
        "; 1 of 41 such windows lay beyond the limits, no more than chance explains"
    )
    assert calendar_title([22.0, *quiet], ZH).endswith("；41个4周中有1个超出控制限，属随机波动")
    assert "it was below them once: +12" in calendar_title([12.0, *quiet], EN)
    assert "曾有1次低于控制限，最低为+12" in calendar_title([12.0, *quiet], ZH)
    assert "below its baseline limits: +12" in calendar_title([*quiet, 12.0], EN)
    assert "stays within its baseline limits" in calendar_title(quiet, EN)


def watch(*later: list[float]) -> Watch:
    controls = tuple(compute_control(f"W{at}" if at else "", trend(values)) for at, values in enumerate(later))
    return Watch(controls, cast("Control", controls[-1]), NO_EVENTS)


def table_title(found: Watch, t: Translator) -> str:
    table = table_control(found, t)
    return "" if table is None else table.title.replace("\u00a0", " ")


def test_of_many_subjects_those_are_named_that_left_their_limits_by_more_than_chance() -> None:
    quiet = [30.0, 31.0, 29.0, 30.0] * 5
    found = watch(quiet, quiet, [22.0, *quiet], [10.0, *quiet])
    assert [one.verdict for one in found.controls] == ["within", "within", "was", "was"]
    assert certain(found.controls) == {"W3"}
    assert table_title(found, EN).startswith("Wave 3 ")
    assert "it was below them once: +10" in chart_control(found, EN).title
    chance = watch(quiet, [22.0, *quiet])
    assert table_title(chance, EN) == "1 of those watched left the limits, no more than chance explains"
    assert table_title(chance, ZH) == "监测对象中1个曾超出控制限，属随机波动"
    assert chart_control(chance, EN).title.endswith(
        "1 of 21 such windows lay beyond the limits, no more than chance explains"
    )


def weekly(later: list[int]) -> Complaints:
    """Weeks of 20,000 customers after 24 of 18 and 22 complaints: limits at 20 ± 13.4."""
    counts = [*[18, 22] * 12, *later]
    frame = pd.DataFrame({"step": range(1300, 1300 + len(counts)), "complaints": counts, "exposure": 20_000.0})
    freeze = compute_weekly(frame, True, None)[0]["week"].iloc[24]
    found, chart = compute_weekly(frame, True, freeze)
    rest = {name: pd.DataFrame() for name in ("event", "causes", "categories", "places", "spots", "cutovers")}
    return Complaints(
        n=sum(counts),
        rated=True,
        weekly=found,
        chart=chart,
        freeze=freeze,
        outcome=cast("object", None),  # type: ignore[arg-type]
        period=cast("object", None),
        as_of=datetime(2026, 11, 22),
        **rest,  # type: ignore[arg-type]
    )


def test_a_week_above_the_limits_is_no_more_than_chance_where_forty_were_looked_at() -> None:
    quiet = [20, 21, 19, 20] * 10
    assert (
        weekly_title(weekly([34, *quiet]), EN)
        == "1.0 complaints per 1,000 customers in the last week; 1 of 41 weeks lay above the limits, no more than"
        " chance explains"
    )
    assert weekly_title(weekly([34, *quiet]), ZH) == "最近一周每千户1.0件；41周中有1周高于控制限，属随机波动"
    assert weekly_title(weekly([60, *quiet]), EN).startswith("1 week above the limits: 3.0 per 1,000")
    assert weekly_title(weekly([*quiet, 34]), EN).startswith("1 week above the limits: 1.7 per 1,000")
    assert weekly_title(weekly(quiet), EN).endswith("within the limits")


def loop(*kept: int) -> Loop:
    """Branches of 200 cases each, of which so many were reached in time."""
    branches = pd.DataFrame({"branch": [f"B{at:02}" for at in range(len(kept))], "judged": 200, "in_time": kept})
    branches["value"] = branches["in_time"] / 200
    reasons = branches[["judged", "in_time"]].sum().to_frame().T
    return cast("Loop", SimpleNamespace(branches=branches, total=lambda name: int(reasons[name].iloc[0])))


def test_of_ten_branches_the_lowest_is_low_by_chance() -> None:
    """157 of 200 beside 170: its own interval (72.3 to 83.6 %) ends below the 84.3 % of all, yet one of ten is so low
    too often."""
    assert list(slow(loop(*[170] * 9, 157))["branch"]) == []
    assert list(slow(loop(*[170] * 9, 120))["branch"]) == ["B09"]
    assert slow(loop()).empty


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("market", lambda p: made(Campaign, unpaid=p, roi=SimpleNamespace(value=-0.5)).loses),
        ("market", lambda p: made(Campaign, dear=p, cpa=SimpleNamespace(value=900.0), planned_cpa=500.0).over_plan),
        ("market", lambda p: made(Drive, p=p, faster=SimpleNamespace(ratio=2.0)).works),
        ("market", lambda p: made(Gain, q=p, change=SimpleNamespace(difference=0.2)).rose),
        ("market", lambda p: bool(changed_after((made(Move, q=p),)))),
        ("care", lambda p: made(Business, p=p, planned=40.0, n=20).behind),
        ("care", lambda p: "less often" in beside_words(lives(p), EN)),
    ],
)
def test_what_a_page_tells_holds_among_all_that_it_compares(page: str, told: Callable[[float], bool]) -> None:
    """Corrected within its chart to 0.04 it would be told by itself; on its page, among the others, only below its part
    of the 5 %."""
    assert [told(p) for p in (0.04, level(page) * 1.01, level(page) * 0.99)] == [False, False, True]


def made(kind: type[Any], **given: object) -> Any:
    """A line of a chart of which only this is known."""
    whole = dict.fromkeys(one.name for one in fields(kind))
    return kind(**{**whole, **given})


def lives(p: float) -> Any:
    within = SimpleNamespace(p=p, difference=-0.02, low=-0.03, high=-0.01)
    return SimpleNamespace(within=within, too_few=False)


def pace(worst: float) -> Look:
    """Forty weeks before the first wave at 0.5 of 1,000 customers a week and forty after it, one window of which is
    higher."""
    weeks = [5 + at % 2 for at in range(80)]
    weeks[60:64] = [round(one * worst) for one in weeks[60:64]]
    frame = pd.DataFrame({"step": range(1300, 1380), "n": 10_000, "lost": weeks})
    begin = pd.Timestamp("2000-01-03") + pd.Timedelta(days=7 * 1340)
    found, state = compute_pace(frame, begin)
    return Look(
        Pace(
            found,
            pd.DataFrame(),
            state,
            begin,
            pd.DataFrame({"wave": [], "cutover_on": pd.to_datetime([]), "actual": []}),
            date(2026, 11, 22),
        ),
        NO_EVENTS,
    )


def test_a_pace_above_its_limit_is_no_more_than_chance_where_forty_windows_were_looked_at() -> None:
    chance, sure = pace(1.8), pace(2.5)
    found = cast("Pace", chance.found)
    assert (int(found.weekly["beyond"].sum()), found.looks) == (1, 40)
    assert 0.05 > found.chance >= level("retention")
    said = [chart_pace(chance, t).title.replace("\u00a0", " ") for t in (EN, ZH)]
    assert said[0].endswith("1 of 40 windows was above the limit, no more than chance explains.")
    assert "40个四周窗口中有1个高于控制限，属随机波动" in said[1]
    assert "3 earlier windows were above the limit, highest 1.35" in chart_pace(sure, EN).title.replace("\u00a0", " ")
