"""The editor of any dataset: correct a cell, add a row, delete one with its reason; every save is a batch to undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.records import MOST_EDITED, load_editable
from data.access import GRANTS, Rights
from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from pages.kit.card import card
from pages.kit.editor.desk import Bench, option_names, read_bench, row_name
from pages.kit.editor.form import show_form, show_removal
from pages.kit.editor.told import show_history, show_refused_edit, show_saved
from pages.kit.guard import View
from pages.kit.upload.html import paragraph
from pages.kit.upload.style import show_upload_style


def may_edit(rights: Rights, dataset: str) -> bool:
    """Whether this reader edits rows of ``dataset`` on screen at all; which rows and cells, the store decides."""
    return rights.may_write and rights.row_level and rights.may_see(dataset) and (dataset != GRANTS or rights.may_grant)


def show_editor(
    view: View,
    dataset: str,
    *,
    where: Mapping[str, Any] | None = None,
    columns: Sequence[str] = (),
    key: str = "",
) -> None:
    """The editor of the rows of ``dataset`` that ``where`` takes (field → value or list of values; ``row_id`` too).

    ``columns`` are the fields to offer, all by default; a new row begins with the single values of ``where``. ``key``
    tells two editors of one dataset on one page apart. Readers who may not write see nothing.
    """
    if not may_edit(view.rights, dataset):
        return
    show_upload_style()
    told, bench = DATASETS[dataset], read_bench(key or dataset)
    name = key or dataset
    if not bench.mode:
        _show_closed(view, told, bench, name, where)
        return
    with card(_title(view, told, bench), view.t("editor.subtitle"), stretch=False, key=f"card-editor-{name}"):
        if bench.mode == "add":
            show_form(view, told, bench, name, columns)
            return
        _show_choice(view, told, bench, name, where)
        if bench.shown is None:
            return
        show_refused_edit(view, told, bench, name)
        if bench.mode == "remove":
            show_removal(view, told, bench, name)
        else:
            show_form(view, told, bench, name, columns)
        show_history(view, told, bench)


def _title(view: View, dataset: Dataset, bench: Bench) -> str:
    label = dataset.label(view.lang)
    if bench.mode == "add":
        return view.t("editor.title.add", dataset=label)
    if bench.shown is None:
        return view.t("editor.title.choose", dataset=label)
    return view.t(f"editor.title.{bench.mode}", row=row_name(bench.shown, dataset))


def _show_closed(view: View, dataset: Dataset, bench: Bench, name: str, where: Mapping[str, Any] | None) -> None:
    t = view.t
    show_saved(view, dataset, bench, name)
    with st.container(horizontal=True):
        change = st.button(t("editor.correct"), icon=":material/edit:", key=f"editor_{name}_correct")
        add = st.button(t("editor.add"), icon=":material/add:", key=f"editor_{name}_add")
    if change:
        bench.open("correct")
        st.rerun()
    if add:
        given = {field: str(value) for field, value in (where or {}).items() if not isinstance(value, list)}
        bench.open("add", start={field: text for field, text in given.items() if field != "row_id"})
        st.rerun()


def _show_choice(view: View, dataset: Dataset, bench: Bench, name: str, where: Mapping[str, Any] | None) -> None:
    """The list of rows. The one that is open stays as it was shown, whatever the list says by now."""
    t = view.t
    try:
        frame = load_editable(view.store, view.rights, dataset.name, where)
    except Refusal as refusal:
        bench.refusal = refusal
        show_refused_edit(view, dataset, bench, name)
        return
    records = {int(record["row_id"]): record for record in frame.to_dict("records")}
    options = list(records)
    if bench.shown is not None and bench.row_id not in records:
        # What it has become meanwhile has the same name in the list, and a list tells its lines by their names.
        own = row_name(bench.shown, dataset)
        options = [row_id for row_id in options if row_name(records[row_id], dataset) != own]
        records[int(bench.shown["row_id"])] = bench.shown
        options.insert(0, int(bench.shown["row_id"]))
    names = option_names({row_id: row_name(records[row_id], dataset) for row_id in options})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("editor.row"),
            options,
            index=None if bench.shown is None else options.index(int(bench.shown["row_id"])),
            format_func=lambda row_id: names[row_id],
            placeholder=t("editor.row.choose"),
            key=f"editor_{name}_row_{bench.round}",
            width=420,
        )
        if bench.shown is None and st.button(t("editor.cancel"), key=f"editor_{name}_leave"):
            bench.close()
            st.rerun()
    if len(frame) >= MOST_EDITED:
        st.html(paragraph(t("editor.row.more", n=MOST_EDITED), muted=True))
    if not options:
        st.html(paragraph(t("editor.row.none"), muted=True))
    if chosen is not None and chosen != bench.row_id:
        bench.open("correct", shown=records[chosen])
        st.rerun()
