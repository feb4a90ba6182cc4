"""What holds for a whole file: which wave, which branch, which survey, which day; guessed from names, asked where needed."""

from __future__ import annotations

from data.datasets import Dataset
from data.ingest.layout import Layout
from data.ingest.mapping import Mapping, fingerprint
from data.ingest.periods import wave_in
from data.ingest.questions import Question
from data.ingest.workbook import Sheet, Workbook


def wave_guess(book: Workbook, sheet: Sheet, layout: Layout) -> str | None:
    """From the sheet's name, else the titles above the table, else the file's name."""
    for text in (sheet.name, *layout.titles, book.name):
        found = wave_in(text)
        if found:
            return found
    return None


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
    book: Workbook, sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping
) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """What the file lacks and has to be asked for, and everything it lacks that a page will miss.

    A wave is asked where neither a column nor the customer can tell it; a required field where no column holds it.
    """
    has = {column.field for column in mapping.columns if column.field} | {
        name for name, value in mapping.constants.items() if value is not None
    }
    questions: list[Question] = []
    for field in dataset.fields:
        if not field.required or field.name in has:
            continue
        if field.sensitivity == "pseudonym" or (field.name in dataset.key and field.type == "text"):
            continue
        choices = tuple(choice.code for choice in field.choices)
        code = "constant_date" if field.type in ("date", "timestamp", "month") else "constant"
        questions.append(
            Question(field.name, code, choices, {"field_en": field.en, "field_zh": field.zh}, free=not choices)
        )
    # A wave that is asked for keeps its place in the key of registers and snapshots; there it is no constant.
    if (
        "wave" in dataset.by_name
        and "wave" not in has
        and "customer" not in has
        and "wave" not in dataset.key
        and dataset.kind == "fact"
    ):
        guess = wave_guess(book, sheet, layout)
        questions.append(
            Question(
                "wave",
                "wave",
                tuple(dict.fromkeys([*([guess] if guess else []), "none"])),
                guess=guess or "",
                free=True,
            )
        )
    lacking = tuple(name for name in ("customer", "wave", "branch") if name in dataset.by_name and name not in has)
    return tuple(questions), lacking
