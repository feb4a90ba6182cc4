"""The data dictionary in the reader's language, from the declarations, with the templates."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS, Dataset, Field
from data.ingest import template
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.table import Column, show_table

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_dictionary(view: View) -> None:
    """One dataset at a time: what it is, its fields, its template."""
    t, lang = view.t, view.lang
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            t("records.rows.dataset"),
            list(DATASETS),
            index=list(DATASETS).index("surveys"),
            format_func=lambda name: DATASETS[name].label(lang),
            key="dictionary_dataset",
            width=280,
        )
        show_template_button(name, view, key="dictionary_template")
    dataset = DATASETS[name]
    subtitle = dataset.help_zh if lang == "zh" else dataset.help_en
    with card(dataset.label(lang), subtitle, note=_about(dataset, t, lang), stretch=False):
        columns = [
            Column(t("records.dictionary.field"), "head"),
            Column(t("records.dictionary.name")),
            Column(t("records.dictionary.type")),
            Column(t("records.dictionary.required")),
            Column(t("records.dictionary.values"), "prose"),
            Column(t("records.dictionary.help"), "prose"),
        ]
        show_table(columns, [_line(field, t, lang) for field in dataset.fields], dataset.label(lang))


def show_template_button(name: str, view: View, *, key: str, label: str = "") -> None:
    """The template of a dataset; it is made when it is asked for."""
    st.download_button(
        label or view.t("upload.templates.download"),
        data=lambda: template(name, view.lang),
        file_name=f"{name}.xlsx",
        mime=SHEETS,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def _line(field: Field, t: Translator, lang: str) -> list[str]:
    said = field.help_zh if lang == "zh" else field.help_en
    guarded = {"pseudonym": t("records.dictionary.pseudonym"), "mask": t("records.dictionary.mask")}
    return [
        field.label(lang),
        field.name,
        t(f"records.dictionary.type.{field.type}"),
        t("records.dictionary.yes") if field.required else "",
        _values(field, t, lang),
        " ".join(part for part in (said, "" if said else guarded.get(field.sensitivity, "")) if part),
    ]


def _values(field: Field, t: Translator, lang: str) -> str:
    if field.choices:
        return t.listing([choice.zh if lang == "zh" else choice.en for choice in field.choices])
    if field.scale:
        low, high = field.scale.low, field.scale.low + field.scale.points - 1
        return t(
            "records.dictionary.scale" if field.scale.fixed else "records.dictionary.scale.free", low=low, high=high
        )
    return field.example


def _about(dataset: Dataset, t: Translator, lang: str) -> str:
    key = t.listing([dataset.by_name[name].label(lang) for name in dataset.key])
    parts = [t(f"records.dictionary.kind.{dataset.kind}"), t("records.dictionary.key", key=key)]
    if dataset.rhythm_days:
        parts.append(t("records.dictionary.rhythm", n=dataset.rhythm_days))
    return " · ".join(parts)
