"""When a complaint is due: one judge for the pages of complaints and of the law, the alerts and the command, whatever
its ledger names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.alerts import evaluate_all
from analytics.complaints.area import AREA
from analytics.complaints.charts.resolution import chart_ages, load_ended
from analytics.compliance.charts.cases import table_cases, table_kinds
from analytics.compliance.numbers.clocks import load_clocks
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.made import ADMIN, load

pytestmark = pytest.mark.usefixtures("today")

EN = Translator("en")
HEAD = "complaint,customer,opened at,closed at,due at,days paused,clock stopped on,answered in time\n"


def row(
    number: int, opened: str, closed: str = "", due: str = "", paused: str = "", since: str = "", said: str = ""
) -> str:
    return f"K{number:03d},C{number:03d},{opened},{closed},{due},{paused},{since},{said}\n"


def told(store: Store) -> dict[str, object]:
    """The complaints past their time as each place has them."""
    scope = Scope(ADMIN)
    clock = load_clocks(store, scope).kinds.set_index("clock").loc["complaint"]
    held = {(alert.code, alert.n) for alert in evaluate_all(store, ADMIN)}
    return {
        "tile": METRICS["complaints_overdue"].now(store, scope).value,
        "clock": clock["overdue"],
        "chart": chart_ages(load_ended(store, scope), EN).title,
        "clock_overdue": {n for code, n in held if code == "clock_overdue"},
        "many_overdue": {n for code, n in held if code == "many_overdue"},
    }


def test_complaints_without_due_days_are_late_by_the_law_on_every_page(store: Store) -> None:
    """Eighty opened on 1 September, 20 on 16 November: fifteen days of the law, no day in the ledger."""
    load(
        store,
        "complaints",
        HEAD + "".join(row(n, "2026-09-01") for n in range(80)) + "".join(row(n, "2026-11-16") for n in range(80, 100)),
    )
    assert told(store) == {
        "tile": 80.0,
        "clock": 80,
        "chart": "100 open, 80 of them past their time",
        "clock_overdue": {80},
        "many_overdue": {80},
    }
    assert "80 of 100 open ones are past their time" in AREA.headline(store, Scope(ADMIN), EN)
    assert "80 of 100 open ones" in AREA.headline(store, Scope(ADMIN, waves=()), EN)
    rows = table_kinds(load_clocks(store, Scope(ADMIN)), EN).body.rows
    assert [cell.text for cell in rows[0]][:2] == [
        "answer to a complaint",
        "the day in the ledger, else 15 days by law (Measures on complaints in banking and insurance (2020))",
    ]


def test_the_day_in_the_ledger_counts_as_far_as_the_law_lets_it_be_put_off(store: Store) -> None:
    """Forty each, opened on 1 September: due on 20 September, on 30 September with 60 days of pause, on 30 October, on
    31 December (past the sixtieth day), and one whose clock still stands."""
    given = (
        ("2026-09-20", "", ""),
        ("2026-09-30", "60", ""),
        ("2026-10-30", "", ""),
        ("2026-12-31", "", ""),
        ("2026-09-10", "", "2026-09-09"),
    )
    load(
        store,
        "complaints",
        HEAD
        + "".join(
            row(40 * at + n, "2026-09-01", due=due, paused=paused, since=since)
            for at, (due, paused, since) in enumerate(given)
            for n in range(40)
        ),
    )
    found = load_clocks(store, Scope(ADMIN))
    days = found.cases.groupby("due_at")["law"].agg(["size", "first"])
    assert [(day.date(), *values) for day, values in zip(days.index, days.to_numpy().tolist(), strict=True)] == [
        (date(2026, 9, 20), 40, False),
        (date(2026, 10, 30), 40, False),
        (date(2026, 11, 2), 120, True),
    ], "the sixtieth day is a Saturday: the law lets it roll to Monday"
    assert (told(store)["tile"], told(store)["clock"]) == (200.0, 200)
    dues = {cells[4].text.replace("\xa0", " ") for cells in table_cases(found, EN).body.rows}
    assert dues == {"20 Sep 2026 · day in the ledger", "30 Oct 2026 · day in the ledger", "2 Nov 2026 · day of the law"}


def test_where_no_law_is_in_force_and_no_day_is_named_none_is_late_and_that_is_unknown(store: Store) -> None:
    load(store, "complaints", HEAD + "".join(row(n, "2026-09-01") for n in range(80)))
    load(
        store,
        "obligations",
        "obligation,jurisdiction,duty (English),duty (Chinese),per,event,in force\n"
        "K2-15,CN,Decide,决定,programme,case,no\n",
    )
    scope = Scope(ADMIN)
    assert METRICS["complaints_overdue"].now(store, scope).value is None
    assert "neither the ledger nor the law names a day" in chart_ages(load_ended(store, scope), EN).title


def test_what_is_closed_is_in_time_by_the_same_day(store: Store) -> None:
    """Closed on the tenth and on the fortieth day without a day in the ledger, which calls ten of each in time and ten
    late: the clock of the law goes by the days, the share in time by the word of the ledger. Where it has no word both
    go by the law."""
    opened = date(2026, 10, 1)
    words = ["yes"] * 10 + ["no"] * 10 + [""] * 10
    early = "".join(row(n, str(opened), str(opened + timedelta(days=10)), said=word) for n, word in enumerate(words))
    late = "".join(
        row(30 + n, str(opened), str(opened + timedelta(days=40)), said=word) for n, word in enumerate(words)
    )
    load(store, "complaints", HEAD + early + late)
    scope = Scope(ADMIN)
    clock = load_clocks(store, scope).kinds.set_index("clock").loc["complaint"]
    october = scope.but(start=date(2026, 10, 1), end=date(2026, 10, 28))
    reading = METRICS["complaints_in_time"].now(store, october)
    assert (clock["in_time"], clock["late"]) == (20, 40)
    assert (reading.value, reading.n) == (pytest.approx(20 / 40), 40)


def test_without_a_word_of_the_ledger_the_law_tells_what_was_closed_in_time(store: Store) -> None:
    opened = date(2026, 10, 1)
    early = "".join(row(n, str(opened), str(opened + timedelta(days=10))) for n in range(20))
    late = "".join(row(20 + n, str(opened), str(opened + timedelta(days=40))) for n in range(40))
    load(store, "complaints", HEAD + early + late)
    scope = Scope(ADMIN)
    clock = load_clocks(store, scope).kinds.set_index("clock").loc["complaint"]
    reading = METRICS["complaints_in_time"].now(store, scope.but(start=date(2026, 10, 1), end=date(2026, 10, 28)))
    assert (clock["in_time"], clock["late"]) == (20, 40)
    assert reading.value == pytest.approx(20 / 60)


def test_a_complaint_open_for_longer_than_the_window_is_still_past_its_time(store: Store) -> None:
    load(
        store,
        "complaints",
        HEAD
        + "".join(row(n, "2026-03-01", due="2026-03-20") for n in range(30))
        + "".join(row(n, "2026-11-20") for n in range(30, 60)),
    )
    assert told(store)["tile"] == 30.0
    assert told(store)["clock"] == 30
