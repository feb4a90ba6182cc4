"""Who came back of those who left, by which campaign and at what cost: a small ledger, each number worked out by
hand."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest, chi2

from analytics.market.charts.back import load_returns, table_back, table_came_back
from analytics.market.numbers.back import load_back, load_came_back
from analytics.marks.words import table_of
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
ADMIN, READER = (Scope(local_rights("tester", role)) for role in ("administrator", "executive"))
EN = Translator("en")


def lines(store: Store, scope: Scope = ADMIN) -> tuple[str, str, list[list[str]]]:
    """The title, the note and the lines of the table of campaigns."""
    said = table_back(load_returns(store, scope), EN)
    rows = (
        []
        if said.body is None
        else [[cell.text.replace("\xa0", " ") for cell in row] for row in table_of(said.body, EN).rows]
    )
    return said.title.replace("\xa0", " "), said.note.replace("\xa0", " "), rows


def people(store: Store) -> None:
    """A hundred left on 1 June; ten were back on 29 June, fifteen on 10 August, while the campaign ran (20 July to 30
    August), five on 5 October. One more left while it ran and was back in it; of ten contracts that ran out all were
    taken up again then."""
    ids = [f"C{n:03d}" for n in range(111)]
    load(store, "waves", "wave,branch,cut-over date\nW1,B1,2026-05-04\n")
    load(store, "customers", "\n".join(["customer,wave,branch", *(f"{one},W1,B1" for one in ids)]))

    def back(at: int) -> str:
        return "2026-06-29" if at < 10 else "2026-08-10" if at < 25 or at >= 100 else "2026-10-05" if at < 30 else ""

    gone = [
        f"{one},{'2026-07-25' if at == 100 else '2026-06-01'},{'contract_end' if at > 100 else 'churn'},North,{back(at)}"
        for at, one in enumerate(ids)
    ]
    load(store, "departures", "\n".join(["customer,left on,kind,went to,came back on", *gone]))


CAMPAIGN = "campaign id,campaign name,first day,last day,goal of the campaign,won back,cost of the campaign\n"


def test_who_came_back_while_it_ran_is_held_against_the_pace_before_and_its_cost(store: Store) -> None:
    """Before: a hundred for 28 days, ninety for 21 more. While it ran: ninety for 21 days, seventy-five for 21 more."""
    people(store)
    load(store, "campaigns", CAMPAIGN + "CA-1,Come back,2026-07-20,2026-08-30,win_back,40,3000\n")
    (one,) = load_back(store, ADMIN).drives
    assert (one.before.n, one.before.back, one.before.weeks) == (100, 10, pytest.approx((100 * 28 + 90 * 21) / 7))
    assert (one.during.n, one.during.back, one.during.weeks) == (90, 15, pytest.approx((90 * 21 + 75 * 21) / 7))
    exact = binomtest(15, 90).proportion_ci(method="wilson")
    assert (one.share.low, one.share.high) == pytest.approx((exact.low, exact.high), abs=1e-9)
    ratio = (15 / one.during.weeks) / (10 / one.before.weeks)
    share = binomtest(15, 25).proportion_ci(method="exact")
    odds = [bound / (1 - bound) * one.before.weeks / one.during.weeks for bound in (share.low, share.high)]
    assert (one.faster.ratio, one.faster.low, one.faster.high) == pytest.approx((ratio, *odds), rel=1e-9)
    assert one.anyway == pytest.approx(10 / one.before.weeks * one.during.weeks)
    # Garwood: the cost over the bounds of a count of fifteen.
    assert (one.each.value, one.each.low, one.each.high) == pytest.approx(
        (200, 3000 / (chi2.ppf(0.975, 32) / 2), 3000 / (chi2.ppf(0.025, 30) / 2))
    )
    assert (one.works, one.contradicts) == (False, True)
    title, note, rows = lines(store)
    assert title.startswith("Come back: 15 of 90 who had left came back while it ran, 16.7% (95% 10.4…25.7%)")
    assert "; the pace before it cannot be told from that by chance" in title
    assert "Come back says 40 won back, the ledger of departures has 15" in note
    assert rows[0][:2] == ["Ledgers differ", "Come back"]
    assert rows[0][8] == "40"
    # Of one wave the campaign says nothing: its forty and its cost are of all customers.
    (own,) = load_back(store, ADMIN.but(waves=("W1",))).drives
    assert (own.during.back, own.told, own.each, own.contradicts) == (15, None, None, False)
    assert "left out for a selection" in lines(store, ADMIN.but(waves=("W1",)))[1]


def test_a_campaign_that_brings_them_back_faster_is_said_to(store: Store) -> None:
    """The same people, a campaign of the eight days about 10 August, before which ten came back in ten weeks; who left
    in July had left by its start."""
    people(store)
    load(store, "campaigns", CAMPAIGN + "CA-1,Come back,2026-08-06,2026-08-13,win_back,16,3000\n")
    (one,) = load_back(store, ADMIN).drives
    assert (one.works, one.contradicts, one.during.back) == (True, False, 16)
    assert "times as fast as before it" in lines(store)[0]
    assert lines(store)[2][0][0] == "Faster than before"
    came = table_came_back(load_came_back(store, ADMIN), EN)
    assert came.title == "41 customers who left came back"
    told = [[cell.text for cell in row] for row in table_of(came.body, EN).rows]
    assert sum(row[-1] == "Come back" for row in told) == 26  # the sixteen, and the ten contracts
    assert sum(row[-1] == "none ran" for row in told) == 15


def test_small_numbers_stay_hidden_and_what_is_missing_is_named(store: Store) -> None:
    people(store)
    none = table_back(load_returns(store, ADMIN), EN)
    assert (none.needs, none.title) == (("campaigns",), "Who came back by which campaign cannot be told yet")
    load(store, "campaigns", CAMPAIGN + "CA-0,Win,2026-07-20,2026-08-30,win,,3000\n")
    assert lines(store)[0] == "No campaign to win customers back has begun"
    load(
        store,
        "campaigns",
        CAMPAIGN + "CA-1,Late,2026-10-01,2026-10-31,win_back,,\nCA-2,Coming,2027-01-04,2027-01-31,win_back,,\n",
    )
    title, _, rows = lines(store)
    assert title.startswith("Late: 5 of 75 who had left came back while it ran")
    assert [row[8:] for row in rows] == [["not told", "–", "–"]]
    # Who has no rows is not told the five, nor a list.
    assert lines(store, READER)[0] == "Late: those who came back while it ran are too few to be shown"
    assert load_came_back(store, READER) is None


def test_a_reader_without_rows_is_told_who_came_back_where_few_had_before(store: Store) -> None:
    """Four were back before it began, which are not told; the eighteen of its own weeks are, and nothing says that they
    may be chance."""
    ids = [f"C{n:03d}" for n in range(100)]
    load(store, "waves", "wave,branch,cut-over date\nW1,B1,2026-05-04\n")
    load(store, "customers", "\n".join(["customer,wave,branch", *(f"{one},W1,B1" for one in ids)]))
    back = ["2026-06-29"] * 4 + ["2026-08-10"] * 18 + [""] * 78
    gone = [f"{one},2026-06-01,churn,North,{on}" for one, on in zip(ids, back, strict=True)]
    load(store, "departures", "\n".join(["customer,left on,kind,went to,came back on", *gone]))
    load(store, "campaigns", CAMPAIGN + "CA-1,Come back,2026-07-20,2026-08-30,win_back,18,3000\n")
    assert lines(store)[2][0][0] == "Faster than before"
    title, _, rows = lines(store, READER.but())
    assert title.startswith("Come back: 18 of 96 who had left came back while it ran, 18.8%")
    assert "the pace before it is not known, or of too few" in title
    assert (rows[0][0], rows[0][6], rows[0][7]) == ("Not compared", "– → 34.5", "–")  # (96 + 78) × 21 days


def test_without_departures_nothing_is_known(store: Store) -> None:
    load(store, "campaigns", CAMPAIGN + "CA-1,Come back,2026-07-20,2026-08-30,win_back,40,3000\n")
    assert table_back(load_returns(store, ADMIN), EN).needs == ("departures",)
