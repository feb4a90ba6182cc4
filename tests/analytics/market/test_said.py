"""What the page of the market says where little is known, or what is told contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from analytics.judging import USUAL
from analytics.market.alerts import compute_campaign_alerts
from analytics.market.area import AREA
from analytics.market.charts.campaigns import chart_cpa, fault_words, load_each, loss_words, table_campaigns
from analytics.market.charts.deals import chart_pipeline, chart_success
from analytics.market.charts.reviews import tone_words
from analytics.market.charts.rivals import chart_gains, chart_joining, gain_words, load_around, load_gains
from analytics.market.charts.shares import chart_brand, chart_hhi, chart_rates, chart_shares, load_rates, share_words
from analytics.market.numbers.campaigns import Campaigns, compute_campaigns
from analytics.market.numbers.deals import load_deals
from analytics.market.numbers.reviews import load_tone
from analytics.market.numbers.rivals import Whither, load_joining
from analytics.market.numbers.shares import compute_brand, compute_shares, load_brand, load_figures, load_shares
from analytics.marks.words import frame_of
from analytics.metrics import METRICS, Value
from analytics.metrics.reading import compute_reading
from analytics.periods import Period
from analytics.scope import Scope
from analytics.standing import judged, load_standing
from data.access import local_rights
from data.ingest import prepare, read_file, understand
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


@pytest.mark.parametrize(
    ("given", "fault", "en", "zh"),
    [
        ({"joined": 90, "leads": 40}, "leads", "more new customers than leads", "新增客户多于线索"),
        ({"joined": 90, "reached": 60}, "won", "more customers won than people reached", "获得的客户多于触达人数"),
        (
            {"joined": 5, "won_back": 6, "reached": 10},
            "won",
            "more customers won than people reached",
            "获得的客户多于触达人数",
        ),
        (
            {"took_part": 70, "reached": 60, "joined": 9},
            "took_part",
            "more took part than were reached",
            "参与人数多于触达人数",
        ),
        ({"leads": 70, "reached": 60, "joined": 9}, "interested", "more leads than people reached", "线索多于触达人数"),
        ({"reached": 0, "joined": 0}, "unreached", "it cost money and reached nobody", "有花费而触达人数为零"),
        (
            {"joined": 0, "income": 900.0},
            "income",
            "income of customers won, of whom there are none",
            "有客户贡献而未获得客户",
        ),
        ({"joined": 90, "ended_on": pd.Timestamp("2020-01-01")}, "ended", "it ended before it began", "结束早于开始"),
    ],
)
def test_a_campaign_that_contradicts_itself_has_no_return_and_says_why(
    given: dict[str, object], fault: str, en: str, zh: str
) -> None:
    odd = campaign("Odd", cost=400.0, **{"income": 90_000.0 if given.get("joined") else None, **given})
    found = held(odd, campaign("Well", cost=100.0, joined=9, income=900.0))
    assert (found.each[0].faults, found.each[0].roi, found.each[0].cpa) == ((fault,), None, None)
    assert (found.won, found.cost) == (9, 100.0)  # what is counted of all is counted without it
    for t, said, state, none in (
        (EN, en, "contradicts itself", "not known: figures contradict each other"),
        (ZH, zh, "数据矛盾", "数据相互矛盾，无法得出"),
    ):
        table = table_campaigns(found, t)
        row = frame_of(table.body).iloc[1].tolist()
        assert (said in row, row[0], row[-1]) == (True, state, none)
        assert fault_words(found, t).count(said) == 1
        assert fault_words(found, t).rstrip(".。") in table.title


def test_a_campaign_that_does_not_pay_even_with_all_that_it_claims_stays_one_that_does_not() -> None:
    odd = campaign("Odd", cost=9_000.0, joined=9, leads=4, income=90.0)
    well = campaign("Well", cost=100.0, joined=9, income=9_000.0)
    told, _ = held(odd, well).each
    assert (told.faults, told.loses) == (("leads",), True)
    row = frame_of(table_campaigns(held(odd, well), EN).body).iloc[1].tolist()
    assert (row[0], "more new customers than leads" in row) == ("does not pay", True)


def test_a_campaign_that_contradicts_itself_and_is_dear_all_the_same_has_no_return() -> None:
    """Sixty customers of fifty reached, each dearer than planned: that is sure whoever they are, what they brought is
    not."""
    odd = campaign("Odd", budget=100.0, cost=1_000.0, planned_joined=10, reached=50, joined=60, income=2_000.0)
    (told,) = held(odd).each
    assert (told.faults, told.over_plan, told.roi) == (("won",), True, None)
    assert told.cpa.value == pytest.approx(1_000 / 60)


CAMPAIGN = "campaign id,campaign name,first day,last day,campaign cost,leads,new customers,income of the customers won"
ODD, LOSES = "C1,Odd,2026-06-01,2026-07-01,100,40,90,9000", "C2,Loses,2026-06-01,2026-07-01,90000,400,20,900"
WELL = "C3,Well,2026-06-01,2026-07-01,100,400,90,90000"


WELL_SAID = "1 campaign tells what it cost and brought: it is not known not to pay."


def who_leaves(store: Store, harbour: int, names: tuple[str, ...] = ("Harbour",)) -> None:
    """Of 120 who left long ago a third went to Harbour, however it is written; of 60 who left in October so many."""

    def to(n: int, own: int) -> str:
        return names[n % len(names)] if n < own else "Northgate"

    gone = [(f"C{n}", f"2026-0{3 + n % 3}-1{n % 7}", to(n, 40)) for n in range(120)]
    gone += [(f"C{n + 120}", f"2026-10-1{n % 7}", to(n, harbour)) for n in range(60)]
    load(store, "customers", "".join(("customer,wave\n", *(f"{who},W1\n" for who, _, _ in gone))))
    load(store, "departures", "".join(("customer,left on,went to\n", *(",".join(one) + "\n" for one in gone))))


@pytest.mark.usefixtures("today")
def test_a_competitor_is_one_however_it_is_written(store: Store) -> None:
    who_leaves(store, 45, ("Harbour", "harbour", "Harbour", "HARBOUR"))
    assert gain_words(load_gains(store, SCOPE), EN).startswith("Harbour takes 75.0% of those who leave")


@pytest.mark.usefixtures("today")
def test_a_loss_heads_the_market_before_a_campaign_that_contradicts_itself_and_that_before_what_is_well(
    store: Store,
) -> None:
    load(store, "campaigns", "\n".join((CAMPAIGN, ODD, WELL, "")))
    fault = "The figures of Odd contradict each other: more new customers than leads."
    assert AREA.headline(store, SCOPE, EN) == f"{fault} {WELL_SAID}"
    assert AREA.headline(store, SCOPE, ZH).startswith("Odd的数据相互矛盾：新增客户多于线索。")
    load(store, "campaigns", "\n".join((CAMPAIGN, LOSES, "")))
    first, said = AREA.headline(store, SCOPE, EN), load_each(store, SCOPE)
    assert first == f"{loss_words(said, EN)} {fault}"
    assert first.startswith("Loses does not pay")
    who_leaves(store, 20)
    # A competitor that takes no more than before does not come before them.
    assert gain_words(load_gains(store, SCOPE), EN).startswith("No competitor")
    assert AREA.headline(store, SCOPE, EN) == first
    who_leaves(store, 45)
    told = AREA.headline(store, SCOPE, EN)
    assert told == f"{gain_words(load_gains(store, SCOPE), EN)} {loss_words(said, EN)}"
    assert told.startswith("Harbour takes")
    # The fault has lost its place in the headline, and stays beside its campaign.
    assert "more new customers than leads" in frame_of(table_campaigns(said, EN).body).to_string()


@pytest.mark.usefixtures("today")
def test_a_deal_won_without_a_day_counts_among_those_won_and_is_said_where_the_day_is_needed(store: Store) -> None:
    head = "deal number,kind of business,deal stage,deal opened on,closed on (won or lost)"
    bare = [f"B{n},new customer,won,2026-05-01," for n in range(12)]
    back = [f"A{n},new customer,won,2026-05-01,2026-04-01" for n in range(3)]
    lost = [f"L{n},new customer,lost,2026-05-01,2026-06-01" for n in range(15)]
    load(store, "deals", "\n".join((head, *bare, *back, *lost, "")))
    assert chart_success(load_deals(store, SCOPE), EN).title.startswith("50.0% of 30 ended deals were won")
    shown = chart_joining(load_around(store, SCOPE), EN)
    assert shown.empty.endswith("Won, day not said or before the deal was opened: 15 deals, not in the line.")
    dated = [f"D{n},new customer,won,2026-05-01,2026-06-10" for n in range(15)]
    load(store, "deals", "\n".join((head, *dated, "")))
    assert load_joining(store, SCOPE).deals["n"].sum() == 15
    assert "day not said or before the deal was opened: 15 deals" in chart_joining(load_around(store, SCOPE), EN).note
    assert "另有15笔已赢单，未注明成交日期或成交早于建立" in chart_joining(load_around(store, SCOPE), ZH).note


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("columns", "cells", "en", "zh", "missing"),
    [
        ("", "", "12 deals are open", "在谈商机12个", ("未注明金额：12个", "未注明预计成交日：12个")),
        (
            ",deal amount",
            ",100",
            "12 deals are open, worth ¥1,200",
            "在谈商机12个，金额1,200元",
            ("未注明预计成交日：12个",),
        ),
        (
            ",expected to close on",
            ",2026-09-01",
            "12 deals are open; past their expected day: 12",
            "在谈商机12个；已过预计成交日的12个",
            ("未注明金额：12个",),
        ),
    ],
)
def test_open_deals_tell_only_what_is_said_of_them(
    store: Store, columns: str, cells: str, en: str, zh: str, missing: tuple[str, ...]
) -> None:
    """Without amounts they are not worth –, and without expected days none of them is told to be in time."""
    lines = [f"D{n},offer,2026-08-01{cells}" for n in range(12)]
    load(store, "deals", "\n".join((f"deal number,deal stage,deal opened on{columns}", *lines, "")))
    found = load_deals(store, SCOPE)
    shown = chart_pipeline(found, ZH)
    assert (chart_pipeline(found, EN).title, shown.title) == (en, zh)
    assert [one for one in shown.note.split(" · ") if one.startswith("未注明")] == list(missing)


@pytest.mark.usefixtures("today")
def test_a_deal_expected_after_the_list_ends_is_not_past_its_day(store: Store) -> None:
    """A list of 1 November says nothing of what was to close on the 10th; one of today does."""
    told = "deal number,deal stage,deal opened on,expected to close on\n" + "".join(
        f"D{n},offer,2026-08-01,2026-11-10\n" for n in range(12)
    )
    book = read_file("deals.csv", told.encode())
    store.commit(prepare(book, understand(book, dataset="deals")), SCOPE.rights, known_at=datetime(2026, 11, 1, 6))
    shown = chart_pipeline(load_deals(store, SCOPE), EN)
    assert shown.title == "12 deals are open; past their expected day: 0"
    assert shown.note.startswith("as the list of 1\xa0Nov\xa02026 tells them")
    load(store, "deals", told)
    assert chart_pipeline(load_deals(store, SCOPE), EN).title == "12 deals are open; past their expected day: 12"


def test_one_company_alone_is_no_market() -> None:
    """Of a period in which ours alone has a volume no share is reckoned; two companies make one. One period has no
    change."""
    alone = compute_shares(
        figures(
            {"period": DAY, "firm": "New", "own": True, "volume": 200.0},
            {"period": DAY, "firm": "A", "own": False, "volume": 0.0},
        )
    )
    assert (alone.empty, alone.counted) == (True, 0)
    both = compute_shares(
        figures(
            {"period": DAY, "firm": "New", "own": True, "volume": 200.0},
            {"period": DAY, "firm": "A", "own": False, "volume": 600.0},
        )
    )
    assert share_words(both, EN) == "We hold 25.0% of the market (Sep 2026)."
    assert (chart_hhi(both, EN).title, chart_hhi(both, ZH).title) == (
        "HHI 6,250, above 1,800: a highly concentrated market",
        "HHI为6,250，高于1,800，属高度集中",
    )


def test_a_first_period_whose_shares_contradict_each_other_is_named() -> None:
    before = [{"period": date(2026, 8, 1), "firm": firm, "share": share} for firm, share in (("A", 0.5), ("B", 0.7))]
    found = compute_shares(
        figures(*before, {"period": DAY, "firm": "A", "share": 0.4}, {"period": DAY, "firm": "B", "share": 0.6})
    )
    assert "the shares of Aug 2026 add up to 120.0%" in chart_shares(found, EN).note
    assert "2026年8月份额合计为120.0%" in chart_shares(found, ZH).note
    assert "Sep 2026 add up" not in chart_shares(found, EN).note


def lumped(rest: float) -> pd.DataFrame:
    left = 1 - rest
    return figures(
        {"period": DAY, "firm": "A", "share": left * 0.6},
        {"period": DAY, "firm": "B", "share": left * 0.4},
        {"period": DAY, "firm": "Others", "share": rest},
    )


def test_small_companies_lumped_together_leave_the_concentration_open_where_they_decide_it() -> None:
    assert chart_hhi(compute_shares(lumped(0.45)), EN).title.startswith("HHI between 1,573 and 3,598")
    assert chart_hhi(compute_shares(lumped(0.1)), EN).title.startswith("HHI 4,212, above 1,800")
    many = figures(
        *({"period": DAY, "firm": f"F{n}", "share": 0.09} for n in range(10)),
        {"period": DAY, "firm": "Others", "share": 0.1},
    )
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
    won = [
        f"D{n},new customer,won,2026-0{month}-01,2026-0{month}-{n % 15 + 9:02d}"
        for n, month in enumerate([6] * 15 + [7] * 3 + [9] * 15)
    ]
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
    assert (shown.empty, shown.needs) == ("No deal is of this selection", ())
    few = chart_gains(replace(load_around(store, SCOPE), whither=Whither((), 0, hidden=True)), EN)
    assert few.empty == "Fewer than ten customers on one side: where they go is not shown"


def test_campaigns_of_which_nothing_is_told_cost_no_zero() -> None:
    bare = held(campaign("A", budget=500.0), campaign("B", budget=100.0))
    assert table_campaigns(bare, EN).title == "2 campaigns; of none both its cost and the customers it won are told yet"
    assert table_campaigns(bare, ZH).title == "共2项活动，尚无一项同时给出成本与获得的客户数"


@pytest.mark.usefixtures("today")
def test_counts_by_period_give_the_share_of_positive_reviews_with_its_interval(store: Store) -> None:
    """Two agencies: the one that counted twice speaks, with its last count; sixty of eighty with a tone. No change is
    reckoned of it."""
    load(store, "programme", "programme,transferring company,receiving company\nP,Old,New\n")
    head = "market period,company,source of the figure,reviews counted,positive reviews,negative reviews\n"
    load(
        store,
        "market",
        f"{head}2026-08,New,Panel,90,30,40\n2026-09,New,Panel,100,60,20\n2026-09,New,Web,50,5,40\n2026-09,Harbour,Panel,100,1,60\n",
    )
    found = load_standing(store, SCOPE, "reviews_positive")
    assert (found.reading.written(EN), found.reading.change) == ("75.0%", None)
    assert (found.reading.low, found.reading.high) == (pytest.approx(0.6451, abs=1e-4), pytest.approx(0.8319, abs=1e-4))
    assert [one.write(EN) for one in found.reading.now.said] == [
        "published by others for the period from 1\xa0Sep\xa02026; no review is on file"
    ]
    assert [one.write(ZH) for one in found.reading.now.said] == ["外部统计，期间自2026年9月1日起；无评价原文"]
    assert tone_words(load_tone(store, SCOPE), EN).startswith("75.0% of 80 reviews")


@pytest.mark.usefixtures("today")
def test_a_company_is_one_however_its_name_is_written(store: Store) -> None:
    """Harbour in three spellings and an agency in two: one share, one source, no company that two sources tell of."""
    load(
        store,
        "market",
        "market period,company,source of the figure,market"
        " share\n2026-08,Harbour,Agency,0.30\n2026-08,Northgate,Agency,0.70\n2026-09,harbour,agency,0.40\n2026-09,NORTHGATE,Agency"
        " ,0.60\n2026-10,Harbour,Agency,0.45\n2026-10,Northgate,Agency,0.55\n",
    )
    found = load_shares(store, SCOPE)
    assert found.frame.groupby("firm")["share"].apply(list).to_dict() == {
        "Harbour": [0.30, 0.40, 0.45],
        "Northgate": [0.70, 0.60, 0.55],
    }
    assert list(found.index["value"].round()) == [5800, 5200, 5050]
    assert set(load_figures(store, SCOPE)["source"]) == {"Agency"}


@pytest.mark.usefixtures("today")
def test_two_spellings_with_different_figures_are_named_and_neither_is_taken(store: Store) -> None:
    """Harbour holds 30 % or 35 % in October, and offers 1.4 % or 1.45 %: nobody can say which. What both rows say alike
    stands."""
    head = "market period,company,source of the figure,market share,people asked,know the brand,rate or price\n"
    load(
        store,
        "market",
        f"{head}2026-09,Harbour,A,0.40,100,60,1.4\n2026-09,Northgate,A,0.60,100,70,1.2\n2026-10,Harbour,A,0.30,100,60,1.4\n2026-10,HARBOUR,A,0.35,100,60,1.45\n2026-10,Northgate,A,0.65,100,70,1.2\n",
    )
    found = load_shares(store, SCOPE)
    assert found.frame[found.frame["firm"].str.lower() == "harbour"]["share"].tolist() == [0.40]
    assert [round(value) if value == value else None for value in found.index["value"]] == [5200, None]
    said, zh = (
        "Two spellings of Harbour tell different figures for Oct 2026: neither is taken.",
        "Harbour以不同写法登记了1次不同数值（最近为2026年10月），均未采用。",
    )
    assert (AREA.headline(store, SCOPE, EN), AREA.headline(store, SCOPE, ZH)) == (
        f"{said} Northgate is the largest with 65.0%; no row says which company is ours.",
        f"{zh}份额最大的是Northgate（65.0%）；没有任何一行标明哪家是本机构。",
    )
    assert said[1:-1] in chart_shares(found, EN).note
    rates = chart_rates(load_rates(store, SCOPE), EN)
    assert (rates.title, said[1:-1] in rates.note) == ("The highest is Harbour with 1.40; our own is not told", True)
    brand = load_brand(store, SCOPE)
    assert [(one.firm, one.share) for one in brand.awareness if one.period.month == 10] == [
        ("Harbour", 0.6),
        ("Northgate", 0.7),
    ]
    assert brand.twice == ()


@pytest.mark.usefixtures("today")
def test_a_volume_that_is_told_twice_leaves_the_shares_of_its_period_unknown(store: Store) -> None:
    head = "market period,company,source of the figure,market volume\n"
    load(store, "market", f"{head}2026-10,Harbour,A,400\n2026-10,harbour,A,500\n2026-10,Northgate,A,600\n")
    found = load_shares(store, SCOPE)
    assert (found.empty, found.counted, [one.firm.lower() for one in found.twice]) == (True, 0, ["harbour"])
    shown = chart_shares(found, ZH)
    assert (shown.needs, shown.empty.endswith("（最近为2026年10月），均未采用")) == ((), True)


@pytest.mark.parametrize(
    ("value", "said", "zh"),
    [
        (Value(0.005, -0.07, 0.08, 200), "On target, not certain", "达到目标，尚不确定"),
        (Value(0.05, 0.01, 0.08, 200), "On target", "达到目标"),
        (Value(-0.02, -0.07, 0.03, 200), "Below 0%, not certain", "低于0%，尚不确定"),
        (Value(-0.05, -0.07, -0.01, 200), "Below 0%", "低于0%"),
    ],
)
def test_a_verdict_whose_interval_holds_the_limit_is_not_certain(value: Value, said: str, zh: str) -> None:
    reading = compute_reading(
        METRICS["campaign_roi"].passport, Period(date(2026, 10, 26), date(2026, 11, 22)), value, Value()
    )
    found = judged(reading, USUAL)
    assert (found.words(EN), found.words(ZH)) == (said, zh)
