"""Consistency between ledgers: each check, what it found, and the rows for those who may see them."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.metrics.consistency import Finding, load_findings
from data.datasets import DATASETS
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import Column, show_table
from pages.kit.take import show_csv

SHOWN = 20


def show_checks(view: View) -> None:
    """The list of checks; below it the rows of each that found something."""
    t = view.t
    findings = keep(view, "consistency", lambda: load_findings(view.store, view.scope))
    wrong = [item for item in findings if item.n]
    title = t("readiness.checks.found", n=len(wrong)) if wrong else t("readiness.checks.none", n=len(findings))
    columns = [
        Column(t("readiness.column.state"), "state", hidden_header=True),
        Column(t("readiness.column.check"), "head"),
        Column(t("readiness.column.ledgers"), "prose"),
        Column(t("readiness.column.number"), "number"),
    ]
    with card(title, t("readiness.checks.subtitle"), key="card-checks"):
        show_table(columns, [_line(view, item) for item in findings], title)
    for item in wrong:
        if len(item.rows):
            _rows(view, item)


def _line(view: View, item: Finding) -> tuple[Markup | str, ...]:
    t = view.t
    state = "none" if not item.known or item.n is None else "bad" if item.n else "good"
    return (
        shape(state, t(f"readiness.check_state.{state}")),
        t(f"readiness.check.{item.rule.name}"),
        t.listing([DATASETS[name].label(view.lang) for name in item.rule.datasets]),
        t("readiness.no_data") if not item.known else t("readiness.few") if item.n is None else t.number(item.n),
    )


def _rows(view: View, item: Finding) -> None:
    t, name = view.t, item.rule.name
    title = t(f"readiness.check.{name}")

    with st.expander(t("readiness.checks.rows", check=title, n=len(item.rows)), key=f"rows-{name}"):
        columns = [
            Column(t(f"readiness.column.{column}"), kind)
            for column, kind in (("subject", "head"), ("wave", "text"), ("said_on", "number"), ("detail", "prose"))
        ]
        show_table(
            columns,
            [
                (
                    str(row.subject),
                    row.wave if isinstance(row.wave, str) else "–",
                    t.date(None if pd.isna(row.said_on) else row.said_on, year=True),
                    _detail(view, row.detail),
                )
                for row in item.rows.head(SHOWN).itertuples(index=False)
            ],
            title,
        )
        names = {str(column): t(f"readiness.column.{column}") for column in item.rows.columns}
        show_csv(view, name, item.rows, names)


def _detail(view: View, detail: object) -> str:
    key = f"readiness.detail.{detail}"
    return view.t(key) if view.t.has(key) else detail if isinstance(detail, str) else "–"
