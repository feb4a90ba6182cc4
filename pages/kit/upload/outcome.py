"""The right and the lower half of the third step: the bar of rows, the issues, the preview, the deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import streamlit as st

from data.clock import today
from data.datasets import DATASETS
from data.ingest import Understanding
from data.problems import Refusal
from data.store import Counts, Preview
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.records.rows import column_kind, stored_text
from pages.kit.table import Cell, Column, table
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import issues_table, paragraph, roster_match, rows_bar, shorten
from pages.kit.upload.problems import Cause, causes
from pages.kit.upload.refusal import show_refused
from pages.kit.upload.rejected import rejected_workbook

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE = 5


def show_bar(view: View, preview: Preview, found: Understanding) -> None:
    """What will happen to the rows, whose they are, and what cannot be shown of them."""
    t, counts, roster = view.t, preview.counts, preview.roster
    with card(t("upload.rows.card", rows=t("upload.rows", n=counts.read)), t("upload.rows.subtitle")):
        st.html(rows_bar(counts, t))
        if counts.unchanged:
            st.html(paragraph(t("upload.rows.unchanged", n=counts.unchanged), muted=True))
        if preview.corrections:
            st.html(paragraph(t("upload.rows.corrections", n=preview.corrections), muted=True))
        if roster and roster.customers and found.dataset != "customers":
            st.html(roster_match(roster, t))
        lacking = [t(f"upload.missing.{name}") for name in found.missing if name in ("customer", "wave")]
        for sentence in lacking:
            st.html(paragraph(sentence, muted=True))


def show_sample(view: View, preview: Preview, dataset: str) -> None:
    """The first rows as they will stand in the store."""
    t, declared = view.t, DATASETS[dataset]
    frame = preview.sample.head(SAMPLE)
    if frame.empty:
        return
    with card(t("upload.preview.card"), t("upload.preview.subtitle", n=len(frame)), stretch=False):
        fields = [f for f in declared.fields if f.name in frame.columns and frame[f.name].notna().any()]
        columns = [
            Column(t("upload.preview.place"), "number"),
            Column(t("upload.preview.outcome")),
            *(Column(field.label(view.lang), column_kind(field)) for field in fields),
        ]
        rows: list[list[Cell]] = [
            [
                str(record["_row"]),
                t(f"upload.end.{record['_outcome']}"),
                *(shorten(stored_text(record[field.name], field, t), 64) for field in fields),
            ]
            for record in frame.to_dict("records")
        ]
        st.html(table(columns, rows, t("upload.preview.card")))


def show_issues(view: View, preview: Preview) -> None:
    """What is wrong, worst first, and what is no data; nothing is left out without being said."""
    t, counts = view.t, preview.counts
    found = causes(preview.issues, t)
    title, subtitle = issues_title(view, found, counts)
    with card(title, subtitle, stretch=False, key="upload_issues"):
        if found:
            st.html(issues_table(found, t, title))


def issues_title(view: View, found: Sequence[Cause], counts: Counts) -> tuple[str, str]:
    """The finding of the card and the line beneath it."""
    t = view.t
    look = sum(cause.count for cause in found if cause.severity in ("cell", "warn"))
    rejected = t("upload.rows", n=counts.rejected)
    if counts.rejected and look:
        return t("upload.issues.card", rejected=rejected, n=look), t("upload.issues.subtitle")
    if counts.rejected:
        return t("upload.issues.card.rejected", rejected=rejected), t("upload.issues.subtitle")
    if look:
        return t("upload.issues.card.look", n=look), t("upload.issues.subtitle.look")
    if found:
        return t("upload.issues.card.ignored", n=counts.ignored), t("upload.issues.subtitle.ignored")
    return t("upload.issues.card.none"), t("upload.issues.subtitle.none")


def show_save_mapping(view: View, draft: Draft, found: Understanding) -> None:
    """The mapping with the answers given so far, to keep or to send."""
    name = stem(draft.book.name)
    st.download_button(
        view.t("upload.mapping.save"),
        data=draft.mapping_json(found),
        file_name=view.t("upload.mapping.file_name", name=name),
        mime="application/json",
        on_click="ignore",
        key="upload_save_mapping",
    )


def show_rejected(view: View, draft: Draft, found: Understanding, preview: Preview) -> None:
    """The rejected rows as a workbook; it is made when it is asked for."""
    t, book = view.t, draft.book
    st.download_button(
        t("upload.rejected.download"),
        data=lambda: rejected_workbook(book, preview.rejected, preview.issues, {found.sheet: found.first_row - 1}, t),
        file_name=t("upload.rejected.file", name=stem(book.name)),
        mime=SHEETS,
        icon=":material/download:",
        on_click="ignore",
        key="upload_rejected",
    )


def stem(name: str) -> str:
    """A file's name without its ending."""
    return name.rsplit(".", 1)[0]


def show_options(view: View, draft: Draft, dataset: str) -> None:
    """What holds for the file as a whole: it is the complete register, it was known earlier, its mapping is given."""
    t = view.t
    if DATASETS[dataset].kind == "register":
        draft.complete = st.checkbox(t("upload.complete"), value=draft.complete, key=f"upload_complete_{draft.round}")
    left, right = st.columns(2, gap="small")
    with left, st.expander(t("upload.earlier"), key=f"upload_earlier_{draft.round}"):
        day = st.date_input(
            t("upload.earlier.day"),
            value=None,
            max_value=today(),
            format="YYYY-MM-DD",
            help=t("upload.earlier.help"),
            key=f"upload_known_at_{draft.round}",
            width=240,
        )
        draft.known_at = None if day is None or day >= today() else datetime.combine(day, time())
    with right, st.expander(t("upload.mapping.file"), key=f"upload_mapping_{draft.round}"):
        given = st.file_uploader(t("upload.mapping.file.help"), type=["json"], key=f"upload_mapping_file_{draft.round}")
        if given is not None:
            try:
                draft.use_mapping(given.getvalue().decode("utf-8", "replace"))
            except Refusal as refusal:
                show_refused(refusal, t)
            else:
                st.rerun()
