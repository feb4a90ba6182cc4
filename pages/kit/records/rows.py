"""Single rows with their lineage: file, sheet and row of each."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from analytics.records import MOST, Rows, load_rows
from data.datasets import DATASETS, Dataset, Field
from data.language import Translator
from pages.kit.card import card
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.table import Column, show_table
from pages.kit.upload.html import paragraph, shorten

PSEUDONYM = 8
"""Characters of a pseudonym that are shown: enough to see the same customer again."""
DATES = {"date": "%Y-%m-%d", "month": "%Y-%m", "timestamp": "%Y-%m-%d %H:%M"}


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
    if not asked:
        st.html(paragraph(t("records.rows.show.note"), muted=True))
        return
    pseudonym = view.store.pseudonym(customer) if customer else None
    _show_found(view, DATASETS[name], load_rows(view.store, view.rights, name, customer=pseudonym, batch=batch or None))


def _batch_text(record: Any, t: Translator) -> str:
    return t("records.batches.option", id=record.batch_id, file=record.file_name, when=t.moment(record.recorded_at))


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


def _lines(frame: pd.DataFrame, fields: list[str], dataset: Dataset, view: View) -> list[list[str]]:
    return [
        [
            shorten(_cell(record["file_name"], view.t), 32),
            _cell(record["sheet"], view.t),
            _cell(record["row"], view.t),
            _cell(record["batch_id"], view.t),
            *(shorten(stored_text(record[field], dataset.by_name[field], view.t), 80) for field in fields),
        ]
        for record in frame.to_dict("records")
    ]


def stored_text(value: Any, field: Field, t: Translator) -> str:
    """A stored value as a person reads it; a pseudonym by its first characters."""
    if value is None or value is pd.NaT or value != value:
        return ""
    if field.sensitivity == "pseudonym":
        return str(value)[:PSEUDONYM] + "…"
    if field.type == "boolean":
        return t("records.value.yes") if value else t("records.value.no")
    if field.type in DATES:
        return f"{value:{DATES[field.type]}}"
    if field.type in ("integer", "number", "rating"):
        return f"{float(value):g}"
    if field.type == "decimal":
        return t.number(float(value), 2)
    if field.type == "choice":
        return next((c.zh if t.lang == "zh" else c.en for c in field.choices if c.code == value), str(value))
    return _answers(str(value)) if field.type == "json" else str(value)


def _answers(text: str) -> str:
    """``{"question": "answer"}`` as *question: answer*, one after the other."""
    try:
        told = json.loads(text)
    except ValueError:
        return text
    if not isinstance(told, dict):
        return text
    listed = {name: ", ".join(map(str, said)) if isinstance(said, list) else said for name, said in told.items()}
    return " · ".join(f"{name}: {said}" for name, said in listed.items() if said not in ("", None) and name[:1] != "_")


def column_kind(field: Field) -> str:
    """How the cells of a field stand in a table."""
    if field.type in ("integer", "number", "decimal", "rating"):
        return "number"
    return "prose" if field.type == "json" or field.sensitivity == "mask" else "text"


def _cell(value: Any, t: Translator) -> str:
    if value is None or value != value:
        return ""
    return t.number(value) if isinstance(value, int | float) else str(value)
