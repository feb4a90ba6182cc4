"""The first step: a file to drop, the templates, and what cannot be shown before other data are there."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.upload.desk import Desk
from pages.kit.upload.html import bullets
from pages.kit.upload.refusal import show_refused

FOUNDATIONS = ("programme", "waves", "customers")


def show_start(view: View, desk: Desk) -> None:
    """Drop a file; whatever was refused of the last one stands above."""
    t = view.t
    if desk.refused:
        show_refused(desk.refused[1], t)
        if desk.waiting and st.button(t("upload.next_file", name=desk.waiting[0].name), key="upload_next"):
            desk.clear()
            st.rerun()
    left, right = st.columns([1.25, 1], gap="small")
    with left, card(t("upload.drop.card"), t("upload.drop.help"), note=t("upload.drop.note")):
        files = st.file_uploader(
            t("upload.drop"), accept_multiple_files=True, key=f"upload_file_{desk.round}", label_visibility="collapsed"
        )
        if files:
            desk.drop([(file.name, file.getvalue()) for file in files])
            st.rerun()
    with right, card(t("upload.templates.card"), t("upload.templates.note")):
        name = st.selectbox(
            t("upload.templates.dataset"),
            list(DATASETS),
            index=list(DATASETS).index("surveys"),
            format_func=lambda name: DATASETS[name].label(view.lang),
            key="upload_template",
        )
        show_template_button(name, view, key="upload_template_file")
    missing = missing_foundations(view)
    if missing:
        with card(t("upload.missing.card"), t("upload.missing.later"), stretch=False):
            st.html(bullets([t(f"upload.missing.{name}") for name in missing]))


def missing_foundations(view: View) -> list[str]:
    """The datasets that place the others (programme, waves, roster) and of which nothing is in force."""
    batches = view.store.batches(view.rights)
    there = set(batches.loc[batches["live"].astype(bool), "dataset"]) if len(batches) else set()
    return [name for name in FOUNDATIONS if name not in there]
