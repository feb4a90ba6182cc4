"""Columns that stand across, a column a month: said, shown as rows, and changed where the guess is wrong."""

from __future__ import annotations

import streamlit as st

from data.ingest import AS_IT_STANDS, Understanding, Wide
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.table import Cell, Column, table
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import paragraph, shorten

SHOWN = 3
NUMBERS = ("decimal", "number", "integer")


def across_text(wide: Wide, t: Translator) -> str:
    """``12 months stand across; each filled cell becomes one row.``"""
    headers = wide.across.headers
    part = "by" if wide.across.by or len({cell.measure for cell in wide.across.cells}) > 1 else "one"
    return t(f"upload.across.{part}", what=t(f"upload.across.kind.{wide.across.kind}", n=len(headers)))


def show_across(view: View, draft: Draft, found: Understanding) -> None:
    """The card above the columns; for a sheet read as it stands only the way to spread it."""
    t, wide = view.t, found.wide
    if wide is None:
        if found.may_spread is not None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(paragraph(t("upload.across.as_it_stands.said"), muted=True), width="stretch")
                if st.button(t("upload.across.spread"), key="upload_across_spread"):
                    draft.spread_as(found.may_spread, found.dataset)
                    st.rerun()
        return
    headers = wide.across.headers
    ends = t("upload.across.ends", first=shorten(headers[0], 24), last=shorten(headers[-1], 24), rows=found.rows)
    with card(across_text(wide, t), ends, stretch=False, key="upload_across"):
        left, right = st.columns([1.3, 1], gap="medium")
        with left:
            st.html(_first_rows(draft, found, t))
        with right:
            _show_choice(view, draft, found, wide)


def _first_rows(draft: Draft, found: Understanding, t: Translator) -> str:
    rows = long_rows(draft, found, SHOWN)
    columns = [Column(shorten(one.header, 24), "number" if one.read_as in NUMBERS else "text") for one in found.columns]
    cells: list[list[Cell]] = [[shorten(text, 24) for text in row] for row in rows]
    return table(columns, cells, t("upload.across.rows"))


def long_rows(draft: Draft, found: Understanding, n: int) -> list[list[str]]:
    """The first rows as they are after spreading."""
    grid = found.wide.grid(draft.book, found.sheet) if found.wide is not None else None
    return grid.top(n + 1)[1:] if grid is not None else []


def _show_choice(view: View, draft: Draft, found: Understanding, wide: Wide) -> None:
    t = view.t
    kinds = wide.kinds
    spread = [name for name, across in wide.columns.items() if across]
    key = f"upload_across_{draft.round}"
    chosen = st.multiselect(t("upload.across.columns"), list(wide.columns), default=spread, key=f"{key}_columns")
    kind = st.selectbox(
        t("upload.across.means"),
        kinds,
        index=kinds.index(wide.across.kind),
        format_func=lambda one: t(f"upload.across.means.{one}"),
        key=f"{key}_kind",
    )
    if st.button(t("upload.across.as_it_stands"), key="upload_across_as_it_stands"):
        draft.spread_as(AS_IT_STANDS, found.dataset)
        st.rerun()
    if chosen and (chosen != spread or kind != wide.across.kind):
        draft.spread_as(wide.spreading(chosen, kind), found.dataset)
        st.rerun()
