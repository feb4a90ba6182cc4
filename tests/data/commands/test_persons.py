"""A person's request: all that is stored, and the certificate that nothing is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.access import local_rights
from data.settings import settings
from data.store import open_store
from data.store.engine import cursor_of
from tests.data.commands.test_rough import run
from tests.data.store.builders import ADMIN, prepared


@pytest.fixture
def filled() -> None:
    store = open_store()
    store.commit(
        prepared(
            "customers",
            [{"customer": f"C{n}", "wave": "W1", "segment": "Retail"} for n in range(20)],
            name="roster.xlsx",
        ),
        ADMIN,
    )
    store.commit(
        prepared("customers", [{"customer": "C1", "wave": "W2", "segment": "Retail"}], name="later.xlsx"), ADMIN
    )
    store.commit(
        prepared(
            "complaints", [{"complaint": "K1", "customer": "C1", "comment": "call 13812345678"}], name="complaints.xlsx"
        ),
        ADMIN,
    )
    store.close()


@pytest.mark.usefixtures("filled")
def test_a_request_is_answered_with_every_row_and_the_files_that_said_it(tmp_path: Path) -> None:
    code, answer = run("person", "C1")
    assert code == 0
    assert answer["rows"] == {"customers": 2, "complaints": 1}
    assert [(row["wave"], row["current"], row["files"]) for row in answer["data"]["customers"]] == [
        ("W1", False, ["roster.xlsx"]),
        ("W2", True, ["later.xlsx"]),
    ]
    assert "13812345678" not in json.dumps(answer)
    file = tmp_path / "request" / "C1.json"
    code, short = run("person", "C1", "-o", str(file))
    assert (code, short["rows"]) == (0, answer["rows"])
    assert json.loads(file.read_text(encoding="utf-8"))["data"] == answer["data"]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert run("person", "C1", "-o", str(file))[1]["refused"]["code"] == "file_not_written"
    assert run("person", "nobody")[1]["rows"] == {}
    assert run("person", " ")[1]["refused"]["code"] == "customer_blank"


@pytest.mark.usefixtures("filled")
def test_an_erasure_is_certified_and_leaves_no_trace_of_the_looks(tmp_path: Path) -> None:
    run("person", "C1")
    file = tmp_path / "certificate.json"
    code, said = run("erase", "C1", "--certificate", str(file))
    assert code == 0
    assert (said["erased"], said["rows"], said["left"]) == ({"customers": 2, "complaints": 1}, 3, 0)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == said
    assert run("person", "C1")[1]["rows"] == {}
    store = open_store()
    assert kept["audit_head"] in store.audit_log(ADMIN)["chain"].tolist()
    with cursor_of(store._root) as cursor:
        named = cursor.execute(
            "select count(*) from audit_personal where contains(personal, $c)", {"c": said["pseudonym"]}
        )
        assert named.fetchall() == [(0,)]
    store.close()


@pytest.mark.usefixtures("filled")
def test_what_cannot_be_certified_is_not_erased(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    file.write_text("of another", encoding="utf-8")
    code, said = run("erase", "C1", "--certificate", str(file))
    assert (code, said["refused"]["code"]) == (2, "file_not_written")
    assert file.read_text(encoding="utf-8") == "of another"
    assert run("person", "C1")[1]["rows"] == {"customers": 2, "complaints": 1}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("role", ["executive", "manager", "analyst", "presenter"])
def test_only_who_may_erase_is_answered(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert local_rights("somebody", role).role == role
    monkeypatch.setenv("HANDOVER_ROLE", role)
    settings.cache_clear()
    assert run("person", "C1")[1]["refused"]["code"] == "not_allowed"
