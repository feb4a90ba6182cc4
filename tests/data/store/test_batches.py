"""Loading, loading again, correcting and taking back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from data.datasets import DATASETS, Dataset, Field
from data.problems import Refusal
from data.store import Counts, Store, open_store
from tests.data.store.builders import ADMIN, ask, prepared

EVERY = ask("select * from {waves} order by wave")


def waves(**customers: int) -> list[dict[str, object]]:
    return [{"wave": wave, "planned_customers": number} for wave, number in customers.items()]


def shown(store: Store, as_of: datetime | None = None) -> dict[str, int]:
    frame = store.read(EVERY, ADMIN, as_of=as_of)
    return dict(zip(frame["wave"], frame["planned_customers"].astype(int), strict=True))


def load(store: Store, **customers: int) -> str:
    return store.commit(prepared("waves", waves(**customers)), ADMIN).batch_id


def test_a_file_is_stored_once_however_often_it_is_loaded(store: Store) -> None:
    file = prepared("waves", waves(W1=10, W2=20))
    assert store.commit(file, ADMIN).counts == Counts(read=2, new=2)
    assert store.commit(file, ADMIN).counts == Counts(read=2, unchanged=2)
    assert shown(store) == {"W1": 10, "W2": 20}
    frame = store.read(EVERY, ADMIN)
    assert frame["row_id"].tolist() == [1, 2]
    assert len(store.lineage("waves", [1], ADMIN)) == 2


@pytest.mark.parametrize(
    ("taken_back", "left"),
    [(0, {"W1": 12, "W2": 20, "W3": 31}), (1, {"W1": 12, "W2": 20, "W3": 31}), (2, {"W1": 11, "W2": 20, "W3": 30})],
)
def test_undo_of_any_batch_leaves_the_others(store: Store, taken_back: int, left: dict[str, int]) -> None:
    batches = [load(store, W1=10, W2=20), load(store, W1=11, W3=30), load(store, W1=12, W3=31, W2=20)]
    store.withdraw(batches[taken_back], ADMIN)
    assert shown(store) == left
    assert [issue.code for issue in store.check()] == ["check_not_encrypted"]


def test_undo_brings_back_what_was_said_before(store: Store) -> None:
    load(store, W1=10)
    second = load(store, W1=11)
    load(store, W2=1)
    store.withdraw(second, ADMIN)
    assert shown(store) == {"W1": 10, "W2": 1}
    assert load(store, W1=11) != second
    assert shown(store) == {"W1": 11, "W2": 1}


def test_a_batch_is_taken_back_once(store: Store) -> None:
    batch = load(store, W1=10)
    store.withdraw(batch, ADMIN)
    with pytest.raises(Refusal, match="already_withdrawn"):
        store.withdraw(batch, ADMIN)
    with pytest.raises(Refusal, match="unknown_batch"):
        store.withdraw("b999999-00000000", ADMIN)


def test_preview_tells_what_commit_does_and_writes_nothing(store: Store) -> None:
    load(store, W1=10, W2=20)
    file = prepared("waves", [*waves(W1=10, W2=21, W3=30), *waves(W1=10, W2=22)])
    preview = store.preview(file, ADMIN)
    assert store.version() == 1
    receipt = store.commit(file, ADMIN)
    assert preview.counts == receipt.counts == Counts(read=5, new=1, updated=1, unchanged=1, rejected=1, ignored=1)
    assert preview.issues == receipt.issues
    assert preview.sample["_outcome"].tolist() == ["unchanged", "updated", "new"]
    assert receipt.rejected == (("Sheet1", 6),)
    assert {(issue.code, issue.row, issue.params["first_row"]) for issue in receipt.issues} == {
        ("repeat_in_file", 5, 2),
        ("conflict_in_file", 6, 3),
    }
    assert store.issues(receipt.batch_id, ADMIN) == receipt.issues


def test_the_past_is_read_as_it_was_known(store: Store) -> None:
    first = store.commit(prepared("waves", waves(W1=10)), ADMIN, known_at=datetime(2026, 10, 1)).batch_id
    store.commit(prepared("waves", waves(W1=11, W2=20)), ADMIN, known_at=datetime(2026, 10, 8))
    store.withdraw(first, ADMIN, known_at=datetime(2026, 10, 20))
    assert shown(store, datetime(2026, 9, 30)) == {}
    assert shown(store, datetime(2026, 10, 7)) == {"W1": 10}
    assert shown(store, datetime(2026, 10, 8)) == {"W1": 11, "W2": 20}
    assert shown(store) == {"W1": 11, "W2": 20}
    assert store.batches(ADMIN, as_of=datetime(2026, 10, 10))["live"].tolist() == [True, True]
    assert store.batches(ADMIN)["live"].tolist() == [True, False]


def test_nothing_is_known_before_it_happens(store: Store) -> None:
    with pytest.raises(Refusal, match="known_at_future"):
        store.commit(prepared("waves", waves(W1=1)), ADMIN, known_at=datetime(2026, 11, 24))
    assert store.is_empty()


def test_a_register_row_without_key_is_refused(store: Store) -> None:
    receipt = store.commit(prepared("waves", [{"wave": None, "name": "x"}, {"wave": "W1"}]), ADMIN)
    assert receipt.counts == Counts(read=2, new=1, rejected=1)
    assert [(i.code, i.severity, i.row) for i in receipt.issues] == [("missing_key", "reject", 2)]


def test_a_complete_register_ends_what_it_does_not_name(store: Store) -> None:
    load(store, W1=10, W2=20)
    batch = store.commit(prepared("waves", waves(W1=10), complete=True), ADMIN).batch_id
    assert shown(store) == {"W1": 10}
    load(store, W2=20)
    assert shown(store) == {"W1": 10, "W2": 20}
    store.withdraw(batch, ADMIN)
    assert shown(store) == {"W1": 10, "W2": 20}
    assert [issue.code for issue in store.check()] == ["check_not_encrypted"]


def test_an_ended_entry_comes_back_also_where_a_correction_holds(store: Store) -> None:
    """A file names it again with the value from before the correction: the correction holds, and the entry is there."""
    first = [{"branch": "B01", "region": "East"}, {"branch": "B02", "region": "East"}]
    store.commit(prepared("branches", first), ADMIN)
    store.commit(prepared("branches", [{"branch": "B01", "region": "West"}], kind="screen"), ADMIN)
    store.commit(prepared("branches", first[1:], complete=True), ADMIN)
    assert list(store.read(ask("select branch from {branches}", "open"), ADMIN)["branch"]) == ["B02"]
    store.commit(prepared("branches", first), ADMIN)
    shown = store.read(ask("select branch, region from {branches} order by branch", "open"), ADMIN)
    assert shown.to_dict("list") == {"branch": ["B01", "B02"], "region": ["West", "East"]}
    assert [issue.code for issue in store.check() if issue.severity == "reject"] == []


def test_equal_rows_without_any_key_are_two_facts(store: Store) -> None:
    rows = [{"answered_at": datetime(2026, 9, 1, 10), "nps": 9.0}] * 2
    file = prepared("surveys", rows)
    assert store.commit(file, ADMIN).counts == Counts(read=2, new=2)
    assert store.commit(file, ADMIN).counts == Counts(read=2, unchanged=2)


def test_the_same_number_at_another_time_is_another_answer(store: Store) -> None:
    rows = [{"survey": "s", "response_id": "1", "answered_at": datetime(2026, 9, day), "nps": 9.0} for day in (1, 2)]
    assert store.commit(prepared("surveys", rows), ADMIN).counts == Counts(read=2, new=2)


def test_links_to_unknown_waves_are_warned_of_once_each(store: Store) -> None:
    load(store, W1=1)
    rows = [{"customer": f"C{i}", "wave": wave} for i, wave in enumerate(["W1", "W9", "W9", "W8"])]
    issues = store.commit(prepared("customers", rows), ADMIN).issues
    assert [(i.code, i.value, i.row, i.count) for i in issues] == [
        ("unknown_wave", "W9", 3, 2),
        ("unknown_wave", "W8", 5, 1),
    ]


def test_checks_refuse_or_warn(store: Store) -> None:
    sent = datetime(2026, 9, 1)
    receipt = store.commit(
        prepared("invitations", [{"sent_at": sent, "invited": 5, "delivered": 6}, {"sent_at": sent, "invited": 5}]),
        ADMIN,
    )
    assert receipt.counts == Counts(read=2, new=1, rejected=1)
    warned = store.commit(
        prepared("waves", [{"wave": "W1", "started_on": date(2026, 5, 2), "cutover_on": date(2026, 5, 1)}]), ADMIN
    )
    assert [(i.code, i.severity, i.row) for i in warned.issues] == [("start_after_cutover", "warn", 2)]
    assert warned.counts.new == 1


def test_what_was_said_of_somebody_else_comes_back_when_a_customer_is_erased(tmp_path: Path) -> None:
    item = Field("item", "text", "Item", "项目", required=True)
    owner = Field("customer", "text", "Customer", "客户编号", sensitivity="pseudonym")
    cases = Dataset("test_cases", "test", "fact", ("item",), "Cases", "案例", (item, owner))
    store = open_store(str(tmp_path / "own" / "store.duckdb"), datasets={**DATASETS, cases.name: cases})
    for customer in ("C1", "C2"):
        store.commit(prepared(cases, [{"item": "a", "customer": customer}]), ADMIN)
    assert store.erase("C2", ADMIN) == {"test_cases": 1}
    frame = store.read(ask("select customer from {test_cases}"), ADMIN)
    assert frame["customer"].tolist() == [store.pseudonym("C1")]
    store.shut()


def test_the_version_is_that_of_the_last_commit_at_every_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is remembered while nobody writes: not before a commit is seen, nor past one, also from within the writing."""
    said: list[int] = []

    def told(*args: object) -> None:
        said.append(store.version())

    batch = load(store, W1=10)
    said.append(store.version())
    monkeypatch.setattr("data.store.store.tell_zone", told)  # asked after the commit, before the writer is done
    load(store, W1=11)
    monkeypatch.setattr("data.store.store.next_seq", told)  # a batch that breaks before it is committed
    with pytest.raises(TypeError):
        load(store, W1=12)
    said.append(store.version())
    monkeypatch.undo()
    store.withdraw(batch, ADMIN)
    assert [*said, store.version()] == [1, 2, 2, 2, 3]
