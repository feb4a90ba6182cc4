"""What the page of retention says of lives that formulas stumble over: ties, late comers, a time without anybody,
nobody who left, one group."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analytics.marks.words import table_of
from analytics.retention.area import AREA, headline
from analytics.retention.charts.leaving import chart_outcomes, load_ends
from analytics.retention.charts.staying import at_risk, chart_curves, load_look, table_groups, table_life
from analytics.retention.charts.who import chart_who
from analytics.retention.curves import load_regression
from analytics.retention.value import load_lifetime
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.analytics.retention.test_curves import left, moved, on, programme

EN = Translator("en")


def lines(body: object) -> list[list[str]]:
    return [[cell.text.replace("\xa0", " ") for cell in row] for row in table_of(body, EN).rows]  # type: ignore[arg-type]


def lived(store: Store, days: dict[int, int], customers: int, **columns: list[object]) -> None:
    programme(store, customers, **columns)
    load(store, "transfers", moved(range(customers)))
    load(store, "departures", left(days))


def said(store: Store, scope: Scope, by: str = "segment") -> tuple[str, list[list[str]], list[list[str]]]:
    """The title of the curves, the table of the groups and the life table."""
    found = load_look(store, scope, by)
    chart = chart_curves(found, EN)
    groups, life = table_groups(found, EN), table_life(found, EN)
    return chart.title.replace("\xa0", " "), lines(groups.body), lines(life.body)


def walk(store: Store, scope: Scope) -> str:
    """The headline; every part of the page is made on the way, as the page makes it."""
    for section in AREA.sections:
        for part in section.pieces():
            part.exhibit(store, scope, ("segment",) * len(section.choices), EN)  # type: ignore[union-attr]
    return headline(store, scope, EN).replace("\xa0", " ")


def test_nobody_left(store: Store, scope: Scope) -> None:
    """One had left before the cut-over and is not counted; of the other nineteen all are lost from sight on the last
    day."""
    lived(store, {0: -5}, 20)
    title, groups, life = said(store, scope, "none")
    assert title == "All customers: nobody has left within 90 days of the cut-over"
    assert groups == [["All customers", "19", "0", "0", "90", "100.0%", "–", "> 174 days", "174.0", "–", "–"]]
    assert {(row[2], row[3], row[4], row[5]) for row in life} == {("19", "0", "100.0%", "–")}
    assert "nobody has left within 90 days" in walk(store, scope)


def test_many_on_one_day_and_one_group_only(store: Store, scope: Scope) -> None:
    """Twelve of forty on day 10, six of the other 28 on day 20: 22 of 40, which no censoring disturbs; nothing to
    compare with."""
    lived(store, {**dict.fromkeys(range(12), 10), **dict.fromkeys(range(12, 18), 20)}, 40, segment=["A"] * 40)
    title, groups, life = said(store, scope)
    assert title == "A: 55.0% are still with us 90 days after their own cut-over (95% 38.5…68.8%)"
    assert groups == [["A", "40", "18", "0", "90", "55.0%", "38.5…68.8%", "> 174 days", "101.7", "–", "–"]]
    assert life[0] == ["A", "days 0–27", "40", "18", "55.0%", "38.5…68.8%"]
    assert load_look(store, scope, "segment").test is None
    assert "55.0%" in walk(store, scope)


def test_a_time_with_nobody_at_risk_ends_the_curve(store: Store, scope: Scope) -> None:
    """All twenty are gone by day 20; fifteen become customers on day 60, of whom one leaves. What becomes of them says
    nothing of the twenty, and nobody is said to have stayed or to be at risk between."""
    since = [date(2020, 1, 1)] * 20 + [on(60)] * 15
    lived(store, {**dict.fromkeys(range(10), 10), **dict.fromkeys(range(10, 20), 20), 20: 70}, 35, customer_since=since)
    title, groups, life = said(store, scope, "none")
    assert title == "All customers: everybody had left within 20 days of the cut-over"
    assert groups == [["All customers", "20", "20", "0", "20", "0.0%", "–", "10", "15.0", "–", "–"]]
    assert life == [["All customers", "days 0–20", "20", "20", "0.0%", "–"]]
    assert "everybody had left within 20 days" in walk(store, scope)


def test_late_comers_are_counted_and_at_risk_from_the_day_they_come(store: Store, scope: Scope) -> None:
    """Twenty from the beginning, fifteen from day 30 on: 19 of 20 after day 10; one of 34 on day 40."""
    since = [date(2020, 1, 1)] * 20 + [on(30)] * 15
    lived(store, {0: 10, 20: 40}, 35, customer_since=since)
    title, groups, life = said(store, scope, "none")
    assert groups[0][:6] == ["All customers", "35", "2", "0", "90", "92.2%"]  # 0.95 × 33/34
    assert [row[2:5] for row in life[:3]] == [["20", "1", "95.0%"], ["19", "1", "92.2%"], ["33", "0", "92.2%"]]
    assert title.startswith("All customers: 92.2% are still with us 90 days")
    assert "92.2%" in walk(store, scope)


def test_what_is_left_out_at_the_end_of_a_curve_is_said(store: Store, scope: Scope) -> None:
    """Of twenty customers one leaves a day: from the twelfth on fewer than ten are there, and who leaves then is not
    counted."""
    lived(store, {n: 10 + n for n in range(20)}, 20)
    found = load_look(store, scope, "none")
    curve = found.curves[0]
    assert (curve.cut, curve.n, curve.lost, curve.followed) == (True, 20, 11, 20.0)
    chart, groups, life = chart_curves(found, EN), table_groups(found, EN), table_life(found, EN)
    for note in (chart.note, groups.note):
        assert "where fewer than ten are still followed, nothing more is counted" in note
    assert [row[1] for row in lines(life.body)] == ["days 0–20"]
    assert "20 customers cut over, 11 left" in chart.note
    assert "跟踪不足10户之后的情况不再计入" in chart_curves(found, Translator("zh")).note


def test_under_the_plot_who_is_not_followed_yet_is_told_from_who_has_gone(store: Store, scope: Scope) -> None:
    """Twenty of A are followed to the last day, B was moved 74 days ago, of C everybody had gone by day 20, of D fewer
    than ten are left."""
    programme(store, 80, segment=["A"] * 20 + ["B"] * 20 + ["C"] * 20 + ["D"] * 20)
    late = moved(range(20, 40), cut_over_on=on(100))
    load(store, "transfers", moved(range(20)) + late + moved(range(40, 80)))
    load(store, "departures", left(dict.fromkeys(range(40, 60), 20) | {60 + n: 10 + n for n in range(15)}))
    found = load_look(store, scope, "segment")
    under = at_risk(found, 174.0, EN)
    assert under.x == (0.0, 56.0, 112.0, 168.0)
    assert dict(under.rows) == {
        "A": ("20", "20", "20", "20"),
        "B": ("20", "20", "–", "–"),
        "C": ("20", "0", "0", "0"),
        "D": ("20", "<10", "<10", "<10"),
    }


def test_a_period_of_one_day_is_a_day(store: Store, scope: Scope) -> None:
    lived(store, {**dict.fromkeys(range(10), 5), **dict.fromkeys(range(10, 20), 28)}, 20)
    found = load_look(store, scope, "none")
    assert not found.curves[0].cut
    assert [row[1] for row in lines(table_life(found, EN).body)] == ["days 0–27", "day 28"]
    assert "nothing more is counted" not in chart_curves(found, EN).note


def test_of_curves_that_cross_none_is_said_to_lose_faster_by_the_test(store: Store, scope: Scope) -> None:
    """Of forty A fourteen leave on day 5 and nobody later; of forty B one a day from day 60 on: what counts is the
    mean."""
    early = dict.fromkeys(range(14), 5)
    lived(store, early | {40 + n: 60 + 3 * n for n in range(36)}, 80, segment=["A"] * 40 + ["B"] * 40)
    found = load_look(store, scope, "segment")
    assert (found.crossed, found.test.p < 0.05, found.gaps[0].gap.p > 0.05) == ((("A", "B"),), True, True)
    title, _, _ = said(store, scope)
    assert title.startswith("The curves cross: who loses customers faster changes with time")
    zh = chart_curves(found, Translator("zh")).title
    assert zh.startswith("曲线相交：各组离开的快慢随时间变化")
    assert (
        table_groups(found, EN).title
        == "Some curves cross: compare the groups by the difference of mean days, not by the test"
    )
    assert table_groups(found, Translator("zh")).title == "部分曲线相交：比较各组请看平均留存天数之差，不看检验"


def test_a_group_of_whom_nobody_is_left_is_said_to_have_gone(store: Store, scope: Scope) -> None:
    lived(store, {**dict.fromkeys(range(20), 30), 20: 40}, 60, segment=["A"] * 20 + ["B"] * 40)
    title, _, _ = said(store, scope)
    assert title == "A loses customers faster than the other group: everybody had left by day 30 (log-rank p < 0.001)"


def test_a_few_that_refused_are_told_neither_as_a_number_nor_as_a_share(store: Store, scope: Scope) -> None:
    """Of twenty six refused and of the fourteen who went three left: who may not have single rows could reckon the six
    from 30% and from the share of those who left, were it of all twenty."""
    programme(store, 20)
    load(store, "transfers", moved(range(14)) + moved(range(14, 20), status="refused", cut_over_on=None))
    load(store, "departures", left({0: 10, 1: 20, 2: 30}))
    found = load_ends(store, scope)
    assert (found.n, found.refused) == (20, 6)
    assert chart_outcomes(found, EN).title.startswith("30.0% refused to go; within 174 days 15.0% left")
    reader = Scope(Rights("e", "executive"))
    few = load_ends(store, reader)
    assert few.refused is None
    assert few.incidence["left"].share[-1] == pytest.approx(3 / 14)
    for lang, words in (
        ("en", "Fewer than 10 refused to go; of those who went 21.4% left within 174 days"),
        ("zh", "拒绝转移的不足10户；已转移客户中，174天内离开的占21.4%"),
    ):
        chart = chart_outcomes(few, Translator(lang, rounded=True))
        assert chart.title.replace("\xa0", " ").startswith(words)
        told = " ".join([chart.title, chart.note, *(cell for row in lines(chart.body) for cell in row)])
        assert not any(secret in told for secret in ("30.0%", "30%", "15.0%", "6户", "6 of"))


def test_where_nobody_is_left_out_of_the_regression_it_says_none_of_the_weeks(store: Store, scope: Scope) -> None:
    """Of eighty customers forty leave in the middle of a week: whole weeks in the regression, and in what it is held
    against."""
    gone = {n: 10 + 7 * (n % 10) for n in range(40)}
    lived(store, gone, 80, segment=["A", "B"] * 40)
    found = load_regression(store, scope)
    assert (found.model.events, found.left_out) == (40, 0.0)
    for lang, words in (
        ("en", "0.0% of customer-weeks lie in groups too small"),
        ("zh", "0.0%的客户周属于人数过少的组"),
    ):
        assert words in chart_who(found, Translator(lang)).note


def test_of_two_groups_of_whom_nobody_left_none_is_called_too_small(store: Store, scope: Scope) -> None:
    lived(store, {0: -5}, 40, segment=["A", "B"] * 20)
    found = load_look(store, scope, "segment")
    assert (len(found.curves), found.test) == (2, None)
    assert chart_curves(found, EN).title.startswith("Nobody has left after the cut-over")
    assert chart_curves(found, Translator("zh")).title.startswith("切换后没有客户离开")


def test_customers_who_cost_more_than_they_pay_have_an_interval_from_its_lower_end(store: Store, scope: Scope) -> None:
    lived(store, {0: 160, 1: 165}, 40)
    load(
        store,
        "revenue",
        [{"customer": f"C{n:04d}", "month": date(2026, 10, 1), "amount": Decimal(-50)} for n in range(40)],
    )
    found = load_lifetime(store, scope)
    assert found.low < found.value < found.high < 0
