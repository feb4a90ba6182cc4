"""Who may do what is a dataset: it binds whoever asks, from the next question on, and only an administrator writes
it."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.__main__ import main as analytics_main
from data.__main__ import main as data_main
from data.access import ROLES, Rights, local_rights, named_rights
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Edit, Store, door, open_store
from data.store.grants import granted
from tests.data.commands.test_commands import run
from tests.data.store.builders import ADMIN, ask, prepared

GRANTS = [
    {"person": "Mei.Lin@example.com", "role": "manager", "branches": "B1, B2", "waves": None},
    {"person": "all@example.com", "role": "manager", "branches": "*", "waves": "W1"},
    {"person": "gone@example.com", "role": "none"},
    {"person": "over@example.com", "role": "analyst", "until": date(2026, 11, 22)},
    {"person": "today@example.com", "role": "analyst", "until": date(2026, 11, 23)},
    {"person": "nowhere@example.com", "role": "manager"},
    {"person": "Twice@example.com", "role": "administrator"},
    {"person": "twice@example.com ", "role": "executive"},
    {"person": "Ended@example.com", "role": "administrator"},
    {"person": "ended@example.com", "role": "none"},
]


@pytest.fixture
def filled(store: Store) -> Store:
    store.commit(prepared("waves", [{"wave": "W1", "branch": "B1"}, {"wave": "W2", "branch": "B3"}]), ADMIN)
    store.commit(
        prepared("customers", [{"customer": f"C{i}", "wave": "W1" if i < 20 else "W2"} for i in range(40)]), ADMIN
    )
    store.commit(prepared("grants", GRANTS), ADMIN)
    return store


@pytest.mark.parametrize(
    ("who", "claimed", "role", "branches", "waves"),
    [
        ("mei.lin@example.com", "administrator", "manager", {"B1", "B2"}, None),
        (" MEI.LIN@EXAMPLE.COM", "", "manager", {"B1", "B2"}, None),
        ("all@example.com", "", "manager", None, {"W1"}),
        ("today@example.com", "executive", "analyst", None, None),
        ("unnamed@example.com", "compliance", "compliance", None, None),
        ("twice@example.com", "administrator", "executive", None, None),
    ],
)
def test_a_grant_holds_in_place_of_what_is_claimed(
    filled: Store, who: str, claimed: str, role: str, branches: set[str] | None, waves: set[str] | None
) -> None:
    found = granted(filled, Rights(who, claimed))
    assert (found.user, found.role, found.branches, found.waves) == (who, role, branches, waves)


@pytest.mark.parametrize(
    ("who", "claimed", "code"),
    [
        ("gone@example.com", "administrator", "access_ended"),
        ("over@example.com", "administrator", "access_ended"),
        ("ended@example.com", "administrator", "access_ended"),
        ("nowhere@example.com", "administrator", "nothing_named"),
        ("unnamed@example.com", "", "not_granted"),
        ("unnamed@example.com", "boss", "not_granted"),
    ],
)
def test_without_a_role_there_is_no_access(filled: Store, who: str, claimed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        granted(filled, Rights(who, claimed))
    assert refused.value.code == code
    for lang in LANGUAGES:
        t = Translator(lang)
        assert who in t(f"problem.{code}", **refused.value.params)
        assert t.has(f"problem.{code}.todo")


def test_a_project_manager_has_what_is_named_and_others_have_everything() -> None:
    assert named_rights("m", "manager", [], ["W1"]) == Rights("m", "manager", None, frozenset({"W1"}))
    assert named_rights("m", "manager", ["", " "], []) == Rights("m", "manager", frozenset(), frozenset())
    assert named_rights("m", "manager", ["*"], []) == Rights("m", "manager")
    assert named_rights("a", "analyst", [], []) == Rights("a", "analyst")


def test_a_role_that_is_taken_away_is_gone_at_the_next_question(filled: Store) -> None:
    who = Rights("today@example.com", "")
    assert granted(filled, who).role == "analyst"
    rows = filled.read(ask("select row_id from {grants} where person = 'today@example.com'"), ADMIN)
    filled.edit(Edit("grants", int(rows["row_id"][0]), {"role": "none"}), ADMIN)
    with pytest.raises(Refusal, match="access_ended"):
        granted(filled, who)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_an_administrator_grants(filled: Store, role: str) -> None:
    someone, own = Rights("s", role), prepared("grants", [{"person": "s", "role": "administrator"}])
    batch = str(filled.batches(ADMIN)["batch_id"][0])
    attempts: list[Any] = [
        lambda: filled.commit(own, someone),
        lambda: filled.edit(Edit("grants", None, {"person": "s", "role": "administrator"}), someone),
        lambda: filled.withdraw(batch, someone),
    ]
    for attempt in attempts:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code in ("not_allowed", "no_row_level")
    assert granted(filled, Rights("s", "executive")).role == "executive"


@pytest.mark.parametrize("role", ROLES)
def test_who_has_which_access_is_for_compliance_and_administrators(filled: Store, role: str) -> None:
    asked = filled.read(ask("select person from {grants}", "open"), Rights("s", role))
    assert len(asked) == (len(GRANTS) if role in ("compliance", "administrator") else 0)


def test_an_administrator_of_some_waves_grants_nothing(filled: Store) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        filled.commit(prepared("grants", GRANTS), Rights("s", "administrator", waves=frozenset({"W1"})))


def through(store: Store, program: str, *argv: str, rights: Rights) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of a command that the owner of the store runs for its caller."""

    def run(
        program: str, argv: list[str], files: dict[str, bytes], store: Store, caller: Rights
    ) -> tuple[int, str, str]:
        out = io.StringIO()
        main: Any = analytics_main if program == "analytics" else data_main
        more = {} if program == "analytics" else {"files": files}
        return main(argv, store=store, out=out, rights=caller, **more), out.getvalue(), ""

    opened = door.serve(store, run)
    try:
        answer = door.ask(store.address, [*argv, "--json"], rights=rights, program=program)
    finally:
        opened.close()
    code, told, _ = answer or (-1, "{}", "")
    return code, json.loads(told)


