"""Changing a mapping that is kept: its name, what a column becomes, how its answers are read, values for every row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.datasets import DATASETS
from data.ingest import ColumnMapping, Mapping
from data.ingest.library import (
    Kept,
    forget_mapping,
    keep_mapping,
    read_wordings,
    with_column,
    with_constants,
    write_wordings,
)
from data.problems import Refusal
from pages.kit.guard import View
from pages.kit.upload.draft import LEAVE, OTHER
from pages.kit.upload.html import paragraph, shorten
from pages.kit.upload.options import CONSTANTS
from pages.kit.upload.refusal import show_refused

MOST_POINTS = 11


def show_mapping_edit(view: View, kept: Kept) -> None:
    """Closed by default, a part for each kind of change; each is kept at once and can be undone among the batches."""
    t, key = view.t, kept.fingerprint[:12]
    with st.expander(t("records.mappings.edit"), key=f"mapping_edit_{key}"):
        _show_name(view, kept, key)
        _show_column(view, kept, key)
        _show_constants(view, kept, key)
        _show_forget(view, kept, key)


def _keep(view: View, kept: Kept, mapping: Mapping, name: str, event: str) -> None:
    try:
        keep_mapping(view.store, view.rights, kept.fingerprint, mapping, name, event)
    except Refusal as refusal:
        show_refused(refusal, view.t)
        return
    st.session_state["records_said"] = view.t("records.mappings.kept")
    st.rerun()


def _show_name(view: View, kept: Kept, key: str) -> None:
    t = view.t
    with st.form(f"mapping_name_form_{key}", border=False):
        name = st.text_input(t("records.mappings.name"), value=kept.name, max_chars=80, key=f"mapping_name_{key}")
        go = st.form_submit_button(t("records.mappings.rename"), key=f"mapping_rename_{key}")
    if go:
        _keep(view, kept, kept.mapping, name, "mapping_renamed")


def _show_column(view: View, kept: Kept, key: str) -> None:
    """One column at a time: its field, and where it is a rating its scale and the places of wordings."""
    t, mapping = view.t, kept.mapping
    dataset = DATASETS[mapping.dataset]
    at = st.selectbox(
        t("upload.mapping.column"),
        range(len(mapping.columns)),
        format_func=lambda number: f"{number + 1} · {shorten(mapping.columns[number].header, 60)}",
        key=f"mapping_column_{key}",
    )
    if at is None:
        return
    line = mapping.columns[at]
    labels = {field.name: field.label(view.lang) for field in dataset.fields if field.type != "json"}
    if "answers" in dataset.by_name:
        labels[OTHER] = t("upload.mapping.other")
    labels[LEAVE] = t("upload.mapping.leave")
    now = line.field or (OTHER if line.keep else LEAVE)
    with st.form(f"mapping_column_form_{key}_{at}", border=False):
        options = list(labels)
        becomes = st.selectbox(
            t("upload.mapping.becomes"),
            options,
            index=options.index(now) if now in options else len(options) - 1,
            format_func=lambda name: labels[name],
            key=f"mapping_becomes_{key}_{at}",
        )
        scale = _show_scale(view, line, key, at)
        go = st.form_submit_button(t("records.mappings.save"), key=f"mapping_save_{key}_{at}")
    if not go:
        return
    try:
        changes = scale()
    except Refusal as refusal:
        show_refused(refusal, t)
        return
    changes |= {"field": None if becomes in (OTHER, LEAVE) else becomes, "keep": becomes == OTHER}
    _keep(view, kept, with_column(mapping, at, changes), kept.name, "mapping_edited")


def _show_scale(view: View, line: ColumnMapping, key: str, at: int) -> Any:
    """The answers of a scale; what is returned reads them when the form is sent."""
    t = view.t
    dated = line.order is not None
    rated = line.points is not None
    low, points, turned, order = line.low, line.points, line.reversed, line.order
    if rated:
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        with left:
            low = st.number_input(t("records.mappings.low"), 0, 1, line.low or 0, key=f"mapping_low_{key}_{at}")
        with middle:
            points = st.number_input(
                t("records.mappings.points"), 2, MOST_POINTS, line.points, key=f"mapping_points_{key}_{at}"
            )
        with right:
            turned = st.checkbox(t("records.mappings.reversed"), line.reversed, key=f"mapping_reversed_{key}_{at}")
    if dated:
        order = st.selectbox(
            t("records.mappings.order"),
            ["dmy", "mdy"],
            index=["dmy", "mdy"].index(line.order or "dmy"),
            format_func=lambda code: t(f"read_as.date_{code}"),
            key=f"mapping_order_{key}_{at}",
        )
    told = st.text_area(
        t("records.mappings.wordings"),
        value=write_wordings(line.values),
        placeholder=t("records.mappings.wordings.hint"),
        height=90,
        key=f"mapping_wordings_{key}_{at}",
    )

    def changes() -> dict[str, Any]:
        return {"low": low, "points": points, "reversed": turned, "order": order, "values": read_wordings(told)}

    return changes


def _show_constants(view: View, kept: Kept, key: str) -> None:
    """Values for every row of a file."""
    t, mapping = view.t, kept.mapping
    dataset = DATASETS[mapping.dataset]
    names = [name for name in dict.fromkeys((*CONSTANTS, *mapping.constants)) if name in dataset.by_name]
    names = [name for name in names if not mapping.column_of(name)]
    if not names:
        return
    st.html(paragraph(t("records.mappings.constants"), muted=True))
    with st.form(f"mapping_constants_form_{key}", border=False):
        places = st.columns(2)
        given = {}
        for number, name in enumerate(names):
            with places[number % 2]:
                given[name] = st.text_input(
                    dataset.by_name[name].label(view.lang),
                    value=mapping.constants.get(name) or "",
                    key=f"mapping_constant_{key}_{name}",
                )
        go = st.form_submit_button(t("records.mappings.save"), key=f"mapping_constants_{key}")
    if go:
        held = {name: text for name, text in given.items() if text.strip() != (mapping.constants.get(name) or "")}
        _keep(view, kept, with_constants(mapping, held), kept.name, "mapping_edited")


def _show_forget(view: View, kept: Kept, key: str) -> None:
    """Forgetting in two steps."""
    t = view.t
    if st.session_state.get("mapping_forget") != kept.fingerprint:
        if st.button(t("records.mappings.forget"), icon=":material/delete:", key=f"mapping_forget_{key}"):
            st.session_state["mapping_forget"] = kept.fingerprint
            st.rerun()
        return
    st.html(paragraph(t("records.mappings.forget.ask", name=kept.title)))
    with st.container(horizontal=True):
        go = st.button(t("records.mappings.forget.go"), type="primary", key=f"mapping_forgotten_{key}")
        leave = st.button(t("editor.cancel"), key=f"mapping_forget_leave_{key}")
    if not (go or leave):
        return
    del st.session_state["mapping_forget"]
    if go:
        try:
            forget_mapping(view.store, view.rights, kept.fingerprint, kept.name)
        except Refusal as refusal:
            show_refused(refusal, t)
            return
        st.session_state["records_said"] = t("records.mappings.forgotten")
    st.rerun()
