"""The store against a naive model: load, reload, correct, take back, edit, erase, leave and come back, read now and as
of, at random."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data.clock import now
from data.datasets import DATASETS, Dataset, Field
from data.store import Counts, Edit, known, open_store
from data.store.arriving import arrive
from data.store.leaving import leave
from data.store.secret import secret_file
from tests.conftest import proving
from tests.data.store.builders import ADMIN, ask, prepared

CUSTOMER = Field("customer", "text", "Customer", "客户", sensitivity="pseudonym")
FACTS = Dataset(
    "test_facts",
    "test",
    "fact",
    ("item",),
    "Facts",
    "事实",
    (Field("item", "text", "Item", "项"), CUSTOMER, Field("value", "integer", "Value", "值")),
)
REGISTER = Dataset(
    "test_register",
    "test",
    "register",
    ("item",),
    "Register",
    "登记",
    (Field("item", "text", "Item", "项"), Field("value", "integer", "Value", "值")),
)
SNAPSHOT = Dataset(
    "test_snapshot",
    "test",
    "snapshot",
    ("day", "part", "item"),
    "Snapshot",
    "快照",
    (
        Field("day", "date", "Day", "日"),
        Field("part", "text", "Part", "部分"),
        Field("item", "text", "Item", "项"),
        Field("value", "integer", "Value", "值"),
    ),
    when="day",
)
NEEDED = ("programme", "waves", "customers", "transfers")
TESTED = {**{name: DATASETS[name] for name in NEEDED}, **{d.name: d for d in (FACTS, REGISTER, SNAPSHOT)}}
FIRST_DAY = datetime(2026, 10, 1)

Key = tuple[Any, ...]
Row = tuple[Any, ...]


@dataclass
class Batch:
    """A batch as the model remembers it: what it said of each key."""

    batch_id: str
    seq: int
    dataset: str
    source: str
    known_at: datetime
    complete: bool
    said: dict[Key, Row]
    withdrawn_at: datetime | None = None
    removes: bool = False


@dataclass
class Model:
    """The rules of the store, written to be read and not to be fast."""

    batches: list[Batch] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)

    def live(self, dataset: str, as_of: datetime | None) -> list[Batch]:
        return [
            b
            for b in self.batches
            if b.dataset == dataset
            and (as_of is None or b.known_at <= as_of)
            and not (b.withdrawn_at and (as_of is None or b.withdrawn_at <= as_of))
        ]

    def present(self, dataset: str, as_of: datetime | None = None) -> dict[Key, tuple[Row, bool]]:
        """Key → its current content and whether it has ended."""
        live = self.live(dataset, as_of)
        found: dict[Key, tuple[Row, bool]] = {}
        for key in {key for batch in live for key in batch.said}:
            content, corrected, said, last = None, False, set(), 0
            gone = False
            for batch in live:
                if key not in batch.said:
                    continue
                last = batch.seq
                row = batch.said[key]
                if batch.source == "screen":
                    content, corrected, gone = row, True, batch.removes
                elif not (corrected and row in said):
                    content, corrected, gone = row, False, False
                if batch.source == "file":
                    said.add(row)
            ended = any(b.complete and b.seq > last for b in live)
            if dataset == SNAPSHOT.name:
                of_set = [b.seq for b in live if b.source == "file" and any(k[:2] == key[:2] for k in b.said)]
                if of_set and last < max(of_set):
                    continue
            if not gone:
                found[key] = (content, ended)
        return found

    def held(self, dataset: str, key: Key, row: Row) -> bool:
        """Whether a correction of ``key`` holds against a new file that says ``row``."""
        corrected, said = False, set()
        for batch in self.live(dataset, None):
            if key in batch.said:
                if batch.source == "screen":
                    corrected = True
                elif batch.said[key] not in said:
                    corrected = False
                if batch.source == "file":
                    said.add(batch.said[key])
        return corrected and row in said

    def taken_away(self, dataset: str, key: Key, row: Row) -> bool:
        """Whether ``key`` was taken away on screen and stays so against a new file that says ``row``."""
        screens = [b for b in self.live(dataset, None) if b.source == "screen" and key in b.said]
        return bool(screens) and screens[-1].removes and self.held(dataset, key, row)

    def judge(self, dataset: Dataset, source: str, rows: list[Row]) -> tuple[Counts, dict[Key, Row]]:
        tally = dict.fromkeys(("new", "updated", "unchanged", "rejected", "ignored"), 0)
        said: dict[Key, Row] = {}
        present = self.present(dataset.name)
        for row in rows:
            key = key_of(dataset, row)
            if customer_of(dataset, row) in self.erased:
                tally["ignored"] += 1
            elif key in said:
                tally["ignored" if said[key] == row else "rejected"] += 1
            else:
                said[key] = row
                if key not in present and not (source == "file" and self.taken_away(dataset.name, key, row)):
                    tally["new"] += 1
                elif (source == "file" and self.held(dataset.name, key, row)) or present[key] == (row, False):
                    tally["unchanged"] += 1
                else:
                    tally["updated"] += 1
        return Counts(read=len(rows), **tally), said

    def erase(self, customer: str) -> None:
        self.erased.add(customer)
        for batch in self.batches:
            dataset = TESTED[batch.dataset]
            batch.said = {k: row for k, row in batch.said.items() if customer_of(dataset, row) != customer}


def key_of(dataset: Dataset, row: Row) -> Key:
    return tuple(row[[f.name for f in dataset.fields].index(name)] for name in dataset.key)


def customer_of(dataset: Dataset, row: Row) -> str | None:
    return row[1] if dataset is FACTS else None


items = st.sampled_from(["a", "b", "c", "d"])
values = st.integers(1, 3)
rows_of = {
    FACTS.name: st.tuples(items, st.sampled_from(["C1", "C2", None]), values),
    REGISTER.name: st.tuples(items, values),
    SNAPSHOT.name: st.tuples(
        st.sampled_from([date(2026, 9, 7), date(2026, 9, 14)]), st.sampled_from(["W1", None]), items, values
    ),
}
days = st.integers(0, 30)


class StoreMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(str(self.folder / "s" / "store.duckdb"), datasets=TESTED)
        self.model = Model()
        self.asked: set[int] = set()
        self.small, known.SMALL = known.SMALL, 3  # some moments are kept as rows, others as which contents were current
        self.hidden = {self.store.pseudonym(name): name for name in ("C1", "C2")}

    def teardown(self) -> None:
        known.SMALL = self.small
        self.store.shut()
        shutil.rmtree(self.folder)

    @rule(
        file=st.sampled_from(list(rows_of)).flatmap(
            lambda name: st.tuples(st.just(name), st.lists(rows_of[name], min_size=1, max_size=6))
        ),
        day=days,
        complete=st.booleans(),
    )
    def load(self, file: tuple[str, list[Row]], day: int, complete: bool) -> None:
        name, rows = file
        self._commit(TESTED[name], rows, "file", day, complete and name == REGISTER.name)

    @precondition(lambda self: self.model.batches)
    @rule(pick=st.integers(0, 20), day=days)
    def load_again(self, pick: int, day: int) -> None:
        batch = self.model.batches[pick % len(self.model.batches)]
        if batch.said:
            self._commit(TESTED[batch.dataset], list(batch.said.values()), "file", day, batch.complete)

    @precondition(lambda self: any(self.model.present(name) for name in rows_of))
    @rule(pick=st.integers(0, 20), value=values, day=days)
    def edit_on_screen(self, pick: int, value: int, day: int) -> None:
        every = [(name, row) for name in rows_of for row, _ in self.model.present(name).values()]
        name, row = sorted(every, key=str)[pick % len(every)]
        self._commit(TESTED[name], [(*row[:-1], value)], "screen", day, False)

    @precondition(lambda self: any(not ended for name in rows_of for _, ended in self.model.present(name).values()))
    @rule(pick=st.integers(0, 20))
    def take_row_away(self, pick: int) -> None:
        present = [
            (name, key, row) for name in rows_of for key, (row, ended) in self.model.present(name).items() if not ended
        ]
        name, key, row = sorted(present, key=str)[pick % len(present)]
        dataset = TESTED[name]
        frame = self.store.read(ask(f"select * from {{{name}}}"), ADMIN)  # noqa: S608
        row_id = next(int(one["row_id"]) for one in frame.to_dict("records") if self._row(dataset, one) == row)
        receipt = self.store.edit(Edit(name, row_id, remove=True, reason="a mistake"), ADMIN)
        batch = Batch(receipt.batch_id, receipt.seq, name, "screen", receipt.known_at, False, {key: row}, removes=True)
        self.model.batches.append(batch)

    def _commit(self, dataset: Dataset, rows: list[Row], source: str, day: int, complete: bool) -> None:
        names = [f.name for f in dataset.fields]
        file = prepared(dataset, [dict(zip(names, row, strict=True)) for row in rows], kind=source, complete=complete)
        expected, said = self.model.judge(dataset, source, rows)
        assert self.store.preview(file, ADMIN).counts == expected
        known_at = FIRST_DAY + timedelta(days=day)
        receipt = self.store.commit(file, ADMIN, known_at=known_at)
        assert receipt.counts == expected
        self.model.batches.append(Batch(receipt.batch_id, receipt.seq, dataset.name, source, known_at, complete, said))

    @precondition(lambda self: any(b.withdrawn_at is None for b in self.model.batches))
    @rule(pick=st.integers(0, 20), later=st.integers(0, 20))
    def take_back(self, pick: int, later: int) -> None:
        live = [b for b in self.model.batches if b.withdrawn_at is None]
        batch = live[pick % len(live)]
        # An edit on screen is known since just now: it cannot be taken back later than that.
        batch.withdrawn_at = min(batch.known_at + timedelta(days=later), max(batch.known_at, now()))
        self.store.withdraw(batch.batch_id, ADMIN, known_at=batch.withdrawn_at)

    @rule(customer=st.sampled_from(["C1", "C2"]))
    def erase(self, customer: str) -> None:
        self.store.erase(customer, ADMIN)
        self.model.erase(customer)

    @rule()
    def leave_and_come_back(self) -> None:
        """Everything goes on in the store that was made of what left."""
        home = self.folder / f"{len(list(self.folder.iterdir()))}"
        leave(self.store, home / "all", ADMIN)
        secret = secret_file(Path(self.store.address))
        arrive(home / "all", home / "store.duckdb", ADMIN, key=None, secret=secret, datasets=TESTED)
        self.store.close()
        self.store = open_store(str(home / "store.duckdb"), datasets=TESTED)

    @rule(day=st.integers(-1, 52))
    def read_as_of(self, day: int) -> None:
        self.asked.add(day)
        self._compare(FIRST_DAY + timedelta(days=day))

    @precondition(lambda self: self.asked)
    @rule()
    def read_again_what_was_asked(self) -> None:
        """What is kept of a moment holds whatever came, was taken back or erased since."""
        for day in sorted(self.asked):
            self._compare(FIRST_DAY + timedelta(days=day))

    @invariant()
    def read_now(self) -> None:
        self._compare(None)

    @rule()
    def check(self) -> None:
        assert [issue.code for issue in self.store.check()] == ["check_not_encrypted"]

    def _row(self, dataset: Dataset, record: dict[str, Any]) -> Row:
        row = []
        for field_ in dataset.fields:
            value = record[field_.name]
            value = None if value is None or value != value else value
            if field_.type == "date" and value is not None:
                value = value.date()
            row.append(self.hidden[value] if field_.name == "customer" and value else value)
        return tuple(row)

    def _compare(self, as_of: datetime | None) -> None:
        for name in rows_of:
            dataset = TESTED[name]
            frame = self.store.read(ask(f"select * from {{{name}}}"), ADMIN, as_of=as_of)  # noqa: S608
            shown = set()
            for record in frame.to_dict("records"):
                shown.add(self._row(dataset, record))
            expected = {row for row, ended in self.model.present(name, as_of).values() if not ended}
            assert shown == expected
            assert len(frame) == len(expected)


@pytest.mark.usefixtures("_own_settings")
def test_the_store_behaves_like_the_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        StoreMachine,
        settings=settings(
            max_examples=proving(5, 200),
            stateful_step_count=proving(15, 40),
            deadline=None,
            derandomize=proving(1, 0) == 1,
            suppress_health_check=list(HealthCheck),
        ),
    )
