"""What stands above a chart: of now, with names, a share where something is the largest, and never against what is
drawn below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from analytics.cost.numbers.costs import Part, largest_part
from analytics.metrics import METRICS
from analytics.programme import Overview, Wave
from analytics.satisfaction.charts.calendar import chart_calendar
from analytics.satisfaction.charts.change import change_title
from analytics.satisfaction.charts.event import chart_event
from analytics.satisfaction.numbers.change import COLUMNS, Change
from analytics.satisfaction.numbers.trends import compute_beyond
from analytics.week import standing, wave_state, waves_title
from data.language import Translator
from tests.analytics import made

EN, ZH = Translator("en"), Translator("zh")
AS_OF = datetime(2026, 11, 23)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def change(*rows: tuple[str, str, float, str]) -> Change:
    """A comparison by wave: wave, kind, change and verdict of each row."""
    frame = pd.DataFrame(
        [
            {
                "item": "nps",
                "wave": wave,
                "kind": kind,
                "n_before": 300,
                "n_after": 300,
                "change": size,
                "verdict": verdict,
            }
            for wave, kind, size, verdict in rows
        ]
    )
    return Change("nps", frame.reindex(columns=COLUMNS), pd.DataFrame(columns=COLUMNS), ("W1", "W2"), AS_OF)


def test_a_fall_among_the_same_customers_is_not_called_no_change() -> None:
    found = change(
        ("W1", "unpaired", -3.0, "within"), ("W1", "paired", -12.0, "fell"), ("W2", "unpaired", -5.0, "within")
    )
    assert (
        plain(change_title(found, EN))
        == "NPS of wave 1 changed by −12 among the same customers at its cut-over; all who answered do not confirm it"
        " (−3)"
    )
    assert change_title(found, ZH) == "同一批客户中第1波次切换后NPS变化−12，确有变化；全部受访者（−3）未能印证"


def test_changes_within_noise_are_told_with_the_largest_of_them() -> None:
    found = change(("W1", "unpaired", -3.0, "within"), ("W2", "unpaired", -12.0, "within"))
    assert (
        plain(change_title(found, EN))
        == "NPS of all 2 waves compared changed within noise; the largest change is −12 (wave 2)"
    )
    one = change(("W2", "unpaired", -12.0, "within"))
    assert plain(change_title(one, EN)) == "NPS of wave 2, the only one compared, changed by −12, within noise"
    assert change_title(one, ZH) == "第2波次切换前后NPS变化−12，属随机波动"
    steady = made.event(0.0)
    assert (
        plain(chart_event(made.look(event=steady), EN).title)
        == "At their cut-over NPS of all 3 waves changed within noise; the largest change is 0 (wave 1)"
    )


def test_several_waves_that_changed_are_counted_and_the_largest_is_named() -> None:
    found = change(("W1", "unpaired", -9.0, "fell"), ("W2", "unpaired", -14.0, "fell"), ("W2", "paired", -11.0, "fell"))
    assert (
        plain(change_title(found, EN))
        == "2 waves changed at their cut-over, wave 2 most: NPS −14, of the same customers −11"
    )
    assert change_title(found, ZH) == "2个波次切换后NPS确有变化，第2波次最大：−14，同一批客户为−11"


def test_a_score_that_is_beyond_its_limits_now_is_not_told_as_the_past() -> None:
    trend = made.calendar(fall=False)
    rolling = trend.rolling[["week", "value", "low", "high", "n", "note"]].copy()
    rolling.loc[rolling.index[-1], "value"] = -20.0
    now = replace(trend, rolling=compute_beyond(rolling, trend.limits, trend.freeze))
    limit = made.NPS.write(now.rolling["lower"].iloc[-1], EN)
    assert (
        plain(chart_calendar(made.look(calendar=now), EN).title)
        == f"NPS is below its baseline limits: −20 in the 4 weeks to 22 Nov 2026, limit {limit}"
    )
    assert (
        chart_calendar(made.look(calendar=now), ZH).title
        == f"NPS低于基线控制限：截至2026年11月22日的4周为−20，下限{limit}"
    )


@pytest.mark.parametrize(
    ("changes", "over", "name", "amount", "share"),
    [
        ([27.0, 25.0, 24.0, 24.0], True, "A", 27.0, 0.27),
        ([60.0, 40.0, -90.0, 0.0], True, "A", 60.0, 0.6),
        ([60.0, np.nan, -30.0, -10.0], False, "C", 30.0, 0.75),
    ],
)
def test_the_largest_part_is_a_share_of_what_goes_the_same_way(
    changes: list[float], over: bool, name: str, amount: float, share: float
) -> None:
    found = largest_part(pd.DataFrame({"category": list("ABCD"), "change": changes}), over=over)
    assert found == Part(name, amount, share)


def test_nothing_carries_what_did_not_happen() -> None:
    frame = pd.DataFrame({"category": ["A", "B"], "change": [-1.0, 0.0]})
    assert largest_part(frame, over=True) is None


def wave(name: str, planned: date, moved: date | None, state: str) -> Wave:
    days = ((moved or planned) - AS_OF.date()).days
    return Wave(name, "", "", None, planned, moved or planned, state, 20, 20, 20 if moved else 0, days)  # type: ignore[arg-type]


def test_waves_that_are_late_are_named_with_their_days() -> None:
    first = wave("W1", date(2026, 9, 1), date(2026, 9, 1), "moved")
    late = wave("W2", date(2026, 10, 1), date(2026, 10, 8), "moved")
    later = wave("W3", date(2026, 10, 1), date(2026, 10, 10), "moved")
    due, longer = wave("W4", date(2026, 11, 20), None, "late"), wave("W5", date(2026, 11, 3), None, "late")

    def said(*waves: Wave) -> tuple[str, str]:
        found = Overview("", "", "", None, None, waves, (), AS_OF)
        return plain(waves_title(found, EN)), waves_title(found, ZH)

    assert said(first, late) == ("Wave 2 cut over 7 days late", "第2波次切换滞后7天")
    assert said(first, late, later) == (
        "2 of the 3 waves so far cut over late, wave 3 most: 9 days",
        "已切换的3个波次中有2个滞后，第3波次最多：9天",
    )
    assert said(first, due) == ("Wave 4 is 3 days past its planned cut-over", "第4波次已过计划切换日3天")
    assert said(first, late, due, longer) == (
        "2 waves are past their planned cut-over, wave 5 longest: 20 days",
        "2个波次已过计划切换日，第5波次最久：20天",
    )


def test_a_wave_is_not_on_time_for_having_been_put_off() -> None:
    """The verdict is against the cut-over that was planned first; where the plan in force says another thing, both are
    said."""
    put_off = replace(wave("W2", date(2026, 10, 8), date(2026, 10, 8), "moved"), first_on=date(2026, 10, 1))
    later = replace(wave("W3", date(2026, 10, 8), date(2026, 10, 9), "moved"), first_on=date(2026, 10, 1))
    early = replace(wave("W4", date(2026, 10, 1), date(2026, 10, 5), "moved"), first_on=date(2026, 10, 8))
    overdue = replace(wave("W5", date(2026, 11, 20), None, "late"), first_on=date(2026, 10, 20))
    unplanned = replace(wave("W6", AS_OF.date(), AS_OF.date(), "moved"), planned_on=None)
    undated = replace(unplanned, planned_on=date(2026, 10, 1), cutover_on=None)
    told = {
        one.wave + one.state: (wave_state(one), standing(one, EN), standing(one, ZH))
        for one in (put_off, later, early, overdue)
    }
    assert told == {
        "W2moved": (
            "watch",
            "7 days late against the first plan, on time by the re-plan",
            "按首次计划滞后7天，按调整后的计划按期",
        ),
        "W3moved": (
            "watch",
            "8 days late against the first plan, 1 day late by the re-plan",
            "按首次计划滞后8天，按调整后的计划滞后1天",
        ),
        "W4moved": (
            "good",
            "on time against the first plan, 4 days late by the re-plan",
            "按首次计划按期，按调整后的计划滞后4天",
        ),
        "W5late": (
            "bad",
            "34 days overdue against the first plan, 3 days overdue by the re-plan",
            "按首次计划逾期34天，按调整后的计划逾期3天",
        ),
    }
    assert [(wave_state(one), standing(one, EN)) for one in (unplanned, undated)] == [
        ("unknown", "cut over; no planned day to hold it against"),
        ("unknown", "cut over on a day that is not recorded"),
    ]

    def title(*waves: Wave) -> str:
        return plain(waves_title(Overview("", "", "", None, None, waves, (), AS_OF), EN))

    assert title(early, put_off) == "Wave 2 cut over 7 days late"
    assert title(put_off, replace(put_off, wave="W7")) == "2 of the 2 waves so far cut over late, by up to 7 days"
    assert title(overdue) == "Wave 5 is 34 days past its planned cut-over"
    assert title(early, unplanned).endswith("1 has no planned or no actual day: whether it was on time is not known")


def test_the_driver_is_told_with_its_share() -> None:
    said = EN("satisfaction.drivers.first", metric=METRICS["nps"].passport.title(EN), item="Communication", share="27%")
    assert (
        said == "Communication has the largest share of what goes together with NPS: 27% of what the parts account for"
    )
