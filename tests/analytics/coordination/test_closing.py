"""The Pareto of problems, counts a thousand customers, and the closing report: the values of the page, no formula, for
its owner alone."""

from __future__ import annotations

import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from scipy.stats import chi2

from analytics.__main__ import main
from analytics.coordination.charts.maturity import table_maturity
from analytics.coordination.charts.problems import table_pareto, table_thousand
from analytics.coordination.charts.results import chart_weights, table_lessons, table_targets
from analytics.coordination.numbers.maturity import load_maturity
from analytics.coordination.numbers.problems import compute_pareto, load_problems
from analytics.coordination.numbers.results import load_results
from analytics.marks.words import table_of
from analytics.reports.closing import closing_head, closing_html, closing_parts
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
SCOPE, EN, ZH = Scope(RIGHTS), Translator("en"), Translator("zh")


@pytest.fixture
def closed(store: Store) -> Store:
    """Forty customers, of whom C01 left and C02 left and came back; 20 complaints about debits, 15 about letters, 5
    without a cause."""
    load(store, "customers", "customer,segment\n" + "".join(f"C{n:02d},Retail\n" for n in range(1, 41)))
    load(
        store,
        "departures",
        "customer,left on,kind,came back on\n"
        + "".join(f"C{n:02d},2026-10-01,churn,\n" for n in range(3, 14))
        + "C02,2026-10-01,churn,2026-11-01\n",
    )
    causes = ["debits"] * 20 + ["letters"] * 15 + [""] * 5
    load(
        store,
        "complaints",
        "complaint number,customer,opened at,root cause\n"
        + "".join(f"K{n},C{n % 40 + 1:02d},2026-10-05 10:00,{cause}\n" for n, cause in enumerate(causes)),
    )
    load(
        store,
        "targets",
        "target,what is to be reached,metric,what it must be,weight\nT1,Few leave,departure_rate,2,1\nT2,Fewer"
        " leave,departure_rate,0.00001,3\n",
    )
    load(store, "lessons", 'lesson,what was learnt\nL1,=HYPERLINK("x")\n')
    return store


def test_the_few_are_the_least_number_that_makes_four_fifths() -> None:
    found = compute_pareto("complaints", {"a": 50, "b": 25, "c": 15, "d": 6, "": 4})
    assert [(one.item, one.share, one.cumulative, one.few) for one in found] == [
        ("a", 0.5, 0.5, True),
        ("b", 0.25, 0.75, True),
        ("c", 0.15, 0.9, True),
        ("d", 0.06, 0.96, False),
        ("", 0.04, 1.0, False),
    ]


def test_counts_are_told_for_a_thousand_customers_and_who_came_back_is_not_lost(closed: Store) -> None:
    found = load_problems(closed, SCOPE)
    told = {one.item: one for one in found.thousand}
    assert found.customers == 40
    assert set(told) == {"complaints", "left"}  # no ledger of contacts: left out, not zero
    assert (told["complaints"].n, told["complaints"].value) == (40, 1000.0)
    assert (told["left"].n, told["left"].value) == (11, 275.0)
    assert told["left"].interval.low == pytest.approx(chi2.ppf(0.025, 22) / 2 / 0.04)
    assert told["left"].interval.high == pytest.approx(chi2.ppf(0.975, 24) / 2 / 0.04)
    assert told["left"].yearly is None  # 56 days: a season, no year
    assert table_pareto(found, EN).title == "2 of 2 causes make 100% of the complaints, debits alone 57%"


def test_a_roster_without_counts_is_not_said_to_be_missing(store: Store) -> None:
    load(store, "customers", "customer,segment\n" + "".join(f"C{n:02d},Retail\n" for n in range(1, 41)))
    shown = table_thousand(load_problems(store, SCOPE), EN)
    assert (
        shown.empty
        == "Of none of complaints, service cases and departures are there counts of ten or more for these 40 customers"
    )
    assert shown.needs == ("complaints", "contacts", "departures")


