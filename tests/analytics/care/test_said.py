"""What the page of care says where little is known: nothing unknown is called nought, done or no worse than
elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analytics.care.area import AREA
from analytics.care.charts.business import chart_business, table_business
from analytics.care.charts.follow_up import chart_marks, chart_silent, load_quiet, load_told, silent_words, table_silent
from analytics.care.charts.service import chart_again, chart_service
from analytics.care.numbers.business import load_sold
from analytics.care.numbers.follow_up import load_follow_up, load_touched
from analytics.care.numbers.service import load_service
from analytics.judging import load_judge
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
DEALS = "deal number,kind of business,deal stage,deal opened on,closed on (won or lost)"
CONTACTS = "contact number,customer,kind of contact,raised at,branch"


def lines(head: str, *rows: str) -> str:
    return "\n".join((head, *rows, ""))


def sold(store: Store, won: int, aim: int) -> None:
    """So many deals with new customers won in October, and so many planned by the day of today."""
    load(
        store, "programme", lines("programme,decision date,transferring company,receiving company", "P,2026-01-01,A,B")
    )
    load(store, "targets", lines("target,metric,what it must be,until", f"T1,new_business,{aim},2026-11-23"))
    load(
        store, "deals", lines(DEALS, *(f"D{n},new customer,won,2026-09-01,2026-10-{n:02d}" for n in range(1, won + 1)))
    )


def test_deals_too_few_to_be_shown_are_not_called_none(store: Store) -> None:
    sold(store, 7, 12)
    (own,) = load_sold(store, SCOPE).kinds
    assert (own.n, own.behind) == (None, False)  # nine of twelve planned may be chance
    assert METRICS["new_business"].now(store, SCOPE).value is None
    chart = chart_business(load_sold(store, SCOPE), EN)
    assert chart.body.series[0].values == (None,)
    assert chart.body.ends == ("<b><10</b>",)
    assert AREA.headline(store, SCOPE, EN) == "Nothing is behind its plan beyond chance (1 kind of business has one)"
    assert [cell.text for cell in table_business(load_sold(store, SCOPE), EN).body.rows[0]][2] == "<10"


def test_fewer_than_planned_by_chance_are_neither_on_plan_nor_behind(store: Store) -> None:
    sold(store, 15, 24)
    (row,) = table_business(load_sold(store, SCOPE), EN).body.rows
    assert (row[0].state, row[0].text) == ("noise", "below plan, within noise")
    load(store, "targets", lines("target,metric,what it must be,until", "T1,new_business,12,2026-11-23"))
    (row,) = table_business(load_sold(store, SCOPE), ZH).body.rows
    assert (row[0].state, row[0].text) == ("good", "达到计划")


def test_a_plan_that_nine_would_not_reach_is_behind_and_no_number_is_made_up(store: Store) -> None:
    sold(store, 7, 60)
    assert AREA.headline(store, SCOPE, EN) == "New customer is behind its plan: <10 deals won, 60 planned by now"
    assert "<10" in AREA.headline(store, SCOPE, ZH)


def test_a_kind_of_business_without_a_plan_has_not_that_of_a_target_without_a_metric(store: Store) -> None:
    sold(store, 12, 12)
    load(
        store, "targets", lines("target,title,metric,what it must be,until", "T2,Employee satisfaction,,80,2026-12-31")
    )
    rows = [f"R{n},renewal,won,2026-09-01,2026-10-{n:02d}" for n in range(1, 21)]
    load(store, "deals", lines(DEALS, *rows))
    found = {one.kind: one for one in load_sold(store, SCOPE).kinds}
    assert (found["renewal"].n, found["renewal"].aim, found["renewal"].planned) == (20, None, None)
    assert set(found) == {"new", "renewal"}
    assert "Renewal" not in AREA.headline(store, SCOPE, EN)


def test_who_writes_down_follow_up_alone_is_followed(store: Store) -> None:
    """A list of 回访: twenty of forty reached within three days of their cut-over, twenty never."""
    load(store, "customers", lines("customer,wave,branch", *(f"C{n},W1,B1" for n in range(40))))
    load(store, "waves", lines("wave,cut-over date", "W1,2026-10-03"))
    moved = (f"C{n},W1,moved,2026-10-03" for n in range(40))
    load(store, "transfers", lines("customer,wave,status,cut over on", *moved))
    rows = [f"K{n},C{n},follow-up,2026-10-03 10:00,B1,2026-10-05 10:00" for n in range(20)]
    load(store, "contacts", lines(f"{CONTACTS},customer reached at", *rows))
    found = load_follow_up(store, SCOPE)
    assert (found.share(7), found.open) == ((20, 40), 20)
    assert METRICS["followed_7d"].now(store, SCOPE).value == 0.5


def test_a_deal_won_without_a_day_counts_where_none_is_needed_and_is_said_where_one_is(store: Store) -> None:
    sold(store, 11, 20)
    since = [f"S{n},new customer,won,2026-09-01," for n in range(4)]  # opened since the decision, and so won since then
    before = [f"B{n},new customer,won,2025-09-01," for n in range(8)]  # opened before it: nobody can say
    back = [f"A{n},new customer,won,2026-09-01,2026-08-01" for n in range(5)]  # won before it was opened
    load(store, "deals", lines(DEALS, *since, *before, *back))
    found = load_sold(store, SCOPE)
    assert [(one.kind, one.n) for one in found.kinds] == [("new", 15)]
    assert found.undated == 13
    assert chart_business(found, EN).note.startswith("Won, day not said or before the deal was opened: 13 deals,")
    assert chart_business(found, ZH).note.startswith("另有13笔已赢单，未注明成交日期或成交早于建立")


def test_a_deal_without_a_day_counts_where_nothing_says_since_when(store: Store) -> None:
    load(store, "deals", lines(DEALS, *(f"B{n},new customer,won,2025-09-01," for n in range(12))))
    found = load_sold(store, SCOPE)
    assert ([(one.kind, one.n) for one in found.kinds], found.undated) == ([("new", 12)], 0)


def test_deals_of_which_none_is_won_are_not_called_missing(store: Store) -> None:
    load(store, "deals", lines(DEALS, *(f"D{n},new customer,lead,2026-09-01," for n in range(12))))
    said = chart_business(load_sold(store, SCOPE), EN)
    assert (said.empty, said.needs) == ("No won deal with its kind and closing day is on file since the decision", ())


def test_nobody_is_called_spoken_with_where_nobody_is_known_to_be_of_high_value(store: Store) -> None:
    load(store, "contacts", lines(CONTACTS, *(f"K{n},C{n},care,2026-11-01 10:00,B1" for n in range(20))))
    said = table_silent(load_quiet(store, SCOPE), EN)
    assert (said.empty, said.needs) == (
        "The roster does not say who is of high value, or they are too few",
        ("customers",),
    )


def test_a_contact_that_reached_somebody_before_it_was_raised_reached_nobody_and_is_said(store: Store) -> None:
    load(store, "customers", lines("customer,wave,branch,value tier", *(f"C{n},W1,B1,high" for n in range(40))))
    load(store, "waves", lines("wave,cut-over date", "W1,2026-10-03"))
    load(
        store, "transfers", lines("customer,wave,status,cut over on", *(f"C{n},W1,moved,2026-10-03" for n in range(40)))
    )
    fit = [f"K{n},C{n},care,2026-10-04 10:00,B1,2026-10-05 10:00" for n in range(20)]
    odd = [f"K{n},C{n},care,2026-10-09 10:00,B1,2026-10-05 10:00" for n in range(20, 35)]
    load(store, "contacts", lines(f"{CONTACTS},customer reached at", "K99,C99,care,2026-06-01 10:00,B1,", *fit, *odd))
    found = load_follow_up(store, SCOPE)
    assert (found.share(7), found.backwards, found.open) == ((20, 40), 15, 20)
    shown = chart_marks(load_told(store, SCOPE), EN)
    assert shown.note.startswith(
        "Reached before the day on which they were raised: 15 contacts, which count as reaching nobody."
    )
    assert chart_marks(load_told(store, SCOPE), ZH).note.startswith(
        "另有15次联系的接通日期早于发起日期，按未联系到计。"
    )
    cadence = load_touched(store, SCOPE).cadence.set_index("span")["n"].to_dict()
    assert cadence == {"60": 20.0, "never": 20.0}  # whom nobody reached nobody has spoken with


def test_no_number_of_days_is_named_where_no_contact_is_on_file() -> None:
    for chart in (chart_silent, chart_service, chart_again):
        assert (chart(None, EN).subtitle, chart(None, EN).needs) == ("", ("contacts",))


def test_a_ledger_of_contacts_that_has_just_begun_does_not_say_that_everybody_was_spoken_with(store: Store) -> None:
    """One contact, ten days ago, with one of twelve: nobody can be silent for thirty days yet, and eleven may be."""
    load(store, "customers", lines("customer,wave,branch,value tier", *(f"C{n},W1,B1,high" for n in range(1, 13))))
    load(
        store,
        "contacts",
        lines(
            "contact number,customer,kind of contact,raised at,customer reached at",
            "K1,C1,care,2026-11-13 10:00,2026-11-13 10:00",
        ),
    )
    reading, listed = METRICS["high_value_silent"].now(store, SCOPE), load_quiet(store, SCOPE)
    early = "Contacts are not on file for long enough to tell with whom nobody has spoken for more than 30 days"
    assert (reading.value, load_judge(store, SCOPE).reading(reading).state) == (None, "unknown")
    assert early in reading.words(EN)
    made = (chart_silent(listed[1], EN), table_silent(listed, EN))
    assert [one and one.title for one in made] == [early, early]
    assert chart_silent(listed[1], ZH).title == "联系记录开始不久，是否有高价值客户超过30天无人联系尚不清楚"


def test_a_branch_is_named_for_silence_only_where_it_stands_out(store: Store) -> None:
    load(store, "customers", lines("customer,wave,branch,value tier", *(f"C{n},W1,B{n % 2},high" for n in range(40))))
    load(store, "contacts", lines(CONTACTS, "K1,C99,care,2026-06-01 10:00,B1"))
    found = load_touched(store, SCOPE)
    assert silent_words(found, EN) == "nobody has spoken with 40 of 40 customers of high value for more than 30 days"
    more = found.branches.assign(silent=[20, 12])
    apart = replace(found, branches=more, whole=found.whole.assign(silent=32))
    assert silent_words(apart, EN).endswith("most often at B0 (100% of its own)")


def test_one_branch_alone_is_not_said_to_be_no_worse_than_the_others(store: Store) -> None:
    days = pd.date_range("2026-08-01", periods=60).strftime("%Y-%m-%d")
    load(store, "contacts", lines(CONTACTS, *(f"K{n},C{n},service,{day} 10:00,B1" for n, day in enumerate(days))))
    found = load_service(store, SCOPE)
    assert found.looked == 0
    assert chart_again(found, EN).title == (
        "Fewer than two branches have 30 cases that can be judged: none can be held against the others"
    )


def test_whoever_has_counts_rounded_has_those_of_the_points_rounded_too(store: Store) -> None:
    days = pd.date_range("2026-08-03", periods=83).strftime("%Y-%m-%d")
    load(store, "contacts", lines(CONTACTS, *(f"K{n},C{n},service,{day} 10:00,B1" for n, day in enumerate(days))))
    exact, rounded = (
        chart_service(load_service(store, SCOPE), t).body.series[0].n for t in (EN, Translator("en", rounded=True))
    )
    assert any(n % 5 for n in exact)
    assert not any(n % 5 for n in rounded)
