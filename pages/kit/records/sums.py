"""What stands in a ledger, added up, to hold against the spreadsheet it came from."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.ledger_sums import WEEK, LedgerSums, groups_of, load_sums
from data.datasets import DATASETS, Dataset
from data.language import Translator
from pages.kit.card import card
from pages.kit.controls import choose
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.records.values import stored_text
from pages.kit.table import Cell, Column, show_table
from pages.kit.upload.html import paragraph, rows_text, shorten

LEDGER, BY, NOTHING = "ledger", "by", "none"
ALWAYS = ("rows", "late", "overdue")
"""What is said also where it is none: that nothing is overdue is an answer."""


def show_sums(view: View) -> None:
    """Which ledger, side by side by what, and its sums."""
    t = view.t
    if not view.rights.row_level:
        show_problem(t("records.rows.refused"), t("records.rows.refused.todo"), label=t("state.bad"))
        return
    live = set(view.store.batches(view.rights)["dataset"])
    names = [name for name in DATASETS if name in live and view.rights.may_see(name)]
    if not names:
        st.html(paragraph(t("records.empty.todo")))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choose(
            t("records.rows.dataset"),
            names,
            LEDGER,
            lambda one: DATASETS[one].label(view.lang),
            default=names[0],
            width=240,
        )
        dataset = DATASETS[name]
        by = choose(
            t("records.sums.by"),
            [NOTHING, *groups_of(name)],
            BY,
            lambda one: (
                t(f"records.sums.by.{one}") if one in (NOTHING, WEEK) else dataset.by_name[one].label(view.lang)
            ),
            default=NOTHING,
            width=240,
        )
    found = load_sums(view.store, view.rights, name, "" if by == NOTHING else by)
    rows = int(found.lines.loc[found.lines["measure"] == "rows", "n"].sum())
    note = t("records.sums.hidden", n=found.hidden) if found.hidden else ""
    with card(rows_text(t, name, rows), t("records.sums.subtitle"), note=note, stretch=False):
        _show_table(view, dataset, by, found)


def _show_table(view: View, dataset: Dataset, by: str, found: LedgerSums) -> None:
    t = view.t
    sides = [_side(dataset, by, side, t) for side in found.sides]
    columns = [Column(t("records.sums.field"), "head"), Column(t("records.sums.measure"))]
    columns += [Column(side or t("records.sums.all"), "number") for side in sides]
    lines: list[list[Cell]] = []
    for (field, measure, word), part in found.lines.groupby(["field", "measure", "word"], sort=False):
        if field and field == by:
            continue
        of = {str(one.side): one for one in part.itertuples()}
        if measure not in ALWAYS and not any(one.n for one in of.values()):
            continue
        label = dataset.by_name[field].label(view.lang) if field else ""
        said = _word(dataset, str(field), str(word), t) if measure == "word" else t(f"records.sums.{measure}")
        lines.append([label, shorten(said, 40), *(_cell(of.get(side), str(measure), t) for side in found.sides)])
    show_table(columns, lines, t("records.sums.subtitle"))


def _cell(one: Any, measure: str, t: Translator) -> str:
    """A count, a sum or a day; nothing where the group has no such rows."""
    if one is None:
        return "0" if measure in ("word", "filled", "empty", "full", "satisfied", "below", "late", "overdue") else ""
    if measure in ("first", "last"):
        return f"{one.day:%Y-%m-%d}" if not pd.isna(one.day) else ""
    if measure in ("sum", "mean", "nps"):
        return "" if pd.isna(one.amount) else t.number(float(one.amount), 2)
    return t.number(int(one.n))


def _word(dataset: Dataset, field: str, word: str, t: Translator) -> str:
    declared = dataset.by_name[field]
    if not word:
        return t("records.sums.unsaid")
    return stored_text(word == "true", declared, t) if declared.type == "boolean" else stored_text(word, declared, t)


def _side(dataset: Dataset, by: str, side: str, t: Translator) -> str:
    """A value of the field that stands side by side."""
    if by == NOTHING:
        return ""
    if by == WEEK:
        return side
    return (
        _word(dataset, by, side, t)
        if dataset.by_name[by].type in ("choice", "boolean")
        else side or t("records.sums.unsaid")
    )
