"""The history of batches: what came when from whom, what became of each row, and undo."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from data.access import Rights
from data.datasets import DATASETS
from data.language import Translator
from data.problems import Refusal
from pages.kit.card import card
from pages.kit.editor.told import show_changes
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import Cell, Column, show_table
from pages.kit.upload.gate import show_gate
from pages.kit.upload.html import ENDS, facts, issues_table, paragraph, rows_text, shorten
from pages.kit.upload.problems import causes
from pages.kit.upload.refusal import show_refused

PAGE = 20


def show_batches(view: View, batches: pd.DataFrame) -> None:
    """The table of batches, newest first, and the one that is looked at."""
    t = view.t
    present = [name for name in DATASETS if name in set(batches["dataset"])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = st.selectbox(
            t("records.batches.filter"),
            ["", *present],
            format_func=lambda name: DATASETS[name].label(view.lang) if name else t("records.batches.all"),
            key="records_dataset",
            width=280,
        )
        found = batches[batches["dataset"] == dataset] if dataset else batches
        pages = max(1, -(-len(found) // PAGE))
        page = st.pagination(pages, key=f"records_page_{dataset}") if pages > 1 else 1
    shown = list(found.iloc[(page - 1) * PAGE : page * PAGE].itertuples())
    with card(t("records.batches.card"), t("records.batches.subtitle"), stretch=False):
        show_table(_columns(t), [_line(record, view) for record in shown], t("records.batches.card"))
    by_id = {str(record.batch_id): record for record in shown}
    chosen = st.selectbox(
        t("records.batches.select"),
        list(by_id),
        # What can be undone comes first to mind: after an undo the next one, not the one that is gone.
        index=next((at for at, record in enumerate(shown) if record.live), 0),
        format_func=lambda batch: _option(by_id[batch], t),
        key="records_batch",
    )
    if chosen:
        _show_batch(view, by_id[chosen])


def may_undo(rights: Rights, who: str) -> bool:
    """People undo their own batches; administrators undo any. The store holds the same rule."""
    return rights.may_write and (who == rights.user or rights.role == "administrator")


def _columns(t: Translator) -> list[Column]:
    return [
        Column(t("records.batches.state"), "state", hidden_header=True),
        Column(t("records.batches.batch"), "head"),
        Column(t("records.batches.when")),
        Column(t("records.batches.who")),
        Column(t("records.batches.file"), "prose"),
        Column(t("records.batches.dataset"), "prose"),
        Column(t("records.batches.read"), "number"),
        *(Column(t(f"records.batches.{end}"), "number") for end in ENDS),
    ]


def _line(record: Any, view: View) -> list[Cell]:
    t = view.t
    state = shape("good", t("records.batches.live")) if record.live else shape("none", t("records.batches.undone"))
    return [
        state,
        str(record.batch_id),
        _when(record, t),
        str(record.who),
        shorten(_file(record, t), 44),
        _dataset(record, view),
        t.number(record.read),
        *(t.number(getattr(record, end)) for end in ENDS),
    ]


def _when(record: Any, t: Translator) -> Markup:
    """The moment it was kept; beneath it since when it was known, or that it was undone."""
    lines = [t.moment(record.recorded_at)]
    if abs((record.recorded_at - record.known_at).total_seconds()) > 60:
        lines.append(t("records.batches.known", when=t.date(record.known_at, year=True)))
    if not record.live and not pd.isna(record.withdrawn_at):
        lines.append(t("records.batches.undone_at", when=t.date(record.withdrawn_at, year=True)))
    beneath = Markup("").join(Markup('<br><span class="ho-muted">{}</span>').format(line) for line in lines[1:])
    return Markup("{}{}").format(lines[0], beneath)


def _file(record: Any, t: Translator) -> str:
    return t("records.batches.screen") if record.source == "screen" else str(record.file_name)


def _dataset(record: Any, view: View) -> str:
    known = DATASETS.get(record.dataset)
    return known.label(view.lang) if known else str(record.dataset)


def _option(record: Any, t: Translator) -> str:
    return t(
        "records.batches.option", id=str(record.batch_id), file=_file(record, t), when=t.moment(record.recorded_at)
    )


def _show_batch(view: View, record: Any) -> None:
    t, batch = view.t, str(record.batch_id)
    with card(t("records.batch.card", id=batch, file=_file(record, t)), stretch=False):
        told: list[tuple[str, Cell]] = [
            (t("records.batch.dataset"), _dataset(record, view)),
            (t("records.batch.recorded"), t.moment(record.recorded_at)),
            (t("records.batch.known"), t.moment(record.known_at)),
            (t("records.batch.who"), str(record.who)),
        ]
        if record.sha256:
            told.append((t("records.batch.sha"), Markup("<code>{}</code>").format(record.sha256[:16] + "…")))
        if not record.live and not pd.isna(record.withdrawn_at):
            told.append((t("records.batch.withdrawn"), t.moment(record.withdrawn_at)))
        st.html(facts(told))
        if record.source == "screen" and record.dataset in DATASETS:
            edits = view.store.edited(record.dataset, view.rights, batch_id=batch)
            show_changes(edits, DATASETS[record.dataset], t)
        show_gate(view, batch, record.dataset)
        met = causes(view.store.issues(batch, view.rights), t, str(record.dataset))
        none = paragraph(t("records.batch.no_issues"), muted=True)
        st.html(issues_table(met, t, t("records.batch.issues")) if met else none)
        _show_undo(view, record)


def _show_undo(view: View, record: Any) -> None:
    """Undo in two steps, the second with a reason."""
    t, batch = view.t, str(record.batch_id)
    if not record.live:
        st.html(paragraph(t("records.undo.already"), muted=True))
        return
    if not may_undo(view.rights, str(record.who)):
        st.html(paragraph(t("records.undo.others", who=record.who), muted=True))
        return
    if st.session_state.get("records_undo") != batch:
        if st.button(t("records.undo"), icon=":material/undo:", key="records_ask"):
            st.session_state["records_undo"] = batch
            st.rerun()
        return
    st.html(paragraph(t("records.undo.ask", id=batch)))
    reason = st.text_input(
        t("records.undo.reason"), placeholder=t("records.undo.reason.hint"), key="records_reason", max_chars=200
    )
    rows = rows_text(t, record.dataset, int(record.new + record.updated + record.unchanged))
    with st.container(horizontal=True):
        go = st.button(t("records.undo.confirm", rows=rows), type="primary", key="records_confirm")
        leave = st.button(t("records.undo.cancel"), key="records_leave")
    if leave:
        del st.session_state["records_undo"]
        st.rerun()
    if go:
        try:
            view.store.withdraw(batch, view.rights, reason=reason)
        except Refusal as refusal:
            show_refused(refusal, t)
            return
        del st.session_state["records_undo"]
        st.session_state["records_said"] = t("records.undo.done", id=batch)
        st.rerun()
