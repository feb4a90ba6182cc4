"""What only a person can say about a file, one thing at a time."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.ingest import Question, Understanding
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.table import Column, table
from pages.kit.upload.asked import TOGETHER, choice_text, choices_of
from pages.kit.upload.columns import left_out
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import paragraph, shorten

FEW = 4
"""Choices up to this number stand side by side."""


def show_questions(view: View, draft: Draft, found: Understanding) -> None:
    """The next open question, and what was answered before."""
    t = view.t
    every = [question for question in draft.questions(found) if question.code not in TOGETHER]
    still = [question for question in draft.open_questions(found) if question.code not in TOGETHER]
    together = [question for question in draft.questions(found) if question.code in TOGETHER]
    if still:
        question = still[0]
        place = t("upload.question.card", k=len(every) - len(still) + 1, total=len(every))
        with card(text_of(question, t), place, key="upload_question"):
            _show_samples(question, t)
            _show_choices(view, draft, question, last=len(still) == 1)
    elif not every and not together:
        note = "upload.question.none.left_out" if left_out(found) else "upload.question.none.note"
        with card(t("upload.question.none"), t(note)):
            pass
    answered = [question for question in draft.questions(found) if question.id in draft.answers]
    if answered:
        _show_answered(view, draft, answered)


def text_of(question: Question, t: Translator) -> str:
    """The question in the reader's language."""
    return question.text(t)


def _show_samples(question: Question, t: Translator) -> None:
    if not question.samples:
        return
    columns = [
        Column(t("upload.issues.row"), "number"),
        Column(t("upload.question.cell")),
        Column(t("upload.question.beside")),
    ]
    rows = [[str(row), shorten(cell, 28), shorten(beside, 60)] for row, cell, beside in question.samples[:3]]
    st.html(table(columns, rows, t("upload.question.rows")))


def _show_choices(view: View, draft: Draft, question: Question, *, last: bool) -> None:
    """A press answers; a guess is said in words, never pressed beforehand."""
    t = view.t
    choices = choices_of(question, view)
    key = f"upload_answer_{draft.round}_{question.id}"
    if question.guess and question.guess in choices:
        st.html(paragraph(t("upload.question.guess", choice=choice_text(question, question.guess, t)), muted=True))
    given: str | None
    if question.code == "across_first":
        day = st.date_input(
            t("upload.question.pick"),
            value=None,
            format="YYYY-MM-DD",
            key=key,
            label_visibility="collapsed",
        )
        given = day.isoformat() if day else None
    elif len(choices) <= FEW and not question.free:
        given = st.segmented_control(
            t("upload.question.pick"),
            choices,
            format_func=lambda choice: plain(choice_text(question, choice, t)),
            key=key,
            label_visibility="collapsed",
        )
    elif choices:
        given = st.selectbox(
            t("upload.question.pick"),
            choices,
            index=None,
            format_func=lambda choice: choice_text(question, choice, t),
            placeholder=t("upload.question.choose_or_type" if question.free else "upload.question.choose"),
            accept_new_options=question.free,
            key=key,
            label_visibility="collapsed",
        )
    else:
        given = st.text_input(
            t("upload.question.pick"), placeholder=t("upload.question.type"), key=key, label_visibility="collapsed"
        )
    given = (given or "").strip()
    if given:
        draft.answers[question.id] = given
        st.rerun()
    if not last and st.button(t("upload.question.skip"), type="tertiary", key="upload_skip"):
        draft.later = [*(name for name in draft.later if name != question.id), question.id]
        st.rerun()


def _show_answered(view: View, draft: Draft, questions: list[Question]) -> None:
    t = view.t
    with card(t("upload.question.answered"), stretch=False):
        for number, question in enumerate(questions):
            said, change = st.columns([4, 1], vertical_alignment="center", gap="small")
            answer = choice_text(question, draft.answers[question.id], t)
            said.html(
                Markup('<p class="ho-body"><span class="ho-muted">{}</span><br><b>{}</b></p>').format(
                    text_of(question, t), answer
                )
            )
            if change.button(t("upload.question.change"), type="tertiary", key=f"upload_change_{number}"):
                del draft.answers[question.id]
                draft.round += 1
                st.rerun()
