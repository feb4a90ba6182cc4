"""The server around the pages: whether it may start where it is to listen, and whom it answers without sign-in."""

from __future__ import annotations

import sys
from importlib import import_module

import streamlit as st
from markupsafe import Markup
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data.incidents import log_beside_the_store
from data.language import LANGUAGES, Translator
from data.private import keep_private
from data.problems import Refusal
from data.programmes import programmes
from data.settings import settings
from pages.kit.hosts import check_address, check_headers
from pages.kit.signin import providers, wanted

UNFIT = 2
"""Exit code of a server that may not start, as of a command that is refused."""
POLICY = 1008
"""Why a connection is closed: against a rule of the server."""
PAGE = Markup(
    '<!doctype html><html lang="{}"><meta charset="utf-8"><meta name="viewport"'
    ' content="width=device-width"><title>{}</title><style>:root{{color-scheme:light dark;font:16px/1.6'
    " system-ui,sans-serif}}body{{max-width:42rem;margin:4rem auto;padding:0 1rem}}</style><body>{}</body></html>"
)


def may_start() -> None:
    """Refusals: ``open_to_network``, ``signin_unfit`` and those of a file of programmes that is not in order."""
    programmes()
    signed = wanted()
    if signed:
        providers()
    check_address(st.get_option("server.address"), signed=signed, open_to_all=settings().open)


def begin() -> None:
    """Before the server listens: private files, the log, an end in words where it may not start, and every module
    loaded."""
    keep_private()
    log_beside_the_store()
    try:
        may_start()
    except Refusal as refusal:
        sys.stderr.write(said(refusal, Translator(_language())) + "\n")
        sys.stderr.flush()
        raise SystemExit(UNFIT) from None
    import_module("pages.kit.modules")


def _language() -> str:
    try:
        return settings().lang
    except Refusal:
        return LANGUAGES[0]


def said(refusal: Refusal, t: Translator) -> str:
    """What is wrong and what to do."""
    what = t(f"problem.{refusal.code}", where=refusal.where, **refusal.params)
    return t.sentences(what, t(f"problem.{refusal.code}.todo", where=refusal.where, **refusal.params))


class AnswersThisMachine:
    """Refuses, without sign-in, each request and each connection that is not of a browser on this machine; the pages
    look again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] in ("http", "websocket") and (refusal := refused(scope)) is not None:
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": POLICY})
            else:
                await answer(refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def refused(scope: Scope) -> Refusal | None:
    """Why a request is not answered; ``None`` where it is."""
    try:
        if not wanted() and not settings().open:
            check_headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    except Refusal as refusal:
        return refusal
    return None


def answer(refusal: Refusal) -> HTMLResponse:
    """The refusal as a page in both languages."""
    words = [Markup('<p lang="{}">{}</p>').format(lang, said(refusal, Translator(lang))) for lang in LANGUAGES]
    return HTMLResponse(PAGE.format(LANGUAGES[0], "Handover", Markup("").join(words)), 403)
