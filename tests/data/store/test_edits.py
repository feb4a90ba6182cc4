"""Edits on screen: corrected, added, taken away; guarded, undone, told."""

from __future__ import annotations

from datetime import date

import pytest

from data.access import Rights, local_rights
from data.datasets import DATASETS
from data.ingest.editing import editable, read_cells
from data.problems import Refusal
from data.store import Edit, Store
from tests.data.store.builders import ADMIN, ask, prepared

PROMISES = [
    {"promise": "P1", "title": "Fees stay", "wave": "W1", "due_on": date(2026, 6, 1)},
    {"promise": "P2", "title": "A letter first", "wave": "W2", "due_on": date(2026, 7, 1)},
]


@pytest.fixture
def filled(store: Store) -> Store:
    store.commit(prepared("waves", [{"wave": "W1", "branch": "B1"}, {"wave": "W2", "branch": "B2"}]), ADMIN)
    store.commit(prepared("promises", PROMISES), ADMIN)
    return store


def promise(store: Store, name: str = "P1") -> dict | None:
    frame = store.read(ask("select * from {promises}"), ADMIN)
    found = frame[frame["promise"] == name].to_dict("records")
    return found[0] if found else None


def refused(store: Store, edit: Edit, rights: Rights = ADMIN) -> Refusal:
    with pytest.raises(Refusal) as caught:
        store.edit(edit, rights)
    return caught.value


def check(store: Store) -> list[str]:
    return [issue.code for issue in store.check()]


def test_a_correction_is_a_batch_that_can_be_undone(filled: Store) -> None:
    before = promise(filled)
    receipt = filled.edit(Edit("promises", before["row_id"], {"due_on": date(2026, 9, 1)}), ADMIN)
    assert (receipt.counts.read, receipt.counts.updated) == (1, 1)
    after = promise(filled)
    assert (after["due_on"].date(), after["title"], after["wave"]) == (date(2026, 9, 1), "Fees stay", "W1")
    newest = filled.batches(ADMIN).iloc[0]
    assert (newest["batch_id"], newest["source"], newest["who"]) == (receipt.batch_id, "screen", "admin")
    (change,) = filled.edited("promises", ADMIN, row_ids=[after["row_id"]])
    assert change.values == (("due_on", date(2026, 6, 1), date(2026, 9, 1)),)
    assert (change.kind, change.who, change.live) == ("corrected", "admin", True)
    assert filled.edited("promises", ADMIN, batch_id=receipt.batch_id)[0].values == change.values
    assert check(filled) == ["check_not_encrypted"]
    filled.withdraw(receipt.batch_id, ADMIN)
    assert promise(filled) == before
    assert check(filled) == ["check_not_encrypted"]


def test_a_correction_of_what_changed_meanwhile_is_refused_with_both_values(filled: Store) -> None:
    shown = promise(filled)["row_id"]
    filled.edit(Edit("promises", shown, {"due_on": date(2026, 8, 1)}), ADMIN)
    refusal = refused(filled, Edit("promises", shown, {"owner": "Li"}))
    now = promise(filled)
    assert refusal.code == "row_changed"
    assert refusal.params == {"row_id": now["row_id"], "changes": {"due_on": (date(2026, 6, 1), date(2026, 8, 1))}}
    assert now["owner"] is None
    filled.edit(Edit("promises", now["row_id"], {"owner": "Li"}), ADMIN)
    assert promise(filled)["owner"] == "Li"


def test_a_row_is_taken_away_with_its_reason_and_comes_back(filled: Store) -> None:
    shown = promise(filled)
    edit = Edit("promises", shown["row_id"], remove=True, reason="entered twice")
    assert refused(filled, Edit("promises", shown["row_id"], remove=True, reason=" ")).code == "reason_missing"
    receipt = filled.edit(edit, ADMIN)
    assert promise(filled) is None
    assert promise(filled, "P2")["title"] == "A letter first"
    (told,) = filled.edited("promises", ADMIN, batch_id=receipt.batch_id)
    assert (told.kind, told.reason, told.who) == ("removed", "entered twice", "admin")
    assert refused(filled, edit).code == "row_gone"
    assert check(filled) == ["check_not_encrypted"]
    filled.withdraw(receipt.batch_id, ADMIN)
    assert promise(filled) == shown
    assert check(filled) == ["check_not_encrypted"]


def test_a_removal_holds_against_a_file_that_only_repeats(filled: Store) -> None:
    filled.edit(Edit("promises", promise(filled)["row_id"], remove=True, reason="entered twice"), ADMIN)
    again = filled.commit(prepared("promises", PROMISES, name="next week.xlsx"), ADMIN)
    assert (again.counts.unchanged, again.counts.new, again.details["corrections"]) == (2, 0, 1)
    assert promise(filled) is None
    news = [{**PROMISES[0], "owner": "Wang"}]
    told = filled.commit(prepared("promises", news, name="corrected.xlsx"), ADMIN)
    assert [issue.code for issue in told.issues] == ["correction_replaced"]
    assert promise(filled)["owner"] == "Wang"
    assert check(filled) == ["check_not_encrypted"]


