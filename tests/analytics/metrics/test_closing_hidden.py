"""Money of a few customers, as a reader without rows reads it: neither 0 customers nor the amount of one."""

from __future__ import annotations

import io
import json
from datetime import date

from analytics.__main__ import main
from analytics.closing.area import AREA
from analytics.closing.charts.prepaid import chart_settled, open_said, table_reconciliation
from analytics.closing.charts.standing import table_standing
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.marks import Bars, Grid
from analytics.marks.words import frame_of, table_of
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EXECUTIVE = Scope(Rights("reader", "executive"))


def test_the_money_of_one_customer_is_not_told_and_not_that_of_nobody(store: Store, today: None) -> None:
    """Of 30 customers of a branch 28 are settled, C28 waits for 70, and C29 is not on the list with its 100."""
    load(store, "programme", [{"programme": "P", "currency": "CNY"}])
    load(
        store,
        "customers",
        [{"customer": f"C{n}", "branch": "B1", "prepaid_balance": 100 if n == 29 else 70} for n in range(30)],
    )
    load(
        store,
        "prepaid",
        [
            {
                "customer": f"C{n}",
                "branch": "B1",
                "kind": "balance",
                "amount": 70,
                "currency": "CNY",
                "way": "refund",
                "done_on": date(2026, 11, 2) if n < 28 else None,
            }
            for n in range(29)
        ],
    )
    load(
        store,
        "closing",
        [{"procedure": "branch", "branch": "B1", "step": "registration", "done_on": date(2026, 11, 9)}],
    )
    t = Translator("en", rounded=True)
    prepaid = load_prepaid(store, EXECUTIVE)
    assert open_said(prepaid, t) == "money of fewer than ten customers is still open"
    sums = table_reconciliation(prepaid, t).body
    assert isinstance(sums, Grid)
    (line,) = sums.rows
    assert (
        line[-1].text
        == "Fewer than ten customers with a balance in the roster are not on the list. Money of fewer than ten"
        " customers is open."
    )
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
    assert asked(store, "prepaid_settled") == (None, "suppressed")
    told = everything(store, t)
    assert "money of fewer than ten customers is still open" in told
    for amount in ("1,960", "1960", "¥70", "70.0"):  # what is held less what is settled is what one customer waits for
        assert amount not in told.replace("\xa0", " ")


def test_what_few_wait_for_is_told_by_no_sum_of_the_others(store: Store, today: None) -> None:
    """Two of B1 wait for 71 each, 25 of B2 for 70 each, nobody of B3: what is open is told of all together, of B1 and
    B2 not by itself."""
    load(store, "programme", [{"programme": "P", "currency": "CNY"}])
    people = [("B1", 30, 28, 71), ("B2", 40, 15, 70), ("B3", 40, 40, 70)]
    load(
        store,
        "prepaid",
        [
            {
                "customer": f"{branch}-{at}",
                "branch": branch,
                "kind": "balance",
                "amount": amount,
                "currency": "CNY",
                "way": "carry",
                "done_on": date(2026, 11, 2) if at < settled else None,
            }
            for branch, n, settled, amount in people
            for at in range(n)
        ],
    )
    load(
        store,
        "closing",
        [{"procedure": "branch", "branch": "B1", "step": "registration", "done_on": date(2026, 11, 9)}],
    )
    t = Translator("en", rounded=True)
    sums = table_reconciliation(load_prepaid(store, EXECUTIVE), t).body
    assert isinstance(sums, Grid)
    assert [[cell.text for cell in line[4:7]] for line in sums.rows] == [
        ["few"] * 3,
        ["few"] * 3,
        ["¥0", "¥2,800", "¥0"],
    ]
    assert [line[-1].text for line in sums.rows] == [
        "Money of fewer than ten customers is open.",
        "How much is open is not shown: it would tell what is open of fewer than ten customers elsewhere.",
        "–",
    ]
    chart = chart_settled(load_prepaid(store, EXECUTIVE), t)
    assert chart.title.replace("\xa0", " ").startswith("¥1,892 of ¥7,730 held for customers is still open")
    assert isinstance(chart.body, Bars)
    assert {one.name: one.values for one in chart.body.series} == {
        "Carried over": (None, None, 2800),
        "Refunded": (None, None, 0),
        "Still open": (None, None, 0),
        "Not shown": (2130, 2800, None),
    }
    told = everything(store, t)
    for amount in ("142", "1,988", "1988", "1,750", "1750", "1,050", "1050"):
        assert amount not in told
    assert asked(store, "prepaid_settled")[0] == round((7730 - 1892) / 7730, 3)  # no digit more than is shown
    rows_seen = table_reconciliation(load_prepaid(store, Scope(ADMIN)), Translator("en")).body
    assert isinstance(rows_seen, Grid)
    assert [line[6].text for line in rows_seen.rows] == ["¥142", "¥1,750", "¥0"]


def everything(store: Store, t: Translator) -> str:
    """All that the page of closing, its files and its slides hold of the money."""
    parts = [
        part.exhibit(store, EXECUTIVE, (), t)
        for _, part in AREA.parts()
        if part.key.startswith(("prepaid", "closing-standing"))
    ]
    said = [AREA.headline(store, EXECUTIVE, t)]
    for one in parts:
        assert one.empty == ""
        said += [one.title, one.note, repr(one.body), frame_of(table_of(one.body, t)).to_csv()]
    return "\n".join(said)


def asked(store: Store, metric: str) -> tuple[float | None, str]:
    """Value and note of a metric by the command, as an executive."""
    out = io.StringIO()
    main(["metric", metric, "--json"], store=store, out=out, rights=EXECUTIVE.rights)
    row = json.loads(out.getvalue())["rows"][0]
    return row["value"], row["note"]
