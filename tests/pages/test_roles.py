"""Every role at every door: page, deep link, drill-down, export, command, pack, interface for programs. What a role may
not, it gets nowhere; the expectations stand here and nowhere in the product."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.compliance.numbers.duties import load_duties
from analytics.records import load_rows
from analytics.retention.life import load_life
from analytics.scope import Scope
from data.access import Rights
from data.problems import Refusal
from data.store import Edit, Store, door, open_store
from data.store.whole import load_whole
from pages.kit.commands import run_command
from tests.pages.conftest import Opened, words
from tests.pages.seed import prepare

ROWS = {"manager", "analyst", "compliance", "administrator"}
REVEALERS = {"manager", "compliance", "administrator"}
WATCH = {"compliance", "administrator"}
EVERYBODY = {"executive", "presenter", *ROWS}
BRANCH = "B03"
"""The branch of the project manager of these tests; wave 3 is its own."""


def person(role: str) -> Rights:
    return Rights(f"a {role}", role, branches=frozenset({BRANCH}) if role == "manager" else None)


def through(store: Store, rights: Rights, program: str, *argv: str) -> dict[str, Any]:
    """The answer of a command that goes to the running dashboard. A refusal is raised as the caller has it."""
    code, told, _ = door.ask(store.address, [*argv, "--json"], rights=rights, program=program) or (2, "{}", "")
    answer = json.loads(told) if told.strip() else {}
    if code == 2:
        raise Refusal(answer["refused"]["code"])
    return answer


def doors(store: Store, out: Path) -> dict[str, tuple[set[str], Callable[[Rights], Any]]]:
    """Door → who may, and the attempt."""
    batch = str(store.batches(person("administrator"))["batch_id"].iloc[-1])
    nobody = "00000000-none"
    return {
        "drill-down: rows": (ROWS, lambda who: load_rows(store, who, "surveys")),
        "drill-down: rows of a batch": (ROWS, lambda who: store.rows_said(batch, who)),
        "drill-down: thread of a customer": (ROWS, lambda who: load_life(store, Scope(who), "C00002")),
        "export: rows with their customers": (ROWS, lambda who: load_rows(store, who, "customers").frame.to_csv()),
        "audit log": (WATCH, store.audit_log),
        "audit log: whether it is whole": (WATCH, lambda who: load_whole(store, who)),
        "write": (ROWS, lambda who: store.preview(prepare("surveys", []), who)),
        "edit": (
            ROWS - {"manager"},
            lambda who: store.edit(Edit("settings", None, {"setting": f"x.{who.role}", "value": "1"}), who),
        ),
        "grant": (
            {"administrator"},
            lambda who: store.edit(Edit("grants", None, {"person": who.user, "role": "administrator"}), who),
        ),
        "command: batches": (EVERYBODY, lambda who: through(store, who, "data", "batches")),
        "command: undo of another's batch": (WATCH, lambda who: undone(store, who)),
        "command: all of one customer": (
            WATCH,
            lambda who: through(store, who, "data", "person", nobody, "--output", str(out / f"{who.role}.html")),
        ),
        "command: erase": (WATCH, lambda who: through(store, who, "data", "erase", nobody)),
        "command: proof of one customer": (ROWS, lambda who: through(store, who, "analytics", "proof", "C00002")),
        "interface: a metric": (
            EVERYBODY,
            lambda who: through(store, who, "analytics", "metric", "nps", "--by", "wave"),
        ),
        "interface: alerts": (EVERYBODY, lambda who: through(store, who, "analytics", "alerts")),
        "command: names beside pseudonyms": (
            REVEALERS,
            lambda who: up_to("purpose_missing", store, who, "analytics", "names", "list.csv", "roster.csv"),
        ),
        "command: an edition": (
            EVERYBODY - {"executive", "manager"},  # it is of all branches, and the manager's is one
            lambda who: up_to("edition_unnamed", store, who, "analytics", "edition", "make"),
        ),
        "command: messages of the programme": (
            {"administrator", "manager", "presenter"},
            lambda who: up_to("channels_none", store, who, "analytics", "deliver", "--test"),
        ),
        "command: calendar": (EVERYBODY, lambda who: through(store, who, "analytics", "calendar")),
        "pack": (
            EVERYBODY,
            lambda who: through(
                store, who, "analytics", "pack", "--areas", "satisfaction", "--format", "xlsx", "--out", str(out)
            ),
        ),
    }


def up_to(code: str, store: Store, who: Rights, *argv: str) -> None:
    """An attempt that lacks something else than rights: who may is asked for that."""
    with pytest.raises(Refusal) as refused:
        through(store, who, *argv)
    if refused.value.code != code:
        raise refused.value


DENIED = {"not_allowed", "no_row_level", "not_own_batch", "outside_rights", "programme_level"}


def refused(attempt: Callable[[], Any]) -> bool:
    """Whether an attempt is refused for want of rights; another refusal is a fault of the test."""
    try:
        attempt()
    except Refusal as refusal:
        if refusal.code not in DENIED:
            raise
        return True
    return False


def undone(store: Store, who: Rights) -> Any:
    """The undo of a batch of somebody else that says nothing of a branch."""
    admin = person("administrator")
    made = store.edit(
        Edit("settings", None, {"setting": f"undo.{who.role}", "value": "1"}), Rights("somebody", "administrator")
    )
    try:
        return through(store, who, "data", "undo", made.batch_id, "--reason", "a slip")
    finally:
        live = store.batches(admin)
        if bool(live["live"][live["batch_id"] == made.batch_id].iloc[0]):
            store.withdraw(made.batch_id, admin, reason="the end of the test")


@pytest.mark.usefixtures("demo")
def test_every_role_at_every_door_of_the_store_and_its_commands(tmp_path: Path) -> None:
    store = open_store()
    opened = door.serve(store, run_command)
    try:
        passed: dict[str, set[str]] = {}
        expected: dict[str, set[str]] = {}
        for name, (may, attempt) in doors(store, tmp_path).items():
            expected[name], passed[name] = may, set()
            for role in EVERYBODY:
                if not refused(lambda attempt=attempt, role=role: attempt(person(role))):
                    passed[name].add(role)
    finally:
        opened.close()
        store.close()
    assert passed == expected


@pytest.mark.usefixtures("looked")
def test_a_project_manager_has_the_own_branch_at_every_door(shown: Store, tmp_path: Path) -> None:
    opened, who, admin = door.serve(shown, run_command), person("manager"), person("administrator")
    try:
        frame = load_rows(shown, who, "customers").frame
        assert set(frame["branch"]) == {BRANCH}
        waves = {row["wave"] for row in through(shown, who, "analytics", "metric", "nps", "--by", "wave")["rows"]}
        assert waves == {"W3"}
        every = {row["wave"] for row in through(shown, admin, "analytics", "metric", "nps", "--by", "wave")["rows"]}
        assert every >= {"W1", "W2", "W3"}
        through(shown, who, "analytics", "pack", "--areas", "satisfaction", "--format", "xlsx", "--out", str(tmp_path))
        (book,) = tmp_path.glob("*.xlsx")
        texts = {
            str(cell)
            for sheet in pd.read_excel(book, sheet_name=None, header=None, engine="openpyxl").values()
            for cell in sheet.to_numpy().ravel()
        }
        assert [wave for wave in ("Wave 1", "Wave 2") if wave in texts] == []
    finally:
        opened.close()


def test_a_duty_that_names_a_branch_as_its_case_is_that_branchs(store: Store) -> None:
    """It belongs to no wave, so that its place is the name of its case alone: of two closed branches each has its
    own."""
    admin = person("administrator")
    store.commit(prepare("branches", [{"branch": branch} for branch in (BRANCH, "B06")]), admin)
    said = [{"obligation": "L8", "case_no": case, "owner": "Wu"} for case in (BRANCH, "B06", "2026-17")]
    store.commit(prepare("duties", said), admin)
    for who, cases in ((person("manager"), {BRANCH, "2026-17"}), (admin, {BRANCH, "B06", "2026-17"})):
        frame = load_duties(store, Scope(who)).frame
        assert set(frame.loc[frame["obligation"] == "L8", "case_no"].dropna()) == cases
    part = Rights("of a wave", "manager", waves=frozenset({"W1"}))
    assert "B06" in set(load_duties(store, Scope(part)).frame["case_no"])


SECTIONS = {"batches", "sums", "rows", "dictionary", "mappings"}


@pytest.mark.fresh_server
@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_deep_link_of_a_fresh_server_opens_what_the_role_may(open_page: Opened, role: str) -> None:
    session = open_page("records", role=role, view="audit", lang="en")
    assert not session.exception
    shown = words(session)
    assert ("The log is whole" in shown) == (role in WATCH)
    if role not in ROWS:
        assert f"The page “Records” is not open to the role {role}." in shown
        assert [len(session.get(kind)) for kind in ("selectbox", "table", "download_button")] == [0, 0, 0]
    upload = open_page("upload", role=role, lang="en")
    assert (len(upload.get("file_uploader")) > 0) == (role in ROWS)
