"""What only a person can say about a file, one thing at a time."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from analytics.records import load_waves
from data.clock import today
from data.datasets import DATASETS
from data.ingest import Question, Understanding
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.table import Column, table
from pages.kit.upload.columns import left_out
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import paragraph, shorten

FEW = 4
"""Choices up to this number stand side by side."""
NONE = "none"
AT_ONCE = ("column", "value")
"""Questions that are asked in one table each."""


def show_questions(view: View, draft: Draft, found: Understanding) -> None:
    """The next open question, and what was answered before."""
    t = view.t
    every = [question for question in draft.questions(found) if question.code not in AT_ONCE]
    still = [question for question in draft.open_questions(found) if question.code not in AT_ONCE]
    together = [question for question in draft.questions(found) if question.code in AT_ONCE]
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


def show_asked(view: View, draft: Draft, found: Understanding) -> None:
    """What is asked about columns, all in one table with one press; when they are said, the words of their cells."""
    still = draft.open_questions(found)
    columns = [question for question in still if question.code == "column"]
    words = [question for question in still if question.code == "value"]
    if columns:
        _show_columns_asked(view, draft, found, columns)
    elif words:
        _show_words_asked(view, draft, words)


def _show_columns_asked(view: View, draft: Draft, found: Understanding, asked: list[Question]) -> None:
    """A line a column: what stands in it, and what it may be, the likeliest first."""
    t, dataset = view.t, DATASETS[found.dataset]
    others = [field.name for field in dataset.fields if field.type != "json"]
    chosen: dict[int, str] = {}
    with card(t("upload.asked.columns", n=len(asked)), t("upload.asked.columns.note"), key="upload_asked"):
        for question in asked:
            assert question.column is not None
            left, right = st.columns([1, 1], gap="small", vertical_alignment="center")
            cells = " · ".join(shorten(cell, 20) for _, cell, _ in question.samples)
            left.html(_line(str(question.params["column"]), cells or t("upload.asked.empty")))
            options = list(dict.fromkeys((question.guess, *question.choices, *others)))
            chosen[question.column] = right.selectbox(
                text_of(question, t),
                options,
                format_func=lambda choice, question=question: choice_text(question, choice, t),
                key=f"upload_column_{draft.round}_{question.column}",
                label_visibility="collapsed",
            )
        if st.button(t("upload.asked.columns.go", n=len(asked)), type="primary", key="upload_asked_go"):
            draft.said |= chosen
            draft.round += 1
            st.rerun()


def _show_words_asked(view: View, draft: Draft, asked: list[Question]) -> None:
    """A line a word with its rows, and the choices of its field."""
    t = view.t
    chosen: dict[str, str | None] = {}
    with card(t("upload.asked.words", n=len(asked)), t("upload.asked.words.note"), key="upload_words"):
        for question in asked:
            left, right = st.columns([1, 1], gap="small", vertical_alignment="center")
            place = t("upload.asked.word", column=str(question.params["column"]), n=question.params["n"])
            left.html(_line(str(question.params["wording"]), place))
            options = list(question.choices)
            chosen[question.id] = right.selectbox(
                text_of(question, t),
                options,
                index=options.index(question.guess) if question.guess in options else None,
                format_func=lambda choice, question=question: question.choice_text(choice, t),
                placeholder=t("upload.question.choose"),
                key=f"upload_word_{draft.round}_{question.id}",
                label_visibility="collapsed",
            )
        waiting = sum(choice is None for choice in chosen.values())
        go = t("upload.asked.words.go", n=len(asked)) if not waiting else t("upload.asked.words.wait", n=waiting)
        if st.button(go, type="primary", disabled=bool(waiting), key="upload_words_go"):
            draft.answers |= {name: choice for name, choice in chosen.items() if choice is not None}
            st.rerun()


def _line(head: str, note: str) -> Markup:
    return Markup('<p class="ho-body"><b>{}</b><br><span class="ho-muted">{}</span></p>').format(
        shorten(" ".join(head.split()), 60), note
    )


def text_of(question: Question, t: Translator) -> str:
    """The question in the reader's language."""
    return question.text(t)


def choice_text(question: Question, choice: str, t: Translator) -> str:
    """One of its choices in words."""
    if choice == NONE and question.code != "value":
        return t("upload.question.unknown")
    return question.choice_text(choice, t)


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
    if question.code in ("constant_date", "across_first"):
        day = st.date_input(
            t("upload.question.pick"),
            value=None,
            max_value=today() if question.code == "constant_date" else None,
            format="YYYY-MM-DD",
            key=key,
            label_visibility="collapsed",
        )
        given = day.isoformat() if day else None
    elif len(choices) <= FEW and not question.free:
        given = st.segmented_control(
            t("upload.question.pick"),
            choices,
            format_func=lambda choice: choice_text(question, choice, t),
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


def choices_of(question: Question, view: View) -> list[str]:
    """Its choices; where a wave is asked for, those of the programme too, and *not known* last."""
    choices = list(question.choices)
    if question.code == "wave":
        choices += load_waves(view.store, view.rights)
    return [choice for choice in dict.fromkeys(choices) if choice != NONE] + [NONE] * (NONE in choices)


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
