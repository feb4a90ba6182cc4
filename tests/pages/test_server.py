"""Where the server may listen, and whom it answers without sign-in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from data.settings import settings
from pages.kit import server
from pages.kit.server import AnswersThisMachine, may_start
from tests.browser.server import free_port
from tests.pages.conftest import ROOT
from tests.pages.test_signin import PROVIDER


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "This server listens on 0.0.0.0, beyond this machine, and has no sign-in."),
        ("zh", "服务器监听0.0.0.0，超出本机范围，却未配置登录。"),
    ],
)
def test_beyond_the_loopback_it_does_not_start_without_sign_in(tmp_path: Path, lang: str, said: str) -> None:
    command = [
        "streamlit",
        "run",
        "asgi.py",
        "--server.address=0.0.0.0",
        f"--server.port={free_port()}",
        "--server.headless=true",
    ]
    kept = {"HANDOVER_STORE": str(tmp_path / "programme.duckdb"), "HANDOVER_LANG": lang, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | kept,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == server.UNFIT
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_open_server_and_one_with_sign_in_start(monkeypatch: pytest.MonkeyPatch) -> None:
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    try:
        monkeypatch.setenv("HANDOVER_OPEN", "1")
        settings.cache_clear()
        may_start()
        monkeypatch.delenv("HANDOVER_OPEN")
        settings.cache_clear()
        monkeypatch.setattr(server, "wanted", lambda: True)
        monkeypatch.setattr("pages.kit.signin.st.secrets", {"auth": PROVIDER})
        may_start()
    finally:
        config.set_option("server.address", before)


def asked(kind: str, headers: dict[str, str]) -> tuple[int, str, bool]:
    """Status (or code of the end of a connection), body, and whether the product was asked."""
    sent: list[dict[str, Any]] = []
    reached = False

    async def product(scope: Any, receive: Any, send: Any) -> None:
        nonlocal reached
        reached = True
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"shown"})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": kind, "method": "GET", "path": "/", "headers": told}
    asyncio.run(AnswersThisMachine(product)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent).decode()
    return sent[0].get("status", sent[0].get("code", 0)), body, reached


FOREIGN = (
    {"Host": "evil.example.com"},
    {"Host": "localhost:8501", "Origin": "http://evil.example.com"},
    {"Host": "localhost:8501", "Forwarded": "for=1.2.3.4"},
    {"Host": "localhost:8501", "X-Forwarded-For": "127.0.0.1"},
    {},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_request_that_is_not_of_this_machine_does_not_reach_the_product(headers: dict[str, str]) -> None:
    told = headers or {"Accept": "*/*"}
    status, body, reached = asked("http", told)
    assert (status, reached) == (403, False)
    assert '<p lang="en">' in body
    assert '<p lang="zh">' in body
    assert asked("websocket", told) == (server.POLICY, "", False)


def test_what_was_sent_is_text_in_the_answer() -> None:
    _, body, _ = asked("http", {"Host": "localhost", "Origin": "http://<script>alert(1)</script>"})
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_a_browser_of_this_machine_reaches_the_product() -> None:
    for host in ("localhost:8501", "127.0.0.1:8501", "[::1]:8501"):
        assert asked("http", {"Host": host, "Origin": f"http://{host}"}) == (200, "shown", True)


def test_with_sign_in_and_for_an_open_demo_a_proxy_may_stand_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"Host": "handover.example.com", "X-Forwarded-For": "1.2.3.4"}
    assert asked("http", sent)[0] == 403
    monkeypatch.setenv("HANDOVER_OPEN", "1")
    settings.cache_clear()
    assert asked("http", sent) == (200, "shown", True)
    monkeypatch.delenv("HANDOVER_OPEN")
    settings.cache_clear()
    monkeypatch.setattr(server, "wanted", lambda: True)
    assert asked("http", sent) == (200, "shown", True)
