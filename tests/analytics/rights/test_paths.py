"""The paths of those who do not move, by hand: who counts, in which state, and what a reader without rows is not
told."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import pandas as pd
import pytest

from analytics.__main__ import main
from analytics.marks import Bars, Exhibit
from analytics.metrics import METRICS
from analytics.rights.alerts import path_alerts
from analytics.rights.area import headline
from analytics.rights.charts.consent import load_asked, table_routes
from analytics.rights.charts.contracts import Lacking, load_lacking, table_contracts, table_open
from analytics.rights.charts.paths import chart_paths, load_work, table_list, table_waves, table_ways
from analytics.rights.numbers.paths import load_paths
from analytics.scope import Scope
from data.access import Rights
from data.datasets import DATASETS
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EXECUTIVE = Scope(Rights("reader", "executive"))
ENDS = ["<b>few</b> of at least ≈ 20 without", "at least ≈ 20 of at least ≈ 20 who do not move have a path"]
SENT = datetime(2026, 10, 1, 9)


@pytest.fixture
def asked(store: Store, today: None) -> Store:
    """60 customers of a wave cut over on 5 December: 30 agreed, 6 refused, 2 took their consent back, 22 are silent."""
    load(
        store,
        "waves",
        [{"wave": "W1", "planned_cutover_on": date(2026, 12, 5), "data_route": "provide", "contract_route": "split"}],
    )
    load(store, "branches", [{"branch": "B1", "name": "North Gate"}])
    load(store, "customers", [{"customer": f"C{n:03d}", "wave": "W1", "branch": "B1"} for n in range(60)])
    load(
        store,
        "notices",
        [
            {
                "customer": f"C{n:03d}",
                "kind": "data",
                "version": "v1",
                "sent_at": SENT,
                "answered_at": datetime(2026, 10, 5, 9) if n < 38 else None,
                "result": "refused" if 30 <= n < 36 else "consented" if n < 38 else None,
                "withdrawn_at": datetime(2026, 10, 9, 9) if n in (36, 37) else None,
            }
            for n in range(60)
        ],
    )
    return store


def paths(store: Store) -> None:
    """Paths of 25 of the 30: 4 past their day, 1 settled, 3 without an owner, 12 due by the cut-over, the rest after
    it; one for who agreed."""
    days = [date(2026, 11, 20)] * 4 + [date(2026, 11, 19)] + [date(2026, 12, 5)] * 12 + [date(2026, 12, 6)] * 8
    load(
        store,
        "paths",
        [
            {
                "customer": f"C{30 + n:03d}",
                "wave": "W1",
                "path": ("stay", "offer", "terminate")[n % 3],
                "owner": None if n in (10, 11, 12) else "Weber",
                "due_on": day,
                "done_on": date(2026, 11, 18) if n == 4 else None,
            }
            for n, day in enumerate(days)
        ]
        + [{"customer": "C000", "wave": "W1", "path": "offer", "due_on": date(2026, 11, 1)}],
    )


def test_each_who_does_not_move_stands_in_one_state(asked: Store) -> None:
    paths(asked)
    found = load_paths(asked, Scope(ADMIN))
    assert found.n == 30
    assert [found.of(one) for one in ("none", "late", "open", "settled")] == [5, 4, 20, 1]
    assert [found.of(what=name) for name in ("refused", "silent", "taken_back")] == [8, 22, 2]
    assert [found.of(what=name) for name in ("stay", "offer", "terminate")] == [9, 8, 8]
    assert [found.of(what=name) for name in ("soon", "unowned")] == [12, 3]
    assert [(alert.code, alert.n) for alert in path_alerts(found)] == [("without_path", 5), ("paths_late", 4)]


def test_the_list_is_led_by_who_has_no_path_and_says_the_consent_taken_back(asked: Store) -> None:
    paths(asked)
    load(
        asked,
        "contacts",
        [
            {
                "contact": f"F{n}",
                "customer": "C059",
                "kind": "other",
                "raised_at": datetime(2026, 11, n, 9),
                "contacted_at": datetime(2026, 11, n, 10),
            }
            for n in (2, 3)
        ],
    )
    exhibit = table_list(load_work(asked, Scope(ADMIN)), Translator("en").knowing({"B1": "North Gate"}))
    assert isinstance(exhibit, Exhibit)
    lines = [[cell.text.replace("\xa0", " ") for cell in row] for row in exhibit.body.rows]  # type: ignore[union-attr]
    assert [line[0] for line in lines] == ["without a path"] * 5 + ["past their day"] * 4 + ["on their way"] * 20
    assert {line[4] for line in lines} == {"North Gate"}
    assert sorted(line[8] for line in lines[:5]) == ["0", "0", "0", "0", "2"]
    assert sum(line[9] == "withdrew consent on 9 Oct 2026" for line in lines) == 2
    assert sum(line[9] == "answered on 5 Oct 2026" for line in lines) == 5  # one of the six who refused is settled


def test_nobody_lacks_a_path_where_paths_are_not_recorded(asked: Store) -> None:
    found, t = load_paths(asked, Scope(ADMIN)), Translator("en")
    exhibit = chart_paths(found, t)
    assert (exhibit.body, exhibit.needs) == (None, ("paths",))
    assert exhibit.empty == "30 customers refused, are silent or were taken out; what becomes of them is not recorded"
    assert path_alerts(found) == []
    assert METRICS["without_path"].now(asked, Scope(ADMIN)).value is None


def test_a_reader_without_rows_is_told_of_no_small_group_and_not_that_all_is_well(asked: Store) -> None:
    paths(asked)
    found, t = load_paths(asked, EXECUTIVE), Translator("en", rounded=True)
    assert table_list(load_work(asked, EXECUTIVE), t) is None
    table = table_waves(found, t)
    assert isinstance(table, Exhibit)
    assert [[cell.text for cell in row[3:]] for row in table.body.rows] == [[*["few"] * 7, "≈\xa00", *["few"] * 3]]  # type: ignore[union-attr, index]
    assert not found.known("late")
    chart, ways = chart_paths(found, t), table_ways(found, t)
    assert chart.title == "How many of wave\xa01 do not move and have no path is not shown, for fewer than ten"
    assert table.title == "At least ≈\xa010 paths are to be settled by a cut-over that is still to come"
    assert isinstance(chart.body, Bars)
    assert isinstance(ways, Exhibit)
    assert [end.replace("\xa0", " ") for end in (*chart.body.ends, ways.title)] == ENDS
    assert METRICS["paths_late"].now(asked, EXECUTIVE).value is None


def test_a_contract_in_force_before_its_signature_is_called_by_its_type(asked: Store) -> None:
    load(
        asked,
        "contracts",
        [
            {
                "contract": f"K{n}",
                "customer": f"C{n:03d}",
                "wave": "W1",
                "type": "Loan" if n < 12 else "Card",
                "novation": None if n == 23 else n != 22,
                "sent_on": date(2026, 10, 1),
                "signed_on": {0: None, 1: date(2026, 11, 10)}.get(n, date(2026, 10, 20)) if n < 20 else None,
                "effective_on": date(2026, 11, 1) if n < 3 else date(2026, 12, 1),
            }
            for n in range(24)
        ],
    )
    load(asked, "paths", [{"customer": "C000", "path": "offer", "owner": "Wu", "due_on": date(2026, 12, 1)}])
    exhibit = table_contracts(load_paths(asked, Scope(ADMIN)), Translator("en"))
    assert (
        exhibit.title
        == "2 contracts are in force although their novation was not signed before; 3 of 22 novations are not signed"
    )
    lines = {row[1].text: [cell.text for cell in row] for row in exhibit.body.rows}  # type: ignore[union-attr, index]
    assert lines["Loan"] == ["in force unsigned", "Loan", "12", "12", "12", "11", "3", "2"]
    assert lines["Card"] == ["not all signed", "Card", "12", "10", "10", "8", "0", "0"]
    work = load_lacking(asked, Scope(ADMIN))
    listed = table_open(work, Translator("en"))
    assert isinstance(listed, Exhibit)
    assert listed.title == "5 contracts lack something, 2 of them are in force"
    assert [[cell.text.replace("\xa0", " ") for cell in row] for row in listed.body.rows] == [  # type: ignore[union-attr]
        [
            "in force, not signed",
            "K0",
            "in force, not signed",
            "Loan",
            *place(work, 0),
            "1 Nov 2026",
            "1 Oct 2026",
            "–",
            "Wu",
        ],
        [
            "signed after it came into force",
            "K1",
            "signed after it came into force",
            "Loan",
            *place(work, 1),
            "1 Nov 2026",
            "1 Oct 2026",
            "10 Nov 2026",
            "–",
        ],
        ["sent, not signed", "K20", "sent, not signed", "Card", *place(work, 2), "1 Dec 2026", "1 Oct 2026", "–", "–"],
        ["sent, not signed", "K21", "sent, not signed", "Card", *place(work, 3), "1 Dec 2026", "1 Oct 2026", "–", "–"],
        [
            "need of a novation not stated",
            "K23",
            "need of a novation not stated",
            "Card",
            *place(work, 4),
            "1 Dec 2026",
            "1 Oct 2026",
            "–",
            "–",
        ],
    ]
    assert [row[0].state for row in listed.body.rows] == ["bad", "bad", "watch", "watch", "none"]  # type: ignore[union-attr]
    chinese = table_open(work, Translator("zh"))
    assert isinstance(chinese, Exhibit)
    assert (chinese.title, chinese.body.rows[0][0].text) == ("5份合同手续不全，其中2份已生效", "已生效，未签署")  # type: ignore[union-attr]
    assert table_open(load_lacking(asked, EXECUTIVE), Translator("en")) is None, "one by one for readers of rows alone"


def place(work: Lacking, at: int) -> list[str]:
    """Pseudonym, wave and branch of a contract's customer as the table shows them."""
    return [str(pd.DataFrame(work.frame)["customer"][at])[:10], "Wave 1", "B1"]


