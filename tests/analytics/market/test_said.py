"""What the page of the market says where little is known, or what is told contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.market.alerts import compute_campaign_alerts
from analytics.market.charts.campaigns import chart_cpa, table_campaigns
from analytics.market.charts.deals import chart_pipeline
from analytics.market.charts.reviews import tone_words
from analytics.market.charts.rivals import chart_gains, chart_joining, load_around
from analytics.market.charts.shares import chart_brand, chart_hhi, share_words
from analytics.market.numbers.campaigns import Campaigns, compute_campaigns
from analytics.market.numbers.deals import load_deals
from analytics.market.numbers.reviews import load_tone
from analytics.market.numbers.rivals import Whither, load_joining
from analytics.market.numbers.shares import compute_brand, compute_shares
from analytics.marks.words import frame_of
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load
from tests.analytics.market.test_numbers import campaign, figures

EN, ZH = Translator("en"), Translator("zh")
SCOPE = Scope(local_rights("tester", "administrator"))
DAY = date(2026, 9, 1)


def held(*campaigns: dict[str, object]) -> Campaigns:
    return Campaigns(compute_campaigns(pd.DataFrame(campaigns), None), "CNY")


def test_what_was_planned_for_a_campaign_is_not_called_its_cost() -> None:
    shown = frame_of(table_campaigns(held(campaign("C1", budget=500.0, joined=5)), EN).body)
    assert (shown["Budget (CNY)"].tolist(), shown["Cost (CNY)"].tolist()) == ([500.0], [None])
    told = frame_of(table_campaigns(held(campaign("C1", cost=400.0, joined=5)), EN).body)
    assert ("Budget (CNY)" in told, told["Cost (CNY)"].tolist()) == (False, [400.0])


def test_a_campaign_that_won_nobody_for_its_money_is_named() -> None:
    bare = campaign("Bare", budget=1_000.0, cost=1_000.0, planned_joined=10, joined=0)
    found = held(bare, campaign("Well", budget=1_000.0, cost=100.0, planned_joined=10, joined=9))
    assert chart_cpa(found, EN).title == "Bare spent ¥1,000 and won nobody; 10 customers were planned"
    assert frame_of(table_campaigns(found, EN).body)["Return"].tolist() == ["not told yet", "nobody was won"]
    (alert,) = compute_campaign_alerts(found.each, pd.Timestamp("2026-11-23"), "CNY")
    assert (alert.code, alert.value, alert.params["campaign"]) == ("campaign_unpaid", -1.0, "Bare")


@pytest.mark.parametrize(("t", "said"), [(EN, "30, more than the 10 reached"), (ZH, "30户，多于触达的10人")])
def test_more_won_back_than_reached_are_no_share(t: Translator, said: str) -> None:
    found = held(campaign("C1", cost=400.0, reached=10, won_back=30))
    assert found.each[0].back_share is None
    assert said in frame_of(table_campaigns(found, t).body).iloc[0].tolist()


def lumped(rest: float) -> pd.DataFrame:
    left = 1 - rest
    return figures(
        {"period": DAY, "firm": "A", "share": left * 0.6}, {"period": DAY, "firm": "B", "share": left * 0.4},
        {"period": DAY, "firm": "Others", "share": rest},
    )  # fmt: skip


def test_small_companies_lumped_together_leave_the_concentration_open_where_they_decide_it() -> None:
    assert chart_hhi(compute_shares(lumped(0.45)), EN).title.startswith("HHI between 1,573 and 3,598")
    assert chart_hhi(compute_shares(lumped(0.1)), EN).title.startswith("HHI 4,212, above 1,800")
    many = figures(*({"period": DAY, "firm": f"F{n}", "share": 0.09} for n in range(10)), {"period": DAY, "firm": "Others", "share": 0.1})  # fmt: skip
    assert chart_hhi(compute_shares(many), EN).title.startswith("HHI 810, not above 1,800")


def test_others_together_are_not_called_the_largest_company() -> None:
    assert share_words(compute_shares(lumped(0.6)), EN).startswith("A is the largest with 24.0%")
    alone = compute_shares(figures({"period": DAY, "firm": "Others", "share": 1.0}))
    assert share_words(alone, EN) == "No row names a company, only others together."


def test_a_survey_in_which_more_know_a_brand_than_were_asked_is_said_to_be_odd() -> None:
    odd = {"period": DAY, "firm": "A", "asked": 100, "aware": 130}
    assert chart_brand(compute_brand(figures(odd)), EN).empty.startswith("No survey of brands can be read: 1 answers")
    both = compute_brand(figures(odd, {"period": DAY, "firm": "B", "own": True, "asked": 100, "aware": 30}))
    assert "than were asked: 1" in chart_brand(both, EN).note
    assert "未计入：1项" in chart_brand(both, ZH).note


@pytest.mark.usefixtures("today")
def test_counts_of_an_agency_alone_are_told_as_such(store: Store) -> None:
    rows = ("2026-07,Ours,Agency,100,50,30", "2026-09,Ours,Agency,100,60,20")
    load(store, "programme", "programme,transferring company,receiving company\nP,Theirs,Ours\n")
    head = "market period,company,source of the figure,reviews counted,positive reviews,negative reviews"
    load(store, "market", "\n".join((head, *rows, "")))
    found = load_tone(store, SCOPE)
    said = tone_words(found, EN).replace("\u00a0", " ")
    assert said.startswith("75.0% of 80 reviews with a tone that Agency counted (Sep 2026) are positive")
    assert "95% 64.5…83.2%" in said  # Wilson of 60 of 80
    assert tone_words(found, ZH).startswith("Agency统计的80条有倾向评价中")


@pytest.mark.usefixtures("today")
def test_a_line_of_those_who_joined_is_broken_where_a_period_has_too_few(store: Store) -> None:
    won = [f"D{n},new customer,won,2026-0{month}-01,2026-0{month}-{n % 15 + 9:02d}" for n, month in enumerate([6] * 15 + [7] * 3 + [9] * 15)]  # fmt: skip
    head = "deal number,kind of business,deal stage,deal opened on,closed on (won or lost)"
    load(store, "deals", "\n".join((head, *won, "")))
    counts = load_joining(store, SCOPE).deals["n"]
    assert (counts.notna().sum(), bool(counts.iloc[1:-1].isna().any())) == (2, True)
    (line,) = chart_joining(load_around(store, SCOPE), EN).body.series
    assert None in line.y


@pytest.mark.usefixtures("today")
def test_a_selection_without_deals_or_of_too_few_is_not_called_never_loaded(store: Store) -> None:
    load(store, "deals", "deal number,deal stage,deal opened on\nD1,lead,2026-09-01\n")
    shown = chart_pipeline(load_deals(store, SCOPE.but(waves=("W9",))), EN)
    assert (shown.empty, shown.needs) == ("No deal is of this selection.", ())
    few = chart_gains(replace(load_around(store, SCOPE), whither=Whither((), 0, hidden=True)), EN)
    assert few.empty == "Fewer than ten customers on one side: where they go is not shown."


def test_campaigns_of_which_nothing_is_told_cost_no_zero() -> None:
    bare = held(campaign("A", budget=500.0), campaign("B", budget=100.0))
    assert table_campaigns(bare, EN).title == "2 campaigns; of none both its cost and the customers it won are told yet"
    assert table_campaigns(bare, ZH).title == "共2项活动，尚无一项同时给出成本与获得的客户数"
