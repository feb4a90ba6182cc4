"""The mappings that are remembered: which headers are read how."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS, Dataset
from data.ingest import ColumnMapping, Mapping
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.upload.html import shorten
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
        _show_mapping(view, chosen, read[chosen], remembered[chosen])


def _show_mapping(view: View, fingerprint: str, mapping: Mapping, text: str) -> None:
    t, dataset = view.t, DATASETS[mapping.dataset]
    with card(dataset.label(view.lang), platform_text(mapping.platform, t), stretch=False):
        columns = [
            Column(t("upload.mapping.column"), "head"),
            Column(t("upload.mapping.becomes")),
            Column(t("upload.mapping.read_as")),
        ]
        rows = [[shorten(one.header, 60), _becomes(one, dataset, view), _read_as(one, t)] for one in mapping.columns]
        held = {name: value for name, value in mapping.constants.items() if value and name in dataset.by_name}
        rows += [
            [t("records.mappings.constant"), dataset.by_name[name].label(view.lang), str(value)]
            for name, value in held.items()
        ]
        show_table(columns, rows, t("records.view.mappings"))
        st.download_button(
            t("records.mappings.download"),
            data=lambda: text,
            file_name=f"mapping-{fingerprint[:12]}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="mapping_file",
        )


def _becomes(one: ColumnMapping, dataset: Dataset, view: View) -> str:
    if one.field:
        return dataset.by_name[one.field].label(view.lang)
    return view.t("upload.mapping.other") if one.keep else view.t("upload.mapping.leave")


def _read_as(one: ColumnMapping, t: Translator) -> str:
    if one.points and one.low is not None:
        scale = "rating_reversed" if one.reversed else "rating"
        return t(f"read_as.{scale}", low=one.low, high=one.low + one.points - 1)
    return t(f"read_as.date_{one.order}") if one.order else ""
