"""The texts of the letters in words: which of them lack what the law asks for, who approved them, to how many they
went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.marks import Cell, Column, Exhibit, grid
from analytics.retention.charts.parts import choice_words, counted

if TYPE_CHECKING:
    from analytics.rights.numbers.texts import Text, Texts
    from data.language import Translator

STATES = {
    "short": "bad",
    "missing": "bad",
    "unread": "none",
    "unapproved": "watch",
    "early": "bad",
    "unsure": "none",
    "good": "good",
    "unchecked": "none",
}
WRONG = ("short", "missing", "early", "unapproved")


def kind_words(kind: str, t: Translator) -> str:
    return choice_words("notices", "kind", kind, t)


def element_words(name: str, t: Translator) -> str:
    return t(f"rights.element.{name}")


def articles_words(text: Text, t: Translator) -> str:
    """The articles a text is held against; '' for none."""
    return t.listing([t(f"rights.article.{one}") for one in text.articles if one != "gdpr13consent"])


def text_words(text: Text, t: Translator) -> str:
    """What is to be said of a text: what it lacks, what nobody has looked at, that it is complete; and who approved
    it."""
    if not text.on_file:
        return t("rights.text.said.missing")
    said = []
    if text.missing:
        said.append(t("rights.text.said.short", what=t.listing([element_words(one, t) for one in text.missing])))
    if text.unread:
        said.append(t("rights.text.said.unread", what=t.listing([element_words(one, t) for one in text.unread])))
    if text.unsure:
        said.append(t("rights.text.said.unsure", what=t.listing([element_words(one, t) for one in text.unsure])))
    if not text.missing and not text.unread and not text.unsure:
        key = "whole" if text.articles else "unchecked" if text.law or text.kind == "contract" else "lawless"
        said.append(t(f"rights.text.said.{key}", articles=articles_words(text, t)))
    if text.approved_on is None:
        said.append(t("rights.text.said.unapproved"))
    else:
        who = text.approved_by or t("rights.text.said.nobody")
        said.append(t("rights.text.said.approved", who=who, date=t.date(text.approved_on, year=True)))
        if text.standing == "early" and text.first_on is not None:
            said.append(t("rights.text.said.early", date=t.date(text.first_on, year=True)))
    return t.sentences(*said)


def table_texts(found: Texts, t: Translator) -> Exhibit:
    """Each version of each letter: which articles it is held against, what it lacks, who approved it, to how many it
    was sent."""
    subtitle = t("rights.texts.subtitle")
    if not found.loaded:
        sent = sum(one.customers is None or one.customers > 0 for one in found.texts)
        return Exhibit.nothing(t("rights.texts.unrecorded", n=sent), subtitle, needs=("texts",))
    lines = []
    order = sorted(found.texts, key=lambda one: (STATES[one.standing] != "bad", STATES[one.standing] == "good"))
    for one in order:
        words = t(f"rights.text.{one.standing}")
        customers = Cell(t("move.hidden")) if one.customers is None else counted(one.customers, t)
        lines.append(
            (
                Cell(words, words, STATES[one.standing]),
                kind_words(one.kind, t),
                one.version or t("rights.text.unnamed"),
                articles_words(one, t) or "–",
                text_words(one, t),
                customers,
                one.first_on,
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("kind", "head", "letter"),
        Column("version"),
        Column("articles", "prose"),
        Column("said", "prose", "finding"),
        Column("sent", "number", "sent_to"),
        Column("first_on", "date", "first_sent"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    calm = t("rights.texts.good" if found.sent else "rights.texts.unsent", n=len(found.texts))
    return Exhibit(
        texts_now(found, t) or calm, subtitle, t("rights.texts.note"), grid(frame, columns, "rights.column", t)
    )


def texts_now(found: Texts, t: Translator) -> str:
    """The first text that went out and is not in order, with what is wrong; '' where there is none."""
    wrong = [one for one in found.texts if one.standing in WRONG and one.customers != 0.0]
    wrong.sort(key=lambda one: WRONG.index(one.standing))
    if not wrong:
        return ""
    one = wrong[0]
    name = t("rights.texts.name", kind=kind_words(one.kind, t), version=one.version or t("rights.text.unnamed"))
    what = t.listing([element_words(part, t) for part in one.missing])
    said, rest = t(f"rights.texts.now.{one.standing}", name=name, what=what), len(wrong) - 1
    return t("rights.texts.more", said=said, n=rest) if rest else said
