"""All that is asked about a file in one look with one press: columns, what stands around the table, words of cells.

What the file suggests is chosen already, with its source; several sheets of the same headers are asked once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from analytics.records import load_waves
from data.clock import today
from data.datasets import DATASETS
from data.ingest import Question, Understanding
from data.ingest.questions import asked_and_proposed
from data.language import Translator
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.upload.draft import Draft
from pages.kit.upload.html import paragraph, shorten

NONE = "none"
OF_COLUMNS = ("column", "value")
OF_ALL_ROWS = ("wave", "wave_stated", "constant", "constant_date", "stated")
TOGETHER = (*OF_COLUMNS, *OF_ALL_ROWS)
"""Questions that are asked in one card; what is left is shown one thing at a time."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is looked at: its choices, and how it is understood."""

    draft: Draft
    found: Understanding


@dataclass
class Line:
    """One line of the card: a question, and the sheets whose question it is."""

    question: Question
    sheets: list[Sheet]
    thing: Hashable = None
    """What several lines are one of: the words of one column."""


def open_text(t: Translator, still: tuple[int, int], asks: str, confirms: str, **about: str) -> str:
    """What is still open, by the count of things that wait for a word (``asks``), or of proposals where nothing else
    does. ``still`` is (asked, proposed), as :func:`things` or ``asked_and_proposed`` count."""
    asked, proposed = still
    return t(asks if asked else confirms, n=asked + proposed, **about)


def things(sheets: Sequence[Sheet]) -> tuple[int, int]:
    """How many things the sheets ask and how many they propose: the one count of head, card and buttons. The words of
    one column are one thing, and so is what is asked about the same column of the same headers."""
    alone = [
        question
        for sheet in sheets
        for question in sheet.draft.open_questions(sheet.found)
        if question.code not in TOGETHER
    ]
    asked, proposed = asked_and_proposed(alone)
    lines = {line.thing: line.question.proposed for line in lines_of(sheets)}
    return asked + sum(not one for one in lines.values()), proposed + sum(lines.values())


def lines_of(sheets: Sequence[Sheet]) -> list[Line]:
    """The open questions of the sheets; what is asked about the same column of the same headers stands once."""
    found: dict[Hashable, Line] = {}
    for at, sheet in enumerate(sheets):
        for question in sheet.draft.open_questions(sheet.found):
            if question.code not in TOGETHER:
                continue
            shared = question.code in OF_COLUMNS or not question.params.get("source")
            place = sheet.found.mapping.fingerprint if shared else str(at)
            where = place, sheet.found.dataset
            line = found.setdefault((*where, question.code, question.id), Line(question, [], (*where, *question.thing)))
            line.sheets.append(sheet)
    order = {"column": 0, "value": 2}
    return sorted(found.values(), key=lambda line: order.get(line.question.code, 1))


def show_asked(view: View, sheets: Sequence[Sheet]) -> None:
    """The card; nothing where nothing of the kind is open."""
    lines = lines_of(sheets)
    if not lines:
        return
    t = view.t
    given: list[tuple[Line, str | None]] = []
    of_each = Counter(line.thing for line in lines)
    n = len(of_each)
    with card(t("upload.asked.card", n=n), t("upload.asked.note"), key="upload_asked"):
        columns = sum(line.question.code == "column" for line in lines)
        if columns:  # they stand first
            st.html(paragraph(t("upload.asked.columns", n=columns)))
        for number, line in enumerate(lines):
            if line.question.code == "value" and (number == 0 or lines[number - 1].thing != line.thing):
                column = shorten(str(line.question.params["column"]), 40)
                st.html(paragraph(t("upload.asked.words", column=column, n=of_each[line.thing])))
            left, right = st.columns([1, 1], gap="small", vertical_alignment="center")
            left.html(_told(line, len(sheets) > 1, t))
            with right:
                given.append((line, _choice(view, line, f"upload_said_{sheets[0].draft.round}_{number}")))
        missing = [_name(line.question, t) for line, answer in given if not answer]
        # The button is never closed: a press takes what was typed last along, and says what is missing.
        if st.button(t("upload.asked.go", n=n), type="primary", key="upload_asked_go"):
            if missing:
                st.html(paragraph(f"▲ {t('upload.asked.missing', n=len(missing), list=t.listing(missing))}"))
            else:
                _take(given)
                st.rerun()


