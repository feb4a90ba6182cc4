"""Single rows with their lineage: file, sheet and row of each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.records import MOST, Rows, load_rows
from data.datasets import DATASETS, Dataset
from data.language import Translator
from pages.kit.card import card
from pages.kit.editor.show import show_editor
from pages.kit.editor.told import change_text
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.records.values import column_kind, stored_text
from pages.kit.table import Column, show_table
from pages.kit.upload.html import bullets, paragraph, shorten

ASKED = "rows_asked"
"""The search whose rows are shown: while they are edited the page runs again and must still show them."""


def show_rows(view: View) -> None:
    """The controls of the search, and its rows when they are asked for (each look is logged)."""
    t = view.t
    if not view.rights.row_level:
        show_problem(t("records.rows.refused"), t("records.rows.refused.todo"), label=t("state.bad"))
        return
    names = [name for name in DATASETS if view.rights.may_see(name)]
    batches = view.store.batches(view.rights)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            t("records.rows.dataset"),
            names,
            index=names.index("surveys") if "surveys" in names else 0,
            format_func=lambda name: DATASETS[name].label(view.lang),
            key="rows_dataset",
            width=220,
        )
        of_dataset = {str(one.batch_id): one for one in batches[batches["dataset"] == name].itertuples()}
        batch = st.selectbox(
            t("records.rows.batch"),
            ["", *of_dataset],
            format_func=lambda batch: _batch_text(of_dataset[batch], t) if batch else t("records.rows.batch.all"),
            key=f"rows_batch_{name}",
            width=300,
        )
        customer = ""
        if DATASETS[name].has_customer:
            customer = st.text_input(
                t("records.rows.customer"), placeholder=t("records.rows.customer.hint"), key="rows_customer", width=200
            ).strip()
        asked = st.button(t("records.rows.show"), icon=":material/search:", key="rows_show")
    about = (name, batch, customer)
    if asked:
        st.session_state[ASKED] = about
    if st.session_state.get(ASKED) != about:
        st.html(paragraph(t("records.rows.show.note"), muted=True))
        return
    pseudonym = view.store.pseudonym(customer) if customer else None
    _show_found(view, DATASETS[name], load_rows(view.store, view.rights, name, customer=pseudonym, batch=batch or None))


def _batch_text(record: Any, t: Translator) -> str:
    file = record.file_name or t("records.batches.screen")
    return t("records.batches.option", id=record.batch_id, file=file, when=t.moment(record.recorded_at))


def _show_found(view: View, dataset: Dataset, found: Rows) -> None:
    t = view.t
    if found.frame.empty:
        with card(t("records.rows.none"), t("records.rows.none.todo"), stretch=False):
            return
    title = t("records.rows.card.more", n=MOST) if found.more else t("records.rows.card", n=len(found.frame))
    subtitle = t("records.rows.subtitle", dataset=dataset.label(view.lang))
    with card(title, subtitle, note=t("records.rows.note"), stretch=False):
        fields = [field for field in dataset.fields if found.frame[field.name].notna().any()]
        columns = [
            Column(t("records.rows.file")),
            Column(t("records.rows.sheet")),
            Column(t("records.rows.row"), "number"),
            Column(t("records.rows.batch_of")),
            *(Column(field.label(view.lang), column_kind(field)) for field in fields),
        ]
        show_table(columns, _lines(found.frame, [field.name for field in fields], dataset, view), title)
    ids = [int(row_id) for row_id in found.frame["row_id"]]
    _show_edits(view, dataset, ids)
    show_editor(view, dataset.name, where={"row_id": ids}, key=f"rows_{dataset.name}")


def _show_edits(view: View, dataset: Dataset, ids: list[int]) -> None:
    """What was done to these rows on screen."""
    edits = view.store.edited(dataset.name, view.rights, row_ids=ids)
    if edits:
        with card(view.t("records.rows.edits", n=len(edits)), stretch=False):
            st.html(bullets([change_text(change, dataset, view.t) for change in edits]))


def _lines(frame: pd.DataFrame, fields: list[str], dataset: Dataset, view: View) -> list[list[str]]:
    return [
        [
            shorten(_cell(record["file_name"], view.t) or view.t("records.batches.screen"), 32),
            _cell(record["sheet"], view.t),
            _cell(record["row"], view.t),
            _cell(record["batch_id"], view.t),
            *(shorten(stored_text(record[field], dataset.by_name[field], view.t), 80) for field in fields),
        ]
        for record in frame.to_dict("records")
    ]


def _cell(value: Any, t: Translator) -> str:
    if value is None or value != value:
        return ""
    return t.number(value) if isinstance(value, int | float) else str(value)
