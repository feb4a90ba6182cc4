"""Who consented, refused, is silent or was never asked is one answer on Move, on Rights, in the proof file and by the
command."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.marks import Bars, Exhibit, Grid
from analytics.metrics import METRICS
from analytics.move.area import headline
from analytics.move.charts.behind import table_use
from analytics.move.charts.where import chart_places, table_branches, table_places
from analytics.move.numbers.places import load_places, load_work
from analytics.readiness.numbers.consistency import load_findings
from analytics.reports.proof import lines_of
from analytics.rights.charts.consent import chart_funnel, consent_now, load_asked, table_routes
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.proof import load_proof
from analytics.scope import Scope
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

T = Translator("en")
SCOPE = Scope(ADMIN)
SENT = datetime(2026, 9, 1, 9)
OVER, AHEAD = date(2026, 10, 24), date(2026, 12, 5)


def cells(exhibit: Exhibit | None) -> list[dict[str, str]]:
    """The rows of a table as they are read, by the name of the column."""
    assert isinstance(exhibit, Exhibit)
    assert isinstance(exhibit.body, Grid)
    return [
        dict(zip(exhibit.body.heads, (cell.text.replace("\xa0", " ") for cell in row), strict=True))
        for row in exhibit.body.rows
    ]


def programme(store: Store, cut: date, **answers: list[dict[str, object]]) -> None:
    """A wave that needs a consent to the data of 40 customers, all asked; C00 to C29 agreed on 1 October but for those
    of ``answers``."""
    over = "cutover_on" if cut == OVER else "planned_cutover_on"
    load(store, "waves", [{"wave": "W1", over: cut, "data_route": "provide", "contract_route": "split"}])
    load(store, "customers", [{"customer": f"C{at:02}", "wave": "W1", "branch": "B1"} for at in range(40)])
    usual = {"result": "consented", "answered_at": datetime(2026, 10, 1, 9)}
    letters = []
    for at in range(40):
        own = answers.get(f"C{at:02}", [usual] if at < 30 else [{}])
        letters += [
            {"customer": f"C{at:02}", "kind": "data", "version": f"v{no}", "sent_at": SENT, **one}
            for no, one in enumerate(own)
        ]
    load(store, "notices", letters)


def test_the_newest_dated_statement_of_two_ledgers_wins_and_a_refusal_without_a_day_stands(
    store: Store, today: None
) -> None:
    """Refused by the ledger of transfers: C00 on 20 October after its consent, C01 on 20 September before it, C02
    without a day, C30 silent."""
    programme(store, AHEAD)
    load(
        store,
        "transfers",
        [
            {"customer": who, "wave": "W1", "status": "refused", "cut_over_on": day}
            for who, day in (
                ("C00", date(2026, 10, 20)),
                ("C01", date(2026, 9, 20)),
                ("C02", None),
                ("C30", date(2026, 10, 20)),
            )
        ],
    )
    (wave,) = cells(table_places(load_places(store, SCOPE), T))
    (route,) = cells(table_routes(load_asked(store, SCOPE, "W1"), T))
    assert [wave[name] for name in ("Consented", "Refused", "Silent")] == ["28", "3", "9"]
    assert [route[name] for name in ("Consented", "Refused", "Silent")] == ["28", "3", "9"]
    assert load_rights(store, SCOPE).funnel["asked"].tolist() == [40]
    words = (
        "1 customer consented by the letters and refused by the ledger of transfers, which gives no day: only a consent"
        " dated after the planned day counts."
    )
    places, routes = chart_places(load_places(store, SCOPE), T), table_routes(load_asked(store, SCOPE, "W1"), T)
    assert isinstance(places, Exhibit)
    assert words in places.note
    assert words in routes.note
    assert (
        "1户按告知台账已同意，按切换台账为拒绝且无日期"
        in table_routes(load_asked(store, SCOPE, "W1"), Translator("zh")).note
    )


def test_who_was_never_asked_is_not_silent(store: Store, today: None) -> None:
    """Of 40 customers 30 agreed and 10 have the notice alone; of the 12 of a later wave nobody was written to."""
    programme(store, AHEAD, **{f"C{at}": [{"kind": "transfer"}] for at in range(30, 40)})
    load(
        store,
        "waves",
        [
            {"wave": "W1", "planned_cutover_on": AHEAD, "data_route": "provide", "contract_route": "split"},
            {"wave": "W2", "planned_cutover_on": date(2027, 1, 16), "data_route": "provide", "contract_route": "split"},
        ],
    )
    load(store, "customers", [{"customer": f"D{at}", "wave": "W2", "branch": "B1"} for at in range(12)])
    asked = load_asked(store, SCOPE, "W1")
    lines = cells(table_routes(asked, T))
    assert [[line[name] for name in ("Consented", "Refused", "Silent", "Not asked")] for line in lines] == [
        ["30", "0", "0", "10"],
        ["0", "0", "0", "12"],
    ]
    assert (
        consent_now(asked.found, T)
        == "Nobody of wave\xa01 is silent: 75.0% agreed, 0 refused; 10 customers were not asked yet"
    )
    chart = chart_funnel(asked, T)
    assert isinstance(chart.body, Bars)
    assert dict(zip(chart.body.ids, chart.body.series[0].values, strict=True)) == {
        "n": 40,
        "sent": 40,
        "read": 0,
        "decided": 30,
        "consented": 30,
        "refused": 0,
        "silent": 0,
        "unasked": 10,
    }
    assert [METRICS[name].now(store, SCOPE).value for name in ("silent", "consented")] == [0, 1]
    first, second = cells(table_places(load_places(store, SCOPE), T))
    assert (first["Told"], second["Not begun"]) == ("10", "12")


def test_a_consent_taken_back_after_the_move_was_there_at_the_move(store: Store, today: None) -> None:
    """Moved on 24 October: C00 withdrew on 2 November, C01 on 20 October, C02 agreed only on 2 November, C30 never."""
    given = {"result": "consented", "answered_at": datetime(2026, 10, 1, 9)}
    programme(
        store,
        OVER,
        C00=[given | {"withdrawn_at": datetime(2026, 11, 2, 9)}],
        C01=[given | {"withdrawn_at": datetime(2026, 10, 20, 9)}],
        C02=[given | {"answered_at": datetime(2026, 11, 2, 9)}],
    )
    load(
        store,
        "transfers",
        [{"customer": f"C{at:02}", "wave": "W1", "status": "moved", "cut_over_on": OVER} for at in range(31)],
    )
    routes = table_routes(load_asked(store, SCOPE, "W1"), T)
    assert cells(routes)[0]["Moved without"] == "3"
    assert "3 customers of wave\xa01" in routes.title
    found = {one.rule.name: one.n for one in load_findings(store, SCOPE)}
    assert (found["moved_without_consent"], found["consent_after_move"]) == (2, 1)

    def consent(who: str) -> list[tuple[str, str]]:
        lines = lines_of(load_proof(store, SCOPE, who), T)
        return [(line.state, line.said.replace("\xa0", " ")) for line in lines if line.chapter == "consent"]

    assert consent("C00") == [
        ("good", "Separate consent to data: stood when the customer was moved on 24 Oct 2026; withdrawn on 2 Nov 2026")
    ]
    assert [state for state, _ in consent("C01")] == ["bad", "bad"]
    assert [state for state, _ in consent("C02")] == ["bad", "bad"]


def test_who_is_said_to_be_moved_without_a_day_is_not_not_begun(store: Store, today: None) -> None:
    load(store, "waves", [{"wave": "W1", "cutover_on": OVER, "data_route": "split", "contract_route": "split"}])
    load(store, "customers", [{"customer": f"C{at:02}", "wave": "W1", "branch": "B1"} for at in range(40)])
    load(store, "notices", [{"customer": "C39", "kind": "transfer", "version": "v", "sent_at": SENT}])
    load(
        store,
        "transfers",
        [
            {"customer": f"C{at:02}", "wave": "W1", "status": "moved", "cut_over_on": None if at > 20 else OVER}
            for at in range(35)
        ],
    )
    found = load_places(store, SCOPE)
    (wave,) = cells(table_places(found, T))
    assert (wave["Moved"], wave["Not begun"], wave["Told"]) == ("35", "4", "1")
    assert headline(store, SCOPE, T).startswith("35 of 40 customers were moved (87.5%), 5 are still to be moved")
    chart = chart_places(found, T)
    assert isinstance(chart, Exhibit)
    assert "14 customers are said to be moved without the day: moved, but no one knows since when." in chart.note
    load(
        store,
        "closing",
        [{"procedure": "branch", "branch": "B1", "step": "registration", "done_on": date(2026, 11, 9)}],
    )
    assert METRICS["left_behind"].now(store, SCOPE).value == 5


def test_a_move_without_a_day_is_held_against_a_consent_that_was_never_given(store: Store, today: None) -> None:
    """C00 to C30 are moved, nobody knows when: C00 gave no consent, C01 took it back (perhaps after), C02 was never
    told, C30 refused."""
    given = {"result": "consented", "answered_at": datetime(2026, 10, 1, 9), "delivered_at": SENT}
    programme(
        store,
        OVER,
        C00=[{}],
        C01=[given | {"withdrawn_at": datetime(2026, 11, 2, 9)}],
        C02=[given | {"delivered_at": None}],
        C30=[{"result": "refused", "answered_at": datetime(2026, 10, 1, 9)}],
        **{f"C{at:02}": [given] for at in range(3, 30)},
    )
    load(
        store,
        "transfers",
        [{"customer": f"C{at:02}", "wave": "W1", "status": "moved", "cut_over_on": None} for at in range(31)],
    )
    routes = table_routes(load_asked(store, SCOPE, "W1"), T)
    assert cells(routes)[0]["Moved without"] == "2"
    assert "2 customers of wave\xa01" in routes.title
    found = {one.rule.name: one.n for one in load_findings(store, SCOPE)}
    assert (found["moved_without_consent"], found["consent_after_move"]) == (2, 0)
    assert found["moved_without_notice"] == 3
    assert cells(table_places(load_places(store, SCOPE), T))[0]["Moved"] == "31"
    for t, words in (
        (T, "Moved, nobody knows when, without the consent that the routes ask for"),
        (Translator("zh"), "未取得路径所需的同意即被转移，转移日期不明"),
    ):
        told = {
            who: [line.said for line in lines_of(load_proof(store, SCOPE, who), t) if line.chapter == "consent"]
            for who in ("C00", "C03")
        }
        assert words in told["C00"]
        assert words not in told["C03"]


@pytest.mark.parametrize("ledger", ["transfers", "notices"])
def test_what_was_never_loaded_is_not_known_and_never_not_begun(store: Store, today: None, ledger: str) -> None:
    """20 customers of a wave that is over and 20 of one ahead, without a ledger of transfers, or of notices."""
    load(
        store,
        "waves",
        [
            {"wave": "W1", "cutover_on": OVER, "data_route": "split", "contract_route": "split"},
            {"wave": "W2", "planned_cutover_on": AHEAD, "data_route": "split", "contract_route": "split"},
        ],
    )
    load(
        store,
        "customers",
        [{"customer": f"C{at:02}", "wave": "W1" if at < 20 else "W2", "branch": "B1"} for at in range(40)],
    )
    if ledger == "transfers":
        load(
            store,
            "notices",
            [{"customer": f"C{at:02}", "kind": "transfer", "version": "v", "sent_at": SENT} for at in range(30)],
        )
    else:
        load(
            store,
            "transfers",
            [{"customer": f"C{at:02}", "wave": "W1", "status": "moved", "cut_over_on": OVER} for at in range(15)],
        )
    found = load_places(store, SCOPE)
    tables = [table_places(found, T), table_branches(found, T), table_use(found, T)]
    first, second = cells(tables[0])
    if ledger == "transfers":
        assert (first["Move not known"], second["Told"], second["Not begun"]) == ("20", "10", "10")
        unknown = "who of the 40 customers was moved is not recorded"
        assert [unknown.casefold() in (one.title + one.empty).casefold() for one in tables if one] == [True] * 3
        assert (tables[2].body, load_work(store, SCOPE)) == (None, None)  # type: ignore[union-attr]
        assert METRICS["left_behind"].now(store, SCOPE).value is None
    else:
        assert (first["Moved"], first["Telling not known"], second["Telling not known"]) == ("15", "5", "20")
        assert "Not begun" not in first
        assert METRICS["left_behind"].now(store, SCOPE).value == 5
    said = repr(tables)
    assert ("Not begun" in said) == (ledger == "transfers")
