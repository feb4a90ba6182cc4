"""What a sheet of law and risk states that cannot be right is said on its row when it is sent, and nothing of it is
lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.ingest import prepare, read_file, understand
from data.language import LANGUAGES, Translator
from data.problems import Issue
from data.settings import settings
from data.store import Store
from data.store.editing import Edit
from tests.data.store.builders import ADMIN, ask

ONE, TWO = "a" * 64, "b" * 64
EVIDENCE = (
    "evidence number,revision,SHA-256,made on,expires on,wave\n"
    f"E1,1,{ONE},2026-01-05,2026-11-22,W1\n"  # row 2: expired yesterday
    f"E2,1,{TWO},2026-01-05,2026-11-23,W1\n"  # row 3: holds today
    f"E3,1,{ONE.upper()},2026-01-05,,W9\n"  # row 4: the file of E1; no such wave
    f"E2,1,{TWO},2026-01-05,2026-11-23,W1\n"  # row 5: row 3 again
    f"E2,1,{'c' * 64},2026-01-05,2026-11-23,W1\n"  # row 6: another file under the number of row 3
    "E4,1,,2026-01-05,2027-11-23,W1\n"
)
RISKS = (
    "risk id,title,assessed on,likelihood,impact,wave,identified on,next review due\n"
    "R1,Debits fail,2026-11-01,9,4,W1,2026-01-05,2026-12-01\n"  # row 2: no level 9
    "R2,Late notice,2026-11-01,2,huge,W8,2026-01-05,2026-12-01\n"  # row 3: no such wording, no such wave
    "R3,Staff leave,2026-11-01,2,3,W1,2026-06-01,2026-01-05\n"  # row 4: due before it was identified
)
DUTIES = "obligation,wave,event,due on\nP1,W1,2026-05-01,2026-04-01\nP2,W1,2026-05-01,2026-06-01\n"


def send(store: Store, dataset: str, text: str, known_at: datetime | None = None) -> tuple[tuple[Issue, ...], int, int]:
    """Commit a sheet; its issues, and how many rows it had and how many are new. A preview says the same."""
    book = read_file(f"{dataset}.csv", text.encode())
    ready = prepare(book, understand(book, dataset=dataset))
    before = store.preview(ready, ADMIN).issues
    receipt = store.commit(ready, ADMIN, known_at=known_at)
    if known_at is None:
        assert before == receipt.issues
    return receipt.issues, receipt.counts.read, receipt.counts.new


@pytest.fixture
def loaded(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store on 23 November 2026 that knows wave 1."""
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-23")
    settings.cache_clear()
    send(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    return store


def places(issues: tuple[Issue, ...]) -> set[tuple[str, str, int | None, str]]:
    return {(issue.code, issue.severity, issue.row, issue.column) for issue in issues}


def test_expired_evidence_one_file_twice_and_equal_numbers(loaded: Store) -> None:
    issues, read, new = send(loaded, "evidence", EVIDENCE)
    assert places(issues) == {
        ("evidence_expired", "warn", 2, "expires_on"),
        ("evidence_same_file", "warn", 2, "sha256"),
        ("evidence_same_file", "warn", 4, "sha256"),
        ("unknown_wave", "warn", 4, "wave"),
        ("repeat_in_file", "ignore", 5, ""),
        ("conflict_in_file", "reject", 6, ""),
    }
    assert (read, new) == (6, 4)
    kept = loaded.read(ask("select evidence from {evidence} order by evidence"), ADMIN)
    assert kept["evidence"].tolist() == ["E1", "E2", "E3", "E4"]


def test_a_file_that_the_register_has_under_another_number(loaded: Store) -> None:
    head = "evidence number,revision,SHA-256\n"
    assert send(loaded, "evidence", f"{head}E1,1,{ONE}\n")[0] == ()
    assert places(send(loaded, "evidence", f"{head}E1,1,{ONE}\nE1,2,{ONE}\n")[0]) == set()
    assert places(send(loaded, "evidence", f"{head}E1,1,{ONE}\nE1,2,{ONE}\nE7,1,{ONE}\n")[0]) == {
        ("evidence_same_file", "warn", row, "sha256") for row in (2, 3, 4)
    }


def test_expired_is_what_had_expired_when_it_was_known(loaded: Store) -> None:
    issues, _, _ = send(loaded, "evidence", "evidence number,expires on\nE1,2026-11-10\n", datetime(2026, 11, 9, 9))
    assert issues == ()


def test_an_edit_on_screen_is_warned_of_as_well(loaded: Store) -> None:
    send(loaded, "evidence", "evidence number,revision,expires on\nE1,1,2027-11-10\n")
    row = int(loaded.read(ask("select row_id from {evidence}"), ADMIN)["row_id"].iloc[0])
    told = loaded.edit(Edit("evidence", row, {"expires_on": date(2026, 11, 10)}, reason="read from the paper"), ADMIN)
    assert [issue.code for issue in told.issues] == ["evidence_expired"]


def test_levels_outside_the_matrix_waves_unknown_and_due_before_the_event(loaded: Store) -> None:
    issues, read, new = send(loaded, "risks", RISKS)
    assert places(issues) == {
        ("level_outside_matrix", "warn", 2, "likelihood"),
        ("level_outside_matrix", "warn", 3, "impact"),
        ("unknown_wave", "warn", 3, "wave"),
        ("due_before_event", "warn", 4, "due_on"),
    }
    assert (read, new) == (3, 3)
    issues, read, new = send(loaded, "duties", DUTIES)
    assert places(issues) == {("duty_due_before_event", "warn", 2, "due_on")}
    assert (read, new) == (2, 2)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_says_what_is_wrong_and_what_to_do(loaded: Store, lang: str) -> None:
    t = Translator(lang)
    for dataset, text in (("evidence", EVIDENCE), ("risks", RISKS), ("duties", DUTIES)):
        for issue in send(loaded, dataset, text)[0]:
            for key in (f"problem.{issue.code}", f"problem.{issue.code}.todo"):
                assert t(key) != key
