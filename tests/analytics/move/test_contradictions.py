"""Ledgers that contradict themselves or leave out a day: nobody is counted twice, nothing unknown is called good, and
what does not fit is said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analytics.marks import Exhibit
from analytics.move.charts.pace import table_forecast
from analytics.move.charts.where import chart_places, table_places
from analytics.move.numbers.counts import Pace, load_counts
from analytics.move.numbers.places import load_places, load_work
from analytics.move.numbers.readings import Reading
from analytics.rights.area import headline as rights_headline
from analytics.rights.charts.paths import (
    chart_paths,
    table_list,
    table_owners,
    table_waves,
    table_ways,
)
from analytics.rights.charts.paths import (
    load_work as load_stuck,
)
from analytics.rights.numbers.paths import load_paths
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")
CUT = date(2026, 10, 24)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def cells(found: Exhibit | None) -> list[list[str]]:
    assert isinstance(found, Exhibit)
    return [[plain(cell.text) for cell in row] for row in found.body.rows]  # type: ignore[union-attr]


@pytest.fixture
def muddled(store: Store, today: None) -> Store:
    """60 customers. Wave 1 went on 24 October, wave 2 has no day though some of it were moved, wave 3 needs both
    consents and comes on 5 December.

    C15 moved without the day, C16 refused with wave 1 and was moved with wave 2, C17 came back and was moved again with
    wave 2, C18 was moved and is planned once more, C26 moved with wave 2, C27 came back without any day. Of wave 3 ten
    were sent the notice alone.
    """
    routes = {"data_route": "provide", "contract_route": "novation"}
    load(
        store,
        "waves",
        [
            {"wave": "W1", **routes, "cutover_on": CUT},
            {"wave": "W2"},
            {"wave": "W3", **routes, "planned_cutover_on": date(2026, 12, 5)},
        ],
    )
    wave = {n: "W1" if n < 25 else "W2" if n < 40 else "W3" for n in range(60)}
    load(store, "customers", [{"customer": f"C{n:02d}", "wave": wave[n], "branch": "B1"} for n in range(60)])
    lines: list[dict[str, Any]] = [
        {"customer": f"C{n:02d}", "wave": "W1", "status": "moved", "cut_over_on": CUT} for n in (*range(15), 18)
    ]
    lines += [
        {"customer": "C15", "wave": "W1", "status": "moved"},
        {"customer": "C16", "wave": "W1", "status": "refused"},
        {"customer": "C16", "wave": "W2", "status": "moved", "cut_over_on": date(2026, 11, 1)},
        {"customer": "C17", "wave": "W1", "status": "returned", "cut_over_on": CUT, "returned_on": date(2026, 10, 28)},
        {"customer": "C17", "wave": "W2", "status": "moved", "cut_over_on": date(2026, 11, 10)},
        {"customer": "C18", "wave": "W3", "status": "planned", "planned_on": date(2026, 12, 5)},
        {"customer": "C26", "wave": "W2", "status": "moved", "cut_over_on": date(2026, 11, 1)},
        {"customer": "C27", "wave": "W2", "status": "returned"},
    ]
    load(store, "transfers", lines)
    sent = datetime(2026, 9, 1, 9)
    load(
        store,
        "notices",
        [
            {
                "customer": f"C{n:02d}",
                "kind": kind,
                "version": "v1",
                "sent_at": sent,
                "answered_at": datetime(2026, 9, 9, 9) if n < 45 and kind != "transfer" else None,
                "result": "consented" if n < 45 and kind != "transfer" else None,
            }
            for n in (*range(25), *range(40, 60))
            for kind in (("transfer", "data", "contract") if n < 50 else ("transfer",))
        ],
    )
    return store


def test_each_stands_in_one_state_and_what_does_not_fit_is_said(muddled: Store) -> None:
    found = load_places(muddled, Scope(ADMIN))
    heads = ["Wave", "Not begun", "Told", "Consented", "Silent", "Moved", "Returned", "All"]
    table = table_places(found, EN)
    assert list(table.body.heads) == heads  # type: ignore[union-attr]
    assert cells(table) == [
        ["Wave 1", "0", "0", "6", "0", "19", "0", "25"],
        ["Wave 2", "13", "0", "0", "0", "1", "1", "15"],
        ["Wave 3", "0", "10", "5", "5", "0", "0", "20"],
    ]
    chart = chart_places(found, EN)
    assert isinstance(chart, Exhibit)
    assert plain(chart.title) == "20 of 60 customers were moved (33.3%), 40 are still to be moved"
    for said in (
        "1 customer is said to be moved without the day: moved, but no one knows since when.",
        "1 customer is said to have come back without the day, and counts as returned.",
        "3 customers have a line in another wave than the roster’s, and stand in the wave of the roster.",
        (
            "Of 13 customers it is not known whether they were left behind: others of their wave were moved, and the"
            " wave has no day."
        ),
    ):
        assert said in plain(chart.note)
    assert "3户另有其他波次的切换记录" in chart_places(found, ZH).note  # type: ignore[union-attr]
    assert "add up to 16: who was asked" in plain(table.note)
    work = load_work(muddled, Scope(ADMIN))
    assert sorted(work["place"]) == ["consented"] * 6  # type: ignore[index]


def test_left_behind_is_not_none_while_a_wave_that_began_has_no_day(muddled: Store) -> None:
    behind = load_standing(muddled, Scope(ADMIN), "left_behind")
    assert behind.reading.value == 6
    second = load_standing(muddled, Scope(ADMIN, waves=("W2",)), "left_behind")
    assert second.reading.value is None
    load(muddled, "waves", [{"wave": "W2", "cutover_on": date(2026, 11, 1)}])
    assert load_standing(muddled, Scope(ADMIN, waves=("W2",)), "left_behind").reading.value == 14


def test_who_came_back_is_not_moved_twice_over_by_a_forecast(muddled: Store) -> None:
    load(
        muddled,
        "transfers",
        [
            {
                "customer": f"C{n:02d}",
                "wave": "W1",
                "status": "returned",
                "cut_over_on": CUT,
                "returned_on": date(2026, 11, 2),
            }
            for n in range(5)
        ],
    )
    found = load_counts(muddled, Scope(ADMIN))
    last = found.readings[-1]
    assert (last.moved, last.whole, last.left) == (19, 60, 45)
    table = table_forecast(found, EN)
    assert max(int(cell) for row in cells(table) for cell in row[1::2]) == 60
    assert "(100%)" in table.title  # type: ignore[union-attr]
    chart = chart_places(load_places(muddled, Scope(ADMIN)), EN)
    assert plain(chart.note).startswith(
        "Of the 20 who were moved 15 are with the new company, 5 came back and 0 have left."
    )  # type: ignore[union-attr]
    # By hand: 10 a day from 40 of 100, of whom 15 left before and 50 are still to be moved – 5 of them moved once
    # already.
    pace, reading = Pace("last", date(2026, 1, 1), date(2026, 1, 11), 100), Reading(date(2026, 1, 11), 40, 100, 15, 50)
    assert [
        (pace.after(reading, date(2026, 1, day)), pace.left_after(reading, date(2026, 1, day))) for day in (13, 15, 16)
    ] == [(60, 30), (80, 10), (85, 0)]


def test_nobody_is_silent_who_was_not_asked(muddled: Store) -> None:
    assert "10 customers were not asked yet" in plain(rights_headline(muddled, Scope(ADMIN), EN))
    assert "另有10户尚未征求同意" in rights_headline(muddled, Scope(ADMIN), ZH)
    assert load_paths(muddled, Scope(ADMIN)).n == 5


def test_a_path_without_a_day_is_neither_late_nor_in_time(muddled: Store) -> None:
    load(
        muddled,
        "paths",
        [{"customer": f"C{n:02d}", "path": "offer", "owner": "Li" if n < 47 else None} for n in range(45, 50)],
    )
    found, asked = load_paths(muddled, Scope(ADMIN)), Scope(ADMIN)
    assert load_standing(muddled, asked, "paths_late").reading.value is None
    assert plain(chart_paths(found, EN).title) == "The paths of 5 have no day, so whether they are late is not known"
    assert "不清楚" in chart_paths(found, ZH).title
    assert plain(table_waves(found, EN).title).endswith(
        "the paths of 5 have no day, so whether they are late is not known"
    )  # type: ignore[union-attr]
    assert {row[0] for row in cells(table_waves(found, EN))} == {"without a day"}
    assert cells(table_ways(found, EN))[1] == ["Gets another offer", "5", "0", "0", "5", "0"]
    stuck = load_stuck(muddled, asked)
    assert {row[0].state for row in table_list(stuck, EN).body.rows} == {"watch"}  # type: ignore[union-attr]
    owners = table_owners(stuck, EN)
    assert plain(owners.title) == "3 open paths have no owner"  # type: ignore[union-attr]
    assert {row[0].state for row in owners.body.rows} == {"watch"}  # type: ignore[union-attr]
    load(
        muddled,
        "paths",
        [
            {"customer": "C45", "path": "offer", "owner": "Li", "due_on": date(2026, 11, 1)},
            {"customer": "C46", "path": "offer", "owner": "Li", "due_on": date(2026, 12, 1)},
        ],
    )
    late = load_standing(muddled, asked, "paths_late").reading
    assert (late.value, [fact.write(EN) for fact in late.now.said]) == (1, ["3 have no day"])


def test_a_reader_without_rows_is_not_told_that_a_hidden_lateness_is_well(store: Store, today: None) -> None:
    load(
        store,
        "waves",
        [
            {
                "wave": "W1",
                "data_route": "provide",
                "contract_route": "novation",
                "planned_cutover_on": date(2026, 12, 5),
            }
        ],
    )
    load(store, "customers", [{"customer": f"C{n:02d}", "wave": "W1", "branch": "B1"} for n in range(40)])
    load(
        store,
        "notices",
        [
            {"customer": f"C{n:02d}", "kind": kind, "sent_at": datetime(2026, 9, 1, 9)}
            for n in range(40)
            for kind in ("data", "contract")
        ],
    )
    load(
        store,
        "paths",
        [{"customer": f"C{n:02d}", "path": "offer", "owner": "Li", "due_on": date(2026, 11, 1)} for n in range(40)],
    )
    owners = table_owners(load_stuck(store, Scope(Rights("reader", "executive"))), EN)
    assert [row[0].state for row in owners.body.rows] == ["none"]  # type: ignore[union-attr]


def test_the_last_that_a_customer_said_counts_and_a_refusal_needs_no_day(store: Store, today: None) -> None:
    """Of twelve each: took the consent back and gave it again; gave it anew on the day it was taken back; refused
    without a day; consented without a day; was asked and is silent."""
    load(
        store,
        "waves",
        [{"wave": "W1", "data_route": "provide", "contract_route": "split", "planned_cutover_on": date(2026, 12, 5)}],
    )
    load(store, "customers", [{"customer": f"C{n:02d}", "wave": "W1", "branch": "B1"} for n in range(60)])
    sent = datetime(2026, 9, 1, 9)

    def letter(n: int, version: str, day: int | None, result: str | None, back: int | None = None) -> dict[str, Any]:
        return {
            "customer": f"C{n:02d}",
            "kind": "data",
            "version": version,
            "sent_at": sent,
            "result": result,
            "answered_at": None if day is None else datetime(2026, 9, day),
            "withdrawn_at": None if back is None else datetime(2026, 9, back),
        }

    lines = [letter(n, "v1", 5, "consented", 20) for n in range(24)]
    lines += [letter(n, "v2", 25 if n < 12 else 20, "consented") for n in range(24)]
    lines += [letter(n, "v1", None, "refused") for n in range(24, 36)] + [
        letter(n, "v1", None, "consented") for n in range(36, 48)
    ]
    lines += [letter(n, "v1", None, None) for n in range(48, 60)]
    load(store, "notices", lines)
    table = table_places(load_places(store, Scope(ADMIN)), EN)
    assert list(table.body.heads) == ["Wave", "Consented", "Refused", "Silent", "All"]  # type: ignore[union-attr]
    assert cells(table) == [["Wave 1", "12", "24", "24", "60"]]
    assert "12 of those who refused had agreed first and took it back" in plain(table.note)