def test_programmes_of_other_length_are_told_by_the_year(closed: Store) -> None:
    load(closed, "departures", "customer,left on,kind\nC14,2025-11-25,churn\n")
    load(closed, "customers", "customer,wave,segment\n" + "".join(f"C{n:02d},W1,Retail\n" for n in range(1, 31)))
    found = load_problems(closed, SCOPE)
    left = next(one for one in found.thousand if one.item == "left")
    days = (date(2026, 11, 23) - date(2025, 11, 24)).days + 1  # from the Monday of the first week
    assert (left.n, left.value, left.first) == (12, 300.0, date(2025, 11, 24))
    rate, bounds = left.yearly or (0.0, left.interval)
    assert rate == pytest.approx(300 * 365.25 / days)
    assert bounds.high == pytest.approx(chi2.ppf(0.975, 26) / 2 / 0.04 * 365.25 / days)
    shown = table_thousand(found, EN)
    row = [cell.text for cell in shown.body.rows[-1]]
    assert row[-3] == EN.date(date(2025, 11, 24), year=True)
    assert row[-2].startswith("300.2")
    assert row[-1].endswith("155.1…524.4")
    chosen = load_problems(closed, SCOPE.but(waves=("W1",)))
    assert {one.first for one in chosen.thousand} == {one.first for one in found.thousand}


def test_the_report_has_the_values_of_the_page(closed: Store) -> None:
    parts = closing_parts(closed, SCOPE, ZH)
    page = closing_html(parts, closing_head(closed, SCOPE, ZH), ZH)
    told = load_results(closed, SCOPE)
    swings, levels = table_of(chart_weights(told, ZH).body, ZH), table_maturity(load_maturity(closed, SCOPE), ZH)
    assert [f"<h2>{name}</h2>" in page for name in ("权重敏感性", "各领域成熟度")] == [True, True]
    assert [cell.text for row in swings.rows for cell in row if f"<td>{cell.text}</td>" not in page] == []
    for exhibit in (table_targets(told, ZH), table_pareto(load_problems(closed, SCOPE), ZH), levels):
        assert [cell.text for row in exhibit.body.rows for cell in row if f"<td>{cell.text}</td>" not in page] == []
    assert page.startswith('<!doctype html><html lang="zh-CN">')
    assert "http" not in page


def test_the_workbook_is_of_values_without_formulas_and_for_its_owner_alone(closed: Store, tmp_path: Path) -> None:
    place = tmp_path / "report.xlsx"
    assert main(["closing", "--to", str(place)], store=closed, out=StringIO(), rights=RIGHTS) == 0
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    book = load_workbook(place)
    lessons = {cell.value: (cell.data_type, cell.quotePrefix) for cell in book["Lessons"][2]}
    levels = load_maturity(closed, SCOPE)
    assert [row[2].value for row in book["Maturity by area"].iter_rows(min_row=2, max_row=1 + len(levels))] == [
        one.level for one in levels
    ]
    score = load_results(closed, SCOPE)
    told = {
        row[0].value: (row[2].value, row[4].value)
        for row in book["Sensitivity to weights"].iter_rows(min_row=2, max_row=1 + len(score.measured))
    }
    assert told == {
        str(one.row["title"]): pytest.approx(tuple(100 * end for end in swing))
        for one, swing in zip(score.measured, score.swings, strict=True)
    }
    assert lessons['=HYPERLINK("x")'] == ("s", True)
    assert [
        cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    shown = table_lessons(load_results(closed, SCOPE), EN).body
    assert [cell.value for cell in book["Lessons"][1]] == list(shown.units or shown.heads)
    assert (
        main(["closing", "--to", str(tmp_path / "none" / "x.html")], store=closed, out=StringIO(), rights=RIGHTS) == 2
    )


def test_the_report_names_its_programme_and_what_was_selected(closed: Store) -> None:
    load(closed, "programme", "programme,from,to\nMove,Lakeside,Meridian\n")
    assert closing_head(closed, SCOPE.but(waves=("W4",)), EN)[:3] == [
        "Closing report",
        "Lakeside → Meridian",
        "Only wave\u00a04",
    ]
    assert closing_head(closed, SCOPE, ZH)[:2] == ["总结报告", "Lakeside → Meridian"]
