"""The traps that show only in the store: what comes again, and what phase an answer belongs to."""

from __future__ import annotations

from data.access import local_rights
from data.ingest import prepare, understand
from data.store import Store
from tests.data.ingest.tables import csv_book, prepared
from tests.data.store.builders import ask

ADMIN = local_rights("test", "administrator")
IDS = "survey,response id,客户编号,答卷时间,满意度(1-5)\n"


def load(store: Store, text: str, name: str, dataset: str | None = None) -> tuple[int, int, int]:
    book = csv_book(text, name=name)
    counts = store.commit(prepare(book, understand(book, dataset=dataset)), ADMIN).counts
    return counts.new, counts.updated, counts.unchanged


def test_t12_a_re_export_of_earlier_weeks_counts_each_answer_once(store: Store) -> None:
    first = IDS + "a,R1,C1,2026-09-01,5\na,R2,C2,2026-09-02,4\n"
    assert load(store, first, "week 1.csv") == (2, 0, 0)
    again = first.replace("R2,C2,2026-09-02,4", "R2,C2,2026-09-02,3") + "a,R3,C3,2026-09-08,1\n"
    assert load(store, again, "week 2.csv") == (1, 1, 1)
    found = store.read(ask("select response_id, csat from {surveys} order by 1"), ADMIN)
    assert found.to_numpy().tolist() == [["R1", 5], ["R2", 3], ["R3", 1]]


def test_t12_the_same_answer_twice_in_one_file_is_said(store: Store) -> None:
    found = prepared(csv_book(IDS + "a,R1,C1,2026-09-01,5\na,R1,C1,2026-09-01,5\n"))
    preview = store.preview(found, ADMIN)
    assert (preview.counts.read, preview.counts.new) == (2, 1)
    assert preview.counts.read == preview.counts.stored + preview.counts.rejected + preview.counts.ignored


def test_t17_the_phase_is_that_of_the_answer_not_of_its_file(store: Store) -> None:
    load(store, "wave,planned start on,cutover on\nW1,2026-06-01,2026-07-06\n", "waves.csv", "waves")
    load(store, "customer,wave\nC1,W1\nC2,W1\n", "customers.csv", "customers")
    load(store, "customer,wave,status,cut over on\nC1,W1,moved,2026-06-20\n", "transfers.csv", "transfers")
    load(
        store,
        IDS + "a,R1,C1,2026-05-20,5\na,R2,C1,2026-06-10,4\na,R3,C1,2026-07-01,3\na,R4,C2,2026-07-01,3\n",
        "one.csv",
    )
    found = store.read(ask("select response_id, phase from {placed:surveys} order by 1"), ADMIN)
    assert found.to_numpy().tolist() == [["R1", "before"], ["R2", "during"], ["R3", "after"], ["R4", "during"]]
