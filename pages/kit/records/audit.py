"""The audit log, for administrators and compliance: whether it is whole, and who did what, the newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.datasets import DATASETS, OWN
from data.language import Translator
from data.store.whole import Whole
from pages.kit.card import card
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.take import show_csv
from pages.kit.upload.html import ENDS, paragraph, shorten

PAGE = 50
KINDS = {
    "looked": ("rows", "lineage", "thread", "proof", "person"),
    "exported": ("export", "deliver", "reveal"),
    "loaded": ("commit", "demo"),
    "undone": ("withdraw",),
    "erased": ("erase", "purge"),
    "edited": ("edit", "comment", "edition"),
    "rules": ("mapping_renamed", "mapping_edited", "mapping_forgotten", "mapping_imported"),
    "signed_in": ("sign_in", "sign_in_refused", "sign_out"),
    "kept": ("backup", "restore", "restore_test"),
}
"""What somebody did, and the events of it. What is done to settings, access and mappings is of the kind ``rules``."""
OTHER = "other"
OF_EVENT = {event: kind for kind, events in KINDS.items() for event in events}
TOLD = ("what", "reason", "purpose")
"""What is shown of the part that may name a person."""


def kind_of(event: str, details: Any) -> str:
    """What an entry is of."""
    if event in ("edit", "commit", "withdraw") and _read(details).get("dataset") in OWN:
        return "rules"
    return OF_EVENT.get(event, OTHER)


def whole_text(found: Whole, t: Translator) -> str:
    """Whether the log is whole, in a sentence."""
    return t(f"records.audit.{found.state}", n=found.entries, entry=t.number(found.cut or found.broken))


def show_audit(view: View, found: Whole) -> None:
    """The entries of a kind, a person and some days."""
    t = view.t
    if found.state != "whole":
        show_problem(
            whole_text(found, t), t(f"problem.check_audit{'_cut' if found.cut else ''}.todo"), label=t("state.bad")
        )
    log = view.store.audit_log(view.rights)
    if log.empty:
        st.html(paragraph(t("records.audit.empty"), muted=True))
        return
    log["kind"] = [kind_of(*one) for one in zip(log["event"], log["details"], strict=True)]
    chosen = _chosen(log, t)
    pages = max(1, -(-len(chosen) // PAGE))
    note = t("records.audit.end", head=found.head[:16])
    title = t("records.audit.found", n=len(chosen)) if len(chosen) else t("records.audit.none")
    with card(title, t("records.audit.subtitle"), note=note, stretch=False, key="card-audit"):
        if chosen.empty:
            return
        at = st.pagination(pages, key="audit_page") if pages > 1 else 1
        shown = chosen.iloc[(at - 1) * PAGE : at * PAGE]
        show_table(_columns(t), [_line(entry, view) for entry in shown.itertuples()], t("records.view.audit"))
        show_csv(view, "audit", _taken(chosen, view), label=t("records.audit.csv"))


def _chosen(log: pd.DataFrame, t: Translator) -> pd.DataFrame:
    kinds = [kind for kind in (*KINDS, OTHER) if kind in set(log["kind"])]
    people = sorted(log["who"].unique())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("records.audit.kind"),
            ["", *kinds],
            key="audit_kind",
            width=240,
            format_func=lambda name: t(f"records.audit.kind.{name or 'all'}"),
        )
        who = st.selectbox(
            t("records.audit.who"),
            ["", *people],
            key="audit_who",
            width=240,
            format_func=lambda name: name or t("records.audit.everybody"),
        )
        days = st.date_input(t("records.audit.days"), value=(), format="YYYY-MM-DD", key="audit_days", width=240)
    found = log[log["kind"] == kind] if kind else log
    found = found[found["who"] == who] if who else found
    return _within(found, days if isinstance(days, Sequence) else (days,))


def _within(found: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """From the first day on, to the last where it is named."""
    on = found["at_time"].dt.date
    if days:
        found = found[(on >= days[0]) & ((on <= days[1]) if len(days) > 1 else True)]
    return found


def _columns(t: Translator) -> list[Column]:
    return [
        Column(t("records.audit.number"), "number"),
        Column(t("records.audit.when")),
        Column(t("records.audit.who")),
        Column(t("records.audit.role")),
        Column(t("records.audit.event")),
        Column(t("records.audit.what"), "prose"),
    ]


def _line(entry: Any, view: View) -> list[str]:
    return [str(entry.number), view.t.moment(entry.at_time), *_said(entry, view)]


def _said(entry: Any, view: View) -> list[str]:
    t = view.t
    role = t(f"role.{entry.role}") if t.has(f"role.{entry.role}") else "–"
    told = _read(entry.personal)
    parts = [details_text(entry.details, view), *(str(told[name]) for name in TOLD if told.get(name))]
    return [str(entry.who), role, event_text(entry.event, t), shorten(" · ".join(one for one in parts if one), 160)]


def _taken(chosen: pd.DataFrame, view: View) -> pd.DataFrame:
    """The entries as they are taken along; ``chain`` is what each follows from the one before by."""
    heads = [column.header for column in _columns(view.t)]
    rows = [
        [entry.number, entry.at_time.isoformat(sep=" "), *_said(entry, view), entry.chain]
        for entry in chosen.itertuples()
    ]
    return pd.DataFrame(rows, columns=[*heads, view.t("records.audit.chain")])


def event_text(event: str, t: Translator) -> str:
    """What was done, in words; an event without words by its name."""
    return t(f"records.audit.event.{event}") if t.has(f"records.audit.event.{event}") else event


def _read(details: Any) -> dict[str, Any]:
    told = json.loads(details) if isinstance(details, str) and details.startswith("{") else {}
    return told if isinstance(told, dict) else {}


def details_text(details: Any, view: View) -> str:
    """The ids and counts of an entry: the dataset by its label, counts that are not zero in words, the rest by name."""
    t = view.t
    told = _read(details)
    parts = [str(told.pop("batch", ""))]
    dataset = told.pop("dataset", "")
    if dataset:
        parts.append(DATASETS[dataset].label(view.lang) if dataset in DATASETS else str(dataset))
    if problem := told.pop("problem", ""):
        key = f"records.audit.problem.{problem}"
        parts.append(t(key) if t.has(key) else str(problem))
    if "read" in told:
        parts.append(t("upload.rows", n=int(told.pop("read"))))
    for end in ENDS:
        n = int(told.pop(end, 0) or 0)
        if n:
            parts.append(t("records.audit.count", count=n, end=t(f"upload.end.{end}")))
    for inner in ("source", "sign_in"):
        told.pop(inner, None)
    known = told.pop("known_at", None)
    if known:
        parts.append(t("records.batches.known", when=t.date(datetime.fromisoformat(str(known)), year=True)))
    parts += [f"{name} {value}" for name, value in told.items() if value not in (None, "", [], {}, 0)]
    return " · ".join(part for part in parts if part)
