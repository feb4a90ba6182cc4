"""The right and the lower half of the third step: the bar of rows, the issues, the preview, the deed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.datasets import DATASETS
from data.ingest import Understanding
from data.others import file_named
from data.store import Counts, Preview, Receipt, Roster
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.records.values import column_kind, stored_text
from pages.kit.table import Cell, Column, table
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import issues_table, paragraph, roster_match, rows_bar, shorten
from pages.kit.upload.problems import Cause, causes
from pages.kit.upload.rejected import head_of, rejected_workbook

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE = 5


def show_bar(view: View, preview: Preview, found: Understanding, sha256: str) -> None:
    """What will happen to the rows, whose they are, and what cannot be shown of them."""
    t, counts, roster = view.t, preview.counts, preview.roster
    with card(t("upload.rows.card", rows=t("upload.rows", n=counts.read)), t("upload.rows.subtitle")):
        st.html(rows_bar(counts, t))
        before = kept_before(view, sha256)
        if before:
            st.html(paragraph(before, muted=True))
        elif counts.unchanged:
            st.html(paragraph(t("upload.rows.unchanged", n=counts.unchanged), muted=True))
        if preview.corrections:
            st.html(paragraph(t("upload.rows.corrections", n=preview.corrections), muted=True))
        if roster and roster.customers and found.dataset != "customers":
            st.html(roster_match(roster, t))
        for name in what_cannot_be_shown(found, roster):
            st.html(paragraph(t(f"upload.missing.{name}"), muted=True))


def what_cannot_be_shown(found: Understanding, roster: Roster | None) -> list[str]:
    """What the file lacks that some page would show of it. The wave of a customer is that of the roster, and only what
    happened, not a list or a plan, is shown by weeks since cut-over."""
    placed = roster is not None and roster.known > 0
    happened = DATASETS[found.dataset].kind == "fact"
    return [name for name in found.missing if name == "customer" or (name == "wave" and happened and not placed)]


def kept_before(view: View, sha256: str) -> str:
    """When this very file was kept before, and by whom; empty where it was not."""
    batches = view.store.batches(view.rights)
    same = batches[(batches["sha256"] == sha256) & batches["live"].astype(bool)] if len(batches) else batches
    if same.empty:
        return ""
    last = same.iloc[0]
    return view.t("upload.rows.same_file", when=view.t.moment(last["recorded_at"]), who=last["who"])


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


HEADERS = ("column_new", "column_gone")


def show_issues(view: View, preview: Preview, dataset: str) -> None:
    """What is wrong, worst first, and what is no data; nothing is left out without being said."""
    t, counts = view.t, preview.counts
    # What differs from the last file has a card of its own, above the columns.
    found = causes((issue for issue in preview.issues if issue.code not in HEADERS), t, dataset)
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
    if found and not counts.ignored:
        unanswered = sum(cause.count for cause in found)
        return t("upload.issues.card.unanswered", n=unanswered), t("upload.issues.subtitle.unanswered")
    if found:
        return t("upload.issues.card.ignored", n=counts.ignored), t("upload.issues.subtitle.ignored")
    return t("upload.issues.card.none"), t("upload.issues.subtitle.none")


def show_save_mapping(view: View, draft: Draft, found: Understanding) -> None:
    """The mapping with the answers given so far, to keep or to send."""
    name = stem(draft.book.name)
    st.download_button(
        view.t("upload.mapping.save"),
        data=lambda: draft.mapping_json(found),
        file_name=view.t("upload.mapping.file_name", name=name),
        mime="application/json",
        on_click="ignore",
        key="upload_save_mapping",
    )


def show_rejected(view: View, draft: Draft, found: Understanding, outcome: Preview | Receipt) -> None:
    """The rejected rows as a workbook, before and after the others are kept; it is made when it is asked for."""
    t, book = view.t, draft.book
    st.download_button(
        t("upload.rejected.download"),
        data=lambda: rejected_workbook(book, outcome.rejected, outcome.issues, {found.sheet: head_of(found)}, t),
        file_name=t("upload.rejected.file", name=stem(book.name)),
        mime=SHEETS,
        icon=":material/download:",
        on_click="ignore",
        key="upload_rejected",
    )


def stem(name: str) -> str:
    """A file's name without its ending, as part of the name of another file."""
    return file_named(name.rsplit(".", 1)[0])
