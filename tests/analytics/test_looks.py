"""What was looked at is worked out again by itself once new data have come; readers of the same rights share it, but
not looks at rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest

from analytics import looks
from analytics.looks import Freshening, looks_of
from analytics.scope import Scope
from analytics.snapshot import once
from data.access import Rights
from data.store import Store
from tests.data.store.builders import ADMIN, ask, prepared

ANA, BEN, EVE = Rights("ana", "analyst"), Rights("ben", "analyst"), Rights("eve", "executive")
COUNT = ask("select count(*) as many from {waves}", "open")
ROWS = ask("select customer from {customers}")

Load = Callable[[Store, Scope], int]


@pytest.fixture
def made() -> list[str]:
    """Who a bundle was made for, in order."""
    return []


@pytest.fixture
def count(made: list[str]) -> Load:
    """A bundle of aggregates that tells for whom it is made."""

    @once
    def load_count(store: Store, scope: Scope) -> int:
        made.append(scope.rights.user)
        return int(store.read(COUNT, scope.rights)["many"].iloc[0])

    return load_count


@pytest.fixture
def freshening(store: Store) -> Iterator[Freshening]:
    running = Freshening(store, still=0.02)
    running.start()
    yield running
    running.stop()


def load(store: Store, *names: str) -> None:
    store.commit(prepared("waves", [{"wave": name} for name in names]), ADMIN)


def wait(until: Callable[[], bool]) -> bool:
    """Whether it came true within ten seconds."""
    for _ in range(1000):
        if until():
            return True
        Event().wait(0.01)
    return False


def test_readers_of_the_same_rights_share_what_was_made_and_others_do_not(
    store: Store, count: Load, made: list[str]
) -> None:
    load(store, "W1")
    for rights in (ANA, BEN, replace(BEN, purpose="review"), EVE, replace(ANA, waves=frozenset({"W2"}))):
        count(store, Scope(rights))
    assert made == ["ana", "eve", "ana"]


def test_single_rows_are_read_anew_and_logged_for_each_reader(store: Store, made: list[str]) -> None:
    store.commit(prepared("customers", [{"customer": "C1"}, {"customer": "C2"}]), ADMIN)

    @once
    def load_rows(store: Store, scope: Scope) -> int:
        made.append(scope.rights.user)
        return len(store.read(ROWS, scope.rights))

    @once
    def load_around(store: Store, scope: Scope) -> int:
        return load_rows(store, scope)

    assert [load_around(store, Scope(rights)) for rights in (ANA, BEN, ANA, BEN)] == [2, 2, 2, 2]
    looked = store.audit_log(ADMIN).query("event == 'rows'")
    assert (made, sorted(looked["who"])) == (["ana", "ben"], ["ana", "ben"])
    assert looks_of(store).wanted() == []  # nobody's look is repeated in their name


def test_after_a_batch_a_look_is_made_anew_before_anybody_asks(
    store: Store, count: Load, made: list[str], freshening: Freshening
) -> None:
    load(store, "W1")
    assert count(store, Scope(ANA)) == 1
    load(store, "W2", "W3")
    assert wait(lambda: len(made) == 2)
    assert (count(store, Scope(BEN)), made) == (3, ["ana", "ana"])


def test_what_a_batch_did_not_touch_is_left_as_it_is(
    store: Store, count: Load, made: list[str], freshening: Freshening
) -> None:
    load(store, "W1")
    count(store, Scope(ANA))
    asked: list[int] = []
    looks_of(store).get("told", lambda: 0, lambda there: asked.append(there.version()), 60)
    store.commit(prepared("customers", [{"customer": "C1"}]), ADMIN)
    assert wait(lambda: len(asked) >= 1)
    assert made == ["ana"]


def test_a_look_that_breaks_keeps_no_other_from_being_made(
    store: Store, count: Load, made: list[str], freshening: Freshening
) -> None:
    load(store, "W1")
    count(store, Scope(ANA))

    def breaks(_: Store) -> None:
        raise ValueError("no")

    looks_of(store).get("breaks", lambda: 0, breaks, 60)
    load(store, "W2")
    assert wait(lambda: len(made) == 2)


def test_a_store_that_cannot_be_asked_for_a_moment_ends_nothing(
    store: Store, count: Load, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, "W1")
    count(store, Scope(ANA))
    monkeypatch.setattr(looks, "PAUSE", 0.02)
    asked, version = [0], store.version

    def breaks_once() -> int:
        asked[0] += 1
        if asked[0] == 2:
            raise ValueError("no")
        return version()

    monkeypatch.setattr(store, "version", breaks_once)
    running = Freshening(store, still=0.02)
    running.start()
    load(store, "W2")
    assert wait(lambda: len(made) == 2)
    running.stop()


def test_a_look_is_forgotten_when_its_time_is_over(store: Store, count: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of an hour through a filter, a week of the whole programme; of the past it never grows old."""
    load(store, "W1")
    clock = [1000.0]
    monkeypatch.setattr(looks, "monotonic", lambda: clock[0])
    count(store, Scope(ANA))
    count(store, Scope(ANA, waves=("W1",)))
    count(store, Scope(ANA, as_of=datetime(2026, 1, 1)))
    left = []
    for seconds in (899, 2, 7 * 86_400):
        clock[0] += seconds
        left.append(len(looks_of(store).wanted()))
    assert left == [2, 1, 0]


def test_a_server_begins_with_the_first_looks(store: Store, count: Load, made: list[str]) -> None:
    load(store, "W1")
    running = Freshening(store, (lambda there: count(there, Scope(EVE)),), still=0.02)
    running.start()
    assert wait(lambda: made == ["eve"])
    running.stop()


def test_what_comes_with_another_look_is_not_asked_for_twice(store: Store, count: Load) -> None:
    load(store, "W1")

    @once
    def load_both(store: Store, scope: Scope) -> int:
        return count(store, scope) + 1

    load_both(store, Scope(ANA))
    assert len(looks_of(store).wanted()) == 1
