"""The top of the upload page: which file, what was recognised and what is asked, and the four steps."""

from __future__ import annotations

import streamlit as st

from data.language import Translator
from pages.kit.guard import View
from pages.kit.page import show_context, show_message
from pages.kit.upload.desk import Desk
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import rows_text, steps


def show_head(view: View, desk: Desk, step: int, message: str = "", *, finished: bool = False) -> None:
    """``message`` says what was recognised; without one it follows from the desk."""
    t = view.t
    facts = [_file(desk.draft, t)] if desk.draft and not desk.ended else []
    waiting = [t("upload.queue", n=len(desk.waiting))] if desk.waiting else []
    show_context(t("page.upload"), [*facts, *waiting])
    show_message(message or _message(desk, t))
    st.html(steps(step, t, finished=finished))


def _message(desk: Desk, t: Translator) -> str:
    if desk.job:
        return t("upload.keeping")
    if desk.ended:
        receipt = desk.ended.receipt
        if desk.ended.undone:
            return t("upload.title.undone", batch=receipt.batch_id)
        kept = [rows_text(t, one.dataset, one.counts.stored) for one in desk.ended.receipts]
        return t("upload.title.kept", rows=t.listing(kept))
    if desk.refused:
        return t("upload.title.refused", name=desk.refused[0])
    return t("upload.title.start")


def _file(draft: Draft, t: Translator) -> str:
    return t(
        "upload.context",
        name=draft.book.name,
        size=size_text(draft.size, t),
        sha=f"{draft.book.sha256[:4]}…{draft.book.sha256[-3:]}",
    )


def size_text(size: int, t: Translator) -> str:
    """``418 kB`` · ``3.2 MB``."""
    if size < 1_000_000:
        return t("upload.size.kilo", size=t.number(max(1, round(size / 1000))))
    return t("upload.size.mega", size=t.number(size / 1e6, 1))
