"""What only the thread can give: its links to the other pages, and the thread of one customer, asked for by number.
Every look is logged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.reports.table import table_csv
from analytics.retention.charts.life import (
    alt_words,
    details,
    figure_life,
    frame_of_life,
    ledger_words,
    misfit_state,
    misfit_words,
    moment_words,
    title_of,
    week_words,
    where_words,
    zero_words,
)
from analytics.retention.life import Life, load_life
from data.access import Rights
from data.language import Translator, start
from pages.kit.asked import show_asked
from pages.kit.card import card
from pages.kit.charts import drawn, show_figure
from pages.kit.guard import View
from pages.kit.navigation import BY_NAME, open_pages
from pages.kit.state import VIEW, link_params, read_scope
from pages.kit.status import shape
from pages.kit.table import Column, show_table
from pages.kit.upload.html import paragraph

HOME, SECTION = "effect", "thread"
"""The page and section where the thread stands."""


def show_thread_link(rights: Rights, t: Translator) -> None:
    """The way to the thread from any page, with what is selected there."""
    page = BY_NAME[HOME]
    if page.open_to(rights):
        st.page_link(
            page.script,
            label=t("thread.link"),
            icon=":material/timeline:",
            query_params=link_params(read_scope(rights), **{VIEW: SECTION}),
        )


def show_thread_pages(view: View, chosen: Sequence[str]) -> None:
    """The way from the thread of a wave to every other page, each with that wave and what else the address selects."""
    t, wave = view.t, chosen[0]
    scope = read_scope(view.rights)
    where = link_params(scope.but(waves=(wave,)) if wave else scope)
    with (
        card(
            t("thread.pages", who=start(t.wave(wave))) if wave else t("thread.pages.all"),
            key="card-thread-pages",
            stretch=False,
        ),
        st.container(horizontal=True, gap="small", key="thread-pages"),
    ):
        for page in open_pages(view.rights):
            if page.name != HOME:
                st.page_link(
                    page.script, label=t(f"page.{page.name}"), icon=page.icon, query_params=where, width="content"
                )


def show_life(view: View, _: Sequence[str]) -> None:
    """The question, and the thread once it was asked for."""
    t = view.t
    with card(t("life.card"), t("life.card.subtitle"), key="card-customer-thread", stretch=False):
        show_asked(view, "life", ":material/timeline:", load_life, _show_found)


def _show_found(view: View, found: Life) -> None:
    t, title = view.t, title_of(found, view.t)
    st.html(paragraph(f"{title} · {zero_words(found, t)}"))
    if found.moments:
        show_figure(drawn(figure_life(found, view.palette, t), alt_words(found, t)), "chart-life", t)
    misfits = sorted(found.misfits, key=lambda one: misfit_state(one) == "none")
    lines = [[shape(misfit_state(one), t(f"life.state.{misfit_state(one)}")), misfit_words(one, t)] for one in misfits]
    if lines:
        show_table(
            [Column(t("proof.head.state"), "state"), Column(t("life.head.misfit"), "prose")],
            lines,
            t("life.head.misfit"),
        )
    columns = [
        Column(t("life.head.week"), "number"),
        Column(t("life.head.day"), "number"),
        Column(t("life.head.ledger"), "head"),
        Column(t("life.head.what")),
        Column(t("life.head.said"), "prose"),
        Column(t("life.head.where")),
    ]
    rows = [
        [
            week_words(one, t),
            t.date(one.day, year=True),
            ledger_words(one.ledger, t),
            moment_words(one, t),
            details(one, found, t),
            where_words(one, t),
        ]
        for one in found.moments
    ]
    if rows:
        show_table(columns, rows, title)

    def as_csv() -> bytes:
        view.store.audit(
            "export", view.rights, what="thread", form="csv", customer=found.customer, rows=len(found.moments)
        )
        frame = frame_of_life(found, t)
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    st.download_button(
        t("export.csv"),
        as_csv,
        f"thread-{found.customer[:10]}.csv",
        "text/csv",
        key="life-csv",
        icon=":material/table_view:",
        on_click="ignore",
    )