def _take(given: Sequence[tuple[Line, str | None]]) -> None:
    for line, answer in given:
        for sheet in line.sheets:
            if line.question.code == "column" and line.question.column is not None:
                sheet.draft.said[line.question.column] = str(answer)
            else:
                sheet.draft.answers[line.question.id] = str(answer)
    for draft in {id(sheet.draft): sheet.draft for line, _ in given for sheet in line.sheets}.values():
        draft.round += 1


def _told(line: Line, several: bool, t: Translator) -> Markup:
    """What is asked, and beneath it what a person needs to answer it."""
    question = line.question
    if question.code == "column":
        note = " · ".join(shorten(cell, 20) for _, cell, _ in question.samples) or t("upload.asked.empty")
    elif question.code == "value":
        note = t("upload.asked.word", column=str(question.params["column"]), n=question.params["n"])
    else:
        note = question.source_text(t) or t("upload.asked.unsaid")
    names = [sheet.found.sheet for sheet in line.sheets] if several else []
    note = " · ".join(filter(None, (note, t.listing(names))))
    return Markup('<p class="ho-body"><b>{}</b><br><span class="ho-muted">{}</span></p>').format(
        shorten(" ".join(_head(question, t).split()), 80), note
    )


def _head(question: Question, t: Translator) -> str:
    if question.code == "column":
        return str(question.params["column"])
    return str(question.params["wording"]) if question.code == "value" else question.text(t)


def _name(question: Question, t: Translator) -> str:
    """How a line is called where it is named among others."""
    if question.code in OF_COLUMNS:
        return t("upload.headers.one", column=_head(question, t))
    field = question.params.get(f"field_{t.lang}")
    return str(field) if field else DATASETS["customers"].by_name["wave"].label(t.lang)


def _choice(view: View, line: Line, key: str) -> str | None:
    t, question = view.t, line.question
    if question.params.get("dated"):
        return _day(question, key, t)
    choices = list(
        dict.fromkeys((question.guess, *choices_of(question, view))) if question.guess else choices_of(question, view)
    )
    if question.code == "column":
        dataset = DATASETS[line.sheets[0].found.dataset]
        choices = list(dict.fromkeys((*choices, *(field.name for field in dataset.fields if field.type != "json"))))
    if not choices and question.free:
        return st.text_input(
            plain(question.text(t)), placeholder=t("upload.question.type"), key=key, label_visibility="collapsed"
        ).strip()
    chosen = st.selectbox(
        plain(question.text(t)),
        choices,
        index=choices.index(question.guess) if question.guess in choices else None,
        format_func=lambda choice: choice_text(question, choice, t),
        placeholder=t("upload.question.choose_or_type" if question.free else "upload.question.choose"),
        accept_new_options=question.free and question.code != "column",
        key=key,
        label_visibility="collapsed",
    )
    return (chosen or "").strip()


def _day(question: Question, key: str, t: Translator) -> str | None:
    """A day, typed or picked; one that is proposed may also be left out where the field may be empty."""
    guess = date.fromisoformat(question.guess) if question.guess else None
    day = st.date_input(
        plain(question.text(t)),
        value=guess,
        max_value=today() if question.code == "constant_date" else None,
        format="YYYY-MM-DD",
        key=key,
        label_visibility="collapsed",
    )
    return day.isoformat() if day else (NONE if NONE in question.choices else None)


def choice_text(question: Question, choice: str, t: Translator) -> str:
    """One of its choices in words."""
    if choice == NONE and question.code in ("wave", "constant", "constant_date"):
        return t("upload.question.unknown")
    return question.choice_text(choice, t)


def choices_of(question: Question, view: View) -> list[str]:
    """Its choices; where a wave is asked for, those of the programme too, and *not known* last."""
    choices = list(question.choices)
    if question.id == "wave":
        choices += load_waves(view.store, view.rights)
    return [choice for choice in dict.fromkeys(choices) if choice != NONE] + [NONE] * (NONE in choices)
