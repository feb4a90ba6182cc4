"""What the editor tells: what was saved and how to undo it, what was refused, and what a row went through."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.records import load_editable
from data.datasets import Dataset
from data.language import Translator
from data.problems import Refusal
from data.store import Change
from pages.kit.editor.desk import Bench, cell_text
from pages.kit.guard import View
from pages.kit.records.values import stored_text
from pages.kit.table import Column, show_table
from pages.kit.upload.html import bullets, paragraph
from pages.kit.upload.problems import issue_text
from pages.kit.upload.refusal import show_refused


def change_text(change: Change, dataset: Dataset, t: Translator) -> str:
    """``Edited on screen by Li, 3 Oct 2026: Due on 2026-06-01 → 2026-09-01``."""
    said = t(f"editor.told.{change.kind}", who=change.who, when=t.moment(change.at), reason=change.reason)
    cells = [
        t(
            "editor.told.cell",
            field=_label(dataset, name, t),
            old=_said(old, dataset, name, t),
            new=_said(new, dataset, name, t),
        )
        for name, old, new in change.values
        if name in dataset.by_name
    ]
    told = t("editor.told.with", said=said, cells=t.listing(cells)) if cells else said
    return told if change.live else t("editor.told.undone", said=told)


def _label(dataset: Dataset, name: str, t: Translator) -> str:
    return dataset.by_name[name].label(t.lang)


def _said(value: object, dataset: Dataset, name: str, t: Translator) -> str:
    return stored_text(value, dataset.by_name[name], t) or t("editor.blank")


def show_changes(changes: Sequence[Change], dataset: Dataset, t: Translator) -> None:
    """The edits, a line each."""
    if changes:
        st.html(bullets([change_text(change, dataset, t) for change in changes]))


def show_saved(view: View, dataset: Dataset, bench: Bench, name: str) -> None:
    """What the last save did, what to look at, and its undo."""
    t, receipt = view.t, bench.receipt
    if receipt is None:
        if bench.said == "undone":
            st.html(paragraph(t("editor.undone"), muted=True))
        return
    show_changes(view.store.edited(dataset.name, view.rights, batch_id=receipt.batch_id), dataset, t)
    for issue in receipt.issues:
        st.html(paragraph(f"▲ {issue_text(t, issue)}"))
    if st.button(t("editor.undo"), icon=":material/undo:", key=f"editor_{name}_undo"):
        try:
            view.store.withdraw(receipt.batch_id, view.rights)
            bench.close(said="undone")
        except Refusal as refusal:
            show_refused(refusal, t)
            return
        st.rerun()


def show_refused_edit(view: View, dataset: Dataset, bench: Bench, name: str) -> None:
    """What was refused; where somebody else was faster, both values and the way on."""
    t, refusal = view.t, bench.refusal
    if refusal is None:
        return
    if refusal.code != "row_changed":
        show_refused(refusal, t)
        return
    show_refused(Refusal("row_changed"), t)
    rows = [
        [
            _label(dataset, field, t),
            _said(shown, dataset, field, t),
            _said(now, dataset, field, t),
            bench.start.get(field, ""),
        ]
        for field, (shown, now) in refusal.params["changes"].items()
    ]
    columns = [Column(t(f"editor.changed.{part}"), "head" if part == "field" else "text") for part in COMPARED]
    show_table(columns, rows, t("editor.changed.label"))
    if st.button(t("editor.changed.reload"), icon=":material/refresh:", key=f"editor_{name}_reload"):
        _reload(view, dataset, bench, int(refusal.params["row_id"]))
        st.rerun()


COMPARED = ("field", "shown", "now", "yours")


def _reload(view: View, dataset: Dataset, bench: Bench, row_id: int) -> None:
    """Show the row as it is now, with what was typed kept where it differed from what was shown."""
    assert bench.shown is not None
    before, typed = bench.shown, bench.start
    frame = load_editable(view.store, view.rights, dataset.name, {"row_id": row_id})
    if frame.empty:
        bench.refusal = Refusal("row_gone")
        return
    own = {
        name: text
        for name, text in typed.items()
        if text.strip() != cell_text(before[name], dataset.by_name[name]).strip()
    }
    bench.open("correct", shown=frame.to_dict("records")[0], start=own)


def show_history(view: View, dataset: Dataset, bench: Bench) -> None:
    """Where the open row comes from and what it went through on screen."""
    t = view.t
    assert bench.row_id is not None
    lineage = view.store.lineage(dataset.name, [bench.row_id], view.rights)
    files = [
        t("editor.told.file", file=line.file_name, sheet=line.sheet or "", row=int(line.row))
        for line in lineage.itertuples()
        if line.source == "file" and line.live and line.row == line.row
    ]
    changes = view.store.edited(dataset.name, view.rights, row_ids=[bench.row_id])
    told = [*files[-1:], *(change_text(change, dataset, t) for change in changes)]
    if told:
        st.html(paragraph(t("editor.history"), muted=True))
        st.html(bullets(told))
