"""A file dropped as proof: recognised by its fingerprint, or registered. What is in it is not kept."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.compliance.numbers.files import Dropped, load_known_file, load_next, read_dropped, register_file
from analytics.frames import rows, text
from analytics.marks.words import clauses
from data.datasets import DATASETS
from data.problems import Refusal
from pages.kit.card import card
from pages.kit.editor.desk import Bench, read_bench
from pages.kit.editor.show import may_edit
from pages.kit.editor.told import show_saved
from pages.kit.errors import show_problem
from pages.kit.guard import View
from pages.kit.upload.html import paragraph
from pages.kit.upload.refusal import show_refused

FOUND = "evidence_file"
"""What is kept of the file that was dropped last: name, size, fingerprint."""
BENCH = "evidence_files"


def show_files(view: View, _: Sequence[str]) -> None:
    """The place to drop a file, what it was recognised as, and the form that registers it."""
    t, bench = view.t, read_bench(BENCH)
    with card(
        t("compliance.file.card"),
        t("compliance.file.subtitle"),
        note=t("compliance.file.note"),
        stretch=False,
        key="card-files",
    ):
        file = st.file_uploader(
            t("compliance.file.drop"), key=f"evidence_file_{bench.round}", label_visibility="collapsed"
        )
        if file is not None:
            st.session_state[FOUND] = read_dropped(file.name, file)
            bench.refusal, bench.round = None, bench.round + 1  # a new place to drop: the content goes with the old one
            st.rerun()
        found = st.session_state.get(FOUND)
        if isinstance(found, Dropped):
            _show_found(view, bench, found)
        show_saved(view, DATASETS["evidence"], bench, BENCH)


def _show_found(view: View, bench: Bench, found: Dropped) -> None:
    t = view.t
    if bench.refusal is not None:
        show_refused(bench.refusal, t)
    if not found.size:
        show_problem(t("compliance.file.empty", name=found.name), t("compliance.file.empty.todo"), label=t("state.bad"))
        return
    known = load_known_file(view.store, view.rights, found.sha256)
    about = t("compliance.file.about", name=found.name, size=t.number(found.size), sha=found.sha256)
    if len(known):
        lines = [known_words(view, row) for row in rows(known)]
        show_problem(clauses(t, *lines), about, state="good", label=t("state.good"))
        return
    show_problem(t("compliance.file.unknown"), about, state="watch", label=t("state.watch"))
    if may_edit(view.rights, "evidence"):
        _show_form(view, bench, found)


def known_words(view: View, row: object) -> str:
    """``This is the file of 3 Nov 2026: EV-07, revision 2, Notice text.``"""
    t = view.t
    on = next((one for one in (row.registered_on, row.made_on) if one == one and one is not None), None)  # type: ignore[attr-defined]
    revision = text(row.revision)  # type: ignore[attr-defined]
    parts = (text(row.evidence), t("compliance.file.revision", revision=revision) if revision else "", text(row.title))  # type: ignore[attr-defined]
    name = " · ".join(one for one in parts if one)
    return (
        t("compliance.file.known", date=t.date(on, year=True), name=name)
        if on is not None
        else t("compliance.file.undated", name=name)
    )


def _show_form(view: View, bench: Bench, found: Dropped) -> None:
    t, fields = view.t, DATASETS["evidence"].by_name
    with (
        st.form(f"evidence_file_form_{bench.round}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        number = st.text_input(
            fields["evidence"].label(view.lang),
            load_next(view.store, view.rights),
            key=f"evidence_file_number_{bench.round}",
            width=180,
        )
        title = st.text_input(
            fields["title"].label(view.lang), found.title, key=f"evidence_file_title_{bench.round}", width=360
        )
        save = st.form_submit_button(
            t("compliance.file.register"), type="primary", icon=":material/fingerprint:", key="evidence_file_save"
        )
    if not save:
        return
    if not number.strip():
        st.html(paragraph(t("compliance.file.numberless")))
        return
    try:
        receipt = register_file(view.store, view.rights, found, number.strip(), title.strip())
        st.session_state.pop(FOUND, None)
        bench.close(receipt, "added")
    except Refusal as refusal:
        bench.refusal = refusal
    st.rerun()
