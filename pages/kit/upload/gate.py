"""What became of each column of a file at the gate, said with the receipt of a batch and in its history."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS
from data.ingest.gate import gate_of, tallied
from pages.kit.guard import View
from pages.kit.table import Cell, Column, table
from pages.kit.upload.html import paragraph, shorten


def show_gate(view: View, batch: str, dataset: str) -> None:
    """One sentence with the counts; behind it the columns. Nothing for an edit, or a batch whose mapping is not
    known."""
    t, columns = view.t, gate_of(view.store, batch, view.rights)
    if not columns:
        return
    counts = tallied(columns)
    cleaned = counts.pop("cleaned")
    told = [t(f"gate.count.{fate}", n=n) for fate, n in counts.items()]
    said = t("gate.said", counts=t.listing(told))
    st.html(paragraph(t.sentences(said, t("gate.cleaned", n=cleaned)) if cleaned else said, muted=True))
    fields = DATASETS[dataset].by_name
    heads = [Column(t("gate.column"), "head"), Column(t("gate.field"), "prose"), Column(t("gate.fate"), "prose")]
    rows: list[list[Cell]] = [
        [
            shorten(one.header, 48),
            fields[one.field].label(view.lang) if one.field in fields else "",
            t(f"gate.fate.{one.fate}") + (f" · {t('gate.texts', n=one.cleaned)}" if one.cleaned else ""),
        ]
        for one in columns
    ]
    with st.expander(t("gate.columns", n=len(rows))):
        st.html(table(heads, rows, t("gate.columns", n=len(rows))))
