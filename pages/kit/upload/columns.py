"""The table of columns: what each column of the file becomes, for a person to check and change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.datasets import DATASETS
from data.ingest import ColumnGuess, Understanding
from data.ingest.proposing import is_day
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.upload.draft import LEAVE, OTHER, Draft
from pages.kit.upload.html import paragraph, shorten

MOST_ROWS, ROW = 14, 32
LEAST_DAYS = 4
"""Columns named by days from which on they are a chart and told in one."""
LOST = ("not_kept_no_field", "not_kept_unread", "not_kept_taken")


def columns_frame(found: Understanding, t: Translator) -> pd.DataFrame:
    """One row a column of the file: what is left out though it holds something first, then doubtful ones, then the
    others: ``column, samples, becomes, certainty, read_as``.

    The index is the position of the column in the file; ``becomes`` is a field's name, ``OTHER`` or ``LEAVE``.
    """
    asked = {question.column for question in found.questions if question.column is not None}
    lost = {one.index for one in left_out(found)}
    ordered = sorted(
        found.columns, key=lambda one: (one.index not in lost, not (one.doubtful or one.index in asked), one.index)
    )
    return pd.DataFrame(
        {
            "column": [shorten(" ".join(one.header.split()), 80) for one in ordered],
            "samples": [" · ".join(shorten(text, 24) for text in one.samples) for one in ordered],
            "becomes": [becomes(one) for one in ordered],
            "certainty": [round(one.certainty, 2) if one.field else None for one in ordered],
            "read_as": [read_as_text(one, t, asked=one.index in asked) for one in ordered],
        },
        index=[one.index for one in ordered],
    )


def left_out(found: Understanding) -> list[ColumnGuess]:
    """Columns that hold something and become nothing, because no field is known for them; nobody chose that."""
    return [one for one in found.columns if one.field is None and one.read_as in LOST and one.samples]


def left_out_text(lost: list[ColumnGuess], t: Translator) -> str:
    """What is left out by its headers; the days of a chart that is drawn in cells are one thing."""
    days = [one.header for one in lost if is_day(one.header)]
    drawn = len(days) >= LEAST_DAYS
    names = [shorten(" ".join(one.header.split()), 32) for one in lost if not (drawn and is_day(one.header))]
    if drawn:
        names.append(t("upload.mapping.left_out.days", first=days[0], last=days[-1], n=len(days)))
    return t("upload.mapping.left_out", n=len(lost), columns=t.listing(names))


def becomes(one: ColumnGuess) -> str:
    """The choice that a guess stands for."""
    if one.field:
        return one.field
    return LEAVE if one.read_as.startswith("not_kept") else OTHER


def read_as_text(one: ColumnGuess, t: Translator, *, asked: bool = False) -> str:
    """How the cells are read; what is asked or doubtful is marked ▲."""
    text = t(f"read_as.{one.read_as}", **one.params)
    return f"▲ {text}" if asked or one.doubtful else text


def changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[int, str]:
    """The columns that became something else in the edited table: position → choice."""
    differ = before["becomes"] != after["becomes"]
    return {int(index): str(choice) for index, choice in after.loc[differ, "becomes"].items()}


def twice(found: Understanding) -> dict[str, list[str]]:
    """Fields that more than one column became, with the headers of those columns."""
    headers: dict[str, list[str]] = {}
    for one in found.columns:
        if one.field:
            headers.setdefault(one.field, []).append(one.header)
    return {field: names for field, names in headers.items() if len(names) > 1}


def show_columns(view: View, draft: Draft, guess: Understanding, found: Understanding) -> None:
    """The card with the table. ``guess`` is the file as it was understood, ``found`` with the reader's changes."""
    t, dataset = view.t, DATASETS[guess.dataset]
    known = sum(1 for one in found.columns if one.field)
    rows = "–".join(dict.fromkeys(str(row) for row in (found.header_rows[0], found.header_rows[-1])))
    subtitle = t("upload.mapping.subtitle", n=len(found.columns), known=known, sheet=found.sheet, rows=rows)
    with card(t("upload.mapping.card"), subtitle):
        lost = left_out(found)
        if lost:
            st.html(paragraph(left_out_text(lost, t)))
        frame = columns_frame(guess, t)
        labels = {field.name: field.label(view.lang) for field in dataset.fields if field.type != "json"}
        options = {**labels, LEAVE: t("upload.mapping.leave")}
        if "answers" in dataset.by_name:
            options = {**labels, OTHER: t("upload.mapping.other"), LEAVE: t("upload.mapping.leave")}
        edited = st.data_editor(
            frame,
            hide_index=True,
            num_rows="fixed",
            disabled=("column", "samples", "certainty", "read_as"),
            row_height=ROW,
            height="content" if len(frame) <= MOST_ROWS else ROW * (MOST_ROWS + 1),
            alt=t("upload.mapping.alt"),
            key=f"upload_columns_{draft.round}",
            column_config={
                "column": st.column_config.TextColumn(t("upload.mapping.column"), width=120, pinned=True),
                "samples": st.column_config.TextColumn(t("upload.mapping.samples"), width=110),
                "becomes": st.column_config.SelectboxColumn(
                    t("upload.mapping.becomes"),
                    options=list(options),
                    format_func=lambda choice: options.get(choice, choice),
                    required=True,
                    width=150,
                ),
                "certainty": st.column_config.ProgressColumn(
                    t("upload.mapping.certainty"), format="percent", min_value=0, max_value=1, width=80
                ),
                "read_as": st.column_config.TextColumn(t("upload.mapping.read_as"), width=205),
            },
        )
        changed = changes(frame, edited)
        if changed != draft.becomes:
            draft.becomes = changed
            st.rerun()
        if changed:
            _show_changed(view, draft, found, options)
        if found.remembered and not changed:
            st.html(paragraph(t("upload.mapping.remembered"), muted=True))
        for field, headers in twice(found).items():
            st.html(paragraph(t("upload.mapping.twice", field=labels[field], columns=t.listing(headers))))


def _show_changed(view: View, draft: Draft, found: Understanding, options: dict[str, str]) -> None:
    t = view.t
    by_index = {one.index: one for one in found.columns}
    said = [
        t(
            "upload.mapping.changed.one",
            column=shorten(by_index[index].header, 32),
            field=options.get(choice, choice),
            read_as=read_as_text(by_index[index], t),
        )
        for index, choice in draft.becomes.items()
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(paragraph(t("upload.mapping.changed", list=t.listing(said)), muted=True), width="stretch")
        if st.button(t("upload.mapping.reset"), type="tertiary", key="upload_reset"):
            draft.forget()
            st.rerun()
