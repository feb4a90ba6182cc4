"""The library of mappings: which headers are read how, since when; to name, change, take along, take in, forget."""

from __future__ import annotations

import streamlit as st

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.ingest import ColumnMapping
from data.ingest.library import Kept, import_mapping
from data.language import Translator
from data.problems import Refusal
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.records.mapping_edit import show_mapping_edit
from pages.kit.table import Column, show_table
from pages.kit.upload.html import shorten
from pages.kit.upload.refusal import show_refused
from pages.kit.upload.words import platform_text

ROUND = "mapping_import_round"


def may_keep(rights: Rights) -> bool:
    """Whether this reader changes mappings: they hold for the whole programme."""
    return rights.may_write and rights.may_write_programme and rights.may_see("settings")


def show_mappings(view: View, library: list[Kept]) -> None:
    """A line for each, one to look at and change, and the way in for a mapping file."""
    t = view.t
    if library:
        with card(t("records.view.mappings"), note=t("records.mappings.note"), stretch=False):
            columns = [
                Column(t("records.mappings.name"), "head"),
                Column(t("records.mappings.dataset")),
                Column(t("records.mappings.platform")),
                Column(t("records.mappings.columns"), "number"),
                Column(t("records.mappings.uses"), "number"),
                Column(t("records.mappings.used_at")),
                Column(t("records.mappings.changed"), "text"),
            ]
            show_table(columns, [_line(kept, view) for kept in library], t("records.view.mappings"))
        by_key = {kept.fingerprint: kept for kept in library}
        chosen = st.selectbox(
            t("records.mappings.select"),
            list(by_key),
            format_func=lambda key: _option(by_key[key], view),
            key="mapping_chosen",
            width=420,
        )
        if chosen:
            _show_mapping(view, by_key[chosen])
    if may_keep(view.rights):
        _show_import(view)


def _option(kept: Kept, view: View) -> str:
    label = DATASETS[kept.mapping.dataset].label(view.lang)
    return f"{shorten(kept.title, 40)} · {label} · {kept.fingerprint[:6]}"


def _line(kept: Kept, view: View) -> list[str]:
    t = view.t
    return [
        shorten(kept.title, 40),
        DATASETS[kept.mapping.dataset].label(view.lang),
        platform_text(kept.mapping.platform, t),
        t.number(len(kept.mapping.columns)),
        t.number(kept.uses),
        t.moment(kept.used_at) if kept.used_at else "–",
        t("records.mappings.by", who=kept.who) if kept.edited else "",
    ]


def _show_mapping(view: View, kept: Kept) -> None:
    t, mapping = view.t, kept.mapping
    dataset = DATASETS[mapping.dataset]
    subtitle = f"{dataset.label(view.lang)} · {platform_text(mapping.platform, t)}"
    with card(shorten(kept.title, 60), subtitle, stretch=False):
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
            data=mapping.to_json,
            file_name=f"mapping-{kept.fingerprint[:12]}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="mapping_file",
        )
        if may_keep(view.rights):
            show_mapping_edit(view, kept)


def _show_import(view: View) -> None:
    """A mapping file of this or another programme, as the command takes it."""
    t = view.t
    turn = st.session_state.setdefault(ROUND, 0)
    with st.expander(t("records.mappings.import")):
        file = st.file_uploader(t("records.mappings.import.file"), type=["json"], key=f"mapping_import_{turn}")
        name = st.text_input(t("records.mappings.name"), key=f"mapping_import_name_{turn}", max_chars=80)
        if st.button(t("records.mappings.import.go"), disabled=file is None, key="mapping_import_go") and file:
            try:
                import_mapping(view.store, view.rights, file.getvalue(), name or file.name.rsplit(".", 1)[0])
            except Refusal as refusal:
                show_refused(refusal, t)
                return
            st.session_state[ROUND] = turn + 1
            st.session_state["records_said"] = t("records.mappings.imported")
            st.rerun()


def _becomes(one: ColumnMapping, dataset: Dataset, view: View) -> str:
    if one.field:
        return dataset.by_name[one.field].label(view.lang)
    return view.t("upload.mapping.other") if one.keep else view.t("upload.mapping.leave")


def _read_as(one: ColumnMapping, t: Translator) -> str:
    if one.points and one.low is not None:
        scale = "rating_reversed" if one.reversed else "rating"
        return t(f"read_as.{scale}", low=one.low, high=one.low + one.points - 1)
    return t(f"read_as.date_{one.order}") if one.order else ""
