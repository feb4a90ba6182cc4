"""Money of a few customers, as a reader without rows reads it: neither 0 customers nor the amount of one."""

from __future__ import annotations

from datetime import date

from analytics.closing.charts.prepaid import open_said, table_reconciliation
from analytics.closing.charts.standing import table_standing
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.marks import Grid
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

EXECUTIVE = Scope(Rights("reader", "executive"))


def test_the_money_of_one_customer_is_not_told_and_not_that_of_nobody(store: Store, today: None) -> None:
    """Of 30 customers of a branch 28 are settled, C28 waits for 70, and C29 is not on the list with its 100."""
    load(store, "programme", [{"programme": "P", "currency": "CNY"}])
    load(store, "customers", [{"customer": f"C{n}", "branch": "B1", "prepaid_balance": 100 if n == 29 else 70} for n in range(30)])  # fmt: skip
    load(store, "prepaid", [
        {"customer": f"C{n}", "branch": "B1", "kind": "balance", "amount": 70, "currency": "CNY", "way": "refund", "done_on": date(2026, 11, 2) if n < 28 else None}
        for n in range(29)
    ])  # fmt: skip
    load(store, "closing", [{"procedure": "branch", "branch": "B1", "step": "registration", "done_on": date(2026, 11, 9)}])  # fmt: skip
    t = Translator("en", rounded=True)
    prepaid = load_prepaid(store, EXECUTIVE)
    assert open_said(prepaid, t) == "money of fewer than ten customers is still open"
    sums = table_reconciliation(prepaid, t).body
    assert isinstance(sums, Grid)
    (line,) = sums.rows
    assert line[-1].text == "Fewer than ten customers with a balance in the roster are not on the list. Money of fewer than ten customers is open."  # fmt: skip
    assert [cell.text for cell in line[4:7]] == ["few"] * 3
    standing = table_standing(load_standing(store, EXECUTIVE), t)
    assert isinstance(standing.body, Grid)
    said = " ".join(cell.text for row in standing.body.rows for cell in row)
    assert "balances of fewer than ten customers of the roster not on the list" in said
    assert "of 0 customers" not in said
    assert "money of fewer than ten customers not settled" in said
    assert "money of fewer than ten customers not settled" in standing.title
    for amount in ("100", "70"):
        assert amount not in said + standing.title