def test_a_row_is_added_once(filled: Store) -> None:
    receipt = filled.edit(Edit("promises", values={"promise": "P3", "wave": "W9"}), ADMIN)
    assert [issue.code for issue in receipt.issues] == ["unknown_wave"]
    assert promise(filled, "P3")["wave"] == "W9"
    assert filled.edited("promises", ADMIN, batch_id=receipt.batch_id)[0].kind == "added"
    assert refused(filled, Edit("promises", values={"promise": "P3", "owner": "Li"})).code == "row_exists"
    assert refused(filled, Edit("promises", values={"owner": "Li"})).code == "missing_key"
    assert refused(filled, Edit("promises")).code == "edit_empty"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"promise": "P7"}, "key_not_editable"),
        ({"nonsense": 1}, "field_unknown"),
        ({"title": "Fees stay"}, "nothing_changed"),
    ],
)
def test_what_cannot_be_changed_is_refused(filled: Store, values: dict, code: str) -> None:
    assert refused(filled, Edit("promises", promise(filled)["row_id"], values)).code == code
    assert len(filled.batches(ADMIN)) == 2


def test_people_edit_only_inside_their_rights(filled: Store) -> None:
    anna = Rights("anna", "manager", waves=frozenset({"W1"}))
    mine, theirs = promise(filled)["row_id"], promise(filled, "P2")["row_id"]
    filled.edit(Edit("promises", mine, {"owner": "Anna"}), anna)
    assert refused(filled, Edit("promises", theirs, {"owner": "Anna"}), anna).code == "row_gone"
    moved = Edit("promises", promise(filled)["row_id"], {"wave": "W2"})
    assert refused(filled, moved, anna).code == "outside_rights"
    assert refused(filled, Edit("promises", mine, {"owner": "x"}), local_rights("x", "executive")).code == "not_allowed"
    assert filled.edited("promises", anna, row_ids=[theirs]) == ()


def test_an_answer_without_a_key_keeps_its_place_and_its_customer(store: Store) -> None:
    answers = [{"comment": "slow", "csat": 2.0, "csat_points": 5}, {"comment": "slow", "csat": 2.0, "csat_points": 5}]
    store.commit(prepared("surveys", answers), ADMIN)
    first = store.read(ask("select * from {surveys} order by row_id"), ADMIN).iloc[0]
    store.edit(Edit("surveys", int(first["row_id"]), {"csat": 4.0}), ADMIN)
    assert sorted(store.read(ask("select * from {surveys}"), ADMIN)["csat"]) == [2.0, 4.0]
    assert check(store) == ["check_not_encrypted"]


def test_one_task_of_a_plan_is_corrected_and_the_others_stay(store: Store) -> None:
    day = date(2026, 9, 7)
    tasks = [{"snapshot_on": day, "part": "W1", "task": name, "name": name} for name in ("1", "2", "3")]
    store.commit(prepared("tasks", tasks), ADMIN)
    rows = store.read(ask("select * from {tasks} order by task"), ADMIN)
    store.edit(Edit("tasks", int(rows["row_id"][0]), {"name": "Letters"}), ADMIN)
    store.edit(Edit("tasks", int(rows["row_id"][1]), remove=True, reason="not ours"), ADMIN)
    assert list(store.read(ask("select * from {tasks} order by task"), ADMIN)["name"]) == ["Letters", "3"]
    assert check(store) == ["check_not_encrypted"]


def test_typed_cells_are_read_as_those_of_a_file() -> None:
    values, issues = read_cells(
        DATASETS["promises"],
        {"due_on": "2026年9月1日", "kept_on": "31/02", "title": "", "public": "是", "owner": " Li "},
    )
    assert values == {"due_on": date(2026, 9, 1), "title": None, "public": True, "owner": "Li"}
    assert [(issue.code, issue.column, issue.value) for issue in issues] == [("not_a_date", "kept_on", "31/02")]
    _, missing = read_cells(DATASETS["promises"], {"promise": " "})
    assert [issue.code for issue in missing] == ["required_missing"]
    rated, bad = read_cells(DATASETS["surveys"], {"csat": "9", "nps": "9"}, points={"csat": 4})
    assert rated == {"nps": 9.0}
    assert [issue.code for issue in bad] == ["out_of_range"]


def test_customers_and_their_words_are_not_editable() -> None:
    names = {field.name for field in editable(DATASETS["surveys"], local_rights("x", "manager"))}
    assert {"customer", "comment", "answers"}.isdisjoint(names)
    assert {"csat", "wave"} <= names
    assert "comment" in {field.name for field in editable(DATASETS["surveys"], ADMIN)}
    assert "promise" not in {field.name for field in editable(DATASETS["promises"], ADMIN)}
