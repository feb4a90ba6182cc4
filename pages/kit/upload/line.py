"""The files of one drop: what each was taken for, whether it asks something, and how it ended."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.datasets import DATASETS
from data.ingest.questions import asked_and_proposed
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.status import shape_beside
from pages.kit.table import Cell, Column, table
from pages.kit.upload.asked import open_text
from pages.kit.upload.desk import AT_ONCE, Desk, Dropped
from pages.kit.upload.html import rows_text, shorten
from pages.kit.upload.problems import refusal_text
from pages.kit.upload.words import platform_text

_SHAPES = {"waits": "none", "open": "new", "kept": "good", "refused": "bad", "away": "none"}


def show_line(view: View, desk: Desk) -> None:
    """A list where more than one file was dropped; a single one says all this in the heading."""
    t = view.t
    if len(desk.files) < 2:
        return
    columns = [
        Column(t("upload.line.file"), "head"),
        Column(t("upload.line.state"), "prose"),
        Column(t("upload.line.what")),
        Column(t("upload.line.rows"), "number"),
    ]
    rows: list[list[Cell]] = [
        [
            shorten(file.name, 40),
            Markup("{} {}").format(shape_beside(_SHAPES[_state(file)]), _outcome(view, file)),
            _what(view, file),
            t.number(file.found.rows) if file.found else "",
        ]
        for file in desk.files
    ]
    title = t("upload.line.card", n=len(rows))
    with card(title, t("upload.line.note"), stretch=False, key="upload_line"):
        st.html(table(columns, rows, title))


def _state(file: Dropped) -> str:
    return "refused" if file.refused is not None else file.state


def _what(view: View, file: Dropped) -> str:
    if file.found is None:
        return ""
    return f"{platform_text(file.found.platform, view.t)} · {DATASETS[file.found.dataset].label(view.lang)}"


def _outcome(view: View, file: Dropped) -> str:
    t, state = view.t, _state(file)
    if file.refused is not None:
        return refusal_text(t, file.refused)[0]
    if state == "kept":
        kept = [rows_text(t, one.dataset, one.counts.stored) for one in file.receipts]
        return t("upload.line.kept", rows=t.listing(kept))
    if state == "waits" and file.found is not None and file.found.questions:
        return open_text(t, asked_and_proposed(file.found.questions), "upload.line.asks", "upload.line.confirms")
    if state == "waits" and file.found is None:
        return t("upload.line.unread" if len(file.content) > AT_ONCE else "upload.line.unknown")
    return t(f"upload.line.{state}")
