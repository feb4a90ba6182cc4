"""What surrounds the dashboard on the wire: headers that bind the browser, closed doors of Streamlit's own, the answer
to whether it is ready.

The policy for content names this server alone: no script, style, picture or connection of another place, no frame
around. Streamlit's one script within its page is named by its hash, which is taken from the installed file. ``blob:``
is what components are loaded from.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import BaseRoute, Route

from data.incidents import log_incident
from data.problems import Refusal
from pages.kit.messages import refuses_file
from pages.kit.signin import wanted

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from data.store import Store

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Paths of Streamlit's that tell how many sessions there are, or drive the product as an interface: not for whoever
asks."""
PASSING = ("/media/",)
"""Where downloads lie: they may name customers, so no cache keeps them."""
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@lru_cache(maxsize=1)
def policy() -> str:
    """The Content-Security-Policy for the installed Streamlit."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = " ".join(
        f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in INLINE.findall(page)
    )
    rules = (
        ("default-src", "'self'"),
        ("script-src", f"'self' {scripts} blob:"),
        ("style-src", "'self' 'unsafe-inline'"),
        ("img-src", "'self' data: blob:"),
        ("font-src", "'self' data:"),
        ("connect-src", "'self'"),
        ("worker-src", "'self' blob:"),
        ("frame-ancestors", "'none'"),
        ("object-src", "'none'"),
        ("base-uri", "'self'"),
        ("form-action", "'self'"),
    )
    return "; ".join(f"{name} {value}" for name, value in rules)


@lru_cache(maxsize=1)
def headers() -> tuple[tuple[bytes, bytes], ...]:
    """What every answer carries."""
    named = {
        "content-security-policy": policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), fullscreen=(self)",
    }
    return tuple((name.encode(), value.encode()) for name, value in named.items())


class Guarded:
    """Puts the headers on every answer and keeps the closed paths shut."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = dict(headers()) | ({b"cache-control": b"no-store"} if path.startswith(PASSING) else {})
                given = _without(message.get("headers", ()), own)
                message["headers"] = [*(secured(given) if over_tls(scope) else given), *own.items()]
            await send(message)

        if any(closed in path for closed in CLOSED):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, sent)
            return
        if refuses_file(scope):
            await PlainTextResponse("Forbidden", status_code=403)(scope, receive, sent)
            return
        await self.app(scope, receive, sent)


def over_tls(scope: Scope) -> bool:
    """Whether the browser came by https: to this server, to the proxy in front that says so, or as the address to come
    back to after the sign-in says."""
    if scope.get("scheme") == "https":
        return True
    told = next((value for name, value in scope.get("headers", ()) if name.lower() == b"x-forwarded-proto"), b"")
    return told.split(b",")[0].strip().lower() == b"https" or _comes_back_by_tls()


def _comes_back_by_tls() -> bool:
    """What the secrets say of the address that readers use."""
    try:
        return wanted() and str(st.secrets["auth"].get("redirect_uri", "")).lower().startswith("https:")
    except Refusal:
        return False


def secured(given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with ``Secure`` in each cookie, which Streamlit leaves out: a browser sends it over https alone
    then."""
    return [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"secure" not in [part.strip().lower() for part in value.split(b";")]
        else (name, value)
        for name, value in given
    ]


def _without(given: Iterable[tuple[bytes, bytes]], own: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in given if name.lower() not in own]


class Warming:
    """Opens the stores and works out what the first visitor would wait for, once, beside the server that is already
    answering."""

    def __init__(self) -> None:
        self.thread = Thread(target=self._work, name="warming", daemon=True)

    def _work(self) -> None:
        try:
            import analytics.catalogue

            analytics.catalogue.areas()
            for store in _programmes():
                if not isinstance(store, Refusal):  # else the page says so, and so does the answer below
                    _freshen(store)
        except Refusal:
            pass
        except Exception as error:  # noqa: BLE001 - what breaks here breaks on the page too, and is told there
            log_incident(error, "warming")

    @property
    def over(self) -> bool:
        return self.thread.ident is not None and not self.thread.is_alive()


def _programmes() -> list[Store | Refusal]:
    from pages.kit.cache import open_each  # what is kept is kept by the runtime, which begins after this module

    return list(open_each().values())


def _freshen(store: Store) -> None:
    """Have the start page worked out now, and whatever is looked at worked out anew when data come."""
    from analytics.alerts.answers import load_watch
    from analytics.looks import Freshening
    from analytics.readiness.numbers.gates import load_readiness
    from analytics.scope import Scope
    from data.access import local_rights
    from data.settings import settings

    role = "executive" if wanted() else settings().role
    scope = Scope(local_rights(settings().user, role))
    Freshening(store, (lambda there: load_readiness(there, scope), lambda there: load_watch(there, scope))).start()


WARMING = Warming()


@asynccontextmanager
async def warmed(_: Any) -> AsyncIterator[None]:
    """While the server lives."""
    WARMING.thread.start()
    yield


def ready(_: Request) -> JSONResponse:
    """200 where a page could be shown now: warm, and the store opens and answers. Else 503 with the code of what is in
    the way; never a place or a number. Of several programmes one that opens is enough, so that nobody takes the others
    away with a broken one: what is in the way of that is told all the same, without its name."""
    if not WARMING.over:
        return JSONResponse({"ready": False, "problem": "warming"}, status_code=503)
    try:
        every = [_trouble(store) for store in _programmes()]
        told = [refusal for refusal in every if refusal is not None]
        if len(told) == len(every):
            raise told[0]
    except Refusal as refusal:
        return JSONResponse({"ready": False, "problem": refusal.code}, status_code=503)
    except Exception as error:  # noqa: BLE001 - whoever asks is a machine: it gets the incident, the log the rest
        return JSONResponse({"ready": False, "problem": "unexpected", "incident": log_incident(error, "ready")}, 503)
    return JSONResponse({"ready": True, **({"problem": told[0].code} if told else {})})


def _trouble(store: Store | Refusal) -> Refusal | None:
    """What is in the way of a programme."""
    if isinstance(store, Refusal):
        return store
    try:
        store.schema_version()
    except Refusal as refusal:
        return refusal
    return None


ROUTES: tuple[BaseRoute, ...] = (Route("/api/ready", ready),)
