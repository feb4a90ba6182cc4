"""The audit log, for administrators and compliance."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import streamlit as st

from data.access import PROGRAMME_WRITERS
from data.datasets import DATASETS
from data.language import Translator
from pages.kit.card import card
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.upload.html import ENDS, paragraph, shorten

SHOWN = 50


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
        format_func=lambda name: event_text(name, t) if name else t("records.audit.all"),
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
            [
                t.moment(entry.at_time),
                str(entry.who),
                event_text(entry.event, t),
                shorten(details_text(entry.details, view), 160),
            ]
            for entry in found.itertuples()
        ]
        show_table(columns, rows, t("records.view.audit"))


def event_text(event: str, t: Translator) -> str:
    """What was done, in words; an event without words by its name."""
    return t(f"records.audit.event.{event}") if t.has(f"records.audit.event.{event}") else event


def details_text(details: Any, view: View) -> str:
    """The ids and counts of an entry: the dataset by its label, counts that are not zero in words, the rest by name."""
    t = view.t
    told = json.loads(details) if isinstance(details, str) and details.startswith("{") else details
    if not isinstance(told, dict):
        return "" if details is None else str(details)
    parts = [str(told.pop("batch", ""))]
    dataset = told.pop("dataset", "")
    if dataset:
        parts.append(DATASETS[dataset].label(view.lang) if dataset in DATASETS else str(dataset))
    if "read" in told:
        parts.append(t("upload.rows", n=int(told.pop("read"))))
    for end in ENDS:
        n = int(told.pop(end, 0) or 0)
        if n:
            parts.append(t("records.audit.count", count=n, end=t(f"upload.end.{end}")))
    told.pop("source", None)
    known = told.pop("known_at", None)
    if known:
        parts.append(t("records.batches.known", when=t.date(datetime.fromisoformat(str(known)), year=True)))
    parts += [f"{name} {value}" for name, value in told.items() if value not in (None, "", [], {}, 0)]
    return " · ".join(part for part in parts if part)
