"""What somebody sends who speaks to the server without the product's pages: messages, files and addresses of
Streamlit's own."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from pages.kit.messages import is_sent, refuses_file
from tests.benchmarks.session import Session
from tests.browser.server import running
from tests.pages.conftest import Opened
from tests.pages.test_signin import PROVIDER

INSIDES = re.compile(r"Traceback|site-packages|\.py\b|duckdb")


@pytest.fixture(scope="module")
def served(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server for an executive, who may not bring files, and the folder of its store."""
    folder = shutil.copytree(seeded, tmp_path_factory.mktemp("hostile") / "store")
    with running(folder / "programme.duckdb", role="executive") as address:
        yield address, folder


@pytest.fixture
def line(served: tuple[str, Path]) -> Iterator[Session]:
    """Somebody's connection, a page open."""
    session = Session(served[0])
    session.open("satisfaction")
    while session._next().WhichOneof("type") != "session_status_changed":  # the last word of a run
        pass
    yield session
    session.close()


def answers(session: Session) -> list[ForwardMsg]:
    """What comes back until the server has answered that the connection lives, which it does in turn."""
    asked = BackMsg(app_heartbeat=True)
    session.line.send(asked.SerializeToString())
    found = []
    while (told := session._next()).WhichOneof("type") != "heartbeat_ack":
        found.append(told)
    return found


def message(kind: str, session: str = "") -> BackMsg:
    made = BackMsg()
    if kind in ("install_skills", "dismiss_skills_nudge"):
        made.backend_operation_request.request_id = "r"
        made.backend_operation_request.session_id = session
        getattr(made.backend_operation_request, kind).SetInParent()
    elif kind:
        setattr(made, kind, True)
    return made


@pytest.mark.parametrize(
    "kind",
    [
        "clear_cache",
        "load_git_info",
        "set_run_on_save",
        "debug_disconnect_websocket",
        "debug_shutdown_runtime",
        "install_skills",
        "dismiss_skills_nudge",
        "",
    ],
)
def test_a_message_that_no_page_sends_does_nothing(served: tuple[str, Path], line: Session, kind: str) -> None:
    """The first would close every store under all who read: the door of a store is another where it was opened anew."""
    reader = Session(served[0])
    reader.open("complaints")
    door = served[1] / "programme.duckdb.door"
    before = door.read_bytes()
    line.line.send(message(kind, line.session_id).SerializeToString())
    assert [one.WhichOneof("type") for one in answers(line)] == []
    reader.again()
    assert (door.read_bytes(), "h1" in reader.words) == (before, True)
    reader.close()


def test_what_pages_send_comes_through() -> None:
    asked = BackMsg()
    asked.rerun_script.SetInParent()
    rows = BackMsg()
    rows.backend_operation_request.dataframe_chunk.source_id = "x"
    file = BackMsg()
    file.backend_operation_request.deferred_file.file_id = "x"
    assert [is_sent(one.SerializeToString()) for one in (asked, rows, file, BackMsg(), message("clear_cache"))] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("sent", "code"), [("words", 1003), (b"\xff\xfe", 1002)])
def test_what_is_no_message_ends_that_connection_alone(
    served: tuple[str, Path], line: Session, sent: str | bytes, code: int
) -> None:
    line.line.send(sent)
    with pytest.raises(ConnectionClosed) as ended:
        line.line.recv(timeout=20)
    assert getattr(ended.value.rcvd, "code", 0) == code
    other = Session(served[0])
    other.open("satisfaction")
    assert "h1" in other.words
    other.close()
    assert "Traceback" not in _log(served[1])


def test_no_page_that_is_asked_for_by_its_number_is_shown_to_whom_it_is_not_for(line: Session) -> None:
    """Rows, files and the log of who did what: by their hash, by name, and by names that lead elsewhere."""
    hashes = {name: line.pages[name] for name in ("records", "upload") if name in line.pages}
    asked = [*({"page_script_hash": one} for one in hashes.values()), {"page_name": "records"}, {"page_name": "upload"}]
    for one in asked:
        shown = run(line, **one)
        assert "file_uploader" not in shown
        assert "not open to" in shown or "executive" in shown
    for name in ("../../etc/passwd", "\x00", "dashboard", "pages/records", "kit/guard", "<script>alert(1)</script>"):
        run(line, page_name=name)
        assert "<script>alert(1)" not in line.words
    for number in ("0" * 32, "x'<script>alert(1)</script>"):
        run(line, page_script_hash=number)
        assert "<script>alert(1)" not in line.words


HOSTILE: tuple[tuple[str, Any], ...] = (
    ("string_value", "<script>alert(1)</script>"),
    ("int_value", 2**62),
    ("bool_value", True),
    ("json_value", "{no json"),
    ("bytes_value", b"\xff\xfe"),
    ("double_value", float("nan")),
    ("trigger_value", True),
)


