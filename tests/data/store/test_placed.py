"""Where rows stand: wave, branch and segment from the roster, phase and event week by the dates as they are known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from data.store import Store
from tests.data.store.builders import ADMIN, ask, prepared

PLACED = ask("select * from {placed:surveys} order by row_id")
WAVES = [
    {
        "wave": "W1",
        "branch": "B1",
        "planned_start_on": date(2026, 6, 1),
        "started_on": date(2026, 6, 3),
        "planned_cutover_on": date(2026, 7, 1),
        "cutover_on": date(2026, 7, 6),
    },
    {"wave": "W2", "branch": "B2", "planned_start_on": date(2027, 1, 1), "planned_cutover_on": date(2027, 2, 1)},
    {"wave": "W3", "branch": "B2"},
]
ROSTER = [
    {"customer": "MOVED", "wave": "W1", "segment": "Retail"},
    {"customer": "STAYED", "wave": "W1"},
    {"customer": "LATER", "wave": "W2"},
    {"customer": "NODATES", "wave": "W3"},
    {"customer": "LOST", "wave": "W9"},
]
LEDGER = [{"customer": "MOVED", "wave": "W1", "cut_over_on": date(2026, 6, 20), "status": "moved"}]


def place(store: Store, ledger: list[dict[str, Any]] = LEDGER, **answer: Any) -> dict[str, Any]:
    store.commit(prepared("waves", WAVES), ADMIN)
    store.commit(prepared("customers", ROSTER), ADMIN)
    if ledger:
        store.commit(prepared("transfers", ledger), ADMIN)
    store.commit(prepared("surveys", [{"survey": "s", "response_id": "1", "nps": 9.0, **answer}]), ADMIN)
    now = store.read(PLACED, ADMIN)
    pd.testing.assert_frame_equal(now, store.read(PLACED, ADMIN, as_of=datetime(2026, 11, 24)))
    record = now.to_dict("records")[0]
    return {name: None if pd.isna(value) else value for name, value in record.items()}


@pytest.mark.parametrize(
    ("customer", "day", "phase", "week"),
    [
        ("MOVED", date(2026, 6, 2), "before", -3),  # the wave began on the 3rd, later than planned
        ("MOVED", date(2026, 6, 3), "during", -3),
        ("MOVED", date(2026, 6, 19), "during", -1),
        ("MOVED", date(2026, 6, 20), "after", 0),
        ("MOVED", date(2026, 7, 4), "after", 2),
        ("STAYED", date(2026, 10, 1), "during", None),  # the wave is over, others moved
        ("LATER", date(2026, 11, 1), "before", -14),
        ("NODATES", date(2026, 11, 1), "before", None),
        ("LOST", date(2026, 11, 1), None, None),
        ("NOBODY", date(2026, 11, 1), None, None),
    ],
)
def test_phase_of_a_customer(store: Store, customer: str, day: date, phase: str | None, week: int | None) -> None:
    record = place(store, customer=customer, answered_at=datetime(day.year, day.month, day.day, 15))
    assert (record["phase"], record["event_week"]) == (phase, week)


def test_place_is_completed_from_the_roster(store: Store) -> None:
    record = place(store, customer="moved", answered_at=datetime(2026, 7, 8, 15))
    assert (record["wave"], record["branch"], record["segment"]) == ("W1", "B1", "Retail")
    assert (record["week"], record["at_time"]) == (pd.Timestamp("2026-07-06"), pd.Timestamp("2026-07-08 15:00"))


def test_without_a_ledger_the_wave_counts_for_its_customers(store: Store) -> None:
    record = place(store, [], customer="STAYED", answered_at=datetime(2026, 7, 20))
    assert (record["phase"], record["event_week"]) == ("after", 2)


@pytest.mark.parametrize(
    ("where", "day", "phase", "week"),
    [
        ({"wave": "W1"}, date(2026, 7, 5), "during", -1),
        ({"wave": "W1"}, date(2026, 7, 6), "after", 0),
        ({"wave": "W7"}, date(2026, 7, 6), None, None),
        ({"branch": "B1"}, date(2026, 6, 2), "before", None),
        ({"branch": "B1"}, date(2026, 7, 6), "after", None),
        ({}, date(2026, 6, 2), "before", None),
        ({}, date(2026, 9, 1), "during", None),  # until the last cut-over of the programme
    ],
)
def test_phase_without_a_customer(
    store: Store, where: dict[str, str], day: date, phase: str | None, week: int | None
) -> None:
    record = place(store, answered_at=datetime(day.year, day.month, day.day), **where)
    assert (record["phase"], record["event_week"]) == (phase, week)


def test_a_second_move_does_not_restart_the_clock_and_a_return_is_told(store: Store) -> None:
    ledger = [
        {
            "customer": "MOVED",
            "wave": "W1",
            "cut_over_on": date(2026, 6, 20),
            "status": "returned",
            "returned_on": date(2026, 7, 1),
        },
        {"customer": "MOVED", "wave": "W2", "cut_over_on": date(2026, 9, 1), "status": "moved"},
    ]
    record = place(store, ledger, customer="MOVED", answered_at=datetime(2026, 9, 5))
    assert (record["phase"], record["event_week"]) == ("after", 11)
    moves = store.read(ask("select * from {moves} where moved_on is not null"), ADMIN).to_dict("records")
    assert [(m["cutover_on"], m["returned_on"]) for m in moves] == [
        (pd.Timestamp("2026-06-20"), pd.Timestamp("2026-07-01"))
    ]


def test_phase_is_read_as_the_dates_stood(store: Store) -> None:
    plan = {"wave": "W1", "planned_start_on": date(2026, 6, 1), "planned_cutover_on": date(2026, 7, 1)}
    store.commit(prepared("waves", [plan]), ADMIN, known_at=datetime(2026, 5, 1))
    answer = {"survey": "s", "response_id": "1", "answered_at": datetime(2026, 7, 2), "wave": "W1"}
    store.commit(prepared("surveys", [answer]), ADMIN, known_at=datetime(2026, 7, 2))
    store.commit(prepared("waves", [{**plan, "cutover_on": date(2026, 7, 6)}]), ADMIN, known_at=datetime(2026, 7, 8))
    phases = ask("select phase from {placed:surveys}")
    assert store.read(phases, ADMIN, as_of=datetime(2026, 7, 3))["phase"].tolist() == ["after"]
    assert store.read(phases, ADMIN)["phase"].tolist() == ["during"]
