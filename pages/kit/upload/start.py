"""The first step: a file to drop, the templates, and what cannot be shown before other data are there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.apart import warm
from data.clock import day_of, today
from data.datasets import DATASETS
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.records.dictionary import show_template_button
from pages.kit.status import shape
from pages.kit.table import Cell, Column, table
from pages.kit.upload.desk import Desk
from pages.kit.upload.html import bullets, shorten
from pages.kit.upload.refusal import show_refused

FOUNDATIONS = ("programme", "waves", "customers")


def show_start(view: View, desk: Desk) -> None:
    """Drop a file; whatever was refused of the last one stands above."""
    warm()
    t = view.t
    if desk.refused:
        show_refused(desk.refused[1], t)
        if desk.waiting and st.button(t("upload.next_file", name=plain(desk.waiting[0].name)), key="upload_next"):
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
    batches = view.store.batches(view.rights)
    live = batches[batches["live"].astype(bool)] if len(batches) else batches
    missing = [name for name in FOUNDATIONS if name not in set(live["dataset"])]
    if missing:
        with card(t("upload.missing.card"), t("upload.missing.later"), stretch=False):
            st.html(bullets([t(f"upload.missing.{name}") for name in missing]))
    if len(live):
        _show_present(view, live)


def _show_present(view: View, live: pd.DataFrame) -> None:
    """What is here already: for each dataset its last file and whether the next one is due."""
    t = view.t
    columns = [
        Column(t("upload.here.state"), "state", hidden_header=True),
        Column(t("upload.dataset"), "head"),
        Column(t("upload.here.last")),
        Column(t("upload.here.known")),
        Column(t("upload.here.age"), "number"),
        Column(t("upload.here.expected"), "number"),
    ]
    rows: list[list[Cell]] = []
    for name, dataset in DATASETS.items():
        own = live[live["dataset"] == name]
        if own.empty:
            continue
        last = own.loc[own["known_at"].idxmax()]
        age = (today() - day_of(last["known_at"])).days
        late = dataset.rhythm_days is not None and age > dataset.rhythm_days
        rows.append(
            [
                shape("watch", t("upload.here.late")) if late else shape("good", t("upload.here.fresh")),
                dataset.label(view.lang),
                shorten(str(last["file_name"]), 48),
                t.date(last["known_at"], year=True),
                t("upload.here.days", n=age),
                t("upload.here.days", n=dataset.rhythm_days) if dataset.rhythm_days else "",
            ]
        )
    with card(t("upload.here.card", n=len(rows)), t("upload.here.subtitle"), stretch=False):
        st.html(table(columns, rows, t("upload.here.subtitle")))
