"""The page of the audit log: whether it is whole, and who did what, by kind, person and day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.access import Rights
from data.store import Edit, open_store
from data.store.engine import cursor_of
from pages.kit.records.audit import KINDS
from tests.pages.desk import message, open_app, told
from tests.sessions import AppTest

ADMIN, ANNA = Rights("admin", "administrator"), Rights("anna", "analyst", purpose="complaint 17")


@pytest.fixture
def filled(demo: Path) -> Path:
    """The small programme, in which three people did something of several kinds."""
    store = open_store()
    try:
        store.audit("rows", ANNA, query="records.rows.surveys", n=12)
        store.audit("export", ANNA, what="call list", form="csv", rows=7)
        store.edit(Edit("settings", None, {"setting": "target.nps", "value": "30"}), ADMIN)
        store.edit(Edit("grants", None, {"person": "ben", "role": "analyst"}), ADMIN)
        batches = store.batches(ADMIN)
        store.withdraw(str(batches["batch_id"][batches["dataset"] == "surveys"].iloc[0]), ADMIN, reason="a slip")
        store.erase("C00001", ADMIN)
        store.audit("sign_in_refused", Rights("ben", ""), problem="access_ended")
    finally:
        store.close()
    return demo


def at_log(lang: str = "en") -> AppTest:
    app = open_app("records", lang=lang)
    app.query_params["view"] = "audit"
    app.run()
    assert not app.exception
    return app


def rows(app: AppTest) -> list[str]:
    """The lines of the table, as the page writes them."""
    return [line.split("</tr>")[0] for line in told(app).split('<tr role="row">')[2:]]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("kind", "said", "who"),
    [
        ("looked", "rows looked at", "anna"),
        ("exported", "call list", "anna"),
        ("undone", "a slip", "admin"),
        ("erased", "erased", "admin"),
        ("signed_in", "access has ended", "ben"),
    ],
)
def test_what_somebody_did_is_found_by_its_kind(kind: str, said: str, who: str) -> None:
    app = at_log()
    app.selectbox(key="audit_kind").set_value(kind).run()
    (line,) = rows(app)
    assert said in line
    assert f">{who}<" in line


@pytest.mark.usefixtures("filled")
def test_what_is_done_to_settings_and_access_is_a_kind_of_its_own() -> None:
    app = at_log()
    app.selectbox(key="audit_kind").set_value("rules").run()
    found = rows(app)
    assert [("Access" in line, "Settings" in line) for line in found] == [(True, False), (False, True)]


@pytest.mark.usefixtures("filled")
def test_the_newest_is_first_and_person_and_day_narrow_it() -> None:
    app = at_log()
    assert "sign-in refused" in rows(app)[0]
    app.selectbox(key="audit_who").set_value("anna").run()
    assert [("exported" in line, "complaint 17" in line) for line in rows(app)] == [(True, True), (False, True)]
    app.date_input(key="audit_days").set_value((date(2026, 11, 24), date(2026, 11, 30))).run()
    assert "No such entry" in told(app)
    app.date_input(key="audit_days").set_value((date(2026, 11, 23), date(2026, 11, 23))).run()
    assert len(rows(app)) == 2


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("lang", "said"), [("en", "The log is whole: "), ("zh", "日志完整：共")])
def test_a_whole_log_is_said_to_be(lang: str, said: str) -> None:
    app = at_log(lang)
    assert message(app).startswith(said)


@pytest.mark.usefixtures("filled")
def test_a_log_that_was_changed_says_where() -> None:
    store = open_store()
    with cursor_of(store._root) as cursor:
        cursor.execute("update audit set who = 'nobody' where event = 'export'")
        ((number,),) = cursor.execute("select number from audit where event = 'export'").fetchall()
    app = at_log()
    store.close()
    assert message(app) == f"The log does not hold from entry {number} on: it was changed or taken out"
    assert "The log is whole" not in told(app)


def test_a_log_whose_end_was_cut_off_says_so(filled: Path) -> None:
    place = filled / "programme.duckdb"
    store = open_store(str(place))
    last = store._audit._number
    store.close()
    with duckdb.connect(str(place)) as root:
        root.execute("delete from audit where number = (select max(number) from audit)")
    app = at_log()
    assert message(app) == f"The end of the log is missing: entry {last} was the last at the closing"
    assert "Compare with a back-up" in told(app)


def test_every_event_has_one_kind() -> None:
    events = [event for found in KINDS.values() for event in found]
    assert len(events) == len(set(events))
