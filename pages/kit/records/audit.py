"""The audit log, for administrators and compliance."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from data.access import PROGRAMME_WRITERS
from pages.kit.card import card
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.upload.html import paragraph, shorten

SHOWN = 100


def show_audit(view: View) -> None:
    """The newest entries, all or those of one event."""
    t = view.t
    if view.rights.role not in PROGRAMME_WRITERS:
        show_problem(t("records.audit.refused"), t("records.audit.refused.todo"), label=t("state.bad"))
        return
    log = view.store.audit_log(view.rights)
    if log.empty:
        st.html(paragraph(t("records.audit.empty"), muted=True))
        return
    event = st.selectbox(
        t("records.audit.event"),
        ["", *sorted(log["event"].unique())],
        format_func=lambda name: name or t("records.audit.all"),
        key="audit_event",
        width=280,
    )
    found = (log[log["event"] == event] if event else log).head(SHOWN)
    with card(t("records.audit.card", n=len(found)), t("records.audit.subtitle"), stretch=False):
        columns = [
            Column(t("records.audit.when")),
            Column(t("records.audit.who")),
            Column(t("records.audit.event")),
            Column(t("records.audit.what"), "prose"),
        ]
        rows = [
            [t.moment(entry.at_time), str(entry.who), str(entry.event), shorten(_details(entry.details), 160)]
            for entry in found.itertuples()
        ]
        show_table(columns, rows, t("records.view.audit"))


def _details(details: Any) -> str:
    told = json.loads(details) if isinstance(details, str) and details.startswith("{") else details
    if isinstance(told, dict):
        return " · ".join(f"{name} {value}" for name, value in told.items() if value not in (None, "", [], {}))
    return "" if details is None else str(details)
