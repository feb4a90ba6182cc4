"""What staging does with single rows: masks, twins, corrections, erased customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from data.datasets import DATASETS
from data.store import Counts, Store
from data.store.sql import content_hash, fill, quoted, stored_columns
from tests.data.store.builders import ADMIN, ask, prepared

AT = datetime(2026, 9, 3, 10, 30, 15)


def answer(number: int, **more: Any) -> dict[str, Any]:
    return {"survey": "s", "response_id": str(number), "answered_at": AT, "nps": 9.0, "csat": 4.0, **more}


def load(store: Store, rows: list[dict[str, Any]], kind: str = "file") -> Any:
    return store.commit(prepared("surveys", rows, kind=kind), ADMIN)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("call 13800138000 now", "call *** now"),
        ("mail to a.b@mail.example.cn please", "mail to ***@*** please"),
        ("card 6222 0212 3456 7890", "card ***"),
        ("id 11010519491231002X", "id ***"),
        ("tel 010-62781234, on 2026-11-23 at 12:00, cost 1250", "tel 010-***, on 2026-11-23 at 12:00, cost 1250"),
        ("全角１３８００１３８０００号", "全角***号"),
    ],
)
def test_free_text_is_masked_at_the_gate(store: Store, written: str, kept: str) -> None:
    load(store, [answer(1, comment=written)])
    assert store.read(ask("select comment from {surveys}"), ADMIN)["comment"].tolist() == [kept]


@pytest.mark.parametrize(
    ("more", "twins"),
    [
        ({"customer": "C1"}, 1),
        ({"comment": "The clerk explained everything twice"}, 1),
        ({"comment": "none"}, 0),  # too short to tell two people apart
        ({}, 0),
        ({"customer": "C1", "nps": None, "csat": None}, 0),  # nothing was rated
    ],
)
def test_an_equal_answer_under_another_id_is_reported_once(store: Store, more: dict[str, Any], twins: int) -> None:
    receipt = load(store, [answer(1, **more), answer(2, **more)])
    assert receipt.counts == Counts(read=2, new=2 - twins, ignored=twins)
    assert [(i.code, i.row, i.params) for i in receipt.issues] == [
        ("same_answer_other_id", 3, {"first_row": 2})
    ] * twins
    again = load(store, [answer(3, **more)])
    assert again.counts == Counts(read=1, new=1 - twins, ignored=twins)


def test_an_answer_that_differs_in_one_item_is_no_twin(store: Store) -> None:
    assert load(store, [answer(1, customer="C1"), answer(2, customer="C1", csat=5.0)]).counts.new == 2


def nps(store: Store) -> list[float]:
    return store.read(ask("select nps from {surveys}"), ADMIN)["nps"].tolist()


def test_a_correction_holds_until_a_file_says_something_new(store: Store) -> None:
    load(store, [answer(1, nps=3.0)])
    load(store, [answer(1, nps=4.0)], kind="screen")
    held = store.preview(prepared("surveys", [answer(1, nps=3.0)]), ADMIN)
    assert (held.counts, held.corrections) == (Counts(read=1, unchanged=1), 1)
    load(store, [answer(1, nps=3.0)])
    assert nps(store) == [4.0]
    new = load(store, [answer(1, nps=7.0)])
    assert [issue.code for issue in new.issues] == ["correction_replaced"]
    assert nps(store) == [7.0]
    load(store, [answer(1, nps=3.0)])
    assert nps(store) == [3.0]


def test_an_erased_customer_does_not_come_back(store: Store) -> None:
    file = [answer(1, customer="C1"), answer(2, customer="C2", nps=5.0)]
    load(store, file)
    load(store, [answer(1, customer="C1", nps=2.0)])
    assert store.erase(" c1", ADMIN) == {"surveys": 2}
    again = load(store, file)
    assert again.counts == Counts(read=2, unchanged=1, ignored=1)
    assert [(i.code, i.severity, i.row, i.value) for i in again.issues] == [("erased_customer", "ignore", 2, "")]
    assert nps(store) == [5.0]
    assert store.read(ask("select nps from {surveys}"), ADMIN, as_of=datetime(2027, 1, 1))["nps"].tolist() == [5.0]
    assert [issue.code for issue in store.check()] == ["check_not_encrypted"]


def test_a_long_list_of_problems_is_counted_not_listed(store: Store) -> None:
    rows = [{"wave": None, "name": str(i)} for i in range(300)]
    receipt = store.commit(prepared("waves", rows), ADMIN)
    assert receipt.counts == Counts(read=300, rejected=300)
    assert len(receipt.issues) == 200
    assert sum(issue.count for issue in receipt.issues) == 300
    assert len(receipt.rejected) == 300


def test_the_hash_of_a_row_does_not_depend_on_the_rest_of_its_file() -> None:
    """Where no row leaves a column empty its text is put together in another way, and must be the same."""
    dataset = DATASETS["surveys"]
    kinds = dict(stored_columns(dataset))
    values = {
        "varchar": "'好|=:x'",
        "double": "8.5",
        "smallint": "4",
        "boolean": "true",
        "timestamp": "timestamp '2026-09-03 10:30:15'",
    }
    row = ", ".join(f"cast({values[kind]} as {kind}) as {quoted(name)}" for name, kind in kinds.items())
    plain, filled = content_hash(dataset), content_hash(dataset, filled=kinds)
    partly = content_hash(dataset, filled=[*kinds][::2])
    assert len({plain, filled, partly}) == 3
    found = duckdb.sql(
        fill("select {a}, {b}, {c} from (select {row})", a=plain, b=filled, c=partly, row=row)
    ).fetchall()[0]
    assert set(found) == {found[0]}
    some = [name for name in kinds if name not in ("wave", "comment")]
    gaps = (
        "select {a}, {b} from (select * replace (null::varchar as wave, null::varchar as comment) from (select {row}))"
    )
    found = duckdb.sql(fill(gaps, a=plain, b=content_hash(dataset, filled=some), row=row)).fetchall()[0]
    assert found[0] == found[1]
