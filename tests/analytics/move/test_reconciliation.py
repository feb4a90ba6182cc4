"""A wave is not done with an unexplained difference, without a signature, or with an item that nobody reconciled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.marks import Grid
from analytics.move.alerts import evaluate
from analytics.move.charts.reconciled import item_words, load_sheet, table_lines, table_waves
from analytics.move.charts.where import chart_places, table_places
from analytics.move.numbers.places import load_places
from analytics.move.numbers.reconciliation import EXPECTED, load_reconciled
from analytics.scope import Scope
from analytics.standing import load_standing
from data.ingest import prepare, read_file, understand
from data.ingest.programme import load_programme
from data.language import Translator, start
from data.store import Store
from tests.analytics.conftest import load
from tests.analytics.made import load as load_file
from tests.data.store.builders import ADMIN

EN = Translator("en")
DAY = date(2026, 11, 8)
WORDS = ["Wave\u00a01", "Wave\u00a02", "Wave\u00a010"]


def lines(wave: str, **changes: dict[str, Any]) -> list[dict[str, Any]]:
    """All items of a wave, agreeing and signed, but for what is said of some."""
    return [
        {
            "wave": wave,
            "item": item,
            "before": 100,
            "after": 100,
            "signed_by": "Li",
            "day": DAY,
            **changes.get(item, {}),
        }
        for item in EXPECTED
    ]


@pytest.fixture
def waves(store: Store) -> Store:
    load(store, "waves", [{"wave": f"W{n}", "cutover_on": date(2026, 10, 1)} for n in range(1, 7)])
    return store


def test_states_of_waves(waves: Store, today: None) -> None:
    load(
        waves,
        "reconciliation",
        [
            *lines("W1"),
            *lines("W2", contracts={"after": 97, "explained": -3, "explanation": "Ended"}),
            *lines("W3", balances={"after": Decimal("90.5"), "explained": -3, "explanation": "Fees"}),
            *lines("W4", records={"signed_by": None}),
            *(line for line in lines("W5") if line["item"] != "open_orders"),
            *lines("W6", direct_debits={"before": None, "after": None, "difference": 4}),
        ],
    )
    found = load_reconciled(waves, Scope(ADMIN))
    assert dict(zip(found.waves["wave"], found.waves["state"], strict=True)) == {
        "W1": "good",
        "W2": "good",
        "W3": "bad",
        "W4": "watch",
        "W5": "none",
        "W6": "bad",
    }
    rest = found.open.set_index("wave")["unexplained"].to_dict()
    assert rest == {"W3": -6.5, "W6": 4.0}
    assert load_standing(waves, Scope(ADMIN), "differences_open").reading.value == 2
    sheet = load_sheet(waves, Scope(ADMIN))
    assert table_waves(sheet, EN).title == "2 of 6 waves are done; items are missing of wave\u00a05"
    assert table_lines(sheet, EN).title == "Wave\u00a03 is not done: Balances, −¥6 not explained, and 1 more"
    sentences = {alert.subject: alert.sentence(EN) for alert in evaluate(waves, ADMIN)}
    assert set(sentences) == {"W3", "W5", "W6"}
    assert sentences["W5"] == "Wave\u00a05 was moved more than 14 days ago and open orders were never reconciled"


def test_the_newest_line_counts_and_a_correction_closes_it(waves: Store, today: None) -> None:
    load(waves, "reconciliation", lines("W1", balances={"after": 90}))
    assert list(load_reconciled(waves, Scope(ADMIN)).open["wave"]) == ["W1"]
    load(
        waves,
        "reconciliation",
        [
            {
                "wave": "W1",
                "item": "balances",
                "before": 100,
                "after": 90,
                "explained": -10,
                "explanation": "Paid out before the cut-over",
                "signed_by": "Li",
                "day": date(2026, 11, 15),
            }
        ],
    )
    assert load_reconciled(waves, Scope(ADMIN)).open.empty


def test_contradictions_and_gaps_are_said(waves: Store, today: None) -> None:
    load(
        waves,
        "reconciliation",
        lines(
            "W1",
            contracts={"after": 99, "difference": -5, "explained": -1, "explanation": "Ended"},
            records={"after": None},
        ),
    )
    found = load_reconciled(waves, Scope(ADMIN)).lines
    own = found[found["wave"] == "W1"].set_index("item")
    assert own["contradicted"].to_dict()["contracts"]
    assert (own.loc["contracts", "state"], own.loc["records", "state"]) == ("none", "none")
    text = " ".join(cell.text for row in table_lines(load_sheet(waves, Scope(ADMIN)), EN).body.rows for cell in row)  # type: ignore[union-attr]
    assert "The stated difference is not the one between the two systems." in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "What is explained has no words."),
        ({"explanation": " ? "}, "What is explained has no words. ?"),
        ({"explanation": "Ended", "signed_by": None}, "What is explained was not signed. Ended"),
        ({"signed_by": " "}, "What is explained has neither words nor signature."),
    ],
)
def test_an_amount_is_not_explained_without_words_and_a_signature(
    waves: Store, today: None, given: dict[str, Any], said: str
) -> None:
    load(waves, "reconciliation", lines("W1", contracts={"after": 97, "explained": -3, **given}))
    found = load_reconciled(waves, Scope(ADMIN))
    assert found.open[["item", "unexplained"]].to_numpy().tolist() == [["contracts", -3.0]]
    standing = load_standing(waves, Scope(ADMIN), "differences_open")
    assert (standing.reading.value, standing.verdict.state) == (1, "bad")
    sheet = load_sheet(waves, Scope(ADMIN))
    assert table_waves(sheet, EN).title.startswith("0 of 6 waves are done")
    assert table_lines(sheet, EN).title == "Wave\u00a01 is not done: Contracts, −3 not explained"
    cells = [cell.text for row in table_lines(sheet, EN).body.rows for cell in row]  # type: ignore[union-attr]
    assert said in cells
    assert [alert.subject for alert in evaluate(waves, ADMIN) if alert.code == "difference_unexplained"] == ["W1"]


def test_a_stated_difference_between_sides_that_agree_is_not_done(waves: Store, today: None) -> None:
    load(waves, "reconciliation", lines("W1", records={"difference": -5}))
    own = load_reconciled(waves, Scope(ADMIN)).waves.set_index("wave")
    assert own.loc["W1", "state"] == "none"
    assert table_waves(load_sheet(waves, Scope(ADMIN)), EN).title.startswith("0 of 6 waves are done")


def test_without_a_line_no_wave_is_called_done(waves: Store, today: None) -> None:
    title = table_waves(load_sheet(waves, Scope(ADMIN)), EN).title
    assert title.startswith("Nothing was reconciled of wave\u00a01, wave\u00a02")
    assert evaluate(waves, ADMIN) == []
    assert load_standing(waves, Scope(ADMIN), "differences_open").reading.value is None


def test_wave_10_stands_behind_wave_2(store: Store, today: None) -> None:
    """In the table of the waves, in that of the lines, and where everybody is."""
    order = ["W1", "W2", "W10"]
    load(store, "waves", [{"wave": wave, "cutover_on": date(2026, 10, 1)} for wave in order])
    load(store, "customers", [{"customer": f"{wave}-{at}", "wave": wave} for wave in order for at in range(12)])
    load(store, "transfers", [{"customer": "W1-0", "wave": "W1", "status": "planned"}])
    load(store, "reconciliation", [line for wave in order for line in lines(wave)])
    sheet, places = load_sheet(store, Scope(ADMIN)), load_places(store, Scope(ADMIN))
    tables = (table_waves(sheet, EN), table_lines(sheet, EN), table_places(places, EN))
    said = [[cell.text for row in table.body.rows for cell in row if cell.text in WORDS] for table in tables]  # type: ignore[union-attr]
    assert [list(dict.fromkeys(names)) for names in said] == [WORDS] * 3
    assert list(chart_places(places, EN).body.ids) == order  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        ({"day": None}, "Signed without a day: it does not hold.", "签字无日期，不算数。"),
        (
            {"day": date(2026, 9, 30)},
            "Reconciled before the wave was moved: it does not hold.",
            "核对早于波次切换，不算数。",
        ),
    ],
)
def test_a_signature_holds_from_a_day_on_which_there_was_something_to_compare(
    waves: Store, today: None, given: dict[str, Any], en: str, zh: str
) -> None:
    load(waves, "reconciliation", [*lines("W1", contracts=given), *lines("W2", balances={"day": date(2026, 10, 1)})])
    own = load_reconciled(waves, Scope(ADMIN)).waves.set_index("wave")
    assert (own.loc["W1", "state"], own.loc["W1", "unsigned"], own.loc["W2", "state"]) == ("watch", 1, "good")
    sheet = load_sheet(waves, Scope(ADMIN))
    assert table_waves(sheet, EN).title.startswith("1 of 6 waves are done")
    for t, words in ((EN, en), (Translator("zh"), zh)):
        assert words in [cell.text for row in table_lines(sheet, t).body.rows for cell in row]  # type: ignore[union-attr]


def test_a_wave_that_is_not_moved_is_not_done_however_well_it_agrees(store: Store, today: None) -> None:
    load(store, "waves", [{"wave": "W9", "planned_cutover_on": date(2026, 12, 20)}])
    load(store, "reconciliation", lines("W9"))
    sheet = load_sheet(store, Scope(ADMIN))
    assert table_waves(sheet, EN).title == "0 of 1 wave is done"
    cells = [cell.text for row in table_lines(sheet, EN).body.rows for cell in row]  # type: ignore[union-attr]
    assert "Signed, and the wave is not recorded as moved." in cells


SHEET = (
    "Wave,Item reconciled,In the old system,In the new system,Of the difference explained,Explanation,Signed"
    " by,Reconciled on\nW1,Customer"
    " records,100,95,,,Li,2026-11-08\nW1,Contracts,95,100,,,Li,2026-11-08\nW1,Balances,(500.00),-480,,,Li,2026-11-08\nW1,Direct"
    " debits,100,97,3,Ended,Li,2026-11-08\nW1,Open orders,7,7,,,Li,2026-11-08\nW1,Open"
    " orders,7,9,,,Li,2026-11-08\nW1,Open orders,7,7,,,Li,2026-11-08\n,Contracts,100,90,,,Li,2026-11-08\n"
)


def test_a_sheet_as_people_write_it_hides_no_difference(waves: Store, today: None) -> None:
    """More and fewer, negative amounts, an explanation with the wrong sign, an item twice, one without a wave."""
    book = read_file("reconciliation.csv", SHEET.encode())
    receipt = waves.commit(prepare(book, understand(book)), ADMIN)
    assert (receipt.counts.new, receipt.counts.rejected, receipt.counts.ignored) == (5, 2, 1)
    assert {issue.code for issue in receipt.issues} == {"conflict_in_file", "repeat_in_file", "required_missing"}
    found = load_reconciled(waves, Scope(ADMIN))
    assert found.open.set_index("item")["unexplained"].to_dict() == {
        "records": -5.0,
        "contracts": 5.0,
        "balances": 20.0,
        "direct_debits": -6.0,
    }
    cells = [cell.text for row in table_lines(load_sheet(waves, Scope(ADMIN)), EN).body.rows for cell in row]  # type: ignore[union-attr]
    assert "What is explained has the sign opposite to the difference: difference = new − old. Ended" in cells


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_amount_in_dollars_is_no_amount_in_yuan(waves: Store, today: None, lang: str) -> None:
    """Both sides in dollars, one side by its sign, and yuan: a line is in the currency that a cell of it names, and no
    yuan are made of it."""
    sheet = (
        'Wave,Item reconciled,In the old system,In the new system,Signed by,Reconciled on\nW1,Balances,"USD 1,000","USD'
        ' 990",Li,2026-11-08\nW2,Balances,"$1,000",1000,Li,2026-11-08\nW3,Balances,"¥1,000",1000,Li,2026-11-08\n'
    )
    book = read_file("reconciliation.csv", sheet.encode())
    receipt = waves.commit(prepare(book, understand(book, programme=load_programme(waves, ADMIN, book))), ADMIN)
    assert [issue.code for issue in receipt.issues] == []
    t = Translator(lang)
    table = table_lines(load_sheet(waves, Scope(ADMIN)), t)
    said = {row[1].text: [one.text for one in (row[0], *row[2:6])] for row in table.body.rows if row[3].text != "–"}  # type: ignore[union-attr]
    dollars, usd = t.money(1000, "USD"), item_words("balances", t, "USD")
    assert [said[start(t.wave(wave))] for wave in ("W1", "W2", "W3")] == [
        [t("move.line.bad"), usd, dollars, t.money(990, "USD"), t.money(-10, "USD")],
        [t("move.line.good"), usd, dollars, dollars, t.money(0, "USD")],
        [t("move.line.good"), item_words("balances", t), t.money(1000), t.money(1000), t.money(0)],
    ]


def test_balances_of_two_currencies_are_compared_each_within_its_own(waves: Store, today: None) -> None:
    """Wave 1 has balances in yuan that agree, and in dollars of which 10 are missing; of wave 2 the two sides are in
    two currencies."""
    load(waves, "programme", [{"programme": "P", "from_entity": "A", "to_entity": "B", "currency": "CNY"}])
    load(
        waves,
        "reconciliation",
        [line for wave in ("W1", "W2") for line in lines(wave) if (wave, line["item"]) != ("W2", "balances")],
    )
    receipt = load_file(
        waves,
        "reconciliation",
        "wave,item reconciled,old system,new system,signed by,reconciled on\n"
        'W1,Balances,"USD 1,000",USD 990,Li,2026-11-08\nW2,Balances,USD 500,€500,Li,2026-11-08\n',
    )
    assert receipt.counts.rejected == 0
    sheet = load_sheet(waves, Scope(ADMIN))
    assert table_lines(sheet, EN).title == "Wave\u00a01 is not done: Balances in USD, −$10 not explained"
    assert table_lines(sheet, Translator("zh")).title.startswith("第1波次未完成：余额（USD）有")
    body = table_lines(sheet, EN).body
    assert isinstance(body, Grid)
    told = {(row[1].text, row[2].text): [cell.text for cell in row[3:6]] for row in body.rows}
    assert told["Wave\u00a01", "Balances in USD"] == ["$1,000", "$990", "−$10"]
    assert told["Wave\u00a01", "Balances"] == ["¥100", "¥100", "¥0"]
    assert told["Wave\u00a02", "Balances in USD"] == ["$500", "–", "–"]
    assert dict(zip(sheet.found.waves["wave"], sheet.found.waves["state"], strict=True))["W2"] == "none"
    (alert,) = [one for one in evaluate(waves, ADMIN) if one.code == "difference_unexplained"]
    assert "−$10" in alert.sentence(EN)
    load(
        waves,
        "reconciliation",
        lines("W1", balances={"before": 1000, "after": 1000, "currency": "USD", "day": date(2026, 11, 15)}),
    )
    assert load_reconciled(waves, Scope(ADMIN)).open.empty
    assert load_standing(waves, Scope(ADMIN), "differences_open").reading.value == 0
