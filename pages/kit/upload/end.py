"""The last step: the progress of a commit, its receipt, undo, and what comes next."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from data.clock import day_of
from data.datasets import DATASETS
from data.language import Translator
from data.problems import Refusal
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.navigation import BY_NAME, open_pages
from pages.kit.state import link_params
from pages.kit.table import Cell
from pages.kit.upload.commit import Job
from pages.kit.upload.desk import Desk, Ended
from pages.kit.upload.gate import show_gate
from pages.kit.upload.html import facts, paragraph, rows_bar
from pages.kit.upload.outcome import show_rejected
from pages.kit.upload.refusal import show_refused

PAGE_OF = {
    "customers": "this_week",
    "alerts": "alerts",
    "move": "move",
    "departures": "retention",
    "revenue": "retention",
    "programme": "this_week",
    "market": "market",
    "satisfaction": "satisfaction",
    "complaints": "complaints",
    "loop": "care",
    "money": "cost",
    "benefits": "cost_benefit",
    "plan": "schedule",
    "waves": "schedule",
    "risk": "risk",
    "readiness": "readiness",
    "compliance": "compliance",
    "closing": "closing",
    "rights": "rights",
    "safeguards": "safeguards",
    "cutover": "cutover",
    "coordination": "coordination",
}
"""The page that shows a dataset, by its name, else by its area."""


def show_job(view: View, desk: Desk, job: Job, title: str) -> None:
    """Follow the commit to its end. A run that is interrupted is taken up again by the next."""
    t = view.t
    with st.container(key="upload_progress"):
        bar = st.progress(job.share, text=title)
        for step, share in job.beats():
            bar.progress(share, text=f"{step_text(t, step) or title} · {t('upload.seconds', n=int(job.seconds))}")
    try:
        receipts = job.future.result()
    except Refusal as refusal:
        desk.job = None
        show_refused(refusal, t)
        return
    if desk.together():
        desk.end_all(receipts, list(desk.together()))
    else:
        desk.end(receipts[0])
    st.rerun()


def step_text(t: Translator, step: str) -> str:
    return t(f"progress.{step}") if t.has(f"progress.{step}") else ""


def show_end(view: View, desk: Desk, ended: Ended) -> None:
    """The receipt of what was kept, with undo, and the ways on."""
    t, receipt = view.t, ended.receipt
    with card(t("upload.receipt.card", batch=receipt.batch_id), stretch=False, key="upload_receipt"):
        told: list[tuple[str, Cell]] = [
            (t("upload.receipt.file"), ended.name),
            (t("upload.dataset"), DATASETS[receipt.dataset].label(view.lang)),
            (t("upload.receipt.batch"), Markup("<code>{}</code>").format(receipt.batch_id)),
            (t("upload.receipt.when"), t.moment(receipt.recorded_at)),
        ]
        if day_of(receipt.known_at) != day_of(receipt.recorded_at):
            told.append((t("upload.earlier.day"), t.date(receipt.known_at, year=True)))
        st.html(facts(told))
        for one in ended.receipts:
            if ended.before:
                st.html(paragraph(f"{DATASETS[one.dataset].label(view.lang)} · {one.batch_id}", muted=True))
            st.html(rows_bar(one.counts, t))
            show_gate(view, one.batch_id, one.dataset)
        if ended.undone:
            st.html(paragraph(t("upload.receipt.undone"), muted=True))
        else:
            _show_undo(view, desk, ended)
    _show_ways_on(view, desk, ended)


def _show_undo(view: View, desk: Desk, ended: Ended) -> None:
    t = view.t
    st.html(paragraph(t("upload.receipt.undo.note"), muted=True))
    if st.button(t("upload.receipt.undo"), icon=":material/undo:", key="upload_undo"):
        try:
            for receipt in reversed(ended.receipts):
                view.store.withdraw(receipt.batch_id, view.rights)
        except Refusal as refusal:
            show_refused(refusal, t)
            return
        desk.ended = replace(ended, undone=True)
        st.rerun()


def _show_ways_on(view: View, desk: Desk, ended: Ended) -> None:
    t = view.t
    with st.container(horizontal=True, key="upload_ways"):
        if ended.refused is not None and ended.refused.seen is not None:
            show_rejected(view, ended.refused, ended.refused.seen, ended.receipt)
        for sheet in ended.sheets:
            if st.button(t("upload.next_sheet", name=plain(sheet)), key=f"upload_sheet_{sheet}"):
                desk.next_sheet(sheet)
                st.rerun()
        for dataset, columns in () if ended.undone else ended.also:
            name = DATASETS[dataset].label(view.lang)
            note = t("upload.also.help", columns=plain(t.listing(list(columns))))
            if st.button(t("upload.also", name=name, n=len(columns)), key=f"upload_also_{dataset}", help=note):
                desk.next_sheet(ended.sheet, dataset)
                st.rerun()
        label = t("upload.next_file", name=plain(desk.waiting[0].name)) if desk.waiting else t("upload.more_files")
        if st.button(label, type="primary", key="upload_next"):
            desk.clear()
            st.rerun()
        page = BY_NAME.get(PAGE_OF.get(ended.receipt.dataset, PAGE_OF.get(DATASETS[ended.receipt.dataset].area, "")))
        seen = page is not None and page in open_pages(view.rights)
        if (
            page is not None
            and seen
            and st.button(t("upload.receipt.page", page=t(f"page.{page.name}")), key="upload_to_page")
        ):
            st.switch_page(page.script, query_params=link_params(view.scope))
        if st.button(t("upload.receipt.records"), key="upload_to_records"):
            st.switch_page("pages/records.py", query_params=link_params(view.scope))
