"""What holds for a file as a whole: values for every row, scales the other way round, when it was known, its
mapping."""

from __future__ import annotations

from datetime import datetime, time

import streamlit as st

from analytics.records import load_waves
from data.clock import today
from data.datasets import DATASETS, Dataset, Field
from data.ingest import Understanding
from data.problems import Refusal
from pages.kit.guard import View
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import shorten
from pages.kit.upload.refusal import show_refused

CONSTANTS = ("wave", "branch", "segment", "channel", "survey")
"""Fields that may hold one value for a whole file."""


def show_options(view: View, draft: Draft, guess: Understanding, found: Understanding) -> None:
    """Closed by default: most files need none of it."""
    t, dataset = view.t, DATASETS[found.dataset]
    if dataset.kind == "register":
        complete = st.checkbox(t("upload.complete"), value=draft.complete, key=f"upload_complete_{draft.round}")
        _set(draft, complete=complete)
    left, middle, right = st.columns(3, gap="small")
    with left, st.expander(t("upload.same"), key=f"upload_same_{draft.round}"):
        _show_constants(view, draft, dataset, found)
        _show_turned(view, draft, dataset, guess)
    with middle, st.expander(t("upload.earlier"), key=f"upload_earlier_{draft.round}"):
        _show_known_at(view, draft)
    with right, st.expander(t("upload.mapping.file"), key=f"upload_mapping_{draft.round}"):
        _show_mapping_file(view, draft)


def _set(draft: Draft, **choices: object) -> None:
    """Take over choices; the page is drawn anew where one has changed, as what stands above follows from it."""
    changed = {name: value for name, value in choices.items() if getattr(draft, name) != value}
    for name, value in changed.items():
        setattr(draft, name, value)
    if changed:
        st.rerun()


def _show_constants(view: View, draft: Draft, dataset: Dataset, found: Understanding) -> None:
    """A value for each field that may be the same for every row and that no column holds."""
    asked = {question.id for question in found.questions}
    free = [
        dataset.by_name[name]
        for name in CONSTANTS
        if name in dataset.by_name and not found.mapping.column_of(name) and name not in asked
    ]
    given = {field.name: _constant(view, draft, field, found) for field in free}
    _set(draft, constants={name: text for name, text in given.items() if text})


def _constant(view: View, draft: Draft, field: Field, found: Understanding) -> str:
    key, label = f"upload_constant_{field.name}_{draft.round}", field.label(view.lang)
    hint = view.t("upload.question.choose")
    words = {choice.code: choice.zh if view.lang == "zh" else choice.en for choice in field.choices}
    if field.choices or field.name == "wave":
        options = list(words) or load_waves(view.store, view.rights)
        chosen = st.selectbox(
            label,
            options,
            index=None,
            format_func=lambda code: words.get(code, code),
            placeholder=hint,
            accept_new_options=not field.choices,
            key=key,
        )
        return (chosen or "").strip()
    default = found.mapping.constants.get(field.name) or field.example
    return st.text_input(label, placeholder=default, key=key).strip()


def _show_turned(view: View, draft: Draft, dataset: Dataset, guess: Understanding) -> None:
    """The rated columns whose lowest number is the best; those that are asked about are left to the question."""
    asked = {question.column for question in guess.questions if question.code == "direction"}
    rated = {
        one.index: shorten(one.header, 48)
        for one in guess.columns
        if one.field and dataset.by_name[one.field].type == "rating" and one.index not in asked
    }
    if not rated:
        return
    chosen = st.multiselect(
        view.t("upload.turned"),
        list(rated),
        format_func=lambda index: rated[index],
        placeholder=view.t("upload.turned.none"),
        help=view.t("upload.turned.help"),
        key=f"upload_turned_{draft.round}",
    )
    _set(draft, reversed=frozenset(chosen))


def _show_known_at(view: View, draft: Draft) -> None:
    day = st.date_input(
        view.t("upload.earlier.day"),
        value=None,
        max_value=today(),
        format="YYYY-MM-DD",
        help=view.t("upload.earlier.help"),
        key=f"upload_known_at_{draft.round}",
        width=240,
    )
    draft.known_at = None if day is None or day >= today() else datetime.combine(day, time())


def _show_mapping_file(view: View, draft: Draft) -> None:
    given = st.file_uploader(
        view.t("upload.mapping.file.help"), type=["json"], key=f"upload_mapping_file_{draft.round}"
    )
    if given is None:
        return
    try:
        draft.use_mapping(given.getvalue().decode("utf-8", "replace"))
    except Refusal as refusal:
        show_refused(refusal, view.t)
    else:
        st.rerun()
