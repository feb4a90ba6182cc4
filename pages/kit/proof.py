"""The proof file of one customer: asked for by number, shown as a table, taken along as a page to print. Every look is
logged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.reports.proof import CHAPTERS, lines_of, proof_html, summary_of
from analytics.rights.numbers.proof import Proof, load_proof
from pages.kit.asked import show_asked
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import Column, show_table
from pages.kit.upload.html import paragraph

STATES = {"good": "good", "missing": "bad", "bad": "bad", "none": "none", "unseen": "none"}


def show_proof(view: View, _: Sequence[str]) -> None:
    """The question, and the file once it was asked for."""
    t = view.t
    with card(t("proof.card"), t("proof.card.subtitle"), key="card-proof", stretch=False):
        show_asked(view, "proof", ":material/fact_check:", load_proof, _show_found)


def _show_found(view: View, found: Proof) -> None:
    t, lines = view.t, lines_of(found, view.t)
    st.html(paragraph(f"{t('proof.title', customer=found.asked)} · {summary_of(found, lines, t)}"))
    rows, before = [], ""
    for line in sorted(lines, key=lambda one: CHAPTERS.index(one.chapter)):
        name = t(f"proof.chapter.{line.chapter}") if line.chapter != before else ""
        before = line.chapter
        rows.append([shape(STATES[line.state], t(f"proof.state.{line.state}")), name, line.said])
    columns = [
        Column(t("proof.head.state"), "state"),
        Column(t("proof.head.chapter"), "head"),
        Column(t("proof.head.said"), "prose"),
    ]
    show_table(columns, rows, t("proof.title", customer=found.asked))

    def as_page() -> bytes:
        view.store.audit("export", view.rights, what="proof file", form="html", customer=found.customer, rows=found.n)
        return proof_html(found, t, made_by=view.rights.user, head=view.store.audit_head).encode()

    st.download_button(
        t("proof.download"),
        as_page,
        f"proof-{found.customer[:10]}.html",
        "text/html",
        key="proof-page",
        icon=":material/print:",
        on_click="ignore",
    )
