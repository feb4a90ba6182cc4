"""What holds for a whole file: which wave, which branch, which survey, which day; guessed from names, asked where
needed."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from typing import Any

from data.datasets import Dataset, Field
from data.ingest.around import UNKNOWN, Programme, Stated, stated
from data.ingest.layout import Layout
from data.ingest.mapping import Mapping, fingerprint
from data.ingest.questions import REMEMBERED, Question
from data.ingest.workbook import Sheet, Workbook

OF_ALL_ROWS = ("category", "topic")
"""Parts of keys that one value may fill for a whole file: a tracker of one kind of cost, the sheet of one session."""


def survey_name(layout: Layout) -> str:
    """A name that stays the same while the questions do: weekly exports of one form are one survey."""
    questions = [column.header for column in layout.columns if column.question]
    return f"{layout.platform}-{fingerprint('', questions)[:8]}"


def constants_of(
    book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping
) -> dict[str, str | None]:
    """Constants that need no question: the channel of a platform, the survey by its questions."""
    found: dict[str, str | None] = {
        name: value
        for name, value in layout.constants
        if name in dataset.by_name and mapping.column_of(name) is None and name not in mapping.constants
    }
    if "survey" in dataset.by_name and mapping.column_of("survey") is None and "survey" not in mapping.constants:
        found["survey"] = survey_name(layout)
    return found


def constant_questions(
    book: Workbook,
    sheet: Sheet,
    layout: Layout,
    dataset: Dataset,
    mapping: Mapping,
    programme: Programme = UNKNOWN,
) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """What the file lacks and has to be asked for, what stands around its table as proposals, and everything it lacks
    that a page will miss.

    A wave is asked where neither a column nor the customer can tell it, and where the file itself names one; a required
    field where no column holds it.
    """
    has = {column.field for column in mapping.columns if column.field} | {
        name for name, value in mapping.constants.items() if value is not None
    }
    told = stated(book, sheet, layout, dataset, mapping, programme)
    questions: list[Question] = []
    for field in dataset.fields:
        if not field.required or field.name in has or (field.name == "wave" and "wave" in told):
            continue
        if field.sensitivity == "pseudonym" or (
            field.name in dataset.key and field.type == "text" and field.name not in (*told, *OF_ALL_ROWS)
        ):
            continue
        questions.append(_asked(dataset, field, told.get(field.name)))
    # A wave that is asked for keeps its place in the key of registers and snapshots; there it is no constant.
    if "wave" in dataset.by_name and "wave" not in has and dataset.name != "waves":
        one = told.get("wave")
        unplaced = "customer" not in has and "wave" not in dataset.key and dataset.kind == "fact"
        if one is not None or unplaced:
            questions.append(_wave(one, dataset, unplaced=unplaced))
    for field in dataset.fields:
        if field.name in told and not field.required and field.name != "wave" and field.name not in has:
            questions.append(_asked(dataset, field, told[field.name], optional=True))
    lacking = tuple(name for name in ("customer", "wave", "branch") if name in dataset.by_name and name not in has)
    return tuple(questions), lacking


def _asked(dataset: Dataset, field: Field, one: Stated | None, *, optional: bool = False) -> Question:
    """What holds for all rows of a field; with what the file states as the likeliest answer."""
    choices = tuple(choice.code for choice in field.choices)
    dated = field.type in ("date", "timestamp", "month")
    code = "stated" if optional else "constant_date" if dated else "constant"
    params: dict[str, Any] = {
        "field_en": field.en,
        "field_zh": field.zh,
        "dataset": dataset.name,
        "field_name": field.name,
    }
    params |= {"dated": True} if dated else {}
    if one is not None and one.value not in choices:
        choices = (one.value, *choices)
    choices = (*choices, "none") if optional else choices
    guess = one.value if one is not None else ""
    return Question(field.name, code, choices, params | source_of(one), guess=guess, free=not field.choices)


def _wave(one: Stated | None, dataset: Dataset, *, unplaced: bool) -> Question:
    guess = one.value if one is not None else ""
    none = () if dataset.by_name["wave"].required else ("none",)
    choices = tuple(dict.fromkeys([*([guess] if guess else []), *none]))
    return Question("wave", "wave" if unplaced else "wave_stated", choices, source_of(one), guess=guess, free=True)


def source_of(one: Stated | None) -> dict[str, str]:
    """Where a proposal comes from, for the parameters of its question."""
    return {"source": one.source, "said": one.said} if one is not None else {}


def remembered_questions(
    dataset: Dataset, mapping: Mapping, layout: Layout, asked: Sequence[Question]
) -> list[Question]:
    """The constants of the file before, where this one says nothing: proposed again, with that as their source."""
    own = {question.id for question in asked} | {name for name, _ in layout.constants} | {"survey"}
    found = []
    for name, value in mapping.constants.items():
        field = dataset.by_name.get(name)
        if field is None or value is None or name in own or mapping.column_of(name) is not None:
            continue
        one = Stated(name, value, REMEMBERED, value)
        if name == "wave":
            found.append(_wave(one, dataset, unplaced=mapping.column_of("customer") is None))
        else:
            found.append(_asked(dataset, field, one, optional=not field.required))
    return found


def without_stale(mapping: Mapping, dataset: Dataset, told: Dict[str, Stated], layout: Layout) -> tuple[str, ...]:
    """Take out of a remembered mapping the constants that say nothing about this file: days, and what the file states
    otherwise. Returned are those that the file states in the same words."""
    proven = []
    for name in dict.fromkeys((*mapping.answers, *mapping.constants)):
        field = dataset.by_name.get(name)
        if field is None or dict(layout.constants).get(name) is not None:
            continue
        value = mapping.constants.get(name, mapping.answers.get(name))
        dated = field.type in ("date", "timestamp", "month")
        here = told.get(name)
        if dated or (here is not None and here.value != value):
            mapping.answers.pop(name, None)
            mapping.constants.pop(name, None)
        elif here is not None:
            proven.append(name)
    return tuple(proven)
