"""What was known at a moment is worked out once until more becomes known of that ledger, and dropped where somebody is
erased."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from data.store import Store, known
from data.store.known import Look
from tests.data.store.builders import ADMIN, ask, prepared

FIRST = datetime(2026, 10, 1)
ROSTER = ask("select customer, wave from {customers}")


def load(store: Store, day: int, wave: str, *customers: str) -> None:
    rows = [{"customer": customer, "wave": wave} for customer in customers]
    store.commit(prepared("customers", rows), ADMIN, known_at=FIRST + timedelta(days=day))


def waves(store: Store, day: float) -> list[str]:
    return sorted(store.read(ROSTER, ADMIN, as_of=FIRST + timedelta(days=day))["wave"])


def kept(store: Store) -> int:
    """Tables of what was known that are in memory."""
    with store._cursor() as cursor:
        found = cursor.execute("select count(*) from duckdb_tables() where table_name like 'known_%'").fetchall()
    return int(found[0][0])


@pytest.mark.parametrize("small", [0, 5_000])
def test_moments_between_which_nothing_became_known_are_one(
    small: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "SMALL", small)
    for day, wave in ((0, "W1"), (7, "W2"), (14, "W3")):
        load(store, day, wave, "C1", f"C{day + 2}")
        store.commit(prepared("risks", [{"risk": f"R{day}", "snapshot_on": FIRST.date()}]), ADMIN)
    assert [waves(store, day) for day in (-1, 14)] == [[], ["W1", "W2", "W3", "W3"]]
    assert kept(store) == 0  # nothing or all of it was known: there is nothing to keep
    assert [waves(store, day) for day in (0, 3, 6.9)] == [["W1", "W1"]] * 3
    assert kept(store) == 1
    assert waves(store, 8) == ["W1", "W2", "W2"]
    assert kept(store) == 2
    load(store, 5, "W9", "C1")  # told late
    assert [waves(store, day) for day in (3, 6, 8)] == [["W1", "W1"], ["W1", "W9"], ["W1", "W2", "W9"]]
    assert store.erase("C1", ADMIN)["customers"] == 4
    assert kept(store) == 0
    assert [waves(store, day) for day in (3, 6, 8)] == [["W1"], ["W1"], ["W1", "W2"]]


def test_what_goes_while_a_question_begins_is_read_from_the_rule(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, wave in ((0, "W1"), (7, "W2")):
        load(store, day, wave, "C1")
    monkeypatch.setattr(Look, "relation", lambda *_: "memory.main.known_0")
    assert waves(store, 3) == ["W1"]


def test_there_is_room_for_so_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "ROOM", 4 * known.WIDE)
    for day, wave in ((0, "W1"), (7, "W2"), (14, "W3"), (21, "W4")):
        load(store, day, wave, "C1")
    assert [waves(store, day) for day in (1, 8, 15, 1)] == [["W1"], ["W2"], ["W3"], ["W1"]]
    assert kept(store) == 2
