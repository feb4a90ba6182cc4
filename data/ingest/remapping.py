"""A person says what a column becomes: the understanding is read anew with that, and asks what then is to be asked."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import replace

from data.datasets import DATASETS, Dataset
from data.ingest import columns as reading
from data.ingest.asking import without_columns
from data.ingest.columns import ColumnGuess
from data.ingest.constants import constant_questions, constants_of
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping
from data.ingest.month_days import dated_questions
from data.ingest.names import Match
from data.ingest.platforms import detect
from data.ingest.questions import REMEMBERED, Question
from data.ingest.running import running_questions
from data.ingest.spreading import spread_sheet
from data.ingest.understanding import Understanding
from data.ingest.workbook import Grid, Workbook
from data.problems import Refusal

_OF_THE_SHEET = ("sheet", "dataset", "across_year", "across_first", "across_nested")


def remap(book: Workbook, understood: Understanding, fields: Dict[int, str | None]) -> Understanding:
    """``understood`` with other meanings for some columns, by their index.

    A meaning is the name of a field, ``""`` to keep the column among the other answers, ``None`` to leave it out. A
    column of direct identifiers is never kept as another answer. Raises ``Refusal``: field_unknown, no_table.
    """
    if not fields:
        return understood
    sheet = book.sheet(understood.sheet)
    sheet = spread_sheet(sheet, understood.mapping) if sheet is not None else None
    layout = detect(sheet.grid) if sheet is not None else None
    if sheet is None or layout is None:
        raise Refusal("no_table", where=understood.sheet)
    declared = DATASETS[understood.dataset]
    mapping = understood.mapping.model_copy(deep=True)
    lines = {line.index: line for line in mapping.columns}
    guesses = {guess.index: guess for guess in understood.columns}
    left = (without_columns(question, fields) for question in understood.questions)
    asked: list[Question] = [question for question in left if question is not None]
    for column in layout.columns:
        if column.index not in fields:
            continue
        line, guess, questions = _read(sheet.grid, column, layout, declared, fields[column.index])
        lines[column.index], guesses[column.index] = line, replace(guess, certainty=1.0)
        asked += questions
    mapping.columns = [lines[column.index] for column in layout.columns if column.index in lines]
    dated = dated_questions(book, sheet, layout, declared, mapping)
    asked += [question for question in dated if question.column in fields]
    mapping.constants |= constants_of(book, sheet, layout, declared, mapping)
    mapping.constants = {name: value for name, value in mapping.constants.items() if not mapping.column_of(name)}
    of_file, missing = constant_questions(book, sheet, layout, declared, mapping, understood.programme)
    of_file = tuple(question for question in of_file if question.id not in mapping.answers)
    added = (one for one in running_questions(sheet, layout, declared, mapping) if one.id not in mapping.answers)
    of_file = (*added, *of_file)
    again = [one for one in understood.questions if one.params.get("source") == REMEMBERED]
    of_file = (*of_file, *(one for one in again if not mapping.column_of(one.id)))
    first = [question for question in asked if question.code in _OF_THE_SHEET]
    of_columns = sorted(
        (question for question in asked if question.column is not None), key=lambda question: question.column or 0
    )
    return replace(
        understood,
        columns=tuple(guesses[guess.index] for guess in understood.columns),
        questions=(*first, *of_columns, *of_file),
        mapping=mapping,
        missing=missing,
    )


def _read(
    grid: Grid, column: Column, layout: Layout, dataset: Dataset, field: str | None
) -> tuple[ColumnMapping, ColumnGuess, list[Question]]:
    if field and field not in dataset.by_name:
        raise Refusal("field_unknown", where=field, dataset=dataset.name)
    if field:
        return reading.read_column(grid, replace(column, skip=""), layout, dataset, Match(field, 1.0))
    personal = column.skip == "personal"
    skip = "chosen" if field is None else "personal" if personal else ""
    return reading.read_column(grid, replace(column, skip=skip), layout, dataset, None)
