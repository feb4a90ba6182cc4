"""What the page of risks says first: everything red by name, and nothing of a risk that nobody has rated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.metrics import METRICS
from analytics.risk.area import headline
from analytics.risk.charts.heat import own_lines
from analytics.risk.charts.money import chart_lines, chart_losses
from analytics.risk.charts.register import chart_heat
from analytics.risk.charts.trend import chart_trend, table_movers
from analytics.risk.numbers.found import load_seen
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
ON = date(2026, 11, 1)
EN = Translator("en")


def risk(name: str, likelihood: str | None, impact: str | None, **more: Any) -> dict[str, Any]:
    return {"snapshot_on": ON, "risk": name, "name": f"Risk {name}", "likelihood": likelihood, "impact": impact, **more}


def said(store: Store, lang: str = "en") -> str:
    return headline(store, SCOPE, Translator(lang)).replace("\u00a0", " ")


def test_a_risk_that_nobody_rated_is_not_within_appetite(store: Store) -> None:
    load(store, "risks", [risk("R1", "1", "1"), risk("R2", "1", "1")])
    assert said(store) == "All 2 risks are within appetite"
    load(store, "risks", [risk("R1", "1", "1"), risk("R2", "1", "1"), risk("R3", None, None)])
    unknown = "one of 3 risks is not rated: whether it is within appetite is not known"
    assert said(store) == f"None of the 2 rated risks is above appetite; {unknown}"
    load(store, "risks", [risk(name, None, None) for name in ("R1", "R2", "R3")])
    assert said(store) == "3 of 3 risks are not rated: whether they are within appetite is not known"


def test_with_everything_closed_no_risk_is_open(store: Store) -> None:
    load(store, "risks", [risk("R1", "5", "5", status="closed")])
    assert said(store) == "No risk is open"


def test_everything_red_is_named(store: Store) -> None:
    load(store, "risks", [risk("R1", "5", "5"), risk("R2", "1", "1")])
    measure = {"risk": "R1", "kind": "reduce", "decided_on": date(2026, 10, 1)}
    load(
        store,
        "treatments",
        [
            measure | {"treatment": "T1", "name": "Rehearse", "due_on": date(2026, 11, 13)},
            measure | {"treatment": "T2", "name": "Train", "due_on": date(2026, 12, 13)},
        ],
    )
    load(
        store,
        "indicators",
        [
            {
                "indicator": "K1",
                "name": "Errors",
                "measured_on": date(2026, 11, 20),
                "value": 9.0,
                "amber": 5.0,
                "red": 8.0,
                "cadence": "weekly",
            },
            {
                "indicator": "K2",
                "name": "Calls",
                "measured_on": date(2026, 11, 20),
                "value": 1.0,
                "amber": 5.0,
                "red": 8.0,
                "cadence": "weekly",
            },
        ],
    )
    assert said(store) == (
        "One risk of 2 is above appetite: Risk R1 (R1); "
        "one of 2 open measures is late, Rehearse (T1) by 10 days; one of 2 indicators is beyond red: Errors (K1)"
    )
    assert said(store, "zh").startswith("2项风险中1项超出风险偏好：Risk R1（R1）；2项未完成措施中1项逾期")


def test_without_a_register_what_is_watched_is_said_all_the_same(store: Store) -> None:
    assert said(store) == ""
    load(
        store,
        "indicators",
        [
            {
                "indicator": "K1",
                "name": "Errors",
                "measured_on": date(2026, 11, 20),
                "value": 9.0,
                "amber": 5.0,
                "red": 8.0,
                "cadence": "weekly",
            }
        ],
    )
    assert said(store) == "There is no risk register yet; one of 1 indicators is beyond red: Errors (K1)"
    assert said(store, "zh") == "尚无风险清单；1项指标中1项越过红线，首先是Errors（K1）"


def test_of_risks_that_are_all_alike_none_is_called_the_furthest(store: Store) -> None:
    load(store, "risks", [risk(name, "5", "5", loss=100) for name in ("R1", "R2", "R3")])
    assert said(store) == "3 risks of 3 are above appetite: Risk R1 (R1) and 2 more"
    load(store, "risks", [risk("R1", "5", "5", loss=100), risk("R2", "5", "5", loss=200), risk("R3", "1", "1")])
    assert said(store) == "2 risks of 3 are above appetite: Risk R2 (R2) the dearest"
    load(store, "risks", [risk("R1", "3", "4", loss=900), risk("R2", "5", "5", loss=200), risk("R3", "1", "1")])
    assert said(store) == "2 risks of 3 are above appetite: Risk R2 (R2) the furthest"


def test_one_row_is_spoken_of_as_one(store: Store) -> None:
    load(store, "risks", [risk("R1", "1", "1")])
    assert said(store) == "The one risk is within appetite"
    assert (
        chart_trend(load_seen(store, SCOPE), EN).title
        == f"0 of 1 above appetite at the first assessment, on {EN.date(ON, year=True)}"
    )


def test_an_assessment_of_long_ago_says_when_it_was(store: Store) -> None:
    load(store, "risks", [risk("R1", "1", "1") | {"snapshot_on": date(2025, 11, 1)}])
    assert said(store) == "As last assessed 387 days ago, on 1 Nov 2025 – the one risk is within appetite"
    assert said(store, "zh") == "按387天前（2025年11月1日）的最近一次评估：全部1项风险均在风险偏好之内"


def test_the_tile_is_unknown_where_the_sentence_says_so(store: Store) -> None:
    count = METRICS["risks_above_appetite"]
    load(store, "risks", [risk("R1", "1", "1"), risk("R2", None, None)])
    found = load_standing(store, SCOPE, count.passport.id)
    assert (found.state, found.words(EN)) == ("unknown", "Not all risks are rated")
    load(store, "risks", [risk("R1", "5", "5"), risk("R2", None, None)])
    assert load_standing(store, SCOPE, count.passport.id).reading.written(EN) == "1"


def test_where_nothing_is_open_no_chart_tells_of_risks(store: Store) -> None:
    load(store, "risks", [risk("R1", "5", "5", status="closed", loss=9)])
    found = load_seen(store, SCOPE)
    made = [make(found, EN) for make in (chart_heat, chart_losses, chart_lines, table_movers)]
    assert [one.body for one in made] == [None] * 4
    assert {one.empty for one in made} == {"No risk is open"}
    load(store, "risks", [risk("R1", None, None)])
    assert chart_heat(load_seen(store, SCOPE), EN).title == "The one risk is not rated: it has no place on the matrix"


def test_what_the_drawn_line_would_judge_otherwise_is_named(store: Store) -> None:
    """Two are above appetite and one of them, with one that is within, lies on the other side of the solid line: both
    are in the note, and the lines they are judged by are drawn."""
    matrix = '{"appetites": {"Law": 1, "Money": 3}}'
    load(store, "settings", [{"setting": "risk.matrix.1", "value": matrix}])
    load(
        store,
        "risks",
        [
            risk("R1", "3", "4"),
            risk("R2", "2", "3", category="Law"),
            risk("R3", "4", "4", category="Money"),
            risk("R4", "1", "1"),
        ],
    )
    found = load_seen(store, SCOPE)
    assert said(store).startswith("2 risks of 4 are above appetite")
    note = chart_heat(found, EN).note
    assert "R2: above what Law accepts (dotted)" in note
    assert "R3: within what Money accepts (dotted)" in note
    assert own_lines(found.register, "") == ["Law", "Money"]
    assert "R1" not in note