@pytest.mark.parametrize(("field", "value"), HOSTILE)
def test_a_value_of_another_kind_in_every_control_tells_nothing_of_the_insides(
    served: tuple[str, Path], line: Session, field: str, value: Any
) -> None:
    """What breaks breaks for who sent it, with the number of an incident; others read on."""
    shown = run(line, page_name="satisfaction")
    assert shown.count("$$ID-") > shown.count("type: button")
    ids = set(re.findall(r"\$\$ID-[^\"\\\s]+", shown))
    shown = run(line, page_name="satisfaction", widgets=[(one, field, value) for one in sorted(ids)])
    assert "<script>alert(1)</script>" not in shown
    assert INSIDES.findall("\n".join(line.said)) == []
    assert set(re.findall(r"stack_trace: .*", shown)) == set()
    other = Session(served[0])
    other.open("satisfaction")
    assert "h1" in other.words
    other.close()


def test_what_a_browser_says_of_itself_is_not_believed(line: Session) -> None:
    said = {"timezone": "'; drop table customers; --", "locale": "<b>\x00", "url": "javascript:alert(1)"}
    shown = run(line, page_name="satisfaction", browser=said)
    assert "h1" in shown
    assert [word for word in ("drop table", "javascript:alert") if word in shown] == []


def run(
    session: Session,
    *,
    widgets: Sequence[tuple[str, str, Any]] = (),
    browser: Mapping[str, str] = MappingProxyType({}),
    **page: str,
) -> str:
    """All that one run of a page sends."""
    asked = BackMsg()
    asked.rerun_script.query_string = "lang=en"
    for name, value in page.items():
        setattr(asked.rerun_script, name, value)
    asked.rerun_script.widget_states.SetInParent()
    for key, field, value in widgets:
        state = asked.rerun_script.widget_states.widgets.add()
        state.id = key
        setattr(state, field, value)
    for name, value in browser.items():
        setattr(asked.rerun_script.context_info, name, value)
    session.line.send(asked.SerializeToString())
    found: list[str] = []
    session.said = []
    while True:
        told = session._next()
        kind = told.WhichOneof("type")
        found.append(f"type: {told.delta.new_element.WhichOneof('type')}\n{told}" if kind == "delta" else str(told))
        if kind == "delta":
            session._take(told)
        if kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return "\n".join(found)


@pytest.mark.parametrize("whose", ["own", "of another", "of nobody"])
def test_who_may_bring_no_files_fills_no_memory(served: tuple[str, Path], line: Session, whose: str) -> None:
    other = Session(served[0])
    other.open("satisfaction")
    number = {"own": line.session_id, "of another": other.session_id, "of nobody": "0" * 36}[whose]
    assert put(served[0], number) == 403
    other.close()


def test_files_are_taken_of_who_may_load_them_and_no_longer_than_that(open_page: Opened) -> None:
    """Brought by a browser: tests/browser/test_upload.py."""
    asked = {"method": "PUT", "path": "/_stcore/upload_file/test session id/one"}
    for role, may in (("presenter", False), ("manager", True), ("executive", False), ("analyst", True)):
        session = open_page("meeting", role=role)
        assert not session.exception
        assert refuses_file(asked) is not may
        assert refuses_file(asked | {"path": "/_stcore/upload_file/another/one"})
        assert not refuses_file(asked | {"method": "DELETE"})
    session.secrets["auth"] = PROVIDER
    session.user = {"is_logged_in": False}
    session.run()
    assert refuses_file(asked)


def put(address: str, session: str) -> int:
    """The status of a file that is brought to a session."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=20) as answer:
        cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\n\r\n--x--\r\n'
    request = urllib.request.Request(f"{address}/_stcore/upload_file/{session}/one", data=body, method="PUT")
    for name, value in (
        ("Content-Type", "multipart/form-data; boundary=x"),
        ("Cookie", cookie),
        ("X-Xsrftoken", cookie.partition("=")[2]),
    ):
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_no_other_place_steers_the_page(served: tuple[str, Path]) -> None:
    """A page of one of these places could give the browser another address to bring files to, and press for the
    reader."""
    with urllib.request.urlopen(f"{served[0]}/_stcore/host-config", timeout=20) as answer:
        assert json.load(answer)["allowedOrigins"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/media/abc.csv",
        "/media/../asgi.py",
        "/app/static/../asgi.py",
        "/app/static/%2e%2e/asgi.py",
        "/app/static/..%2fasgi.py",
        "/component/x/../../asgi.py",
        "/component/handover/x",
        "/_stcore/bidi-components/x/../../asgi.py",
        "/app/static/",
        "/_stcore/metrics/x",
        "/x/_stcore/metrics",
    ],
)
def test_no_address_leads_to_a_file_of_the_server(served: tuple[str, Path], path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(served[0] + path, timeout=20)
    assert refused.value.code in (400, 403, 404)
    assert len(refused.value.read()) < 60


def _log(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in folder.glob("server-*.log"))
