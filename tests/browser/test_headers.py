"""The server as it is put in front of people: every answer binds the browser, and every page still draws its charts
under that policy."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, expect

from pages.kit.headers import policy
from pages.kit.probe import is_ready
from tests.browser.conftest import visit
from tests.browser.server import running


def answer(address: str) -> tuple[int, HTTPMessage, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=20) as told:
            return told.status, told.headers, told.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/satisfaction?wave=W3",
        "/_stcore/health",
        "/api/ready",
        "/app/static/inter-latin-wght-normal.woff2",
        "/_stcore/metrics",
        "/media/x.csv",
    ],
)
def test_every_answer_binds_the_browser(site: str, path: str) -> None:
    _, headers, _ = answer(site + path)
    assert headers.get_all("Content-Security-Policy") == [policy()]
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert (headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("DENY", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert (headers["Cache-Control"] == "no-store") is path.startswith("/media/")


def test_the_policy_names_this_server_alone() -> None:
    assert "'unsafe-eval'" not in policy()
    assert "script-src 'self' 'sha256-" in policy()
    assert "'unsafe-inline'" not in policy().split("style-src")[0]
    assert [word for word in policy().replace(";", " ").split() if word.startswith(("http", "*", "//", "ws"))] == []
    assert "frame-ancestors 'none'" in policy()


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore//metrics",
        "/_stcore/./metrics",
        "/%5fstcore/metrics",
        "/x/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/script-health-check",
    ],
)
def test_what_streamlit_tells_of_its_sessions_is_closed(site: str, path: str) -> None:
    _, _, content = answer(site + path)
    assert b"active_sessions" not in content
    assert b"openapi" not in content or b"<!DOCTYPE html>" in content  # the page itself, which names the address


def test_ready_says_whether_a_page_could_be_shown(filled: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(filled.parent, own, ignore=shutil.ignore_patterns("*.sock", "*.door", "*.log"))
    with running(own / filled.name) as address:
        told: list[tuple[int, dict[str, object]]] = []
        for _ in range(240):
            status, _, content = answer(f"{address}/api/ready")
            told.append((status, json.loads(content)))
            if status == 200:
                break
            time.sleep(0.25)
        assert told[-1] == (200, {"ready": True})
        assert {(status, str(said["problem"])) for status, said in told[:-1]} <= {(503, "warming")}
        assert is_ready(int(address.rsplit(":", 1)[1]))
    assert not is_ready(int(address.rsplit(":", 1)[1]))


def test_a_store_that_cannot_be_opened_is_not_ready_and_told_by_code_alone(tmp_path: Path) -> None:
    store = tmp_path / "s" / "programme.duckdb"
    store.parent.mkdir()
    store.write_bytes(b"no store at all" * 1000)
    with running(store) as address:
        for _ in range(240):
            status, _, content = answer(f"{address}/api/ready")
            if json.loads(content).get("problem") != "warming":
                break
            time.sleep(0.25)
        assert (status, json.loads(content)) == (503, {"ready": False, "problem": "not_a_store"})
        assert answer(f"{address}/_stcore/health")[0] == 200
        assert not is_ready(int(address.rsplit(":", 1)[1]))


@pytest.mark.parametrize(
    ("path", "drawn"), [("", False), ("satisfaction", True), ("records", False), ("upload", False)]
)
def test_pages_draw_their_charts_under_the_policy(browser: Browser, site: str, path: str, drawn: bool) -> None:
    """Our component is loaded from a blob and draws by itself or takes plotly.js from this server: nothing of it is
    refused."""
    found = visit(browser, f"{site}/{path}")
    if drawn:
        expect(found.page.locator(".ho-figure svg").first).to_be_visible(timeout=30_000)
    assert found.errors == []
    assert found.foreign == []


def test_what_a_page_of_another_place_would_bring_is_refused(browser: Browser, site: str) -> None:
    page = visit(browser, site).page
    refused = page.evaluate("""async () => {
            const heard = [];
            document.addEventListener('securitypolicyviolation', event => heard.push(event.effectiveDirective));
            const script = document.createElement('script'); script.textContent = 'window.planted = 1'; document.head.append(script);
            const picture = new Image(); picture.src = 'https://elsewhere.invalid/x.png';
            await fetch('https://elsewhere.invalid/').catch(() => {});
            await new Promise(done => setTimeout(done, 500));
            return [window.planted, [...new Set(heard)].sort()];
        }""")
    assert refused == [None, ["connect-src", "img-src", "script-src-elem"]]
