"""Who came back of those who left: a small ledger, each number worked out by hand."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from analytics.market.charts.back import chart_back
from analytics.market.numbers.back import load_back
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
ADMIN = local_rights("tester", "administrator")


def test_who_came_back_is_counted_within_its_days_and_beside_what_a_campaign_says(store: Store) -> None:
    """60 left to North on 1 June, 40 to nobody knows whom; 15 of North were back in August (62 days on), 12 more in October (too late), 3 of the others in August."""
    people = [f"C{n:03d}" for n in range(100)]
    load(store, "waves", "wave,branch,cut-over date\nW1,B1,2026-05-04\n")
    load(store, "customers", "\n".join(["customer,wave,branch", *(f"{one},W1,B1" for one in people)]))

    def back(at: int) -> str:
        return "2026-08-02" if at < 15 or 60 <= at < 63 else "2026-10-02" if at < 27 else ""

    lines = [f"{one},2026-06-01,churn,{'North' if at < 60 else ''},{back(at)}" for at, one in enumerate(people)]
    load(store, "departures", "\n".join(["customer,left on,kind,went to,came back on", *lines]))
    load(
        store,
        "campaigns",
        "campaign id,campaign name,first day,last day,goal of the campaign,won back\nCA-1,Come back,2026-07-20,2026-08-31,win_back,126\n",
    )
    scope = Scope(ADMIN)
    found = load_back(store, scope)
    assert (found.whole.n, found.whole.back) == (100, 18)
    exact = binomtest(18, 100).proportion_ci(method="wilson")
    assert (found.whole.bounds.low, found.whole.bounds.high) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert [(one.rival, one.n, one.back) for one in found.rivals] == [("North", 60, 15), ("", 40, 3)]
    assert [(one.told, one.seen) for one in found.drives] == [(126, 18)]
    said = chart_back(found, Translator("en"))
    assert said.title.replace("\xa0", " ") == "18 of 100 who left came back within 90 days: 18.0% (95% 11.7…26.7%)"
    assert "Come back: says 126 won back, 18 came back while it ran, by the ledger of departures" in said.note
    # A reader without rows is not told the three, nor the fifteen that would tell them.
    executive = load_back(store, Scope(local_rights("boss", "executive")))
    assert executive.rivals == ()
    assert executive.whole.back == 18
