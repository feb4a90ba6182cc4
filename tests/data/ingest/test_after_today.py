"""What a file says has happened after today: said with its place, and counted by nobody."""

from __future__ import annotations

from datetime import datetime

import pytest

from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.ingest.editing import read_cells
from data.language import Translator
from data.store import Prepared, Store
from data.store.query import Query

ADMIN = local_rights("tester", "administrator")


def ready(text: str, dataset: str, **constants: str | None) -> Prepared:
    book = read_file(f"{dataset}.csv", text.encode())
    return prepare(book, understand(book, dataset=dataset), constants={"wave": None, **constants})


def test_answers_of_a_year_to_come_do_not_replace_those_of_today(store: Store) -> None:
    """Thirty promoters of this month and thirty detractors dated 2062, where 2026 was meant: 100, and thirty rows to
    correct."""
    lines = ["customer,answered at,nps"]
    lines += [f"C{at:03},2026-11-1{at % 9},10" for at in range(30)]
    lines += [f"D{at:03},2062-11-1{at % 9},0" for at in range(30)]
    prepared = ready("\n".join(lines), "surveys", survey="S")
    receipt = store.commit(prepared, ADMIN, known_at=datetime(2026, 11, 23))
    assert (receipt.counts.new, receipt.counts.rejected) == (30, 30)
    assert {(issue.code, issue.severity) for issue in prepared.issues if issue.value.startswith("2062")} == {
        ("after_today", "reject")
    }
    read = METRICS["nps"].compute(store, Scope(ADMIN))
    assert read[["value", "n"]].to_numpy().tolist() == [[100.0, 30.0]]


def test_a_finish_to_come_is_not_taken_and_its_task_is_kept(store: Store) -> None:
    text = (
        "task id,task,planned finish,forecast finish,actual finish,status date\n"
        "1,Copy,2026-12-01,2026-12-05,2026-12-05,2026-11-22\n2,Check,2026-11-10,,2026-11-23,2026-11-22\n"
    )
    receipt = store.commit(ready(text, "tasks"), ADMIN, known_at=datetime(2026, 11, 23))
    assert [(i.code, i.row, i.value) for i in receipt.issues] == [("after_today", 2, "2026-12-05")]
    kept = store.read(Query("t", "select task, actual_finish_on as f from {tasks} order by task", grain="open"), ADMIN)
    assert [str(day)[:10] for day in kept["f"]] == ["NaT", "2026-11-23"]
    words = Translator("en")("problem.after_today", value="2026-12-05")
    assert words == "“2026-12-05” lies after today, in a field that says what has happened."


@pytest.mark.parametrize(
    ("dataset", "head", "month", "column"),
    [
        ("costs", "period,cost category,budget,actual", "2027-01-01", "actual"),
        ("costs", "period,cost category,budget,earned value", "2026-12-01", "earned"),
        ("benefits", "period,benefit,planned,realised", "2027-01-01", "realised"),
    ],
)
def test_an_amount_spent_or_earned_next_year_is_said(
    store: Store, dataset: str, head: str, month: str, column: str
) -> None:
    text = f"{head}\n2026-11-01,A,100,90\n{month},A,100,80\n"
    receipt = store.commit(ready(text, dataset), ADMIN, known_at=datetime(2026, 11, 23))
    assert receipt.counts.new == 2
    assert [(i.code, i.row, i.column) for i in receipt.issues] == [("amount_after_today", 3, column)]


def test_what_is_typed_on_screen_is_held_to_the_same() -> None:
    issues = read_cells(DATASETS["promises"], {"kept_on": "2026-11-24", "due_on": "2027-01-01"})[1]
    assert [(issue.code, issue.column) for issue in issues] == [("after_today", "kept_on")]
    assert read_cells(DATASETS["promises"], {"kept_on": "2026-11-23"})[1] == ()


def test_every_field_of_what_has_happened_is_held_to_it() -> None:
    """Each date that is declared so refuses tomorrow and takes today; what is planned, due or valid until may lie
    ahead."""
    happened = [(d, f) for d in DATASETS.values() for f in d.fields if f.past and f.type in ("date", "timestamp")]
    assert len(happened) == 97
    for dataset, field in happened:
        found = read_cells(dataset, {field.name: "2026-11-24"})[1], read_cells(dataset, {field.name: "2026-11-23"})[1]
        assert [[one.code for one in issues] for issues in found] == [["after_today"], []], (dataset.name, field.name)
    ahead = {f.name for d in DATASETS.values() for f in d.fields if not f.past and f.type in ("date", "timestamp")}
    assert ahead == {
        "decision_on",
        "target_close_on",
        "planned_start_on",
        "planned_cutover_on",
        "planned_on",
        "started_on",
        "ended_on",
        "due_at",
        "due_on",
        "keep_until",
        "ends_on",
        "started_at",
        "ended_at",
        "required_by",
        "event_at",
        "action_due_on",
        "response_due_on",
        "expires_on",
        "planned_finish_on",
        "forecast_start_on",
        "forecast_finish_on",
        "start_on",
        "finish_on",
        "period",
        "expected_on",
        "planned_start",
        "planned_end",
        "effective_on",
        "until",
    }
