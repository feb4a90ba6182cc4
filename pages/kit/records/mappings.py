"""The mappings that are remembered: which headers are read how."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS
from data.ingest import Mapping
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.upload.words import platform_text


def show_mappings(view: View, remembered: dict[str, str]) -> None:
    """A line for each, and one to look at and to take along."""
    t = view.t
    read = {fingerprint: Mapping.from_json(text) for fingerprint, text in remembered.items()}
    with card(t("records.view.mappings"), note=t("records.mappings.note"), stretch=False):
        columns = [
            Column(t("records.mappings.fingerprint"), "head"),
            Column(t("records.mappings.dataset")),
            Column(t("records.mappings.platform")),
            Column(t("records.mappings.columns"), "number"),
        ]
        rows = [
            [
                fingerprint[:12],
                DATASETS[mapping.dataset].label(view.lang),
                platform_text(mapping.platform, t),
                t.number(len(mapping.columns)),
            ]
            for fingerprint, mapping in read.items()
        ]
        show_table(columns, rows, t("records.view.mappings"))
    chosen = st.selectbox(
        t("records.mappings.select"),
        list(read),
        format_func=lambda fingerprint: f"{fingerprint[:12]} · {DATASETS[read[fingerprint].dataset].label(view.lang)}",
        key="mapping_chosen",
        width=420,
    )
    if chosen:
        st.download_button(
            t("records.mappings.download"),
            data=remembered[chosen],
            file_name=f"mapping-{chosen[:12]}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.json(remembered[chosen], expanded=2)
