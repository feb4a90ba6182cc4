"""The thread of one customer: every ledger on one axis of weeks, what contradicts itself, who may look and that the
look is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from analytics.charts.palette import LIGHT
from analytics.retention.charts.life import details, figure_life, frame_of_life, misfit_words, title_of, zero_words
from analytics.retention.life import BESIDE, MOMENTS, Life, load_life
from analytics.scope import Scope
from data.access import Rights
from data.datasets import DATASETS
from data.language import Translator
from data.problems import Refusal
from data.store import Store, open_store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")
CUT = date(2026, 6, 1)
BEGUN = {("surveys", "started_at"), ("complaints", "paused_on")}
"""Dates within what stands there by another."""


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """C1 lived through everything in order; C2 contradicts itself wherever a customer can; C3 was never moved."""
    store = open_store(str(tmp_path_factory.mktemp("life") / "programme.duckdb"))
    load(
        store,
        "waves",
        [
            {"wave": "W1", "started_on": date(2026, 5, 4), "cutover_on": CUT},
            {"wave": "W2", "planned_cutover_on": date(2027, 3, 1)},
        ],
    )
    load(
        store,
        "customers",
        [
            {"customer": "C1", "wave": "W1", "branch": "B1", "customer_since": date(2020, 1, 1)},
            {"customer": "C2", "wave": "W2", "branch": "B1", "customer_since": date(2026, 5, 20)},
            {"customer": "C3", "wave": "W2", "branch": "B2"},
        ],
    )
    load(
        store,
        "notices",
        [
            {"customer": "C1", "kind": "transfer", "channel": "letter", "sent_at": at(4, 6), "delivered_at": at(4, 8)},
            {"customer": "C2", "kind": "transfer", "sent_at": at(6, 10), "read_at": at(6, 9)},
        ],
    )
    load(
        store,
        "transfers",
        [
            {"customer": "C1", "wave": "W1", "cut_over_on": CUT, "status": "moved"},
            {"customer": "C2", "wave": "W1", "cut_over_on": CUT, "status": "moved"},
        ],
    )
    load(
        store,
        "surveys",
        [
            {"survey": "s", "response_id": "1", "customer": "C1", "answered_at": at(5, 11), "nps": 9.0},
            {"survey": "s", "response_id": "2", "customer": "C1", "answered_at": at(6, 15), "nps": 2.0},
            {"survey": "s", "response_id": "3", "customer": "C2", "answered_at": at(8, 3), "nps": 5.0},
        ],
    )
    load(
        store,
        "complaints",
        [
            {
                "complaint": "K1",
                "customer": "C1",
                "category": "<b>Fees</b>",
                "opened_at": at(6, 17),
                "closed_at": at(6, 20),
                "upheld": True,
            },
            {"complaint": "K2", "customer": "C2", "category": "Fees", "opened_at": at(5, 1)},
        ],
    )
    load(
        store,
        "contacts",
        [
            {
                "contact": "A1",
                "customer": "C1",
                "kind": "follow_up",
                "reason": "detractor",
                "raised_at": at(6, 16),
                "contacted_at": at(6, 18),
            }
        ],
    )
    months = [
        {"customer": "C1", "month": date(2026, month, 1), "amount": amount}
        for month, amount in ((3, 100), (4, 100), (5, 100), (6, 80))
    ]
    load(store, "revenue", months)
    load(
        store,
        "departures",
        [
            {"customer": "C1", "left_on": date(2026, 7, 13), "kind": "churn", "reason": "Price"},
            {"customer": "C2", "left_on": date(2026, 7, 1), "kind": "churn"},
        ],
    )
    load(
        store,
        "incidents",
        [
            {"incident": "I1", "kind": "outage", "name": "Billing down", "occurred_at": at(6, 5), "wave": "W1"},
            {"incident": "I2", "kind": "outage", "name": "Elsewhere", "occurred_at": at(6, 5), "wave": "W2"},
            {"incident": "I3", "kind": "outage", "name": "Long after", "occurred_at": at(9, 5)},
        ],
    )
    yield store
    store.shut()


def thread(store: Store, who: str, rights: Rights = ADMIN) -> Life:
    return load_life(store, Scope(rights), who)


def test_every_ledger_of_customers_and_every_date_of_it_stands_in_the_thread() -> None:
    """A ledger that is declared later has to be told of, or its test fails here."""
    for name, dataset in DATASETS.items():
        if any(field.name == "customer" for field in dataset.fields):
            done = {
                field.name for field in dataset.fields if field.past and field.type in ("date", "timestamp", "month")
            }
            assert set(MOMENTS[name]) == {field for field in done if (name, field) not in BEGUN}, name


def test_all_ledgers_stand_on_one_axis_of_weeks(told: Store) -> None:
    life = thread(told, "c1 ")
    assert (life.wave, life.zero, life.since) == ("W1", CUT, "moved")
    assert [(one.week, one.ledger, details(one, life, EN).replace("\xa0", " ")) for one in life.moments] == [
        (-335, "customers", ""),
        (-14, "revenue", "¥100 · 3 months with this amount"),
        (-8, "notices", "Notice of transfer · Letter"),
        (-8, "notices", "Notice of transfer"),
        (-4, "waves", "Wave 1"),
        (-3, "surveys", "s · Likelihood to recommend (NPS) 9"),
        (0, "transfers", "Wave 1 · moved"),
        (0, "revenue", "¥80"),
        (0, "waves", "Wave 1"),
        (0, "incidents", "Billing down · Wave 1"),
        (2, "surveys", "s · Likelihood to recommend (NPS) 2"),
        (2, "contacts", "A1 · Follow-up · Low score (detractor)"),
        (2, "complaints", "K1 · <b>Fees</b>"),
        (2, "contacts", "A1"),
        (2, "complaints", "K1 · Upheld: yes"),
        (6, "departures", "churn · Price"),
    ]
    assert (
        title_of(life, EN).replace("\xa0", " ")
        == "13 entries of customer c1  from 1 Jan 2020 to 13 Jul 2026 · Wave 1 · B1"
    )
    assert zero_words(life, ZH) == "周数自该客户切换日2026年6月1日起算"
    assert {one.where[:2] for one in life.own} == {("file.xlsx", "Sheet1")}


def test_the_picture_has_a_dot_a_moment_and_is_not_pressed_together_by_what_lies_long_before(told: Store) -> None:
    life = thread(told, "C1")
    figure = figure_life(life, LIGHT, EN)
    drawn = {trace.meta["name"]: list(trace.x) for trace in figure.data}
    assert drawn["revenue"] == pytest.approx([(date(2026, 3, 1) - CUT).days / 7, 0.0])
    assert drawn["departures"] == [6.0]
    assert "customers" not in drawn
    assert sum(map(len, drawn.values())) == len(life.moments) - 1
    frame = frame_of_life(life, EN)
    assert list(frame["Week"]) == [one.week for one in life.moments]
    assert told.pseudonym("C1") not in frame.to_csv()


def test_what_contradicts_itself_and_what_is_missing_is_said(told: Store) -> None:
    said = [misfit_words(one, EN).replace("\xa0", " ") for one in thread(told, "C2").misfits]
    assert said == [
        "The roster says wave 2, the transfers say wave 1.",
        "Moved on 1 Jun 2026, and no notice of the transfer on file before that day.",
        "Left on 1 Jul 2026, and 1 later entry before any return: Survey answers.",
        "Customer since 20 May 2026, and 1 earlier entry: Complaints.",
        "Notices and consents: ended on 9 Jun 2026, before it began on 10 Jun 2026.",
        (
            "Never loaded, so nothing is known: Contracts that go over, Survey invitations, Customers' questions,"
            " Requests of persons, Paths of those who do not move, Prepaid balances and deposits and Deals."
        ),
        "Loaded, and nothing of this customer in them: Contacts and follow-up and Revenue.",
    ]
    assert {one.code for one in thread(told, "C1").misfits} == {"never"}


def test_who_was_never_moved_and_who_moves_twice_or_is_dated_ahead(told: Store) -> None:
    third = thread(told, "C3")
    assert (third.zero, third.since, third.moments) == (date(2027, 3, 1), "planned", ())
    assert "never_moved" in {one.code for one in third.misfits}
    assert title_of(third, EN) == "Customer C3 is known, but no dated entry of theirs is on file"
    load(
        told,
        "transfers",
        [
            {"customer": "C4", "wave": "W1", "cut_over_on": CUT, "status": "moved"},
            {"customer": "C4", "wave": "W2", "cut_over_on": date(2026, 9, 1), "status": "moved"},
            {"customer": "C5", "wave": "W1", "cut_over_on": date(2026, 11, 30), "status": "moved"},
        ],
    )
    codes = {one.code: one for one in thread(told, "C4").misfits}
    assert codes["two_waves"].waves == ("W1", "W2")
    assert codes["twice"].days == (CUT, date(2026, 9, 1))
    assert "no_roster" in codes
    assert [(one.week, one.field) for one in thread(told, "C4").own] == [(0, "cut_over_on"), (13, "cut_over_on")]
    ahead = thread(told, "C5")
    assert [(one.code, one.n) for one in ahead.misfits if one.code == "ahead"] == [("ahead", 1)]
    assert ahead.own == ()


def test_each_look_is_logged_and_only_who_may_see_rows_has_it(told: Store) -> None:
    thread(told, "C1")
    entry = told.audit_log(ADMIN).query("event == 'thread'").iloc[0]
    assert json.loads(entry["details"])["rows"] == 12
    assert json.loads(entry["personal"]) == {"customer": told.pseudonym("C1")}
    for who, rights, code in (
        ("C1", Rights("reader", "executive"), "no_row_level"),
        ("C9", ADMIN, "customer_unknown"),
        ("C1", Rights("east", "manager", branches=frozenset({"B2"})), "customer_unknown"),
    ):
        with pytest.raises(Refusal, match=code):
            thread(told, who, rights)
    some = thread(
        told, "C1", replace(ADMIN, role="analyst", datasets=frozenset({"customers", "surveys", "waves", "transfers"}))
    )
    assert {one.ledger for one in some.moments} <= {"customers", "surveys", "transfers", *BESIDE}
    (hidden,) = (one for one in some.misfits if one.code == "hidden")
    assert {"complaints", "revenue", "departures"} <= set(hidden.ledgers)
