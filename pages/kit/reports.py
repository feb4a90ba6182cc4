"""A report to take along: a card with a button a form; each taking is noted in the audit log by who makes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.kit.card import card
from pages.kit.guard import View

FORMS = {"html": "text/html", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
"""A page to print, and a workbook."""


def show_report_card(view: View, words: str, file: str, made: Callable[[str], bytes], key: str) -> None:
    """The card of the messages ``<words>.title`` and ``<words>.subtitle``; ``made(form)`` is the report, ``file`` its
    name without ending."""
    t = view.t
    with card(t(f"{words}.title"), t(f"{words}.subtitle"), key=f"card-{key}"), st.container(horizontal=True):
        for form, mime in FORMS.items():
            st.download_button(
                t(f"compliance.report.{form}"),
                partial(made, form),
                f"{file}-{view.lang}.{form}",
                mime,
                key=f"{key}-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
