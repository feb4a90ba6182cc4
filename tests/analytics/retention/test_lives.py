"""The lives that the store counts once and keeps are those of the ledgers, whatever became of them: on random
histories, undone, erased, looked back at, by readers of a part; one table serves every look, and those who ask at once
wait for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from analytics.retention.curves import known_day, load_cohorts, load_curves
from analytics.retention.statements import AT_RISK, COHORTS, COMPARED, GROUPS, PATTERNS, about
from analytics.scope import Scope
from data.access import Rights
from data.store import Edit, Query, Store, reading
from data.store.known import Look, Past
from data.store.reading import answer
from tests.analytics.conftest import load
from tests.analytics.retention.test_curves import left, moved, programme
from tests.conftest import proving
from tests.data.store.builders import ADMIN, ask

CUT, LAST = date(2026, 6, 1), date(2026, 11, 22)
READERS = (
    ADMIN,
    Rights("m", "manager", waves=frozenset({"W1"})),
    Rights("b", "manager", branches=frozenset({"B1", "B2"})),
    Rights("e", "executive"),
    Rights("n", "administrator", datasets=frozenset({"customers", "waves", "departures"})),
)
PEOPLE, STEPS = 160, 14


class Bare(Past):
    """Nothing is kept: each question is answered from the rows."""

    def look(self, cursor: duckdb.DuckDBPyConnection) -> Look:
        return None  # type: ignore[return-value]


def summaries(store: Store) -> int:
    with store._cursor() as cursor:
        found = cursor.execute("select count(*) from duckdb_tables() where table_name like 'summary_%'").fetchall()
    return int(found[0][0])


class History:
    """A programme to which something happens at random."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice = store, np.random.default_rng(seed)
        self.batches: list[str] = []
        self.hours = 0
        waves = [
            {
                "wave": f"W{n}",
                "branch": f"B{n}",
                "started_on": CUT + timedelta(days=20 * n - 40),
                "cutover_on": CUT + timedelta(days=20 * n),
            }
            for n in range(1, 4)
        ]
        self.tell("waves", waves)
        self.tell("customers", [self.customer(n) for n in range(PEOPLE)])
        self.tell("transfers", [self.transfer(n) for n in range(PEOPLE)])
        self.tell("departures", [self.departure(n) for n in range(0, PEOPLE, 3)])

    def tell(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        self.hours += 1
        known = datetime(2026, 11, 1) + timedelta(hours=self.hours)
        self.batches.append(load(self.store, dataset, rows, known))

    def one(self, *of: Any) -> Any:
        return of[int(self.dice.integers(len(of)))]

    def day(self, low: int, high: int) -> date:
        return CUT + timedelta(days=int(self.dice.integers(low, high)))

    def customer(self, n: int) -> dict[str, Any]:
        since = self.one(date(2020, 1, 1), None, self.day(0, 90))
        return {
            "customer": f"C{n:04d}",
            "wave": self.one("W1", "W2", "W3", None),
            "branch": self.one("B1", "B2", None),
            "segment": self.one("retail", "sme", None),
            "value_tier": self.one("high", "low", None),
            "customer_since": since,
        }

    def transfer(self, n: int) -> dict[str, Any]:
        """No two waves have a customer on one day: which is the first would be anybody's guess."""
        wave, status = (
            self.one(1, 2, 3),
            self.one("moved", "moved", "moved", "moved", "returned", "failed", "refused", "planned"),
        )
        day = CUT + timedelta(days=3 * int(self.dice.integers(0, 20)) + wave)
        row = {"customer": f"C{n:04d}", "wave": f"W{wave}", "status": status, "planned_on": day}
        if status in ("moved", "returned"):
            row["cut_over_on"] = day
        return row | ({"returned_on": self.day(64, 120)} if status == "returned" else {})

    def departure(self, n: int) -> dict[str, Any]:
        gone = self.day(-20, 150)
        back = gone + timedelta(days=int(self.dice.integers(1, 60))) if self.dice.random() < 0.3 else None
        return {
            "customer": f"C{n:04d}",
            "left_on": gone,
            "kind": self.one("churn", "contract_end"),
            "came_back_on": back,
        }

    def some(self) -> list[int]:
        return sorted({int(n) for n in self.dice.integers(0, PEOPLE + 20, 30)})

    def go_on(self) -> None:
        """Something is loaded, corrected on screen, taken back, or somebody erased."""
        match self.one(
            "customers", "transfers", "departures", "notices", "complaints", "surveys", "undo", "undo", "edit", "erase"
        ):
            case "customers":
                self.tell("customers", [self.customer(n) for n in self.some()])
            case "transfers":
                self.tell("transfers", [self.transfer(n) for n in self.some()])
            case "departures":
                self.tell("departures", [self.departure(n) for n in self.some()])
            case "notices":
                at = [datetime.combine(self.day(-40, 40), datetime.min.time()) for _ in range(60)]
                self.tell(
                    "notices",
                    [
                        {
                            "notice": f"N{self.hours}-{n}",
                            "customer": f"C{n:04d}",
                            "sent_at": when,
                            "channel": self.one("letter", "sms"),
                        }
                        for n, when in enumerate(at)
                    ],
                )
            case "complaints":
                at = [datetime.combine(self.day(-40, 40), datetime.min.time()) for _ in range(40)]
                self.tell(
                    "complaints",
                    [
                        {"complaint": f"X{self.hours}-{n}", "customer": f"C{n:04d}", "opened_at": when}
                        for n, when in enumerate(at)
                    ],
                )
            case "surveys":
                at = [datetime.combine(self.day(-40, 40), datetime.min.time()) for _ in range(80)]
                self.tell(
                    "surveys",
                    [
                        {
                            "survey": "s",
                            "response_id": f"{self.hours}-{n}",
                            "customer": f"C{n:04d}",
                            "answered_at": when,
                            "nps": float(self.dice.integers(0, 11)),
                        }
                        for n, when in enumerate(at)
                    ],
                )
            case "undo" if len(self.batches) > 1:
                self.store.withdraw(self.batches.pop(int(self.dice.integers(1, len(self.batches)))), ADMIN)
            case "edit":
                rows = self.store.read(ask("select row_id, kind from {departures} order by row_id"), ADMIN)
                if len(rows):
                    at_row = int(self.dice.integers(len(rows)))
                    other = "churn" if rows["kind"].iloc[at_row] == "contract_end" else "contract_end"
                    self.store.edit(Edit("departures", int(rows["row_id"].iloc[at_row]), {"kind": other}), ADMIN)
            case "erase":
                self.store.erase(f"C{int(self.dice.integers(PEOPLE)):04d}", ADMIN)

    def question(self) -> tuple[Query, Rights, datetime | None, dict[str, Any]]:
        query = self.one(AT_RISK, AT_RISK, COMPARED, PATTERNS, COHORTS)
        by = {PATTERNS: "complained", COHORTS: "wave"}.get(query) or self.one(*GROUPS)
        past = datetime(2026, 11, 1) + timedelta(hours=int(self.dice.integers(2, self.hours + 2)))
        params = {
            "waves": self.one(None, None, ["W1", "W3"]),
            "branches": self.one(None, None, ["B1"]),
            "segments": self.one(None, None, ["retail"]),
            "day": self.one(LAST, LAST, CUT + timedelta(days=70)),
            "by": by,
            "about": about(by),
            "weeks": 12,
        }
        return query, self.one(*READERS), self.one(None, None, past), params


@pytest.mark.parametrize("seed", range(proving(4, 60)))
def test_what_is_kept_is_what_the_ledgers_say(
    seed: int, store: Store, today: None, record_property: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer out of what is kept is the one that the rows alone give, at every step of a history; every second
    history is counted a part of the customers at a time."""
    if seed % 2:
        monkeypatch.setattr(reading, "PART", PEOPLE // 3)
    history, seen = History(store, seed), 0
    for _ in range(STEPS):
        history.go_on()
        for _ in range(4):
            query, rights, as_of, params = history.question()
            found = store.read(query, rights, as_of=as_of, params=params)
            with store._cursor() as cursor:
                direct = answer(
                    cursor,
                    query,
                    rights,
                    store._relations(rights, as_of),
                    params,
                    store._rounding_key,
                    Bare(),
                    store.read,
                )
            assert_frame_equal(found, direct)
            seen += int(found["n"].sum())
    assert seen > 1000
    record_property(
        f"steps of history {seed} at which what is kept was what the rows say, customers seen", f"{STEPS}, {seen}"
    )


def test_one_table_serves_every_look_until_the_ledgers_change(store: Store, scope: Scope) -> None:
    """The curves by any of five groups, narrowed or not, and the cohort map are asked of one table; what the groups are
    asked of other ledgers for has one of its own. A batch, its undo and an erasure make it anew, and no table of before
    the erasure stays."""
    programme(store, 60, segment=["A", "B"] * 30)
    load(store, "transfers", moved(range(60)))
    gone = load(store, "departures", left({n: 10 + n for n in range(20)}))
    now = scope.but(as_of=None)
    for by in ("none", "wave", "branch", "segment", "value"):
        load_curves(store, now, by)
    load_curves(store, now.but(segments=("A",)))
    load_cohorts(store, now)
    assert summaries(store) == 1
    load_curves(store, now, "complained")
    assert summaries(store) == 2

    def lost() -> list[int]:
        found = load_curves(store, now)
        return [found.curves[0].lost, found.curves[0].n] if found else []

    before = lost()
    extra = load(store, "departures", left({30: 5}))
    assert before == [20, 60]
    assert lost() == [21, 60]
    store.withdraw(extra, ADMIN)
    assert lost() == before
    store.erase("C0000", ADMIN)
    assert summaries(store) == 0
    assert lost() == [19, 59]
    assert summaries(store) == 1
    store.withdraw(gone, ADMIN)
    assert lost() == []


def test_customers_are_counted_a_part_at_a_time(store: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 60 customers 15 are counted at a time, and in no part is it forgotten that others of the wave have moved: who
    is left out of the ledger of moves then has no cut-over. What is kept is one table of sums."""
    programme(store, 60)
    load(store, "transfers", moved(range(1)) + moved(range(20, 60)))
    load(store, "departures", left({n: 10 + n for n in range(40)}))
    params = {"waves": None, "branches": None, "segments": None, "day": LAST, "by": "none", "about": ""}
    whole = store.read(AT_RISK, ADMIN, params=params)
    read: list[int] = []
    count = Look.count

    def counted(self: Look, *args: Any) -> str:
        read.append(args[-1])
        return count(self, *args)

    monkeypatch.setattr(Look, "count", counted)
    monkeypatch.setattr(reading, "PART", 15)
    load(store, "departures", left({39: 49}))
    assert_frame_equal(store.read(AT_RISK, ADMIN, params=params), whole)
    assert (read, summaries(store), int(whole["came"].sum())) == ([4], 2, 41)


def test_those_who_ask_at_once_wait_for_one_table(store: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    programme(store, 60, segment=["A", "B"] * 30)
    load(store, "transfers", moved(range(60)))
    load(store, "departures", left({n: 10 + n for n in range(20)}))
    made: list[str] = []
    count = Look.count

    def counted(self: Look, *args: Any) -> str:
        made.append("table")
        return count(self, *args)

    monkeypatch.setattr(Look, "count", counted)
    day = known_day(store, scope)

    def asked(by: str) -> int:
        params = {"waves": None, "branches": None, "segments": None, "day": day, "by": by, "about": ""}
        return int(store.read(AT_RISK, ADMIN, params=params)["came"].sum())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(asked, ("none", "wave", "branch", "segment") * 4)) == [60] * 16
    assert made == ["table"]


def test_what_goes_while_a_question_begins_is_counted_from_the_rows(
    store: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme(store, 60)
    load(store, "transfers", moved(range(60)))
    load(store, "departures", left({n: 10 + n for n in range(20)}))
    monkeypatch.setattr(Look, "found", lambda *_: "memory.main.summary_0")
    curve = load_curves(store, scope).curves[0]
    assert (curve.n, curve.lost) == (60, 20)