def test_the_wave_whose_customers_lack_a_path_is_named_to_a_reader_without_rows(asked: Store) -> None:
    """Beside seven paths past their day of an earlier wave nothing of the 40 without a path would be told."""
    load(
        asked,
        "waves",
        [
            {"wave": wave, name: day, "data_route": "provide", "contract_route": "split"}
            for wave, name, day in (
                ("W0", "cutover_on", date(2026, 10, 24)),
                ("W2", "planned_cutover_on", date(2026, 12, 20)),
            )
        ],
    )
    people = [("W0", 100), ("W2", 100)]
    load(asked, "customers", [{"customer": f"{wave}-{at}", "wave": wave} for wave, n in people for at in range(n)])
    load(
        asked,
        "notices",
        [
            {
                "customer": f"{wave}-{at}",
                "kind": "data",
                "version": "v1",
                "sent_at": SENT,
                "answered_at": datetime(2026, 10, 5, 9) if at >= 60 else None,
                "result": "consented" if at >= 60 else None,
            }
            for wave, n in people
            for at in range(n)
        ],
    )
    load(
        asked,
        "paths",
        [
            *(
                {
                    "customer": f"W0-{at}",
                    "wave": "W0",
                    "path": "stay",
                    "owner": "Weber",
                    "due_on": date(2026, 11, 1 if at < 7 else 30),
                }
                for at in range(60)
            ),
            *(
                {"customer": f"W2-{at}", "wave": "W2", "path": "stay", "owner": "Weber", "due_on": date(2026, 12, 30)}
                for at in range(20)
            ),
            *(
                {"customer": f"C{at:03d}", "wave": "W1", "path": "stay", "owner": "Weber", "due_on": date(2026, 12, 4)}
                for at in range(30, 60)
            ),
        ],
    )
    t = Translator("en", rounded=True)
    said = headline(asked, EXECUTIVE, t).replace("\xa0", " ")
    assert "≈ 40 of at least ≈ 70 who do not move have no path, all of wave 2, which is cut over on 20 Dec" in said
    assert METRICS["without_path"].now(asked, EXECUTIVE).value == 40
    assert METRICS["paths_late"].now(asked, EXECUTIVE).value is None
    few = load_paths(asked, EXECUTIVE.but(waves=("W1",)))
    assert "no path" not in headline(asked, EXECUTIVE.but(waves=("W1",)), t)
    assert few.known("none")


def test_what_is_kept_from_a_reader_is_not_known_to_them_and_not_none(asked: Store) -> None:
    seen = Rights("reader", "executive", datasets=frozenset(DATASETS) - {"notices"})
    scope, t = Scope(seen), Translator("en", rounded=True)
    routes = table_routes(load_asked(asked, scope, ""), t)
    assert routes.title == "Notices are not shown to this reader: who was told and who agreed is not known"
    assert [cell.text for cell in routes.body.rows[0][4:]] == ["–"] * 7  # type: ignore[union-attr, index]
    for name in ("silent", "consented", "told_in_time", "without_path"):
        assert (name, METRICS[name].now(asked, scope).value) == (name, None)
    out = io.StringIO()
    main(["metric", "silent", "--json"], store=asked, out=out, rights=seen)
    assert [row["value"] for row in json.loads(out.getvalue())["rows"]] in ([], [None])
    without = Scope(Rights("reader", "executive", datasets=frozenset(DATASETS) - {"transfers"}))
    assert METRICS["left_behind"].now(asked, without).value is None
