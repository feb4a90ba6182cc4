"""What the sections of the compliance page write in common: a duty, its wave and proof, the day, the editor."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.reports.compliance import duty_of, law_of
from data.datasets import DATASETS
from pages.kit.compliance.frame import Found
from pages.kit.editor.show import may_edit, show_editor
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import text_or_dash

SHOWN = 40
"""Rows of the long tables; the CSV and the report have all."""


def today(found: Found) -> pd.Timestamp:
    return pd.Timestamp(found.duties.day)


def edit(view: View, dataset: str, columns: tuple[str, ...] = ()) -> None:
    """The editor of a register under the register's name."""
    if may_edit(view.rights, dataset):
        st.html(Markup('<p class="ho-control">{}</p>').format(DATASETS[dataset].label(view.lang)))
        show_editor(view, dataset, columns=columns)


def content(view: View, row: Any) -> Markup:
    said = text_or_dash(duty_of(row, view.t))
    return Markup('{}<br><span class="ho-muted">{}</span>').format(said, law_of(row, view.t))


def where(view: View, row: Any) -> str:
    """The wave, or the case, or the programme."""
    if isinstance(row.wave, str) and row.wave:
        return view.t.wave(row.wave)
    return row.case_no if isinstance(row.case_no, str) else view.t("compliance.programme")


def proof(view: View, row: Any) -> Markup:
    """The proofs, and a word where they do not hold."""
    t, ids = view.t, ", ".join(row.proofs or ())
    word = {"bad": "expired", "missing": "missing", "unknown": "unregistered", "watch": "expiring"}.get(row.proof)
    if not word:
        return Markup("{}").format(ids or "–")
    state = "watch" if row.proof == "watch" else "bad" if row.proof == "bad" else "none"
    return Markup("{} {} {}").format(shape(state, t(f"compliance.proof.{word}")), ids, t(f"compliance.proof.{word}"))
