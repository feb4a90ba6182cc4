"""What a reader without rows is not shown is said to be few: never none, never nobody."""

from __future__ import annotations

from datetime import date

from analytics.marks import Bars, Grid
from analytics.move.charts.behind import chart_reasons, table_use
from analytics.move.charts.where import chart_places, table_places
from analytics.move.numbers.places import load_places
from analytics.rights.charts.contracts import table_contracts
from analytics.rights.numbers.paths import load_paths
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

EXECUTIVE = Scope(Rights("reader", "executive"))
T = Translator("en", rounded=True)


def roster(store: Store, **still: int) -> None:
    """Waves cut over on 24 October of which so many are still there; 40 of wave 9 were moved."""
    people = [(wave, at) for wave, n in still.items() for at in range(n)] + [("W9", at) for at in range(40)]
    load(
        store,
        "waves",
        [
            {"wave": wave, "cutover_on": date(2026, 10, 24), "data_route": "split", "contract_route": "split"}
            for wave in (*still, "W9")
        ],
    )
    load(
        store, "customers", [{"customer": f"{wave}-{at}", "wave": wave, "primary_account": True} for wave, at in people]
    )
    load(
        store,
        "transfers",
        [
            {
                "customer": f"{wave}-{at}",
                "wave": wave,
                "status": "moved" if wave == "W9" else "planned",
                "planned_on": date(2026, 10, 24),
                "cut_over_on": date(2026, 10, 24) if wave == "W9" else None,
            }
            for wave, at in people
        ],
    )


def test_a_wave_of_few_is_drawn_as_few_and_not_as_nobody(store: Store, today: None) -> None:
    roster(store, W1=8, W2=9, W3=30)
    found = load_places(store, EXECUTIVE)
    chart, use = chart_places(found, T), table_use(found, T)
    assert chart
    assert isinstance(chart.body, Bars)
    ends = dict(zip(chart.body.ids, chart.body.ends, strict=True))
    assert (ends["W1"], ends["W2"]) == ("few", "few")
    assert ends["W9"].replace("\xa0", " ") == "<b>100%</b> · ≈ 40"
    assert "Groups of fewer than ten are not shown" in chart.note
    assert isinstance(use.body, Grid)
    lines = {row[0].text.replace("\xa0", " "): [cell.text for cell in row[1:]] for row in use.body.rows}
    assert lines["Wave 1"] == lines["Wave 2"] == ["few"] * 4
    assert lines["Wave 3"][0].replace("\xa0", " ") == "≈ 30"
    assert "Groups of fewer than ten are not shown" in use.note


def test_eight_who_are_left_are_not_nobody(store: Store, today: None) -> None:
    """Nobody of the states is shown of 8 and 40, which would tell each other; of 8, 12 who left and 28 who were moved
    the 28 are."""
    roster(store, W1=8)
    few = "The groups are too small to be shown"
    for draw in (table_places, table_use, chart_reasons):
        assert (draw(load_places(store, EXECUTIVE), T).empty.rstrip("."), draw.__name__) == (few, draw.__name__)
    load(store, "departures", [{"customer": f"W9-{at}", "left_on": date(2026, 11, 2)} for at in range(12)])
    found = load_places(store, EXECUTIVE)
    assert found.of("moved") == 28
    assert chart_reasons(found, T).empty.rstrip(".") == few
    use = table_use(found, T)
    assert use.title.rstrip(".") == few
    assert isinstance(use.body, Grid)
    assert [[cell.text for cell in row[1:]] for row in use.body.rows] == [["few"] * 4]


def test_novations_that_are_not_shown_are_not_none(store: Store, today: None) -> None:
    roster(store, W1=30)
    load(
        store,
        "contracts",
        [
            {"contract": f"K{at}", "customer": f"W1-{at}", "wave": "W1", "type": "Loan", "novation": True}
            for at in range(5)
        ],
    )
    title = table_contracts(load_paths(store, EXECUTIVE), T).title
    assert title == "How many novations are not signed is not shown: groups of fewer than ten"


def test_few_who_live_off_the_account_are_not_none(store: Store, today: None) -> None:
    """Of 30 who are still there six have their primary account here and four need care: said to be few, in the title
    too."""
    roster(store, W1=30, W2=30)
    load(
        store,
        "customers",
        [
            {
                "customer": f"{wave}-{at}",
                "wave": wave,
                "primary_account": wave == "W2" or at < 6,
                "vulnerable": at < 4 if wave == "W1" else at < 15,
            }
            for wave in ("W1", "W2")
            for at in range(30)
        ],
    )
    use = table_use(load_places(store, EXECUTIVE), T)
    assert isinstance(use.body, Grid)
    lines = {
        row[0].text.replace("\xa0", " "): [cell.text.replace("\xa0", " ") for cell in row[1:]] for row in use.body.rows
    }
    assert lines["Wave 1"][2:] == ["few", "few"]
    assert "0" not in [text.removeprefix("≈ ") for cells in lines.values() for text in cells]