def test_a_command_through_the_door_has_what_its_caller_is_granted(filled: Store) -> None:
    answers = [
        {"survey": "s", "response_id": str(i), "customer": f"C{i}", "answered_at": datetime(2026, 9, 1, 9), "nps": 8.0}
        for i in range(40)
    ]
    filled.commit(prepared("surveys", answers), ADMIN)
    asked = ("analytics", "metric", "nps", "--by", "wave", "--from", "2026-08-31", "--to", "2026-09-06")
    _, everything = through(filled, *asked, rights=local_rights("someone", "administrator"))
    _, own = through(filled, *asked, rights=local_rights("mei.lin@example.com", "administrator"))
    assert [row["wave"] for row in everything["rows"]] == ["W1", "W2"]
    assert [row["wave"] for row in own["rows"]] == ["W1"]
    for program, command in (
        ("analytics", ("alerts",)),
        ("data", ("batches",)),
        ("data", ("undo", "b000001-00000000")),
    ):
        code, told = through(filled, program, *command, rights=local_rights("gone@example.com", "administrator"))
        assert code == 2
        assert told["refused"]["code"] == "access_ended"


def test_a_command_that_opens_the_store_itself_is_bound_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No dashboard runs: the row of *Access* holds all the same, for the name that the command is run under."""
    store = open_store()
    store.commit(prepared("waves", [{"wave": "W1"}]), ADMIN)
    for person, role in (("local", "executive"), ("carol", "administrator")):
        store.edit(Edit("grants", None, {"person": person, "role": role}), ADMIN)
    store.close()
    code, told = run("backup", str(tmp_path / "one.zip"))
    assert (code, told["refused"]["code"]) == (2, "not_allowed")
    code, told = run("person", "C1")
    assert (code, told["refused"]["code"]) == (2, "not_allowed")
    monkeypatch.setenv("HANDOVER_USER", "carol")
    settings.cache_clear()
    code, told = run("backup", str(tmp_path / "one.zip"))
    assert (code, told["rows"]["waves"]) == (0, 1)
    store = open_store()
    last = store.audit_log(ADMIN).query("event == 'backup'").iloc[0]
    store.close()
    assert (last["who"], last["role"]) == ("carol", "administrator")
