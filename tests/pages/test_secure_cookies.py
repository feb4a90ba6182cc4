"""Cookies are sent over https alone wherever the browser came by it: Streamlit leaves that out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pages.kit.headers import Guarded
from tests.pages.test_signin import PROVIDER

GIVEN = [b"_streamlit_user=a; HttpOnly; Path=/; SameSite=lax", b"_xsrf=b; Path=/; secure"]


def cookies(monkeypatch: pytest.MonkeyPatch, scheme: str, back: str = "", *, headers: Any = ()) -> list[bytes]:
    """The cookies of an answer, to a request by ``scheme``, with a sign-in that comes back to ``back``, or none."""
    monkeypatch.setattr("pages.kit.headers.wanted", lambda: bool(back))
    monkeypatch.setattr("pages.kit.headers.st.secrets", {"auth": PROVIDER | {"redirect_uri": back}})
    told: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Set-Cookie", one) for one in GIVEN]})

    async def send(message: Any) -> None:
        told.extend(message["headers"])

    scope = {"type": "http", "path": "/", "scheme": scheme, "headers": list(headers)}
    asyncio.run(Guarded(app)(scope, None, send))  # type: ignore[arg-type]
    return [value for name, value in told if name.lower() == b"set-cookie"]


@pytest.mark.parametrize(
    ("scheme", "back", "headers"),
    [
        ("https", "", ()),
        ("http", "https://handover.example.com/oauth2callback", ()),
        ("http", "", [(b"x-forwarded-proto", b"https")]),
        ("http", "http://localhost:8501/oauth2callback", [(b"X-Forwarded-Proto", b"HTTPS, http")]),
    ],
)
def test_a_cookie_over_https_is_secure_once(
    monkeypatch: pytest.MonkeyPatch, scheme: str, back: str, headers: Any
) -> None:
    assert cookies(monkeypatch, scheme, back, headers=headers) == [GIVEN[0] + b"; Secure", GIVEN[1]]


@pytest.mark.parametrize(
    ("back", "headers"), [("", ()), ("http://localhost:8501/oauth2callback", [(b"x-forwarded-proto", b"http")])]
)
def test_on_this_machine_without_tls_a_sign_in_still_works(
    monkeypatch: pytest.MonkeyPatch, back: str, headers: Any
) -> None:
    assert cookies(monkeypatch, "http", back, headers=headers) == GIVEN
