"""Who sees and writes what: waves, branches, datasets, row level, small groups."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data.access import Rights
from data.problems import Refusal
from data.store import Store
from data.store.suppression import suppress
from tests.data.store.builders import ADMIN, ask, prepared

BY_WAVE = ask(
    "select wave, count(*) as n, avg(nps) as score from {placed:surveys} group by wave order by wave",
    "aggregate",
    ("wave",),
    ("score",),
)
ROWS = ask("select wave, branch from {placed:surveys}")


@pytest.fixture
def filled(store: Store) -> Store:
    """Waves 1 and 2 with 20 answers each by customers of the roster, and 15 that name nobody."""
    store.commit(prepared("waves", [{"wave": "W1", "branch": "B1"}, {"wave": "W2", "branch": "B2"}]), ADMIN)
    roster = [{"customer": f"C{i}", "wave": "W1" if i < 20 else "W2"} for i in range(40)]
    store.commit(prepared("customers", roster), ADMIN)
    at = datetime(2026, 9, 1, 9)
    answers: list[dict[str, Any]] = [
        {"survey": "s", "response_id": str(i), "answered_at": at + timedelta(hours=i), "nps": 8.0} for i in range(55)
    ]
    for i in range(40):
        answers[i]["customer"] = f"C{i}"
    store.commit(prepared("surveys", answers), ADMIN)
    return store


def counts(store: Store, rights: Rights) -> dict[Any, float]:
    frame = store.read(BY_WAVE, rights)
    return {None if pd.isna(wave) else wave: n for wave, n in zip(frame["wave"], frame["n"], strict=True)}


@pytest.mark.parametrize(
    ("rights", "seen", "rows"),
    [
        (Rights("m", "manager"), {"W1": 20, "W2": 20, None: 15}, 55),
        (Rights("m", "manager", waves=frozenset({"W1"})), {"W1": 20, None: 15}, 20),
        (Rights("m", "manager", branches=frozenset({"B2"})), {"W2": 20, None: 15}, 20),
        (Rights("m", "manager", waves=frozenset({"W1"}), branches=frozenset({"B2"})), {None: 15}, 0),
        (Rights("m", "manager", waves=frozenset()), {}, 0),
        (Rights("m", "manager", branches=frozenset()), {}, 0),
        (Rights("m", "manager", datasets=frozenset({"surveys"})), {"W1": 20, "W2": 20, None: 15}, 55),
        (Rights("m", "manager", datasets=frozenset()), {}, 0),
    ],
)
def test_none_is_everything_and_an_empty_set_is_nothing(
    filled: Store, rights: Rights, seen: dict[Any, float], rows: int
) -> None:
    assert counts(filled, rights) == seen
    assert len(filled.read(ROWS, rights)) == rows
    assert len(filled.read(ask("select row_id from {surveys}"), rights)) == rows


def test_single_rows_need_the_right_and_are_logged(filled: Store) -> None:
    with pytest.raises(Refusal, match="no_row_level"):
        filled.read(ROWS, Rights("e", "executive"))
    with pytest.raises(Refusal, match="no_row_level"):
        filled.lineage("surveys", [1], Rights("e", "executive"))
    filled.read(ROWS, Rights("m", "manager"))
    newest = filled.audit_log(ADMIN).iloc[0]
    assert (newest["who"], newest["event"]) == ("m", "rows")
    assert '"n":55' in newest["details"]


def test_lineage_stays_inside_the_rights(filled: Store) -> None:
    mine = filled.lineage("surveys", range(1, 56), Rights("m", "manager", waves=frozenset({"W1"})))
    assert sorted(mine["row_id"]) == list(range(1, 21))


def test_rows_of_a_file_outside_the_rights_are_refused(filled: Store) -> None:
    manager = Rights("m", "manager", waves=frozenset({"W1"}))
    rows = [
        {"customer": "C50", "wave": "W1"},
        {"customer": "C51", "wave": "W2"},
        {"customer": "C30", "wave": "W1"},  # belongs to wave 2 now
        {"customer": "C52"},  # programme level
    ]
    receipt = filled.commit(prepared("customers", rows), manager)
    assert (receipt.counts.new, receipt.counts.rejected) == (1, 3)
    assert [(i.code, i.row) for i in receipt.issues] == [("outside_rights", row) for row in (3, 4, 5)]
    with pytest.raises(Refusal, match="programme_level"):
        filled.commit(prepared("settings", [{"setting": "a", "value": "1"}]), manager)
    with pytest.raises(Refusal, match="not_allowed"):
        filled.commit(prepared("waves", [{"wave": "W3"}]), Rights("e", "executive"))


def test_people_take_back_their_own_batches(filled: Store) -> None:
    batch = filled.batches(ADMIN)["batch_id"][0]
    with pytest.raises(Refusal, match="not_own_batch"):
        filled.withdraw(batch, Rights("m", "manager"))
    mine = filled.commit(prepared("customers", [{"customer": "C60", "wave": "W1"}]), Rights("m", "manager")).batch_id
    with pytest.raises(Refusal, match="outside_rights"):
        filled.withdraw(mine, Rights("m", "manager", waves=frozenset({"W2"})))
    assert filled.withdraw(mine, Rights("m", "manager", waves=frozenset({"W1"}))).batch_id == mine


@pytest.mark.parametrize("role", ["manager", "analyst", "executive", "presenter"])
def test_only_some_may_erase(filled: Store, role: str) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        filled.erase("C1", Rights("x", role))


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_small_groups_are_hidden_from_everybody() -> None:
    shown = suppress(frame(wave=["a", "b"], n=[9, 10], score=[1.0, 2.0]), ["wave"], ["score"], row_level=True)
    assert shown["note"].tolist() == ["suppressed", ""]
    assert shown["n"].tolist()[1] == 10
    assert shown[["n", "score"]].isna().values.tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize("row_level", [True, False])
def test_very_many_columns_are_hidden_without_a_warning(row_level: bool) -> None:
    """A command wrote a warning of pandas beside its answer."""
    many = {f"x{at}": [1, 2, 3] for at in range(150)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = suppress(frame(wave=["a", "b", "c"], n=[52, 5, 43], **many), ["wave"], [], row_level=row_level)
    assert shown["x149"].isna().tolist() == [False, True, not row_level]


def test_what_is_hidden_cannot_be_told_from_the_rest() -> None:
    shown = suppress(frame(wave=["a", "b", "c"], n=[52, 5, 43], x=[1, 2, 3]), ["wave"], ["x"], row_level=False)
    assert shown["note"].tolist() == ["", "suppressed", "suppressed"]
    assert shown["n"].tolist()[0] == 50  # rounded to five


def test_complements_are_protected_in_each_margin() -> None:
    table = frame(wave=["a", "a", "b", "b"], segment=["x", "y", "x", "y"], n=[5, 40, 30, 20], score=[1.0] * 4)
    shown = suppress(table, ["wave", "segment"], ["score"], row_level=False)
    assert shown["note"].tolist() == ["suppressed"] * 4
    assert shown["n"].isna().all()


def test_readers_without_row_level_see_whole_weeks_and_few_filters(filled: Store) -> None:
    question = ask(
        "select count(*) as n from {placed:surveys} where cast(at_time as date) between $start and $end "
        "and ($waves is null or list_contains($waves, wave))",
        "aggregate",
    )
    days = {"start": date(2026, 9, 2), "end": date(2026, 9, 2), "waves": None}
    assert filled.read(question, Rights("m", "manager"), params=days)["n"].tolist() == [24]
    assert filled.read(question, Rights("e", "executive"), params=days)["n"].tolist() == [55]
    many = {**days, "waves": ["W1"], "branches": ["B1"], "segments": ["x"], "channels": ["form"]}
    with pytest.raises(Refusal, match="too_many_filters"):
        filled.read(question, Rights("e", "executive"), params=many)


@pytest.mark.parametrize("name", ["{surveys}", "{placed:surveys}", "{moves}", "{transfers}"])
def test_an_open_question_may_not_read_customers(filled: Store, name: str) -> None:
    with pytest.raises(ValueError, match="reads customers"):
        filled.read(ask(f"select count(*) as n from {name} as x", "open"), ADMIN)  # noqa: S608


@pytest.mark.parametrize("grain", ["open", "aggregate", "rows"])
def test_no_question_may_read_the_stored_tables(filled: Store, grain: str) -> None:
    for table in ("current_surveys", "rows_surveys", "ROWS_surveys", "sightings_surveys"):
        with pytest.raises(ValueError, match="stored table"):
            filled.read(ask(f"select count(*) as n from {table}", grain), ADMIN)  # noqa: S608


def test_what_belongs_to_a_risk_or_a_document_is_where_that_is(filled: Store) -> None:
    """A treatment names no wave of its own, nor does a look at a document: they are where the risk is now and the
    document."""
    risks = [
        {"snapshot_on": day, "risk": risk, "name": risk, "wave": wave}
        for day, risk, wave in [
            (date(2026, 8, 1), "R1", "W2"),
            (date(2026, 9, 1), "R1", "W1"),
            (date(2026, 9, 1), "R2", "W2"),
            (date(2026, 9, 1), "R3", None),
        ]
    ]
    filled.commit(prepared("risks", risks), ADMIN)
    measures = [
        {"treatment": f"T{i}", "risk": f"R{i}", "name": "do", "kind": "reduce", "approved_by": "x"} for i in (1, 2, 3)
    ]
    filled.commit(prepared("treatments", measures), ADMIN)
    filled.commit(prepared("documents", [{"document": f"D{i}", "wave": f"W{i}"} for i in (1, 2)]), ADMIN)
    looks = [{"document": f"D{i}", "person": "p", "accessed_at": datetime(2026, 9, 1, 9)} for i in (1, 2)]
    filled.commit(prepared("document_access", looks), ADMIN)
    mine = Rights("m", "manager", waves=frozenset({"W1"}))
    other = Rights("m", "manager", branches=frozenset({"B2"}))

    def read(dataset: str, field: str, rights: Rights, grain: str = "rows") -> list[str]:
        found = filled.read(ask(f"select {field} from {{{dataset}}} order by {field}", grain), rights)  # noqa: S608
        return list(found[field])

    assert read("treatments", "treatment", mine) == ["T1"]
    assert read("treatments", "treatment", mine, "open") == ["T1", "T3"]
    assert read("treatments", "treatment", other, "open") == ["T2", "T3"]
    assert read("treatments", "treatment", ADMIN) == ["T1", "T2", "T3"]
    assert read("document_access", "document", mine) == ["D1"]
    assert read("document_access", "document", other) == ["D2"]
    own = [{"treatment": "T4", "risk": risk, "name": "more", "kind": "reduce", "approved_by": "x"} for risk in ("R1",)]
    assert filled.commit(prepared("treatments", own), mine).counts.new == 1
    outside = [{**own[0], "treatment": "T5", "risk": "R2"}, {**own[0], "treatment": "T2", "name": "mine now"}]
    assert [issue.code for issue in filled.commit(prepared("treatments", outside), mine).issues] == [
        "outside_rights",
        "outside_rights",
    ]
