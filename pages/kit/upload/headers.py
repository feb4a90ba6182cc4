"""What a platform changed since last time: said before anything is asked, with the way to read the file afresh."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS
from data.ingest import HeaderChange, Understanding
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import paragraph, shorten

MOST = 6


def change_text(change: HeaderChange, t: Translator) -> str:
    """``Since last time column “Q7” is new, “Q5” is gone.``"""
    if change.only_moved:
        return t("upload.headers.moved")
    new, gone = names(change.new, t), names([header for header, _ in change.gone], t)
    if change.new and change.gone:
        return t("upload.headers.both", new=new, gone=gone)
    return t("upload.headers.new", new=new) if change.new else t("upload.headers.gone", gone=gone)


def names(headers: object, t: Translator) -> str:
    """Headers in quotes, the first of many."""
    every = [t("upload.headers.one", column=shorten(" ".join(str(one).split()), 40)) for one in headers]  # type: ignore[attr-defined]
    more = len(every) - MOST
    return t.listing(every[:MOST] if more <= 0 else [*every[:MOST], t("upload.headers.more", n=more)])


def show_header_change(view: View, draft: Draft, found: Understanding) -> None:
    """The card above the columns; nothing where the headers are those of last time or were never seen."""
    t, change = view.t, found.change
    if change is None and not draft.afresh:
        return
    if change is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(paragraph(t("upload.headers.afresh.said"), muted=True), width="stretch")
            if st.button(t("upload.headers.back"), key="upload_headers_back"):
                draft.read_afresh(afresh=False)
                st.rerun()
        return
    dataset = DATASETS[found.dataset]
    with card(change_text(change, t), t("upload.headers.rest", n=change.same), stretch=False, key="upload_headers"):
        lost = [
            t("upload.headers.lost", column=shorten(header, 40), field=dataset.by_name[field].label(view.lang))
            for header, field in change.gone
            if field in dataset.by_name and not found.mapping.column_of(field)
        ]
        for line in lost:
            st.html(paragraph(f"▲ {line}"))
        if st.button(t("upload.headers.afresh"), key="upload_headers_afresh"):
            draft.read_afresh(afresh=True)
            st.rerun()
